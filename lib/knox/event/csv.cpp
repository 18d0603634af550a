#include "knox/event/csv.h"

#include "knox/emit/csv.h"
#include "knox/event/command_line.h"

namespace knox::event {

namespace {

struct Row {
  const Event& event;
  const Processes& both;
  UtcFormat& utc;
  EventLine& line;
};

void put_number(Out& out, std::optional<std::uint32_t> number) {
  if (!number) return;
  Pen pen(out);
  pen.room(16);
  pen.dec(*number);
}

void put_principal(Out& out, const Principal& principal) {
  if (principal.name.empty()) return put_number(out, principal.id);
  out.text(principal.name);
}

void put_time(const Row& row, Out& out) {
  Pen pen(out);
  pen.room(64);
  row.utc.put(pen, row.event.time, row.event.time_digits);
}

void put_outcome(const Row& row, Out& out) {
  out.text(!row.event.success ? "" : *row.event.success ? "success" : "failure");
}

void put_command(const Row& row, Out& out) {
  const Process& process = *row.both.process;
  if (process.args.empty()) return out.text(process.command_line);
  Exec exec;
  exec.args = process.args;
  put_command_line(out, exec);
}

// The new name, or whom or what it is done to.
void put_target(const Row& row, Out& out) {
  const Event& event = row.event;
  if (!event.file.target_path.empty()) return out.text(event.file.target_path);
  if (event.who.target.user.known()) return put_principal(out, event.who.target.user);
  if (event.who.group.known()) return put_principal(out, event.who.group);
  out.text(event.object.name);
}

// 192.0.2.7:22, [2001:db8::1]:22
void put_end(Out& out, const Endpoint& end) {
  const bool has_brackets = end.port && end.address.find(':') != end.address.npos;
  if (has_brackets) out.text("[");
  out.text(!end.address.empty() ? end.address : !end.path.empty() ? end.path : end.hostname);
  if (has_brackets) out.text("]");
  if (!end.port) return;
  out.text(":");
  put_number(out, end.port);
}

struct Column {
  std::string_view name;
  void (*put)(const Row&, Out&);
};
constexpr Column kColumns[] = {
    {"time", &put_time},
    {"host",
     [](const Row& row, Out& out) {
       const Host& host = row.event.host;
       out.text(host.name.empty() ? host.address : host.name);
     }},
    {"dataset", [](const Row& row, Out& out) { out.text(row.event.dataset); }},
    {"action", [](const Row& row, Out& out) { out.text(row.event.word); }},
    {"outcome", &put_outcome},
    {"error", [](const Row& row, Out& out) { out.text(row.event.error); }},
    {"user",
     [](const Row& row, Out& out) {
       const Who& who = row.event.who;
       put_principal(out, who.audit.known() ? who.audit : who.real.user);
     }},
    {"pid", [](const Row& row, Out& out) { put_number(out, row.both.process->pid); }},
    {"program", [](const Row& row, Out& out) { out.text(program_name(*row.both.process)); }},
    {"command_line", &put_command},
    {"path", [](const Row& row, Out& out) { out.text(row.event.file.path); }},
    {"target", &put_target},
    {"source", [](const Row& row, Out& out) { put_end(out, row.event.source); }},
    {"destination", [](const Row& row, Out& out) { put_end(out, row.event.destination); }},
    {"message", [](const Row& row, Out& out) { out.text(row.line.of(row.event, row.both)); }},
};

}  // namespace

void CsvWriter::put_header(Out& out) {
  std::string_view before;
  for (const Column& column : kColumns) {
    out.text(before);
    out.text(column.name);
    before = ",";
  }
  out.text("\n");
}

void CsvWriter::put(const Event& event, Out& out) {
  const Processes both = lineage_.complete(event);
  std::string_view before;
  for (const Column& column : kColumns) {
    cell_.clear();
    column.put({event, both, utc_, line_}, to_cell_);
    to_cell_.flush();
    out.text(before);
    emit::csv_text(out, cell_);
    before = ",";
  }
  out.text("\n");
  out.end_record();
}

}  // namespace knox::event
