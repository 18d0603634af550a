// Selector: which records a tool selects, of any source: what event/query.h asks of all of them, BSM's
// classes and events, and what only BSM has.
//
// Records are asked first, since mapping one to an event costs more than most of the questions: time and
// outcome are theirs, and only what is left of the query is asked of the event.
#pragma once

#include <optional>

#include "common/bsm_options.h"
#include "knox/bsm/event_mapper.h"
#include "knox/convert/linux_bsm.h"
#include "knox/linux_audit/meaning/event_mapper.h"

namespace knox::tools {

// What to say of an input whose events are no BSM records, and would be none.
inline constexpr const char* kNoClasses =
    "--class, --event and what auditreduce has besides are of BSM records, and it has none";

class Selector {
 public:
  // `setup` stays the caller's and outlives it. `host` is the name of the host in place of what records say.
  explicit Selector(BsmSetup& setup, std::string host = {});

  // Whether the front of a BSM record is enough to know that it is not selected.
  bool can_skip(Bytes frame) const noexcept {
    return !asks_more_inverted() && setup_.mute.empty() && setup_.selection.can_skip(frame);
  }
  bool selects(const bsm::Record& record);
  // `is_met`: what its own records say. `is_its_time`: when it was has been asked already.
  bool selects(const linux_audit::Event& event, bool is_met = true, bool is_its_time = false);

  // Whether it is of the classes and the events of BSM, and what only BSM has.
  bool has_class(const bsm::Record& record) const { return setup_.classes.matches(record); }
  bool has_class(const linux_audit::Event& event);

 private:
  // `mapped`: the same event, if it has been mapped.
  bool meets(const linux_audit::Event& event, bool is_its_time, const event::Event* mapped);
  const event::Event& map(const linux_audit::Event& event);
  bool asks_more_inverted() const noexcept { return setup_.invert && setup_.query.asks_more(); }

  BsmSetup& setup_;
  bsm::EventMapper of_records_;
  linux_audit::EventMapper of_events_;
  convert::LinuxToBsm to_bsm_;
  bsm::Record converted_;
};

}  // namespace knox::tools
