// Printers: what the events of a Linux Audit log can be written as. One file a format; the table of them is
// formats.h.
#pragma once

#include <string>

#include "knox/base/out.h"
#include "knox/linux_audit/assembly/assembly.h"
#include "knox/os/names.h"

namespace knox::event {
struct Report;
}
namespace knox::linux_audit {

struct PrintOptions {
  // Stays the caller's and outlives the printer; ENRICHED names come before these.
  os::Names* names = nullptr;
  // What the events' host is called, whatever their nodes say (ecs); empty: as these say.
  std::string host = {};
  bool raw = false;        // the lines, too, as they were read (json, yaml)
  bool interpret = false;  // what the event means (normal_event.h) instead of what is in its records
  const event::Report* report = nullptr;  // of rows and csv: its columns
};

class Printer {
 public:
  virtual ~Printer() = default;
  virtual void begin(Out&) {}  // before the first event
  virtual void print(const Event& event, Out& out) = 0;
  virtual void end(Out&) {}  // after the last
};

}  // namespace knox::linux_audit
