#include <algorithm>

#include "knox/es/message_state.h"

namespace knox::es {

namespace {

constexpr std::size_t kMostMembers = 1024;  // of an event
constexpr std::uint8_t kDeepest = 16;

// By the bytes behind its bracket, which are those of the line.
bool is_list_of_objects(std::string_view token) {
  const char* at = token.data() + 1;
  while (*at == ' ' || *at == '\t' || *at == '\r') ++at;
  return *at == '{';
}

}  // namespace

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
  return for_elements(value, [&](json::value& element) { return add_member(key, element, depth); });
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

// Of null and others nothing. What is no string in it, also an object or a list, stands as it is written.
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
    } else if (one.starts_with('{') || one.starts_with('[')) {
      std::string_view whole;
      if (const error_code bad = simdjson::to_json_string(element).get(whole)) return bad;
      at_ = std::copy(whole.begin(), whole.end(), at_);
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

}  // namespace knox::es
