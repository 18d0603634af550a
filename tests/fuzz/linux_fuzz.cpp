// All that reads Linux Audit logs, on any bytes: lines, fields, values, events, executions. No byte of a body
// is in no field, every line is in exactly one event, and it does not matter how the bytes arrive. What is
// printed of an event is JSON, or can do no harm to a terminal; as a BSM record it can be read, and tells of
// the same execution. The first byte says how much may wait.
#include <cstdlib>
#include <string>

#include "knox/bsm/exec.h"
#include "knox/linux_audit/log/log_reader.h"
#include "knox/linux_audit/meaning/exec.h"
#include "knox/linux_audit/record/sockaddr.h"
#include "knox/linux_audit/record/value.h"
#include "knox/linux_audit/select/select.h"
#include "knox/linux_audit/summary/summary.h"
#include "support/linux_bsm.h"
#include "support/linux_fields.h"
#include "support/linux_log.h"
#include "support/linux_print.h"

namespace {

using namespace knox;
using namespace knox::linux_audit;

void require(bool holds) {
  if (!holds) std::abort();
}

void look_at_value(std::string_view value) {
  static std::string memory;
  if (const auto bytes = decode_string(value, memory)) {
    (void)decode_sockaddr(*bytes);
    std::size_t size = 0;
    for_each_piece(*bytes, kKeySeparator, [&](std::string_view piece) { size += piece.size() + 1; });
    require(size == bytes->size() + 1);
  }
  (void)split_label(value);
  (void)is_none(value);
  (void)parse_id(value);
  (void)parse_signed(value);
  (void)parse_hex(value);
  (void)parse_octal(value);
}

void look_at_line(const Line& line) {
  static Record record;
  record.parse(line);
  require(test::is_covered(record));
  for (const Field& field : record.fields()) look_at_value(field.value);
  (void)find_avc(record);
  (void)line.prefix();
}

struct Printers {
  test::LinuxPrinting json{make_json_printer, true}, yaml{make_yaml_printer};
  test::LinuxPrinting text{make_text_printer}, words{make_words_printer};
  test::LinuxPrinting normal{make_normal_json_printer}, ecs{make_ecs_printer};
  test::LinuxPrinting normal_yaml{make_normal_yaml_printer}, csv{make_csv_printer};
};

// Selections that look at all kinds of fields.
struct Questions {
  os::Names names;
  Selection user, text, call;

  Questions() {
    names.use_none();
    user = ask({.uid_all = {"0"}, .gid_all = {"0"}, .invert = true});
    text = ask({.success = {"yes"}, .file = {"a"}, .host = {"1"}, .context = {"s0"}});
    call = ask({.arch = {"b64"}, .syscall = {"execve", "openat"}, .exit = {"0", "ENOENT"}});
  }
  Selection ask(const SelectionText& wanted) const {
    auto selection = Selection::make(wanted, names);
    require(selection.has_value());
    return std::move(*selection);
  }
};

// What look() says relies on what kernels write into records of a type, and any bytes are not that.
void ask_event(const Event& event) {
  static Questions questions;
  for (Selection* selection : {&questions.user, &questions.text, &questions.call}) {
    (void)selection->matches(event);
    for (const Line& line : event.records) (void)selection->look(line);
  }
}

void print_event(const Event& event) {
  static Printers print;
  for (test::LinuxPrinting* json : {&print.json, &print.normal, &print.ecs}) {
    require(test::is_json_line(json->event(event)));
  }
  for (test::LinuxPrinting* safe : {&print.yaml, &print.text, &print.words, &print.normal_yaml, &print.csv}) {
    require(test::are_safe_lines(safe->event(event)));
  }
}

void convert_event(const Event& event) {
  static convert::LinuxToBsm encoder;
  static bsm::ExecDecoder executions;
  static ExecDecoder decoder;
  const std::string bytes(as_chars(encoder.encode(event)));
  require(test::is_sound(bytes));
  bsm::Record record;
  require(record.parse(as_bytes(bytes)));
  const event::Exec* const told = decoder.decode(event);
  const event::Exec* const again = executions.decode(record);
  require((told == nullptr) == (again == nullptr));
  require(told == nullptr || told->args.bytes() == again->args.bytes());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view log = as_chars({data + 1, size - 1});
  const test::Framed framed = test::frame_log(log);
  require(framed == test::frame_log(log, 7));
  (void)looks_like_log(as_bytes(log));

  Assembler assembler({.max_events = 1u + data[0] % 16, .max_bytes = std::size_t{256} << data[0] / 16});
  ExecDecoder decoder;
  os::Names names;
  names.use_none();
  Summary summary(names);
  std::uint64_t in = 0, out = 0, ignored = 0;
  const auto drain = [&] {
    while (const Event* event = assembler.next()) {
      require(!event->records.empty());
      for (const Line& line : event->records) {
        require(line.serial == event->serial && line.time == event->time && line.node == event->node);
        look_at_line(line);
      }
      print_event(*event);
      convert_event(*event);
      ask_event(*event);
      summary.add(*event);
      if (const event::Exec* exec = decoder.decode(*event)) {
        std::size_t args = 0;
        for (const std::string_view arg : exec->args) args += arg.size() + 1;
        require(args <= log.size() + 1);
      }
      out += event->records.size();
    }
  };
  LogReader reader;
  for (const std::string& frame : framed.frames) {
    Line line;
    if (reader.read(frame, line) != LineKind::kRecord) continue;
    do {
      ++in;
      look_at_line(line);
      // One event in some is not wanted.
      const bool is_call = line.type == RecordType::SYSCALL;
      if (is_call && is_exec(line) == IsExec::kNo) {
        assembler.ignore(line);
      } else {
        assembler.add(line);
      }
      drain();
    } while (reader.next(line));
  }
  assembler.finish();
  drain();
  require(test::is_json_line(test::written([&](Out& text) { summary.put_json(text); })));
  require(test::are_safe_lines(test::written([&](Out& text) { summary.put_text(text); })));
  const AssemblyCounts& counts = assembler.counts();
  ignored = counts.records_ignored;
  require(counts.records_in == in && counts.records_out == out && counts.records_waiting == 0);
  require(in == out + ignored);
  return 0;
}
