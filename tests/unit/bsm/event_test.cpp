#include <set>

#include "knox/bsm/event_mapper.h"
#include "support/bsm_builder.h"
#include "support/fixtures.h"
#include "support/linux_bsm.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

using event::Action;
using event::Principal;
using test::RecordBuilder;
using test::Subject;

const Subject kAlice = {
    .auid = 501, .euid = 501, .egid = 20, .ruid = 501, .rgid = 20, .pid = 612, .sid = 100004};
constexpr std::uint32_t kMinusOne = 0xffffffff;

RecordBuilder record(std::uint16_t event) {
  return RecordBuilder({.event = event, .seconds = 1715677923, .fraction = 41});
}

// Maps records of a host where 0 is root in group wheel and 501 alice in group staff (20).
class Mapping {
 public:
  explicit Mapping(Platform platform = Platform::kUnknown, std::string host = {})
      : tables_(platform), mapper_({&tables_, &names_, std::move(host)}) {
    names_.use_passwd("root:*:0:0::/:/bin/sh\nalice:*:501:20::/:/bin/sh\n");
    names_.use_group("wheel:*:0:\nstaff:*:20:\n");
  }

  // Good until the next call.
  const event::Event& operator()(std::string frame) {
    frame_ = std::move(frame);
    REQUIRE(record_.parse(as_bytes(frame_)));
    tables_.observe(record_);
    return mapper_.map(record_);
  }
  const event::Event& operator()(const RecordBuilder& record) { return (*this)(record.finish()); }
  const Facts& facts() const { return mapper_.facts(); }

 private:
  PlatformTables tables_;
  os::Names names_;
  EventMapper mapper_;
  std::string frame_;
  Record record_;
};

std::vector<std::string_view> strings(const event::StringList& list) {
  std::vector<std::string_view> all;
  for (const std::string_view string : list) all.push_back(string);
  return all;
}

using Words = std::vector<std::string_view>;

}  // namespace

TEST_CASE("bsm event: what happened, when and where", "[bsm][event]") {
  Mapping map;
  const event::Event& event =
      map(RecordBuilder({.event = 72, .seconds = 7, .fraction = 41, .host = "192.0.2.7"})
              .path("notes")
              .path("/home/notes")
              .subject32(kAlice)
              .seq(9)
              .return32(2, kMinusOne));
  CHECK(event.time == Time{7, 41'000'000});
  CHECK(event.time_digits == 3);
  CHECK(event.code == "72");
  CHECK(event.sequence == 9U);
  CHECK(event.dataset == "knox.bsm");
  CHECK(event.kind == event::Kind::kEvent);
  CHECK(event.action == Action::kOpen);
  CHECK(event.word == "open");
  CHECK(event.categories == "file");
  CHECK(event.types == "access");
  CHECK(event.success == false);
  CHECK(event.error == "ENOENT");
  CHECK(event.error_text == "No such file or directory");
  CHECK(event.host.address == "192.0.2.7");
  CHECK(event.host.name.empty());
  CHECK(event.file.path == "/home/notes");

  const event::Event& solaris =
      map(RecordBuilder({.event = 16, .seconds = 1, .fraction = 654321, .version = 2}));
  CHECK(solaris.time == Time{1, 654321});
  CHECK(solaris.time_digits == 9);
  CHECK(!solaris.success);
}

TEST_CASE("bsm event: events without an action", "[bsm][event]") {
  Mapping map;
  CHECK(map(record(43067)).word == "called-kqueue");
  CHECK(map(record(43067)).action == Action::kNone);
  const event::Event& unknown = map(record(60000));
  CHECK(unknown.word.empty());
  CHECK(unknown.code == "60000");
  CHECK(unknown.types == "info");

  const event::Event& file = map(RecordBuilder().file32(1715677923, 5, "/var/audit/x").tokens());
  CHECK(file.word == "trail-file");
  CHECK(file.code.empty());
  CHECK(file.time == Time{1715677923, 5'000'000});
  CHECK(file.file.path == "/var/audit/x");
  CHECK(file.id.starts_with("66432ae3.005-"));
}

TEST_CASE("bsm event: an authentication begins a session only if it succeeds", "[bsm][event]") {
  Mapping map;
  CHECK(map(record(32800).return32(0, 0)).categories == "authentication session");
  CHECK(map(record(32800).return32(1, 0)).categories == "authentication");
  CHECK(map(record(32800)).categories == "authentication");
  CHECK(map(record(32800)).types == "start");
  CHECK(map(record(6153).return32(1, 0)).categories == "authentication");
}

TEST_CASE("bsm event: how it ended", "[bsm][event]") {
  Mapping map;
  CHECK(map(record(32).return32(0, 0)).success == true);
  // EINPROGRESS has not ended.
  CHECK(!map(record(32).return32(150, kMinusOne)).success);
  CHECK(map(record(32).return32(150, kMinusOne)).error.empty());
  // What a program returns is its own.
  const event::Event& login = map(record(32800).return32(2, 0));
  CHECK(login.success == false);
  CHECK(login.error == "2");
  CHECK(login.error_text.empty());
  // An errno without a name
  CHECK(map(record(72).return32(254, kMinusOne)).error == "254");

  const std::string_view broken("\x23\xff\xff/", 4);
  const event::Event& damaged = map(record(16).path("/a").raw(broken));
  CHECK(damaged.kind == event::Kind::kDamaged);
  CHECK(damaged.error.empty());
  CHECK(damaged.error_text == "path: truncated (need 65538 bytes, have 4)");
  CHECK(damaged.file.path == "/a");
  const event::Event& failed = map(record(16).path("/a").return32(2, 0).raw(broken));
  CHECK(failed.kind == event::Kind::kDamaged);
  CHECK(failed.error == "ENOENT");
  CHECK(failed.error_text == "No such file or directory");
}

TEST_CASE("bsm event: who", "[bsm][event]") {
  Mapping map;
  {
    const event::Who& who = map(record(16).subject32(kAlice)).who;
    CHECK(who.real == event::User{{501, "alice"}, {20, "staff"}});
    CHECK(!who.effective.known());
    CHECK(!who.saved.known());
    CHECK(who.audit == Principal{501, "alice"});
    CHECK(who.session == 100004U);
    CHECK(who.terminal.empty());
    CHECK(!who.target.known());
  }
  {
    Subject setuid = kAlice;
    setuid.euid = setuid.egid = 0;
    const event::Who& who = map(record(16).subject32(setuid)).who;
    CHECK(who.effective == event::User{{0, "root"}, {0, "wheel"}});
  }
  {
    Subject setgid = kAlice;
    setgid.egid = 7;
    const event::Who& who = map(record(16).subject32(setgid)).who;
    CHECK(who.effective == event::User{{501, "alice"}, {7, ""}});
  }
  {  // What was never set is absent.
    const event::Who& who = map(record(16).subject32({.auid = kMinusOne,
                                                      .euid = kMinusOne,
                                                      .egid = kMinusOne,
                                                      .ruid = 92,
                                                      .rgid = kMinusOne,
                                                      .sid = kMinusOne}))
                                .who;
    CHECK(who.real == event::User{{92, ""}, {}});
    CHECK(!who.effective.known());
    CHECK(!who.audit.known());
    CHECK(!who.session);
  }
  CHECK(!map(record(16)).who.real.known());
}

TEST_CASE("bsm event: one number for one group of ids", "[bsm][event]") {
  Mapping map;
  Subject other = kAlice;
  other.pid = 9;
  other.sid = 8;
  const std::uint64_t first = map(record(16).subject32(kAlice)).who.number;
  CHECK(first != 0);
  CHECK(map(record(2).subject32_ex(other)).who.number == first);
  other.egid = 0;
  const std::uint64_t second = map(record(16).subject32(other)).who.number;
  CHECK(second != first);
  CHECK(map(record(16).subject32(kAlice)).who.number == first);
  CHECK(map(record(16)).who.number == 0);
}

TEST_CASE("bsm event: whom it is done to", "[bsm][event]") {
  Mapping map;
  const auto target_of = [&](const RecordBuilder& record) { return map(record).who.target; };
  CHECK(target_of(record(15).process32({.auid = 501, .euid = 0, .egid = 0, .pid = 99}).subject32(kAlice)) ==
        event::User{{0, "root"}, {0, "wheel"}});
  // Of a login it is the person who acts; of su, it is whose rights are wanted.
  const auto real_of = [&](const RecordBuilder& record) { return map(record).who.real; };
  CHECK(real_of(record(6152).subject32(kAlice)) == event::User{{501, "alice"}, {}});
  CHECK(real_of(record(32800).text("invalid user name \"bob\"")) == event::User{{{}, "bob"}, {}});
  CHECK(map(record(6159).text("bad su alice to root on pts/1")).who.effective ==
        event::User{{{}, "root"}, {}});
  CHECK(!real_of(record(32800).text("not_console")).known());
  CHECK(!target_of(record(6152).subject32(kAlice)).known());
}

TEST_CASE("bsm event: executions", "[bsm][event]") {
  Mapping map;
  const test::Identity zsh = {.signing_id = "com.apple.zsh", .team_id = "T"};
  const event::Event& event = map(record(23)
                                      .exec_args({"ls", "it's"})
                                      .exec_env({"A=b"})
                                      .path("/bin/ls")
                                      .path("/bin/ls")
                                      .subject32(kAlice)
                                      .return32(0, 0)
                                      .identity(zsh));
  CHECK(event.action == Action::kExec);
  CHECK(event.process.pid == 612U);
  CHECK(event.process.executable == "/bin/ls");
  CHECK(event.process.name.empty());
  CHECK(strings(event.process.args) == Words{"ls", "it's"});
  CHECK(strings(event.process.env) == Words{"A=b"});
  // The signature is that of the program which called.
  CHECK(!event.process.signature.known());
  CHECK(!event.parent.known());
  CHECK(!map(record(23).exec_args({"ls"})).process.pid);

  // A list that was cut, none at all, and Solaris' form
  CHECK(map(record(23).exec_env({})).process.args.known() == false);
  CHECK(map(record(23).exec_env({})).process.env.known());
  const event::Event& cut = map(record(23).u8(0x3c).u32(9).strings({"a", "b"}));
  CHECK(strings(cut.process.args) == Words{"a", "b"});
  CHECK(cut.process.args.missing() == 7);
  const event::Event& profile = map(record(6180).cmd({"ls", "-l"}, {"A=b"}));
  CHECK(strings(profile.process.args) == Words{"ls", "-l"});
  CHECK(strings(profile.process.env) == Words{"A=b"});
  // sudo's own process is not the command.
  const event::Event& sudo = map(record(45028).exec_args({"/bin/ls"}).subject32(kAlice).identity(zsh));
  CHECK(sudo.process.executable.empty());
  CHECK(!sudo.process.signature.known());
}

TEST_CASE("bsm event: a new process and its parent", "[bsm][event]") {
  Mapping map;
  const test::Identity zsh = {.signing_id = "com.apple.zsh", .team_id = "T"};
  {
    const event::Event& event = map(record(43190)
                                        .arg32(0, 642, "child PID")
                                        .exec_args({"hello"})
                                        .path("/opt/hello")
                                        .subject32(kAlice)
                                        .return32(0, 0)
                                        .identity(zsh));
    CHECK(event.process.pid == 642U);
    CHECK(event.process.executable == "/opt/hello");
    CHECK(!event.process.signature.known());
    CHECK(event.parent.pid == 612U);
    CHECK(event.parent.signature.signing_id == "com.apple.zsh");
    CHECK(event.parent.signature.team_id == "T");
  }
  {  // FreeBSD's fork may tell the child by what it returns.
    const event::Event& event = map(record(2).subject32(kAlice).return32(0, 643).identity(zsh));
    CHECK(event.process.pid == 643U);
    CHECK(event.parent.pid == 612U);
    CHECK(event.parent.signature.known());
    CHECK(map.facts().child == 643U);
  }
  {
    const event::Event& event = map(record(2).subject32(kAlice).return32(11, kMinusOne).identity(zsh));
    CHECK(event.process.pid == 612U);
    CHECK(event.process.signature.known());
    CHECK(!event.parent.known());
  }
}

TEST_CASE("bsm event: the end of a process", "[bsm][event]") {
  Mapping map;
  CHECK(map(record(1).exit(3, 0).subject32(kAlice)).process.exit_code == 3U);
  CHECK(map(record(1).exit(0x102, 0).subject32(kAlice)).process.exit_code == 2U);
  CHECK(map(record(1).arg32(1, 5, "exit status").subject32(kAlice)).process.exit_code == 5U);
  CHECK(!map(record(1).subject32(kAlice)).process.exit_code);
  // Of another event it is something else.
  CHECK(!map(record(45000).exit(3, 0).subject32(kAlice)).process.exit_code);
}

TEST_CASE("bsm event: files", "[bsm][event]") {
  Mapping map;
  const test::Attr attr = {.mode = 0104755, .uid = 501, .gid = 20, .fsid = 16777220, .node = 4711};
  {
    const event::File& file = map(record(72).path("/bin/x").attr32(attr)).file;
    CHECK(file.type == "file");
    CHECK(file.mode == 04755U);
    CHECK(file.owner == Principal{501, "alice"});
    CHECK(file.group == Principal{20, "staff"});
    CHECK(file.inode == 4711U);
    CHECK(file.device == "16777220");
  }
  {
    const event::File& file = map(record(42).path("/a").attr32(attr).path("/b").return32(0, 0)).file;
    CHECK(file.path == "/a");
    CHECK(file.target_path == "/b");
  }
  {  // What chmod made of it
    const event::File& file =
        map(record(10).arg32(2, 0644, "new file mode").path("/a").attr32(attr).return32(0, 0)).file;
    CHECK(file.mode == 0644U);
  }
  {
    const event::File& file = map(record(11).path("/a").attr32(attr).return32(0, 0)).file;
    CHECK(!file.owner.known());
    CHECK(!file.mode);
  }
  CHECK(map(record(21).text("../a").path("/link")).file.target_path == "../a");
}

TEST_CASE("bsm event: connections", "[bsm][event]") {
  Mapping map;
  {
    const event::Event& event = map(record(32).sockinet32(2, {"192.0.2.80", 443}));
    CHECK(event.network.direction == "egress");
    CHECK(event.network.type == "ipv4");
    CHECK(event.destination.address == "192.0.2.80");
    CHECK(event.destination.is_ip);
    CHECK(event.destination.port == 443U);
    CHECK(!event.source.known());
    CHECK(Words(event.addresses.begin(), event.addresses.end()) == Words{"192.0.2.80"});
  }
  {
    const event::Event& event = map(record(33).kernel_sockinet128(26, {"2001:db8::1", 50000}));
    CHECK(event.network.direction == "ingress");
    CHECK(event.network.type == "ipv6");
    CHECK(event.source.address == "2001:db8::1");
    CHECK(event.source.port == 50000U);
  }
  {  // Nobody's address is that of a server, but not one that is named.
    const event::Event& event = map(record(34).sockinet32(2, {"0.0.0.0", 8000}));
    CHECK(event.network.direction.empty());
    CHECK(event.server.address == "0.0.0.0");
    CHECK(event.server.port == 8000U);
    CHECK(event.addresses.empty());
  }
  {
    const event::Event& event = map(record(32).sockunix(1, "/var/run/log"));
    CHECK(event.destination.path == "/var/run/log");
    CHECK(!event.destination.is_ip);
    CHECK(!event.network.known());
  }
  {
    const event::Event& event = map(record(191).socket_ex(2, 1, {"10.0.0.1", 53}, {"10.0.0.2", 999}));
    CHECK(event.destination.port == 53U);
    CHECK(event.source.port == 999U);
  }
}

TEST_CASE("bsm event: where a session came from", "[bsm][event]") {
  Mapping map;
  Subject remote = kAlice;
  remote.port = 51022;
  remote.address = "2001:db8::17";
  const event::Event& login = map(record(6152).subject32_ex(remote).text("successful login"));
  CHECK(login.source.address == "2001:db8::17");
  CHECK(login.source.port == 51022U);
  CHECK(login.text == "successful login");
  const event::Event& stat = map(record(16).subject32_ex(remote).text("a").text("b"));
  CHECK(!stat.source.known());
  CHECK(Words(stat.addresses.begin(), stat.addresses.end()) == Words{"2001:db8::17"});
  CHECK(stat.text == "a, b");
}

TEST_CASE("bsm event: the host and its system", "[bsm][event]") {
  const RecordBuilder built({.event = 16, .seconds = 1, .host = "192.0.2.7"});
  CHECK(Mapping()(built).host.os_type.empty());
  const auto system = [&](Platform platform) {
    Mapping map(platform);
    const event::Host& host = map(built).host;
    return std::string(host.os_type) + ' ' + std::string(host.os_platform);
  };
  CHECK(system(Platform::kDarwin) == "macos darwin");
  CHECK(system(Platform::kFreeBsd) == "unix freebsd");
  CHECK(system(Platform::kSolaris) == "unix solaris");

  Mapping named(Platform::kUnknown, "mac 1");
  const event::Event& event = named(built);
  CHECK(event.host.name == "mac 1");
  CHECK(event.host.address == "192.0.2.7");
  CHECK(event.id.starts_with("mac_1-1.000-"));
  CHECK(Mapping()(built).id.starts_with("192.0.2.7-1.000-"));
}

TEST_CASE("bsm event: a number that systems share means what this one's does", "[bsm][event]") {
  CHECK(Mapping(Platform::kDarwin)(record(43210)).action == Action::kCopiedFile);
  CHECK(Mapping(Platform::kFreeBsd)(record(43210)).action == Action::kReadFile);
  // Found out while records go by
  Mapping map;
  CHECK(map(record(43210)).action == Action::kReadFile);
  map(record(2).identity({}));
  CHECK(map(record(43210)).action == Action::kCopiedFile);
}

TEST_CASE("bsm event: what knox made of events of Linux", "[bsm][event]") {
  const std::vector<std::string> records = test::convert(
      {R"(node=web1 type=SYSCALL msg=audit(1715677923.041:7): arch=c000003e syscall=257 success=yes exit=3 )"
       R"(a0=ffffff9c a1=7ffd a2=0 a3=0 items=1 ppid=41 pid=42 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 )"
       R"(egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="cat" exe="/usr/bin/cat" key="k")",
       R"(node=web1 type=CWD msg=audit(1715677923.041:7): cwd="/root")",
       R"(node=web1 type=PATH msg=audit(1715677923.041:7): item=0 name="/etc/shadow" inode=9 dev=fd:01 )"
       R"(mode=0100640 ouid=0 ogid=42 rdev=00:00 nametype=NORMAL)",
       "node=web1 type=EOE msg=audit(1715677923.041:7): "});
  REQUIRE(records.size() == 1);
  Mapping map;
  const event::Event& event = map(records.front());
  CHECK(event.action == Action::kOpen);
  CHECK(event.host.name == "web1");
  CHECK(event.host.os_type == "linux");
  CHECK(event.host.os_platform == "linux");
  CHECK(event.sequence == 7U);
  CHECK(event.process.pid == 42U);
  CHECK(event.process.name == "cat");
  CHECK(event.process.executable == "/usr/bin/cat");
  CHECK(event.process.cwd == "/root");
  CHECK(event.parent.pid == 41U);
  CHECK(event.who.terminal == "pts0");
  CHECK(event.id.starts_with("web1-66432ae3.041-"));

  // The same texts in a record of another system are only texts.
  const event::Event& other = map(record(72).subject32(kAlice).text("cwd=/root").text("node=x"));
  CHECK(other.process.cwd.empty());
  CHECK(other.host.name.empty());
  // So are those before the subject, which are a call's arguments.
  CHECK(map(record(72).text("node=x").subject32(kAlice).seq(1)).host.name.empty());
}

TEST_CASE("bsm event: ids", "[bsm][event]") {
  Mapping map;
  const auto id = [&](const RecordBuilder& record) { return std::string(map(record).id); };
  // It stands where people keep it: it may never change.
  const std::string stat = id(record(16).path("/a"));
  CHECK(stat == "66432ae3.041-e4b51c8a562ba84f");
  CHECK(id(record(16).path("/b")) != stat);
  // The same bytes again, at the same time, are another event; after another time they are read again.
  CHECK(id(record(16).path("/a")) == stat + "-2");
  CHECK(id(record(16).path("/a")) == stat + "-3");
  id(RecordBuilder({.event = 16, .seconds = 1}));
  CHECK(id(record(16).path("/a")) == stat);
}

TEST_CASE("bsm event: no two records of a trail have one id", "[bsm][event]") {
  for (const auto make : {test::every_token, test::darwin, test::freebsd, test::solaris, test::quirks,
                          test::meaning, test::every_event, test::session}) {
    const test::TrailBuilder trail = make();
    std::set<std::string> ids;
    std::size_t count = 0;
    Mapping map;
    for (const auto& [offset, size] : test::frame(as_bytes(trail.bytes())).frames) {
      ids.emplace(map(std::string(trail.bytes().substr(offset, size))).id);
      ++count;
    }
    CHECK(count > 3);
    CHECK(ids.size() == count);
  }
}

TEST_CASE("bsm event: every byte counts in an id", "[bsm][event]") {
  std::string bytes(100, '\0');
  std::set<std::uint64_t> hashes;
  for (std::size_t size = 0; size <= bytes.size(); ++size)
    hashes.insert(hash_of(as_bytes(bytes).first(size)));
  for (char& byte : bytes) {
    for (const int bit : {1, 0x10, 0x80}) {
      byte = static_cast<char>(bit);
      hashes.insert(hash_of(as_bytes(bytes)));
    }
    byte = 0;
  }
  CHECK(hashes.size() == 101 + 3 * 100);
}

}  // namespace knox::bsm
