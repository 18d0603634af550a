// An execution as words for a shell (emit/shell.h): what the text format prints, --grep searches and the
// other formats call a command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "knox/base/out.h"
#include "knox/event/exec.h"
#include "knox/os/names.h"

namespace knox::event {

// The arguments from argv[0] on; the path of the file where they are not known, nothing where that is not
// known either.
void put_command_line(Out& out, const Exec& exec);

// The environment, to stand before a command line: PATH=/bin LESS='-R -i'; with env(1) in front where a name
// is none that a shell assigns to. Ends with a space when there is one. Strings without a name are left out.
void put_environment(Out& out, const Exec& exec);
bool has_variable_name(std::string_view env_string) noexcept;

// A fact as one word; a bare minus where it is not known. A user or group without a name is a number.
void put_word(Out& out, std::string_view fact);
void put_word(Out& out, std::optional<std::uint32_t> fact);
void put_user(Out& out, std::optional<std::uint32_t> uid, os::Names& names);
void put_group(Out& out, std::optional<std::uint32_t> gid, os::Names& names);

// The command line in memory.
class CommandLine {
 public:
  // Good until the next call.
  std::string_view of(const Exec& exec);

 private:
  std::string text_;
  StringWriter writer_{text_};
  Out out_{writer_};
};

}  // namespace knox::event
