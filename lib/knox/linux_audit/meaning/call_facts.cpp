// The facts about a system call: which one it was, what it returned, its arguments.
#include <algorithm>

#include "knox/linux_audit/meaning/event_text.h"
#include "knox/linux_audit/meaning/facts.h"
#include "knox/linux_audit/meaning/places.h"
#include "knox/linux_audit/names/uring.h"

namespace knox::linux_audit {

namespace {

bool is_call(RecordType type) {
  return type == RecordType::SYSCALL || type == RecordType::URINGOP;
}

}  // namespace

void Facts::add_call_field(const Field& field, Place place) {
  const std::string_view value = field.value;
  switch (place) {
    case Place::kArch:
      if (const auto number = parse_hex(value); number && *number <= UINT32_MAX && arch == Arch::kUnknown) {
        arch = static_cast<Arch>(*number);
        const std::string_view name = arch_name(arch);
        add_datum(field.key, name.empty() ? value : name);
      } else if (!number || static_cast<std::uint64_t>(arch) != *number) {
        add_datum(field);
      }
      return;
    case Place::kSyscall: return add_call(field);
    case Place::kUringOp:
      if (const auto number = parse_number(value); number && *number <= UINT32_MAX && !has_call) {
        const std::string_view name = uring_op_name(static_cast<std::uint32_t>(*number));
        call = uring_call(static_cast<std::uint32_t>(*number));
        has_call = true;
        add_datum(field.key, name.empty() ? value : name);
      } else {
        add_datum(field);
      }
      return;
    case Place::kExit: return add_exit(field);
    case Place::kOpenFlags: return add_open_flags(field);
    default: return add_argument(field);
  }
}

void Facts::add_call(const Field& field) {
  const auto number = parse_number(field.value);
  if (!number || *number > UINT32_MAX) return add_datum(field);
  if (has_call) {
    if (call_number != *number) add_datum(field);
    return;
  }
  has_call = true;
  call_number = static_cast<std::uint32_t>(*number);
  call = find_syscall(arch, call_number);
  const std::string_view name = syscall_name(call);
  add_datum(field.key, name.empty() ? field.value : name);
}

void Facts::add_exit(const Field& field) {
  const auto number = parse_signed(field.value);
  std::string_view name;
  if (number && *number < 0 && *number > -4096) name = errno_name(static_cast<std::uint32_t>(-*number));
  if (is_call(type_) && !event.call.result) event.call.result = number;
  add_datum(field.key, name.empty() ? field.value : name);
}

void Facts::add_argument(const Field& field) {
  const auto index = static_cast<std::size_t>(field.key[1] - '0');
  const auto number = parse_hex(field.value);
  if (type_ != RecordType::SYSCALL || !number || !event.call.arguments[index].digits.empty())
    return add_datum(field);
  event.call.arguments[index].digits = field.value;
  arguments[index] = *number;
}

void Facts::add_open_flags(const Field& field) {
  if (const auto flags = parse_c_number(field.value); flags && type_ == RecordType::OPENAT2)
    open_flags = *flags;
  add_datum(field);
}

// The arguments of the call that socketcall(2) made: a0 here is not the a0 of the SYSCALL record.
void Facts::add_socketcall() {
  constexpr std::array<std::string_view, 6> kKeys = {"a0", "a1", "a2", "a3", "a4", "a5"};
  constexpr std::array<std::string_view, 6> kOwnKeys = {"socketcall_a0", "socketcall_a1", "socketcall_a2",
                                                        "socketcall_a3", "socketcall_a4", "socketcall_a5"};
  const auto place_in = [&](const Field& field) {
    const auto key = std::ranges::find(kKeys, field.key);
    return static_cast<std::size_t>(key - kKeys.begin());
  };
  std::array<std::uint64_t, 4> values{};
  for (const Field& field : record_.fields()) {
    if (place_in(field) < values.size()) values[place_in(field)] = parse_hex(field.value).value_or(0);
  }
  const bool is_told = has_call && !event.call.arguments[0].digits.empty();
  const Syscall meant = is_told ? inner_call(call, arguments[0]) : call;
  const ArgKinds meant_kinds = argument_kinds(arch, meant == call ? Syscall::kUnknown : meant, values);
  for (const Field& field : record_.fields()) {
    const std::size_t place = place_in(field);
    const auto number = parse_hex(field.value);
    if (place == kKeys.size() || !number) {
      add_datum(field);
    } else {
      const ArgKind kind = place < meant_kinds.size() ? meant_kinds[place] : ArgKind::kHex;
      add_datum(kOwnKeys[place], argument_word(kind, field.value, *number));
    }
  }
}

// What is no argument at all is in hex, too.
std::string_view Facts::argument_word(ArgKind kind, std::string_view digits, std::uint64_t number) {
  switch (form_of(kind)) {
    case ArgForm::kHex: return texts.join("0x", digits);
    case ArgForm::kInt:
      if (number <= INT32_MAX) return texts.number(number);
      break;
    case ArgForm::kId:
    case ArgForm::kShortId: {
      const std::string_view name = argument_name({id_argument(kind, number), {}}, kind);
      if (!name.empty()) return name;
      break;
    }
    default: break;
  }
  return texts.written([&](Out& out) { put_argument(out, kind, arch, number); });
}

std::string_view Facts::argument_name(Identity identity, ArgKind kind) {
  resolve(identity, is_group_id(kind));
  return identity.name;
}

// What setuid(2) and its like change to. Of several ids it is the effective one; -1 leaves an id as it is.
std::string_view Facts::changed_identity() const {
  constexpr std::array<std::array<std::size_t, 3>, 3> kOrders = {{{0, 0, 0}, {1, 0, 0}, {1, 0, 2}}};
  std::size_t ids = 0;
  while (ids < kOrders.size() && is_id(kinds[ids])) ++ids;
  if (ids == 0) return {};
  for (const std::size_t place : kOrders[ids - 1]) {
    const bool is_kept = id_argument(kinds[place], arguments[place]) == kUnsetId;
    const std::string_view word = event.call.arguments[place].word;
    if (!is_kept && !word.empty()) return word;
  }
  return {};
}

void Facts::finish_arguments() {
  auto& told = event.call.arguments;
  if (told[0].digits.data() == nullptr && told[1].digits.data() == nullptr) return;
  constexpr std::array<std::string_view, 4> kKeys = {"a0", "a1", "a2", "a3"};
  kinds = argument_kinds(arch, call, arguments);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (told[i].digits.empty()) continue;
    if (kinds[i] == ArgKind::kNone && call != Syscall::kUnknown) continue;  // no argument at all
    told[i].word = argument_word(kinds[i], told[i].digits, arguments[i]);
    const char first = told[i].word.empty() ? '0' : told[i].word.front();
    told[i].is_telling = says_what_is_done(kinds[i]) && first >= 'A' && first <= 'Z';
    add_datum(kKeys[i], told[i].word);
  }
  new_identity = changed_identity();
  call = inner_call(call, arguments[0]);
  // The connection is made in the background: what becomes of it is not told.
  if (call == Syscall::sys_connect && find_datum("exit") == "EINPROGRESS") call_result = {};
}

}  // namespace knox::linux_audit
