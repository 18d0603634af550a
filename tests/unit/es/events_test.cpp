#include "knox/es/events.h"

#include <set>

#include "knox/emit/ecs_schema.h"
#include "knox/es/meaning.h"
#include "unit/catch.h"

namespace knox::es {

TEST_CASE("es events: name, number and name again") {
  for (const EventName& event : events()) {
    INFO(event.name);
    CHECK(find_event(event.name) == &event);
    CHECK(may_be(event, static_cast<std::uint32_t>(event.notify)));
    if (event.auth >= 0) CHECK(may_be(event, static_cast<std::uint32_t>(event.auth)));
  }
  CHECK(find_event("exec")->notify == 9);
  CHECK(find_event("exec")->auth == 0);
  CHECK(find_event("tcc_modify")->notify == 147);
  CHECK(find_event("") == nullptr);
  CHECK(find_event("Exec") == nullptr);
  CHECK(find_event("exe") == nullptr);
}

TEST_CASE("es events: each number of the enumeration is of one event, or reserved") {
  std::multiset<int> numbers;
  for (const EventName& event : events()) {
    numbers.insert(event.notify);
    if (event.auth >= 0) numbers.insert(event.auth);
  }
#define RESERVED(number) numbers.insert(number);
#include "knox/es/tables/events.def"
  int expected = 0;
  for (const int number : numbers) CHECK(number == expected++);
  CHECK(expected == 155);
}

TEST_CASE("es events: another event's number is no event's of that name") {
  CHECK(!may_be(*find_event("exec"), 11));
  CHECK(!may_be(*find_event("exchangedata"), 110));
  CHECK(may_be(*find_event("exec"), 148));   // reserved
  CHECK(may_be(*find_event("exec"), 9002));  // somebody's own
}

TEST_CASE("es events: other producers' names") {
  CHECK(find_event("cs_invalidate") == find_event("cs_invalidated"));
}

TEST_CASE("es meaning: each name of a row is an event's, and in one row") {
  std::multiset<std::string_view> named;
#define MAP(action, types, hint, names) \
  emit::for_each_name(names, [&](std::string_view name) { named.insert(name); });
#include "knox/es/tables/actions.def"
  for (const std::string_view name : named) {
    INFO(name);
    CHECK(find_event(name) != nullptr);
    CHECK(named.count(name) == 1);
  }
}

TEST_CASE("es meaning: what no row has is called by its name") {
  CHECK(meaning_of("iokit_open").word == "called-iokit-open");
  CHECK(meaning_of("iokit_open").action == event::Action::kNone);
  CHECK(meaning_of("new_in_macos_30").word == "called-new-in-macos-30");
  CHECK(meaning_of("openssh_login").word == "logged-in");
}

TEST_CASE("es meaning: which events may have a word") {
  const auto is = [](std::string_view wanted) {
    return [wanted](std::string_view word) { return word == wanted; };
  };
  CHECK(may_give("exec", is("exec")));
  CHECK(!may_give("fork", is("exec")));
  CHECK(may_give("od_attribute_set", is("modified-user-account")));
  CHECK(may_give("od_attribute_set", is("modified-group-account")));
  CHECK(!may_give("od_create_user", is("modified-group-account")));
  CHECK(may_give("signal", is("checked-pid")));
  CHECK(may_give("profile_add", is("modified-configuration")));
  CHECK(!may_give("profile_remove", is("modified-configuration")));
  CHECK(may_give("iokit_open", is("called-iokit-open")));
}

}  // namespace knox::es
