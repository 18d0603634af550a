// StringFiles: the open string files of an archive, up to a bound. Part of StringStore.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "knox/tracev3/strings/image_strings.h"
#include "knox/tracev3/strings/shared_cache.h"

namespace knox::tracev3 {

// The files of one kind. `File` is ImageStrings or SharedCache.
template <class File>
class StringFiles {
 public:
  // `name` is the part of a path behind the folder, as it is for a UUID in upper case. `most` files are open
  // at once.
  StringFiles(std::vector<std::string> folders, std::string (*name)(const Uuid& uuid), std::size_t most)
      : folders_(std::move(folders)), name_(name), most_(most) {}

  // Stays open until as many others were opened. nullptr: it is missing or damaged.
  const File* find(const Uuid& uuid);

  std::uint64_t missing = 0;  // including the damaged ones
  std::uint64_t damaged = 0;
  std::string damage = {};  // the first of them: "PATH: what is wrong"

 private:
  struct Opened {
    File file;
    std::uint64_t used;  // when it was wanted last
  };
  std::optional<File> open(const Uuid& uuid);
  void evict();

  std::vector<std::string> folders_;
  std::string (*name_)(const Uuid& uuid);
  std::size_t most_;
  std::unordered_map<Uuid, Opened, UuidHash> opened_;
  std::unordered_set<Uuid, UuidHash> absent_;
  std::uint64_t clock_ = 0;
};

extern template class StringFiles<ImageStrings>;
extern template class StringFiles<SharedCache>;

std::string uuidtext_name(const Uuid& uuid);      // XX/YYYY...
std::string shared_cache_name(const Uuid& uuid);  // dsc/ZZZZ...

}  // namespace knox::tracev3
