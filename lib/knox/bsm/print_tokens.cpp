// The format tokens: lossless. One object a record, its tokens in their order with every field, so that the
// record's bytes could be made from it again.
#include "knox/bsm/formats.h"
#include "knox/bsm/json_tokens.h"

namespace knox::bsm {

namespace {

class TokensPrinter final : public Printer {
 public:
  explicit TokensPrinter(const PrintOptions& options) : fields_(options, JsonFields::Form::kLossless) {}

  void print(const Record& record, std::uint64_t offset, Out& out) override {
    {
      Pen pen(out);
      pen.room(256);
      pen.put("{\"offset\":").dec(offset).put(",\"size\":").dec(record.bytes().size());
      pen.put(",\"tokens\":[");
    }
    fields_.begin_record(record);
    JsonFields::Place place(fields_, "tokens");
    for (const TokenRef& ref : record.tokens()) {
      place.next(out);
      put_token_object(fields_, ref.kind, record.token(ref), out);
    }
    out.text("]");
    if (!record.cut_token().empty()) put_cut_token(record, out);
    if (record.damage()) put_damage(record, offset, out, true);
    Pen pen(out);
    fields_.raw().put_member(pen);
    pen.room(8);
    pen.put("}\n");
    pen.end_record();
  }
  bool is_independent() const override { return true; }

 private:
  JsonFields fields_;
};

}  // namespace

std::unique_ptr<Printer> make_tokens_printer(const PrintOptions& options) {
  return std::make_unique<TokensPrinter>(options);
}

}  // namespace knox::bsm
