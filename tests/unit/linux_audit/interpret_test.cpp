#include "knox/linux_audit/record/interpret.h"

#include "support/linux_print.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using test::audit_line;

struct Case {
  std::string_view type, body, words;
};

}  // namespace

TEST_CASE("values of fields in words") {
  test::LinuxPrinting words(make_words_printer);
  const std::vector<Case> cases = {
      {"CWD", "cwd=\"/a b\" x=y", "cwd='/a b' x=y"},
      {"CWD", "cwd=61276209", R"(cwd=$'a\'b\t')"},
      {"CWD", "cwd=\"\" y=?", "cwd='' y=?"},
      {"X", "uid=0 auid=1000 gid=0 egid=7 ses=4294967295 suid=-1",
       "uid=root auid=alice gid=root egid=7 ses=unset suid=unset"},
      {"X", "uid=5\x1dUID=\"five\"", "uid=five"},
      {"SYSCALL", "arch=c00000b7 syscall=56 success=yes exit=3 a0=ffffffffffffff9c a1=1 a2=0",
       "arch=aarch64 syscall=openat success=yes exit=3 a0=AT_FDCWD a1=0x1 a2=O_RDONLY"},
      {"SYSCALL", "arch=c000003e syscall=105 a0=3e8 a1=0", "arch=x86_64 syscall=setuid a0=alice a1=0x0"},
      {"SYSCALL", "arch=c000003e syscall=117 a0=ffffffff a1=3e8 a2=ffffffff a3=1",
       "arch=x86_64 syscall=setresuid a0=-1 a1=alice a2=-1 a3=0x1"},
      {"SYSCALL", "arch=c000003e syscall=117 a0=7 a1=ffffffffffffffff a2=100000000",
       "arch=x86_64 syscall=setresuid a0=7 a1=-1 a2=root"},
      {"SYSCALL", "arch=40000003 syscall=182 a0=7f01 a1=ffff a2=3e8",
       "arch=i386 syscall=chown a0=0x7f01 a1=-1 a2=1000"},
      {"SYSCALL", "arch=40000003 syscall=164 a0=ffff a1=103e8 a2=ffff",
       "arch=i386 syscall=setresuid a0=-1 a1=alice a2=-1"},
      {"SYSCALL", "arch=c000003e syscall=92 a0=7f01 a1=0 a2=0 a3=0\x1dUID=\"five\"",
       "arch=x86_64 syscall=chown a0=0x7f01 a1=root a2=root a3=0x0"},
      {"SYSCALL", "exit=-2", "exit=ENOENT"},
      {"SYSCALL", "exit=-99999", "exit=-99999"},
      {"PATH", "mode=040755 mode=04755 mode=0100000", "mode=directory,0755 mode=04755 mode=file,00"},
      {"PATH", "cap_fp=3 cap_fi=0", "cap_fp=CAP_CHOWN,CAP_DAC_OVERRIDE cap_fi=none"},
      {"X", "key=610162 key=\"c\" key=(null)", "key=(a b) key=c key=(null)"},
      {"PROCTITLE", "proctitle=6C73006100", "proctitle=(ls a '')"},
      {"SOCKADDR", "saddr=020001BBC0000207", "saddr={ family=inet address=192.0.2.7 port=443 }"},
      {"SOCKADDR", "saddr=010061203D62", "saddr={ family=unix path='a =b' }"},
      {"SOCKADDR", "saddr=FE00", "saddr={ family=254 hex=fe00 }"},
      {"AVC", "avc:  denied  { read write } for  pid=1 comm=\"a\"",
       "avc: denied { read write } for pid=1 comm=a"},
      {"USER_CMD", "pid=1 msg='cmd=6C73202D6C terminal=? res=failed'",
       "pid=1 msg='cmd='ls -l' terminal=? res=failed'"},
      {"ANOM_ABEND", "sig=11 res=1", "sig=SIGSEGV res=1"},
      {"PERSONALITY", "per=400000", "per=PER_LINUX|READ_IMPLIES_EXEC"},
      {"AVC", "ioctlcmd=0x5401", "ioctlcmd=0x5401"},
      {"URINGOP", "uring_op=18", "uring_op=openat"},
      {"X", "\x7f=\x7f", "\\x7f=$'\\x7f'"}};
  for (const Case& c : cases) {
    INFO(c.type << ' ' << c.body);
    const std::string text = words({audit_line(c.type, "1.000:2", c.body)});
    const std::size_t record = text.find("\ntype=") + 1;  // behind what the event means
    CHECK(text.substr(record) == "type=" + std::string(c.type) + " msg=audit(1970-01-01T00:00:01.000Z:2): " +
                                     std::string(c.words) + "\n");
  }
}

TEST_CASE("the system call of an event says what other records mean") {
  test::LinuxPrinting words(make_words_printer);
  const std::string text = words({audit_line("SYSCALL", "1.000:2", "arch=c000003e syscall=16"),
                                  audit_line("AVC", "1.000:2", "ioctlcmd=0x5401")});
  CHECK(text.find("ioctlcmd=TCGETS\n") != text.npos);
}

TEST_CASE("the arguments of a call that socketcall(2) made") {
  test::LinuxPrinting words(make_words_printer), json(make_json_printer);
  const auto call = [&](auto& print, std::string_view a0, std::string_view arguments) {
    const std::string syscall =
        "arch=40000003 syscall=102 success=yes exit=0 a0=" + std::string(a0) + " a1=bf";
    const std::string text =
        print({audit_line("SYSCALL", "1.000:2", syscall), audit_line("SOCKETCALL", "1.000:2", arguments)});
    return text.substr(text.find("nargs") - 1);
  };
  CHECK(call(words, "e", "nargs=5 a0=3 a1=1 a2=2 a3=bf a4=4") ==
        " nargs=5 a0=3 a1=SOL_SOCKET a2=SO_REUSEADDR a3=0xbf a4=0x4\n");
  CHECK(call(words, "1", "nargs=3 a0=2 a1=1 a2=6") == " nargs=3 a0=AF_INET a1=SOCK_STREAM a2=IPPROTO_TCP\n");
  CHECK(call(words, "99", "nargs=3 a0=2 a1=1 a2=6") == " nargs=3 a0=0x2 a1=0x1 a2=0x6\n");
  CHECK(call(words, "x", "nargs=3 a0=2 a1=1 a2=6") == " nargs=3 a0=0x2 a1=0x1 a2=0x6\n");
  CHECK(
      call(json, "e", "nargs=5 a0=3 a1=1 a2=2 a3=bf a4=4")
          .starts_with(
              R"("nargs":5,"a0":"0x3","a0_text":"3","a1":"0x1","a1_text":"SOL_SOCKET","a2":"0x2","a2_text":"SO_REUSEADDR",)"));
  // The next event has another call, or none.
  CHECK(words({audit_line("SOCKETCALL", "1.000:3", "nargs=1 a0=2")}).ends_with(" nargs=1 a0=0x2\n"));
}

TEST_CASE("what a record says of its fields is forgotten with it") {
  Interpreter interpreter(nullptr);
  Record record;
  const auto last = [&](const std::string& text) {
    Line line;
    REQUIRE(peek(text, line) == LineKind::kRecord);
    record.parse(line);
    interpreter.begin(record);
    Value value;
    for (const Field& field : record.fields())
      value = interpreter.value(field, field_kind(record.type(), field.key));
    return std::string(value.name);
  };
  CHECK(last(audit_line("SYSCALL", "1.000:2", "arch=c000003e syscall=59")) == "execve");
  CHECK(last(audit_line("SYSCALL", "1.000:2", "syscall=59")).empty());
  CHECK(last(audit_line("X", "1.000:2", "uid=0")).empty());
  CHECK(last(audit_line("X", "1.000:2", "uid=0\x1dUID=\"zero\"")).empty());  // the last one is UID itself
}

}  // namespace knox::linux_audit
