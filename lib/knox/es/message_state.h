// What MessageReader keeps while it reads a message. Its parts are in message_reader.cpp (the message
// itself), message_process.cpp (processes, their tokens, files) and message_members.cpp (members of events
// that have no place of their own, lists of strings).
#pragma once

#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "knox/base/json_walk.h"
#include "knox/base/scan.h"
#include "knox/base/unescape.h"
#include "knox/es/json_text.h"
#include "knox/es/message_reader.h"

namespace knox::es {

using namespace json_walk;

// An id that was never set is -1 in some producers' lines.
KNOX_INLINE std::optional<std::uint32_t> small_number(std::string_view token) {
  if (token.starts_with("-1") && !is_digit(token.data()[2])) [[unlikely]]
    return ~std::uint32_t{0};
  const std::optional<std::uint64_t> value = number(token);
  if (!value || *value > ~std::uint32_t{0}) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

inline std::optional<bool> boolean(std::string_view token) {
  if (token.starts_with("true")) return true;
  if (token.starts_with("false")) return false;
  return std::nullopt;
}

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

}  // namespace knox::es
