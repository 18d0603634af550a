#include "knox/kernel/linux/rules/rule_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "knox/linux_audit/names/constants.h"
#include "knox/linux_audit/names/record_types.h"
#include "knox/os/names.h"

namespace knox::kernel {
namespace {

using Attempt = std::expected<void, std::string>;

constexpr std::uint32_t kUnset = 0xffffffff;  // of auid and sessionid

// How values of a field are written, both ways.
struct Form {
  RuleForm form;
  Attempt (*parse)(std::string_view text, Arch host, RuleField& field);
  std::string (*print)(const RuleField& field, Arch host);
};

// As strtol(3) takes it, 0x10 and 010 and 16, but nothing behind it, and no more than 32 bits.
std::optional<std::uint32_t> parse_number(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text[0] == '0') {
    base = 8;
  }
  std::uint32_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

std::optional<std::uint32_t> parse_signed(std::string_view text) {
  if (!text.starts_with('-')) return parse_number(text);
  const std::optional<std::uint32_t> number = parse_number(text.substr(1));
  return number && *number <= 0x80000000 ? std::optional(0 - *number) : std::nullopt;
}

Attempt take(std::optional<std::uint32_t> number, std::string_view otherwise, RuleField& field) {
  if (!number) return std::unexpected(std::string(otherwise));
  field.value = *number;
  return {};
}

std::string as_decimal(const RuleField& field, Arch) {
  return fmt::format("{}", field.value);
}
std::string as_signed(const RuleField& field, Arch) {
  return fmt::format("{}", static_cast<std::int32_t>(field.value));
}

Attempt parse_plain(std::string_view text, Arch, RuleField& field) {
  return take(parse_number(text), "is no number of 32 bits", field);
}

Attempt parse_argument(std::string_view text, Arch, RuleField& field) {
  return take(parse_signed(text), "is no number of 32 bits, which is all that the kernel compares", field);
}
std::string as_hex(const RuleField& field, Arch) {
  return fmt::format("0x{:X}", field.value);
}

Attempt parse_user(std::string_view text, Arch, RuleField& field) {
  if (text == "unset") return take(kUnset, {}, field);
  const std::optional<std::uint32_t> number = parse_signed(text);
  return take(number ? number : os::Names().uid(text), "is no user of this system", field);
}
Attempt parse_group(std::string_view text, Arch, RuleField& field) {
  if (text == "unset") return take(kUnset, {}, field);
  const std::optional<std::uint32_t> number = parse_signed(text);
  return take(number ? number : os::Names().gid(text), "is no group of this system", field);
}
Attempt parse_session(std::string_view text, Arch, RuleField& field) {
  return take(text == "unset" ? kUnset : parse_signed(text), "is no number of a session, and not \"unset\"",
              field);
}

Attempt parse_exit(std::string_view text, Arch host, RuleField& field) {
  const bool negative = text.starts_with('-');
  const std::optional<std::uint32_t> name =
      linux_audit::constant_number(linux_audit::ArgKind::kErrno, host, text.substr(negative ? 1 : 0));
  const std::optional<std::uint32_t> number = name && negative ? std::optional(0 - *name) : name;
  return take(number ? number : parse_signed(text), "is neither a number nor the name of an error", field);
}
std::string as_exit(const RuleField& field, Arch host) {
  const auto value = static_cast<std::int32_t>(field.value);
  const std::string_view name = value < 0 ? linux_audit::errno_name(0 - field.value) : std::string_view();
  return name.empty() ? as_signed(field, host) : fmt::format("-{}", name);
}

Attempt parse_yes_or_no(std::string_view text, Arch, RuleField& field) {
  const bool yes = text == "1" || text == "yes", no = text == "0" || text == "no";
  return take(yes || no ? std::optional(yes ? 1U : 0U) : std::nullopt, "is neither 1 nor 0", field);
}

Attempt parse_arch_name(std::string_view text, Arch host, RuleField& field) {
  const Arch other = host_arch_32(host);
  if (text == "b64" && !linux_audit::is_64_bit(host)) return std::unexpected("is not what this computer has");
  if (text == "b32" && other == Arch::kUnknown) return std::unexpected("is not what this computer has");
  const std::optional<Arch> arch = text == "b64"   ? host
                                   : text == "b32" ? other
                                                   : linux_audit::parse_arch(text);
  if (!arch || linux_audit::arch_name(*arch).empty()) return std::unexpected("is no architecture");
  field.value = static_cast<std::uint32_t>(*arch);
  return {};
}
std::string as_arch_name(const RuleField& field, Arch host) {
  const auto arch = static_cast<Arch>(field.value);
  if (arch == host && linux_audit::is_64_bit(host)) return "b64";
  if (arch == host_arch_32(host)) return "b32";
  const std::string_view name = linux_audit::arch_name(arch);
  return name.empty() ? fmt::format("{:x}", field.value) : std::string(name);
}

Attempt parse_type(std::string_view text, Arch, RuleField& field) {
  const std::optional<linux_audit::RecordType> type = linux_audit::parse_record_type(text);
  return take(type ? std::optional<std::uint32_t>(static_cast<std::uint16_t>(*type)) : std::nullopt,
              "is no type of record", field);
}
std::string as_type(const RuleField& field, Arch host) {
  const std::string_view name =
      field.value > 0xffff ? std::string_view()
                           : linux_audit::record_type_name(static_cast<linux_audit::RecordType>(field.value));
  return name.empty() ? as_decimal(field, host) : std::string(name);
}

Attempt parse_text(std::string_view text, Arch, RuleField& field) {
  field.text = text;
  return {};
}
std::string as_text(const RuleField& field, Arch) {
  return field.text;
}

Attempt parse_path(std::string_view text, Arch, RuleField& field) {
  if (!text.starts_with('/')) return std::unexpected("has to begin with /");
  if (text.size() > 1 && text.ends_with('/') && field.key != RuleKey::kDir) {
    return std::unexpected("may not end with /");
  }
  if (text.size() >= RuleData::kMaxPath) return std::unexpected("is too long");
  field.text = text;
  return {};
}

Attempt parse_key(std::string_view text, Arch, RuleField& field) {
  const bool control = std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (control) return std::unexpected("may not have control characters");
  field.text = text;
  return {};
}

struct Permission {
  char letter;
  std::uint32_t bit;
};
constexpr auto kPermissions = std::to_array<Permission>({{'r', 4}, {'w', 2}, {'x', 1}, {'a', 8}});

Attempt parse_permission_letters(std::string_view text, Arch, RuleField& field) {
  const std::expected<std::uint32_t, std::string> bits = parse_permissions(text);
  if (!bits) return std::unexpected(bits.error());
  field.value = *bits;
  return {};
}
std::string as_permissions(const RuleField& field, Arch) {
  std::string text;
  for (const Permission& permission : kPermissions) {
    if ((field.value & permission.bit) != 0) text += permission.letter;
  }
  return text;
}

struct Named {
  std::uint32_t number;
  std::string_view name;
};

constexpr auto kFileTypes = std::to_array<Named>({{0100000, "file"},
                                                  {0040000, "dir"},
                                                  {0140000, "socket"},
                                                  {0120000, "link"},
                                                  {0020000, "character"},
                                                  {0060000, "block"},
                                                  {0010000, "fifo"}});
constexpr auto kFilesystems =  // from linux/magic.h
    std::to_array<Named>({{0x64626720, "debugfs"}, {0x74726163, "tracefs"}});

template <const auto& rows>
const Named* find_name(std::string_view name) {
  const auto row = std::ranges::find(rows, name, &Named::name);
  return row == rows.end() ? nullptr : &*row;
}
template <const auto& rows>
std::string name_or(std::uint32_t number, std::string otherwise) {
  const auto row = std::ranges::find(rows, number, &Named::number);
  return row == rows.end() ? std::move(otherwise) : std::string(row->name);
}

Attempt parse_file_type(std::string_view text, Arch, RuleField& field) {
  const Named* const type = find_name<kFileTypes>(text);
  return take(type == nullptr ? std::nullopt : std::optional(type->number),
              "is not file, dir, socket, link, character, block or fifo", field);
}
std::string as_file_type(const RuleField& field, Arch) {
  return name_or<kFileTypes>(field.value, fmt::format("{}", field.value));
}

Attempt parse_filesystem(std::string_view text, Arch, RuleField& field) {
  const Named* const type = find_name<kFilesystems>(text);
  return take(type == nullptr ? parse_number(text) : std::optional(type->number),
              "is not debugfs, tracefs or the magic number of a filesystem", field);
}
std::string as_filesystem(const RuleField& field, Arch) {
  return name_or<kFilesystems>(field.value, fmt::format("0x{:X}", field.value));
}

Attempt parse_family(std::string_view text, Arch host, RuleField& field) {
  constexpr std::uint32_t kFamilies = 46;  // AF_MAX of Linux 7.2
  std::string name = fmt::format("AF_{}", text);
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  const std::optional<std::uint32_t> named =
      linux_audit::constant_number(linux_audit::ArgKind::kSocketFamily, host, name);
  const std::optional<std::uint32_t> number = named ? named : parse_number(text);
  return take(number && *number < kFamilies ? number : std::nullopt, "is no address family", field);
}

Attempt parse_nothing(std::string_view, Arch, RuleField&) {
  return std::unexpected("has no value");
}
std::string as_comparison(const RuleField& field, Arch) {
  return fmt::format("{}", field.value);
}

constexpr auto kForms = std::to_array<Form>({
    {RuleForm::kNumber, parse_plain, as_decimal},
    {RuleForm::kArgument, parse_argument, as_hex},
    {RuleForm::kUser, parse_user, as_signed},
    {RuleForm::kGroup, parse_group, as_signed},
    {RuleForm::kSession, parse_session, as_signed},
    {RuleForm::kExitValue, parse_exit, as_exit},
    {RuleForm::kYesOrNo, parse_yes_or_no, as_decimal},
    {RuleForm::kArchName, parse_arch_name, as_arch_name},
    {RuleForm::kRecordType, parse_type, as_type},
    {RuleForm::kLabel, parse_text, as_text},
    {RuleForm::kPath, parse_path, as_text},
    {RuleForm::kKeyText, parse_key, as_text},
    {RuleForm::kPermissionLetters, parse_permission_letters, as_permissions},
    {RuleForm::kFileType, parse_file_type, as_file_type},
    {RuleForm::kFilesystem, parse_filesystem, as_filesystem},
    {RuleForm::kAddressFamily, parse_family, as_decimal},
    {RuleForm::kComparison, parse_nothing, as_comparison},
});
static_assert([] {
  std::size_t place = 0;
  return std::ranges::all_of(kForms,
                             [&](const Form& row) { return row.form == static_cast<RuleForm>(place++); });
}());

const Form& form_of(RuleKey key) {
  return kForms[static_cast<std::size_t>(rule_form(key))];
}

}  // namespace

std::expected<void, std::string> parse_field_value(std::string_view text, Arch host, RuleField& field) {
  const Attempt parsed = form_of(field.key).parse(text, host, field);
  if (parsed) return {};
  return std::unexpected(fmt::format("{}: {} {}", rule_key_name(field.key), text, parsed.error()));
}

std::string field_value_text(const RuleField& field, Arch host) {
  return form_of(field.key).print(field, host);
}

std::expected<std::uint32_t, std::string> parse_permissions(std::string_view text) {
  std::uint32_t bits = 0;
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const auto permission = std::ranges::find(kPermissions, lower, &Permission::letter);
    if (permission == kPermissions.end()) return std::unexpected("has other letters than r, w, x and a");
    bits |= permission->bit;
  }
  if (bits == 0) return std::unexpected("has none of r, w, x and a");
  return bits;
}

}  // namespace knox::kernel
