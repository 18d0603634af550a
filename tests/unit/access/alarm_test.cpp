// What accesslog --fail-if counts. tests/cli/cases/accesslog_report.case has its mistakes.
#include "knox/access/alarm.h"

#include <string>

#include "unit/catch.h"

namespace knox::access {

namespace {

Record failed(std::uint64_t seconds, std::string_view address) {
  Record record;
  record.time = {seconds, 0};
  record.event = Event::kSsh;
  record.type = Type::kLogin;
  record.success = false;
  record.address = address;
  return record;
}

}  // namespace

TEST_CASE("access alarm: so many in a time, each key for itself, and told once") {
  Alarm alarm = *Alarm::make("failed>2 by address in 10s");
  CHECK(!alarm.take(failed(100, "192.0.2.1")));
  CHECK(!alarm.take(failed(101, "192.0.2.2")));
  CHECK(!alarm.take(failed(105, "192.0.2.1")));
  CHECK(!alarm.take(failed(111, "192.0.2.1")));  // the first is too old
  CHECK(!alarm.is_met());
  CHECK(alarm.take(failed(115, "192.0.2.1")));
  CHECK(alarm.key() == "192.0.2.1");
  CHECK(!alarm.take(failed(115, "192.0.2.1")));
  CHECK(!alarm.take(failed(104, "192.0.2.2")));  // out of order
  CHECK(alarm.take(failed(110, "192.0.2.2")));
  CHECK(!alarm.take(failed(110, "")));
}

TEST_CASE("access alarm: what is counted") {
  Alarm all = *Alarm::make("records >= 2");
  Record record = failed(1, "");
  record.success = true;
  CHECK(!all.take(record));
  CHECK(all.take(record));
  CHECK(all.key().empty());

  Alarm logins = *Alarm::make("failed > 0");
  record = failed(1, "");
  record.event = Event::kSudo;
  record.type = Type::kNone;
  CHECK(!logins.take(record));
  Alarm sudo = *Alarm::make("sudo failed>0");
  CHECK(sudo.take(record));
  CHECK(!sudo.take(failed(1, "")));
}

TEST_CASE("access alarm: a flood of keys is forgotten, the longest unheard of first") {
  Alarm alarm = *Alarm::make("failed > 1 by user");
  Record record = failed(1, "");
  record.user.name = "first";
  CHECK(!alarm.take(record));
  for (std::size_t i = 0; i < Alarm::kKeys; ++i) {
    record.user.name = std::to_string(i);
    CHECK(!alarm.take(record));
  }
  record.user.name = "first";
  CHECK(!alarm.take(record));
  record.user.name = std::to_string(Alarm::kKeys - 1);
  CHECK(alarm.take(record));
}

}  // namespace knox::access
