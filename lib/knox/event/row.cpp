#include "knox/event/row.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "knox/emit/csv.h"
#include "knox/emit/ecs_schema.h"
#include "knox/emit/tsv.h"
#include "knox/event/command_line.h"
#include "knox/event/line.h"
#include "knox/event/lineage.h"
#include "knox/event/members.h"

namespace knox::event {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kDatasets = "knox.";

// Where a cell is written to.
class Cell {
 public:
  Cell(Out& out, RowForm form) : out_(out), form_(form) {}

  void begin(bool is_first) {
    if (is_first) return;
    Pen pen(out_);
    pen.room(1);
    pen.put(form_ == RowForm::kTsv ? '\t' : ',');
  }
  void text(std::string_view text) {
    if (text.empty()) return;
    if (form_ == RowForm::kTsv) return emit::tsv_text(out_, text);
    emit::csv_text(out_, text);
  }
  // One of knox's own words.
  void word(std::string_view word) { out_.text(word); }
  void number(std::optional<std::uint32_t> value) {
    if (!value) return;
    Pen pen(out_);
    pen.room(16);
    pen.dec(*value);
  }
  // JSON on a line, in which all controls are escaped already.
  void json(std::string_view json) {
    if (form_ == RowForm::kCsv) return emit::csv_text(out_, json);
    for (;;) {
      const std::size_t size = json.find('\\');
      out_.text(json.substr(0, size));
      if (size == json.npos) return;
      out_.text("\\\\");
      json.remove_prefix(size + 1);
    }
  }
  void time(UtcFormat& utc, Time time, int digits) {
    Pen pen(out_);
    pen.room(64);
    char* const begin = pen.at();
    utc.put(pen, time, digits);
    pen.at(pen.at() - 1);  // Z
    if (char* const t = std::find(begin, pen.at(), 'T'); t != pen.at()) *t = ' ';
  }

 private:
  Out& out_;
  RowForm form_;
};

const Principal& effective(const Who& who) {
  return who.effective.user.known() ? who.effective.user : who.real.user;
}

}  // namespace

// The cells of one row: a function a column.
class RowWriter::Cells {
 public:
  void begin(const Event& event, const Rest& rest, emit::RawBytes* raw) {
    both_ = lineage_.complete(event);
    event_ = &event;
    rest_ = &rest;
    raw_ = raw != nullptr ? raw : &own_raw_;
  }

  void time(Cell& cell) {
    if (has_time()) return cell.time(times_, event_->time, event_->time_digits);
    cell.time(times_, {kLastSecond, 999'000'000}, 3);
  }
  void host(Cell& cell) { cell.text(event_->host.name.empty() ? event_->host.address : event_->host.name); }
  void os(Cell& cell) {
    const Host& host = event_->host;
    cell.word(host.os_platform.empty() ? host.os_type : host.os_platform);
  }
  void source(Cell& cell) {
    const std::string_view dataset = event_->dataset;
    cell.text(dataset.starts_with(kDatasets) ? dataset.substr(kDatasets.size()) : dataset);
  }
  void id(Cell& cell) { cell.text(event_->id); }
  void action(Cell& cell) { cell.text(event_->word); }
  void category(Cell& cell) { cell.text(event_->categories); }
  void kind(Cell& cell) {
    if (event_->kind == Kind::kAlert) return cell.word("alert");
    cell.word(event_->kind == Kind::kDamaged ? "pipeline_error" : "event");
  }
  void outcome(Cell& cell) {
    if (!event_->success) return cell.word("unknown");
    cell.word(*event_->success ? "success" : "failure");
  }
  void error(Cell& cell) { cell.text(event_->error); }
  void uid(Cell& cell) { cell.number(event_->who.real.user.id); }
  // Of reports.
  void user(Cell& cell) { person(cell, actor()); }
  void account(Cell& cell) {
    const Who& who = event_->who;
    if (who.target.user.known()) return person(cell, who.target.user);
    if (who.group.known()) return person(cell, who.group);
    // Whoever gets in is whom it is about, or as whom somebody goes on.
    if (!emit::has_name(event_->categories, "authentication")) return;
    person(cell, who.effective.user.known() ? who.effective.user : who.real.user);
  }
  void uname(Cell& cell) { cell.text(event_->who.real.user.name); }
  void euid(Cell& cell) { cell.number(effective(event_->who).id); }
  void auid(Cell& cell) { cell.number(event_->who.audit.id); }
  void login(Cell& cell) { cell.text(event_->who.audit.name); }
  void session(Cell& cell) { cell.number(event_->who.session); }
  void pid(Cell& cell) { cell.number(both_.process->pid); }
  void ppid(Cell& cell) { cell.number(both_.parent->pid); }
  void exe(Cell& cell) { cell.text(both_.process->executable); }
  void comm(Cell& cell) { cell.text(program_name(*both_.process)); }
  void cmd(Cell& cell) {
    const Process& process = *both_.process;
    const bool was_tried = event_->action == Action::kExec && event_->success == false;
    if (process.args.empty())
      return cell.text(was_tried && process.command_line.empty() ? event_->file.path : process.command_line);
    exec_.args = process.args;
    cell.text(command_.of(exec_));
  }
  void args(Cell& cell) {
    are_args_whole_ = true;
    const Process& process = *both_.process;
    if (!process.args.known()) return;
    json_.clear();
    JsonLine line(to_json_, own_raw_);
    line.strings("args"sv, process.args);
    to_json_.flush();
    constexpr std::size_t kBefore = std::string_view(R"({"args":)").size();
    cell.json(std::string_view(json_).substr(kBefore));
    are_args_whole_ = own_raw_.empty();
    line.finish();
    to_json_.flush();
  }
  void cwd(Cell& cell) { cell.text(both_.process->cwd); }
  void path(Cell& cell) { cell.text(event_->file.path); }
  void path2(Cell& cell) { cell.text(event_->file.target_path); }
  void src_ip(Cell& cell) { cell.text(address(event_->source)); }
  void src_port(Cell& cell) { cell.number(event_->source.port); }
  void dst_ip(Cell& cell) { cell.text(address(event_->destination)); }
  void dst_port(Cell& cell) { cell.number(event_->destination.port); }
  void message(Cell& cell) { cell.text(line_.of(*event_, both_)); }
  void rest(Cell& cell) {
    json_.clear();
    JsonLine line(to_json_, *raw_);
    put_rest(line);
    line.finish();
    to_json_.flush();
    cell.json(std::string_view(json_).substr(0, json_.size() - 1));  // the line feed
  }

 private:
  using JsonLine = emit::JsonLine;
  // The last second of the year 2299, which stands for all that come later: ClickHouse has no more.
  static constexpr std::uint64_t kLastSecond = 10'413'791'999;

  const Principal& actor() const {
    return event_->who.audit.known() ? event_->who.audit : event_->who.real.user;
  }
  static void person(Cell& cell, const Principal& principal) {
    if (!principal.name.empty()) return cell.text(principal.name);
    cell.number(principal.id);
  }
  bool has_time() const { return event_->time.seconds <= kLastSecond; }
  static std::string_view address(const Endpoint& end) { return end.is_ip ? end.address : ""sv; }

  void put_rest(JsonLine& line);
  void put_users(JsonLine& line);
  void put_file(JsonLine& line);
  void put_parent(JsonLine& line);
  void put_ends(JsonLine& line);

  const Event* event_ = nullptr;
  const Rest* rest_ = nullptr;
  emit::RawBytes own_raw_;
  emit::RawBytes* raw_ = nullptr;
  Event none_;
  Processes both_{none_};

  Lineage lineage_;
  UtcFormat times_;
  EventLine line_;
  CommandLine command_;
  Exec exec_;
  bool are_args_whole_ = true;  // or some are not UTF-8, which the column rest tells
  std::string json_;
  StringWriter json_writer_{json_};
  Out to_json_{json_writer_};
};

void RowWriter::Cells::put_rest(JsonLine& line) {
  const Event& event = *event_;
  if (!has_time()) {
    line.text("time"sv, [&](Pen& pen) { times_.put(pen, event.time, event.time_digits); });
  }
  if (!are_args_whole_) line.strings("args"sv, both_.process->args);
  line.string_if("code"sv, event.code);
  if (event.sequence) line.number("sequence"sv, *event.sequence);
  line.string_if("object"sv, event.object.name);
  line.string_if("object_detail"sv, event.object.detail);
  put_users(line);
  line.string_if("terminal"sv, event.who.terminal);
  line.string_if("entity_id"sv, both_.process->entity_id);
  line.number_if("exit_code"sv, both_.process->exit_code);
  line.string_if("signing_id"sv, both_.process->signature.signing_id);
  line.string_if("team_id"sv, both_.process->signature.team_id);
  put_parent(line);
  put_file(line);
  put_ends(line);
  line.string_if("error_text"sv, event.error_text);
  line.string_if("text"sv, event.text);
  if (!event.addresses.empty()) line.strings("addresses"sv, event.addresses);
  if (!event.tags.empty()) line.strings("tags"sv, event.tags);
  if (*rest_) (*rest_)(line, to_json_);
}

void RowWriter::Cells::put_users(JsonLine& line) {
  const Who& who = event_->who;
  const auto put = [&](std::string_view key, const Principal& principal) {
    if (!principal.known()) return;
    line.begin_object(key);
    put_principal(line, principal);
    line.end();
  };
  put("gid"sv, who.real.group);
  put("egid"sv, who.effective.group);
  if (who.saved.known()) put_user(line, "saved"sv, who.saved);
  if (who.filesystem.known()) put_user(line, "filesystem"sv, who.filesystem);
  if (who.target.known()) put_user(line, "target"sv, who.target);
  put("target_group"sv, who.group);
}

void RowWriter::Cells::put_parent(JsonLine& line) {
  const Process& parent = *both_.parent;
  if (!parent.says_more()) return;
  line.begin_object("parent"sv);
  line.string_if("name"sv, program_name(parent));
  line.string_if("exe"sv, parent.executable);
  if (parent.args.known()) line.strings("args"sv, parent.args);
  line.string_if("entity_id"sv, parent.entity_id);
  line.end();
}

void RowWriter::Cells::put_file(JsonLine& line) {
  File file = event_->file;
  file.path = file.target_path = {};
  if (file.known()) event::put_file(line, file);
}

void RowWriter::Cells::put_ends(JsonLine& line) {
  const auto put = [&](std::string_view key, const Endpoint& end) {
    const std::string_view address = end.is_ip ? ""sv : end.address;
    if (address.empty() && end.path.empty() && end.hostname.empty()) return;
    line.begin_object(key);
    line.string_if("address"sv, address);
    line.string_if("path"sv, end.path);
    line.string_if("hostname"sv, end.hostname);
    line.end();
  };
  put("src"sv, event_->source);
  put("dst"sv, event_->destination);
  if (event_->server.known()) {
    line.begin_object("server"sv);
    line.string_if("address"sv, event_->server.address);
    line.number_if("port"sv, event_->server.port);
    line.end();
  }
}

// Those of reports are by name.
struct RowWriter::Column {
  std::string_view name;
  void (Cells::*put)(Cell&);
};
const RowWriter::Column RowWriter::kColumns[] = {
#define COLUMN(name, type, meaning) {#name, &Cells::name},
#include "knox/event/tables/columns.def"
    {"user", &Cells::user},
    {"account", &Cells::account},
};

RowWriter::RowWriter(RowForm form, std::string_view columns)
    : cells_(std::make_unique<Cells>()), form_(form) {
  emit::for_each_name(columns, [&](std::string_view name) {
    const Column* const column = std::ranges::find(kColumns, name, &Column::name);
    if (column != std::end(kColumns)) columns_.push_back(column);
  });
}
RowWriter::~RowWriter() = default;

void put_row_header(RowForm form, Out& out, std::string_view columns) {
  const char separator = form == RowForm::kTsv ? '\t' : ',';
  if (!columns.empty()) {
    std::string names(columns);
    std::ranges::replace(names, ' ', separator);
    out.text(names);
    return out.text("\n");
  }
  std::string header;
#define COLUMN(name, type, meaning) \
  header += #name;                  \
  header += separator;
#include "knox/event/tables/columns.def"
  header.back() = '\n';
  out.text(header);
}

void RowWriter::put(const Event& event, Out& out, const Rest& rest, emit::RawBytes* raw) {
  cells_->begin(event, rest, raw);
  Cell cell(out, form_);
  bool is_first = true;
  for (const Column* const column : columns_) {
    cell.begin(std::exchange(is_first, false));
    ((*cells_).*column->put)(cell);
  }
  if (!columns_.empty()) return end_row(out);
#define COLUMN(name, type, meaning)           \
  cell.begin(std::exchange(is_first, false)); \
  cells_->name(cell);
#include "knox/event/tables/columns.def"
  end_row(out);
}

void RowWriter::end_row(Out& out) {
  out.text("\n");
  out.end_record();
}

}  // namespace knox::event
