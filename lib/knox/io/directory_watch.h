// DirectoryWatch: is told by the system when files appear in directories, by inotify(7) on Linux and
// kqueue(2) on macOS and FreeBSD. And what a file is, whatever it is called.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "knox/base/error.h"
#include "knox/io/descriptor.h"

namespace knox::io {

// A file for as long as it lives. Its number alone is given to the next file when it is deleted.
struct FileId {
  std::uint64_t device = 0, inode = 0;
  std::int64_t born = 0;  // in nanoseconds since the epoch; 0: the file system does not know

  friend bool operator==(const FileId&, const FileId&) = default;
};
// Of an open file, or of a name in an open directory, where a symbolic link is itself unless it is followed.
// nullopt: there is none, or it is no plain file.
std::optional<FileId> identify(int fd);
std::optional<FileId> identify(int directory, const char* name, bool follow);

class DirectoryWatch {
 public:
  // Errors: kSystem, where there is nothing to watch with.
  static Result<DirectoryWatch> open();

  // Watches a directory, and counts when a file gets this name in it. Errors: kSystem.
  Result<void> add(const std::string& directory, const std::string& name);
  // Also tells when what is open here is written, instead of the file before.
  void look_at(int file);

  // Readable for poll(2) when there are changes.
  int fd() const noexcept { return events_.get(); }

  struct Changes {
    bool any = false;            // in the directories
    bool lost = false;           // a directory is gone, or its changes came too fast to be told apart
    bool counted = true;         // false: the system does not tell of each arrival
    std::uint64_t arrivals = 0;  // of files that got one of the names
  };
  // All changes since the last call. Does not wait.
  Changes take();

 private:
  explicit DirectoryWatch(int events) noexcept : events_(events) {}

  struct Place {
    int number;  // what the system calls the directory
    std::string name;
  };
  Descriptor events_;
  std::vector<Place> places_;
  std::vector<Descriptor> open_;  // what a kqueue watches
  int file_ = -1;                 // the system's number for it
};

}  // namespace knox::io
