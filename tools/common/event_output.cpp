#include "common/event_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "knox/emit/json_members.h"
#include "knox/emit/line.h"

namespace knox::tools {

namespace {

// Kernels write a record when a call returns, with the time of when it began, or number it later than that.
constexpr std::uint64_t kDisorder = 2;  // seconds

std::string line_of(std::string_view text) {
  std::string line;
  StringWriter writer(line);
  Out out(writer);
  emit::line_text(out, text);
  out.flush();
  return line;
}

// "source_file":"..."; of a name that is not UTF-8, with what a line has of it.
std::string member_of(std::string_view file, std::string_view line) {
  emit::JsonMembers members;
  const auto write = [&](std::string_view name) {
    return std::string(
        members.of([&](emit::JsonLine& to) { to.string(std::string_view("source_file"), name); }));
  };
  std::string member = write(file);
  return member.empty() ? write(line) : member;
}

}  // namespace

void add_origin_options(const OptionGroup& output, OriginOptions& options) {
  const OptionGroup more = output.more();
  more.flag("--with-filename", options.with_filename, "FILE: in front; JSON: source_file, source_offset");
  more.flag("--merge", options.merge, "several files in the order of time, not one after the other");
}

std::expected<void, std::string> check_origin(OriginOptions& options, const std::string& format,
                                              const InputOptions& input) {
  if (options.with_filename && (format == "rows" || format == "csv")) {
    return std::unexpected(
        fmt::format("--with-filename: the columns of --format {} are the same for all inputs", format));
  }
  if (options.with_filename && (format == "xml" || format == "yaml" || format == "bsm"))
    return std::unexpected(fmt::format("--with-filename: there is no place for it in --format {}", format));
  if (options.merge && (input.follow || input.live != nullptr))
    return std::unexpected(
        "--merge is of files that are at their end, not with --follow or what happens now");
  options.merge = options.merge && input.paths.size() > 1;
  return {};
}

void EventOutput::put_text(const Time& time, const Place& place) {
  if (text_.empty()) return;
  std::string text = options_.with_filename ? with_place(place) : std::exchange(text_, {});
  if (options_.merge) {
    if (time.seconds + kDisorder < latest_.seconds) ++late_;
    latest_ = std::max(latest_, time);
    waiting_.push_back({time, std::move(text)});
    return;
  }
  out_.text(text);
  out_.end_record();
}

std::string EventOutput::with_place(const Place& place) {
  if (as_line_.empty() || place.file != file_) {
    file_ = place.file;
    as_line_ = line_of(file_);
    as_member_ = member_of(file_, as_line_);
  }
  std::string text;
  for (std::string_view rest = text_; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n') + 1);  // npos + 1 is 0
    put_line(place, line.empty() ? rest : line, text);
    rest.remove_prefix(line.empty() ? rest.size() : line.size());
  }
  return text;
}

void EventOutput::put_line(const Place& place, std::string_view line, std::string& to) const {
  if (!line.starts_with("{\"")) {
    to.append(as_line_).append(":").append(line);
    return;
  }
  to.append("{").append(as_member_);
  if (place.offset) to.append(fmt::format(",\"source_offset\":{}", *place.offset));
  to.append(",").append(line.substr(1));
}

std::optional<Time> EventOutput::waiting() const {
  return waiting_.empty() ? std::nullopt : std::optional(waiting_.front().time);
}

void EventOutput::hand_on() {
  out_.text(waiting_.front().text);
  out_.end_record();
  waiting_.pop_front();
}

void tell_late(Tool& tool, const std::string& path, const EventOutput& output) {
  if (output.late() == 0) return;
  tool.warn("{}: not in the order of time: {} older than what came before, and printed behind it", path,
            output.late() == 1 ? "1 event is" : fmt::format("{} events are", output.late()));
}

}  // namespace knox::tools
