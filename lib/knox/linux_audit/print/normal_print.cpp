#include "knox/linux_audit/print/normal_print.h"

#include "knox/emit/json_line.h"
#include "knox/emit/shell.h"
#include "knox/emit/yaml_document.h"
#include "knox/linux_audit/meaning/normalize.h"
#include "knox/linux_audit/meaning/stable_id.h"
#include "knox/linux_audit/print/formats.h"

namespace knox::linux_audit {

namespace {

template <class Line>
class NormalPrinter final : public Printer {
 public:
  explicit NormalPrinter(const PrintOptions& options) : normalizer_(*options.names) {}

  void print(const Event& event, Out& out) override {
    Line line(out, raw_);
    writer_.put(line, normalizer_.normalize(event), id_.of(event, event.node));
    line.finish();
  }

 private:
  Normalizer normalizer_;
  NormalWriter writer_;
  StableId id_;
  emit::RawBytes raw_;
};

}  // namespace

void put_sentence(Out& out, const NormalEvent& event) {
  const auto& [actor, action, object, how] = event.summary;
  const auto add = [&](std::string_view before, std::string_view text, std::string_view after = "") {
    if (text.empty()) return;
    out.text(before);
    emit::shell_word(out, text);  // so that no path can go on with words of its own
    out.text(after);
  };
  {
    Pen pen(out);
    pen.room(48);
    TimeFormat().put(pen, event.time, 3);
  }
  add(" ", event.node);
  add(" ", actor.primary);
  if (actor.secondary != actor.primary) add(" (as ", actor.secondary, ")");
  add(" ", action);
  add(" ", object.primary);
  add(" (", object.secondary, ")");
  if (how != object.primary) add(" using ", how);
  add(": ", event.result);
}

std::unique_ptr<Printer> make_normal_json_printer(const PrintOptions& options) {
  return std::make_unique<NormalPrinter<emit::JsonLine>>(options);
}

std::unique_ptr<Printer> make_normal_yaml_printer(const PrintOptions& options) {
  return std::make_unique<NormalPrinter<emit::YamlDocument>>(options);
}

}  // namespace knox::linux_audit
