#include "common/event_reader.h"

namespace knox::tools {

io::Framer* EventReader::begin(const std::string& name, Bytes front, std::string& refusal) {
  const input::Format* format = input::sniff_format(front, options_.wanted);
  if (format == nullptr) {
    if (const std::string_view other = input::describe_foreign(front); !other.empty()) {
      refusal = fmt::format("{} {}", otherwise_, other_kind(front, name, other));
      return nullptr;
    }
    // Empty, or damaged at its very start.
    format = format_ != nullptr ? format_ : &input::formats().front();
  }
  instead_ = input::describe_foreign(front);
  if (!instead_.empty()) instead_ = other_kind(front, name, instead_);
  refusal = refuse(name, *format, format_);
  if (!refusal.empty()) return nullptr;
  if (format != format_) finish();
  name_ = name;
  if (format != format_) {
    format_ = format;
    input_ = format->make(options_);
  }
  return &input_->begin();
}

// Where an event is more than one record, these may be anywhere.
Place EventReader::place() const {
  const bool is_one = format_->name == "bsm" || format_->name == "es";
  return {name_, is_one ? std::optional(offset_) : std::nullopt};
}

Consumer::Verdict EventReader::end() {
  if (files_are_apart_) finish();
  const input::FileTold told = input_->told();
  file_told(told);
  Verdict verdict{.mixed = told.mixed, .hint = told.hint};
  if (!told.any && !instead_.empty()) verdict.refusal = fmt::format("{} {}", otherwise_, instead_);
  return verdict;
}

}  // namespace knox::tools
