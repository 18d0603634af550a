// PlatformTables: the events and classes of the system that a trail is from. Some event numbers mean
// different things on Darwin, FreeBSD and Solaris, and nothing in a trail says where it is from; but some
// tokens and header versions occur on one of them only, and the first of these settles it (--platform auto).
#pragma once

#include <string>

#include "knox/bsm/events.h"
#include "knox/bsm/record.h"

namespace knox::bsm {

class PlatformTables {
 public:
  // kUnknown: find out from the records.
  explicit PlatformTables(Platform platform);

  // Replace the compiled-in tables by an audit_event(5) or audit_class(5) file; see events.h and classes.h
  // for what can be wrong with one. Classes come first: events take their masks from them.
  Result<void> load_classes(std::string text);
  Result<void> load_events(std::string text);

  // Looks at a record, unless the platform is known. True when this record settled it.
  bool observe(const Record& record) { return settled_ ? false : settle(record); }

  // The same of what tables have that looked at other records of the trail.
  void observe(const PlatformTables& others);
  // Whether those know the same of the platform.
  bool agree(const PlatformTables& others) const noexcept {
    return settled_ == others.settled_ && platform_ == others.platform_;
  }

  // Nothing more is to be found out.
  bool settled() const noexcept { return settled_; }

  // Forgets what was found out: another trail begins.
  void begin_trail();

  Platform platform() const noexcept { return platform_; }
  const EventTable& events() const noexcept { return events_; }
  const ClassTable& classes() const noexcept { return classes_; }
  // Changes whenever an Event of before may have gone, for those who keep something about one.
  unsigned generation() const noexcept { return generation_; }

 private:
  bool settle(const Record& record);
  void set_platform(Platform platform);

  Platform platform_;
  bool given_;  // by the user, not found out
  bool settled_;
  bool own_classes_ = false, own_events_ = false;  // loaded from files
  unsigned generation_ = 0;
  ClassTable classes_;
  EventTable events_;
};

}  // namespace knox::bsm
