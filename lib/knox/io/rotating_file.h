// The file of --output: appended to, and on request rotated by its size: FILE becomes FILE.1, what was FILE.1
// becomes FILE.2, and so on. A record is never cut: where a new file begins, a record begins.
//
// Others may rotate it as well (logrotate(8), newsyslog(8)): whether the name still is the file that is
// written to is looked at before each block.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "knox/io/archives.h"
#include "knox/io/descriptor.h"
#include "knox/io/gzip_archive.h"
#include "knox/io/output_file.h"
#include "knox/io/sink.h"

namespace knox::io {

struct Rotation {
  std::uint64_t max_size =
      0;                    // of a file in bytes, but for a block that is larger; 0: it is not rotated here
  unsigned max_files = 10;  // how many older ones are kept
  bool compress = false;    // the older ones become FILE.1.gz, while others are written
};

class RotatingFile final : public Sink {
 public:
  // One line, of what went wrong but is no end: the older files cannot be moved, say. Each once.
  using Tell = std::function<void(const std::string&)>;

  // As OutputFile::open(). All that comes later happens in the directory that is opened now, and only to
  // files of the owner that the file has now. The error is one line. With max_size the file is locked,
  // flock(2).
  static std::expected<RotatingFile, std::string> open(const std::string& path, const Rotation& rotation,
                                                       Tell tell);

  bool write(std::string_view block, std::size_t whole) override;
  void finish() override;  // also of what is compressed

  int descriptor() const noexcept { return file_->descriptor(); }

 private:
  RotatingFile(Descriptor directory, std::string name, Rotation rotation, Tell tell)
      : directory_(std::move(directory)),
        name_(std::move(name)),
        rotation_(rotation),
        tell_(std::move(tell)) {}
  void tell_once(const std::string& what, int number);
  void look_at_file(std::size_t next);
  void replace(OutputFile file);
  void open_again();
  void rotate();
  void compress(std::size_t bytes);
  bool append(std::string_view block, std::size_t whole);

  Descriptor directory_;
  std::string name_;  // in the directory
  Rotation rotation_;
  Tell tell_;
  std::string told_;
  std::optional<OutputFile> file_;
  std::optional<Archives> archives_;  // none: not a plain file, or not rotated here
  std::optional<GzipArchive> compressing_;
  bool can_compress_ = true;
  bool at_boundary_ = true;        // between two records
  std::uint64_t lost_before_ = 0;  // unwritten() of the files before
};

}  // namespace knox::io
