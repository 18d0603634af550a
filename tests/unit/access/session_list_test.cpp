#include "knox/access/session_list.h"

#include "knox/access/sources.h"
#include "unit/catch.h"

namespace knox::access {

namespace {

Record record(Type type, std::uint64_t seconds, std::uint32_t session) {
  Record made;
  made.event = Event::kSsh;
  made.type = type;
  made.success = true;
  made.time = {1700000000 + seconds, 0};
  made.session = session;
  return made;
}

}  // namespace

TEST_CASE("access sessions: logins find their ends, and only the latest are kept") {
  SessionList list;
  list.take(record(Type::kLogin, 1, 1));
  list.take(record(Type::kLogin, 2, 2));
  list.take(record(Type::kLogout, 3, 1));
  REQUIRE(list.all().size() == 2);
  CHECK(list.all().front()->login.session == 2U);  // the latest first
  CHECK(list.all().back()->until == Time{1700000003, 0});
  CHECK(list.open().size() == 1);

  list.take(record(Type::kLogout, 9, 77));  // whose login nobody has seen
  CHECK(list.all().size() == 2);            // and nobody knows when it began
  CHECK(list.open().size() == 1);

  for (std::uint32_t i = 0; i < 2 * SessionList::kMost; ++i) list.take(record(Type::kLogin, 10 + i, 100 + i));
  CHECK(list.all().size() == SessionList::kMost);
  list.take(record(Type::kLogout, 99'999, 2));  // forgotten: an end alone
  CHECK(list.open().size() == SessionList::kMost);
}

TEST_CASE("access sessions: who failed is not in") {
  SessionList list;
  Record failed = record(Type::kLogin, 1, 1);
  failed.success = false;
  list.take(failed);
  Record noise = record(Type::kLogin, 1, 2);
  noise.is_noise = true;
  list.take(noise);
  Record lastlog = record(Type::kLogin, 1, 3);
  lastlog.source = "lastlog";
  list.take(lastlog);
  CHECK(list.all().empty());
}

TEST_CASE("access sources: what each can report") {
  CHECK(tells("linux", Event::kSsh));
  CHECK(tells("linux", Change{Event::kSystem, Type::kBoot}));
  CHECK(!tells("syslog", Event::kSystem));
  CHECK(!tells("linux", Event::kTcc));
  CHECK(tells("es", Event::kTcc));
  CHECK(tells("bsm", Change{Event::kSsh, Type::kLogout}));
  CHECK(!tells("bsm", Event::kScreensharing));
  CHECK(!tells("utmp", Event::kSudo));
  CHECK(!tells("x", Event::kSsh));
  for (const Change& what : all_events()) CHECK(what.event != Event::kNone);
}

}  // namespace knox::access
