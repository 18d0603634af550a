#include "knox/tracev3/event_stream.h"

#include <algorithm>

#include "knox/tracev3/little.h"

namespace knox::tracev3 {

// A chunkset, as it waits.
struct EventStream::Place {
  std::int64_t first = 0;  // wall
  std::uint32_t file = 0, chunkset = 0;
};

// A chunkset that is unpacked, with its events in the order of time.
struct EventStream::Open {
  struct Ref {
    std::int64_t wall;
    std::uint64_t ticks;
    std::uint32_t chunk;   // offset of its preamble
    std::uint32_t offset;  // of a tracepoint in its page
  };
  std::uint32_t file = 0, chunkset = 0;
  std::vector<std::uint8_t> bytes;
  std::vector<Ref> refs;
  std::size_t next = 0;
  std::shared_ptr<const Catalog> catalog;
  // The chunk of the last event.
  std::optional<std::uint32_t> chunk;
  Chunk its = {};
  Page page = {};
  const Process* process = nullptr;

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

EventStream::EventStream(std::vector<std::unique_ptr<TraceFile>> files, const TimeTable& times,
                         TraceFile::OnDamage on_damage)
    : files_(std::move(files)), on_damage_(std::move(on_damage)), oversize_(files_) {
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
  opened->chunk.reset();
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
  const auto add = [&](std::uint64_t ticks, std::size_t chunk, std::size_t offset) {
    // Both are below 16 MiB.
    open.refs.push_back(
        {clock.at(ticks).wall, ticks, static_cast<std::uint32_t>(chunk), static_cast<std::uint32_t>(offset)});
  };
  const auto lose = [&](std::size_t inner, std::size_t size, std::string_view why) {
    file.lose(place, inner, size, why, on_damage_);
  };
  ChunkWalk walk(open.bytes);
  Chunk chunk;
  while (walk.next(chunk)) {
    const std::size_t at = chunk.offset;
    if (chunk.tag == Tag::kFirehose) {
      const std::optional<Page> page = read_page(chunk.data);
      if (!page) {
        lose(at, chunk.data.size(), "firehose chunk");
        continue;
      }
      TracepointWalk tracepoints(page->tracepoints);
      Tracepoint tracepoint;
      while (tracepoints.next(tracepoint)) add(page->base + tracepoint.delta, at, tracepoints.offset());
      if (tracepoints.lost() != 0) lose(at, tracepoints.lost(), "tracepoint");
    } else if (chunk.tag == Tag::kOversize) {
      const std::optional<Oversize> oversize = read_oversize(chunk.data);
      if (!oversize) {
        lose(at, chunk.data.size(), "oversize chunk");
        continue;
      }
      oversize_.add({file.header().boot, oversize->process, oversize->reference}, open.file, open.chunkset,
                    at);
    } else if (chunk.tag == Tag::kStatedump) {
      const std::optional<Statedump> state = read_statedump(chunk.data);
      if (!state) lose(at, chunk.data.size(), "statedump chunk");
      if (state) add(state->time, at, 0);
    } else if (chunk.tag == Tag::kSimpledump) {
      const std::optional<Simpledump> dump = read_simpledump(chunk.data);
      if (!dump) lose(at, chunk.data.size(), "simpledump chunk");
      if (dump) add(dump->time, at, 0);
    }
  }
  if (walk.lost() != 0) lose(walk.offset(), walk.lost(), walk.why());
  const auto is_before = [](const Open::Ref& a, const Open::Ref& b) {
    if (a.wall != b.wall) return a.wall < b.wall;
    if (a.ticks != b.ticks) return a.ticks < b.ticks;
    return a.chunk != b.chunk ? a.chunk < b.chunk : a.offset < b.offset;
  };
  std::ranges::sort(open.refs, is_before);
}

// The event that comes next of an open chunkset.
void EventStream::read(Open& open, Event& event) {
  const Open::Ref& ref = open.refs[open.next];
  if (open.chunk != ref.chunk) {
    ChunkWalk walk(open.bytes, ref.chunk);
    walk.next(open.its);
    open.chunk = ref.chunk;
    const std::uint64_t unique_pid = load_little<std::uint64_t>(open.its.data.data());
    open.process = open.catalog->find({unique_pid, load_little<std::uint32_t>(open.its.data.data() + 8)});
    if (open.its.tag == Tag::kFirehose) open.page = *read_page(open.its.data);
  }
  event.file = open.file;
  event.header = &files_[open.file]->header();
  event.catalog = open.catalog;
  event.process = open.process;
  if (open.its.tag == Tag::kFirehose) {
    event.what = Event::What::kTracepoint;
    event.page = open.page;
    read_tracepoint(open.page.tracepoints.subspan(ref.offset), event.tracepoint);
    event.ticks = open.page.base + event.tracepoint.delta;
  } else if (open.its.tag == Tag::kStatedump) {
    event.what = Event::What::kStatedump;
    event.statedump = *read_statedump(open.its.data);
    event.ticks = event.statedump.time;
  } else {
    event.what = Event::What::kSimpledump;
    event.simpledump = *read_simpledump(open.its.data);
    event.ticks = event.simpledump.time;
  }
  const Clock& clock = clocks_[open.file];
  const Clock::Moment moment = clock.at(event.ticks);
  event.wall = moment.wall;
  event.minutes_west = moment.minutes_west;
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
    const bool is_due = open_.empty() || places_[next_].first <= open_.front()->wall();
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
  return oversize_.find({event.header->boot, event.page.process, reference});
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
