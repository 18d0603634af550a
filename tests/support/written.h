// What something writes to an Out, as a string: written([&](Out& out) { json_string(out, "x"); }).
#pragma once

#include <string>

#include "knox/base/out.h"

namespace knox::test {

template <class Write>
std::string written(Write write) {
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  write(out);
  out.flush();
  return text;
}

}  // namespace knox::test
