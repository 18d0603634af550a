// Catalog: the chunk in front of chunksets that says which processes are in them, what their subsystems are,
// and from when to when each chunkset is. What it says decides which chunksets need not be unpacked.
//
// Source: what macOS 10.12.5 to 15 and iOS 15 write; the forms of before and of 27 are from descriptions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "knox/base/error.h"
#include "knox/tracev3/bytes/uuid.h"

namespace knox::tracev3 {

// Of a process: unique as long as the system runs. A pid is not.
struct ProcessKey {
  std::uint64_t unique_pid = 0;
  std::uint32_t pid_version = 0;
  auto operator<=>(const ProcessKey&) const noexcept = default;
};

struct Subsystem {
  std::uint16_t id = 0;
  std::uint16_t name_offset = 0, category_offset = 0;  // in the catalog's strings
  std::string_view name = {}, category = {};
};

// Where an image is in a process' memory.
struct ImageRange {
  std::uint64_t load = 0, size = 0;
  Uuid image = {};
};

struct Process {
  std::uint16_t index = 0;  // what a ChunksetEntry calls it
  ProcessKey key = {};
  std::uint32_t pid = 0, euid = 0;
  std::uint32_t persona = 0;
  bool is_32bit = false;
  Uuid main = {};                   // its executable
  std::optional<Uuid> shared = {};  // the cache of shared libraries
  std::vector<ImageRange> images = {};
  std::vector<Subsystem> subsystems = {};  // by id

  // Those of an id; nullptr: there are none.
  const Subsystem* subsystem(std::uint16_t id) const noexcept;
  // The image that an address is in: of several the smallest; nullptr: it is in none.
  const ImageRange* image_at(std::uint64_t address) const noexcept;
};

// What a catalog says of one chunkset.
struct ChunksetEntry {
  std::uint64_t first = 0, last = 0;  // ticks of the continuous time
  std::uint32_t unpacked_size = 0;
  std::uint32_t compression = 0;
  std::span<const std::uint16_t> processes = {};  // that occur in it: Process::index
  std::span<const std::uint16_t> strings = {};    // of subsystems and categories that occur: offsets

  bool has_string(std::uint16_t offset) const noexcept;
};

class Catalog {
 public:
  // Takes the chunk's data. The error says what was wrong; what came before that is kept.
  std::optional<Error> read(std::vector<std::uint8_t> data, std::uint32_t sub_tag);

  // In the order of the file.
  std::span<const Process> processes() const noexcept { return processes_; }
  // The n-th is about the n-th chunkset behind the catalog.
  std::span<const ChunksetEntry> chunksets() const noexcept { return chunksets_; }
  // nullptr: it is not in it.
  const Process* find(const ProcessKey& key) const noexcept;

 private:
  struct Shape;
  bool read_processes(const Shape& shape);
  bool read_chunksets(const Shape& shape);
  std::optional<Uuid> uuid(const Shape& shape, std::uint16_t index) const noexcept;

  std::vector<std::uint8_t> data_;
  std::vector<Process> processes_;
  std::vector<std::uint16_t> by_key_;  // indexes
  std::vector<ChunksetEntry> chunksets_;
  std::vector<std::uint16_t> numbers_;  // what the chunksets' spans are of
};

}  // namespace knox::tracev3
