// TraceFile: a tracev3 file: its header, and where its chunksets are, which is known from the catalogs and
// the preambles alone. Nothing is unpacked before it is wanted.
//
// Every byte of the file is accounted for: it is decoded, or passed over because nobody wants it, or skipped
// as damage. After damage the next chunk is searched for, so that a wrong size costs one chunk.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "knox/io/random_access.h"
#include "knox/tracev3/file/catalog.h"
#include "knox/tracev3/file/chunk.h"
#include "knox/tracev3/file/header.h"

namespace knox::tracev3 {

struct TraceDamage {
  std::string_view file = {};
  std::uint64_t offset = 0;  // in the file
  std::uint64_t size = 0;    // bytes that are skipped; 0: only what is inside of a chunkset
  Error why = {};
};

struct TraceAccount {
  std::uint64_t bytes = 0;    // of the files
  std::uint64_t passed = 0;   // of them, in chunksets that nobody wants
  std::uint64_t skipped = 0;  // of them, damaged
  std::uint64_t damages = 0;
  std::uint64_t unpacked_skipped = 0;  // bytes inside of chunksets that are damaged
};

struct ChunksetPlace {
  std::uint64_t offset = 0;  // of its preamble
  std::uint32_t size = 0;    // of its data
  std::uint32_t catalog = 0;
  std::optional<std::uint32_t> entry = {};  // of the catalog, which is about this
  std::uint64_t first = 0, last = 0;        // ticks; without an entry those of the chunkset before
  bool is_wanted = true;
};

class TraceFile {
 public:
  using OnDamage = std::function<void(const TraceDamage&)>;
  // Whether a chunkset can hold anything that is wanted. Empty: all can.
  using Wants = std::function<bool(const TraceFile&, const Catalog&, const ChunksetEntry&)>;

  // Errors: those of open_random_access(); kNotARecord of what is no tracev3 file; those of read_header().
  static Result<std::unique_ptr<TraceFile>> open(const std::string& path);
  // The same of bytes that are open already; `path` is for messages.
  static Result<std::unique_ptr<TraceFile>> open(std::string path, std::unique_ptr<io::RandomAccess> bytes);

  // Finds the chunksets, and which are wanted. Once. `on_damage` may be empty, here and below.
  void index(const Wants& wants, const OnDamage& on_damage);

  const std::string& path() const noexcept { return path_; }
  const Header& header() const noexcept { return header_; }
  // In the order of the file, also those that nobody wants.
  const std::vector<ChunksetPlace>& chunksets() const noexcept { return chunksets_; }
  const TraceAccount& account() const noexcept { return account_; }

  // The catalog of a chunkset; the last one asked for is kept. Never nullptr: one that cannot be read has
  // nothing in it.
  std::shared_ptr<const Catalog> catalog(const ChunksetPlace& place);

  // The data of a chunkset, unpacked into `to`. What is damaged is accounted for and reported.
  void unpack(const ChunksetPlace& place, std::vector<std::uint8_t>& to, const OnDamage& on_damage);
  // The same again, of which nothing is accounted for.
  void unpack_quietly(const ChunksetPlace& place, std::vector<std::uint8_t>& to);
  // Bytes at the end of what is unpacked are no chunk, from `inner` on.
  void lose(const ChunksetPlace& place, std::size_t inner, std::size_t size, std::string_view why,
            const OnDamage& on_damage);

 private:
  struct CatalogPlace {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint32_t sub_tag = 0;
  };
  TraceFile(std::string path, std::unique_ptr<io::RandomAccess> file)
      : path_(std::move(path)), file_(std::move(file)) {}

  std::uint64_t end_of_chunk(std::uint64_t offset, const Preamble& preamble);
  std::uint64_t find_chunk(std::uint64_t from, std::uint64_t to);
  bool is_chunk_at(std::uint64_t offset);
  bool read_preamble(std::uint64_t offset, Preamble& preamble);
  void skip(std::uint64_t offset, std::uint64_t size, const Error& why, const OnDamage& on_damage);
  std::vector<std::uint8_t> read(std::uint64_t offset, std::uint64_t size);
  Result<void> read_chunkset(const ChunksetPlace& place, std::vector<std::uint8_t>& to);

  std::string path_;
  std::unique_ptr<io::RandomAccess> file_;
  Header header_;
  std::vector<CatalogPlace> catalogs_;
  std::vector<ChunksetPlace> chunksets_;
  TraceAccount account_;
  std::shared_ptr<const Catalog> kept_;
  std::uint32_t kept_index_ = 0;
  std::vector<std::uint8_t> packed_;
};

}  // namespace knox::tracev3
