#include "knox/bsm/formats.h"

#include <array>

namespace knox::bsm {

namespace {

// What was selected, unchanged.
class BsmPrinter final : public Printer {
 public:
  void print(const Record& record, std::uint64_t, Out& out) override {
    out.text(as_chars(record.bytes()));
    out.end_record();
  }
  bool is_independent() const override { return true; }
};

constexpr std::array kFormats = {
    Format{"json", "one object a record, made for jq", &make_json_printer},
    Format{"tokens", "lossless: every token in its order with every field", &make_tokens_printer},
    Format{"text", "what praudit -l prints", &make_text_printer},
    Format{"xml", "what praudit -x prints, well-formed", &make_xml_printer},
    Format{"ecs", "one Elastic Common Schema 8 document a record", &make_ecs_printer},
    Format{"rows", "one row a record, as TSV for databases", &make_rows_printer},
    Format{"csv", "the same as CSV, with a header", &make_csv_printer},
    Format{"line", "what events prints of a record", &make_line_printer},
    Format{"bsm", "the records themselves, unchanged", &make_bsm_printer},
};

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

std::unique_ptr<Printer> make_bsm_printer(const PrintOptions&) {
  return std::make_unique<BsmPrinter>();
}

}  // namespace knox::bsm
