// The older files of FILE: FILE.1 is the newest, or FILE.1.gz. At any time, also when the program is killed
// in the middle of a move, they are in order and none is missing; the numbers may have a gap then, which the
// next move closes.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "knox/base/error.h"
#include "knox/io/gzip_archive.h"

namespace knox::io {

class Archives {
 public:
  // Of the file `name` in the directory, which stays the caller's. Files of that name that are not `owner`'s
  // are never touched. `most`: how many there may be.
  Archives(int directory, std::string name, uid_t owner, unsigned most)
      : directory_(directory), name_(std::move(name)), owner_(owner), most_(most) {}

  // Moves each to the next number, so that FILE.1 is free, and deletes what is too many. Errors: kSystem;
  // EPERM for a file of somebody else.
  Result<void> make_room() const;
  // Finishes what an interrupted compression has left.
  void repair() const;
  // The oldest one of the owner's that is not compressed.
  std::optional<std::string> plain() const;
  // Begins to compress that one.
  Result<GzipArchive> compress(const std::string& name) const;

  std::string newest() const { return numbered(1); }

 private:
  std::string numbered(unsigned number) const { return name_ + '.' + std::to_string(number); }
  bool is_there(const std::string& name) const;
  bool is_own(const std::string& name) const;
  bool is_free(unsigned number) const;
  int move(const std::string& from, const std::string& to) const;
  int remove(unsigned number) const;

  int directory_;
  std::string name_;
  uid_t owner_;
  unsigned most_;
};

}  // namespace knox::io
