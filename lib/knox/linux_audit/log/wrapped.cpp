#include "knox/linux_audit/log/wrapped.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "knox/base/scan.h"
#include "knox/linux_audit/log/line.h"
#include "knox/linux_audit/log/line_framer.h"
#include "knox/linux_audit/names/record_types.h"

namespace knox::linux_audit {

namespace {

namespace dom = simdjson::dom;
constexpr std::size_t kNone = std::string_view::npos;

// Where a line can be, best first: what is called original is so before anybody cut something off it.
constexpr std::array<std::string_view, 20> kTextKeys = {
    "event.original", "original", "full_log",     "_raw",          "raw",           "rawmsg", "raw_event",
    "message",        "MESSAGE",  "log",          "@message",      "Message",       "msg",    "line",
    "textPayload",    "event",    "full_message", "short_message", "SyslogMessage", "RawData"};

// What it can be in.
constexpr std::array<std::string_view, 12> kContainers = {"event",   "_source", "result",    "results",
                                                          "hits",    "events",  "logEvents", "jsonPayload",
                                                          "records", "data",    "fields",    "log"};
constexpr int kMaxDepth = 5;    // of these
constexpr int kMaxWrapped = 3;  // texts that are objects again

bool may_hold_record(std::string_view text) {
  return text.find("audit(") != kNone;
}

template <class Number>
std::optional<Number> to_number(std::string_view text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

// What journald says of a record.
struct Entry {
  std::string transport, type, type_name, id, time, uid;
  std::optional<std::string> message;

  std::string* find(std::string_view key) {
    if (key == "_TRANSPORT") return &transport;
    if (key == "_AUDIT_TYPE") return &type;
    if (key == "_AUDIT_TYPE_NAME") return &type_name;
    if (key == "_AUDIT_ID") return &id;
    if (key == "_SOURCE_REALTIME_TIMESTAMP") return &time;
    if (key == "_UID") return &uid;
    return nullptr;
  }
};

// SYSCALL, AUDIT1334, <audit-1300>: what journald writes in front of a body.
bool is_type_word(std::string_view word) {
  return !word.empty() && (is_capital(word[0]) || word[0] == '<') && word.find('=') == kNone;
}

// The latest records of a journal, of which the other transport's may still come.
class JournalMemory {
 public:
  // Whether the line, which is the journal's from there, is in the memory by the other transport. That one is
  // then forgotten, and otherwise this one is kept.
  bool has_other(std::string_view text, bool is_kernels) {
    Line line;
    if (peek(text, line) != LineKind::kRecord) return false;
    const auto is_same = [&](const Seen& seen) {
      return seen.is_waiting && seen.is_kernels != is_kernels && seen.serial == line.serial &&
             seen.time == line.time && seen.type == line.type && seen.body == line.body;
    };
    if (const auto seen = std::ranges::find_if(seen_, is_same); seen != seen_.end()) {
      seen->is_waiting = false;
      return true;
    }
    Seen& seen = seen_[next_++ % seen_.size()];
    seen.is_waiting = true;
    seen.is_kernels = is_kernels;
    seen.time = line.time;
    seen.serial = line.serial;
    seen.type = line.type;
    seen.body = line.body;
    return false;
  }
  void forget() {
    for (Seen& seen : seen_) seen.is_waiting = false;
  }

 private:
  struct Seen {
    bool is_waiting = false, is_kernels = false;
    std::uint32_t serial = 0;
    RecordType type = {};
    Time time;
    std::string body;
  };
  std::array<Seen, 256> seen_;
  std::size_t next_ = 0;
};

Wrapped put_journal_line(const Entry& entry, std::string& lines) {
  if (!entry.message) return entry.transport == "audit" ? Wrapped::kMissing : Wrapped::kNothing;
  std::string_view body = *entry.message;
  if (entry.transport != "audit") {
    // Anybody may write into the journal, but only root's programs pass records on.
    const bool is_told = entry.transport == "kernel" || entry.uid.empty() || entry.uid == "0";
    if (!is_told || !may_hold_record(body)) return Wrapped::kNothing;
    lines.append(body) += '\n';
    return Wrapped::kLines;
  }
  const std::string_view word = body.substr(0, body.find(' '));
  if (is_type_word(word)) body.remove_prefix(std::min(word.size() + 1, body.size()));
  const auto id = to_number<std::uint32_t>(entry.id);
  const auto time = to_number<std::uint64_t>(entry.time);
  const auto number = to_number<std::uint16_t>(entry.type);
  std::string type = entry.type_name.empty() ? std::string(word) : entry.type_name;
  if (number) {
    type = record_type_name(static_cast<RecordType>(*number));
    if (type.empty()) type = fmt::format("UNKNOWN[{}]", *number);
  }
  if (!id || !time || !is_type_word(type)) return Wrapped::kBroken;
  lines += fmt::format("type={} msg=audit({}.{:03}:{}): ", type, *time / 1'000'000, *time / 1000 % 1000, *id);
  // One line, as auditd makes it.
  for (const char c : body) lines += c == '\n' || c == '\r' || c == '\0' ? ' ' : c;
  lines += '\n';
  return Wrapped::kLines;
}

// What is at the front of an entry of the journal export format.
enum class Step : std::uint8_t { kField, kEnd, kMore, kBroken };

// A field is KEY=VALUE, or KEY, a size in 8 bytes, little-endian, and a value of any bytes.
Step take_field(std::string_view& text, std::string_view& key, std::string_view& value) {
  const std::size_t newline = text.find('\n');
  if (newline == kNone) return Step::kMore;
  const std::string_view line = text.substr(0, newline);
  const std::size_t equals = line.find('=');
  key = line.substr(0, equals);
  std::string_view rest = text.substr(newline + 1);
  if (newline > 0 && equals == kNone) {
    if (rest.size() < 8) return Step::kMore;
    std::uint64_t size = 0;
    for (std::size_t i = 8; i-- > 0;) size = size << 8 | static_cast<std::uint8_t>(rest[i]);
    rest.remove_prefix(8);
    if (size > kMaxLine) return Step::kBroken;
    if (size >= rest.size()) return Step::kMore;
    value = rest.substr(0, static_cast<std::size_t>(size));
    rest.remove_prefix(value.size());
    if (rest[0] != '\n') return Step::kBroken;
    rest.remove_prefix(1);
  } else if (newline > 0) {
    value = line.substr(equals + 1);
  }
  text = rest;
  return newline == 0 ? Step::kEnd : Step::kField;
}

// A text as it is, in bytes, or in an array of its own.
std::optional<std::string> text_of(const dom::element& value) {
  if (std::string_view text; value.get(text) == simdjson::SUCCESS) return std::string(text);
  if (std::uint64_t number = 0; value.get(number) == simdjson::SUCCESS) return std::to_string(number);
  dom::array array;
  if (value.get(array) != simdjson::SUCCESS) return std::nullopt;
  std::string bytes;
  for (const dom::element part : array) {
    if (std::string_view text; part.get(text) == simdjson::SUCCESS && bytes.empty()) return std::string(text);
    std::uint64_t byte = 0;
    if (part.get(byte) != simdjson::SUCCESS || byte > 0xff) return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

}  // namespace

struct Unwrapper::State {
  std::array<dom::parser, kMaxWrapped> parsers;

  Wrapped parse(std::string_view text, std::string& lines, std::size_t level);
  Wrapped take(const dom::element& value, std::string& lines, std::size_t level, int depth);
  Wrapped take_object(const dom::object& object, std::string& lines, std::size_t level, int depth);
  Wrapped take_docker(std::string_view text, std::string_view stream, std::string& lines, std::size_t level);
  Wrapped take_text(std::string_view text, std::string& lines, std::size_t level);
  Wrapped take_entry(const Entry& entry, std::string& lines);

  Pieces pieces;
  JournalMemory journal;
  std::uint64_t duplicates = 0;
};

namespace {

// Of several parts: lines, or else what was wrong.
void add(Wrapped& all, Wrapped one) {
  if (all == Wrapped::kNothing || one == Wrapped::kLines) all = one;
}

std::optional<Entry> journal_entry_of(const dom::object& object) {
  Entry entry;
  std::string_view key_of_text = "MESSAGE";
  if (object.at_key(key_of_text).error() != simdjson::SUCCESS) key_of_text = "message";
  for (const dom::key_value_pair field : object) {
    std::string* const part = entry.find(field.key);
    if (part != nullptr) *part = text_of(field.value).value_or(std::string());
    if (field.key == key_of_text) entry.message = text_of(field.value);
  }
  if (entry.transport.empty() && !entry.id.empty()) entry.transport = "audit";
  return entry.transport.empty() ? std::nullopt : std::optional(std::move(entry));
}

}  // namespace

Wrapped Unwrapper::State::parse(std::string_view text, std::string& lines, std::size_t level) {
  dom::element root;
  if (parsers[level].parse(text.data(), text.size(), true).get(root) != simdjson::SUCCESS) {
    const bool may_be_one = may_hold_record(text) || text.find("\"_AUDIT_") != kNone;
    return may_be_one ? Wrapped::kBroken : Wrapped::kNothing;
  }
  return take(root, lines, level, 0);
}

Wrapped Unwrapper::State::take(const dom::element& value, std::string& lines, std::size_t level, int depth) {
  Wrapped found = Wrapped::kNothing;
  if (dom::object object; value.get(object) == simdjson::SUCCESS)
    return take_object(object, lines, level, depth);
  dom::array array;
  if (value.get(array) != simdjson::SUCCESS) return found;
  for (const dom::element part : array) {
    if (dom::object object; part.get(object) == simdjson::SUCCESS)
      add(found, take_object(object, lines, level, depth));
  }
  return found;
}

Wrapped Unwrapper::State::take_object(const dom::object& object, std::string& lines, std::size_t level,
                                      int depth) {
  if (const std::optional<Entry> entry = journal_entry_of(object)) return take_entry(*entry, lines);
  std::string_view text_of_log, stream;
  if (object.at_key("log").get(text_of_log) == simdjson::SUCCESS &&
      object.at_key("stream").get(stream) == simdjson::SUCCESS)
    return take_docker(text_of_log, stream, lines, level);
  if (std::string_view original;
      object.at_pointer("/event/original").get(original) == simdjson::SUCCESS && may_hold_record(original))
    return take_text(original, lines, level);
  for (const std::string_view key : kTextKeys) {
    dom::element value;
    if (object.at_key(key).get(value) != simdjson::SUCCESS) continue;
    const std::optional<std::string> text = text_of(value);
    if (text && may_hold_record(*text)) return take_text(*text, lines, level);
  }
  Wrapped found = Wrapped::kNothing;
  if (depth == kMaxDepth) return found;
  for (const std::string_view key : kContainers) {
    dom::element value;
    if (object.at_key(key).get(value) == simdjson::SUCCESS) add(found, take(value, lines, level, depth + 1));
  }
  return found;
}

Wrapped Unwrapper::State::take_entry(const Entry& entry, std::string& lines) {
  const std::size_t before = lines.size();
  const Wrapped found = put_journal_line(entry, lines);
  const bool is_kernels = entry.transport == "kernel";
  if (found != Wrapped::kLines || (!is_kernels && entry.transport != "audit")) return found;
  if (!journal.has_other(std::string_view(lines).substr(before), is_kernels)) return found;
  lines.resize(before);
  ++duplicates;
  return Wrapped::kTwice;
}

// docker cuts what a program writes into pieces of 16 KiB. Only the last one has the line's end.
Wrapped Unwrapper::State::take_docker(std::string_view text, std::string_view stream, std::string& lines,
                                      std::size_t level) {
  constexpr std::size_t kPiece = 16 * 1024;
  const bool is_last = text.size() != kPiece || text.ends_with('\n');
  const std::optional<std::string_view> whole = pieces.join(stream, text, is_last);
  if (!whole) return Wrapped::kPiece;
  return may_hold_record(*whole) ? take_text(*whole, lines, level) : Wrapped::kNothing;
}

Wrapped Unwrapper::State::take_text(std::string_view text, std::string& lines, std::size_t level) {
  const char* const end = text.data() + text.size();
  const std::string_view trimmed = between(skip_spaces(text.data(), end), end);
  if (trimmed.starts_with('{')) {
    return level + 1 < parsers.size() ? parse(trimmed, lines, level + 1) : Wrapped::kBroken;
  }
  lines.append(text);
  if (!text.ends_with('\n')) lines += '\n';
  return Wrapped::kLines;
}

std::optional<std::string_view> Pieces::join(std::string_view stream, std::string_view text, bool is_last) {
  const bool goes_on = !text_.empty() && stream == stream_;
  if (is_last && !goes_on) return text;
  if (!goes_on || text_.size() + text.size() > kMaxLine) text_.clear();
  stream_ = stream;
  text_ += text;
  if (!is_last) return std::nullopt;
  whole_.swap(text_);
  text_.clear();
  return whole_;
}

Unwrapper::Unwrapper() = default;
Unwrapper::~Unwrapper() = default;

void Unwrapper::begin() {
  if (state_ == nullptr) return;
  state_->pieces = {};
  state_->journal.forget();
}

Wrapped Unwrapper::json(std::string_view text, std::string& lines) {
  if (state_ == nullptr) state_ = std::make_unique<State>();
  while (!text.empty() && (is_space(text.back()) || text.back() == ',')) text.remove_suffix(1);
  return state_->parse(text, lines, 0);
}

std::size_t journal_entry_size(std::string_view text, std::size_t& broken) noexcept {
  std::string_view rest = text, key, value;
  for (;;) {
    const Step step = take_field(rest, key, value);
    const std::size_t size = text.size() - rest.size();
    if (step == Step::kMore) return 0;
    if (step == Step::kEnd) return size;
    if (step == Step::kField && size <= kMaxLine) continue;
    broken = size;
    return kNone;
  }
}

Wrapped Unwrapper::journal_entry(std::string_view text, std::string& lines) {
  Entry entry;
  std::string_view key, value;
  while (take_field(text, key, value) == Step::kField) {
    if (std::string* const part = entry.find(key)) *part = value;
    if (key == "MESSAGE") entry.message = value;
  }
  if (state_ == nullptr) state_ = std::make_unique<State>();
  return state_->take_entry(entry, lines);
}

std::uint64_t Unwrapper::duplicates() const noexcept {
  return state_ == nullptr ? 0 : state_->duplicates;
}

}  // namespace knox::linux_audit
