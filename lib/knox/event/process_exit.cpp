#include "knox/event/process_exit.h"

#include "knox/emit/json_line.h"
#include "knox/event/exec_line.h"

namespace knox::event {

void put_exit_text(Out& out, const ProcessRef& process, const ProcessEvent& event) {
  put_word(out, process.pid);
  out.text(event.signal ? "\tsignal " : "\texit ");
  put_word(out, event.signal ? event.signal : event.exit_status);
  out.text("\n");
  out.end_record();
}

void put_exit_json(Out& out, const ProcessRef& process, const ProcessEvent& event) {
  emit::RawBytes raw;
  TimeFormat times;
  emit::JsonLine line(out, raw);
  line.text("timestamp", [&](Pen& pen) { times.put(pen, event.time, event.time_digits); });
  line.begin_object("log");
  line.text("event", [](Pen& pen) { pen.put("exit"); });
  line.number("pid", process.pid);
  if (event.exit_status) line.number("exit_status", *event.exit_status);
  if (event.signal) line.number("signal", *event.signal);
  line.end();
  line.finish();
}

}  // namespace knox::event
