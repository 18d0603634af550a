#include "knox/tracev3/file/catalog.h"

#include <algorithm>

#include "knox/tracev3/bytes/little.h"

namespace knox::tracev3 {

namespace {

constexpr std::uint32_t kCurrent = 0x11;  // sub tag since macOS 10.12.5
constexpr std::uint16_t kNone = 0xffff;
constexpr std::size_t kUuid = 16;

// Entries end at a multiple of 8, counted from the first one.
void pad(LittleCursor& cursor, std::size_t begin) {
  const std::size_t size = cursor.used() - begin;
  cursor.skip(std::min((8 - size % 8) % 8, cursor.left()));
}

}  // namespace

const Subsystem* Process::subsystem(std::uint16_t id) const noexcept {
  const auto found = std::ranges::lower_bound(subsystems, id, {}, &Subsystem::id);
  return found == subsystems.end() || found->id != id ? nullptr : &*found;
}

const ImageRange* Process::image_at(std::uint64_t address) const noexcept {
  const ImageRange* best = nullptr;
  for (const ImageRange& image : images) {
    const bool is_in = address >= image.load && address - image.load < image.size;
    if (is_in && (best == nullptr || image.size < best->size)) best = &image;
  }
  return best;
}

bool ChunksetEntry::has_string(std::uint16_t offset) const noexcept {
  return std::ranges::find(strings, offset) != strings.end();
}

struct Catalog::Shape {
  bool is_old = false;
  std::size_t strings = 0, processes = 0, chunksets = 0;  // offsets in `arrays`
  std::size_t process_count = 0, chunkset_count = 0;
  Bytes arrays = {};

  std::string_view string(std::uint16_t offset) const noexcept {
    if (strings > processes || offset >= processes - strings) return {};
    return until_nul(arrays.subspan(strings + offset, processes - strings - offset));
  }
};

std::optional<Error> Catalog::read(std::vector<std::uint8_t> data, std::uint32_t sub_tag) {
  data_ = std::move(data);
  processes_.clear();
  by_key_.clear();
  chunksets_.clear();
  numbers_.clear();
  LittleCursor cursor(data_);
  Shape shape{.is_old = sub_tag != kCurrent};
  shape.strings = cursor.get<std::uint16_t>();
  shape.processes = cursor.get<std::uint16_t>();
  shape.process_count = cursor.get<std::uint16_t>();
  shape.chunksets = cursor.get<std::uint16_t>();
  shape.chunkset_count = cursor.get<std::uint16_t>();
  cursor.skip(6);
  if (!shape.is_old) cursor.skip(8);  // the earliest time in what follows
  const bool is_whole = cursor.ok();
  shape.arrays = cursor.rest();
  if (!is_whole || shape.strings > shape.processes || shape.processes > shape.chunksets ||
      shape.chunksets > shape.arrays.size()) {
    return Error{.code = Code::kBadSize, .have = data_.size(), .what = "catalog"};
  }
  const bool has_processes = read_processes(shape);
  for (std::size_t i = 0; i < processes_.size(); ++i) by_key_.push_back(static_cast<std::uint16_t>(i));
  std::ranges::sort(by_key_, [this](std::uint16_t a, std::uint16_t b) {
    const auto order = processes_[a].key <=> processes_[b].key;
    return order == 0 ? a < b : order < 0;
  });
  if (!read_chunksets(shape)) return Error{.code = Code::kTruncated, .what = "catalog: a chunkset"};
  if (!has_processes) return Error{.code = Code::kTruncated, .what = "catalog: a process"};
  return std::nullopt;
}

std::optional<Uuid> Catalog::uuid(const Shape& shape, std::uint16_t index) const noexcept {
  const std::size_t at = kUuid * index;
  if (index == kNone || at + kUuid > shape.strings) return std::nullopt;
  return uuid_of(shape.arrays.subspan(at, kUuid));
}

bool Catalog::read_processes(const Shape& shape) {
  LittleCursor cursor(shape.arrays.subspan(shape.processes, shape.chunksets - shape.processes));
  for (std::size_t i = 0; i < shape.process_count; ++i) {
    const std::size_t begin = cursor.used();
    Process process;
    process.index = cursor.get<std::uint16_t>();
    process.is_32bit = (cursor.get<std::uint16_t>() & 1) != 0;
    process.main = uuid(shape, cursor.get<std::uint16_t>()).value_or(Uuid());
    process.shared = uuid(shape, cursor.get<std::uint16_t>());
    process.key.unique_pid = cursor.get<std::uint64_t>();
    process.key.pid_version = cursor.get<std::uint32_t>();
    process.pid = cursor.get<std::uint32_t>();
    process.euid = cursor.get<std::uint32_t>();
    process.persona = cursor.get<std::uint32_t>();
    for (std::uint64_t n = cursor.get<std::uint64_t>(); n > 0 && cursor.ok(); --n) {
      ImageRange range;
      range.size = cursor.get<std::uint64_t>();
      range.image = uuid(shape, cursor.get<std::uint16_t>()).value_or(Uuid());
      range.load = cursor.get<std::uint32_t>();
      range.load |= std::uint64_t{cursor.get<std::uint16_t>()} << 32;
      if (cursor.ok()) process.images.push_back(range);
    }
    for (std::uint64_t n = cursor.get<std::uint64_t>(); n > 0 && cursor.ok(); --n) {
      Subsystem subsystem{.id = cursor.get<std::uint16_t>(), .name_offset = cursor.get<std::uint16_t>()};
      subsystem.name = shape.string(subsystem.name_offset);
      if (shape.is_old) {  // the two are beside each other
        subsystem.category_offset =
            static_cast<std::uint16_t>(subsystem.name_offset + subsystem.name.size() + 1);
      } else {
        subsystem.category_offset = cursor.get<std::uint16_t>();
      }
      subsystem.category = shape.string(subsystem.category_offset);
      if (cursor.ok()) process.subsystems.push_back(subsystem);
    }
    if (!cursor.ok()) return false;
    std::ranges::sort(process.subsystems, {}, &Subsystem::id);
    pad(cursor, begin);
    processes_.push_back(std::move(process));
  }
  return true;
}

bool Catalog::read_chunksets(const Shape& shape) {
  struct Counts {
    std::size_t processes, strings;
  };
  std::vector<Counts> counts;
  LittleCursor cursor(shape.arrays.subspan(shape.chunksets));
  const auto take_numbers = [&] {
    std::size_t n = 0;
    for (std::uint32_t left = cursor.get<std::uint32_t>(); left > 0; --left, ++n) {
      const std::uint16_t number = cursor.get<std::uint16_t>();
      if (!cursor.ok()) break;
      numbers_.push_back(number);
    }
    return n;
  };
  for (std::size_t i = 0; i < shape.chunkset_count; ++i) {
    const std::size_t begin = cursor.used();
    ChunksetEntry entry;
    entry.first = cursor.get<std::uint64_t>();
    entry.last = cursor.get<std::uint64_t>();
    entry.unpacked_size = cursor.get<std::uint32_t>();
    entry.compression = cursor.get<std::uint32_t>();
    const std::size_t processes = take_numbers(), strings = take_numbers();
    if (!cursor.ok()) break;
    pad(cursor, begin);
    chunksets_.push_back(entry);
    counts.push_back({processes, strings});
  }
  std::span<const std::uint16_t> numbers(numbers_);
  for (std::size_t i = 0; i < chunksets_.size(); ++i) {
    chunksets_[i].processes = numbers.first(counts[i].processes);
    numbers = numbers.subspan(counts[i].processes);
    chunksets_[i].strings = numbers.first(counts[i].strings);
    numbers = numbers.subspan(counts[i].strings);
  }
  return chunksets_.size() == shape.chunkset_count;
}

const Process* Catalog::find(const ProcessKey& key) const noexcept {
  const auto found =
      std::ranges::lower_bound(by_key_, key, {}, [this](std::uint16_t i) { return processes_[i].key; });
  if (found == by_key_.end() || processes_[*found].key != key) return nullptr;
  return &processes_[*found];
}

}  // namespace knox::tracev3
