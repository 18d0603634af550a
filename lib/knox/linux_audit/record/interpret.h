// Interpreter: what the value of a field means. It is shown the records of an event and their fields in their
// order, because some say what others mean: arch= what number syscall= has, and both what a0= to a3= are.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "knox/base/scan.h"
#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/names/arguments.h"
#include "knox/linux_audit/names/fields.h"
#include "knox/linux_audit/record/record.h"
#include "knox/os/names.h"

namespace knox::linux_audit {

struct Value {
  enum class Form : std::uint8_t {
    kNothing,       // ?, (null), (none)
    kText,          // text
    kList,          // text, pieces with `separator` between them
    kBoolean,       // number: 0 or 1
    kDigits,        // text: a number, of decimal digits without zeros in front; a name if it has one
    kUnsigned,      // number; a name if it has one
    kSigned,        // the same, of two's complement
    kHex,           // number; text: its digits, without 0x
    kMode,          // number
    kCapabilities,  // number: a mask
    kArgument,      // the same, of a system call; `argument` says what of
    kSockaddr,      // text: the bytes of one that decode_sockaddr() takes
    kFields         // the fields inside
  };

  Form form = Form::kText;
  char separator = 0;
  ArgKind argument = ArgKind::kNone;  // put_argument() has words for `number`
  std::uint64_t number = 0;
  std::string_view text{};  // also of numbers that are not written in decimal: as they are written
  std::string_view name{};  // of a number; empty: it has none

  // Whether put_argument() says more than the digits do.
  bool has_words() const noexcept { return argument != ArgKind::kNone && form_of(argument) != ArgForm::kHex; }
};

// Whether a value of that kind can come with a name, or with words.
bool has_name(FieldKind kind) noexcept;
bool has_words(FieldKind kind) noexcept;

class Interpreter {
 public:
  explicit Interpreter(os::Names* names) noexcept : names_(names) {}  // nullptr: only ENRICHED names

  // The next event comes; without one, records are only what they say themselves.
  void begin(const Event& event) noexcept;
  // Its next record.
  void begin(const Record& record) noexcept {
    record_ = &record;
    is_enriched_ = !record.fields().empty() && record.fields().back().part == Part::kEnriched;
    arguments_ = {};
    arch_ = event_arch_;
    syscall_ = record.type() == RecordType::SOCKETCALL ? socket_call_ : Syscall::kUnknown;
    if (is_enriched_) last_user_ = last_group_ = {};
  }

  // The same, and returns what `use` makes of it. Where it is inlined, it is so once for each of the forms
  // that most fields have, and knows the form.
  template <class Use>
  KNOX_INLINE auto value(const Field& field, FieldKind kind, Use use) {
    using enum FieldKind;
    const std::string_view value = field.value;
    switch (kind) {
      case kText:
      case kCommand:
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') [[likely]] {
          return use(Value{.text = value.substr(1, value.size() - 2)});
        }
        break;
      case kWord:
      case kLabel:
      case kDevice:
        if (!value.empty() && value.front() != '"' && value.front() != '?' && value.front() != '(')
            [[likely]] {
          return use(Value{.text = value});
        }
        break;
      case kDecimal:
      case kPid:
      case kExit:
        if (is_digits(value)) [[likely]]
          return use(Value{.form = Value::Form::kDigits, .text = value});
        break;
      case kUid:
      case kLoginUid:
        if (last_user_.is(value)) [[likely]]
          return use(Value{.form = Value::Form::kDigits, .text = value, .name = last_user_.name});
        break;
      case kGid:
        if (last_group_.is(value)) [[likely]]
          return use(Value{.form = Value::Form::kDigits, .text = value, .name = last_group_.name});
        break;
      case kSession:
        if (value.size() < 10 && is_digits(value)) [[likely]]
          return use(Value{.form = Value::Form::kDigits, .text = value});
        break;
      case kCapabilities:
        if (value == "0") [[likely]]
          return use(Value{.form = Value::Form::kCapabilities});
        break;
      case kSyscallArgument: return use(argument(field));
      default: break;
    }
    return use(other_value(field, kind));
  }
  Value value(const Field& field, FieldKind kind) {
    return value(field, kind, [](const Value& value) { return value; });
  }
  // Whether it is a field with others inside that are members of its own.
  static bool has_fields(const Field& field, FieldKind kind) noexcept {
    return kind == FieldKind::kMessage && field.inside > 0 && field.value.starts_with('\'');
  }

  Arch arch() const noexcept { return arch_; }  // of the record, as far as it was shown

 private:
  // An id as it was written last, when that is in digits without zeros in front, and its name. Most ids of an
  // event are the same.
  struct LastId {
    std::array<char, 10> text{};
    std::size_t size = 0;
    std::string_view name;

    KNOX_INLINE bool is(std::string_view value) const noexcept {
      return size != 0 && is_same_text(value, {text.data(), size});
    }
  };

  static bool is_digits(std::string_view value) noexcept {
    if (value.empty() || value.size() > 16 || (value.front() == '0' && value.size() > 1)) return false;
    return are_digits(value);
  }
  Value other_value(const Field& field, FieldKind kind);
  static Value message(const Field& field);
  Value string(std::string_view value);
  Value list(std::string_view value, char separator);
  Value id(std::string_view value, std::string_view key, FieldKind kind);
  std::string_view name_of(std::uint32_t id, std::string_view key, std::string_view value, FieldKind kind);
  Value arch(std::string_view value);
  Value syscall(std::string_view value);
  Value argument(const Field& field);
  std::string_view argument_name(std::uint32_t id, ArgKind kind);
  Value sockaddr(std::string_view value);
  Value constant(std::string_view value, FieldKind kind) const;
  void gather_arguments(const Field& first);

  os::Names* names_;
  const Record* record_ = nullptr;
  std::string memory_;                       // decoded bytes
  Arch event_arch_ = Arch::kUnknown;         // of its system call
  Syscall socket_call_ = Syscall::kUnknown;  // that socketcall(2) made
  Arch arch_ = Arch::kUnknown;
  Syscall syscall_ = Syscall::kUnknown;
  bool is_enriched_ = false;
  LastId last_user_, last_group_;  // of this event, and of a record that is not ENRICHED
  // The fields of the arguments, the number of each, and what each is.
  std::span<const Field> arguments_;
  std::array<std::uint64_t, 4> argument_values_{};
  std::array<ArgKind, 4> argument_kinds_{};
};

}  // namespace knox::linux_audit
