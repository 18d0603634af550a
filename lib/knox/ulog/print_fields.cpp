#include "knox/ulog/print_fields.h"

#include "knox/emit/json_line.h"
#include "knox/emit/line.h"

namespace knox::ulog {

std::expected<FieldName, std::string> named_field(std::string_view name) {
  const FieldName found = find_field(name);
  if (found.field != nullptr) return found;
  std::string line = "unknown field '" + std::string(name) + "'";
  const std::string_view nearest = nearest_field(name);
  if (!nearest.empty()) line.append("; did you mean '").append(nearest).append("'?");
  return std::unexpected(line);
}

std::expected<std::vector<ChosenField>, std::string> chosen_fields(std::string_view list) {
  std::vector<ChosenField> fields;
  for (;;) {
    const std::size_t comma = list.find(',');
    const std::string name(list.substr(0, comma));
    const auto found = named_field(name);
    if (!found) return std::unexpected(found.error());
    fields.push_back({name, found->field});
    if (comma == list.npos) return fields;
    list.remove_prefix(comma + 1);
  }
}

std::string_view FieldText::of(const Field& field, const Record& record) {
  if (field.kind == Kind::kDate) return record.written_time;
  const Operand value = field.get(record);
  if (!value.is_there) return {};
  if (is_text(field.kind)) return value.text;
  if (is_enumeration(field.kind)) {
    if (const Word* const word = find_word(field.kind, value.number)) return word->word;
  }
  text_ = value.number.is_negative ? "-" : "";
  text_ += std::to_string(value.number.magnitude);
  return text_;
}

namespace {

class TabbedPrinter final : public Printer {
 public:
  explicit TabbedPrinter(std::vector<ChosenField> fields) : fields_(std::move(fields)) {}

  void print(const Entry& entry, RuleNames, Out& out) override {
    for (const ChosenField& field : fields_) {
      if (&field != fields_.data()) out.text("\t");
      emit::line_text(out, text_.of(*field.field, entry.record));
    }
    out.text("\n");
    out.end_record();
  }

 private:
  std::vector<ChosenField> fields_;
  FieldText text_;
};

class ObjectPrinter final : public Printer {
 public:
  explicit ObjectPrinter(std::vector<ChosenField> fields) : fields_(std::move(fields)) {}

  void print(const Entry& entry, RuleNames, Out& out) override {
    emit::JsonLine line(out, raw_);
    for (const ChosenField& field : fields_) {
      const std::string_view name = field.name;
      const bool is_there = field.field->get(entry.record).is_there;
      const std::string_view text = text_.of(*field.field, entry.record);
      if (!is_there) continue;
      if (field.field->kind == Kind::kNumber) {
        line.digits(name, text);
      } else {
        line.string(name, text);
      }
    }
    line.finish();
  }

 private:
  std::vector<ChosenField> fields_;
  FieldText text_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<Printer> make_fields_printer(std::vector<ChosenField> fields, bool as_json) {
  if (as_json) return std::make_unique<ObjectPrinter>(std::move(fields));
  return std::make_unique<TabbedPrinter>(std::move(fields));
}

}  // namespace knox::ulog
