#include <array>
#include <bit>
#include <type_traits>

#include "knox/es/message_state.h"

namespace knox::es {

namespace {

// Four bytes as they stand in memory.
constexpr std::uint32_t word(const char (&text)[5]) {
  return std::bit_cast<std::uint32_t>(std::to_array({text[0], text[1], text[2], text[3]}));
}

// The member of that name; nullptr: there is none.
KNOX_INLINE std::optional<std::uint32_t>* token_member(std::string_view key, Token& token) {
  event::ProcessIds& ids = token.ids;
  if (key == "pid") return &ids.pid;
  if (key == "pidversion") return &token.version;
  if (key.size() != 4) return nullptr;
  switch (load<std::uint32_t>(key.data())) {
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
    at = read_decimal(digits, digits + 20, value);
    if (id == nullptr || at == digits || value > ~std::uint32_t{0}) return false;
    *id = static_cast<std::uint32_t>(value);
  } while (*at == ',');
  return *at == '}';
}

}  // namespace

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
      case 6:
        if (key == "cdhash" && wanted_ == Wanted::kAll) process.cdhash = text(member);
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
      case 17:
        if (key == "codesigning_flags") process.signing_flags = small_number(token_of(member));
        break;
      case 18:
        if (key == "is_platform_binary") process.is_platform = boolean(token_of(member));
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
    if (key == "sha1") file.sha1 = text(member);
    if (key == "sha256") file.sha256 = text(member);
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

template error_code MessageReader::State::read_process(json::value&, Process&);
template error_code MessageReader::State::read_process(json::object&, Process&);
template error_code MessageReader::State::read_token(json::object&, Token&);
template error_code MessageReader::State::read_file(json::object&, File&);

}  // namespace knox::es
