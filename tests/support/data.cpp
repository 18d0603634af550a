#include "support/data.h"

namespace knox::test {

std::string data_file(std::string_view name) {
  return std::string(KNOX_TEST_DATA "/").append(name);
}

}  // namespace knox::test
