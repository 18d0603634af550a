#include "knox/linux_audit/record/interpret.h"

#include "knox/linux_audit/record/enriched.h"
#include "knox/linux_audit/record/outcome.h"
#include "knox/linux_audit/record/sockaddr.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

using Form = Value::Form;

bool is_nothing(std::string_view value) {
  if (value.empty() || (value[0] != '?' && value[0] != '(')) return false;
  return value == "?" || value == "(null)" || value == "(none)";
}

Value text(std::string_view value) {
  if (is_nothing(value)) [[unlikely]]
    return {.form = Form::kNothing};
  return {.text = is_quoted(value) ? unquote(value) : value};
}

Value decimal(std::string_view value) {
  if (const auto number = parse_number(value)) return {.form = Form::kUnsigned, .number = *number};
  if (const auto number = parse_signed(value)) {
    return {.form = Form::kSigned, .number = static_cast<std::uint64_t>(*number)};
  }
  return text(value);
}

Value hex(std::string_view value) {
  const bool has_prefix = value.starts_with("0x");
  const std::string_view digits = value.substr(has_prefix ? 2 : 0);
  const auto number = parse_hex(digits);
  return number ? Value{.form = Form::kHex, .number = *number, .text = digits} : text(value);
}

Value mode(std::string_view value) {
  const auto number = parse_octal(value);
  return number && *number <= UINT32_MAX ? Value{.form = Form::kMode, .number = *number} : text(value);
}

Value capabilities(std::string_view value) {
  const auto number = parse_hex(value);
  return number ? Value{.form = Form::kCapabilities, .number = *number} : text(value);
}

Value boolean(std::string_view value) {
  const std::optional<bool> success = parse_outcome(value);
  return success ? Value{.form = Form::kBoolean, .number = *success ? 1U : 0U} : text(value);
}

// Results from -1 to -4095 are errors.
Value exit_code(std::string_view value) {
  Value result = decimal(value);
  const std::uint64_t error = 0 - result.number;
  if (result.form == Form::kSigned && error < 4096) {
    result.name = errno_name(static_cast<std::uint32_t>(error));
  }
  return result;
}

}  // namespace

bool has_name(FieldKind kind) noexcept {
  using enum FieldKind;
  switch (kind) {
    case kUid:
    case kGid:
    case kLoginUid:
    case kSyscall:
    case kExit: return true;
    default: break;
  }
  const ArgForm form = form_of(arg_kind(kind));
  return form == ArgForm::kName || form == ArgForm::kCode;
}

bool has_words(FieldKind kind) noexcept {
  if (kind == FieldKind::kSyscallArgument || kind == FieldKind::kMode) return true;
  return arg_kind(kind) != ArgKind::kNone && !has_name(kind);
}

void Interpreter::begin(const Event& event) noexcept {
  constexpr std::string_view kKey = "arch=";
  event_arch_ = Arch::kUnknown;
  socket_call_ = Syscall::kUnknown;
  last_user_ = last_group_ = {};
  const Line* const line = event.find(RecordType::SYSCALL);
  if (line == nullptr || !line->body.starts_with(kKey)) return;
  const std::string_view value = line->body.substr(kKey.size());
  const auto number = parse_hex(value.substr(0, value.find(' ')));
  if (number && *number <= UINT32_MAX) event_arch_ = static_cast<Arch>(*number);
  if (event.find(RecordType::SOCKETCALL) == nullptr) [[likely]]
    return;
  constexpr std::string_view kFirst = " a0=";
  const std::size_t first = line->body.find(kFirst);
  if (first == line->body.npos) return;
  const std::string_view rest = line->body.substr(first + kFirst.size());
  const auto first_argument = parse_hex(rest.substr(0, rest.find(' ')));
  const Syscall meant = inner_call(Syscall::sys_socketcall, first_argument.value_or(0));
  if (meant != Syscall::sys_socketcall) socket_call_ = meant;
}

Value Interpreter::other_value(const Field& field, FieldKind kind) {
  using enum FieldKind;
  const std::string_view value = field.value;
  switch (kind) {
    case kText:
    case kCommand:
    case kTtyData:
    case kExecArgument:
    case kExecArgumentPart: return string(value);
    case kTitle: return list(value, '\0');
    case kKeys: return list(value, kKeySeparator);
    case kMessage: return message(field);
    case kSockaddr: return sockaddr(value);
    case kExecArgumentLength:
    case kDecimal:
    case kPid: return decimal(value);
    case kSyscallArgument: return argument(field);
    case kHex: return hex(value);
    case kMode: return mode(value);
    case kCapabilities: return capabilities(value);
    case kUid:
    case kGid:
    case kLoginUid:
    case kSession: return id(value, field.key, kind);
    case kArch: return arch(value);
    case kSyscall: return syscall(value);
    case kExit: return exit_code(value);
    case kSuccess:
    case kResult: return boolean(value);
    case kUnknown:
    case kWord:
    case kLabel:
    case kAddress:
    case kDevice:
    case kEnriched:
    case kEnrichedSockaddr: return text(value);
    default: return constant(value, kind);
  }
}

// Other fields are between apostrophes; not between braces, which could be inside of each other.
Value Interpreter::message(const Field& field) {
  return has_fields(field, FieldKind::kMessage) ? Value{.form = Form::kFields, .text = field.value}
                                                : text(field.value);
}

Value Interpreter::string(std::string_view value) {
  if (is_quoted(value)) return {.text = unquote(value)};
  const Value plain = text(value);
  if (plain.form == Form::kNothing) return plain;
  return {.text = decode_string(value, memory_).value_or(value)};
}

Value Interpreter::list(std::string_view value, char separator) {
  Value result = string(value);
  if (result.form == Form::kNothing) return result;
  result.form = Form::kList;
  result.separator = separator;
  return result;
}

Value Interpreter::id(std::string_view value, std::string_view key, FieldKind kind) {
  const auto number = record_->read_id(value);
  if (!number) return text(value);
  const bool is_in_digits = (value.front() != '0' || value.size() == 1) && *number != kUnsetId;
  const std::string_view name = name_of(*number, key, value, kind);
  if (is_in_digits && !is_enriched_ && kind != FieldKind::kSession) {
    LastId& last = kind == FieldKind::kGid ? last_group_ : last_user_;
    last.size = value.copy(last.text.data(), last.text.size());
    last.name = name;
  }
  return {
      .form = is_in_digits ? Form::kDigits : Form::kUnsigned, .number = *number, .text = value, .name = name};
}

std::string_view Interpreter::name_of(std::uint32_t id, std::string_view key, std::string_view value,
                                      FieldKind kind) {
  if (kind == FieldKind::kSession || id == kUnsetId) return {};
  if (is_enriched_) {
    const std::string_view name = enriched_name(*record_, key, value);
    if (!name.empty()) return name;
  }
  if (names_ == nullptr) return {};
  return kind == FieldKind::kGid ? names_->group(id) : names_->user(id);
}

Value Interpreter::arch(std::string_view value) {
  const auto number = parse_hex(value);
  if (!number || *number > UINT32_MAX) return text(value);
  arch_ = static_cast<Arch>(*number);
  const std::string_view name = arch_name(arch_);
  return {.text = name.empty() ? value : name};
}

Value Interpreter::syscall(std::string_view value) {
  const auto number = parse_number(value);
  if (!number || *number > UINT32_MAX) return text(value);
  syscall_ = find_syscall(arch_, static_cast<std::uint32_t>(*number));
  const std::string_view name = syscall_name(syscall_);
  const bool is_known = !name.empty();
  return {.form = Form::kUnsigned,
          .number = *number,
          .name = is_known ? name : enriched_name(*record_, "syscall", value)};
}

// The arguments of a record stand together; up to four that are numbers, each in its place.
void Interpreter::gather_arguments(const Field& first) {
  const std::span<const Field> fields = record_->fields();
  const auto begin = static_cast<std::size_t>(&first - fields.data());
  argument_values_ = {};
  std::size_t size = 0;
  for (; size < argument_values_.size() && begin + size < fields.size(); ++size) {
    const Field& field = fields[begin + size];
    if (field.key.size() != 2 || field.key[0] != 'a' || field.key[1] != static_cast<char>('0' + size)) break;
    const auto number = parse_hex(field.value);
    if (!number) break;
    argument_values_[size] = *number;
  }
  arguments_ = fields.subspan(begin, size);
  argument_kinds_ = argument_kinds(arch_, syscall_, argument_values_);
}

Value Interpreter::argument(const Field& field) {
  if (arguments_.empty()) gather_arguments(field);
  const auto place = static_cast<std::size_t>(&field - arguments_.data());
  if (place < arguments_.size()) [[likely]] {
    const ArgKind kind = argument_kinds_[place];
    const std::uint64_t number = argument_values_[place];
    return {.form = Form::kArgument,
            .argument = kind,
            .number = number,
            .text = field.value,
            .name = is_id(kind) ? argument_name(id_argument(kind, number), kind) : std::string_view()};
  }
  const auto number = parse_hex(field.value);
  return number ? Value{.form = Form::kArgument, .number = *number, .text = field.value} : text(field.value);
}

// No record has names for these.
std::string_view Interpreter::argument_name(std::uint32_t id, ArgKind kind) {
  if (names_ == nullptr || id == kUnsetId) return {};
  return is_group_id(kind) ? names_->group(id) : names_->user(id);
}

Value Interpreter::sockaddr(std::string_view value) {
  Value result = string(value);
  const bool is_bytes = result.text.data() == memory_.data() && decode_sockaddr(result.text);
  if (result.form == Form::kText && is_bytes) result.form = Form::kSockaddr;
  return result;
}

// Numbers with names: decimal, or as C writes hex and octal; personalities are in hex without 0x.
Value Interpreter::constant(std::string_view value, FieldKind kind) const {
  Value result = decimal(value);
  const bool is_hex = value.starts_with("0x") || kind == FieldKind::kPersonality;
  const bool is_octal = !is_hex && value.size() > 1 && value.starts_with('0');
  if (is_hex || is_octal) {
    const auto number =
        is_octal ? parse_octal(value) : parse_hex(value.substr(value.starts_with("0x") ? 2 : 0));
    if (!number) return text(value);
    result = {.form = Form::kText, .number = *number, .text = value};
  } else if (result.form != Form::kUnsigned && result.form != Form::kSigned) {
    return result;
  }
  const bool is_negative_errno = kind == FieldKind::kErrno && result.form == Form::kSigned;
  const std::uint64_t number = is_negative_errno ? 0 - result.number : result.number;
  if (!has_name(kind)) {
    result.argument = arg_kind(kind);
  } else if (number <= UINT32_MAX || result.form == Form::kSigned) {
    result.name = constant_name(arg_kind(kind), arch_, static_cast<std::uint32_t>(number));
  }
  return result;
}

}  // namespace knox::linux_audit
