// Normalizer: what the records of an event mean together. Its rules are tables/actions.def, and the places of
// facts tables/places.def; extending them takes no code.
#pragma once

#include <memory>

#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/meaning/normal_event.h"
#include "knox/os/names.h"

namespace knox::linux_audit {

class Normalizer {
 public:
  explicit Normalizer(os::Names& names);  // which outlive it; ENRICHED names win over them
  ~Normalizer();

  // Good until the next call, and as long as the event.
  const NormalEvent& normalize(const Event& event);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace knox::linux_audit
