#include "knox/linux_audit/meaning/stable_id.h"

#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

Event event_at(std::uint64_t second, std::uint32_t milliseconds, std::uint32_t serial) {
  Event event;
  event.time = {second, milliseconds * 1'000'000};
  event.serial = serial;
  return event;
}

}  // namespace

TEST_CASE("stable id: host, time and serial number") {
  StableId id;
  CHECK(id.of(event_at(1709283600, 41, 812), "web1") == "web1-1709283600.041:812");
  CHECK(id.of(event_at(1709283600, 999, 813), "web1") == "web1-1709283600.999:813");
  CHECK(id.of(event_at(1709283601, 0, 814), "web1") == "web1-1709283601.000:814");
  CHECK(id.of(event_at(1709283601, 7, 4294967295U), "") == "1709283601.007:4294967295");
}

TEST_CASE("stable id: a host's name can bring no other characters") {
  StableId id;
  const std::string_view made = id.of(event_at(1, 0, 2), "a\"b\n%é");
  CHECK(made == "a%22b%0A%25%C3%A9-1.000:2");
  CHECK(id.of(event_at(1, 0, 2), std::string(5000, 'x')).size() < 300);
}

TEST_CASE("stable id: what came late has another, by its records") {
  StableId id;
  Line line;
  line.text = "type=PATH msg=audit(1.000:2): item=0";
  Event event = event_at(1, 0, 2);
  event.late = true;
  event.records = {&line, 1};
  const std::string one(id.of(event, "h"));
  CHECK(one.starts_with("h-1.000:2-late-"));
  line.text = "type=PATH msg=audit(1.000:2): item=1";
  CHECK(id.of(event, "h") != one);
}

}  // namespace knox::linux_audit
