#include "knox/convert/linux_texts.h"

#include <algorithm>
#include <array>

#include "knox/linux_audit/record/value.h"

namespace knox::convert {

namespace {

// More texts than any event has; memory must not follow a hostile one. Others stay where they were.
constexpr std::size_t kMaxTexts = 4096;

// By key: how the values of those with a text of their own are written.
enum class Form : std::uint8_t { kNone, kWord, kString, kKeys };
struct OwnText {
  std::string_view key;
  Form form;
};
constexpr auto kOwnTexts = std::to_array<OwnText>({{"acct", Form::kString},
                                                   {"addr", Form::kWord},
                                                   {"cmd", Form::kString},
                                                   {"comm", Form::kString},
                                                   {"cwd", Form::kString},
                                                   {"exe", Form::kString},
                                                   {"hostname", Form::kWord},
                                                   {"key", Form::kKeys},
                                                   {"op", Form::kWord},
                                                   {"ppid", Form::kWord},
                                                   {"terminal", Form::kWord},
                                                   {"tty", Form::kWord}});

Form form_of(std::string_view key) noexcept {
  for (const OwnText& own : kOwnTexts) {
    if (own.key == key) return own.form;
  }
  return Form::kNone;
}

}  // namespace

void LinuxTexts::clear() {
  tokens_.clear();
  count_ = 0;
}

void LinuxTexts::put(std::string_view key, std::string_view value) {
  text_.assign(key) += '=';
  text_ += value;
  count_ += bsm::put_text(tokens_, text_);
}

bool LinuxTexts::take(const linux_audit::Field& field) {
  const Form form = field.part == linux_audit::Part::kEnriched ? Form::kNone : form_of(field.key);
  if (form == Form::kNone || count_ >= kMaxTexts) return false;
  if (linux_audit::is_none(field.value)) return true;
  if (form == Form::kWord && !linux_audit::is_quoted(field.value)) {
    put(field.key, field.value);
    return true;
  }
  const std::string_view value = linux_audit::decode_string(field.value, memory_).value_or(field.value);
  if (form != Form::kKeys) {
    put(field.key, value);
    return true;
  }
  linux_audit::for_each_piece(value, linux_audit::kKeySeparator,
                              [&](std::string_view piece) { put(field.key, piece); });
  return true;
}

void LinuxTexts::begin(const linux_audit::Line& line) {
  const std::string_view name = linux_audit::record_type_name(line.type);
  rest_ = !name.empty() ? name : !line.type_name.empty() ? line.type_name : std::string_view("UNKNOWN");
  type_size_ = rest_.size();
}

void LinuxTexts::add(const linux_audit::Field& field) {
  rest_ += ' ';
  if (!field.key.empty()) (rest_ += field.key) += '=';
  rest_ += field.value;
}

void LinuxTexts::end(bool always) {
  if (always || rest_.size() > type_size_) count_ += bsm::put_text(tokens_, rest_);
}

}  // namespace knox::convert
