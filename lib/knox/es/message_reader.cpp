#include "knox/es/message_reader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "knox/base/json_walk.h"
#include "knox/base/unescape.h"
#include "knox/es/json_text.h"
#include "knox/io/foreign.h"

namespace knox::es {

namespace {

using namespace json_walk;

constexpr std::size_t kMostMembers = 1024;  // of an event
constexpr std::uint8_t kDeepest = 16;

// Four bytes as they stand in memory.
constexpr std::uint32_t word(const char (&text)[5]) {
  return std::bit_cast<std::uint32_t>(std::to_array({text[0], text[1], text[2], text[3]}));
}

// An id that was never set is -1 in some producers' lines.
KNOX_INLINE std::optional<std::uint32_t> small_number(std::string_view token) {
  if (token.starts_with("-1") && !linux_audit::is_digit(token.data()[2])) [[unlikely]]
    return ~std::uint32_t{0};
  const std::optional<std::uint64_t> value = number(token);
  if (!value || *value > ~std::uint32_t{0}) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

std::optional<bool> boolean(std::string_view token) {
  if (token.starts_with("true")) return true;
  if (token.starts_with("false")) return false;
  return std::nullopt;
}

// By the bytes behind its bracket, which are those of the line.
bool is_list_of_objects(std::string_view token) {
  const char* at = token.data() + 1;
  while (*at == ' ' || *at == '\t' || *at == '\r') ++at;
  return *at == '{';
}

// The member of that name; nullptr: there is none.
KNOX_INLINE std::optional<std::uint32_t>* token_member(std::string_view key, Token& token) {
  event::ProcessIds& ids = token.ids;
  if (key == "pid") return &ids.pid;
  if (key == "pidversion") return &token.version;
  if (key.size() != 4) return nullptr;
  switch (linux_audit::load<std::uint32_t>(key.data())) {
    case word("auid"): return &ids.auid;
    case word("euid"): return &ids.euid;
    case word("egid"): return &ids.egid;
    case word("ruid"): return &ids.ruid;
    case word("rgid"): return &ids.rgid;
    case word("asid"): return &ids.session;
    default: return nullptr;
  }
}

// Reads {"pid":812,"asid":100004,...} without white space and with nothing but numbers, as it nearly always
// is: the parser only passes over it. False: it is something else, and some of the token may have been read.
bool read_plain_token(const char* at, Token& token) {
  if (*at != '{') return false;
  do {
    if (*++at != '"') return false;
    const char* const key = at + 1;
    const std::size_t size = key[4] == '"' ? 4 : key[3] == '"' ? 3 : 10;
    std::uint64_t value = 0;
    if (key[size] != '"' || key[size + 1] != ':') return false;
    const char* const digits = key + size + 2;
    std::optional<std::uint32_t>* const id = token_member({key, size}, token);
    at = linux_audit::read_decimal(digits, digits + 20, value);
    if (id == nullptr || at == digits || value > ~std::uint32_t{0}) return false;
    *id = static_cast<std::uint32_t>(value);
  } while (*at == ',');
  return *at == '}';
}

}  // namespace

struct MessageReader::State {
  std::expected<const Message*, Error> read(std::string_view line, Wanted wanted);

 private:
  error_code read_root(std::string_view line, bool is_envelope);
  error_code read_inside(json::value& value);
  error_code read_member(std::string_view key, json::value& value);
  error_code read_event(json::value& value);
  error_code read_exec(json::value& value);
  error_code read_fork(json::value& value);
  error_code read_exit(json::value& value);
  error_code read_members(json::value& value, std::uint8_t depth);
  error_code add_member(std::string_view key, json::value& value, std::uint8_t depth);
  error_code add_objects(std::string_view key, json::value& value, std::uint8_t depth);
  error_code add_object(Member& member, json::value& value, std::uint8_t depth);
  template <class Of>  // a value, or an object
  error_code read_process(Of& of, Process& process);
  template <class Of>
  error_code read_token(Of& of, Token& token);
  error_code read_token_if_any(json::value& value, std::optional<Token>& token);
  template <class Of>
  error_code read_file(Of& of, File& file);
  error_code read_stat(json::value& value, File& file);
  error_code read_path(json::value& value, std::string_view& path);
  error_code read_strings(json::value& value, event::StringList& list);
  error_code read_action(json::value& value);
  error_code read_host(json::value& value);
  error_code read_match(json::value& value);

  template <class Thing>
  static Thing& next(std::deque<Thing>& things, std::size_t& used) {
    if (used == things.size()) things.emplace_back();
    return things[used++] = {};
  }

  // The string that a token begins with; nothing if it is none.
  std::string_view text(std::string_view token) {
    if (!token.starts_with('"')) return {};
    const char* const begin = at_;
    at_ = unescape(token.data() + 1, at_).to;
    return {begin, static_cast<std::size_t>(at_ - begin)};
  }
  std::string_view text(json::value& value) { return text(token_of(value)); }

  json::parser parser_;
  std::vector<char> line_;   // with what the parser reads behind it
  std::vector<char> texts_;  // strings without their escapes, which are never longer
  char* at_ = nullptr;       // where the next one goes
  std::vector<Member> members_;
  std::deque<File> files_;
  std::deque<Process> processes_;
  std::size_t files_used_ = 0, processes_used_ = 0;

  Wanted wanted_ = Wanted::kAll;
  bool has_event_ = false;
  Message message_;
};

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

error_code MessageReader::State::read_members(json::value& value, std::uint8_t depth) {
  return for_members(
      value, [&](std::string_view key, json::value member) { return add_member(key, member, depth); });
}

error_code MessageReader::State::add_member(std::string_view key, json::value& value, std::uint8_t depth) {
  if (members_.size() >= kMostMembers) return SUCCESS;
  const std::string_view token = token_of(value);
  Member member{.depth = depth};
  member.key = {at_, key.size()};
  key.copy(at_, key.size());
  at_ += key.size();
  switch (token.empty() ? '\0' : token.front()) {
    case '"':
      member.kind = Member::Kind::kText;
      member.text = text(token);
      break;
    case '{': return add_object(member, value, depth);
    case '[':
      if (is_list_of_objects(token)) return add_objects(key, value, depth);
      member.kind = Member::Kind::kList;
      if (const error_code error = read_strings(value, member.list)) return error;
      break;
    case 't':
    case 'f':
      member.kind = Member::Kind::kBool;
      member.text = trimmed(token);
      break;
    case 'n': break;
    default:
      member.kind = Member::Kind::kNumber;
      member.text = trimmed(token);
      break;
  }
  members_.push_back(member);
  return SUCCESS;
}

// A list of objects: as many members of one name.
error_code MessageReader::State::add_objects(std::string_view key, json::value& value, std::uint8_t depth) {
  return for_elements(value, [&](json::value& element) {
    return is_object(element) ? add_member(key, element, depth) : SUCCESS;
  });
}

// What an object is, its keys tell.
error_code MessageReader::State::add_object(Member& member, json::value& value, std::uint8_t depth) {
  if (depth >= kDeepest) return SUCCESS;
  json::object object;
  if (const error_code error = value.get_object().get(object)) return error;
  bool has_executable = false, has_path = false, has_version = false;
  const error_code error = for_members(object, [&](std::string_view key, json::value) {
    has_executable |= key == "executable";
    has_path |= key == "path";
    has_version |= key == "pidversion";
    return SUCCESS;
  });
  if (error != SUCCESS) return error;
  if (const error_code reset = object.reset().error()) return reset;
  if (has_executable || has_version) {
    Process& process = next(processes_, processes_used_);
    member.kind = has_executable ? Member::Kind::kProcess : Member::Kind::kToken;
    member.process = &process;
    members_.push_back(member);
    return has_executable ? read_process(object, process) : read_token(object, process.token);
  }
  if (has_path) {
    File& file = next(files_, files_used_);
    member.kind = Member::Kind::kFile;
    member.file = &file;
    members_.push_back(member);
    return read_file(object, file);
  }
  member.kind = Member::Kind::kObject;
  members_.push_back(member);
  return for_members(object, [&](std::string_view key, json::value inner) {
    return add_member(key, inner, static_cast<std::uint8_t>(depth + 1));
  });
}

template <class Of>
error_code MessageReader::State::read_process(Of& of, Process& process) {
  return for_members(of, [&](std::string_view key, json::value member) {
    switch (key.size()) {
      case 3:
        if (key == "tty") return read_path(member, process.tty);
        break;
      case 4:
        if (key == "ppid") process.ppid = small_number(token_of(member));
        break;
      case 7:
        if (key == "team_id") process.team_id = text(member);
        break;
      case 10:
        if (key == "executable") {
          return wanted_ == Wanted::kAll ? read_file(member, process.executable)
                                         : read_path(member, process.executable.path);
        }
        if (key == "signing_id") process.signing_id = text(member);
        break;
      case 11:
        if (key == "audit_token") return read_token(member, process.token);
        break;
      case 18:
        if (key == "parent_audit_token") return read_token_if_any(member, process.parent);
        break;
      case 23:
        if (key == "responsible_audit_token") return read_token_if_any(member, process.responsible);
        break;
      default: break;
    }
    return SUCCESS;
  });
}

error_code MessageReader::State::read_token_if_any(json::value& value, std::optional<Token>& token) {
  Token read;
  const error_code error = read_token(value, read);
  if (read.known()) token = read;
  return error;
}

// An object, or an array in the kernel's order: auid, euid, egid, ruid, rgid, pid, asid, pidversion.
template <class Of>
error_code MessageReader::State::read_token(Of& of, Token& token) {
  event::ProcessIds& ids = token.ids;
  if constexpr (std::is_same_v<Of, json::value>) {
    if (read_plain_token(token_of(of).data(), token)) return SUCCESS;
    token = {};
    if (token_of(of).starts_with('[')) {
      std::optional<std::uint32_t>* const order[] = {&ids.auid, &ids.euid, &ids.egid,    &ids.ruid,
                                                     &ids.rgid, &ids.pid,  &ids.session, &token.version};
      std::size_t place = 0;
      return for_elements(of, [&](json::value& element) {
        if (place < std::size(order)) *order[place++] = small_number(token_of(element));
        return SUCCESS;
      });
    }
  }
  return for_members(of, [&](std::string_view key, json::value member) {
    if (std::optional<std::uint32_t>* const id = token_member(key, token))
      *id = small_number(token_of(member));
    return SUCCESS;
  });
}

template <class Of>
error_code MessageReader::State::read_file(Of& of, File& file) {
  return for_members(of, [&](std::string_view key, json::value member) {
    if (key == "path") file.path = text(member);
    return key == "stat" ? read_stat(member, file) : SUCCESS;
  });
}

error_code MessageReader::State::read_stat(json::value& value, File& file) {
  return for_members(value, [&](std::string_view key, json::value member) {
    const std::string_view token = token_of(member);
    if (key == "st_mode") file.mode = small_number(token);
    if (key == "st_uid") file.uid = small_number(token);
    if (key == "st_gid") file.gid = small_number(token);
    if (key == "st_ino") file.inode = number(token);
    if (key == "st_dev") file.device = trimmed(token);
    return SUCCESS;
  });
}

// The path of a file, and nothing else of it.
error_code MessageReader::State::read_path(json::value& value, std::string_view& path) {
  return for_members(value, [&](std::string_view key, json::value member) {
    if (key == "path") path = text(member);
    return SUCCESS;
  });
}

// Of null and others nothing. What is no string in it stands as it is written.
error_code MessageReader::State::read_strings(json::value& value, event::StringList& list) {
  const std::string_view token = token_of(value);
  if (!token.starts_with('[')) return SUCCESS;
  char* const begin = at_;
  std::uint32_t count = 0;
  const auto end_string = [&] {
    *at_++ = '\0';
    ++count;
  };
  const auto told = [&] { return event::StringList({begin, static_cast<std::size_t>(at_ - begin)}, count); };
  // One string after the other without white space, as they nearly always are: the parser only passes over
  // it.
  const char* from = token.data() + 1;
  while (*from == '"') {
    const auto [last, to] = unescape(from + 1, at_);
    at_ = to;
    end_string();
    from = last + 1;
    if (*from != ',' || from[1] != '"') break;
    ++from;
  }
  if (*from == ']') {
    list = told();
    return SUCCESS;
  }
  at_ = begin;
  count = 0;
  const error_code error = for_elements(value, [&](json::value& element) {
    const std::string_view one = token_of(element);
    if (one.starts_with('"')) {
      at_ = unescape(one.data() + 1, at_).to;
    } else {
      const std::string_view scalar = trimmed(one);
      at_ = std::copy(scalar.begin(), scalar.end(), at_);
    }
    end_string();
    return SUCCESS;
  });
  list = told();
  return error;
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
