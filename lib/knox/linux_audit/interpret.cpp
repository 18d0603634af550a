#include "knox/linux_audit/interpret.h"

#include "knox/linux_audit/sockaddr.h"
#include "knox/linux_audit/value.h"

namespace knox::linux_audit {

namespace {

using Form = Value::Form;

Value text(std::string_view value) {
  if (value == "?" || value == "(null)" || value == "(none)") return {.form = Form::kNothing};
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
  const auto number = parse_hex(value.substr(has_prefix ? 2 : 0));
  return number ? Value{.form = Form::kHex, .number = *number} : text(value);
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
  for (const std::string_view word : {"yes", "success", "1"}) {
    if (value == word) return {.form = Form::kBoolean, .number = 1};
  }
  for (const std::string_view word : {"no", "failed", "0"}) {
    if (value == word) return {.form = Form::kBoolean, .number = 0};
  }
  return text(value);
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

Value Interpreter::value(const Field& field, FieldKind kind) {
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
    case kMessage: return field.inside > 0 ? Value{.form = Form::kFields, .text = value} : text(value);
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
    case kSession: return id(field, kind);
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

Value Interpreter::id(const Field& field, FieldKind kind) {
  using enum FieldKind;
  const auto number = parse_id(field.value);
  if (!number) return text(field.value);
  Value result{.form = Form::kUnsigned, .number = *number};
  if (names_ == nullptr) {
    if (kind != kSession && *number != kUnsetId) result.name = enriched_name(*record_, field.key);
  } else if (kind == kGid) {
    result.name = group_name(*record_, field.key, *number, *names_);
  } else if (kind != kSession) {
    result.name = user_name(*record_, field.key, *number, *names_);
  }
  return result;
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
  Value result{.form = Form::kUnsigned, .number = *number, .name = syscall_name(syscall_)};
  if (result.name.empty()) result.name = enriched_name(*record_, "syscall");
  return result;
}

// The arguments of a record stand together.
void Interpreter::gather_arguments(const Field& first) {
  const Field* const end = record_->fields().data() + record_->fields().size();
  std::array<std::uint64_t, 4> values{};
  for (const Field* field = &first; field < end && field < &first + 4; ++field) {
    if (field->key.size() != 2 || field->key[0] != 'a') break;
    const auto place = static_cast<std::size_t>(field->key[1] - '0');
    if (place >= values.size()) break;
    values[place] = parse_hex(field->value).value_or(0);
  }
  argument_kinds_ = argument_kinds(arch_, syscall_, values);
  has_arguments_ = true;
}

Value Interpreter::argument(const Field& field) {
  const auto number = parse_hex(field.value);
  if (!number) return text(field.value);
  if (!has_arguments_) gather_arguments(field);
  Value result{.form = Form::kArgument, .number = *number};
  const auto place = static_cast<std::size_t>(field.key[1] - '0');
  if (field.key.size() == 2 && place < argument_kinds_.size()) result.argument = argument_kinds_[place];
  return result;
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
