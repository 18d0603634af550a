#include "knox/tracev3/event_stream.h"

#include <algorithm>

#include "knox/tracev3/bytes/little.h"

namespace knox::tracev3 {

// A chunkset, as it waits.
struct EventStream::Place {
  std::int64_t first = 0;  // wall
  std::uint32_t file = 0, chunkset = 0;
};

// A chunkset that is unpacked, with its events in the order of time.
struct EventStream::Open {
  struct Part {  // a chunk of it
    Chunk chunk = {};
    Page page = {};
    const Process* process = nullptr;
  };
  struct Ref {
    std::int64_t wall;
    std::uint64_t ticks;
    std::uint32_t part;
    std::uint32_t offset;  // of a tracepoint in its page
  };
  std::uint32_t file = 0, chunkset = 0;
  std::vector<std::uint8_t> bytes;
  std::vector<Part> parts;
  std::vector<Ref> refs;
  std::size_t next = 0;
  std::shared_ptr<const Catalog> catalog;

  std::int64_t wall() const noexcept { return refs[next].wall; }
  bool is_before(const Open& other) const noexcept {
    const Ref &a = refs[next], &b = other.refs[other.next];
    if (a.wall != b.wall) return a.wall < b.wall;
    if (a.ticks != b.ticks) return a.ticks < b.ticks;
    return file != other.file ? file < other.file : chunkset < other.chunkset;
  }
};

namespace {

constexpr auto kIsLater = [](const auto& a, const auto& b) { return b->is_before(*a); };

}  // namespace

EventStream::EventStream(std::vector<std::unique_ptr<TraceFile>> files, const TimeTable& times, bool in_order,
                         TraceFile::OnDamage on_damage)
    : files_(std::move(files)), in_order_(in_order), on_damage_(std::move(on_damage)), oversize_(files_) {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const Clock* const clock = times.find(files_[i]->header().boot);
    clocks_.push_back(clock != nullptr ? *clock : clock_of(files_[i]->header()));
    const std::vector<ChunksetPlace>& chunksets = files_[i]->chunksets();
    for (std::size_t n = 0; n < chunksets.size(); ++n) {
      if (!chunksets[n].is_wanted) continue;
      places_.push_back({.first = clocks_[i].at(chunksets[n].first).wall,
                         .file = static_cast<std::uint32_t>(i),
                         .chunkset = static_cast<std::uint32_t>(n)});
    }
  }
  if (!in_order_) return;
  std::ranges::sort(places_, [](const Place& a, const Place& b) {
    if (a.first != b.first) return a.first < b.first;
    return a.file != b.file ? a.file < b.file : a.chunkset < b.chunkset;
  });
}

EventStream::~EventStream() = default;

void EventStream::open(const Place& place) {
  std::unique_ptr<Open> opened;
  if (spare_.empty()) {
    opened = std::make_unique<Open>();
  } else {
    opened = std::move(spare_.back());
    spare_.pop_back();
  }
  opened->file = place.file;
  opened->chunkset = place.chunkset;
  opened->refs.clear();
  opened->next = 0;
  opened->parts.clear();
  TraceFile& file = *files_[place.file];
  const ChunksetPlace& its = file.chunksets()[place.chunkset];
  file.unpack(its, opened->bytes, on_damage_);
  opened->catalog = file.catalog(its);
  list(*opened);
  if (opened->refs.empty()) {
    spare_.push_back(std::move(opened));
    return;
  }
  open_bytes_ += opened->bytes.size();
  open_.push_back(std::move(opened));
  std::ranges::push_heap(open_, kIsLater);
}

// Finds the events of a chunkset.
void EventStream::list(Open& open) {
  const Clock& clock = clocks_[open.file];
  TraceFile& file = *files_[open.file];
  const ChunksetPlace& place = file.chunksets()[open.chunkset];
  // Parts and offsets are fewer than 16 Mi.
  const auto add = [&](std::uint64_t ticks, std::size_t offset) {
    open.refs.push_back({clock.at(ticks).wall, ticks, static_cast<std::uint32_t>(open.parts.size() - 1),
                         static_cast<std::uint32_t>(offset)});
  };
  const auto lose = [&](std::size_t inner, std::size_t size, std::string_view why) {
    file.lose(place, inner, size, why, on_damage_);
  };
  ChunkWalk walk(open.bytes);
  for (Chunk chunk; walk.next(chunk);) {
    if (chunk.data.size() < sizeof(std::uint64_t) + sizeof(std::uint32_t)) {
      lose(chunk.offset, chunk.data.size(), "chunk");
      continue;
    }
    const ProcessKey key{load_little<std::uint64_t>(chunk.data.data()),
                         load_little<std::uint32_t>(chunk.data.data() + sizeof(std::uint64_t))};
    open.parts.push_back({.chunk = chunk, .page = {}, .process = open.catalog->find(key)});
    if (chunk.tag == Tag::kFirehose) {
      const std::optional<Page> page = read_page(chunk.data);
      if (!page) {
        lose(chunk.offset, chunk.data.size(), "firehose chunk");
        continue;
      }
      open.parts.back().page = *page;
      TracepointWalk tracepoints(page->tracepoints);
      for (Tracepoint tracepoint; tracepoints.next(tracepoint);)
        add(page->base + tracepoint.delta, tracepoints.offset());
      if (tracepoints.lost() != 0) lose(chunk.offset, tracepoints.lost(), "tracepoint");
    } else if (chunk.tag == Tag::kOversize) {
      const std::optional<Oversize> oversize = read_oversize(chunk.data);
      if (!oversize) lose(chunk.offset, chunk.data.size(), "oversize chunk");
      if (oversize)
        oversize_.add({file.header().boot, key, oversize->reference}, open.file, open.chunkset, chunk.offset);
    } else if (chunk.tag == Tag::kStatedump) {
      const std::optional<Statedump> state = read_statedump(chunk.data);
      if (!state) lose(chunk.offset, chunk.data.size(), "statedump chunk");
      if (state) add(state->time, 0);
    } else if (chunk.tag == Tag::kSimpledump) {
      const std::optional<Simpledump> dump = read_simpledump(chunk.data);
      if (!dump) lose(chunk.offset, chunk.data.size(), "simpledump chunk");
      if (dump) add(dump->time, 0);
    }
  }
  if (walk.lost() != 0) lose(walk.offset(), walk.lost(), walk.why());
  if (!in_order_) return;
  std::ranges::sort(open.refs, [](const Open::Ref& a, const Open::Ref& b) {
    if (a.wall != b.wall) return a.wall < b.wall;
    if (a.ticks != b.ticks) return a.ticks < b.ticks;
    return a.part != b.part ? a.part < b.part : a.offset < b.offset;
  });
}

// The event that comes next of an open chunkset.
void EventStream::read(const Open& open, Event& event) const {
  const Open::Ref& ref = open.refs[open.next];
  const Open::Part& part = open.parts[ref.part];
  event.file = open.file;
  event.header = &files_[open.file]->header();
  event.process = part.process;
  event.page = &part.page;
  event.ticks = ref.ticks;
  if (part.chunk.tag == Tag::kFirehose) {
    event.what = Event::What::kTracepoint;
    read_tracepoint(part.page.tracepoints.subspan(ref.offset), event.tracepoint);
  } else if (part.chunk.tag == Tag::kStatedump) {
    event.what = Event::What::kStatedump;
    event.statedump = *read_statedump(part.chunk.data);
  } else {
    event.what = Event::What::kSimpledump;
    event.simpledump = *read_simpledump(part.chunk.data);
  }
  const Clock& clock = clocks_[open.file];
  event.wall = ref.wall;
  event.minutes_west = clock.at(ref.ticks).minutes_west;
  event.is_estimate = clock.is_estimate;
}

// The event that was handed out is done with.
void EventStream::release_first() {
  Open& first = *open_.front();
  if (++first.next < first.refs.size()) {
    // Mostly the chunkset has the next event, too.
    const bool stays = (open_.size() < 2 || !open_[1]->is_before(first)) &&
                       (open_.size() < 3 || !open_[2]->is_before(first));
    if (stays) return;
    std::ranges::pop_heap(open_, kIsLater);
    std::ranges::push_heap(open_, kIsLater);
    return;
  }
  // It is the last one of the heap's order only behind pop_heap(), which looks at the next event of each.
  first.next = first.refs.size() - 1;
  std::ranges::pop_heap(open_, kIsLater);
  open_bytes_ -= open_.back()->bytes.size();
  open_.back()->catalog.reset();
  spare_.push_back(std::move(open_.back()));
  open_.pop_back();
}

bool EventStream::next(Event& event) {
  if (is_taken_) release_first();
  is_taken_ = false;
  while (next_ < places_.size()) {
    const bool is_due = open_.empty() || (in_order_ && places_[next_].first <= open_.front()->wall());
    if (!is_due || (open_bytes_ > kMostOpen && !open_.empty())) break;
    open(places_[next_++]);
  }
  if (open_.empty()) return false;
  read(*open_.front(), event);
  is_taken_ = true;
  ++events_;
  return true;
}

std::optional<Oversize> EventStream::find_oversize(const Event& event, std::uint32_t reference) {
  return oversize_.find({event.header->boot, event.page->process, reference});
}

TraceAccount EventStream::account() const {
  TraceAccount all;
  for (const std::unique_ptr<TraceFile>& file : files_) {
    all.bytes += file->account().bytes;
    all.passed += file->account().passed;
    all.skipped += file->account().skipped;
    all.damages += file->account().damages;
    all.unpacked_skipped += file->account().unpacked_skipped;
  }
  return all;
}

}  // namespace knox::tracev3
