// Where a tool's output goes: to standard output, or with --output to a file, which may be rotated.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "common/command_line.h"
#include "knox/base/out.h"
#include "knox/io/rotating_file.h"
#include "knox/io/sink.h"

namespace knox::tools {

class Output {
 public:
  Output();

  // For every tool that prints records.
  void add_options(const OptionGroup& group);
  // When the command line has been read and all rights that are not the user's are given up; without a file
  // it does nothing. The error is one line. `tell`: what went wrong later, and is no end.
  std::expected<void, std::string> open(io::RotatingFile::Tell tell);

  Out& out() noexcept { return out_; }
  bool has_file() const noexcept { return path_ != "-"; }
  bool is_rotated() const noexcept { return !max_size_.empty(); }
  int descriptor() const noexcept;
  bool is_terminal() const noexcept;  // also before it is open
  // Whether the path, or standard input for "-", is the plain file that is written to: reading it would not
  // end.
  bool is_input(const std::string& path) const;

  // After the last record: sees that everything has really been taken. The error is one line. A closed pipe
  // is none.
  std::expected<void, std::string> finish();

 private:
  std::expected<io::Rotation, std::string> rotation() const;
  io::Sink& sink() noexcept;

  std::string path_ = "-";  // standard output
  io::DescriptorSink standard_output_;
  std::string max_size_;  // empty: not rotated
  std::optional<unsigned> max_files_;
  bool compress_ = false;
  std::optional<io::RotatingFile> file_;
  Out out_;
};

}  // namespace knox::tools
