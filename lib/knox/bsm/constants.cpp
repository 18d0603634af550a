#include "knox/bsm/constants.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>

namespace knox::bsm {
namespace {

struct Row {
  std::uint16_t number;
  std::string_view name;
};
struct ErrnoRow : Row {
  std::optional<int> local;
};
struct IpcTypeRow : Row {
  std::string_view text;
};

// Tables ascend, so that a row is found by halving.
template <class Table>
constexpr bool ascends(const Table& rows) {
  return std::ranges::adjacent_find(rows, std::ranges::greater_equal(), &Row::number) == rows.end();
}

template <class Table>
auto find(const Table& rows, std::uint16_t number) noexcept {
  const auto row = std::ranges::lower_bound(rows, number, {}, &Row::number);
  return row != rows.end() && row->number == number ? &*row : nullptr;
}

template <class Table>
std::string_view name_in(const Table& rows, std::uint16_t number) noexcept {
  const auto* const row = find(rows, number);
  return row == nullptr ? std::string_view() : row->name;
}

// What <cerrno> makes of an error's name, as text: digits where this system has the error, else the name.
#define KNOX_TEXT(expanded) #expanded
#define KNOX_EXPAND(name) KNOX_TEXT(name)

constexpr std::optional<int> number_in(std::string_view digits) {
  int number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

constexpr auto kErrnos = std::to_array<ErrnoRow>({
#define ERRNO(number, name) {{number, #name}, number_in(KNOX_EXPAND(name))},
#include "knox/bsm/tables/errnos.def"
});
static_assert(ascends(kErrnos));
static_assert(kErrnos.front().local == EPERM);

constexpr auto kSocketDomains = std::to_array<Row>({
#define SOCKET_DOMAIN(number, name) {number, "AF_" name},
#include "knox/bsm/tables/socket_domains.def"
});
static_assert(ascends(kSocketDomains));

constexpr auto kSocketTypes = std::to_array<Row>({
#define SOCKET_TYPE(number, name) {number, "SOCK_" name},
#include "knox/bsm/tables/socket_types.def"
});
static_assert(ascends(kSocketTypes));

constexpr auto kFcntlCommands = std::to_array<Row>({
#define FCNTL_COMMAND(number, name) {number, "F_" name},
#include "knox/bsm/tables/fcntl_commands.def"
});
static_assert(ascends(kFcntlCommands));

constexpr auto kIpcTypes = std::to_array<IpcTypeRow>({
#define IPC_TYPE(number, name, text) {{number, name}, text},
#include "knox/bsm/tables/ipc_types.def"
});
static_assert(ascends(kIpcTypes));

constexpr auto kDataFormats = std::to_array<Row>({
#define DATA_FORMAT(number, name) {number, name},
#include "knox/bsm/tables/data_formats.def"
});
static_assert(ascends(kDataFormats));

constexpr auto kDataUnits = std::to_array<Row>({
#define DATA_UNIT(number, name) {number, name},
#include "knox/bsm/tables/data_units.def"
});
static_assert(ascends(kDataUnits));

constexpr auto kHeaderVersions = std::to_array<Row>({
#define HEADER_VERSION(number, name) {number, name},
#include "knox/bsm/tables/header_versions.def"
});
static_assert(ascends(kHeaderVersions));

}  // namespace

std::string_view errno_name(std::uint8_t bsm_errno) noexcept {
  return name_in(kErrnos, bsm_errno);
}

std::optional<int> local_errno(std::uint8_t bsm_errno) noexcept {
  const ErrnoRow* const row = find(kErrnos, bsm_errno);
  return row == nullptr ? std::nullopt : row->local;
}

std::string_view socket_domain_name(std::uint16_t domain) noexcept {
  return name_in(kSocketDomains, domain);
}

std::string_view socket_type_name(std::uint16_t type) noexcept {
  return name_in(kSocketTypes, type);
}

std::string_view fcntl_command_name(std::uint16_t command) noexcept {
  return name_in(kFcntlCommands, command);
}

std::string_view ipc_type_name(std::uint8_t type) noexcept {
  return name_in(kIpcTypes, type);
}

std::string_view ipc_type_text(std::uint8_t type) noexcept {
  const IpcTypeRow* const row = find(kIpcTypes, type);
  return row == nullptr ? std::string_view() : row->text;
}

std::string_view data_format_name(std::uint8_t format) noexcept {
  return name_in(kDataFormats, format);
}

std::string_view data_unit_name(std::uint8_t unit) noexcept {
  return name_in(kDataUnits, unit);
}

std::string_view header_version_name(std::uint8_t version) noexcept {
  return name_in(kHeaderVersions, version);
}

}  // namespace knox::bsm
