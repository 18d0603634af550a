// Eslogger: a running eslogger(1), which prints the messages of Endpoint Security. It needs root and Full
// Disk Access, and says on standard error what it does not have. It leaves out what its own process group
// does, which is a reason to have one of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "knox/kernel/child.h"

namespace knox::kernel {

class Eslogger final : public Child {
 public:
  struct Options {
    std::string program = "/usr/bin/eslogger";
    std::vector<std::string> events;  // by their names
    int reader = -1;  // a pipe that is written to; where nobody reads it any more, read() is at its end
  };

  // Those of `options.events` that this version of it has; all of them where it does not say.
  static std::vector<std::string> known_events(const Options& options);

  // Errors: kSystem, with `what` for a name.
  static Result<std::unique_ptr<Eslogger>> start(const Options& options);

 private:
  Eslogger() noexcept : Child("eslogger") {}
  std::expected<void, std::string> explain(const Ended& ended) const override;
};

}  // namespace knox::kernel
