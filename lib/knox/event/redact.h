// Redactor: executions without what must not be kept: passwords among the arguments, the environment.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/regex.h"
#include "knox/event/exec.h"

namespace knox::event {

struct RedactText {
  std::vector<std::string> patterns = {};  // what matches becomes ***
  bool no_env = false;
  std::vector<std::string> env_keep = {};  // names of variables, several with a comma between two; empty: all
};

class Redactor {
 public:
  // The error is one line for the user.
  static std::expected<Redactor, std::string> make(const RedactText& text);

  bool empty() const noexcept { return patterns_.empty() && !no_env_ && kept_.empty(); }
  // Arguments are searched with a blank between two, variables each for itself. Good until the next call, and
  // as long as the execution.
  const Exec& of(const Exec& exec);

 private:
  bool redact(std::string_view text, std::string& bytes) const;
  bool keeps(std::string_view variable) const;
  void redact_args(const StringList& args);
  void redact_env(const StringList& env);

  std::vector<Regex> patterns_;
  std::vector<std::string> kept_;
  bool no_env_ = false;
  Exec exec_;
  std::string args_, env_, text_;
};

}  // namespace knox::event
