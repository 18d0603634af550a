#include "knox/event/exec_template.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "knox/base/unknown.h"
#include "knox/emit/shell.h"
#include "knox/event/exec_line.h"

namespace knox::event {

namespace {

struct Context {
  const Exec& exec;
  os::Names& names;
  UtcFormat& utc;
};

struct Variable {
  std::string_view name;
  void (*put)(const Context&, Out&);
};

void put_timestamp(const Context& c, Out& out) {
  Pen pen(out);
  pen.room(64);
  c.utc.put(pen, c.exec.time, c.exec.time_digits);
}

void put_words(Out& out, const StringList& list, bool skip_first) {
  if (!list.known()) return out.text("-");
  bool first = true;
  for (const std::string_view word : list) {
    if (!std::exchange(skip_first, false)) {
      if (!std::exchange(first, false)) out.text(" ");
      emit::shell_word(out, word);
    }
  }
}

constexpr std::array kVariables = {
    Variable{"timestamp", &put_timestamp},
    Variable{"hostname", [](const Context& c, Out& out) { put_word(out, c.exec.hostname); }},
    Variable{"username", [](const Context& c, Out& out) { put_user(out, c.exec.process.ruid, c.names); }},
    Variable{"group", [](const Context& c, Out& out) { put_group(out, c.exec.process.rgid, c.names); }},
    Variable{"uid", [](const Context& c, Out& out) { put_word(out, c.exec.process.ruid); }},
    Variable{"gid", [](const Context& c, Out& out) { put_word(out, c.exec.process.rgid); }},
    Variable{"auid", [](const Context& c, Out& out) { put_word(out, c.exec.process.auid); }},
    Variable{"euid", [](const Context& c, Out& out) { put_word(out, c.exec.process.euid); }},
    Variable{"egid", [](const Context& c, Out& out) { put_word(out, c.exec.process.egid); }},
    Variable{"pid", [](const Context& c, Out& out) { put_word(out, c.exec.process.pid); }},
    Variable{"ppid", [](const Context& c, Out& out) { put_word(out, c.exec.ppid); }},
    Variable{"tty", [](const Context& c, Out& out) { put_word(out, shown_tty(c.exec)); }},
    Variable{"exec_path", [](const Context& c, Out& out) { put_word(out, c.exec.exec_path); }},
    Variable{"script", [](const Context& c, Out& out) { put_word(out, c.exec.script); }},
    Variable{"run_by", [](const Context& c, Out& out) { put_word(out, c.exec.run_by); }},
    Variable{"run_as", [](const Context& c, Out& out) { put_user(out, c.exec.run_as, c.names); }},
    Variable{"cwd", [](const Context& c, Out& out) { put_word(out, c.exec.cwd); }},
    Variable{"command", [](const Context& c, Out& out) { put_word(out, command_name(c.exec)); }},
    Variable{"env", [](const Context& c, Out& out) { put_words(out, c.exec.env, false); }},
    // What follows the command: argv[0] is left out.
    Variable{"args", [](const Context& c, Out& out) { put_words(out, c.exec.args, true); }},
};

// Text, then a variable; the last piece may lack one.
struct Piece {
  std::string text;
  void (*put)(const Context&, Out&) = nullptr;
};

class TemplatePrinter final : public ExecPrinter {
 public:
  TemplatePrinter(std::vector<Piece> pieces, os::Names& names) : pieces_(std::move(pieces)), names_(names) {}

  void print(const Exec& exec, Out& out) override {
    const Context context{exec, names_, utc_};
    for (const Piece& piece : pieces_) {
      out.text(piece.text);
      if (piece.put != nullptr) piece.put(context, out);
    }
    out.text("\n");
    out.end_record();
  }

 private:
  std::vector<Piece> pieces_;
  os::Names& names_;
  UtcFormat utc_;
};

std::expected<std::vector<Piece>, std::string> parse(std::string_view text) {
  std::vector<Piece> pieces(1);
  while (!text.empty()) {
    const std::size_t dollar = std::min(text.find('$'), text.size());
    pieces.back().text += text.substr(0, dollar);
    text.remove_prefix(dollar);
    if (text.starts_with("${")) {
      const std::size_t brace = text.find('}');
      if (brace == std::string_view::npos) {
        return std::unexpected("the template has a ${ without its }: " + std::string(text));
      }
      const std::string_view name = text.substr(2, brace - 2);
      const auto* const variable = std::ranges::find(kVariables, name, &Variable::name);
      if (variable == kVariables.end()) {
        return std::unexpected(unknown("variable", text.substr(0, brace + 1), names_of(kVariables)));
      }
      pieces.back().put = variable->put;
      pieces.emplace_back();
      text.remove_prefix(brace + 1);
    } else if (!text.empty()) {  // $$, or a dollar that begins nothing
      pieces.back().text += '$';
      text.remove_prefix(text.starts_with("$$") ? 2 : 1);
    }
  }
  return pieces;
}

}  // namespace

std::expected<std::unique_ptr<ExecPrinter>, std::string> make_exec_template(std::string_view text,
                                                                            const ExecPrintOptions& options) {
  auto pieces = parse(text);
  if (!pieces) return std::unexpected(std::move(pieces.error()));
  return std::make_unique<TemplatePrinter>(std::move(*pieces), *options.names);
}

}  // namespace knox::event
