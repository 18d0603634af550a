#include "knox/tracev3/file/oversize_index.h"

namespace knox::tracev3 {

void OversizeIndex::add(const Key& key, std::uint32_t file, std::uint32_t chunkset, std::size_t inner) {
  if (places_.size() >= kMost) return;
  places_.try_emplace(key, Place{file, chunkset, static_cast<std::uint32_t>(inner)});  // below 16 MiB
}

// Damage is not reported again.
void OversizeIndex::scan() {
  is_scanned_ = true;
  unpacked_.reset();
  for (std::uint32_t f = 0; f < files_.size(); ++f) {
    TraceFile& file = *files_[f];
    for (std::uint32_t c = 0; c < file.chunksets().size(); ++c) {
      file.unpack_quietly(file.chunksets()[c], bytes_);
      ChunkWalk walk(bytes_);
      Chunk chunk;
      while (walk.next(chunk)) {
        if (chunk.tag != Tag::kOversize) continue;
        const std::optional<Oversize> oversize = read_oversize(chunk.data);
        if (oversize) add({file.header().boot, oversize->process, oversize->reference}, f, c, chunk.offset);
      }
    }
  }
}

std::optional<Oversize> OversizeIndex::find(const Key& key) {
  auto found = places_.find(key);
  if (found == places_.end() && !is_scanned_) {
    scan();
    found = places_.find(key);
  }
  if (found == places_.end()) return std::nullopt;
  const Place& place = found->second;
  if (unpacked_ != std::pair(place.file, place.chunkset)) {
    TraceFile& file = *files_[place.file];
    file.unpack_quietly(file.chunksets()[place.chunkset], bytes_);
    unpacked_ = {place.file, place.chunkset};
  }
  ChunkWalk walk(bytes_, place.inner);
  Chunk chunk;
  return walk.next(chunk) && chunk.tag == Tag::kOversize ? read_oversize(chunk.data) : std::nullopt;
}

}  // namespace knox::tracev3
