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

std::string EventReader::begin_store(const std::string& name) {
  const input::Format* const format = input::find_format("ulog");
  if (std::string refusal = refuse(name, *format, format_); !refusal.empty()) return refusal;
  finish();
  name_ = name;
  format_ = format;
  input_ = format->make(options_);
  entries_.emplace(options_);
  return {};
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

Reading run_inputs(Tool& tool, const InputOptions& options, const std::vector<Store>& stores,
                   EventReader& reader) {
  Reading reading;
  const bool goes_on = read_stores(tool, options, stores, reader, reading);
  if (!stores.empty() && (!goes_on || options.paths.empty())) {
    reader.finish();
    return reading;
  }
  Reading others = run_inputs(tool, options, reader);
  others.records += reading.records;
  return others;
}

}  // namespace knox::tools
