#include "knox/bsm/object.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <optional>
#include <utility>
#include <vector>

#include "knox/base/regex.h"
#include "knox/base/unknown.h"
#include "knox/bsm/table_file.h"

namespace knox::bsm {
namespace {

// Whether test(token) holds for any token of type T.
template <class T, class Test>
bool any_token(const Record& record, Test test) {
  return std::ranges::any_of(record.tokens(), [&](const TokenRef& ref) {
    return ref.kind == kKindOf<T> && test(decode_token<T>(record.token(ref)));
  });
}

// ---- ends of connections

template <class T, class... U>
concept OneOf = (std::same_as<T, U> || ...);

// Whether a field of a token of the record is, or has in it, this port.
template <class T>
bool holds([[maybe_unused]] const Record& record, const T& field, std::uint16_t port) {
  if constexpr (OneOf<T, Port, HexPort>) return field.value == port;
  if constexpr (OneOf<T, KernelPort>) return record.port(field) == port;
  if constexpr (OneOf<T, SocketEx>) {
    return holds(record, field.local_port, port) || holds(record, field.remote_port, port);
  }
  return false;
}

// The same for an address of 4 or 16 bytes.
template <class T>
bool holds(const Record&, const T& field, const std::string& address) {
  if constexpr (OneOf<T, Ipv4, Ipv6, IpAddress>) return field.bytes == address;
  if constexpr (OneOf<T, SocketEx>) return field.local == address || field.remote == address;
  return false;
}

// Tokens with ends of connections are those that JSON shows under these keys; a header and a subject have
// addresses too, but of the host and of the terminal.
template <class T>
constexpr bool is_network_token() {
  const std::string_view key = T::kInfo.json;
  return key == "sockets" || key == "addresses" || key == "ports" || key == "ip_headers";
}

template <class Wanted>
bool any_end(const Record& record, const Wanted& wanted) {
  using Test = bool (*)(const Record& record, Bytes token, const Wanted& wanted);
  static constexpr auto kTests = per_token(Tokens{}, []<class T>() -> Test {
    if constexpr (is_network_token<T>()) {
      return [](const Record& r, Bytes bytes, const Wanted& w) {
        const T token = decode_token<T>(bytes);
        bool found = false;
        for_each_field(token, [&](const auto&, const auto& field) { found |= holds(r, field, w); });
        return found;
      };
    }
    return nullptr;
  });
  return std::ranges::any_of(record.tokens(), [&](const TokenRef& ref) {
    return kTests[ref.kind] != nullptr && kTests[ref.kind](record, record.token(ref), wanted);
  });
}

// ---- paths

struct Expression {
  Regex regex;
  bool excludes;
};

bool any_path(const Record& record, const std::vector<Expression>& expressions) {
  const bool only_excludes = std::ranges::all_of(expressions, &Expression::excludes);
  bool found = false;
  const bool excluded = any_token<Path>(record, [&](const Path& path) {
    const auto decides = [&](const Expression& e) { return e.regex.matches(path.path.bytes); };
    const auto first = std::ranges::find_if(expressions, decides);
    const bool none = first == expressions.end();
    found |= none ? only_excludes : !first->excludes;
    return !none && first->excludes;
  });
  return found && !excluded;
}

// The next item of a list, without the comma that ends it; in the item, \, is a comma.
std::string take_item(std::string_view& list) {
  std::string item;
  std::size_t at = 0;
  for (; at < list.size() && list[at] != ','; ++at) {
    if (list[at] == '\\' && at + 1 < list.size()) {
      if (list[++at] != ',') item += '\\';
    }
    item += list[at];
  }
  list.remove_prefix(at);
  return item;
}

// ---- the types

using Parsed = std::expected<ObjectTest, std::string>;

Parsed parse_file(std::string_view list) {
  std::vector<Expression> expressions;
  for (bool more = true; more; list.remove_prefix(more ? 1 : 0)) {
    std::string pattern = take_item(list);
    const bool excludes = pattern.starts_with('~');
    if (excludes) pattern.erase(0, 1);
    std::expected<Regex, std::string> regex = Regex::compile(pattern);
    if (!regex) {
      return std::unexpected(fmt::format("bad regular expression '{}': {}", pattern, regex.error()));
    }
    expressions.push_back({std::move(*regex), excludes});
    more = !list.empty();  // there is a comma
  }
  return [expressions](const Record& record) { return any_path(record, expressions); };
}

template <std::uint8_t Type>
Parsed parse_ipc(std::string_view text) {
  const std::optional<std::uint32_t> id = parse_number<std::uint32_t>(text);
  if (!id) return std::unexpected(fmt::format("not the number of an IPC object: '{}'", text));
  return [id](const Record& record) {
    return any_token<Ipc>(record, [&](const Ipc& ipc) { return ipc.type.value == Type && ipc.id == *id; });
  };
}

Parsed parse_process(std::string_view text) {
  const std::optional<std::uint32_t> pid = parse_number<std::uint32_t>(text);
  if (!pid) return std::unexpected(fmt::format("not a process id: '{}'", text));
  return [pid](const Record& record) {
    return std::ranges::any_of(record.tokens(), [&](const TokenRef& ref) {
      return is_process(ref.kind) && subject_facts(ref.kind, record.token(ref))->pid == *pid;
    });
  };
}

Parsed parse_network(std::string_view text) {
  if (const std::optional<std::uint16_t> port = parse_number<std::uint16_t>(text)) {
    return [port](const Record& record) { return any_end(record, *port); };
  }
  const std::string terminated(text);
  std::string address(16, '\0');
  if (inet_pton(AF_INET6, terminated.c_str(), address.data()) != 1) {
    address.resize(4);
    if (inet_pton(AF_INET, terminated.c_str(), address.data()) != 1) {
      return std::unexpected(fmt::format("neither a port nor an internet address: '{}'", text));
    }
  }
  return [address](const Record& record) { return any_end(record, address); };
}

struct Type {
  std::string_view name;
  Parsed (*parse)(std::string_view value);
};
constexpr std::array kTypes = {
    Type{"file", parse_file},    Type{"msgqid", parse_ipc<1>},  // the numbers are those of ipc tokens
    Type{"semid", parse_ipc<2>}, Type{"shmid", parse_ipc<3>},
    Type{"pid", parse_process},  Type{"sock", parse_network},
};

}  // namespace

Parsed parse_object(std::string_view text) {
  const std::size_t equals = text.find('=');
  const auto type = std::ranges::find(kTypes, text.substr(0, equals), &Type::name);
  if (equals != text.npos && type != kTypes.end()) return type->parse(text.substr(equals + 1));
  return std::unexpected(unknown("object", text, names_of(kTypes) + ", each with =VALUE"));
}

}  // namespace knox::bsm
