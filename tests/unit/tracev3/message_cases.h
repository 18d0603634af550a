// Rows of a table: a format string, the arguments of a record, and the message that log(1) prints.
#pragma once

#include <initializer_list>
#include <string>

#include "support/tracev3_items.h"
#include "unit/catch.h"

namespace knox::test {

struct MessageCase {
  std::string_view format;
  std::vector<Arg> args;
  std::string_view text;
};

inline void check_messages(const Composed& compose, std::initializer_list<MessageCase> cases) {
  for (const MessageCase& row : cases) {
    CAPTURE(row.format);
    CHECK(compose(row.format, row.args) == row.text);
  }
}

}  // namespace knox::test
