#include "knox/tree/json.h"

#include <algorithm>

#include "knox/emit/json_line.h"
#include "knox/tree/formats.h"
#include "knox/tree/words.h"

namespace knox::tree {

namespace {

constexpr std::uint64_t kMillisecond = 1'000'000;

std::string_view began_word(Began began) noexcept {
  switch (began) {
    case Began::kForked: return "fork";
    case Began::kExecuted: return "exec";
    case Began::kUnknown: break;
  }
  return {};
}

void put_failure(emit::JsonLine& line, const Deeds& deeds) {
  const std::string_view what = deeds.what;
  const std::size_t space = what.find(' ');
  if (space != what.npos) line.string("error", what.substr(0, space));
  line.string_if("action", space == what.npos ? what : what.substr(space + 1));
  line.string_if("path", deeds.more);
}

void put_deeds(emit::JsonLine& line, const Process& process, Deed deed, auto put_time) {
  const auto is_it = [&](const Deeds& deeds) { return deeds.deed == deed; };
  if (std::ranges::none_of(process.deeds, is_it)) return;
  line.begin_array(info(deed).member);
  for (const Deeds& deeds : process.deeds) {
    if (!is_it(deeds)) continue;
    line.begin_object_element();
    if (deed == Deed::kFail) {
      put_failure(line, deeds);
    } else {
      line.string(info(deed).group == DeedGroup::kNet ? "address" : "path", deeds.what);
      line.string_if("target_path", deeds.more);
    }
    line.number("count", deeds.count);
    put_time("first", deeds.first);
    if (deeds.last != deeds.first) put_time("last", deeds.last);
    line.end();
  }
  line.end();
}

}  // namespace

void JsonProcesses::put(const Process& process, int digits) {
  emit::JsonLine line(out_, raw_);
  const auto put_time = [&](std::string_view key, Time time) {
    line.text(key, [&](Pen& pen) { times_.put(pen, time, digits); });
  };
  line.number("id", process.number);
  line.number("pid", process.pid);
  line.number_if("pidversion", process.version);
  if (process.parent_number != 0) {
    line.begin_object("parent");
    line.number("id", process.parent_number);
    line.number("pid", process.parent_pid);
    line.end();
  }
  line.string_if("host", process.host_name);
  line.string_if("user", process.user);
  line.string_if("name", program_of(process));
  if (!process.executions.empty()) {
    line.begin_array("executions");
    for (const Execution& execution : process.executions) {
      line.begin_object_element();
      put_time("time", execution.time);
      line.string_if("command", execution.command);
      line.string_if("path", execution.path);
      line.end();
    }
    line.end();
  }
  line.string_if("began", began_word(process.began));
  if (process.began != Began::kUnknown) put_time("start", process.start);
  if (process.ended == Ended::kExited) put_time("end", process.end);
  if (process.is_heard_of()) {
    put_time("first_event", process.first);
    put_time("last_event", process.last);
  }
  if (process.is_whole()) {
    line.number("milliseconds", nanoseconds_between(process.start, process.end) / kMillisecond);
  }
  line.number_if("exit_status", process.exit_status);
  line.number_if("signal", process.signal);
  if (process.threads > 0) line.number("threads", process.threads);
  if (process.maybe_threads > 0) line.number("silent_children", process.maybe_threads);
  if (process.made > 0) line.number("children", process.made);
  for (std::size_t kind = 0; kind < kDeeds; ++kind) {
    if (groups_.has(static_cast<Deed>(kind))) put_deeds(line, process, static_cast<Deed>(kind), put_time);
  }
  bool has_more = false;
  for (std::size_t kind = 0; kind < kDeeds; ++kind) {
    const std::uint64_t more =
        groups_.has(static_cast<Deed>(kind)) ? not_kept(process, static_cast<Deed>(kind)) : 0;
    if (more == 0) continue;
    if (!has_more) line.begin_object("not_listed");
    has_more = true;
    line.number(kDeedInfos[kind].member, more);
  }
  if (has_more) line.end();
  line.finish();
  out_.end_record();
}

void put_json(Out& out, const Forest& forest, const TextOptions& options, const Totals&) {
  JsonProcesses json(out, options.groups);
  for (const Row& row : forest.rows()) json.put(*row.process, forest.history().time_digits());
}

}  // namespace knox::tree
