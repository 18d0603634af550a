#include "knox/ulog/text_reader.h"

#include <string>

#include "unit/catch.h"

namespace knox::ulog {

namespace {

Record read(std::string_view entry, Style style) {
  TextReader reader;
  Record record;
  CHECK(begins_entry(entry, style));
  REQUIRE(reader.read(entry, style, record));
  return record;
}

bool is_entry(std::string_view line, Style style) {
  TextReader reader;
  Record record;
  return begins_entry(line, style) && reader.read(line, style, record);
}

constexpr std::string_view kHead =
    "2023-07-19 08:22:51.916784+0300 0x3058     Info        0x13a70              599    0    ";

Record read_behind_head(std::string_view text) {
  static std::string entry;
  entry = std::string(kHead) + std::string(text);
  return read(entry, Style::kDefault);
}

}  // namespace

TEST_CASE("ulog text: the style default") {
  const Record r = read_behind_head("remotepairingd: (RemotePairing) [com.apple.dt:tunnel] tunnel-1: x: y");
  CHECK(r.time == Time{1689744171, 916'784'000});
  CHECK(r.zone == 180);
  CHECK(r.thread == 0x3058U);
  CHECK(r.activity == 0x13a70U);
  CHECK(r.type == Type::kLog);
  CHECK(r.level == Level::kInfo);
  CHECK(r.pid == 599);
  CHECK(r.ttl == 0U);
  CHECK(r.process == "remotepairingd");
  CHECK(r.sender == "RemotePairing");
  CHECK(r.subsystem == "com.apple.dt");
  CHECK(r.category == "tunnel");
  CHECK(r.message == "tunnel-1: x: y");
  CHECK(!r.process_path);
  CHECK(!r.uid);
}

TEST_CASE("ulog text: no TTL, as up to macOS 10.13; activities; names with blanks") {
  const Record old = read(
      "2017-01-23 18:25:38.021007+0100 0x88f      Default     0x0                  0      kernel: "
      "(ACPIDebug) a",
      Style::kDefault);
  CHECK(!old.ttl);
  CHECK(old.process == "kernel");
  CHECK(old.sender == "ACPIDebug");
  const Record activity = read(
      "2024-12-12 21:45:11.238323+0100 0x7942     Activity    0x13a70              1621   0    dscl: "
      "(CFOpenDirectory) b",
      Style::kDefault);
  CHECK(activity.type == Type::kActivityCreate);
  CHECK(!activity.level);
  CHECK(read_behind_head("My App: hello").process == "My App");
  CHECK(read_behind_head("1Password 7: hello").process == "1Password 7");
  CHECK(!is_entry(std::string(kHead) + "no colon", Style::kDefault));
}

TEST_CASE("ulog text: a message that begins like something else") {
  CHECK(read_behind_head("p: [A(ac7f42f5, 725acd95)] Sent").message == "[A(ac7f42f5, 725acd95)] Sent");
  CHECK(read_behind_head("p: [0x600001044000] activating").message == "[0x600001044000] activating");
  CHECK(!read_behind_head("p: [C2430 Hostname#65c1:63995 tcp] dealloc").subsystem);
  CHECK(!read_behind_head("p: (null) is no sender").sender);
  CHECK(!read_behind_head("p: (pid: 3) is no sender").sender);
  CHECK(read_behind_head("p: [system:] Setting").subsystem == "system");
  CHECK(read_behind_head("p: [system:] Setting").category == "");
  CHECK(read_behind_head("p: ").message == "");
  CHECK(read_behind_head("p:   two blanks").message == "  two blanks");
}

TEST_CASE("ulog text: messages over lines") {
  const Record r = read_behind_head("OverSight: [com.x:application] arguments: (\n    \"/A: [b:c]\"\n)");
  CHECK(r.category == "application");
  CHECK(r.message == "arguments: (\n    \"/A: [b:c]\"\n)");
  CHECK(read_behind_head("p: [a\n:b] c").message == "[a\n:b] c");
}

TEST_CASE("ulog text: signposts") {
  const Record r =
      read_behind_head("emitter: [com.slog:signpost] [spid 0x2a, process,   begin] parse: len 3");
  CHECK(r.type == Type::kSignpost);
  CHECK(r.signpost == 42U);
  CHECK(r.signpost_scope == SignpostScope::kProcess);
  CHECK(r.signpost_type == SignpostType::kBegin);
  CHECK(r.message == "parse: len 3");
  CHECK(read_behind_head("p: [spid 0x2a, planet, begin] x").message == "[spid 0x2a, planet, begin] x");
}

TEST_CASE("ulog text: the style syslog") {
  const Record r = read(
      "2018-10-24 17:23:33.842651+0200  localhost sudo[2002]:   M : 2 incorrect password attempts ; "
      "TTY=ttys002",
      Style::kSyslog);
  CHECK(r.host == "localhost");
  CHECK(r.process == "sudo");
  CHECK(r.pid == 2002);
  CHECK(r.message == "  M : 2 incorrect password attempts ; TTY=ttys002");
  CHECK(!r.type);  // it does not say
  const Record old =
      read("2016-10-24 17:23:33.842651+0200  mac kernel[0] <Notice>: (AppleACPI) hi", Style::kSyslog);
  CHECK(old.level == Level::kDefault);
  CHECK(old.sender == "AppleACPI");
  CHECK(old.message == "hi");
  const Record sub =
      read("2023-01-23 02:58:08.982811-0800  localhost securityd[129]: [com.apple.securityd:SecServer] x",
           Style::kSyslog);
  CHECK(sub.category == "SecServer");
}

TEST_CASE("ulog text: the style compact") {
  const Record r = read("2022-11-14 13:21:15.341 Df My App[59972:780a15] (libffi.dylib) Test [1/5] ... OK",
                        Style::kCompact);
  CHECK(r.process == "My App");
  CHECK(r.pid == 59972);
  CHECK(r.thread == 0x780a15U);
  CHECK(r.sender == "libffi.dylib");
  CHECK(r.message == "Test [1/5] ... OK");
  CHECK(r.level == Level::kDefault);
  CHECK(!r.zone);
  CHECK(r.time_digits == 3);
  CHECK(read("2022-11-14 13:21:14.972 I  a [b][1:f] ", Style::kCompact).process == "a [b]");
  CHECK(read("2022-11-14 13:21:14.972 I  a[1:f] ", Style::kCompact).level == Level::kInfo);
  CHECK(read("2022-11-14 13:21:14.972 Er a[1:f] x", Style::kCompact).level == Level::kError);
  CHECK(read("2022-11-14 13:21:14.972 F  a[1:f] x", Style::kCompact).level == Level::kFault);
  CHECK(read("2022-11-14 13:21:14.972 Db a[1:f] x", Style::kCompact).level == Level::kDebug);
  CHECK(read("2022-11-14 13:21:14.972 A  a[1:f] x", Style::kCompact).type == Type::kActivityCreate);
  CHECK(!read("2022-11-14 13:21:14.972 Zz a[1:f] x", Style::kCompact).level);
  CHECK(!is_entry("2022-11-14 13:21:14.972 Df no numbers", Style::kCompact));
}

TEST_CASE("ulog text: every beginning of an entry is one, or none") {
  const std::string entries[] = {
      std::string(kHead) + "r: (S) [a:b] [spid 0x1, thread, end] m",
      "2018-10-24 17:23:33.842651+0200  localhost sudo[2002] <Notice>: (S) [a:b] m",
      "2022-11-14 13:21:15.341 Df My App[59972:780a15] (S) [a:b] m",
  };
  for (const std::string& entry : entries) {
    for (std::size_t size = 0; size <= entry.size(); ++size) {
      const std::string part = entry.substr(0, size);
      for (const Style style : {Style::kDefault, Style::kSyslog, Style::kCompact}) is_entry(part, style);
    }
  }
  SUCCEED();
}

}  // namespace knox::ulog
