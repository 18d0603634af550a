#include "knox/linux_audit/assembly/assembly.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "knox/linux_audit/assembly/event_table.h"
#include "knox/linux_audit/assembly/line_store.h"
#include "knox/linux_audit/assembly/node.h"
#include "knox/linux_audit/assembly/order.h"

namespace knox::linux_audit {

namespace {

using Index = EventTable::Index;
using Slot = EventTable::Slot;
using SlotState = EventTable::State;
constexpr Index kNone = EventTable::kNone;

constexpr std::size_t kMaxNodes = 1024;  // more than these share their clocks

// auditd counts what it says itself, from a number of its own.
bool is_of_auditd(RecordType type) {
  const auto number = static_cast<std::uint16_t>(type);
  return number >= 1200 && number <= 1299;
}

// A name as a number that stands for it.
std::uint64_t hash_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
  return hash;
}

EventId id_of(const Line& line) {
  return {.node = line.node.empty() ? 0 : hash_of(line.node),
          .time = line.time.seconds * 1000 + line.time.nanoseconds / 1'000'000,
          .serial = line.serial};
}

}  // namespace

struct Assembler::State {
  explicit State(const Options& o) : options(o) {}

  Index open(const EventId& id, RecordType type);
  Index node_of(std::uint64_t name);
  bool see(Node& node, std::uint64_t time);
  void queue(Index index);
  void append(Index index, const Line& line);
  void discard(Index index);

  void make_ready(Index index, Ending ending);
  void evict(Index index);
  void expire(Node& node);
  bool pressed() const;
  Index oldest() const;
  const Event* pop(Index index);
  void release();

  EventTable::List& list_of(const Slot& slot) {
    return slot.state == SlotState::kReady ? ready : nodes[slot.node].waiting;
  }

  Options options;
  AssemblyCounts counts;
  LineStore store;
  EventTable events;
  std::vector<Node> nodes;
  std::array<std::uint16_t, 4096> node_cache{};  // where a node was found by its hash
  EventTable::List ready;
  std::uint32_t waiting = 0;  // events that have records

  // What was handed out: the event, its lines (and room for those of larger ones), and where they are stored,
  // by their order.
  Event event;
  std::vector<Line> lines;
  std::vector<std::pair<std::uint64_t, LineStore::Position>> positions;
};

Index Assembler::State::node_of(std::uint64_t name) {
  std::uint16_t& cached = node_cache[name % node_cache.size()];
  if (cached < nodes.size() && nodes[cached].name() == name) return cached;
  const auto found = std::ranges::find(nodes, name, &Node::name);
  auto index = static_cast<std::size_t>(found - nodes.begin());
  if (found == nodes.end()) {
    if (nodes.size() < kMaxNodes) {
      nodes.emplace_back(name);
    } else {
      index = static_cast<std::size_t>(name % kMaxNodes);
    }
  }
  cached = static_cast<std::uint16_t>(index);
  return cached;
}

Index Assembler::State::open(const EventId& id, RecordType type) {
  const Index node = node_of(id.node);
  if (!is_of_auditd(type)) nodes[node].see_serial(id, options.timeout_ms, counts);
  const Index index = events.open(id);
  events[index].node = node;
  events[index].is_of_auditd = is_of_auditd(type);
  return index;
}

// A record of this time has come. True when the node's clock has moved.
bool Assembler::State::see(Node& node, std::uint64_t time) {
  const std::uint64_t before = node.clock();
  if (node.see_time(time, options.timeout_ms)) {
    // Set back: the time of all that waits begins again.
    for (Index i = node.waiting.first; i != kNone; i = events[i].next) events[i].seen = node.clock();
  }
  return node.clock() != before;
}

// Into its place among the events that wait, which nearly always is the last.
void Assembler::State::queue(Index index) {
  Slot& slot = events[index];
  slot.state = SlotState::kWaiting;
  ++waiting;
  EventTable::List& list = nodes[slot.node].waiting;
  const auto comes_after = [&](const Slot& other) {
    const std::uint64_t apart = std::max(other.id.time, slot.id.time) - std::min(other.id.time, slot.id.time);
    if (apart > options.timeout_ms) return false;
    if (slot.is_of_auditd || other.is_of_auditd) return other.id.time > slot.id.time;
    const std::uint32_t ahead = other.id.serial - slot.id.serial;
    return ahead > 0 && ahead < kFarSerial;
  };
  Index before = kNone;
  for (Index i = list.last; i != kNone && comes_after(events[i]); i = events[i].previous) before = i;
  events.insert(list, index, before);
}

void Assembler::State::append(Index index, const Line& line) {
  Slot& slot = events[index];
  const std::uint64_t order = kernel_order(line, slot.order);
  const LineStore::Position at = store.add(line, order);
  if (slot.first == LineStore::kNone) {
    slot.first = at;
  } else {
    store.stored(slot.last).next = at;
    if (order < slot.order) slot.in_order = false;
  }
  slot.last = at;
  slot.order = order;
  slot.seen = nodes[slot.node].clock();
  ++slot.records;
  ++counts.records_waiting;
  const bool is_abend = options.is_live && line.type == RecordType::ANOM_ABEND && slot.records == 1;
  if (is_abend || ends_event(line.type)) slot.ending = Ending::kComplete;
  slot.closed |= is_abend || line.type == RecordType::EOE;
}

void Assembler::State::discard(Index index) {
  Slot& slot = events[index];
  events.remove(list_of(slot), index);
  --waiting;
  for (LineStore::Position at = slot.first; at != LineStore::kNone;) {
    const LineStore::Position next = store.stored(at).next;
    store.remove(at);
    at = next;
  }
  counts.records_waiting -= slot.records;
  counts.records_ignored += slot.records;
  events.remember(index, SlotState::kIgnored, nodes[slot.node].clock());
}

void Assembler::State::make_ready(Index index, Ending ending) {
  Slot& slot = events[index];
  events.remove(nodes[slot.node].waiting, index);
  slot.state = SlotState::kReady;
  if (slot.ending != Ending::kComplete) slot.ending = ending;
  events.append(ready, index);
}

// Hands it out as it is.
void Assembler::State::evict(Index index) {
  ++counts.pressed_events;
  make_ready(index, Ending::kPressure);
}

void Assembler::State::expire(Node& node) {
  while (node.waiting.first != kNone) {
    const Slot& slot = events[node.waiting.first];
    const bool complete = slot.ending == Ending::kComplete;
    if (node.clock() - slot.seen < (complete ? options.settle_ms : options.timeout_ms)) break;
    make_ready(node.waiting.first, Ending::kTimeout);
  }
  while (const Slot* slot = events.oldest_remembered()) {
    if (nodes[slot->node].clock() - slot->seen < options.timeout_ms) break;
    events.forget_oldest();
  }
}

bool Assembler::State::pressed() const {
  return waiting > options.max_events || store.bytes() > options.max_bytes;
}

// The event that has waited longest among the first ones of all nodes.
Index Assembler::State::oldest() const {
  Index oldest = kNone;
  for (const Node& node : nodes) {
    const Index first = node.waiting.first;
    if (first == kNone) continue;
    if (oldest == kNone || events[first].first < events[oldest].first) oldest = first;
  }
  return oldest;
}

const Event* Assembler::State::pop(Index index) {
  Slot& slot = events[index];
  events.remove(ready, index);
  --waiting;
  event = {.node = {},
           .time = {slot.id.time / 1000, static_cast<std::uint32_t>(slot.id.time % 1000) * 1'000'000},
           .serial = slot.id.serial,
           .records = {},
           .ending = slot.ending,
           .late = slot.late};
  for (LineStore::Position at = slot.first; at != LineStore::kNone; at = store.stored(at).next) {
    positions.emplace_back(store.stored(at).order, at);
  }
  if (!slot.in_order) std::ranges::sort(positions);
  if (lines.size() < positions.size()) lines.resize(positions.size());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    store.get(positions[i].second, lines[i]);
    lines[i].time = event.time;
    lines[i].serial = event.serial;
  }
  event.records = {lines.data(), positions.size()};
  event.node = lines.front().node;
  ++counts.events;
  if (slot.late) ++counts.late_events;
  counts.records_out += slot.records;
  counts.records_waiting -= slot.records;
  events.remember(index, SlotState::kGone, nodes[slot.node].clock());
  return &event;
}

// The caller has done with the event.
void Assembler::State::release() {
  for (const auto& [order, at] : positions) store.remove(at);
  positions.clear();
}

Assembler::Options Assembler::options_for(bool live) {
  Options options;
  if (live) options.settle_ms = 10;
  options.is_live = live;
  return options;
}

Assembler::Assembler() : Assembler(Options{}) {}
Assembler::Assembler(const Options& options) : state_(std::make_unique<State>(options)) {}
Assembler::~Assembler() = default;

void Assembler::add(const Line& line) {
  State& s = *state_;
  s.release();
  ++s.counts.records_in;
  const EventId id = id_of(line);
  Index index = s.events.find(id);
  const bool is_new = index == kNone;
  if (is_new) index = s.open(id, line.type);
  Slot& slot = s.events[index];
  Node& node = s.nodes[slot.node];
  const bool moved = s.see(node, id.time);
  if (slot.state == SlotState::kIgnored) {
    ++s.counts.records_ignored;
  } else {
    if (slot.state == SlotState::kGone) {
      s.events.recall(index);
      slot.late = true;
      slot.ending = Ending::kTimeout;
      slot.in_order = true;
      slot.order = 0;
    }
    if (is_new || slot.state == SlotState::kGone) s.queue(index);
    s.append(index, line);
  }
  if (moved) s.expire(node);
  if (slot.state == SlotState::kWaiting && slot.records >= s.options.max_records) s.evict(index);
}

void Assembler::ignore(const Line& line) {
  State& s = *state_;
  s.release();
  ++s.counts.records_in;
  ++s.counts.records_ignored;
  const EventId id = id_of(line);
  Index index = s.events.find(id);
  const bool is_new = index == kNone;
  if (is_new) index = s.open(id, line.type);
  Node& node = s.nodes[s.events[index].node];
  const bool moved = s.see(node, id.time);
  const SlotState state = s.events[index].state;
  if (is_new) {
    s.events.remember(index, SlotState::kIgnored, node.clock());
  } else if (state == SlotState::kWaiting || state == SlotState::kReady) {
    s.discard(index);
  }
  if (moved) s.expire(node);
}

const Event* Assembler::next() {
  State& s = *state_;
  s.release();
  if (s.ready.first == kNone && s.pressed()) {
    if (const Index index = s.oldest(); index != kNone) s.evict(index);
  }
  return s.ready.first == kNone ? nullptr : s.pop(s.ready.first);
}

void Assembler::idle(std::uint32_t silent_ms) {
  State& s = *state_;
  const bool long_enough = silent_ms >= s.options.timeout_ms;
  for (const Node& node : s.nodes) {
    for (Index i = node.waiting.first; i != kNone;) {
      const Index next = s.events[i].next;
      const Slot& slot = s.events[i];
      const bool complete = silent_ms == 0 ? slot.closed : slot.ending == Ending::kComplete;
      if (long_enough || complete) s.make_ready(i, Ending::kTimeout);
      i = next;
    }
  }
}

void Assembler::finish() {
  State& s = *state_;
  for (Index index = s.oldest(); index != kNone; index = s.oldest()) s.make_ready(index, Ending::kEndOfInput);
}

const AssemblyCounts& Assembler::counts() const noexcept {
  return state_->counts;
}

}  // namespace knox::linux_audit
