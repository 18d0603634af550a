#include "knox/ulog/json_reader.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "knox/base/json_walk.h"
#include "knox/base/unescape.h"
#include "knox/io/foreign.h"
#include "knox/ulog/names.h"
#include "knox/ulog/timestamp.h"

namespace knox::ulog {

using namespace json_walk;

struct JsonReader::State {
  std::expected<const Record*, Error> read(std::string_view object);

 private:
  error_code read_object(std::string_view object);
  error_code read_member(std::string_view key, json::value& value);
  error_code read_source(json::value& value);
  void read_mandiant(std::string_view key, std::string_view token);
  void read_timestamp(std::string_view token);
  void read_nanoseconds(std::string_view token);
  void read_log_type(std::string_view name);
  void read_path(std::string_view token, Record::Text& path, Record::Text& name);

  // The string that a token is; nothing of null, and of what is none.
  Record::Text text(std::string_view token) {
    if (!token.starts_with('"')) return std::nullopt;
    const char* const begin = at_;
    at_ = unescape(token.data() + 1, at_).to;
    return std::string_view(begin, static_cast<std::size_t>(at_ - begin));
  }
  std::string_view text_or_none(std::string_view token) { return text(token).value_or(std::string_view()); }

  json::parser parser_;
  std::vector<char> object_;  // with what the parser reads behind it
  std::vector<char> texts_;   // strings without their escapes, which are never longer
  char* at_ = nullptr;        // where the next one goes
  TimestampReader times_;
  Record record_;
};

namespace {

// Up to 2^64 - 1: `number` takes less.
std::optional<std::uint64_t> large_number(std::string_view token) {
  constexpr std::uint64_t kEnough = 100'000'000'000'000'000;
  const std::optional<std::uint64_t> value = number(token);
  if (!value || *value < kEnough) return value;
  std::uint64_t exact = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + 20, exact);
  return error == std::errc() && !is_digit(*end) ? std::optional(exact) : std::nullopt;
}

// -1 is the pid of nobody.
std::optional<std::int64_t> signed_number(std::string_view token) {
  const bool is_negative = token.starts_with('-');
  const std::optional<std::uint64_t> value = number(is_negative ? token.substr(1) : token);
  if (!value || *value > INT64_MAX) return std::nullopt;
  const auto positive = static_cast<std::int64_t>(*value);
  return is_negative ? -positive : positive;
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

JsonReader::JsonReader() : state_(std::make_unique<State>()) {}
JsonReader::~JsonReader() = default;

std::expected<const Record*, Error> JsonReader::read(std::string_view object) {
  return state_->read(object);
}

std::expected<const Record*, Error> JsonReader::State::read(std::string_view object) {
  if (object_.size() < object.size() + kPadding) {
    object_.resize(object.size() + object.size() / 2 + 4096);
    texts_.resize(object_.size());
  }
  std::memcpy(object_.data(), object.data(), object.size());
  std::memset(object_.data() + object.size(), ' ', kPadding);
  at_ = texts_.data();
  record_ = {};
  if (const error_code error = read_object(object); error != SUCCESS)
    return std::unexpected(Error{.code = Code::kMalformed, .what = words_for(error)});
  if (!record_.time && !record_.type && !record_.message) return std::unexpected(io::foreign_line());
  if (record_.level && !record_.type) record_.type = Type::kLog;
  return &record_;
}

error_code JsonReader::State::read_object(std::string_view text) {
  json::document document;
  const simdjson::padded_string_view padded(object_.data(), text.size(), object_.size());
  if (const error_code error = parser_.iterate(padded).get(document)) return error;
  json::object object;
  if (const error_code error = document.get_object().get(object)) return error;
  const error_code error =
      for_members(object, [&](std::string_view key, json::value member) { return read_member(key, member); });
  if (error != SUCCESS) return error;
  const char* rest = nullptr;
  return document.current_location().get(rest) == SUCCESS ? simdjson::TRAILING_CONTENT : SUCCESS;
}

error_code JsonReader::State::read_member(std::string_view key, json::value& value) {
  const std::string_view token = token_of(value);
  Record& r = record_;
  switch (key.size()) {
    case 6:
      if (key == "source") return read_source(value);
      if (key == "userID") r.uid = signed_number(token);
      break;
    case 7:
      if (key == "traceID") r.trace = large_number(token);
      break;
    case 8:
      if (key == "category") r.category = text(token);
      if (key == "threadID") r.thread = large_number(token);
      if (key == "bootUUID") r.boot_uuid = text(token);
      break;
    case 9:
      if (key == "timestamp") read_timestamp(token);
      if (key == "subsystem") r.subsystem = text(token);
      if (key == "eventType") r.type = find_type(text_or_none(token));
      if (key == "processID") r.pid = signed_number(token);
      if (key == "lossCount") r.loss_count = large_number(token);
      break;
    case 10:
      if (key == "signpostID") r.signpost = large_number(token);
      break;
    case 11:
      if (key == "messageType") r.level = find_level(text_or_none(token));
      break;
    case 12:
      if (key == "eventMessage") r.message = text(token);
      if (key == "formatString") r.format = text(token);
      if (key == "signpostName") r.signpost_name = text(token);
      if (key == "signpostType") r.signpost_type = find_signpost_type(text_or_none(token));
      break;
    case 13:
      if (key == "machTimestamp") r.mach_time = large_number(token);
      if (key == "signpostScope") r.signpost_scope = find_signpost_scope(text_or_none(token));
      break;
    case 15:
      if (key == "senderImagePath") read_path(token, r.sender_path, r.sender);
      if (key == "senderImageUUID") r.sender_uuid = text(token);
      break;
    case 16:
      if (key == "processImagePath") read_path(token, r.process_path, r.process);
      if (key == "processImageUUID") r.process_uuid = text(token);
      break;
    case 17:
      if (key == "creatorActivityID") r.creator_activity = large_number(token);
      break;
    case 18:
      if (key == "activityIdentifier") r.activity = large_number(token);
      break;
    case 20:
      if (key == "senderProgramCounter") r.sender_offset = large_number(token);
      break;
    case 22:
      if (key == "creatorProcessUniqueID") r.creator_process = large_number(token);
      break;
    case 24:
      if (key == "parentActivityIdentifier") r.parent_activity = large_number(token);
      break;
    default: break;
  }
  read_mandiant(key, token);
  return SUCCESS;
}

// None of these names is one of log(1)'s.
void JsonReader::State::read_mandiant(std::string_view key, std::string_view token) {
  Record& r = record_;
  switch (key.size()) {
    case 3:
      if (key == "pid") r.pid = signed_number(token);
      break;
    case 4:
      if (key == "euid") r.uid = signed_number(token);
      if (key == "time") read_nanoseconds(token);
      break;
    case 7:
      if (key == "process") read_path(token, r.process_path, r.process);
      if (key == "message") r.message = text(token);
      if (key == "library") read_path(token, r.sender_path, r.sender);
      break;
    case 8:
      if (key == "log_type") read_log_type(text_or_none(token));
      break;
    case 9:
      if (key == "thread_id") r.thread = large_number(token);
      if (key == "boot_uuid") r.boot_uuid = text(token);
      break;
    case 10:
      if (key == "event_type" && !r.type) r.type = find_mandiant_type(text_or_none(token));
      break;
    case 11:
      if (key == "activity_id") r.activity = large_number(token);
      if (key == "raw_message") r.format = text(token);
      break;
    case 12:
      if (key == "process_uuid") r.process_uuid = text(token);
      if (key == "library_uuid") r.sender_uuid = text(token);
      break;
    default: break;
  }
}

// "source":{"symbol":"f","line":24,"image":"a","file":"a.swift"}, or null.
error_code JsonReader::State::read_source(json::value& value) {
  return for_members(value, [&](std::string_view key, json::value member) {
    const std::string_view token = token_of(member);
    if (key == "symbol") record_.source_symbol = text(token);
    if (key == "file") record_.source_file = text(token);
    if (key == "line") record_.source_line = number(token);
    return SUCCESS;
  });
}

void JsonReader::State::read_timestamp(std::string_view token) {
  const std::string_view written = text_or_none(token);
  Timestamp stamp;
  if (!times_.read(written, stamp)) return;
  record_.time = stamp.time;
  record_.time_digits = stamp.digits;
  record_.zone = stamp.zone;
  record_.written_time = written;
}

// 1.6423023264348508e18, from 1970 on; the member `timestamp` says it better. No double of that size is exact
// to the nanosecond.
void JsonReader::State::read_nanoseconds(std::string_view token) {
  constexpr double kMost = 1.8e19;
  if (record_.time || token.empty() || !is_digit(token.front())) return;
  const double value = std::strtod(token.data(), nullptr);
  if (!(value >= 0 && value < kMost)) return;
  const auto nanoseconds = static_cast<std::uint64_t>(value);
  constexpr std::uint64_t kSecond = 1'000'000'000;
  record_.time = Time{nanoseconds / kSecond, static_cast<std::uint32_t>(nanoseconds % kSecond / 1000 * 1000)};
  record_.time_digits = 6;
}

// Default, Error ...; Create and Useraction of activities; ProcessSignpostStart and so on.
void JsonReader::State::read_log_type(std::string_view name) {
  record_.level = find_level(name);
  if (record_.level) return;
  constexpr std::string_view kSignpost = "Signpost";
  const std::size_t at = name.find(kSignpost);
  if (at == name.npos) {
    if (const std::optional<Type> type = find_mandiant_type(name)) record_.type = type;
    return;
  }
  const std::string_view scope = name.substr(0, at), kind = name.substr(at + kSignpost.size());
  if (scope == "Thread") record_.signpost_scope = SignpostScope::kThread;
  if (scope == "Process") record_.signpost_scope = SignpostScope::kProcess;
  if (scope == "System") record_.signpost_scope = SignpostScope::kSystem;
  if (kind == "Event") record_.signpost_type = SignpostType::kEvent;
  if (kind == "Start") record_.signpost_type = SignpostType::kBegin;
  if (kind == "End") record_.signpost_type = SignpostType::kEnd;
}

void JsonReader::State::read_path(std::string_view token, Record::Text& path, Record::Text& name) {
  path = text(token);
  if (path && !path->empty()) name = base_name(*path);
}

}  // namespace knox::ulog
