// A file that becomes NAME.gz, a piece at a time, so that nobody waits for a large one.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string>

#include "knox/base/error.h"
#include "knox/io/descriptor.h"

namespace knox::io {

// Beside the file a NAME.gz.part grows, which gets its name when it is whole and on the disk; only then the
// file goes. So at any time one of the two is whole. The archive has the file's mode, owner and time.
class GzipArchive {
 public:
  // `name` in the directory, which stays the caller's. Only a plain file of that owner with one name: whoever
  // runs this may be root, and the directory anybody's. Errors: kSystem; EPERM for a file of somebody else,
  // EEXIST for a part that is there already.
  static Result<GzipArchive> begin(int directory, std::string name, uid_t owner);
  GzipArchive(GzipArchive&&) noexcept;
  GzipArchive& operator=(GzipArchive&&) noexcept;
  ~GzipArchive();  // before the end: the file stays, the part goes

  // Reads some `bytes` more of the file. True: the archive is there, and the file is gone. Errors: kSystem;
  // the file stays.
  Result<bool> step(std::size_t bytes);

 private:
  struct State;
  explicit GzipArchive(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

// Whether NAME.gz, by its trailer, has what is in NAME: an interrupted run did not get to remove it.
bool is_archived(int directory, const std::string& name);

}  // namespace knox::io
