// Until the end of its scope, local time is that of this zone: test::Zone zone("EST5EDT,M3.2.0,M11.1.0").
#pragma once

#include <stdlib.h>
#include <time.h>

#include <optional>
#include <string>

namespace knox::test {

class Zone {
 public:
  explicit Zone(const char* zone) {
    if (const char* const before = getenv("TZ")) before_ = before;
    setenv("TZ", zone, 1);
    tzset();
  }
  ~Zone() {
    if (before_) {
      setenv("TZ", before_->c_str(), 1);
    } else {
      unsetenv("TZ");
    }
    tzset();
  }
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;

 private:
  std::optional<std::string> before_;
};

}  // namespace knox::test
