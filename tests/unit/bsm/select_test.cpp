#include "knox/bsm/select.h"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/unknown.h"
#include "support/bsm_builder.h"
#include "support/zone.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

using test::RecordBuilder;

constexpr std::uint64_t kNoon = 1383566400;  // 2013-11-04T12:00:00Z
constexpr std::uint64_t kDaySeconds = 86400;

struct Sample {
  std::string_view name;
  std::string bytes;
};

// A day of little, in all the variants of headers, subjects and returns.
const std::vector<Sample>& samples() {
  static const std::vector<Sample> all = {
      {"file", RecordBuilder().file32(1383566400, 0, "/var/audit/x").tokens()},
      {"open",
       RecordBuilder({.event = 72, .seconds = kNoon, .fraction = 250})
           .path("/etc/passwd")
           .path("/private/etc/passwd")
           .subject32({.auid = 501, .euid = 501, .egid = 20, .ruid = 501, .rgid = 20, .pid = 10, .sid = 100})
           .return32(0, 3)
           .finish()},
      {"open_failed",
       RecordBuilder({.event = 72, .seconds = kNoon + 10, .host = "10.0.0.1"})
           .path("/etc/shadow")
           .subject32_ex({.auid = 501, .egid = 20, .pid = 10, .sid = 100, .address = "2001:db8::1"})
           .return32(13, 0xffffffff)
           .finish()},
      {"exec", RecordBuilder({.event = 23, .seconds = kNoon + 20, .wide = true})
                   .exec_args({"ls"})
                   .path("/bin/ls")
                   .subject64({.auid = 502, .egid = 5, .rgid = 6, .pid = 11, .sid = 101})
                   .return64(0, 0)
                   .zonename("web01")
                   .finish()},
      {"kill", RecordBuilder({.event = 15, .seconds = kNoon + 30, .wide = true, .host = "2001:db8::2"})
                   .arg32(2, 9, "signal")
                   .process32_ex({.auid = 503, .pid = 10, .sid = 100, .address = "10.0.0.3"})
                   .subject64_ex({.auid = 502, .ruid = 7, .pid = 12, .sid = 101})
                   .return64(1, ~0ull)
                   .finish()},
      {"login", RecordBuilder({.event = 6152, .seconds = kNoon + kDaySeconds})
                    .subject32({.auid = 0xffffffff, .pid = 13, .sid = 0xffffffff})
                    .text("no return token")
                    .finish()},
      {"connect", RecordBuilder({.event = 32, .seconds = kNoon + kDaySeconds + 1})
                      .sockinet32(2, {"192.0.2.7", 443})
                      .return32(0, 0)
                      .finish()},
      {"connect6", RecordBuilder({.event = 32, .seconds = kNoon + kDaySeconds + 2})
                       .socket_ex(26, 2, {"::1", 50000}, {"2001:db8::7", 22})
                       .return32(0, 0)
                       .finish()},
      {"msgrcv",
       RecordBuilder({.event = 89, .seconds = kNoon + kDaySeconds + 3}).ipc(1, 77).return32(0, 0).finish()},
      {"shmat",
       RecordBuilder({.event = 96, .seconds = kNoon + kDaySeconds + 4}).ipc(3, 77).return32(0, 0).finish()},
      {"unknown", RecordBuilder({.event = 60000, .seconds = kNoon + kDaySeconds + 5})
                      .iport(514)
                      .in_addr("192.0.2.7")
                      .return32(0, 0)
                      .finish()},
  };
  return all;
}

os::Names names() {
  os::Names names;
  names.use_passwd("alice:x:501:20:::\nbob:x:502:20:::\nroot:x:0:0:::\n");
  names.use_group("wheel:x:0:\nstaff:x:20:\n");
  return names;
}

const EventTable& events() {
  static const EventTable table(Platform::kUnknown);
  return table;
}
const ClassTable& classes() {
  static const ClassTable table(Platform::kUnknown);
  return table;
}

std::expected<Selection, std::string> make(const SelectionText& text) {
  const test::Zone utc("UTC0");
  return Selection::make(text, events(), classes(), names());
}

// The names of the samples that are selected. What can be skipped must not be selected.
std::string selected(const Selection& selection) {
  std::string list;
  for (const Sample& sample : samples()) {
    Record record;
    REQUIRE(record.parse(as_bytes(sample.bytes)));
    const bool matches = selection.matches(record);
    CAPTURE(sample.name);
    if (selection.can_skip(as_bytes(sample.bytes))) CHECK_FALSE(matches);
    if (matches) (list += list.empty() ? "" : " ") += sample.name;
  }
  return list;
}

std::string selected(const SelectionText& text) {
  const std::expected<Selection, std::string> selection = make(text);
  if (!selection) return selection.error();
  return selected(*selection);
}

using List = SelectionText::List;

struct Row {
  List SelectionText::*option;
  List values;
  std::string_view selected;
};

}  // namespace

TEST_CASE("an empty selection is everything") {
  const std::string all = "file open open_failed exec kill login connect connect6 msgrcv shmat unknown";
  CHECK(selected(Selection()) == all);
  CHECK(selected(SelectionText()) == all);
  CHECK(Selection().empty());
  CHECK(make({})->empty());
}

TEST_CASE("each option selects, by any of its values") {
  const Row row = GENERATE(values<Row>({
      {&SelectionText::date, {"20131104"}, "open open_failed exec kill"},
      {&SelectionText::date, {"2013-11-03"}, ""},
      {&SelectionText::date,
       {"20131104", "20131105"},
       "open open_failed exec kill login connect connect6 msgrcv shmat unknown"},

      {&SelectionText::event, {"AUE_OPEN_R"}, "open open_failed"},
      {&SelectionText::event, {"open_r", "23"}, "open open_failed exec"},
      {&SelectionText::event, {"60000"}, "unknown"},
      {&SelectionText::event, {"61000"}, ""},
      {&SelectionText::classes, {"fr"}, "open open_failed"},
      {&SelectionText::classes, {"+fr"}, "open"},
      {&SelectionText::classes, {"-fr"}, "open_failed"},
      {&SelectionText::classes, {"fr,^-fr"}, "open"},
      {&SelectionText::classes, {"-pc,+ex"}, "exec kill"},
      {&SelectionText::classes, {"lo"}, "login"},
      {&SelectionText::classes, {"+lo"}, ""},  // it does not say how it ended
      {&SelectionText::classes, {"+lo,-lo"}, "login"},
      {&SelectionText::classes, {"ip", "-fr"}, "open_failed msgrcv shmat"},
      {&SelectionText::classes,
       {"all"},
       "open open_failed exec kill login connect connect6 msgrcv shmat unknown"},
      {&SelectionText::classes, {"-all"}, "open_failed kill"},
      {&SelectionText::classes, {"all,^fr"}, "exec kill login connect connect6 msgrcv shmat unknown"},
      {&SelectionText::classes, {"all,^-fr"}, "open exec kill login connect connect6 msgrcv shmat unknown"},
      {&SelectionText::classes, {"all,^fr,^all,pc"}, "exec kill"},
      {&SelectionText::classes, {"no"}, ""},

      {&SelectionText::auid, {"alice"}, "open open_failed"},
      {&SelectionText::auid, {"501", "bob"}, "open open_failed exec kill"},
      {&SelectionText::auid, {"503"}, "kill"},  // to whom it was done
      {&SelectionText::auid, {"-1"}, "login"},
      {&SelectionText::euid, {"alice"}, "open"},
      {&SelectionText::euid, {"root"}, "open_failed exec kill login"},
      {&SelectionText::ruid, {"7"}, "kill"},
      {&SelectionText::group, {"staff"}, "open open_failed"},
      {&SelectionText::group, {"6"}, "exec"},
      {&SelectionText::group, {"5"}, "exec"},
      {&SelectionText::egid, {"5"}, "exec"},
      {&SelectionText::egid, {"6"}, ""},
      {&SelectionText::rgid, {"6"}, "exec"},
      {&SelectionText::rgid, {"staff"}, "open"},

      {&SelectionText::zone, {"web*"}, "exec"},
      {&SelectionText::zone, {"web", "db*"}, ""},

      {&SelectionText::object, {"file=passwd$"}, "open"},
      {&SelectionText::object, {"file=^/private"}, "open"},  // one of two paths is enough
      {&SelectionText::object, {"file=^/bin,shadow"}, "open_failed exec"},
      {&SelectionText::object, {"file=~passwd"}, "open_failed exec"},
      {&SelectionText::object, {"file=~^/private,^/"}, "open_failed exec"},  // one excluded is enough
      {&SelectionText::object, {"file=^/etc/passwd,~^/private,^/"}, "open_failed exec"},
      {&SelectionText::object, {"file=^/.*wd$,~^/private,^/"}, "open open_failed exec"},  // the first decides
      {&SelectionText::object, {"file=^/b{1\\,1}in"}, "exec"},
      {&SelectionText::object, {"file=nowhere\\,passwd"}, ""},
      {&SelectionText::object, {"msgqid=77"}, "msgrcv"},
      {&SelectionText::object, {"shmid=77"}, "shmat"},
      {&SelectionText::object, {"semid=77"}, ""},
      {&SelectionText::object, {"msgqid=77", "shmid=77"}, "msgrcv shmat"},
      {&SelectionText::object, {"pid=10"}, "kill"},
      {&SelectionText::object, {"sock=443"}, "connect"},
      {&SelectionText::object, {"sock=22"}, "connect6"},
      {&SelectionText::object, {"sock=50000"}, "connect6"},
      {&SelectionText::object, {"sock=514"}, "unknown"},
      {&SelectionText::object, {"sock=192.0.2.7"}, "connect unknown"},
      {&SelectionText::object, {"sock=2001:db8:0::7"}, "connect6"},
      {&SelectionText::object, {"sock=::1"}, "connect6"},
      {&SelectionText::object, {"sock=2001:db8::1"}, ""},  // where a subject came from
      {&SelectionText::object, {"sock=10.0.0.1"}, ""},     // a host's address
  }));
  CAPTURE(row.values);
  SelectionText text;
  text.*row.option = row.values;
  CHECK(selected(text) == row.selected);
  CHECK_FALSE(make(text)->empty());

  // Turned around, all other records and again no file.
  text.invert = true;
  const std::string others = selected(text);
  for (const Sample& sample : samples()) {
    const auto has = [&](std::string_view list) {
      return (" " + std::string(list) + " ").find(" " + std::string(sample.name) + " ") != std::string::npos;
    };
    CAPTURE(sample.name, others);
    if (sample.name == "file") {
      CHECK_FALSE(has(others));
    } else {
      CHECK(has(row.selected) != has(others));
    }
  }
}

TEST_CASE("a port is found as it was, whoever swapped its bytes") {
  const auto found = [](const RecordBuilder& built, const std::string& object) {
    Record record;
    const std::string bytes = built.finish();
    REQUIRE(record.parse(as_bytes(bytes)));
    return (*parse_object(object))(record);
  };
  const auto record = [](std::uint16_t event) { return RecordBuilder({.event = event}); };
  // As it is on the wire: 81 001a bb01
  const RecordBuilder kernels = record(32).sockinet128(26, {"2001:db8::80", 0xbb01});
  CHECK(found(kernels, "sock=443"));
  CHECK_FALSE(found(kernels, "sock=47873"));
  CHECK(found(kernels, "sock=2001:db8::80"));
  const RecordBuilder programs = record(6152).sockinet128(26, {"2001:db8::80", 443});
  CHECK(found(programs, "sock=443"));
  CHECK_FALSE(found(programs, "sock=47873"));
  for (const std::uint16_t event : {std::uint16_t{32}, std::uint16_t{6152}}) {
    CHECK(found(record(event).sockinet32(2, {"192.0.2.80", 443}), "sock=443"));
    CHECK(found(record(event).socket_ex(26, 1, {"::1", 22}, {"2001:db8::80", 443}), "sock=443"));
    CHECK(found(record(event).iport(443), "sock=443"));
  }
}

TEST_CASE("a call that goes on is neither success nor failure") {
  const auto selects = [](const SelectionText& text, std::uint8_t error) {
    Record record;
    const std::string bytes = RecordBuilder({.event = 32}).return32(error, 0).finish();
    REQUIRE(record.parse(as_bytes(bytes)));
    return make(text)->matches(record);
  };
  CHECK(selects({.failure = true}, 146));
  CHECK_FALSE(selects({.failure = true}, 150));
  CHECK_FALSE(selects({.success = true}, 150));
  CHECK(selects({.classes = {"nt"}}, 150));
  CHECK_FALSE(selects({.classes = {"-nt"}}, 150));
}

TEST_CASE("different options must all be met") {
  CHECK(selected({.event = {"72"}, .object = {"file=passwd$"}}) == "open");
  CHECK(selected({.event = {"72"}, .failure = true}) == "open_failed");
  CHECK(selected({.success = true, .auid = {"alice"}}) == "open");
  CHECK(selected({.classes = {"-all"}, .success = true}) == "");
  CHECK(selected({.when = {{kNoon + 10, 0}, {kNoon + 20, 999'999'999}}}) == "open_failed exec");
  CHECK(selected({.date = {"20131104"}, .object = {"file=passwd"}}) == "open");
  CHECK(selected({.classes = {"fr"}, .event = {"EXECVE"}}) == "");
}

TEST_CASE("times are from the first to the last that is selected") {
  constexpr Time kLast = Period{}.to;
  CHECK(selected({.when = {{kNoon + kDaySeconds + 5, 0}, kLast}}) == "unknown");
  CHECK(selected({.when = {{kNoon, 250'000'000}, {kNoon + 20, 0}}}) == "open open_failed exec");
  CHECK(selected({.when = {{}, {kNoon, 249'999'999}}}) == "");
  CHECK(selected({.when = {{}, {kNoon, 250'000'000}}}) == "open");
  CHECK(selected({.when = {{kNoon, 250'000'001}, {kNoon + 29, 999'999'999}}}) == "open_failed exec");
}

TEST_CASE("success and failure are what the return token says") {
  CHECK(selected({.success = true}) == "open exec connect connect6 msgrcv shmat unknown");
  CHECK(selected({.failure = true}) == "open_failed kill");
  CHECK(selected({.success = true, .failure = true}) ==
        "open open_failed exec kill connect connect6 msgrcv shmat unknown");  // login does not say
}

TEST_CASE("ids must all be those of one and the same token") {
  CHECK(selected({.auid = {"503"}, .ruid = {"7"}}) == "");
  CHECK(selected({.auid = {"502"}, .ruid = {"7"}}) == "kill");
}

TEST_CASE("what is not understood is an error that says so") {
  struct Bad {
    List SelectionText::*option;
    std::string value, error;
  };
  const std::string users = "the names that this host or --passwd has, and numbers";
  const std::string groups = "the names that this host or --group-file has, and numbers";
  const std::string known_classes = names_of(classes().classes());
  const Bad bad = GENERATE_REF(values<Bad>({
      {&SelectionText::date, "20130230", "--date: not a date: '20130230' (YYYYMMDD)"},
      {&SelectionText::classes, "pc,+xx", "--class: unknown class '+xx'; known are " + known_classes},
      {&SelectionText::classes, "", "--class: unknown class ''; known are " + known_classes},
      {&SelectionText::event, "AUE_NOTHING",
       "--event: unknown event 'AUE_NOTHING'; known are the names and numbers of audit_event(5)"},
      {&SelectionText::event, "65536",
       "--event: unknown event '65536'; known are the names and numbers of audit_event(5)"},
      {&SelectionText::event, "",
       "--event: unknown event ''; known are the names and numbers of audit_event(5)"},
      {&SelectionText::auid, "nosuchuser", "--auid: unknown user 'nosuchuser'; known are " + users},
      {&SelectionText::auid, "", "--auid: unknown user ''; known are " + users},
      {&SelectionText::euid, "4294967296", "--euid: unknown user '4294967296'; known are " + users},
      {&SelectionText::ruid, "-2", "--ruid: unknown user '-2'; known are " + users},
      {&SelectionText::group, "alice", "--group: unknown group 'alice'; known are " + groups},
      {&SelectionText::egid, "x", "--egid: unknown group 'x'; known are " + groups},
      {&SelectionText::rgid, "x", "--rgid: unknown group 'x'; known are " + groups},
      {&SelectionText::object, "/etc",
       "--object: unknown object '/etc'; known are file, msgqid, semid, shmid, pid, sock, each with =VALUE"},
      {&SelectionText::object, "file",
       "--object: unknown object 'file'; known are file, msgqid, semid, shmid, pid, sock, each with =VALUE"},
      {&SelectionText::object, "file=", "--object: bad regular expression '': empty regular expression"},
      {&SelectionText::object, "file=a,", "--object: bad regular expression '': empty regular expression"},
      {&SelectionText::object, "file=a,~", "--object: bad regular expression '': empty regular expression"},
      {&SelectionText::object, "semid=x", "--object: not the number of an IPC object: 'x'"},
      {&SelectionText::object, "pid=", "--object: not a process id: ''"},
      {&SelectionText::object, "sock=70000", "--object: neither a port nor an internet address: '70000'"},
      {&SelectionText::object, "sock=localhost",
       "--object: neither a port nor an internet address: 'localhost'"},
  }));
  CAPTURE(bad.value);
  SelectionText text;
  text.*bad.option = {bad.value};
  const std::expected<Selection, std::string> selection = make(text);
  REQUIRE_FALSE(selection.has_value());
  CHECK(selection.error() == bad.error);
}

TEST_CASE("a bad regular expression is named with what is wrong") {
  SelectionText text;
  text.object = {"file=fine,("};
  const std::expected<Selection, std::string> selection = make(text);
  REQUIRE_FALSE(selection.has_value());
  CHECK(selection.error().starts_with("--object: bad regular expression '(': "));
}

TEST_CASE("what the header tells is skipped without parsing") {
  const auto skipped = [](const SelectionText& text) {
    const std::expected<Selection, std::string> selection = make(text);
    REQUIRE(selection.has_value());
    std::string list;
    for (const Sample& sample : samples()) {
      if (selection->can_skip(as_bytes(sample.bytes))) (list += list.empty() ? "" : " ") += sample.name;
    }
    return list;
  };
  CHECK(skipped({}) == "");
  CHECK(skipped({.event = {"72"}}) == "file exec kill login connect connect6 msgrcv shmat unknown");
  CHECK(skipped({.classes = {"-fr"}}) == "file exec kill login connect connect6 msgrcv shmat unknown");
  CHECK(skipped({.date = {"20131105"}}) == "file open open_failed exec kill");
  CHECK(skipped({.when = {.from = {kNoon + 40, 0}}}) == "file open open_failed exec kill");
  CHECK(skipped({.zone = {"x"}}) == "file");
  CHECK(skipped({.event = {"72"}, .invert = true}) == "file open open_failed");
  CHECK(skipped({.classes = {"-fr"}, .invert = true}) == "file");
  CHECK(skipped({.event = {"72"}, .zone = {"x"}, .invert = true}) == "file");
  CHECK(skipped({.when = {{}, {kNoon + 30, 500'000'000}}, .invert = true}) == "file open open_failed exec");
}

TEST_CASE("a header that is cut or damaged is not skipped") {
  const std::expected<Selection, std::string> selection = make({.event = {"1"}});
  REQUIRE(selection.has_value());
  for (const Sample& sample : samples()) {
    if (sample.name == "file") continue;
    const bool host = sample.name == "open_failed" || sample.name == "kill";
    const bool wide = sample.name == "exec" || sample.name == "kill";
    const bool ipv6 = sample.name == "kill";
    const std::size_t front = 10u + (host ? 4 : 0) + (ipv6 ? 16 : host ? 4 : 0) + (wide ? 16 : 8);
    CAPTURE(sample.name, front);
    for (std::size_t n = 0; n <= front; ++n) {
      CHECK(selection->can_skip(as_bytes(sample.bytes).first(n)) == (n == front));
    }
    std::string damaged = sample.bytes;
    if (host) damaged[13] = 5;  // the address type
    CHECK(selection->can_skip(as_bytes(damaged)) == !host);
    damaged[0] = 0x55;
    CHECK_FALSE(selection->can_skip(as_bytes(damaged)));
  }
}

TEST_CASE("the platform decides what an event's name and class mean") {
  const auto record_of = [](std::uint16_t event) {
    return RecordBuilder({.event = event, .seconds = kNoon}).return32(0, 0).finish();
  };
  const auto matches = [](const Selection& selection, const std::string& bytes) {
    Record record;
    REQUIRE(record.parse(as_bytes(bytes)));
    return selection.matches(record);
  };
  const std::string on_darwin = record_of(43216);
  const std::string elsewhere = record_of(43210);  // clonefileat on Darwin

  Selection preadv = *make({.event = {"AUE_PREADV"}});
  CHECK(matches(preadv, on_darwin));
  CHECK(matches(preadv, elsewhere));
  preadv.use(EventTable(Platform::kDarwin), ClassTable(Platform::kDarwin));
  CHECK(matches(preadv, on_darwin));
  CHECK_FALSE(matches(preadv, elsewhere));
  preadv.use(EventTable(Platform::kFreeBsd), ClassTable(Platform::kFreeBsd));
  CHECK_FALSE(matches(preadv, on_darwin));
  CHECK(matches(preadv, elsewhere));

  Selection created = *make({.classes = {"fc"}});
  CHECK_FALSE(matches(created, elsewhere));
  created.use(EventTable(Platform::kDarwin), ClassTable(Platform::kDarwin));
  CHECK(matches(created, elsewhere));
}

TEST_CASE("events that the new platform does not have select nothing") {
  Selection selection = *make({.event = {"AUE_CAP_ENTER"}});
  selection.use(EventTable(Platform::kDarwin), ClassTable(Platform::kDarwin));
  CHECK(selected(selection) == "");
}

}  // namespace knox::bsm
