// A trace of Perfetto (ui.perfetto.dev): a track a process, below its maker's; on it a slice an execution,
// and an instant for what it did. A flow leads from a fork to the child's first slice.
//
// Source: protos/perfetto/trace of Perfetto: trace.proto, trace_packet.proto, track_event/track_event.proto,
// track_descriptor.proto and debug_annotation.proto.
#include <algorithm>
#include <string>
#include <vector>

#include "knox/tree/formats.h"
#include "knox/tree/protobuf.h"
#include "knox/tree/words.h"

namespace knox::tree {

namespace {

namespace trace {
constexpr std::uint32_t kPacket = 1;
}
namespace packet {
constexpr std::uint32_t kTimestamp = 8, kSequence = 10, kTrackEvent = 11, kTrackDescriptor = 60;
}
namespace track {
constexpr std::uint32_t kUuid = 1, kName = 2, kParent = 5;
}
namespace slice {
constexpr std::uint32_t kAnnotation = 4, kType = 9, kTrack = 11, kCategory = 22, kName = 23, kFlow = 47;
constexpr std::uint64_t kBegin = 1, kEnd = 2, kInstant = 3;
}  // namespace slice
namespace annotation {
constexpr std::uint32_t kText = 6, kName = 10;
}

std::uint64_t nanoseconds(Time time) {
  return nanoseconds_between(Time(), time);
}

class Perfetto {
 public:
  Perfetto(Out& out, const TextOptions& options) : out_(out), options_(options) {}

  void put(const Row& row, const Process* maker) {
    const Process& process = *row.process;
    Message described;
    described.number(track::kUuid, process.number)
        .text(track::kName, std::to_string(process.pid) + ' ' + short_title(process));
    if (maker != nullptr) described.number(track::kParent, maker->number);
    put_packet(Message().message(packet::kTrackDescriptor, described));
    if (!process.is_heard_of()) return;
    const bool has_flow = maker != nullptr && maker->is_heard_of() && process.began == Began::kForked;
    if (has_flow)
      put_event(maker->number, process.start, event(slice::kInstant, "fork", "process"), process.number);
    put_slices(process, has_flow);
    for (const Deeds& deeds : process.deeds) {
      if (options_.groups.has(deeds.deed)) put_deeds(process, deeds);
    }
  }

 private:
  static std::string short_title(const Process& process) {
    constexpr std::size_t kMost = 80;
    std::string text = title(process);
    if (text.size() <= kMost) return text;
    std::size_t size = kMost;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    return text.substr(0, size) + "\xe2\x80\xa6";
  }
  static Message event(std::uint64_t type, std::string_view name, std::string_view category) {
    Message made;
    made.number(slice::kType, type);
    if (!category.empty()) made.text(slice::kCategory, category);
    if (!name.empty()) made.text(slice::kName, name);
    return made;
  }
  static void annotate(Message& to, std::string_view name, std::string_view text) {
    if (!text.empty()) {
      to.message(slice::kAnnotation, Message().text(annotation::kName, name).text(annotation::kText, text));
    }
  }

  // What it was before its first execution, and each of these, one after the other.
  void put_slices(const Process& process, bool has_flow) {
    Time at = process.begin_shown();
    const Time end = std::max(at, process.end_shown());
    const auto put = [&](Time to, Message begin) {
      put_event(process.number, at, std::move(begin), has_flow ? process.number : 0);
      has_flow = false;
      put_event(process.number, to, event(slice::kEnd, {}, {}));
      at = to;
    };
    const bool is_copy = process.executions.empty() || process.executions.front().time > at;
    const auto time_of = [&](std::size_t i) {
      return i < process.executions.size() ? std::clamp(process.executions[i].time, at, end) : end;
    };
    if (is_copy) {
      const std::string name = process.name.empty() ? "?" : '(' + safe_word(process.name) + ')';
      Message begin = event(slice::kBegin, name, "process");
      if (process.executions.empty()) annotate_end(begin, process);
      put(time_of(0), begin);
    }
    for (std::size_t i = 0; i < process.executions.size(); ++i) {
      Message begin = event(slice::kBegin, process.executions[i].command, "process");
      annotate(begin, "path", safe_word(process.executions[i].path));
      if (i + 1 == process.executions.size()) annotate_end(begin, process);
      put(time_of(i + 1), begin);
    }
  }
  static void annotate_end(Message& to, const Process& process) {
    annotate(to, "user", process.user.empty() ? process.user : safe_word(process.user));
    annotate(to, "exit", ending(process));
  }

  void put_deeds(const Process& process, const Deeds& deeds) {
    constexpr std::string_view kCategories[] = {"file", "network", "failure"};
    const std::string_view category = kCategories[static_cast<std::size_t>(info(deeds.deed).group)];
    std::string name(info(deeds.deed).word);
    name.append(" ").append(what_text(deeds));
    Message made = event(slice::kInstant, name, category);
    if (!deeds.more.empty())
      annotate(made, deeds.deed == Deed::kRename ? "to" : "path", safe_word(deeds.more));
    if (deeds.count > 1) annotate(made, "count", std::to_string(deeds.count));
    put_event(process.number, deeds.first, std::move(made));
  }

  void put_event(std::uint64_t uuid, Time time, Message made, std::uint64_t flow = 0) {
    made.number(slice::kTrack, uuid);
    if (flow != 0) made.fixed64(slice::kFlow, flow);
    put_packet(Message().number(packet::kTimestamp, nanoseconds(time)).message(packet::kTrackEvent, made));
  }
  void put_packet(Message made) {
    made.number(packet::kSequence, 1);
    out_.text(Message().message(trace::kPacket, made).bytes());
    out_.end_record();
  }

  Out& out_;
  const TextOptions& options_;
};

}  // namespace

void put_perfetto(Out& out, const Forest& forest, const TextOptions& options, const Totals&) {
  Perfetto perfetto(out, options);
  for (const Row& row : forest.rows()) {
    perfetto.put(row, row.parent == kNobody ? nullptr : forest.rows()[row.parent].process);
  }
}

}  // namespace knox::tree
