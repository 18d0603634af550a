#include "knox/linux_audit/meaning/normalize.h"

#include "knox/linux_audit/meaning/facts.h"
#include "knox/linux_audit/meaning/meaning.h"

namespace knox::linux_audit {

struct Normalizer::State {
  Facts facts;
};

Normalizer::Normalizer(os::Names& names) : state_(new State{Facts(names)}) {}
Normalizer::~Normalizer() = default;

const NormalEvent& Normalizer::normalize(const Event& event) {
  Facts& facts = state_->facts;
  facts.begin(event);
  // The record of the system call comes first: where others tell the same facts, its are the right ones.
  const Line* const call = event.find(RecordType::SYSCALL);
  if (call != nullptr) facts.add(*call);
  for (const Line& line : event.records) {
    if (&line != call) facts.add(line);
  }
  facts.event.time = event.time;
  facts.event.sequence = event.serial;
  facts.event.node = event.node;
  facts.finish();
  summarize(event, facts);
  return facts.event;
}

}  // namespace knox::linux_audit
