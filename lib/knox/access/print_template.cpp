// A line that the user composes: '${timestamp} ${event} ${user} ${address}' (emit/line_template.h). A value
// that is not known is a minus.
#include <array>

#include "knox/access/formats.h"
#include "knox/base/time.h"
#include "knox/emit/line_template.h"
#include "knox/emit/shell.h"

namespace knox::access {

namespace {

struct Context {
  const Record& record;
  TimeFormat& times;
};

void put_word(Out& out, std::string_view word) {
  if (word.empty()) return out.text("-");
  emit::shell_word(out, word);
}
void put_number(Out& out, std::optional<std::uint64_t> number) {
  if (!number) return out.text("-");
  Pen pen(out);
  pen.room(32);
  pen.dec(*number);
}
void put_time(Out& out, const Context& c, const std::optional<Time>& time) {
  if (!time) return out.text("-");
  Pen pen(out);
  pen.room(64);
  c.times.put(pen, *time, c.record.time_digits);
}
void put_person(Out& out, const Person& person) {
  if (person.name.empty()) return put_number(out, person.id);
  put_word(out, person.name);
}
std::string_view outcome(const Record& record) {
  if (!record.success) return {};
  return *record.success ? "success" : "failure";
}

using Variable = emit::Variable<Context>;
constexpr auto kVariables = std::to_array<Variable>({
    {"timestamp", [](const Context& c, Out& out) { put_time(out, c, c.record.time); }},
    {"hostname", [](const Context& c, Out& out) { put_word(out, c.record.host); }},
    {"event", [](const Context& c, Out& out) { put_word(out, name_of(c.record.event)); }},
    {"type", [](const Context& c, Out& out) { put_word(out, name_of(c.record.type)); }},
    {"outcome", [](const Context& c, Out& out) { put_word(out, outcome(c.record)); }},
    {"user", [](const Context& c, Out& out) { put_person(out, c.record.user); }},
    {"uid", [](const Context& c, Out& out) { put_number(out, c.record.user.id); }},
    {"target", [](const Context& c, Out& out) { put_person(out, c.record.target); }},
    {"audit_user", [](const Context& c, Out& out) { put_person(out, c.record.audit); }},
    {"group", [](const Context& c, Out& out) { put_person(out, c.record.group); }},
    {"address", [](const Context& c, Out& out) { put_word(out, c.record.address); }},
    {"source_hostname", [](const Context& c, Out& out) { put_word(out, c.record.hostname); }},
    {"port", [](const Context& c, Out& out) { put_number(out, c.record.port); }},
    {"service", [](const Context& c, Out& out) { put_word(out, c.record.service); }},
    {"terminal", [](const Context& c, Out& out) { put_word(out, c.record.terminal); }},
    {"method", [](const Context& c, Out& out) { put_word(out, c.record.method); }},
    {"key", [](const Context& c, Out& out) { put_word(out, c.record.key); }},
    {"command", [](const Context& c, Out& out) { put_word(out, c.record.command); }},
    {"working_directory", [](const Context& c, Out& out) { put_word(out, c.record.directory); }},
    {"path", [](const Context& c, Out& out) { put_word(out, c.record.path); }},
    {"reason", [](const Context& c, Out& out) { put_word(out, c.record.reason); }},
    {"refused", [](const Context& c, Out& out) { put_number(out, c.record.attempts); }},
    {"pid", [](const Context& c, Out& out) { put_number(out, c.record.pid); }},
    {"session", [](const Context& c, Out& out) { put_number(out, c.record.session); }},
    {"began", [](const Context& c, Out& out) { put_time(out, c, c.record.began); }},
    {"until", [](const Context& c, Out& out) { put_time(out, c, c.record.until); }},
    {"ended", [](const Context& c, Out& out) { put_word(out, c.record.ended); }},
    {"text", [](const Context& c, Out& out) { put_word(out, c.record.text); }},
    {"source_format", [](const Context& c, Out& out) { put_word(out, c.record.source); }},
});

class TemplatePrinter final : public Printer {
 public:
  explicit TemplatePrinter(emit::LineTemplate<Context> line) : line_(std::move(line)) {}
  void print(const Record& record, Out& out) override { line_.put({record, times_}, out); }

 private:
  emit::LineTemplate<Context> line_;
  TimeFormat times_;
};

}  // namespace

std::expected<std::unique_ptr<Printer>, std::string> make_template_printer(std::string_view text) {
  auto line = emit::LineTemplate<Context>::parse(text, kVariables);
  if (!line) return std::unexpected(std::move(line.error()));
  return std::make_unique<TemplatePrinter>(std::move(*line));
}

}  // namespace knox::access
