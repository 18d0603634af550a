#include "knox/convert/linux_bsm.h"

#include <algorithm>

#include "knox/bsm/exec.h"
#include "knox/bsm/framer.h"
#include "knox/convert/linux_arguments.h"
#include "knox/convert/linux_numbers.h"
#include "knox/linux_audit/record/sockaddr.h"
#include "knox/linux_audit/record/value.h"

namespace knox::convert {

namespace {

using linux_audit::Field;
using linux_audit::Line;
using linux_audit::Part;
using linux_audit::RecordType;
using linux_audit::Syscall;

constexpr std::uint32_t kUnset = linux_audit::kUnsetId;
constexpr std::uint8_t kEperm = 1, kEacces = 13;
constexpr std::uint32_t kFailed = 0xffffffff;  // what a call that failed returned: -1

// Sizes that no event of a kernel comes near. Linux takes up to 6 MiB of arguments.
constexpr std::size_t kMaxArgs = 6 * 1024 * 1024;
constexpr std::size_t kMaxTokens = 32 * 1024;
constexpr std::size_t kReserve = 512 * 1024;

bool is_argument(std::string_view key) noexcept {
  return key.size() == 2 && key[0] == 'a' && key[1] >= '0' && key[1] <= '3';
}

bool makes_process(Syscall syscall) noexcept {
  return syscall == Syscall::sys_fork || syscall == Syscall::sys_vfork || syscall == Syscall::sys_clone ||
         syscall == Syscall::sys_clone3;
}

// Calls on objects of System V IPC: what kind, in BSM's numbering, and whether the id is what they return.
struct IpcCall {
  Syscall syscall;
  std::uint8_t type;
  bool returns_id = false;
};
constexpr std::uint8_t kMessages = 1, kSemaphores = 2, kMemory = 3;
constexpr IpcCall kIpcCalls[] = {
    {Syscall::sys_msgget, kMessages, true},
    {Syscall::sys_msgctl, kMessages},
    {Syscall::sys_msgrcv, kMessages},
    {Syscall::sys_msgsnd, kMessages},
    {Syscall::sys_semget, kSemaphores, true},
    {Syscall::sys_semctl, kSemaphores},
    {Syscall::sys_semop, kSemaphores},
    {Syscall::sys_semtimedop, kSemaphores},
    {Syscall::sys_semtimedop_time64, kSemaphores},
    {Syscall::sys_shmget, kMemory, true},
    {Syscall::sys_shmctl, kMemory},
    {Syscall::sys_shmat, kMemory},
};

// The front of a list of arguments, in at most so many bytes.
std::string_view fitting(std::string_view args, std::size_t size) noexcept {
  return args.size() <= size ? args : args.substr(0, args.rfind('\0', size) + 1);
}

}  // namespace

Bytes LinuxToBsm::encode(const linux_audit::Event& event, const LinuxFacts& facts) {
  texts_.clear();
  subject_.clear();
  paths_.begin(event);
  result_ = {};

  writer_.begin(facts.event, event.time);
  std::uint32_t left_out = 0;
  if (facts.syscall != nullptr && has_room(*facts.syscall)) {
    add_call(facts);
  } else if (facts.syscall != nullptr) {
    ++left_out;
  }
  const event::Exec* const exec = bsm::is_exec(facts.event) ? executions_.decode(event) : nullptr;
  if (exec != nullptr) add_arguments(*exec);
  if (!event.node.empty()) texts_.put("node", event.node.substr(0, bsm::kMaxText));
  for (const Line& line : event.records) {
    if (&line == facts.syscall) continue;
    if (exec != nullptr && line.type == RecordType::EXECVE) continue;
    if (has_room(line)) {
      add_record(line, facts);
    } else {
      ++left_out;
    }
  }
  if (exec != nullptr && exec->exec_path != paths_.last()) paths_.add_path(exec->exec_path, writer_);
  if (left_out != 0) texts_.put("left_out", std::to_string(left_out));
  subject_.add_to(writer_);
  writer_.add_tokens(texts_.tokens(), texts_.count());
  add_return(facts);
  writer_.add(bsm::Sequence{event.serial});  // always: it tells whose record it is (bsm::Record::port)
  return writer_.finish();
}

// In bytes, beside what is added of every event.
std::size_t LinuxToBsm::room() const noexcept {
  constexpr std::size_t kMost = bsm::kMaxRecord - kReserve;
  return kMost - std::min(kMost, writer_.size() + texts_.tokens().size());
}

// Of a record come at most twice as many bytes as it has, and a few tokens beside its texts.
bool LinuxToBsm::has_room(const Line& line) const noexcept {
  return 2 * line.text.size() < room() && writer_.tokens() + texts_.count() < kMaxTokens;
}

// ---- the call

// Adds the fields of a record that `take` does not, as texts.
template <class Take>
void LinuxToBsm::add_rest(const Line& line, bool always, Take take) {
  texts_.begin(line);
  const std::span<const Field> fields = record_.fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    if (field.key == "msg" && field.inside != 0) continue;  // what is inside of it comes next
    if (field.inside != 0) {
      texts_.add(field);
      i += field.inside;
    } else if (!take(field) && !texts_.take(field)) {
      texts_.add(field);
    }
  }
  texts_.end(always);
}

void LinuxToBsm::add_call(const LinuxFacts& facts) {
  record_.parse(*facts.syscall);
  const LinuxCall call = inner_call(facts.call);
  const bool is_inner = call.syscall != facts.call.syscall;
  const std::uint32_t told = call.has_arguments ? add_arguments(call) : 0;
  result_.from_call = !record_.find("success").empty() && facts.success.has_value();
  add_rest(*facts.syscall, true, [&](const Field& field) {
    if (field.part != Part::kBody) return false;
    if (is_argument(field.key)) return !is_inner && (told >> (field.key[1] - '0') & 1) != 0;
    if (field.key == "success") return result_.from_call;
    if (field.key != "exit" || result_.exit) return subject_.take_id(field, record_);
    result_.exit = linux_audit::parse_signed(field.value);
    return result_.from_call && is_told(*facts.success);
  });
  if (makes_process(call.syscall) && facts.success == true && result_.exit.value_or(0) > 0) {
    writer_.add(bsm::Argument32{{0, {static_cast<std::uint32_t>(*result_.exit)}, bsm::text_of("child PID")}});
  }
  const auto* const ipc = std::ranges::find(kIpcCalls, call.syscall, &IpcCall::syscall);
  if (ipc == std::end(kIpcCalls) || !call.has_arguments || (ipc->returns_id && facts.success != true)) return;
  const auto returned = static_cast<std::uint64_t>(result_.exit.value_or(0));
  const std::uint64_t id = ipc->returns_id ? returned : call.arguments[0];
  writer_.add(bsm::Ipc{{ipc->type}, static_cast<std::uint32_t>(id)});
}

// Whether the return token says all that exit= does.
bool LinuxToBsm::is_told(bool success) const noexcept {
  if (!result_.exit) return false;
  return success ||
         (*result_.exit < 0 && bsm_errno(0 - static_cast<std::uint64_t>(*result_.exit)) != kOtherErrno);
}

// Returns the places of those that their tokens say all of, as bits.
std::uint32_t LinuxToBsm::add_arguments(const LinuxCall& call) {
  if (call.syscall == Syscall::sys_exit || call.syscall == Syscall::sys_exit_group) {
    const std::uint64_t status = call.arguments[0] & 0xff;
    writer_.add(bsm::Exit{{static_cast<std::uint32_t>(status)}, 0});
    return status == call.arguments[0] ? 1 : 0;
  }
  const linux_audit::ArgKinds kinds = argument_kinds(call.arch, call.syscall, call.arguments);
  std::uint32_t told = 0;
  for (std::size_t place = 0; place < kinds.size(); ++place) {
    const std::optional<ArgumentToken> argument = argument_token(call, kinds, place);
    if (!argument) continue;
    if (argument->is_whole) told |= 1U << place;
    if (argument->is_wide) {
      writer_.add(bsm::Argument64{{argument->number, {argument->value}, bsm::text_of(argument->name)}});
    } else {
      const auto value = static_cast<std::uint32_t>(argument->value);
      writer_.add(bsm::Argument32{{argument->number, {value}, bsm::text_of(argument->name)}});
    }
  }
  return told;
}

// Those of an execution, and what its records do not say in so many words.
void LinuxToBsm::add_arguments(const event::Exec& exec) {
  if (exec.args.known()) {
    const std::string_view bytes = fitting(exec.args.bytes(), std::min(room(), kMaxArgs));
    const std::uint32_t count = event::StringList(bytes, 0).size();
    writer_.add(bsm::ExecArgs{{count, count, bytes}});
    const std::uint32_t missing = exec.args.size() - count + exec.args.missing();
    if (missing != 0) texts_.put("argc", std::to_string(count + missing));
    if (exec.args_from_title) texts_.put("exec_args", "proctitle");
  }
  if (!exec.script.empty()) texts_.put("script", exec.script.substr(0, bsm::kMaxText));
}

// ---- other records

void LinuxToBsm::add_record(const Line& line, const LinuxFacts& facts) {
  switch (line.type) {
    case RecordType::EOE: return;
    case RecordType::CWD: return add_directory(line);
    case RecordType::PATH: return add_path(line);
    case RecordType::SOCKADDR: return add_address(line);
    case RecordType::OBJ_PID: return add_process(line);
    case RecordType::SOCKETCALL: return add_socketcall(line, facts);
    case RecordType::OPENAT2: return add_how(line);
    default: return add_texts(line, facts);
  }
}

void LinuxToBsm::add_texts(const Line& line, const LinuxFacts& facts) {
  record_.parse(line);
  const bool is_caller = line.type == RecordType::SYSCALL && facts.syscall != nullptr &&
                         facts.syscall->type == RecordType::URINGOP;  // which does not tell all of who it was
  const bool tells = is_caller || (&line == facts.principal && facts.syscall == nullptr);
  const bool tells_end = &line == facts.principal && !result_.from_call && facts.success;
  add_rest(line, true, [&](const Field& field) {
    if (tells && subject_.take_id(field, record_)) return true;
    if (tells && field.key == "addr" && subject_.take_address(field.value)) return true;
    if (!tells_end || (field.key != "res" && field.key != "result")) return false;
    result_.from_program = true;
    return true;
  });
}

void LinuxToBsm::add_directory(const Line& line) {
  record_.parse(line);
  add_rest(line, false, [](const Field&) { return false; });
}

void LinuxToBsm::add_path(const Line& line) {
  record_.parse(line);
  paths_.add(record_, writer_);
  add_rest(line, false, [&](const Field& field) { return paths_.has_told(field); });
}

void LinuxToBsm::add_socketcall(const Line& line, const LinuxFacts& facts) {
  record_.parse(line);
  LinuxCall call = inner_call(facts.call);
  std::uint32_t told = 0;
  if (call.syscall != facts.call.syscall) {
    call.arguments = read_call(record_).arguments;
    told = add_arguments(call);
  }
  add_rest(line, false, [&](const Field& field) {
    return is_argument(field.key) && (told >> (field.key[1] - '0') & 1) != 0;
  });
}

// What openat2(2) was told by a structure.
void LinuxToBsm::add_how(const Line& line) {
  record_.parse(line);
  add_rest(line, false, [&](const Field& field) {
    if (field.key != "oflag" && field.key != "mode") return false;
    const std::optional<std::uint64_t> value = linux_audit::parse_octal(field.value);
    if (!value || *value > UINT32_MAX) return false;
    const std::string_view name = field.key == "mode" ? "mode" : "flags";
    writer_.add(bsm::Argument32{{3, {static_cast<std::uint32_t>(*value)}, bsm::text_of(name)}});
    return true;
  });
}

void LinuxToBsm::add_process(const Line& line) {
  record_.parse(line);
  bsm::Process32 process{{{kUnset}, {kUnset}, {kUnset}, {kUnset}, {kUnset}, 0, kUnset, {0, {}}}};
  const auto id = [&](std::string_view key) { return linux_audit::parse_id(record_.find(key)); };
  const std::optional<std::uint32_t> pid = id("opid");
  if (pid) {
    process.pid = *pid;
    process.auid = {id("oauid").value_or(kUnset)};
    process.ruid = {id("ouid").value_or(kUnset)};
    process.session = id("oses").value_or(kUnset);
    writer_.add(process);
  }
  add_rest(line, false, [&](const Field& field) {
    const bool is_id =
        field.key == "opid" || field.key == "oauid" || field.key == "ouid" || field.key == "oses";
    return pid && is_id && field.part == Part::kBody && record_.read_id(field.value);
  });
}

void LinuxToBsm::add_address(const Line& line) {
  record_.parse(line);
  memory_.clear();
  const std::string_view digits = record_.find("saddr");
  const bool is_hex = !digits.empty() && linux_audit::append_hex(memory_, digits);
  const auto address = is_hex ? linux_audit::decode_sockaddr(memory_) : std::nullopt;
  bool is_told = false;
  if (address) {
    const bsm::SocketDomain family{bsm_socket_domain(address->family)};
    if (const auto* const inet = std::get_if<linux_audit::InetAddress>(&address->parts)) {
      is_told = address->is_whole && inet->flow == 0 && inet->scope == 0;
      if (inet->address.size() == 4) writer_.add(bsm::SocketInet{family, {inet->port}, {inet->address}});
      if (inet->address.size() == 16) writer_.add(bsm::SocketInet6{family, {inet->port}, {inet->address}});
    } else if (const auto* const local = std::get_if<linux_audit::UnixAddress>(&address->parts)) {
      unix_path_.assign(local->is_abstract ? 1 : 0, '@');
      unix_path_ += local->path;
      writer_.add(bsm::SocketUnix{family, {unix_path_}});
      is_told = address->is_whole && !local->is_abstract;
    }
  }
  add_rest(line, false, [&](const Field& field) { return is_told && field.key == "saddr"; });
}

// ---- how it ended

void LinuxToBsm::add_return(const LinuxFacts& facts) {
  if (!facts.success) return;
  const std::int64_t exit = result_.exit.value_or(0);
  if (*facts.success) {
    const std::uint64_t value = result_.from_call ? static_cast<std::uint64_t>(exit) : 0;
    if (value > UINT32_MAX) return writer_.add(bsm::Return64{{0}, {value}});
    return writer_.add(bsm::Return32{{0}, static_cast<std::uint32_t>(value)});
  }
  std::uint8_t error = result_.from_program ? kEperm : kEacces;
  if (result_.from_call) error = exit < 0 ? bsm_errno(0 - static_cast<std::uint64_t>(exit)) : kOtherErrno;
  writer_.add(bsm::Return32{{error}, kFailed});
}

}  // namespace knox::convert
