#include "knox/tracev3/file/trace_file.h"

#include <algorithm>
#include <array>

#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/file/chunkset.h"

namespace knox::tracev3 {

namespace {

constexpr std::uint64_t kMostChunk = 32 * 1024 * 1024;  // of packed data; Apple's have 64 KiB
constexpr std::uint64_t kMostHeader = 4096;

bool is_zero(Bytes bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

// What can stand at the top level of a file, and not by chance.
bool is_plausible(const Preamble& preamble) {
  const bool is_top = preamble.tag == Tag::kCatalog || preamble.tag == Tag::kChunkset ||
                      preamble.tag == Tag::kOldFirehose || preamble.tag == Tag::kHeader;
  return is_top && preamble.sub_tag <= 0xff && preamble.size <= kMostChunk;
}

}  // namespace

Result<std::unique_ptr<TraceFile>> TraceFile::open(const std::string& path) {
  Result<std::unique_ptr<io::RandomAccess>> opened = io::open_random_access(path);
  if (!opened) return std::unexpected(opened.error());
  return open(path, *std::move(opened));
}

Result<std::unique_ptr<TraceFile>> TraceFile::open(std::string path,
                                                   std::unique_ptr<io::RandomAccess> bytes) {
  std::unique_ptr<TraceFile> file(new TraceFile(std::move(path), std::move(bytes)));
  const std::vector<std::uint8_t> front = file->read(0, kPreamble + kMostHeader);
  if (!looks_like_tracev3(front)) {
    return std::unexpected(Error{.code = Code::kNotARecord, .what = "header of a tracev3 file"});
  }
  const Preamble preamble = preamble_of(front.data());
  const Bytes data = Bytes(front).subspan(kPreamble);
  const Result<Header> header = read_header(data.first(std::min<std::size_t>(data.size(), preamble.size)));
  if (!header) return std::unexpected(header.error());
  file->header_ = *header;
  file->account_.bytes = file->file_->size();
  return file;
}

std::vector<std::uint8_t> TraceFile::read(std::uint64_t offset, std::uint64_t size) {
  const std::uint64_t left = offset < file_->size() ? file_->size() - offset : 0;
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::min(size, left)));  // at most kMostChunk
  if (!file_->read(offset, bytes)) bytes.clear();
  return bytes;
}

bool TraceFile::read_preamble(std::uint64_t offset, Preamble& preamble) {
  std::array<std::uint8_t, kPreamble> bytes;
  if (!file_->read(offset, bytes)) return false;
  preamble = preamble_of(bytes.data());
  return true;
}

bool TraceFile::is_chunk_at(std::uint64_t offset) {
  Preamble preamble;
  return read_preamble(offset, preamble) && is_plausible(preamble);
}

// The first plausible preamble at a multiple of 8; `to`: there is none before.
std::uint64_t TraceFile::find_chunk(std::uint64_t from, std::uint64_t to) {
  constexpr std::uint64_t kStep = 64 * 1024;
  for (std::uint64_t begin = (from + 7) / 8 * 8; begin < to; begin += kStep) {
    const std::vector<std::uint8_t> bytes = read(begin, kStep + kPreamble);
    for (std::size_t at = 0; at < kStep && at + kPreamble <= bytes.size() && begin + at < to; at += 8) {
      const Preamble preamble = preamble_of(bytes.data() + at);
      const bool fits = preamble.size <= file_->size() - begin - at - kPreamble;
      if (is_plausible(preamble) && fits) return begin + at;
    }
    if (bytes.size() < kStep) break;
  }
  return to;
}

// Where the next one begins. A size that leads to no chunk is doubted.
std::uint64_t TraceFile::end_of_chunk(std::uint64_t offset, const Preamble& preamble) {
  const std::uint64_t end = offset + padded_size(preamble.size), size = file_->size();
  if (end + kPreamble >= size || is_chunk_at(end)) return std::min(end, size);
  const std::uint64_t tight = offset + kPreamble + preamble.size;
  if (tight != end && is_chunk_at(tight)) return tight;
  if (is_zero(read(end, kPreamble))) return end;
  return find_chunk(offset + kPreamble, end);
}

void TraceFile::skip(std::uint64_t offset, std::uint64_t size, const Error& why, const OnDamage& on_damage) {
  account_.skipped += size;
  ++account_.damages;
  if (on_damage) on_damage({.file = path_, .offset = offset, .size = size, .why = why});
}

void TraceFile::index(const Wants& wants, const OnDamage& on_damage) {
  std::shared_ptr<Catalog> catalog = std::make_shared<Catalog>();
  std::uint32_t entry = 0;
  std::uint64_t time = 0;
  const std::uint64_t size = file_->size();
  Preamble preamble;
  for (std::uint64_t at = 0, next = 0; at < size; at = next) {
    if (!read_preamble(at, preamble)) {  // a live file may end in the middle of one
      skip(at, size - at, {.code = Code::kTruncated, .need = kPreamble, .have = size - at, .what = "chunk"},
           on_damage);
      break;
    }
    if (is_zero(read(at, kPreamble))) break;  // room that is not used yet
    if (!preamble.is_known() || preamble.size > kMostChunk || preamble.size > size - at - kPreamble) {
      next = find_chunk(at + 8, size);
      const bool is_cut = preamble.is_known() && next == size;
      skip(at, next - at,
           {.code = is_cut ? Code::kTruncated : Code::kBadMagic,
            .need = is_cut ? preamble.size : 0,
            .have = is_cut ? size - at - kPreamble : 0,
            .what = "chunk"},
           on_damage);
      if (preamble.tag == Tag::kChunkset) ++entry;
      continue;
    }
    next = end_of_chunk(at, preamble);
    if (preamble.tag == Tag::kCatalog) {
      const CatalogPlace place{.offset = at, .size = preamble.size, .sub_tag = preamble.sub_tag};
      catalogs_.push_back(place);
      catalog = std::make_shared<Catalog>();
      entry = 0;
      if (const auto wrong = catalog->read(read(at + kPreamble, place.size), place.sub_tag))
        skip(at, next - at, *wrong, on_damage);
    } else if (preamble.tag == Tag::kChunkset) {
      const auto entries = catalog->chunksets();
      const bool has_entry = entry < entries.size() && !catalogs_.empty();
      if (has_entry) time = entries[entry].first;
      const std::uint64_t packed = std::min(preamble.size, next - at - kPreamble);
      ChunksetPlace place{.offset = at, .size = static_cast<std::uint32_t>(packed)};  // at most kMostChunk
      place.catalog = static_cast<std::uint32_t>(catalogs_.empty() ? 0 : catalogs_.size() - 1);
      if (has_entry) place.entry = entry;
      place.first = time;
      place.last = has_entry ? entries[entry].last : time;
      place.is_wanted = !has_entry || !wants || wants(*this, *catalog, entries[entry]);
      if (!place.is_wanted) account_.passed += next - at;
      chunksets_.push_back(place);
      ++entry;
    }
  }
}

std::shared_ptr<const Catalog> TraceFile::catalog(const ChunksetPlace& place) {
  if (kept_ && kept_index_ == place.catalog) return kept_;
  auto catalog = std::make_shared<Catalog>();
  if (place.catalog < catalogs_.size()) {
    const CatalogPlace& its = catalogs_[place.catalog];
    catalog->read(read(its.offset + kPreamble, its.size), its.sub_tag);
  }
  kept_ = std::move(catalog);
  kept_index_ = place.catalog;
  return kept_;
}

Result<void> TraceFile::read_chunkset(const ChunksetPlace& place, std::vector<std::uint8_t>& to) {
  to.clear();
  packed_.resize(place.size);
  const Result<void> read = file_->read(place.offset + kPreamble, packed_);
  return read ? unpack_chunkset(packed_, to) : read;
}

void TraceFile::unpack_quietly(const ChunksetPlace& place, std::vector<std::uint8_t>& to) {
  static_cast<void>(read_chunkset(place, to));  // what is damaged was reported when it was unpacked first
}

void TraceFile::unpack(const ChunksetPlace& place, std::vector<std::uint8_t>& to, const OnDamage& on_damage) {
  const Result<void> unpacked = read_chunkset(place, to);
  if (unpacked) return;
  Error why = unpacked.error();
  const std::uint64_t end = place.offset + padded_size(place.size);
  const std::uint64_t broken = std::min(place.offset + kPreamble + why.offset, end);
  const std::uint64_t begin = to.empty() ? place.offset : broken;
  skip(begin, end - begin, why, on_damage);
}

void TraceFile::lose(const ChunksetPlace& place, std::size_t inner, std::size_t size, std::string_view why,
                     const OnDamage& on_damage) {
  account_.unpacked_skipped += size;
  ++account_.damages;
  if (!on_damage) return;
  on_damage({.file = path_,
             .offset = place.offset,
             .size = 0,
             .why = {.code = Code::kBadValue, .offset = inner, .need = size, .what = why}});
}

}  // namespace knox::tracev3
