#include "knox/linux_audit/names/arguments.h"

#include <algorithm>
#include <bit>

#include "knox/linux_audit/names/constant_rows.h"

namespace knox::linux_audit {
namespace {

using enum ArgKind;

constexpr auto kForms = std::to_array<ArgForm>({
#define ARG_KIND(kind, form) ArgForm::form,
#include "knox/linux_audit/tables/arg_kinds.def"
});

constexpr auto kArguments = std::to_array<ArgKinds>({
    {kHex, kHex, kHex, kHex},  // Syscall::kUnknown
#define ARGUMENTS(name, ...) {__VA_ARGS__},
#include "knox/linux_audit/tables/syscall_args.def"
});

struct Exception {
  Syscall syscall;
  ArchSet set;
  ArgKinds kinds;
};
constexpr auto kExceptions = std::to_array<Exception>({
#define ARGUMENTS_ON(set, name, ...) {Syscall::sys_##name, set, {__VA_ARGS__}},
#include "knox/linux_audit/tables/syscall_args.def"
});

struct RuleRow {
  ArgKind kind;
  std::string_view name;
  std::size_t distance;
  ArgKind other;
};
constexpr auto kRuleRows = std::to_array<RuleRow>({
#define WHEN(kind, name, distance, other) {kind, name, distance, other},
#include "knox/linux_audit/tables/arg_rules.def"
});

// A row with what its name stands for; a name with different numbers makes a rule for each of them.
struct ArgRule {
  ArgKind kind;
  Constant constant;
  std::size_t distance;
  ArgKind other;
};

template <class Visit>
constexpr void for_each_rule(Visit visit) {
  for (const RuleRow& row : kRuleRows) {
    for (const Constant& constant : constant_rows(row.kind)) {
      if (constant.name == row.name) visit(ArgRule{row.kind, constant, row.distance, row.other});
    }
  }
}

constexpr std::size_t kRuleCount = [] {
  std::size_t count = 0;
  for_each_rule([&](const ArgRule&) { ++count; });
  return count;
}();

constexpr auto kRules = [] {
  std::array<ArgRule, kRuleCount> rules{};
  std::size_t place = 0;
  for_each_rule([&](const ArgRule& rule) { rules[place++] = rule; });
  return rules;
}();
constexpr RangesByKind kRuleRanges = ranges_by_kind(kRules);

static_assert(std::ranges::all_of(kRuleRows, [](const RuleRow& row) {
  return std::ranges::any_of(rows_of(kRules, kRuleRanges, row.kind), [&](const ArgRule& rule) {
    return rule.kind == row.kind && rule.constant.name == row.name;
  });
}));

bool is_set(const Constant& constant, std::uint64_t value) noexcept {
  return (static_cast<std::uint32_t>(value) & constant.mask) == constant.number;
}

// The options of netfilter are options of IP, too, with other numbers to set than to get.
ArgKind option_kind(ArgKind kind, Syscall syscall, Arch arch, std::uint64_t value) noexcept {
  const bool is_set = syscall == Syscall::sys_setsockopt;
  const ArgKind of_ip = is_set ? kIpSetTables : kIpGetTables;
  const ArgKind of_ipv6 = is_set ? kIpv6SetTables : kIpv6GetTables;
  if (kind != kIpOption && kind != kIpv6Option) return kind;
  const ArgKind tables = kind == kIpOption ? of_ip : of_ipv6;
  return constant_name(tables, arch, static_cast<std::uint32_t>(value)).empty() ? kind : tables;
}

// Things with a '|' between them.
class Joined {
 public:
  explicit Joined(Pen& pen) noexcept : pen_(pen) {}
  Pen& next() {
    if (!empty_) pen_.put('|');
    empty_ = false;
    return pen_;
  }
  bool empty() const noexcept { return empty_; }

 private:
  Pen& pen_;
  bool empty_ = true;
};

// Writes the names of the bits, and returns those that have none.
std::uint64_t put_names(Joined& list, ArgKind kind, Arch arch, std::uint64_t value) {
  const std::span<const Constant> rows = constant_rows(kind);
  const ArchSet set = set_of(arch);
  // Looked for from above, so that O_SYNC is found before O_DSYNC, which is a part of it; written from below.
  std::uint64_t rest = value;
  std::uint64_t named = 0;
  for (std::size_t place = rows.size(); place-- > 0;) {
    const Constant& row = rows[place];
    if (!row.holds_on(arch, set) || !is_set(row, row.number == 0 ? value : rest)) continue;
    named |= std::uint64_t{1} << place;
    rest &= ~std::uint64_t{row.number};
  }
  for (; named != 0; named &= named - 1) {
    list.next().put(rows[static_cast<std::size_t>(std::countr_zero(named))].name);
  }
  return rest;
}

constexpr std::size_t kRoom = 1024;

// Every kind of flags has a bit in `named`, and room for all of its names.
constexpr bool flags_fit() {
  for (std::size_t kind = 0; kind < kArgKinds; ++kind) {
    if (kForms[kind] < ArgForm::kFlags) continue;
    const std::span<const Constant> rows = constant_rows(static_cast<ArgKind>(kind));
    std::size_t room = 32;  // what has no name, and a signal
    for (const Constant& row : rows) room += row.name.size() + 1;
    if (rows.size() > 64 || room > kRoom) return false;
  }
  return true;
}
static_assert(flags_fit());

void put_octal(Pen& pen, std::uint64_t value) {
  if (value != 0) pen.put('0');
  pen.octal(value);
}

void put_two_digits(Pen& pen, std::uint32_t value) {
  if (value < 0x10) pen.put('0');
  pen.hex(value);
}

// The kernel packs a major number of 12 bits and a minor number of 20 into 32 bits.
void put_device(Pen& pen, std::uint32_t device) {
  put_two_digits(pen, device >> 8 & 0xfff);
  pen.put(':');
  put_two_digits(pen, (device & 0xff) | (device >> 12 & 0xfff00));
}

void put_signal(Pen& pen, std::uint32_t number) {
  const std::string_view name = signal_name(number);
  if (name.empty()) {
    pen.dec(number);
  } else {
    pen.put(name);
  }
}

void put_flags(Pen& pen, ArgKind kind, ArgForm form, Arch arch, std::uint64_t value) {
  if (static_cast<std::uint32_t>(value) == 0xffffffff) {  // -1 is no set
    pen.put("0x").hex(value);
    return;
  }
  Joined list(pen);
  const std::uint32_t signal = form == ArgForm::kFlagsAndSignal ? value & 0xff : 0;
  const std::uint64_t rest = put_names(list, kind, arch, value & ~std::uint64_t{signal});
  if (rest != 0 && form == ArgForm::kFlagsAndMode) {
    put_octal(list.next(), rest);
  } else if (rest != 0) {
    list.next().put("0x").hex(rest);
  }
  if (signal != 0) put_signal(list.next(), signal);
  if (list.empty()) pen.put('0');
}

}  // namespace

ArgForm form_of(ArgKind kind) noexcept {
  return kForms[static_cast<std::size_t>(kind)];
}

ArgKinds argument_kinds(Arch arch, Syscall syscall, const std::array<std::uint64_t, 4>& values) noexcept {
  ArgKinds kinds = kArguments[static_cast<std::size_t>(syscall)];
  const ArchSet set = set_of(arch);
  for (const Exception& exception : kExceptions) {
    if (exception.syscall == syscall && (exception.set & set) != 0) kinds = exception.kinds;
  }
  if (std::ranges::find(kinds, kByOther) == kinds.end()) return kinds;

  for (std::size_t place = 0; place < kinds.size(); ++place) {
    for (const ArgRule& rule : rows_of(kRules, kRuleRanges, kinds[place])) {
      const std::size_t other = place + rule.distance;
      if (other >= kinds.size() || kinds[other] != kByOther) continue;
      const bool applies = rule.constant.holds_on(arch, set) && is_set(rule.constant, values[place]);
      if (applies) kinds[other] = option_kind(rule.other, syscall, arch, values[other]);
    }
  }
  return kinds;
}

void put_argument(Out& out, ArgKind kind, Arch arch, std::uint64_t value) {
  const auto word = static_cast<std::uint32_t>(value);
  const auto signed_word = static_cast<std::int32_t>(word);
  const ArgForm form = form_of(kind);
  Pen pen(out);
  pen.room(kRoom);
  switch (form) {
    case ArgForm::kHex: pen.put("0x").hex(value); break;
    case ArgForm::kInt: pen.sdec(signed_word); break;
    case ArgForm::kId:
    case ArgForm::kShortId: {
      const std::uint32_t id = id_argument(kind, value);
      if (id == 0xffffffff) {
        pen.put("-1");
      } else {
        pen.dec(id);
      }
      break;
    }
    case ArgForm::kLong: pen.sdec(is_64_bit(arch) ? static_cast<std::int64_t>(value) : signed_word); break;
    case ArgForm::kUnsigned: pen.dec(value); break;
    case ArgForm::kOctal: put_octal(pen, word); break;
    case ArgForm::kDevice: put_device(pen, word); break;
    case ArgForm::kName: {
      const std::string_view name = constant_name(kind, arch, word);
      if (name.empty()) {
        pen.sdec(signed_word);
      } else {
        pen.put(name);
      }
      break;
    }
    case ArgForm::kCode: {
      const std::string_view name = constant_name(kind, arch, word);
      if (name.empty()) {
        pen.put("0x").hex(word);
      } else {
        pen.put(name);
      }
      break;
    }
    case ArgForm::kFlags:
    case ArgForm::kFlagsAndMode: put_flags(pen, kind, form, arch, word); break;
    case ArgForm::kWideFlags:
    case ArgForm::kFlagsAndSignal: put_flags(pen, kind, form, arch, value); break;
  }
}

void put_capability(Pen& pen, std::uint32_t number) {
  const std::string_view name = capability_name(number);
  if (name.empty()) {
    pen.put("CAP_").dec(number);
  } else {
    pen.put(name);
  }
}

void put_capabilities(Out& out, std::uint64_t mask) {
  if (mask == 0) return out.text("none");
  for (std::string_view before; mask != 0; mask &= mask - 1, before = ",") {
    Pen pen(out);
    pen.room(64);
    pen.put(before);
    put_capability(pen, static_cast<std::uint32_t>(std::countr_zero(mask)));
  }
}

}  // namespace knox::linux_audit
