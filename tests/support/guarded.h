// Bytes that end where readable memory does: the first byte read behind them ends the program, also without
// AddressSanitizer.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>
#include <string_view>

#include "knox/base/cursor.h"

namespace knox::test {

class Guarded {
 public:
  // Room for that many bytes.
  explicit Guarded(std::size_t capacity) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    readable_ = (capacity / page + 1) * page;
    size_ = readable_ + page;
    void* const memory = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    memory_ = static_cast<char*>(memory);
    ::mprotect(memory_ + readable_, page, PROT_NONE);
  }
  ~Guarded() { ::munmap(memory_, size_); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  // A copy of them, at the end; it takes the place of the one before.
  Bytes operator()(std::string_view bytes) {
    char* const begin = memory_ + readable_ - bytes.size();
    std::memcpy(begin, bytes.data(), bytes.size());
    return as_bytes({begin, bytes.size()});
  }

 private:
  char* memory_;
  std::size_t readable_, size_;
};

}  // namespace knox::test
