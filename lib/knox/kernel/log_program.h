// LogProgram: a running log(1), which prints the entries of the unified log as ndjson: those that come (`log
// stream`), which has no end, or those that are kept (`log show`), which has one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "knox/kernel/child.h"

namespace knox::kernel {

class LogProgram final : public Child {
 public:
  struct Options {
    std::string program = "/usr/bin/log";
    std::string predicate = {};  // in log's language; empty: all entries
    std::string level = {};      // default, info, debug; empty: log's own choice
    bool source = false;  // where in the source an entry was written, of programs with debug information
    // Any of these: those that are kept.
    std::string last = {};             // 1h, 30m, 2d, boot
    std::string start = {}, end = {};  // 2025-04-02, 2025-04-02 16:17:12, @1743590832
    std::string archive = {};          // a .logarchive instead of this system's
    int reader = -1;                   // see Child::launch()

    bool is_kept() const noexcept {
      return !last.empty() || !start.empty() || !end.empty() || !archive.empty();
    }
  };
  // The words that it is started with.
  static std::vector<std::string> words(const Options& options);

  // Errors: kSystem, with `what` for a name.
  static Result<std::unique_ptr<LogProgram>> start(const Options& options);

 private:
  explicit LogProgram(bool has_end) noexcept : Child("log"), has_end_(has_end) {}
  std::expected<void, std::string> explain(const Ended& ended) const override;

  bool has_end_;
};

}  // namespace knox::kernel
