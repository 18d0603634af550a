#include "knox/linux_audit/select/select.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "knox/base/scan.h"
#include "knox/linux_audit/names/syscalls.h"
#include "knox/linux_audit/record/enriched.h"
#include "knox/linux_audit/record/outcome.h"
#include "knox/linux_audit/record/sockaddr.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {
namespace {

using enum Criterion;

// What of an event's records only SYSCALL has, and those that may_have_others() is about. (SECCOMP has arch
// and syscall, too, INTEGRITY_RULE ppid, and they are the same.) Everything else may well be in another
// record of the event and be something else there: comm before an execve, pid of who is sent a signal, auid
// while it is set.
constexpr CriterionSet kOfCalls = set_of(kArch, kSyscall, kExit, kSuccess, kPpid);

// Whether other records in the event of a call may have these, too: URINGOP, in that of io_uring_enter(2),
// and what a program writes into the audit socket, in that of the call by which it does.
bool may_have_others(Syscall call) noexcept {
  switch (call) {
    case Syscall::kUnknown:
    case Syscall::sys_io_uring_enter:
    case Syscall::sys_io_submit:
    case Syscall::sys_socketcall:
    case Syscall::sys_send:
    case Syscall::sys_sendto:
    case Syscall::sys_sendmsg:
    case Syscall::sys_sendmmsg:
    case Syscall::sys_sendfile:
    case Syscall::sys_sendfile64:
    case Syscall::sys_splice:
    case Syscall::sys_write:
    case Syscall::sys_writev:
    case Syscall::sys_pwrite64:
    case Syscall::sys_pwritev:
    case Syscall::sys_pwritev2: return true;
    default: return false;
  }
}

// The value behind " key=" in a record of the kernel, which writes no spaces into values; `at` moves behind
// it. Keys are asked for in the order in which the kernel writes them.
template <std::size_t N>
std::optional<std::string_view> value_of(std::string_view body, const char (&key)[N], std::size_t& at) {
  const std::size_t found = body.find(key, at);
  if (found == body.npos || (found > 0 && body[found - 1] != ' ')) return std::nullopt;
  const char* const begin = body.data() + found + N - 1;
  const char* const end = find_space(begin, body.data() + body.size());
  at = static_cast<std::size_t>(end - body.data());
  return between(begin, end);
}

bool has_bytes(std::string_view text, std::string_view bytes) noexcept {
  return memmem(text.data(), text.size(), bytes.data(), bytes.size()) != nullptr;
}

Syscall call_of(std::optional<std::uint64_t> arch, std::optional<std::uint64_t> number) noexcept {
  if (!arch || !number || *arch > UINT32_MAX || *number > UINT32_MAX) return Syscall::kUnknown;
  return find_syscall(static_cast<Arch>(*arch), static_cast<std::uint32_t>(*number));
}

// A connection that is made in the background: whether it succeeds is not told.
constexpr std::string_view kInProgress = "-115";  // EINPROGRESS

// As what a call is meant that makes others.
Syscall meant_call(Syscall call, std::string_view body) noexcept {
  if (inner_calls(call).empty()) return call;
  std::size_t at = 0;
  const std::optional<std::string_view> first = value_of(body, "a0=", at);
  return inner_call(call, first ? parse_hex(*first).value_or(0) : 0);
}

}  // namespace

// ---- the head of a line

Selection::Verdict Selection::judge(const Time& time, std::uint32_t serial,
                                    std::string_view node) const noexcept {
  if (!when_.has(time)) return Verdict::kNo;
  const auto in_range = [&](const Range& r) {
    return serial >= r.first && serial <= r.last && (!r.time || *r.time == time);
  };
  if (!serials_.empty() && std::ranges::none_of(serials_, in_range)) return Verdict::kNo;
  if (!nodes_.empty() && std::ranges::find(nodes_, node) == nodes_.end()) return Verdict::kNo;
  return asked_ == 0 && types_.empty() ? Verdict::kYes : Verdict::kMaybe;
}

bool Selection::can_skip(const Line& line) const noexcept {
  if (empty_) return false;
  return judge(line.time, line.serial, line.node) == (invert_ ? Verdict::kYes : Verdict::kNo);
}

// ---- one record

Wanted Selection::look(const Line& line) const noexcept {
  if (can_skip(line)) return Wanted::kNo;
  // Records without a serial number are one event when they are of one time, and who knows of how many calls.
  if (empty_ || invert_ || line.serial == 0) return Wanted::kMaybe;
  return line.type != RecordType::SYSCALL || call_fits(line) ? Wanted::kMaybe : Wanted::kNo;
}

// False: nothing that is missing here can be in another record.
bool Selection::call_fits(const Line& syscall) const noexcept {
  if ((asked_ & kOfCalls) == 0) return true;
  std::size_t at = 0;
  const auto arch = value_of(syscall.body, "arch=", at);
  const auto number = value_of(syscall.body, "syscall=", at);
  if (!arch || !number) return true;
  const std::optional<std::uint64_t> arch_number = parse_hex(*arch);
  const Syscall call = call_of(arch_number, parse_number(*number));
  const Syscall meant = meant_call(call, syscall.body);
  if (may_have_others(meant)) return true;
  if (asks(kArch) && !meets_arch(arch_number)) return false;
  if (asks(kSyscall) && !meets_syscall(arch_number, *number)) return false;

  const auto success = value_of(syscall.body, "success=", at);
  const auto exit = value_of(syscall.body, "exit=", at);
  if (success && asks(kSuccess)) {
    if (exit == kInProgress && meant == Syscall::sys_connect) return false;
    const std::optional<bool> result = parse_outcome(*success);
    if (result && !has_number(kSuccess, *result)) return false;
  }
  if (exit && asks(kExit) && !has_number(kExit, parse_signed(*exit))) return false;
  if (!asks(kPpid)) return true;
  const auto ppid = value_of(syscall.body, "ppid=", at);
  return !ppid || has_number(kPpid, parse_id(*ppid));
}

// ---- the whole event

bool Selection::matches(const Event& event) {
  return empty_ || meets_all(event) != invert_;
}

bool Selection::meets_all(const Event& event) {
  const Verdict verdict = judge(event.time, event.serial, event.node);
  if (verdict != Verdict::kMaybe) return verdict == Verdict::kYes;
  if (!meets_types(event)) return false;
  if (!any_call_fits(event)) return false;

  paths_.begin(event);
  Progress progress{.open = asked_};
  for (const Line& line : event.records) {
    if (progress.open == 0) return true;
    if (possible(line, progress.open) != 0) look_at(line, progress);
  }
  if (progress.result_matches && !progress.has_success) progress.open &= ~set_of(kSuccess);
  return progress.open == 0;
}

bool Selection::any_call_fits(const Event& event) const noexcept {
  bool has_call = false;
  for (const Line& line : event.records) {
    if (line.type != RecordType::SYSCALL) continue;
    if (call_fits(line)) return true;
    has_call = true;
  }
  return !has_call;
}

bool Selection::meets_types(const Event& event) const noexcept {
  return types_.empty() || std::ranges::any_of(event.records, [&](const Line& line) {
           return std::ranges::find(types_, line.type) != types_.end();
         });
}

// Searching for bytes is several times as fast as taking a record apart.
CriterionSet Selection::possible(const Line& line, CriterionSet open) const noexcept {
  open &= criteria_of(line.type);
  if (line.type == RecordType::SOCKADDR) return open;  // its addresses are not text
  for (CriterionSet left = open; left != 0; left &= left - 1) {
    const auto& needles = needles_[static_cast<std::size_t>(std::countr_zero(left))];
    const auto is_there = [&](const std::string& needle) { return has_bytes(line.body, needle); };
    if (needles.empty() || std::ranges::any_of(needles, is_there)) continue;
    open &= ~(left & (0 - left));
  }
  return open;
}

void Selection::look_at(const Line& line, Progress& progress) {
  record_.parse(line);
  arch_.reset();
  if ((progress.open & set_of(kSuccess)) != 0) {
    if (const std::optional<Avc> avc = find_avc(record_)) look_at_result(avc->decision, progress);
  }
  for (const Field& field : record_.fields()) {
    if (field.part == Part::kEnriched) return;
    const FieldUse use = use_of(field.key);
    if (use.form == FieldForm::kArch && use.criteria != 0) arch_ = parse_hex(field.value);
    if ((use.criteria & progress.open) != 0) look_at(field, use, progress);
    if (progress.open == 0) return;
  }
}

void Selection::look_at_result(std::string_view value, Progress& progress) const noexcept {
  const std::optional<bool> result = parse_outcome(value);
  progress.result_matches |= result && has_number(kSuccess, *result);
}

void Selection::look_at(const Field& field, const FieldUse& use, Progress& progress) {
  if (use.form == FieldForm::kResult) return look_at_result(field.value, progress);
  progress.has_success |= use.form == FieldForm::kSuccess;
  for (CriterionSet left = use.criteria & progress.open; left != 0; left &= left - 1) {
    const auto criterion = static_cast<Criterion>(std::countr_zero(left));
    const bool met = use.form == FieldForm::kId ? meets_id(criterion, field.key, field.value)
                                                : meets(criterion, use, field.value);
    if (met) progress.open &= ~set_of(criterion);
  }
}

bool Selection::meets(Criterion criterion, const FieldUse& use, std::string_view value) {
  switch (use.form) {
    case FieldForm::kArch: return meets_arch(arch_);
    case FieldForm::kSyscall: return meets_syscall(arch_, value);
    case FieldForm::kExit: return has_number(criterion, parse_signed(value));
    case FieldForm::kSuccess: return has_number(criterion, parse_outcome(value));
    case FieldForm::kSockaddr:
      if (record_.type() == RecordType::SOCKADDR) return meets_address(criterion, value);
      [[fallthrough]];
    case FieldForm::kWord:
      return !is_none(value) && meets_text(criterion, is_quoted(value) ? unquote(value) : value);
    case FieldForm::kString:
    case FieldForm::kKeys: break;
    default: return false;
  }
  const std::optional<std::string_view> text = decode_string(value, memory_);
  if (!text) return false;
  if (use.form == FieldForm::kString) {
    if (meets_text(criterion, *text)) return true;
    return record_.type() == RecordType::PATH && criterion == kFile &&
           meets_text(criterion, paths_.absolute(record_.line(), *text));
  }
  bool met = false;
  for_each_piece(*text, kKeySeparator,
                 [&](std::string_view key) { met = met || meets_text(criterion, key); });
  return met;
}

bool Selection::meets_text(Criterion criterion, std::string_view text) const noexcept {
  return std::ranges::any_of(values(criterion), [&](const Value& wanted) {
    return word_ ? text == wanted.text : text.find(wanted.text) != text.npos;
  });
}

// A name that was typed is compared with the name that the logging host knew, where the record has it.
bool Selection::meets_id(Criterion criterion, std::string_view key, std::string_view value) {
  const std::optional<std::uint32_t> id = parse_id(value);
  return std::ranges::any_of(values(criterion), [&](Value& wanted) {
    if (wanted.text.empty()) return id == wanted.number;
    const std::string_view name = enriched_name(record_, key, value);
    const bool is_met = name.empty() ? id == wanted.number : name == wanted.text;
    wanted.is_met |= is_met;
    return is_met;
  });
}

bool Selection::meets_address(Criterion criterion, std::string_view value) {
  bytes_.clear();
  if (!append_hex(bytes_, value)) return false;
  const std::optional<SocketAddress> address = decode_sockaddr(bytes_);
  if (!address) return false;
  if (const auto* local = std::get_if<UnixAddress>(&address->parts)) {
    return criterion == kFile && !local->path.empty() && meets_text(criterion, local->path);
  }
  const auto* inet = std::get_if<InetAddress>(&address->parts);
  if (inet == nullptr || criterion != kHost) return false;
  if (!address_) address_.emplace();
  return meets_text(criterion, address_->of(inet->address));
}

// ---- numbers

bool Selection::has_number(Criterion criterion, std::optional<std::int64_t> number) const noexcept {
  return number && std::ranges::find(values(criterion), *number, &Value::number) != values(criterion).end();
}

// b32 and b64 have a text.
bool Selection::meets_arch(std::optional<std::uint64_t> arch) const noexcept {
  if (!arch || *arch > UINT32_MAX) return false;
  return std::ranges::any_of(values(kArch), [&](const Value& wanted) {
    if (wanted.text.empty()) return static_cast<std::int64_t>(*arch) == wanted.number;
    return is_64_bit(static_cast<Arch>(*arch)) == (wanted.text == "b64");
  });
}

// Names have a text.
bool Selection::meets_syscall(std::optional<std::uint64_t> arch, std::string_view number) const noexcept {
  const std::optional<std::uint64_t> value = parse_number(number);
  if (!value || *value > UINT32_MAX) return false;
  const Syscall call = call_of(arch, value);
  return std::ranges::any_of(values(kSyscall), [&](const Value& wanted) {
    if (wanted.text.empty()) return static_cast<std::int64_t>(*value) == wanted.number;
    if (call == Syscall::kUnknown) return enriched_name(record_, "syscall", number) == wanted.text;
    return static_cast<std::int64_t>(call) == wanted.number;
  });
}

}  // namespace knox::linux_audit
