// The forest for a terminal:
//
//    PID USER  COMMAND                                     TIME EXIT 23:13:20          +162 ms
//   1501 alice make run                                  162 ms    2 ━━━━━━━━━━━━━━━━━━━━━━━━━
//              │  write   /home/alice/hello/Makefile
//   1502       ├─ cc -o hello hello.c                     70 ms    0 ━━━━━━━━━━╸
//   1505       └─ ./hello 'my file'                       47 ms    0           ╺━━━━━━━╸
//                 connect 192.0.2.80:443
//                 fail    12 × ENOENT open /etc/hello.conf ...
//
// A user stands where it is another than the one of who made the process. Every string is words of a shell,
// and cut to the width.
#pragma once

#include <cstddef>

#include "knox/base/out.h"
#include "knox/tree/forest.h"

namespace knox::tree {

struct TextOptions {
  std::size_t width = 100;  // in columns
  std::size_t top = 5;      // of each kind of deed of a process; 0: all that were kept
  bool ascii = false;       // no lines and bars of Unicode
  bool color = false;
  DeedGroups groups = {};
};

void put_text(Out& out, const Forest& forest, const TextOptions& options);

}  // namespace knox::tree
