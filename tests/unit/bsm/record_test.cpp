#include "knox/bsm/record.h"

#include <chrono>
#include <string>
#include <vector>

#include "knox/bsm/lists.h"
#include "knox/bsm/platform_tables.h"
#include "support/bsm_builder.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

using test::RecordBuilder;
using List = std::vector<std::string>;

const test::Subject kAlice = {
    .auid = 501, .euid = 502, .egid = 20, .ruid = 503, .rgid = 21, .pid = 633, .sid = 100004, .port = 7};

// A record and its bytes, on which its views are.
struct Parsed {
  explicit Parsed(std::string frame) : bytes(std::move(frame)), ok(record.parse(as_bytes(bytes))) {}
  explicit Parsed(const RecordBuilder& builder) : Parsed(builder.finish()) {}
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;

  List kinds() const {
    List names;
    for (const TokenRef& ref : record.tokens()) names.emplace_back(kInfos[ref.kind].name);
    return names;
  }
  List args() const {
    const auto token = record.find<ExecArgs>();
    return token ? strings(token->args) : List{"none"};
  }
  List env() const {
    const auto token = record.find<ExecEnv>();
    return token ? strings(token->env) : List{"none"};
  }
  static List strings(const Strings& list) {
    List copies;
    for_each_string(list, [&](std::string_view s) { copies.emplace_back(s); });
    return copies;
  }

  std::string bytes;
  Record record;
  bool ok;
};

RecordBuilder execve(const test::Header& header = {.event = 23, .seconds = 1}) {
  return RecordBuilder(header);
}
// What the kernel writes after the arguments.
RecordBuilder& finished(RecordBuilder& record) {
  return record.path("/bin/x").path("/private/bin/x").attr32({.mode = 0755}).subject32(kAlice).return32(0, 0);
}
const List kFinished = {"path", "path", "attr32", "subject32", "return32", "trailer"};

// Parses the arguments in a record of their own and checks that they come back as they are.
void check_kept(const List& args) {
  RecordBuilder record = execve();
  const Parsed parsed(finished(record.exec_args(args)));
  if (parsed.args() != args || parsed.record.damage() || parsed.record.tokens().size() != 8 ||
      parsed.record.subject()->auid != 501) {
    FAIL_CHECK(Catch::Detail::stringify(args));
  }
}

}  // namespace

TEST_CASE("the facts of a record") {
  const Parsed parsed(RecordBuilder({.event = 16, .seconds = 1715677923, .fraction = 41, .modifier = 0x4000})
                          .path("/a")
                          .subject32(kAlice)
                          .return32(13, 0xffffffff));
  REQUIRE(parsed.ok);
  const Record& record = parsed.record;
  CHECK(!record.is_file());
  CHECK(!record.is_solaris());
  CHECK(as_chars(record.bytes()) == parsed.bytes);
  CHECK(record.header().size == parsed.bytes.size());
  CHECK(record.header().version == 11);
  CHECK(record.header().event == 16);
  CHECK(peek_event(record.bytes()) == 16);
  CHECK(record.header().modifier == 0x4000);
  CHECK(record.header().host.empty());
  CHECK(record.header().seconds == 1715677923);
  CHECK(record.header().nanoseconds == 41'000'000);
  CHECK(record.header().milliseconds);
  CHECK(!record.damage());
  CHECK(record.decoded() == parsed.bytes.size());
  CHECK(parsed.kinds() == List{"header32", "path", "subject32", "return32", "trailer"});
  REQUIRE(record.result());
  CHECK(record.result()->error == 13);
  CHECK(record.result()->value == 0xffffffff);
}

TEST_CASE("the facts of all subjects") {
  test::Subject who = kAlice;
  who.address = "2001:db8::1";
  who.port = 0x123456789;
  for (const RecordBuilder& token : {RecordBuilder().subject32(kAlice), RecordBuilder().subject64(kAlice),
                                     RecordBuilder().subject32_ex(who), RecordBuilder().subject64_ex(who)}) {
    const Parsed parsed(RecordBuilder({.event = 1}).raw(token.tokens()));
    const auto facts = parsed.record.subject();
    REQUIRE(facts);
    CHECK(facts->auid == 501);
    CHECK(facts->euid == 502);
    CHECK(facts->egid == 20);
    CHECK(facts->ruid == 503);
    CHECK(facts->rgid == 21);
    CHECK(facts->pid == 633);
    CHECK(facts->session == 100004);
    CHECK((facts->address.size() == 4 || facts->address.size() == 16));
  }
  CHECK(Parsed(RecordBuilder({.event = 1}).subject64_ex(who)).record.subject()->port == 0x123456789);
  CHECK(!Parsed(RecordBuilder({.event = 1}).process32(kAlice)).record.subject());
}

TEST_CASE("the unit of time follows the version") {
  for (const int version : {1, 10, 11, 2, 3, 4}) {
    const bool solaris = version >= 2 && version <= 4;
    const Parsed parsed(
        RecordBuilder({.event = 1, .fraction = 999, .version = static_cast<std::uint8_t>(version)}));
    CHECK(parsed.record.is_solaris() == solaris);
    CHECK(parsed.record.header().milliseconds == !solaris);
    CHECK(parsed.record.header().nanoseconds == (solaris ? 999 : 999'000'000));
    CHECK(parsed.record.header().fraction == 999);
  }
}

TEST_CASE("file tokens stand alone") {
  for (const RecordBuilder& token :
       {RecordBuilder().file32(7, 8, "/var/audit/x"), RecordBuilder().file64(7, 8, "/var/audit/x")}) {
    const Parsed parsed(token.tokens());
    REQUIRE(parsed.ok);
    CHECK(parsed.record.is_file());
    CHECK(parsed.record.tokens().size() == 1);
    CHECK(!parsed.record.damage());
  }
  CHECK(!Parsed(std::string("\x11\0\0\0\1", 5)).ok);
  CHECK(!Parsed(std::string()).ok);
  CHECK(!Parsed(std::string("\x24")).ok);
}

TEST_CASE("arguments that look like tokens are arguments") {
  check_kept({"ls", "/tmp"});
  check_kept({"find", ".", "-name", "*.py"});
  check_kept({"grep", "-e", "#include", "#", "$HOME", "(a|b)", "=", ">", "z", "-", "'", "\"", ""});
  check_kept({"", "", ""});
  for (int byte = 1; byte < 256; ++byte) {
    const std::string c(1, static_cast<char>(byte));
    check_kept({c});
    check_kept({"x", c, "y"});
    for (const std::size_t size : std::initializer_list<std::size_t>{1, 2, 4, 5, 8, 35, 36, 37, 52, 100}) {
      check_kept({"x", c + std::string(size, 'a'), c + std::string(size, '\1'), "y"});
      check_kept(List(100, c + std::string(size, 'a')));
    }
  }
}

TEST_CASE("arguments cannot forge tokens, not even whole ones") {
  // The rest of a record with another subject, as a user can have it in his arguments: NULs end them.
  RecordBuilder forged;
  forged.path("/bin/ls").subject32({.auid = 0, .pid = 1}).return32(0, 0);
  for (const bool env : {false, true}) {
    std::string bytes = forged.tokens();
    if (env) bytes = RecordBuilder().exec_env({"A=1"}).raw(bytes).tokens();
    List args = {"ls"};
    std::string arg;
    for (const char c : bytes) {
      if (c == '\0') {
        args.push_back(std::exchange(arg, {}));
      } else {
        arg += c;
      }
    }
    CHECK(arg.empty());  // the last byte was a NUL
    check_kept(args);
  }
  check_kept(List(50, "$" + std::string(35, 'a')));  // subject tokens, one after the other
  check_kept({"(", " aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"});
}

TEST_CASE("arguments that look like tokens cost no more than others") {
  const auto seconds = [](const std::string& argument) {
    RecordBuilder record = execve();
    const std::string bytes =
        finished(record.exec_args(List(2'000'000 / (argument.size() + 1), argument))).finish();
    const auto begin = std::chrono::steady_clock::now();
    Record parsed;
    REQUIRE(parsed.parse(as_bytes(bytes)));
    CHECK(parsed.tokens().size() == 8);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  CHECK(seconds("=\1\1\1\1") < 5);  // an environment of 16 million strings, 300,000 times
  CHECK(seconds("$" + std::string(35, 'a')) < 5);
  CHECK(seconds("#\1") < 5);
}

TEST_CASE("a list that its kernel has cut ends where the other tokens begin") {
  RecordBuilder args = execve().u8(0x3c).u32(500).strings({"tar", "-cf", "#", "$x", "cut.tar"});
  const Parsed cut(finished(args));
  CHECK(cut.args() == List{"tar", "-cf", "#", "$x", "cut.tar"});
  CHECK(cut.record.find<ExecArgs>()->args.count == 500);
  CHECK(cut.record.find<ExecArgs>()->args.present == 5);
  List kinds = {"header32", "exec_args"};
  kinds.insert(kinds.end(), kFinished.begin(), kFinished.end());
  CHECK(cut.kinds() == kinds);
  CHECK(!cut.record.damage());

  RecordBuilder env = execve().exec_args({"a", "b"}).u8(0x3d).u32(500).strings({"A=1", "B=2"});
  const Parsed cut_env(finished(env));
  CHECK(cut_env.args() == List{"a", "b"});
  CHECK(cut_env.env() == List{"A=1", "B=2"});
  CHECK(cut_env.record.tokens().size() == 9);

  RecordBuilder empty = execve().u8(0x3c).u32(0xffffffff);
  CHECK(Parsed(finished(empty)).args().empty());
}

TEST_CASE("a list may end with the record") {
  for (const bool trailer : {true, false}) {
    RecordBuilder record = execve().subject32(kAlice).return32(0, 0).u8(0x3c).u32(5).strings({"a", "b"});
    if (!trailer) record.no_trailer();
    const Parsed parsed(record);
    CHECK(parsed.args() == List{"a", "b"});
    CHECK(parsed.record.find<ExecArgs>()->args.count == 5);
    CHECK(!parsed.record.damage());
  }
}

TEST_CASE("as many arguments and groups as there are") {
  List many;
  std::vector<std::uint32_t> groups;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    many.push_back("arg" + std::to_string(i));
    groups.push_back(i);
  }
  const Parsed parsed(execve().exec_args(many).exec_env(many).newgroups(groups).return32(0, 0));
  CHECK(parsed.args() == many);
  CHECK(parsed.env() == many);
  std::vector<std::uint32_t> read;
  for_each_group(parsed.record.find<GroupList>()->groups.bytes, [&](Gid gid) { read.push_back(gid.value); });
  CHECK(read == groups);
}

TEST_CASE("records that xnu has cut short") {
  const auto record = [](const char* host) {
    return RecordBuilder({.event = 16, .host = host}).path("/a").subject32(kAlice).return32(2, 0xffffffff);
  };
  // By 8 bytes: the trailer, and the last byte of the return
  const Parsed by8(record("10.0.0.7").xnu_short());
  CHECK(!by8.record.damage());
  CHECK(by8.kinds() == List{"header32_ex", "path", "subject32"});
  CHECK(as_chars(by8.record.cut_token()) == std::string_view("\x27\2\xff\xff\xff", 5));
  CHECK(by8.record.decoded() == by8.bytes.size());
  REQUIRE(by8.record.result());
  CHECK(by8.record.result()->error == 2);
  // By 20 bytes: the return, and the end of the subject, too
  const Parsed by20(record("2001:db8::1").xnu_short());
  CHECK(!by20.record.damage());
  CHECK(by20.kinds() == List{"header32_ex", "path"});
  CHECK(by20.record.cut_token().size() == 30);
  CHECK(!by20.record.subject());
  CHECK(!by20.record.result());
  // The arguments before it are as they are.
  const List args = {"x", "#", "\x0d/usr/bin/tar", "$" + std::string(35, 'a')};
  RecordBuilder exec = execve({.event = 23, .host = "10.0.0.7"}).exec_args(args);
  CHECK(Parsed(finished(exec).xnu_short()).args() == args);
  // Without a host it is damage.
  const Parsed damaged(RecordBuilder({.event = 16}).path("/a").u8(0x27).u8(0).no_trailer());
  REQUIRE(damaged.record.damage());
  CHECK(damaged.record.cut_token().empty());
}

TEST_CASE("a record needs no trailer, and no tokens") {
  const Parsed bare(RecordBuilder({.event = 16}).path("/a").return32(0, 0).no_trailer());
  CHECK(!bare.record.damage());
  CHECK(bare.kinds() == List{"header32", "path", "return32"});
  const Parsed header(RecordBuilder({.event = 16}).no_trailer());
  CHECK(header.ok);
  CHECK(header.kinds() == List{"header32"});
  CHECK(Parsed(RecordBuilder({.event = 16})).kinds() == List{"header32", "trailer"});
}

TEST_CASE("both layouts of the socket token") {
  const RecordBuilder bsd = RecordBuilder().socket(2, {"10.0.0.7", 1}, {"192.0.2.80", 443});
  const RecordBuilder solaris = RecordBuilder().socket_solaris(2, {"192.0.2.80", 443});
  const auto record = [](std::uint8_t version, const RecordBuilder& token) {
    return RecordBuilder({.event = 32, .version = version}).raw(token.tokens()).return32(0, 0);
  };
  CHECK(Parsed(record(11, bsd)).kinds() == List{"header32", "socket", "return32", "trailer"});
  CHECK(Parsed(record(2, solaris)).kinds() == List{"header32", "socket_solaris", "return32", "trailer"});
  CHECK(Parsed(record(2, solaris)).record.find<SocketSolaris>()->port.value == 443);
  CHECK(Parsed(record(11, bsd)).record.find<Socket>()->remote_port.value == 443);
}

TEST_CASE("an unknown token keeps its bytes, up to the trailer") {
  const Parsed parsed(RecordBuilder({.event = 16}).return32(0, 0).u8(0xc5).raw("12345678"));
  CHECK(parsed.kinds() == List{"header32", "return32", "unknown", "trailer"});
  CHECK(parsed.record.find<Unknown>()->bytes.bytes == "12345678");
  CHECK(!parsed.record.damage());
  const Parsed bare(RecordBuilder({.event = 16}).u8(0x00).no_trailer());
  CHECK(bare.kinds() == List{"header32", "unknown"});
  CHECK(bare.record.find<Unknown>()->bytes.bytes.empty());
}

TEST_CASE("damage keeps what was before it") {
  const auto check = [](const RecordBuilder& tail, std::string_view what) {
    const Parsed parsed(RecordBuilder({.event = 16}).path("/a").raw(tail.tokens()));
    REQUIRE(parsed.ok);
    REQUIRE(parsed.record.damage());
    CHECK(parsed.kinds() == List{"header32", "path"});
    CHECK(parsed.record.decoded() == 18 + 6);
    CHECK(parsed.record.damage()->offset == 18 + 6);
    CHECK(parsed.record.damage()->what == what);
  };
  check(RecordBuilder().u8(0x23).u16(0xffff).raw("/long"), "path");
  check(RecordBuilder().u8(0x7e).u32(7).raw("1234567"), "in_addr_ex");
  check(RecordBuilder().u8(0x13).u16(0xb105).u32(31).return32(0, 0), "trailer");
  check(RecordBuilder().raw(RecordBuilder({.event = 1}).finish()), "header32");  // another record
}

TEST_CASE("tokens without number are not kept without number") {
  RecordBuilder record({.event = 16});
  for (int i = 0; i < 100'000; ++i) record.iport(1);
  const Parsed parsed(record);
  REQUIRE(parsed.record.damage());
  CHECK(parsed.record.damage()->code == Code::kBadSize);
  CHECK(parsed.record.tokens().size() <= 65'536);
}

TEST_CASE("kernels swap the bytes of IPv6 ports, nobody else does") {
  struct Case {
    std::uint16_t event;
    std::uint8_t version;
    bool swapped;
  };
  const Case cases[] = {
      {32, 11, true},     {32, 10, true},     {1, 11, true},      {2047, 11, true},
      {43001, 11, true},  {44901, 11, true},  {44999, 11, true},  // kernels
      {0, 11, false},     {2048, 11, false},  {6152, 11, false},  {32800, 11, false},
      {43000, 11, false}, {45000, 11, false}, {45028, 11, false}, {65535, 11, false},  // programs
      {32, 1, false},     {32, 2, false},     {32, 3, false},     {32, 4, false},      // others' kernels
  };
  for (const Case& c : cases) {
    INFO(c.event << ' ' << unsigned{c.version});
    const Parsed parsed(RecordBuilder({.event = c.event, .version = c.version}).return32(0, 0));
    CHECK(parsed.record.port({0xbb01}) == (c.swapped ? 443 : 0xbb01));
    CHECK(parsed.record.port({0x01bb}) == (c.swapped ? 0xbb01 : 443));
  }
  // What knox writes of Linux events
  CHECK(Parsed(RecordBuilder({.event = 32}).return32(0, 0).seq(7)).record.port({443}) == 443);
}

TEST_CASE("some records tell which system wrote them") {
  const auto origin = [](const RecordBuilder& record) {
    PlatformTables tables(Platform::kUnknown);
    const Parsed parsed(record);
    const bool settled_it = tables.observe(parsed.record);
    CHECK(settled_it == tables.settled());
    return tables.platform();
  };
  CHECK(origin(RecordBuilder({.event = 16}).return32(0, 0)) == Platform::kUnknown);
  CHECK(origin(RecordBuilder({.event = 16, .version = 10}).return32(0, 0)) == Platform::kUnknown);
  CHECK(origin(RecordBuilder({.event = 16, .version = 1})) == Platform::kDarwin);
  CHECK(origin(RecordBuilder({.event = 16, .version = 2})) == Platform::kSolaris);
  CHECK(origin(RecordBuilder({.event = 16}).return32(0, 0).identity({})) == Platform::kDarwin);
  CHECK(origin(RecordBuilder({.event = 16}).zonename("www")) == Platform::kFreeBsd);
  CHECK(origin(RecordBuilder({.event = 16, .version = 2}).zonename("www")) == Platform::kSolaris);
  CHECK(origin(RecordBuilder({.event = 44901})) == Platform::kDarwin);

  PlatformTables given(Platform::kFreeBsd);
  CHECK(!given.observe(Parsed(RecordBuilder({.event = 16}).identity({})).record));
  CHECK(given.platform() == Platform::kFreeBsd);
  given.begin_trail();
  CHECK(given.platform() == Platform::kFreeBsd);

  PlatformTables found(Platform::kUnknown);
  const Parsed darwin(RecordBuilder({.event = 16}).identity({}));
  CHECK(found.events().find(std::uint16_t{43201})->name == "AUE_WAIT6");
  const unsigned generation = found.generation();
  CHECK(found.observe(darwin.record));
  CHECK(!found.observe(darwin.record));  // only the first one settles it
  CHECK(found.generation() != generation);
  CHECK(found.events().find(std::uint16_t{43201})->name == "AUE_GETATTRLISTBULK");
  found.begin_trail();
  CHECK(found.platform() == Platform::kUnknown);
  CHECK(!found.settled());
}

}  // namespace knox::bsm
