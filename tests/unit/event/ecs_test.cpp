// The one writer of ECS documents, and an event as a line of text.
#include "knox/event/ecs.h"

#include "knox/event/line.h"
#include "support/well_formed.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

std::string write(EcsWriter& ecs, const Event& event) {
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  emit::RawBytes raw;
  emit::JsonLine line(out, raw);
  ecs.put(event, line);
  line.finish();
  out.flush();
  return text;
}

Event rename_event() {
  Event event;
  event.time = {1700000000, 41'000'000};
  event.action = Action::kRename;
  event.word = info(event.action).word;
  event.categories = info(event.action).categories;
  event.types = info(event.action).types;
  event.dataset = "knox.test";
  event.code = "82";
  event.success = true;
  event.who.real = {{1000, "alice"}, {1000, "staff"}};
  event.who.effective = {{0, "root"}, {0, "wheel"}};
  event.who.audit = {1000, "alice"};
  event.process.pid = 812;
  event.process.executable = "/usr/bin/mv";
  event.file = {.path = "/etc/x.new.conf", .target_path = "/etc/x", .mode = 0640};
  return event;
}

}  // namespace

TEST_CASE("ecs writer: members and their values") {
  EcsWriter ecs;
  const std::string text = write(ecs, rename_event());
  CHECK(text ==
        R"({"@timestamp":"2023-11-14T22:13:20.041Z","ecs":{"version":"8.11.0"},"event":{"kind":"event",)"
        R"("category":["file"],"type":["change"],"action":"rename","outcome":"success","code":"82",)"
        R"("module":"knox","dataset":"knox.test"},)"
        R"("message":"alice (as root) rename /etc/x.new.conf to /etc/x by mv[812]",)"
        R"("user":{"id":"1000","name":"alice","group":{"id":"1000","name":"staff"},)"
        R"("effective":{"id":"0","name":"root","group":{"id":"0","name":"wheel"}},)"
        R"("audit":{"id":"1000","name":"alice"}},)"
        R"("process":{"pid":812,"name":"mv","executable":"/usr/bin/mv"},)"
        R"("file":{"path":"/etc/x.new.conf","name":"x.new.conf","extension":"conf","directory":"/etc",)"
        R"("target_path":"/etc/x","mode":"0640"},"related":{"user":["alice","root"]}})"
        "\n");
}

TEST_CASE("ecs writer: what is kept is of this event, not of one before") {
  EcsWriter ecs;
  Event event = rename_event();
  event.who.number = 7;
  const std::string first = write(ecs, event);
  CHECK(write(ecs, event) == first);
  event.success = false;
  event.error = "EACCES";
  const std::string failed = write(ecs, event);
  CHECK(failed.find(R"("outcome":"failure")") != failed.npos);
  CHECK(failed.find(R"("error":{"code":"EACCES"})") != failed.npos);
  event.success.reset();
  CHECK(write(ecs, event).find(R"("outcome":"unknown")") != std::string::npos);
  event.code = "83";
  CHECK(write(ecs, event).find(R"("code":"83")") != std::string::npos);
  event.kind = Kind::kAlert;
  CHECK(write(ecs, event).find(R"("kind":"alert")") != std::string::npos);
  event.types = "creation";
  CHECK(write(ecs, event).find(R"("type":["creation"])") != std::string::npos);
  event.who.number = 7 + 1024;  // the same place in the table
  event.who.real.user = {1001, "bob"};
  CHECK(write(ecs, event).find(R"("user":{"id":"1001","name":"bob")") != std::string::npos);
}

TEST_CASE("ecs writer: names that are not UTF-8 are given back where they are") {
  EcsWriter ecs;
  Event event = rename_event();
  event.who.number = 1;
  event.who.real.user.name = "al\xff";
  for (int i = 0; i < 2; ++i) {
    const std::string text = write(ecs, event);
    CHECK(text.find(R"("raw_bytes":{"/user/name":"616cff")") != text.npos);
  }
}

TEST_CASE("ecs writer: ends of connections, hosts, related things") {
  EcsWriter ecs;
  Event event;
  event.host = {.name = "web1", .address = "192.0.2.1", .os_type = "linux"};
  event.source = {.address = "192.0.2.7", .port = 22, .is_ip = true};
  event.destination = {.path = "/run/x.sock"};
  event.network = {.direction = "ingress", .type = "ipv4"};
  event.who.target = {{0, {}}, {}};
  const std::string_view addresses[] = {"192.0.2.7", "192.0.2.8"};
  event.addresses = addresses;
  const std::string text = write(ecs, event);
  CHECK(text.find(R"("host":{"hostname":"web1","ip":["192.0.2.1"],"os":{"type":"linux"}})") != text.npos);
  CHECK(text.find(R"("user":{"target":{"id":"0"}})") != text.npos);
  CHECK(text.find(R"("source":{"address":"192.0.2.7","ip":"192.0.2.7","port":22},"destination":)"
                  R"({"address":"/run/x.sock"})") != text.npos);
  CHECK(text.find(R"("related":{"user":["0"],"ip":["192.0.2.7","192.0.2.8"],"hosts":["web1"]})") !=
        text.npos);
}

TEST_CASE("event line: who, what, to what, by what, and how it ended") {
  EventLine line;
  CHECK(line.of(rename_event()) == "alice (as root) rename /etc/x.new.conf to /etc/x by mv[812]");
  Event event = rename_event();
  event.success = false;
  event.error = "EACCES";
  event.file.path = "/tmp/a b\n\x1b[31m";
  CHECK(line.of(event) ==
        "alice (as root) rename $'/tmp/a b\\n\\e[31m' to /etc/x by mv[812]: failure, EACCES");

  event.kind = Kind::kDamaged;
  CHECK(std::string(line.of(event)).ends_with(": damaged: failure, EACCES"));

  Event exec;
  exec.action = Action::kExec;
  exec.word = "exec";
  exec.who.real.user = {501, {}};
  exec.process.pid = 4102;
  exec.process.args = StringList(std::string_view("curl\0-s\0https://example.org/?a&b\0", 33), 3);
  exec.parent.pid = 4101;
  CHECK(line.of(exec) == "501 exec curl -s 'https://example.org/?a&b' [4102] by [4101]");

  Event login;
  login.action = Action::kLoggedIn;
  login.word = "logged-in";
  login.who.target.user = {{}, "bob"};
  login.source = {.address = "2001:db8::1", .port = 22, .is_ip = true};
  login.success = false;
  CHECK(line.of(login) == "logged-in bob from [2001:db8::1]:22: failure");
  CHECK(line.of(Event{}) == "unknown");
}

}  // namespace knox::event
