#include "unit/bsm/ecs_documents.h"

#include "support/fixtures.h"

namespace knox::bsm {

namespace {

using test::Ecs;
using test::EcsDocument;
using test::RecordBuilder;
using test::Subject;

const Subject kAlice = {
    .auid = 501, .euid = 501, .egid = 20, .ruid = 501, .rgid = 20, .pid = 612, .sid = 100004};
constexpr std::uint32_t kMinusOne = 0xffffffff;

RecordBuilder record(std::uint16_t event) {
  return RecordBuilder({.event = event, .seconds = 1715677923, .fraction = 41});
}

struct Expected {
  std::string_view pointer, json;
};

void check(const RecordBuilder& built, std::initializer_list<Expected> expected,
           Platform platform = Platform::kUnknown) {
  const std::string line = Ecs(platform).print(built);
  INFO(line);
  const EcsDocument document(line);
  for (const Expected& e : expected) {
    INFO(e.pointer);
    CHECK(document.at(e.pointer) == e.json);
  }
}

}  // namespace

TEST_CASE("ecs: a whole document", "[bsm][ecs]") {
  const std::string expected =
      R"({"@timestamp":"2024-05-14T09:12:03.041Z","ecs":{"version":"8.11.0"},)"
      R"("event":{"kind":"event","category":["process"],"type":["start"],"action":"exec",)"
      R"("outcome":"success","code":"23","module":"knox","dataset":"knox.bsm",)"
      R"("id":"66432ae3.041-e9ab346d4eec8e42"},"message":"alice (as root) exec ls 'it'\\''s' [612]",)"
      R"("host":{"os":{"type":"macos","platform":"darwin"}},)"
      R"("user":{"id":"501","name":"alice","group":{"id":"20","name":"staff"},)"
      R"("effective":{"id":"0","name":"root","group":{"id":"0","name":"wheel"}},)"
      R"("audit":{"id":"501","name":"alice"}},)"
      R"("session":{"id":"100004"},"process":{"pid":612,"entity_id":"8de9cf240ed89d80","name":"ls","executable":"/bin/ls","args":["ls","it's"],"args_count":2,)"
      R"("command_line":"ls 'it'\\''s'","env_vars":["TERM=vt100"]},)"
      R"("file":{"path":"/bin/ls","name":"ls","directory":"/bin","type":"file","mode":"4755",)"
      R"("uid":"0","owner":"root","gid":"0","group":"wheel","inode":"4711","device":"16777220"},)"
      R"("related":{"user":["alice","root"]},)"
      R"_("bsm":{"event":{"number":23,"name":"AUE_EXECVE","description":"execve(2)","classes":["pc","ex"],)_"
      R"("modifier":0},"version":11,)"
      R"("subject":{"session":100004,"terminal":{"port":0,"address":"0.0.0.0"}},)"
      R"("return":{"errno":0,"value":0},)"
      R"("identity":{"signer_type":1,"signing_id":"com.apple.zsh","cdhash":"aa55"}}})"
      "\n";
  Subject setuid = kAlice;
  setuid.euid = setuid.egid = 0;
  CHECK(Ecs().print(record(23)
                        .exec_args({"ls", "it's"})
                        .exec_env({"TERM=vt100"})
                        .path("/bin/ls")
                        .path("/bin/ls")
                        .attr32({.mode = 0104755, .fsid = 16777220, .node = 4711})
                        .subject32(setuid)
                        .return32(0, 0)
                        .identity({.signing_id = "com.apple.zsh", .cdhash = "\xaa\x55"})) == expected);
}

TEST_CASE("ecs: who", "[bsm][ecs]") {
  check(
      record(2).subject32(kAlice).return32(0, 7),
      {{"/user",
        R"({"id":"501","name":"alice","group":{"id":"20","name":"staff"},"audit":{"id":"501","name":"alice"}})"},
       {"/related", R"({"user":["alice"]})"},
       {"/bsm/subject", R"({"session":100004,"terminal":{"port":0,"address":"0.0.0.0"}})"}});
  // A daemon, with an id that has no name. What was never set is left out.
  check(record(2).subject32({.auid = kMinusOne, .euid = kMinusOne, .egid = 9, .ruid = 92, .pid = 1}),
        {{"/user/id", R"("92")"},
         {"/user/name", ""},
         {"/user/effective", R"({"group":{"id":"9"}})"},
         {"/user/audit", ""},
         {"/related/user", R"(["92"])"},
         {"/event/outcome", R"("unknown")"}});
  // Whom a signal was sent to
  check(record(15)
            .process32({.auid = 501, .euid = 0, .egid = 0, .pid = 99})
            .subject32(kAlice)
            .return32(1, kMinusOne),
        {{"/user/target", R"({"id":"0","name":"root","group":{"id":"0","name":"wheel"}})"},
         {"/process/pid", "612"},
         {"/bsm/process/pid", "99"},
         {"/related/user", R"(["alice","root"])"},
         {"/error", R"({"code":"EPERM","message":"Operation not permitted"})"},
         {"/bsm/return", R"({"errno":1,"value":4294967295})"}});
}

TEST_CASE("ecs: logins", "[bsm][ecs]") {
  Subject remote = kAlice;
  remote.euid = remote.ruid = 0;
  remote.port = 51022;
  remote.address = "2001:db8::17";
  check(record(6152).subject32_ex(remote).text("successful login").return32(0, 0),
        {{"/user", R"({"id":"501","name":"alice","audit":{"id":"501","name":"alice"}})"},
         {"/network/type", R"("ipv6")"},
         {"/bsm/subject/ruid", "0"},
         {"/source", R"({"address":"2001:db8::17","ip":"2001:db8::17","port":51022})"},
         {"/related", R"({"user":["alice"],"ip":["2001:db8::17"]})"},
         {"/message", R"("alice logged-in from [2001:db8::17]:51022 by [612] 'successful login'")"},
         {"/bsm/text", R"(["successful login"])"}});
  // The same terminal in another event is not the source of anything.
  check(record(16).subject32_ex(remote).return32(0, 0),
        {{"/source", ""}, {"/related/ip", R"(["2001:db8::17"])"}, {"/bsm/subject/terminal/port", "51022"}});
  // sshd and opendirectoryd name the user in a text.
  check(record(32800).text("invalid user name \"bob\"").return32(1, 0),
        {{"/user", R"({"name":"bob"})"}, {"/error", R"({"code":"1"})"}});
  check(record(45023)
            .text("Verify password for record type Users 'carol' node '/Local/Default'")
            .return32(255, 5000),
        {{"/user/name", R"("carol")"}, {"/error", R"({"code":"255"})"}, {"/related/user", R"(["carol"])"}});
  // Other texts are only texts.
  check(record(45025).text("system.login.console").text("client /bin/x").return32(0, 0),
        {{"/user", ""}, {"/message", R"("was-authorized 'system.login.console, client /bin/x'")"}});
}

TEST_CASE("ecs: a new process and its parent", "[bsm][ecs]") {
  check(
      record(43190)
          .arg32(0, 642, "child PID")
          .exec_args({"hello"})
          .path("/opt/hello")
          .subject32(kAlice)
          .return32(0, 0)
          .identity({.signing_id = "com.apple.zsh", .team_id = "T"}),
      {{"/process",
        R"({"pid":642,"entity_id":"2f32b88b85cb11a6","name":"hello","executable":"/opt/hello","args":["hello"],"args_count":1,)"
        R"("command_line":"hello",)"
        R"("parent":{"pid":612,"code_signature":{"signing_id":"com.apple.zsh","team_id":"T"}}})"},
       {"/bsm/args", R"([{"number":0,"value":642,"text":"child PID"}])"}});
  check(record(2).arg32(0, 643, "child PID").subject32(kAlice).return32(0, 643),
        {{"/process", R"({"pid":643,"entity_id":"5e69b9362a11a51f","parent":{"pid":612}})"}});
  check(record(1).exit(1, 0).subject32(kAlice).return32(0, 0),
        {{"/process", R"({"pid":612,"exit_code":1})"}, {"/bsm/exits", R"([{"status":1,"value":0}])"}});
  // sudo runs a command, its record has no path. Solaris has another token for it.
  check(record(45028).subject32(kAlice).exec_args({"/bin/ls", "a b"}).return32(0, 0),
        {{"/process/name", R"("ls")"},
         {"/process/executable", ""},
         {"/process/command_line", R"("/bin/ls 'a b'")"}});
  check(record(6180).path("/bin/ls").cmd({"ls"}, {"A=b"}).return32(0, 0),
        {{"/process/args", R"(["ls"])"}, {"/process/env_vars", R"(["A=b"])"}, {"/bsm/commands", ""}});
  check(record(6180).cmd({"ls"}, {}).exec_args({"cat"}).return32(0, 0),
        {{"/process/args", R"(["ls"])"}, {"/bsm/extra_tokens/0/args", R"(["cat"])"}});
}

TEST_CASE("ecs: an identity is the caller's", "[bsm][ecs]") {
  const test::Identity caller = {.signer_type = 0, .signing_id = "caller", .team_id = "T", .cdhash = "h"};
  const std::string_view signature = R"({"signing_id":"caller","team_id":"T"})";
  const std::string_view all = R"({"signer_type":0,"signing_id":"caller","team_id":"T","cdhash":"68"})";
  const std::string_view rest = R"({"signer_type":0,"cdhash":"68"})";
  struct Case {
    std::string_view what;
    RecordBuilder record;
    std::string_view own, parent, identity;
  };
  const auto exec = [&](std::uint16_t event, std::uint8_t error = 0) {
    return record(event)
        .exec_args({"evil"})
        .path("/tmp/evil")
        .subject32(kAlice)
        .return32(error, 0)
        .identity(caller);
  };
  const Case cases[] = {
      {"exec", exec(7), "", "", all},
      {"execve", exec(23), "", "", all},
      {"execve that failed", exec(23, 2), "", "", all},
      {"execve, and nothing known of it", record(23).subject32(kAlice).identity(caller), "", "", all},
      {"execve of nobody", record(23).identity(caller), "", "", all},
      {"__mac_execve", exec(43131), "", "", all},
      {"fexecve", exec(43144), "", "", all},
      {"execveat", exec(43262), "", "", all},
      {"posix_spawn", exec(43190).arg32(0, 642, "child PID"), "", signature, rest},
      {"posix_spawn that failed", exec(43190, 2).arg32(0, 642, "child PID"), "", signature, rest},
      {"posix_spawn of no child", exec(43190), "", "", all},
      {"posix_spawn of itself", exec(43190).arg32(0, 612, "child PID"), "", "", all},
      {"posix_spawn of pid 0", exec(43190).arg32(0, 0, "child PID"), "", "", all},
      {"fork", record(2).arg32(0, 643, "child PID").subject32(kAlice).identity(caller), "", signature, rest},
      {"fork that failed", record(2).subject32(kAlice).return32(11, 0).identity(caller), signature, "", rest},
      {"sudo", record(45028).exec_args({"evil"}).subject32(kAlice).identity(caller), "", "", all},
      {"sudo of nothing", record(45028).subject32(kAlice).identity(caller), signature, "", rest},
      {"open", record(72).path("/tmp/evil").subject32(kAlice).identity(caller), signature, "", rest},
      {"open of nobody", record(72).path("/tmp/evil").identity(caller), signature, "", rest},
      {"no child", record(72).arg32(0, 9, "child PID").subject32(kAlice).identity(caller), signature, "",
       rest},
      {"exit", record(1).exit(0, 0).subject32(kAlice).identity(caller), signature, "", rest},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    const std::string line = Ecs().print(c.record);
    INFO(line);
    const EcsDocument document(line);
    CHECK(document.at("/process/code_signature") == c.own);
    CHECK(document.at("/process/parent/code_signature") == c.parent);
    CHECK(document.at("/bsm/identity") == c.identity);
  }
}

TEST_CASE("ecs: files", "[bsm][ecs]") {
  // As given and as resolved: the last one is the file.
  check(record(72).path("notes").path("/Users/alice/notes").subject32(kAlice).return32(2, kMinusOne),
        {{"/file", R"({"path":"/Users/alice/notes","name":"notes","directory":"/Users/alice"})"},
         {"/bsm/paths", R"(["notes","/Users/alice/notes"])"}});
  check(record(16).path("/").return32(0, 0),
        {{"/file", R"({"path":"/","directory":"/"})"}, {"/bsm/paths", ""}});
  check(record(16).path("x").return32(0, 0), {{"/file", R"({"path":"x","name":"x"})"}});
  // Devices have a number of their own.
  check(record(16)
            .path("/dev/tty")
            .attr32({.mode = 020666, .uid = 7, .gid = 8, .fsid = 9, .node = 10, .device = 11}),
        {{"/file/type", R"("char_device")"},
         {"/file/mode", R"("0666")"},
         {"/file/owner", ""},
         {"/file/inode", R"("10")"},
         {"/file/device", R"("9")"},
         {"/bsm/device", "11"}});
}

TEST_CASE("ecs: calls on two files", "[bsm][ecs]") {
  const test::Attr attr = {.mode = 0100644};
  struct Case {
    RecordBuilder record;
    std::string_view path, target;
  };
  const Case cases[] = {
      {record(42).path("/a").path("/A").attr32(attr).path("/b").path("/B"), "/A", "/B"},  // xnu
      {record(42).path("/a").path("/A").path("/b").path("/B").attr32(attr), "/A", "/B"},
      {record(42).path("/a").attr32(attr).path("/b"), "/a", "/b"},  // FreeBSD
      {record(42).path("/a").attr32(attr).path("/b").path("/B"), "/a", "/B"},
      {record(42).path("/a").path("/A").path("/B"), "/A", "/B"},
      {record(42).path("/a").path("/b"), "/a", "/b"},
      {record(42).path("/a"), "/a", ""},
      {record(5).path("/a").attr32(attr).path("/link"), "/link", "/a"},
      {record(21).text("../a").path("/link"), "/link", "../a"},
      {record(43051).path("/a").path("/copy"), "/a", "/copy"},
      {record(6).path("/a").path("/b"), "/b", ""},
  };
  const auto quoted = [](std::string_view text) { return text.empty() ? "" : '"' + std::string(text) + '"'; };
  for (const Case& c : cases) {
    const std::string line = Ecs().print(c.record);
    INFO(line);
    const EcsDocument document(line);
    CHECK(document.at("/file/path") == quoted(c.path));
    CHECK(document.at("/file/target_path") == quoted(c.target));
  }
}

TEST_CASE("ecs: two paths may be those of one file", "[bsm][ecs]") {
  const test::Attr attr = {.mode = 0100644};
  struct Case {
    RecordBuilder record;
    std::string_view path, target;
  };
  const Case cases[] = {
      {record(282).path("a").path("/d/a").attr32(attr), "/d/a", ""},
      {record(282).path("/d/a").path("/d/a").attr32(attr), "/d/a", ""},
      {record(282).path("/d/a").path("/d/a"), "/d/a", ""},
      {record(282).path("a").path("/d/a"), "/d/a", ""},
      {record(43147).path("a").path("/d/a").attr32(attr), "/d/a", ""},
      // These are two.
      {record(282).path("a").path("/d/ba"), "a", "/d/ba"},
      {record(282).path("/d/a").path("/e/d/a"), "/d/a", "/e/d/a"},
      {record(282).path("a").attr32(attr).path("/d/a"), "a", "/d/a"},
      {record(43147).path("/d/a").attr32(attr).path("/d/b"), "/d/b", "/d/a"},
      {record(282).path("a").path("/d/a").attr32(attr).path("b").path("/d/b"), "/d/a", "/d/b"},
      {record(282).path("").path("/d/a"), "", "/d/a"},
  };
  const auto quoted = [](std::string_view text) { return text.empty() ? "" : '"' + std::string(text) + '"'; };
  for (const Case& c : cases) {
    const std::string line = Ecs().print(c.record);
    INFO(line);
    const EcsDocument document(line);
    CHECK(document.at("/file/path") == quoted(c.path));
    CHECK(document.at("/file/target_path") == quoted(c.target));
  }
}

TEST_CASE("ecs: attributes are from before a change", "[bsm][ecs]") {
  const test::Attr attr = {.mode = 0100644, .uid = 501, .gid = 20};
  const auto chmod = [&](std::uint8_t error) {
    return record(10).arg32(2, 0104755, "new file mode").path("/f").attr32(attr).return32(error, 0);
  };
  check(chmod(0), {{"/file/mode", R"("4755")"},
                   {"/file/type", R"("file")"},
                   {"/file/uid", R"("501")"},
                   {"/bsm/attributes/0/mode", R"("0100644")"}});
  check(chmod(1), {{"/file/mode", R"("0644")"}, {"/bsm/attributes/0/mode", R"("0100644")"}});
  // A change that the record does not tell
  check(record(10).path("/f").attr32(attr).return32(0, 0),
        {{"/file/mode", ""}, {"/file/type", R"("file")"}, {"/bsm/attributes/0/mode", R"("0100644")"}});
  const auto chown = [&](std::uint32_t uid, std::uint32_t gid, const test::Attr& before) {
    return record(11)
        .arg32(2, uid, "new file uid")
        .arg32(3, gid, "new file gid")
        .path("/f")
        .attr32(before)
        .return32(0, 0);
  };
  check(chown(0, 0, attr), {{"/file/uid", R"("0")"},
                            {"/file/owner", R"("root")"},
                            {"/file/gid", R"("0")"},
                            {"/file/group", R"("wheel")"},
                            {"/file/mode", R"("0644")"},
                            {"/bsm/attributes/0/uid", "501"}});
  check(chown(0, kMinusOne, attr), {{"/file/uid", R"("0")"}, {"/file/gid", R"("20")"}});
  check(chown(kMinusOne, 0, attr), {{"/file/uid", R"("501")"}, {"/file/gid", R"("0")"}});
  // It takes away these bits, or not: that depends on who asks.
  check(chown(0, 0, {.mode = 0104755, .uid = 501}),
        {{"/file/mode", ""}, {"/bsm/attributes/0/mode", R"("0104755")"}});
  check(record(11).arg32(2, 0, "new file uid").path("/f").attr32(attr).return32(0, 0),
        {{"/file/uid", R"("0")"}, {"/file/gid", ""}, {"/file/group", ""}});
  // Other calls have such arguments without their meaning, and attributes of their own.
  check(record(72).arg32(2, 0777, "new file mode").path("/f").attr32(attr).return32(0, 0),
        {{"/file/mode", R"("0644")"}, {"/bsm/attributes", ""}});
}

TEST_CASE("ecs: what did not succeed began no session", "[bsm][ecs]") {
  struct Case {
    std::uint16_t event;
    std::string_view succeeded, failed;
  };
  const std::string_view session = R"(["authentication","session"])", alone = R"(["authentication"])";
  const Case cases[] = {{6152, session, alone},
                        {32800, session, alone},
                        {6159, session, alone},
                        {6153, session, alone},
                        {45021, session, alone},
                        {45023, alone, alone},
                        {45028, R"(["process"])", R"(["process"])"},
                        {44901, R"(["session"])", R"(["session"])"},
                        {23, R"(["process"])", R"(["process"])"}};
  for (const Case& c : cases) {
    INFO(c.event);
    check(record(c.event).subject32(kAlice).return32(0, 0),
          {{"/event/category", c.succeeded}, {"/event/outcome", R"("success")"}});
    check(record(c.event).subject32(kAlice).return32(1, 0),
          {{"/event/category", c.failed}, {"/event/outcome", R"("failure")"}});
    check(record(c.event).subject32(kAlice),
          {{"/event/category", c.failed}, {"/event/outcome", R"("unknown")"}});
  }
}

TEST_CASE("ecs: a call that goes on has not failed", "[bsm][ecs]") {
  check(record(32).sockinet32(2, {"192.0.2.80", 443}).return32(150, kMinusOne),
        {{"/event/outcome", R"("unknown")"},
         {"/error", ""},
         {"/bsm/return", R"({"errno":150,"error":"EINPROGRESS","value":4294967295})"}});
  check(record(32).sockinet32(2, {"192.0.2.80", 443}).return32(149, kMinusOne),
        {{"/event/outcome", R"("failure")"}, {"/error/code", R"("EALREADY")"}});
}

TEST_CASE("ecs: a program's code is no errno", "[bsm][ecs]") {
  for (const std::uint16_t event :
       std::initializer_list<std::uint16_t>{6152, 6159, 32800, 43000, 45023, 65535}) {
    check(record(event).return32(4, 0), {{"/event/outcome", R"("failure")"}, {"/error", R"({"code":"4"})"}});
  }
  for (const std::uint16_t event : std::initializer_list<std::uint16_t>{1, 2047, 43001, 44999}) {
    check(record(event).return32(4, 0), {{"/error/code", R"("EINTR")"}});
  }
}

TEST_CASE("ecs: the path of a posix_spawn may be another file's", "[bsm][ecs]") {
  const auto spawn = [](std::string_view path, std::uint8_t error = 0) {
    return record(43190)
        .exec_args({"/usr/libexec/xpcproxy", "x"})
        .path(path)
        .subject32(kAlice)
        .return32(error, 0);
  };
  const std::string_view own = R"("/usr/libexec/xpcproxy")", name = R"("xpcproxy")";
  check(spawn("/usr/libexec/xpcproxy"), {{"/process/executable", own}, {"/process/name", name}});
  check(spawn("/dev/console"), {{"/process/executable", ""},
                                {"/process/name", name},
                                {"/process/command_line", R"("/usr/libexec/xpcproxy x")"},
                                {"/file/path", R"("/dev/console")"}});
  check(spawn("/dev/null", 2), {{"/process/executable", ""}, {"/process/name", name}});
  check(spawn("/var/log/x.log"), {{"/process/executable", ""}, {"/process/name", name}});
  check(spawn("/opt/x", 2), {{"/process/executable", R"("/opt/x")"}, {"/process/name", R"("x")"}});
  check(spawn("/opt/x").attr32({.mode = 0100755}), {{"/process/executable", R"("/opt/x")"}});
  check(spawn("/dev/null").attr32({.mode = 020666}), {{"/process/executable", ""}, {"/process/name", name}});
  check(record(43190).path("/dev/null").subject32(kAlice).return32(0, 0),
        {{"/process", R"({"pid":612,"entity_id":"8de9cf240ed89d80"})"}});
  // execve opens nothing else.
  check(record(23).exec_args({"x"}).path("/dev/console").subject32(kAlice).return32(0, 0),
        {{"/process/executable", R"("/dev/console")"}});
}

TEST_CASE("ecs: su names whom", "[bsm][ecs]") {
  check(record(6159).subject32(kAlice).text("bad su alice to root on /dev/ttys001").return32(1, kMinusOne),
        {{"/user/id", R"("501")"},
         {"/user/effective", R"({"name":"root"})"},
         {"/related/user", R"(["alice","root"])"}});
  check(record(6159).subject32(kAlice).text("successful authentication").return32(0, 0),
        {{"/user/target", ""}});
  check(record(45026).text("bob").return32(0, 0), {{"/user/name", R"("bob")"}});
  check(record(45026).text("system.preferences").return32(0, 0), {{"/user", ""}});
  for (const std::string_view text :
       {"not_console", "logins disabled by /etc/nologin", "invalid user root"}) {
    check(record(32800).text(text).return32(2, 0), {{"/user", ""}, {"/related", ""}});
  }
  check(record(32800).text("invalid user name \"admin root\"").return32(3, 0),
        {{"/user/name", R"("admin root")"}, {"/related/user", R"(["admin root"])"}});
}

TEST_CASE("ecs: sockets", "[bsm][ecs]") {
  check(record(32).sockinet32(2, {"192.0.2.80", 443}).return32(146, kMinusOne),
        {{"/network", R"({"direction":"egress","type":"ipv4"})"},
         {"/source", ""},
         {"/destination", R"({"address":"192.0.2.80","ip":"192.0.2.80","port":443})"},
         {"/related/ip", R"(["192.0.2.80"])"},
         {"/error/code", R"("ECONNREFUSED")"},
         {"/bsm/sockets", ""}});
  check(record(33).kernel_sockinet128(26, {"2001:db8::1", 50000}).return32(0, 4),
        {{"/network", R"({"direction":"ingress","type":"ipv6"})"},
         {"/source", R"({"address":"2001:db8::1","ip":"2001:db8::1","port":50000})"},
         {"/destination", ""}});
  check(record(34).sockinet32(2, {"0.0.0.0", 8000}).return32(0, 0),
        {{"/network", R"({"type":"ipv4"})"},
         {"/server", R"({"address":"0.0.0.0","ip":"0.0.0.0","port":8000})"},
         {"/related", ""}});
  check(record(32).sockunix(1, "/var/run/log").return32(0, 0),
        {{"/network", ""}, {"/destination", R"({"address":"/var/run/log"})"}});
  check(record(32).sockunix(1, "").return32(0, 0),
        {{"/network", ""}, {"/destination", ""}, {"/bsm/sockets/0/path", R"("")"}});
  // Both ends; the type of the socket has no place in ECS.
  check(record(191).socket_ex(2, 1, {"10.0.0.1", 53}, {"10.0.0.2", 999}).return32(0, 0),
        {{"/source/port", "999"},
         {"/destination/port", "53"},
         {"/bsm/sockets/0/type_name", R"("SOCK_DGRAM")"}});
  // A family that is not the address's, and an event that does not say which end it is
  check(record(32).sockinet32(7, {"192.0.2.80", 443}).return32(0, 0), {{"/bsm/sockets/0/family", "7"}});
  check(record(35).sockinet32(2, {"192.0.2.80", 443}).return32(0, 0),
        {{"/destination", ""}, {"/related/ip", R"(["192.0.2.80"])"}, {"/bsm/sockets/0/port", "443"}});
}

TEST_CASE("ecs: hosts and platforms", "[bsm][ecs]") {
  const RecordBuilder from_host({.event = 16, .host = "2001:db8::5"});
  check(from_host, {{"/host", R"({"ip":["2001:db8::5"]})"}});
  check(from_host, {{"/host", R"({"ip":["2001:db8::5"],"os":{"type":"unix","platform":"freebsd"}})"}},
        Platform::kFreeBsd);
  check(record(43210), {{"/event/action", R"("copied-file")"}, {"/host/os/type", R"("macos")"}},
        Platform::kDarwin);
  check(record(43210), {{"/event/action", R"("read-file")"}}, Platform::kFreeBsd);
  check(RecordBuilder({.event = 16, .seconds = 1, .fraction = 654321, .version = 2}).return32(0, 0),
        {{"/@timestamp", R"("1970-01-01T00:00:01.000654321Z")"}, {"/host/os/platform", R"("solaris")"}});
  check(record(60000),
        {{"/event/category", ""}, {"/event/type", R"(["info"])"}, {"/event/code", R"("60000")"}});
}

TEST_CASE("ecs: what has no place is in bsm", "[bsm][ecs]") {
  check(
      record(30).arg32(2, 3, "cmd").arg32(1, 4, "fd").zonename("www").newgroups({20}).seq(7).return32(0, 0),
      {{"/bsm/args",
        R"([{"number":2,"value":3,"text":"cmd","value_name":"F_GETFL"},{"number":1,"value":4,"text":"fd"}])"},
       {"/bsm/zones", R"(["www"])"},
       {"/bsm/groups", R"([{"gid":20,"gid_name":"staff"}])"},
       {"/event/sequence", "7"}});
  // What there should be one of
  check(record(16).newgroups({1}).newgroups({2}).return32(0, 0).return32(1, 2).subject32(kAlice).subject32(
            kAlice),
        {{"/bsm/groups", R"([{"gid":1}])"},
         {"/event/outcome", R"("success")"},
         {"/bsm/extra_tokens/0/groups/0/gid", "2"},
         {"/bsm/extra_tokens/1/errno", "1"},
         {"/bsm/extra_tokens/2/token", R"("subject32")"}});
  check(record(16).path("/a").raw("\xc5?"), {{"/bsm/unknown", R"([{"bytes":"3f","token_id":"0xc5"}])"}});
}

TEST_CASE("ecs: a file token", "[bsm][ecs]") {
  CHECK(Ecs().print(RecordBuilder().file32(1715677923, 5, "/var/audit/x").tokens()) ==
        R"({"@timestamp":"2024-05-14T09:12:03.005Z","ecs":{"version":"8.11.0"},"event":{"kind":"event",)"
        R"("type":["info"],"action":"trail-file","outcome":"unknown","module":"knox","dataset":"knox.bsm",)"
        R"("id":"66432ae3.005-580882fb7413109d"},"message":"trail-file /var/audit/x",)"
        R"("file":{"path":"/var/audit/x","name":"x","directory":"/var/audit"}})"
        "\n");
  CHECK(EcsDocument(Ecs().print(RecordBuilder().file64(0, 654321, "x").tokens())).at("/@timestamp") ==
        R"("1970-01-01T00:00:00.654321Z")");
}

TEST_CASE("ecs: damage", "[bsm][ecs]") {
  check(record(16).path("/a").raw(std::string_view("\x23\xff\xff/", 4)),
        {{"/event/kind", R"("pipeline_error")"},
         {"/error/message", R"_("path: truncated (need 65538 bytes, have 4)")_"},
         {"/file/path", R"("/a")"},
         {"/bsm/damage/size", "11"}});
  // What xnu cuts short is not damage; a return token tells as much as there is of it.
  RecordBuilder cut({.event = 16, .host = "192.0.2.1"});
  cut.path("/a").return32(2, 0).xnu_short();
  check(cut, {{"/event/kind", R"("event")"},
              {"/event/outcome", R"("failure")"},
              {"/error/code", R"("ENOENT")"},
              {"/bsm/return", R"({"status":"failure","errno":2,"error":"ENOENT"})"},
              {"/bsm/cut_token/token_id", R"("0x27")"}});
}

TEST_CASE("ecs: strings that are not UTF-8", "[bsm][ecs]") {
  const std::string line = Ecs().print(record(23)
                                           .exec_args({"ls", "\xff"})
                                           .exec_env({"A=\xfe"})
                                           .path("/b\xfd/l\xfc")
                                           .text("\xfb")
                                           .arg32(1, 2, "\xfa")
                                           .return32(0, 0));
  INFO(line);
  const EcsDocument document(line);
  const Expected bytes[] = {{"/process/args/1", "ff"},      {"/process/env_vars/0", "413dfe"},
                            {"/file/path", "2f62fd2f6cfc"}, {"/file/name", "6cfc"},
                            {"/file/directory", "2f62fd"},  {"/process/executable", "2f62fd2f6cfc"},
                            {"/bsm/text/0", "fb"},          {"/bsm/args/0/text", "fa"}};
  for (const auto& [pointer, hex] : bytes) {
    INFO(pointer);
    CHECK(document.at(pointer).find("\uFFFD") != std::string::npos);
    std::string key;  // a pointer to a member whose key is a pointer
    for (const char c : pointer) key += c == '/' ? "~1" : std::string(1, c);
    CHECK(document.at("/raw_bytes/" + key) == '"' + std::string(hex) + '"');
  }
  CHECK(document.at("/process/command_line") == R"("ls $'\\xff'")");
}

TEST_CASE("ecs: every record of the fixtures is a document", "[bsm][ecs]") {
  for (const auto make : {test::every_token, test::darwin, test::freebsd, test::solaris, test::quirks,
                          test::damaged, test::meaning}) {
    const test::TrailBuilder trail = make();
    Ecs ecs;
    for (const std::string& line : ecs.print_all(trail.bytes())) {
      INFO(line);
      const EcsDocument document(line);
      CHECK(document.at("/ecs/version") == R"("8.11.0")");
      CHECK_FALSE(document.at("/@timestamp").empty());
      CHECK_FALSE(document.at("/event/type/0").empty());
    }
  }
}

TEST_CASE("ecs: a record cut anywhere is a document", "[bsm][ecs]") {
  const std::string whole = record(43190)
                                .arg32(0, 642, "child PID")
                                .exec_args({"a", "b"})
                                .exec_env({"C=d"})
                                .path("/e")
                                .attr32({.mode = 0100644})
                                .subject32_ex(kAlice)
                                .text("f")
                                .sockinet32(2, {"10.0.0.1", 1})
                                .return32(0, 0)
                                .identity({.signing_id = "g", .cdhash = "h"})
                                .finish();
  Ecs ecs;
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    INFO(size);
    const std::string line = ecs.print(whole.substr(0, size));
    if (!line.empty()) CHECK_FALSE(EcsDocument(line).at("/bsm/event/number").empty());
  }
}

}  // namespace knox::bsm
