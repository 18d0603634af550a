#include "knox/access/steps.h"

#include <set>
#include <string>

#include "knox/access/as_event.h"
#include "knox/access/record.h"
#include "knox/linux_audit/meaning/access.h"
#include "knox/linux_audit/names/record_types.h"
#include "unit/catch.h"

namespace knox::access {

TEST_CASE("access steps: every name is found again") {
  for (unsigned i = 1; i <= static_cast<unsigned>(Event::kSystem); ++i) {
    const auto event = static_cast<Event>(i);
    CHECK(find_event(name_of(event)) == event);
  }
  for (unsigned i = 1; i <= static_cast<unsigned>(Type::kShutdown); ++i) {
    const auto type = static_cast<Type>(i);
    CHECK(find_type(name_of(type)) == type);
  }
  CHECK(!find_event(""));
  CHECK(!find_type("xyz"));
}

TEST_CASE("access steps: no source has a code twice") {
  for (const std::string_view dataset : {"bsm", "es"}) {
    const std::vector<std::string_view> codes = told_codes(dataset);
    CHECK(codes.size() > 20);
    CHECK(std::set(codes.begin(), codes.end()).size() == codes.size());
  }
  CHECK(told_codes("x").empty());
}

TEST_CASE("access steps: the reader of Linux Audit hands out what has a step, and nothing else") {
  for (unsigned number = 1000; number < 3000; ++number) {
    const auto type = static_cast<linux_audit::RecordType>(number);
    const std::string_view name = linux_audit::record_type_name(type);
    bool has_step = false;
    for (const std::string_view operation : {"", "PAM:x", "start", "negotiate"}) {
      const event::Access access{.operation = operation};
      event::Event event;
      event.code = name;
      event.access = &access;
      has_step |= !name.empty() && find_step(event) != Step::kIgnored;
    }
    CAPTURE(name);
    CHECK(linux_audit::AccessReader::wants(type) == has_step);
  }
}

TEST_CASE("access steps: every record has an action for ECS") {
  const event::Access access{.operation = "adding user"};
  event::Event event;
  event.access = &access;
  const Change change = find_change(event);
  Record record;
  record.event = change.event;
  record.type = change.type;
  CHECK(as_event(record).word == "added-user-account");
  CHECK(find_made("useradd").event == Event::kAccount);
  CHECK(find_made("usermod").event == Event::kNone);
}

}  // namespace knox::access
