#include "knox/input/gaps.h"

#include <algorithm>
#include <array>
#include <vector>

#include "knox/bsm/events.h"
#include "knox/bsm/framer.h"
#include "knox/bsm/record.h"
#include "knox/es/message_reader.h"
#include "knox/es/peek.h"
#include "knox/event/process.h"
#include "knox/io/foreign.h"
#include "knox/io/line_framer.h"
#include "knox/linux_audit/log/log_reader.h"

namespace knox::input {

namespace {

// The numbers of each host. A host that takes another's place begins anew.
class Hosts {
 public:
  explicit Hosts(std::string_view of) : of_(of) {}

  void take(std::string_view name, std::uint64_t number, const Time& time, const GapFinder::Emit& emit) {
    Host& host = hosts_[event::host_number(name) % hosts_.size()];
    if (host.name != name) {
      flush(host, emit);
      host = {.name = std::string(name), .numbers = {}};
    }
    host.numbers.take(number, time, to(host, emit));
  }
  void flush(const GapFinder::Emit& emit) {
    for (Host& host : hosts_) flush(host, emit);
  }
  void forget(const GapFinder::Emit& emit) {
    flush(emit);
    hosts_ = {};
  }

 private:
  struct Host {
    std::string name = {};
    Numbering numbers = {};
  };

  void flush(Host& host, const GapFinder::Emit& emit) { host.numbers.flush(to(host, emit)); }
  Numbering::Emit to(const Host& host, const GapFinder::Emit& emit) const {
    return [this, &host, &emit](const Numbering::Gap& gap) {
      emit({.of = of_,
            .host = host.name,
            .from = gap.from,
            .to = gap.to,
            .first = gap.first,
            .last = gap.last});
    };
  }

  std::string_view of_;
  std::array<Host, 64> hosts_{};
};

class LinuxGaps final : public GapFinder {
 public:
  io::Framer& begin(const std::string& /*name*/) override {
    framer_ = {};
    lines_.begin();
    return framer_;
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    return lines_.read_each(as_chars(frame.bytes), line_, [&] { take_line(emit); });
  }

  void flush(const Emit& emit) override { nodes_.flush(emit); }
  FileTold told() const override {
    const linux_audit::LogTold& log = lines_.told();
    return {.any = log.any, .mixed = log.mixed, .hint = log.hint};
  }

 private:
  // AUDIT_FIRST_DAEMON and AUDIT_LAST_DAEMON of linux/audit.h.
  static bool is_auditds(linux_audit::RecordType type) {
    const auto number = static_cast<std::uint16_t>(type);
    return number >= 1200 && number <= 1299;
  }
  void take_line(const Emit& emit) {
    if (line_.serial == 0 || is_auditds(line_.type)) return;
    is_numbered_ = true;
    nodes_.take(line_.node, line_.serial, line_.time, emit);
  }

  linux_audit::LineFramer framer_;
  linux_audit::LogReader lines_;
  linux_audit::Line line_;
  Hosts nodes_{"serial number"};
};

class EsGaps final : public GapFinder {
 public:
  io::Framer& begin(const std::string& /*name*/) override {
    framer_ = new_framer();
    any_ = false;
    is_first_ = true;
    return framer_;
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    std::string_view line = as_chars(frame.bytes);
    while (!line.empty() && static_cast<unsigned char>(line.back()) <= ' ') line.remove_suffix(1);
    if (line.empty()) return std::nullopt;
    if (!es::looks_like_object(line)) return Error{.code = Code::kMalformed, .what = "not a JSON object"};
    const std::expected<const es::Message*, Error> read = reader_.read(line, es::Wanted::kExecution);
    if (!read) return read.error();
    const es::Message& message = **read;
    any_ = true;
    if (!message.sequence || message.is_picked) return std::nullopt;
    is_numbered_ = true;
    if (std::exchange(is_first_, false)) hosts_.forget(emit);  // a file may be of another run
    hosts_.take(message.hostname, *message.sequence, message.time, emit);
    return std::nullopt;
  }

  void flush(const Emit& emit) override { hosts_.flush(emit); }
  FileTold told() const override { return {.any = any_}; }

 private:
  static io::LineFramer new_framer() { return io::LineFramer(es::kMaxLine, &es::is_whole); }

  io::LineFramer framer_ = new_framer();
  es::MessageReader reader_;
  Hosts hosts_{"global_seq_num"};
  bool any_ = false, is_first_ = true;
};

constexpr std::size_t kStamp = 14;  // YYYYMMDDHHMMSS

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

// The digits that a trail's name begins with, or that stand behind its first dot: when it began or ended, in
// UTC. Empty: it is called otherwise.
std::string_view stamp(std::string_view text) {
  const std::size_t end = text.find('.');
  const std::string_view digits = text.substr(0, end);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return digits.size() == kStamp && std::ranges::all_of(digits, is_digit) ? digits : std::string_view();
}
std::string_view start_of(std::string_view name) {
  return stamp(base_name(name));
}
std::string_view end_of(std::string_view name) {
  const std::string_view base = base_name(name);
  return start_of(base).empty() || base.size() <= kStamp ? std::string_view()
                                                         : stamp(base.substr(kStamp + 1));
}

std::optional<Time> time_of(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < kStamp; ++i) {
    constexpr std::string_view kBefore = "    - - T : : ";  // each second digit from the fifth on
    if (kBefore[i] != ' ') text += kBefore[i];
    text += digits[i];
  }
  const Result<Time> time = parse_time(text + 'Z');
  return time ? std::optional(*time) : std::nullopt;
}

class BsmGaps final : public GapFinder {
 public:
  BsmGaps() {
    const bsm::EventTable table(bsm::Platform::kUnknown);
    for (const bsm::Event& event : table.events()) {
      const bool is_auditds = event.name.starts_with("AUE_LINUX_DAEMON_") ||
                              event.name == "AUE_audit_startup" || event.name == "AUE_audit_shutdown";
      if (is_auditds) of_daemons_.push_back(event.number);
    }
  }

  io::Framer& begin(const std::string& name) override {
    framer_ = {};
    before_ = std::exchange(trail_, {.name = std::string(base_name(name))});
    is_first_record_ = true;
    return framer_;
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    if (!record_.parse(frame.bytes)) return record_.damage();
    const std::string_view other = name_in(record_);
    if (std::exchange(is_first_record_, false)) {
      compare(other, emit);
    } else {
      trail_.next = other;  // if this is its end
    }
    if (record_.is_file()) return record_.damage();
    trail_.latest = {record_.header().seconds, record_.header().nanoseconds};
    const auto sequence = record_.find<bsm::Sequence>();
    if (sequence && std::ranges::find(of_daemons_, record_.header().event) == of_daemons_.end()) {
      is_numbered_ = true;
      hosts_.take("", sequence->number, *trail_.latest, emit);
    }
    return record_.damage();
  }

  void flush(const Emit& emit) override { hosts_.flush(emit); }

 private:
  struct Trail {
    std::string name = {};            // of the file
    std::string next = {};            // by the file token at its end
    std::optional<Time> latest = {};  // record
  };

  // Of a file token; empty: it is another record.
  static std::string_view name_in(const bsm::Record& record) {
    if (!record.is_file()) return {};
    if (const auto file = record.find<bsm::File32>()) return base_name(file->name.bytes);
    const auto file = record.find<bsm::File64>();
    return file ? base_name(file->name.bytes) : std::string_view();
  }
  // This trail, which says that `previous` was before it, with the one that was.
  void compare(std::string_view previous, const Emit& emit) {
    const std::string_view start = start_of(trail_.name), start_before = start_of(before_.name);
    const std::string_view next = start_of(before_.next), end = end_of(before_.name);
    if (start.empty() || start_before.empty()) return;
    if (!next.empty()) {
      is_numbered_ = true;
      if (next != start) emit_trail(before_.next, time_of(next), time_of(start), emit);
    } else if (!start_of(previous).empty()) {
      is_numbered_ = true;
      if (start_of(previous) != start_before) emit_trail(previous, before_.latest, time_of(start), emit);
    } else if (!end.empty()) {
      is_numbered_ = true;
      if (end < start) emit_trail({}, time_of(end), time_of(start), emit);
    }
  }
  void emit_trail(std::string_view name, std::optional<Time> from, std::optional<Time> to, const Emit& emit) {
    emit({.of = "trail", .from = from, .to = to, .trail = name});
  }

  std::vector<std::uint16_t> of_daemons_;  // of auditd on Linux, which has numbers of its own
  bsm::TrailFramer framer_;
  bsm::Record record_;
  Hosts hosts_{"sequence"};
  Trail before_, trail_;
  bool is_first_record_ = true;
};

}  // namespace

std::unique_ptr<GapFinder> make_gap_finder(std::string_view format) {
  if (format == "linux") return std::make_unique<LinuxGaps>();
  if (format == "es") return std::make_unique<EsGaps>();
  if (format == "bsm") return std::make_unique<BsmGaps>();
  return nullptr;
}

}  // namespace knox::input
