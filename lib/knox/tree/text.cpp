#include "knox/tree/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "knox/base/columns.h"
#include "knox/base/counted.h"
#include "knox/emit/paint.h"
#include "knox/emit/shell.h"
#include "knox/tree/axis.h"
#include "knox/tree/bar.h"
#include "knox/tree/words.h"

namespace knox::tree {

namespace {

using emit::Paint;

struct Marks {
  std::string_view tee, corner, pipe, space, cut, times;
};
constexpr Marks kLines{"├─ ", "└─ ", "│  ", "   ", "…", "×"}, kAscii{"|- ", "`- ", "|  ", "   ", "...", "x"};

constexpr std::size_t kDuration = 8, kMostUser = 12, kLeastCommand = 20;
constexpr std::size_t kStep = 3;  // columns of a level

class Text {
 public:
  Text(Out& out, const Forest& forest, const TextOptions& options)
      : out_(out), forest_(forest), options_(options), marks_(options.ascii ? kAscii : kLines) {
    measure();
  }

  void put_all() {
    put_header();
    for (std::size_t i = 0; i < forest_.rows().size(); ++i) {
      put_row(i);
      out_.end_record();
    }
    put_left_out();
  }

 private:
  void measure();
  bool shows_user(const Row& row) const;
  void put_header();
  void put_row(std::size_t at);
  void put_deeds(const Row& row, bool has_children);
  void put_below(Paint paint, std::string_view word, std::string_view text, bool is_counted);
  void put_left_out();
  // The branches of the ancestors, with what the row itself begins with.
  std::string branches(const Row& row, std::string_view own);
  void add(Paint paint, std::string_view text, std::size_t width, bool right = false);
  void end_line();
  std::string cut(std::string_view text, std::size_t columns) const;

  Out& out_;
  const Forest& forest_;
  const TextOptions& options_;
  const Marks& marks_;
  std::size_t pid_ = 3, user_ = 0, exit_ = 0, command_ = 0;
  std::size_t bar_ = 0;
  Axis axis_;
  std::vector<bool> lasts_;  // of the row's ancestors and itself, by depth
  std::string below_;        // what lines below the row begin with
  std::string line_;
};

void Text::measure() {
  for (const Row& row : forest_.rows()) {
    pid_ = std::max(pid_, std::to_string(row.process->pid).size());
    exit_ = std::max(exit_, ending(*row.process).size());
    if (shows_user(row)) user_ = std::max(user_, columns_of(safe_word(row.process->user)));
  }
  user_ = std::min(user_, kMostUser);
  if (user_ > 0) user_ = std::max<std::size_t>(user_, 4);
  if (exit_ > 0) exit_ = std::max<std::size_t>(exit_, 4);
  const std::size_t width = std::max<std::size_t>(options_.width, 40);
  const auto with_space = [](std::size_t columns) { return columns == 0 ? 0 : columns + 1; };
  const std::size_t fixed = pid_ + 1 + with_space(user_) + 1 + kDuration + 1 + with_space(exit_);
  axis_ = Axis(forest_);
  bar_ = std::clamp<std::size_t>(width / 4, 8, 40);
  if (width < fixed + kLeastCommand + bar_) bar_ = 0;
  command_ = std::max(kLeastCommand, width - std::min(width, fixed + bar_));
}

bool Text::shows_user(const Row& row) const {
  if (row.process->user.empty()) return false;
  return row.parent == kNobody || forest_.rows()[row.parent].process->user != row.process->user;
}

std::string Text::cut(std::string_view text, std::size_t columns) const {
  if (columns_of(text) <= columns) return std::string(text);
  const std::size_t mark = columns_of(marks_.cut);
  return std::string(front_columns(text, columns - std::min(columns, mark))).append(marks_.cut);
}

// Text in so many columns, and a space.
void Text::add(Paint paint, std::string_view text, std::size_t width, bool right) {
  const std::size_t columns = columns_of(text);
  const std::string space(width - std::min(width, columns), ' ');
  if (right) line_ += space;
  if (options_.color && paint != Paint::kNone && !text.empty()) {
    line_.append(begin_of(paint)).append(text).append(end_of(paint));
  } else {
    line_ += text;
  }
  if (!right) line_ += space;
  line_ += ' ';
}

void Text::end_line() {
  line_.erase(line_.find_last_not_of(' ') + 1);
  out_.text(line_);
  out_.text("\n");
  line_.clear();
}

// The time of day of the first event, and how far it goes.
void Text::put_header() {
  if (forest_.rows().empty()) return;
  add(Paint::kDim, "PID", pid_, true);
  if (user_ > 0) add(Paint::kDim, "USER", user_);
  add(Paint::kDim, "COMMAND", command_);
  add(Paint::kDim, "TIME", kDuration, true);
  if (exit_ > 0) add(Paint::kDim, "EXIT", exit_, true);
  if (bar_ > 0) {
    std::string time;
    StringWriter writer(time);
    Out out(writer);
    Pen pen(out);
    pen.room(48);
    TimeFormat().put(pen, axis_.begin(), 0);
    pen.leave().flush();
    if (bar_ < time.size() + 10) time = time.substr(time.find('T') + 1);
    const std::string length =
        (axis_.is_folded() ? "~ +" : "+") + duration(nanoseconds_between(axis_.begin(), axis_.end()));
    const std::size_t used = time.size() + length.size();
    if (used < bar_) time += std::string(bar_ - used, ' ') + length;
    add(Paint::kDim, time, bar_);
  }
  end_line();
}

std::string Text::branches(const Row& row, std::string_view own) {
  // A chain can be as long as there are processes: of a deep one the nearest levels are shown.
  const std::size_t most = std::max<std::size_t>(command_ / 2 / kStep, 2);
  std::string text;
  std::size_t level = 1;
  if (row.depth > most) {
    level = row.depth - most + 2;
    text += options_.ascii ? ".. " : "┄┄ ";
  }
  for (; level < row.depth; ++level) text += lasts_[level] ? marks_.space : marks_.pipe;
  if (row.depth > 0) text += own;
  return text;
}

void Text::put_row(std::size_t at) {
  const Row& row = forest_.rows()[at];
  const Process& process = *row.process;
  lasts_.resize(row.depth);
  lasts_.push_back(row.is_last);
  const bool has_children = at + 1 < forest_.rows().size() && forest_.rows()[at + 1].depth > row.depth;

  add(Paint::kDim, std::to_string(process.pid), pid_, true);
  if (user_ > 0) add(Paint::kCyan, shows_user(row) ? cut(safe_word(process.user), user_) : "", user_);
  const std::string own = branches(row, row.is_last ? marks_.corner : marks_.tee);
  const std::size_t indent = columns_of(own);
  line_ += own;
  const Paint of_title = process.executions.empty() || row.is_shown_for_others ? Paint::kDim : Paint::kNone;
  const std::size_t room = command_ - std::min(command_, indent);
  add(of_title, cut(title(process), room), room);
  const std::string length =
      process.is_whole() ? duration(nanoseconds_between(process.start, process.end)) : std::string();
  add(Paint::kNone, length, kDuration, true);
  if (exit_ > 0) add(has_failed(process) ? Paint::kRed : Paint::kDim, ending(process), exit_, true);
  if (bar_ > 0 && process.is_heard_of()) {
    const bool is_open = process.ended != Ended::kExited && forest_.history().ends_are_told();
    const Paint paint = has_failed(process) ? Paint::kRed : process.is_whole() ? Paint::kGreen : Paint::kBlue;
    const Span span{axis_.place(process.begin_shown()), axis_.place(process.end_shown()),
                    process.began == Began::kUnknown, is_open};
    add(paint, bar(bar_, options_.ascii, span), 0);
  }
  end_line();
  below_ = branches(row, row.is_last ? marks_.space : marks_.pipe);
  put_deeds(row, has_children);
}

void Text::put_deeds(const Row& row, bool has_children) {
  const Process& process = *row.process;
  below_ += has_children ? marks_.pipe : marks_.space;
  const std::size_t top = options_.top == 0 ? SIZE_MAX : options_.top;
  if (!row.is_shown_for_others) {
    const std::size_t before =
        process.executions.size() - std::min<std::size_t>(process.executions.size(), 1);
    for (std::size_t i = before - std::min(before, top); i < before; ++i) {
      const std::string& command = process.executions[i].command;
      if (command != process.executions[i + 1].command) put_below(Paint::kDim, "was", command, false);
    }
  }
  for (std::size_t kind = 0; kind < kDeeds; ++kind) {
    const auto deed = static_cast<Deed>(kind);
    if (!options_.groups.has(deed)) continue;
    constexpr Paint kPaints[] = {Paint::kYellow, Paint::kGreen, Paint::kRed};
    const Paint paint = kPaints[static_cast<std::size_t>(info(deed).group)];
    std::size_t shown = 0;
    std::uint64_t more = not_kept(process, deed);
    for (const Deeds& deeds : process.deeds) {
      if (deeds.deed != deed) continue;
      if (shown == top) {
        more += deeds.count;
        continue;
      }
      ++shown;
      std::string text = deeds.count > 1 ? fmt::format("{} {} ", deeds.count, marks_.times) : std::string();
      text += what_text(deeds);
      if (!deeds.more.empty()) {
        text.append(deed == Deed::kRename ? " to " : " ").append(safe_word(deeds.more));
        if (deed == Deed::kFail && deeds.count > 1) text.append(" ").append(marks_.cut);
      }
      put_below(paint, info(deed).word, text, false);
    }
    if (more > 0) put_below(paint, info(deed).word, fmt::format("{} {} more", marks_.cut, more), true);
  }
  if (process.threads > 0) put_below(Paint::kDim, "threads", std::to_string(process.threads), true);
  if (process.maybe_threads > 0) {
    put_below(Paint::kDim, "silent", counted(process.maybe_threads, "thread or child"), true);
  }
}

void Text::put_below(Paint paint, std::string_view word, std::string_view text, bool is_counted) {
  line_ += std::string(pid_ + 1 + (user_ == 0 ? 0 : user_ + 1), ' ') + below_;
  const std::size_t used = columns_of(line_) + 8;
  add(paint, word, 7);
  const std::size_t width = std::max<std::size_t>(options_.width, 40);
  add(is_counted ? Paint::kDim : Paint::kNone,
      cut(text, std::max(width - std::min(width, used), kLeastCommand)), 0);
  end_line();
}

void Text::put_left_out() {
  const std::uint64_t count = forest_.history().left_out();
  if (count == 0) return;
  line_ += fmt::format("{} {} {} left out (--max-processes)", marks_.cut, count,
                       count == 1 ? "process is" : "processes are");
  end_line();
}

}  // namespace

void put_text(Out& out, const Forest& forest, const TextOptions& options) {
  Text(out, forest, options).put_all();
}

}  // namespace knox::tree
