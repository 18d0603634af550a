// The one main of all unit tests. Its last line is "N passed, N failed", counted in test cases.
#define CATCH_CONFIG_RUNNER
#include "unit/catch.h"

#include <cstdio>

namespace {

Catch::Counts counts;

struct Counter : Catch::EventListenerBase {
  using Catch::EventListenerBase::EventListenerBase;
  void testRunEnded(const Catch::TestRunStats& stats) override { counts = stats.totals.testCases; }
};
CATCH_REGISTER_LISTENER(Counter)

}  // namespace

int main(int argc, char** argv) {
  const int status = Catch::Session().run(argc, argv);
  std::printf("%llu passed, %llu failed\n", static_cast<unsigned long long>(counts.passed),
              static_cast<unsigned long long>(counts.failed));
  return status;
}
