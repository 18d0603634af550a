#include "knox/es/message_reader.h"

#include <cstring>
#include <utility>

#include "knox/es/message_state.h"
#include "knox/io/foreign.h"

namespace knox::es {

MessageReader::MessageReader() : state_(std::make_unique<State>()) {}
MessageReader::~MessageReader() = default;

std::expected<const Message*, Error> MessageReader::read(std::string_view line, Wanted wanted) {
  return state_->read(line, wanted);
}

std::expected<const Message*, Error> MessageReader::State::read(std::string_view line, Wanted wanted) {
  wanted_ = wanted;
  if (line_.size() < line.size() + kPadding) {
    line_.resize(line.size() + line.size() / 2 + 4096);
    texts_.resize(line_.size());
  }
  std::memcpy(line_.data(), line.data(), line.size());
  std::memset(line_.data() + line.size(), ' ', kPadding);
  at_ = texts_.data();
  members_.clear();
  files_used_ = processes_used_ = 0;
  message_ = {};
  has_event_ = false;
  error_code error = read_root(line, false);
  if (error == SUCCESS && !has_event_) error = read_root(line, true);
  if (error != SUCCESS) {
    return std::unexpected(Error{.code = Code::kMalformed, .what = words_for(error)});
  }
  if (!has_event_) return std::unexpected(io::foreign_line());
  message_.members = members_;
  return &message_;
}

// The object of a line; `is_envelope`: one of its members is the message.
error_code MessageReader::State::read_root(std::string_view line, bool is_envelope) {
  json::document document;
  const simdjson::padded_string_view padded(line_.data(), line.size(), line_.size());
  if (const error_code error = parser_.iterate(padded).get(document)) return error;
  json::object object;
  if (const error_code error = document.get_object().get(object)) return error;
  const error_code error = for_members(object, [&](std::string_view key, json::value member) {
    if (!is_envelope) return read_member(key, member);
    return is_object(member) && !has_event_ ? read_inside(member) : SUCCESS;
  });
  if (error != SUCCESS) return error;
  const char* rest = nullptr;
  return document.current_location().get(rest) == SUCCESS ? simdjson::TRAILING_CONTENT : SUCCESS;
}

error_code MessageReader::State::read_inside(json::value& value) {
  return for_members(value,
                     [&](std::string_view key, json::value member) { return read_member(key, member); });
}

error_code MessageReader::State::read_member(std::string_view key, json::value& value) {
  switch (key.size()) {
    case 4:
      if (key == "time") {
        read_time(trimmed(token_of(value)), message_.time, message_.time_digits);
      } else if (key == "host") {
        return read_host(value);
      } else if (key == "uuid") {
        message_.uuid = text(value);
      }
      break;
    case 5:
      if (key == "event") return read_event(value);
      if (key == "match") return read_match(value);
      break;
    case 6:
      if (key == "action") return read_action(value);
      if (key == "thread" && wanted_ == Wanted::kAll && is_object(value)) {
        return for_members(value, [&](std::string_view inner, json::value id) {
          if (inner == "thread_id") message_.thread = number(token_of(id));
          return SUCCESS;
        });
      }
      break;
    case 7:
      if (key == "process" && wanted_ != Wanted::kExecution) return read_process(value, message_.process);
      if (key == "version") message_.version = small_number(token_of(value));
      if (key == "seq_num") message_.type_sequence = number(token_of(value));
      break;
    case 9:
      if (key == "mach_time") message_.mach_time = number(token_of(value));
      break;
    case 10:
      if (key == "event_type") message_.event_type = small_number(token_of(value));
      break;
    case 11:
      if (key == "action_type") message_.is_request = number(token_of(value)) == 0U;
      break;
    case 12:
      if (key == "glob_seq_num") message_.sequence = number(token_of(value));
      break;
    case 14:
      if (key == "global_seq_num") message_.sequence = number(token_of(value));
      break;
    default: break;
  }
  return SUCCESS;
}

// {"exec":{...}}: the first member, as peek() sees it; there are no others.
error_code MessageReader::State::read_event(json::value& value) {
  bool is_first = true;
  return for_members(value, [&](std::string_view key, json::value event) {
    const bool is_event = std::exchange(is_first, false) && !has_event_ && is_object(event);
    if (!is_event) return SUCCESS;
    has_event_ = true;
    char* const name = at_;
    key.copy(name, key.size());
    at_ += key.size();
    message_.event = {name, key.size()};
    if (key == "exec") return read_exec(event);
    if (wanted_ == Wanted::kExecution) return SUCCESS;
    if (key == "fork") return read_fork(event);
    if (key == "exit") return read_exit(event);
    return wanted_ == Wanted::kAll ? read_members(event, 0) : SUCCESS;
  });
}

error_code MessageReader::State::read_exec(json::value& value) {
  return for_members(value, [&](std::string_view key, json::value member) {
    if (key == "target") return read_process(member, message_.target);
    if (key == "args") return read_strings(member, message_.args);
    if (key == "env") return read_strings(member, message_.env);
    if (key == "cwd") return read_path(member, message_.cwd);
    if (key == "script") return read_path(member, message_.script);
    return SUCCESS;
  });
}

error_code MessageReader::State::read_fork(json::value& value) {
  return for_members(value, [&](std::string_view key, json::value member) {
    return key == "child" ? read_process(member, message_.target) : SUCCESS;
  });
}

error_code MessageReader::State::read_exit(json::value& value) {
  return for_members(value, [&](std::string_view key, json::value member) {
    if (key == "stat") message_.exit_status = small_number(token_of(member));
    return SUCCESS;
  });
}

// {"result":{"result_type":0,"result":{"auth":0}}}, or {"flags":...} as the innermost.
error_code MessageReader::State::read_action(json::value& value) {
  return for_members(value, [&](std::string_view key, json::value result) {
    if (key != "result") return SUCCESS;
    return for_members(result, [&](std::string_view inner_key, json::value inner) {
      if (inner_key != "result") return SUCCESS;
      return for_members(inner, [&](std::string_view kind, json::value decision) {
        const std::optional<std::uint64_t> told = number(token_of(decision));
        if (told && kind == "auth") message_.is_allowed = *told == 0;
        if (told && kind == "flags") message_.is_allowed = *told != 0;
        return SUCCESS;
      });
    });
  });
}

error_code MessageReader::State::read_host(json::value& value) {
  return for_members(value, [&](std::string_view key, json::value member) {
    if (key == "hostname") message_.hostname = text(member);
    return SUCCESS;
  });
}

// Of an alert: the rules that picked it.
error_code MessageReader::State::read_match(json::value& value) {
  message_.is_picked = true;
  return for_members(value, [&](std::string_view key, json::value member) {
    if (key == "blocked" && boolean(token_of(member)) == true) message_.is_allowed = false;
    return SUCCESS;
  });
}

}  // namespace knox::es
