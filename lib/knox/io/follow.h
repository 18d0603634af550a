// Followed: a file that grows, and the files that come after it under its name, none left out.
//
// A log is rotated in one of two ways, or by both in turn.
//
// It gets another name, and a new file takes its place. Who writes may still have the old one open, so that
// is read until the new one has something in it, and once more. Several may have come and gone since the last
// look: they are found in the directory by what they are, not by name (FileId), so they may have been renamed
// as often as they like, and are held open from then on, so they may also be deleted. They are read in the
// order in which they were made. How many there have to be is told by the watch (DirectoryWatch::Changes);
// where it does not tell, every new file counts whose name is the log's with other digits.
//
// It is copied and cut (copytruncate of logrotate). It then begins with other bytes, or is shorter. What had
// not been read is in the copy, which begins as the log did.
//
// What may have been missed all the same is told.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "knox/io/directory_watch.h"

namespace knox::io {

struct Missed {
  enum class What : std::uint8_t {
    kFiles,     // so many came and went before they could be read
    kCut,       // the file was cut, and what was written last, from this offset on, may be gone
    kLate,      // so many bytes were written to the file before when it had been left
    kUnwatched  // the directory cannot be watched, an errno; what comes and goes quickly may be missed
  };
  What what = What::kFiles;
  std::uint64_t count = 0;
};
// One line of text without a newline and without the name of the file.
std::string describe(const Missed& missed);

class Followed {
 public:
  using Tell = std::function<void(const Missed&)>;

  // Begins to watch, before `path` is opened by the caller. Empty: a file without a name, which may grow or
  // be cut.
  Followed(std::string path, Tell tell);
  // Takes over the open file.
  void begin(int fd);

  // Up to into.size() bytes. 0: there are no more now, or none to come any more (ended()). Errors: kSystem.
  Result<std::size_t> read(std::span<std::uint8_t> into);
  // The file is at its end, and next() goes on with another, or with its new content.
  bool ended() const noexcept { return ended_; }
  void next();
  // Returns when something has changed, or after so many milliseconds.
  void wait(int milliseconds);

  int fd() const noexcept { return file_.fd.get(); }
  std::uint64_t position() const noexcept { return position_; }

 private:
  struct File {
    Descriptor fd;
    FileId id;
    std::string name;
  };
  struct Successors {  // places in fresh_
    std::vector<std::size_t> between;
    std::optional<std::size_t> at_path;  // empty or not
    std::size_t empty = 0;               // how many others are
  };

  void watch();
  void refresh();
  void scan(bool take);
  void take_new(int directory, const std::string& name, bool follow, std::vector<FileId>& there);
  bool is_known(const FileId& id) const;
  bool is_read(const std::string& beginning) const;
  Successors successors() const;
  std::optional<std::size_t> successor() const;
  void count_missed();
  void look_back();
  void keep(std::span<const std::uint8_t> bytes);
  bool is_cut() const;
  bool open_rest();

  std::string path_, directory_, shape_;
  Tell tell_;
  std::optional<DirectoryWatch> watch_;
  bool is_watch_missing_ = false;  // which was told
  bool look_closer_ = true;

  File file_;
  Descriptor copy_;          // where the rest of the file is
  std::string head_, tail_;  // its first bytes, and the last that were read
  std::uint64_t position_ = 0;
  bool was_cut_ = false, ended_ = false;
  Descriptor left_;  // the file before, which should not grow any more
  std::uint64_t left_at_ = 0;

  std::vector<FileId> known_;       // all that are in the directory, or were taken
  std::vector<File> fresh_;         // those that came since, the oldest first
  std::vector<std::string> heads_;  // the beginnings of files that were read
  std::uint64_t arrived_ = 0;       // files that got the name and were not read yet
  bool is_counted_ = true;          // that number is right
};

}  // namespace knox::io
