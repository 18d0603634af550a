// Where tests/data is.
#pragma once

#include <string>
#include <string_view>

namespace knox::test {

// The path of what is called so below it: "bsm/session.bsm".
std::string data_file(std::string_view name);

}  // namespace knox::test
