// Chosen fields of entries, by the names that predicates know them by: a line with tabs between them, or an
// object.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "knox/ulog/formats.h"
#include "knox/ulog/predicate_fields.h"

namespace knox::ulog {

// The field of that name, as typed; the error is one line.
std::expected<FieldName, std::string> named_field(std::string_view name);

// What an entry has in a field, as text; good until the next call, and as long as the record. Empty: nothing.
class FieldText {
 public:
  std::string_view of(const Field& field, const Record& record);

 private:
  std::string text_;
};

struct ChosenField {
  std::string name;  // as typed
  const Field* field;
};
// Of names with commas between them; the error is one line.
std::expected<std::vector<ChosenField>, std::string> chosen_fields(std::string_view list);
std::unique_ptr<Printer> make_fields_printer(std::vector<ChosenField> fields, bool as_json);

}  // namespace knox::ulog
