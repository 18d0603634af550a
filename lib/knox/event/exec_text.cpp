// The format text: one line a command, which can be pasted into a shell.
//
//   [time TAB] [user TAB] [pid TAB] [cwd TAB] [ENV=... ]command [# comment]
//
// Columns are there when asked for; what is not known is a minus. The user is the real one, as everywhere in
// these formats. The comment tells, separated by commas, what the words before it do not: the file that was
// executed, where argv[0] claims another; who was asked to run it; how many arguments the record lacks; why
// the command failed, or with the column `result` how it ended.
//
// Interactive zsh has no comments unless it is told (setopt interactive_comments), so a comment is made of
// harmless words, too.
#include <algorithm>
#include <functional>

#include "knox/emit/paint.h"
#include "knox/emit/shell.h"
#include "knox/event/exec_formats.h"
#include "knox/event/exec_line.h"

namespace knox::event {

namespace {

// Whether argv[0] leads to the executed file, as far as two strings can tell: "ls" to /bin/ls, "-zsh" not.
bool names_file(std::string_view argv0, std::string_view path) {
  return argv0.starts_with('/') ? argv0 == path : base_name(argv0) == base_name(path);
}

// Remarks at the end of the line; nothing when there are none.
class Comment {
 public:
  Comment(Out& out, bool after_words, emit::Paint paint)
      : out_(out), separator_(after_words ? " # " : "# "), paint_(paint) {}
  Out& next() {
    if (!any_) out_.text(begin_of(paint_));
    any_ = true;
    out_.text(separator_);
    separator_ = ", ";
    return out_;
  }
  void end() {
    if (any_) out_.text(end_of(paint_));
  }
  void count(std::uint32_t n, std::string_view one, std::string_view many) {
    if (n == 0) return;
    put_word(next(), n);
    out_.text(n == 1 ? one : many);
  }

 private:
  Out& out_;
  std::string_view separator_;
  emit::Paint paint_;
  bool any_ = false;
};

// ENOENT: No such file or directory
void put_error(const Exec& exec, Out& out) {
  const auto is_harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
  };
  emit::shell_word(out, exec.error.empty() ? "failed" : exec.error);
  if (exec.error_text.empty()) return;
  out.text(": ");
  if (std::ranges::all_of(exec.error_text, is_harmless)) {
    out.text(exec.error_text);
  } else {
    emit::shell_word(out, exec.error_text);
  }
}

class TextPrinter final : public ExecPrinter {
 public:
  explicit TextPrinter(const ExecPrintOptions& options) : options_(options) {}

  void print(const Exec& exec, Out& out) override {
    put_columns(exec, out);
    if (options_.env) put_environment(out, exec);
    put_command_line(out, exec);
    put_comment(exec, out);
    out.text("\n");
    out.end_record();
  }

 private:
  void put_columns(const Exec& exec, Out& out);
  void put_comment(const Exec& exec, Out& out) const;
  void put_run_by(const Exec& exec, Out& out) const;

  ExecPrintOptions options_;
  TimeFormat times_;
};

void TextPrinter::put_columns(const Exec& exec, Out& out) {
  const auto column = [&](bool wanted, auto put) {
    if (!wanted) return;
    put();
    out.text("\t");
  };
  column(options_.time, [&] {
    painted(out, options_.color, emit::Paint::kDim, [&] {
      Pen pen(out);
      pen.room(64);
      times_.put(pen, exec.time, exec.time_digits);
    });
  });
  column(options_.user, [&] { put_user(out, exec.process.ruid, *options_.names); });
  column(options_.pid, [&] { put_word(out, exec.process.pid); });
  column(options_.cwd, [&] { put_word(out, exec.cwd); });
}

void TextPrinter::put_comment(const Exec& exec, Out& out) const {
  const emit::Paint paint = exec.success == false ? emit::Paint::kRed : emit::Paint::kDim;
  Comment comment(out, !exec.args.empty() || !exec.exec_path.empty(),
                  options_.color ? paint : emit::Paint::kNone);
  if (exec.args.empty()) {
    if (exec.exec_path.empty()) comment.next().text("command unknown");
  } else if (!exec.exec_path.empty() && !names_file(exec.args.front(), exec.exec_path)) {
    emit::shell_word(comment.next(), exec.exec_path);
  }
  if (!exec.run_by.empty()) put_run_by(exec, comment.next());
  comment.count(exec.args.missing(), " argument missing", " arguments missing");
  if (exec.args_from_title) comment.next().text("as the process calls itself");
  if (options_.env) {
    comment.count(exec.env.missing(), " variable missing", " variables missing");
    const auto nameless = std::ranges::count_if(exec.env, std::not_fn(has_variable_name));
    comment.count(static_cast<std::uint32_t>(nameless), " variable without a name",
                  " variables without a name");
  }
  if (exec.success == false) {
    put_error(exec, comment.next());
  } else if (options_.result) {
    comment.next().text(exec.success ? "success" : "result unknown");
  }
  comment.end();
}

// sudo as root
void TextPrinter::put_run_by(const Exec& exec, Out& out) const {
  emit::shell_word(out, exec.run_by);
  if (!exec.run_as) return;
  out.text(" as ");
  put_user(out, exec.run_as, *options_.names);
}

}  // namespace

std::unique_ptr<ExecPrinter> make_exec_text(const ExecPrintOptions& options) {
  return std::make_unique<TextPrinter>(options);
}

}  // namespace knox::event
