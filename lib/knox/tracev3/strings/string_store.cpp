#include "knox/tracev3/strings/string_store.h"

#include "knox/tracev3/bytes/recent.h"
#include "knox/tracev3/strings/string_files.h"

namespace knox::tracev3 {

namespace {

enum class Kind : std::uint8_t { kImage, kShared };

// A string of an image, or of a shared cache. For paths the offset is where they are in the file.
struct Place {
  Uuid uuid;
  std::uint64_t offset;
  Kind kind;
  bool operator==(const Place&) const = default;
};
struct PlaceHash {
  std::size_t operator()(const Place& place) const noexcept {
    std::uint64_t hash = UuidHash()(place.uuid) ^
                         (place.offset + static_cast<std::uint64_t>(place.kind) + 1) * 0xff51afd7ed558ccdu;
    hash ^= hash >> 32;
    hash *= 0xc4ceb9fe1a85ec53u;
    return static_cast<std::size_t>(hash ^ hash >> 29);
  }
};

// The paths of images take less than their strings.
constexpr std::size_t kMostPaths = 16 * 1024, kMostPathBytes = 4 * 1024 * 1024;

Uuid collection_of(Uuid kernel) {
  kernel.bytes[15] = static_cast<std::uint8_t>(~kernel.bytes[15]);
  return kernel;
}

}  // namespace

struct StringStore::State {
  State(const std::vector<std::string>& folders, const Limits& limits)
      : images(folders, uuidtext_name, limits.files),
        caches(folders, shared_cache_name, limits.files),
        collections(folders, shared_cache_name, 1),
        formats(limits.strings, limits.bytes),
        paths(kMostPaths, kMostPathBytes) {}

  // What a file has at the offset; a file that cannot be read any more has nothing.
  template <class File>
  static std::optional<std::string> find(const File* file, std::uint64_t offset) {
    if (file == nullptr || offset == 0) return std::nullopt;  // a record without a format string has 0
    Result<std::optional<std::string>> text = file->find(offset);
    return text ? std::move(*text) : std::nullopt;
  }
  std::optional<std::string> find_image_string(const Uuid& image, std::uint64_t offset) {
    if (const ImageStrings* const file = images.find(image)) return find(file, offset);
    return find(collections.find(collection_of(image)), offset);
  }
  const Format& add(const Place& place, std::optional<std::string> text) {
    std::unique_ptr<Format> format;
    if (text) {
      format = std::make_unique<Format>(*text);
    } else {
      const bool is_image = place.kind == Kind::kImage;
      format =
          std::make_unique<Format>(Format::Missing{is_image ? Format::kNoImage : Format::kNoSharedCache});
      ++missing_strings;
    }
    const std::size_t memory = format->memory();
    return *formats.add(place, std::move(format), memory);
  }
  const std::string& add_path(const Place& place, std::string path) {
    const std::size_t memory = path.capacity();
    return paths.add(place, std::move(path), memory);
  }

  StringFiles<ImageStrings> images;
  StringFiles<SharedCache> caches, collections;
  Recent<Place, std::unique_ptr<Format>, PlaceHash> formats;
  Recent<Place, std::string, PlaceHash> paths;
  std::uint64_t missing_strings = 0;
};

StringStore::StringStore(std::vector<std::string> folders) : StringStore(std::move(folders), Limits()) {}
StringStore::StringStore(std::vector<std::string> folders, const Limits& limits)
    : state_(std::make_unique<State>(folders, limits)) {}
StringStore::~StringStore() = default;

const Format& StringStore::image_format(const Uuid& image, std::uint64_t offset) {
  const Place place{image, offset, Kind::kImage};
  if (const auto* const kept = state_->formats.find(place)) return **kept;
  return state_->add(place, state_->find_image_string(image, offset));
}

const Format& StringStore::shared_format(const Uuid& cache, std::uint64_t offset) {
  const Place place{cache, offset, Kind::kShared};
  if (const auto* const kept = state_->formats.find(place)) return **kept;
  return state_->add(place, State::find(state_->caches.find(cache), offset));
}

std::string_view StringStore::image_path(const Uuid& image) {
  const Place place{image, 0, Kind::kImage};
  if (const std::string* const kept = state_->paths.find(place)) return *kept;
  const ImageStrings* const file = state_->images.find(image);
  return state_->add_path(place, file == nullptr ? std::string() : file->path());
}

std::optional<StringStore::SharedImage> StringStore::shared_image(const Uuid& cache, std::uint64_t address) {
  const SharedCache* const file = state_->caches.find(cache);
  if (file == nullptr) return std::nullopt;
  const SharedCache::Image* const image = file->image(address);
  if (image == nullptr) return std::nullopt;
  const Place place{cache, image->path, Kind::kShared};
  const std::string* path = state_->paths.find(place);
  if (path == nullptr) path = &state_->add_path(place, file->path(*image).value_or(std::string()));
  return SharedImage{image->uuid, *path, address - image->start};
}

StringStore::Counts StringStore::missing() const noexcept {
  return {state_->missing_strings, state_->images.missing, state_->caches.missing,
          state_->images.damaged + state_->caches.damaged + state_->collections.damaged};
}

std::string_view StringStore::damage() const noexcept {
  for (const std::string* damage :
       {&state_->images.damage, &state_->caches.damage, &state_->collections.damage}) {
    if (!damage->empty()) return *damage;
  }
  return {};
}

}  // namespace knox::tracev3
