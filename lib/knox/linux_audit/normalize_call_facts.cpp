// The facts about a system call: which one it was, what it returned, its arguments.
#include <algorithm>

#include "knox/linux_audit/normalize_facts.h"
#include "knox/linux_audit/normalize_places.h"

namespace knox::linux_audit {

namespace {

// socketcall(2) says in its first argument which call it is.
constexpr std::array kSocketCalls = {
    Syscall::kUnknown,       Syscall::sys_socket,   Syscall::sys_bind,        Syscall::sys_connect,
    Syscall::sys_listen,     Syscall::sys_accept,   Syscall::sys_getsockname, Syscall::sys_getpeername,
    Syscall::sys_socketpair, Syscall::sys_send,     Syscall::sys_recv,        Syscall::sys_sendto,
    Syscall::sys_recvfrom,   Syscall::sys_shutdown, Syscall::sys_setsockopt,  Syscall::sys_getsockopt,
    Syscall::sys_sendmsg,    Syscall::sys_recvmsg,  Syscall::sys_accept4,     Syscall::sys_recvmmsg,
    Syscall::sys_sendmmsg};

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
        call = find_syscall(name);
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
  add_datum(field.key, name.empty() ? field.value : name);
}

void Facts::add_argument(const Field& field) {
  const auto index = static_cast<std::size_t>(field.key[1] - '0');
  const auto number = parse_hex(field.value);
  if (type_ != RecordType::SYSCALL || !number || !argument_values_[index].empty()) return add_datum(field);
  argument_values_[index] = field.value;
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
  for (const Field& field : record_.fields()) {
    const auto key = std::ranges::find(kKeys, field.key);
    if (key == kKeys.end() || !parse_hex(field.value)) {
      add_datum(field);
    } else {
      add_datum(kOwnKeys[static_cast<std::size_t>(key - kKeys.begin())], texts.join("0x", field.value));
    }
  }
}

void Facts::finish_arguments() {
  if (argument_values_[0].data() == nullptr && argument_values_[1].data() == nullptr) return;
  constexpr std::array<std::string_view, 4> kKeys = {"a0", "a1", "a2", "a3"};
  kinds = argument_kinds(arch, call, arguments);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (argument_values_[i].empty()) continue;
    if (kinds[i] == ArgKind::kNone && call != Syscall::kUnknown) continue;  // no argument at all
    const ArgForm form = form_of(kinds[i]);
    if (form == ArgForm::kHex) {
      add_datum(kKeys[i], texts.join("0x", argument_values_[i]));
    } else if (form == ArgForm::kInt && arguments[i] <= INT32_MAX) {
      add_datum(kKeys[i], texts.number(arguments[i]));
    } else {
      add_datum(kKeys[i], texts.written([&](Out& out) { put_argument(out, kinds[i], arch, arguments[i]); }));
    }
  }
  if (call == Syscall::sys_socketcall && arguments[0] < kSocketCalls.size()) {
    call = kSocketCalls[arguments[0]];
  }
  // The connection is made in the background: what becomes of it is not told.
  if (call == Syscall::sys_connect && find_datum("exit") == "EINPROGRESS") call_result = {};
}

}  // namespace knox::linux_audit
