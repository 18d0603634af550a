#include "support/linux_print.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using test::audit_line;
using test::Lines;
using test::LinuxPrinting;

const Lines kOpen = {
    audit_line(
        "SYSCALL", "1709283600.041:812",
        "arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c a1=7ffe3c1b27d4 a2=80000 a3=0 items=1 "
        "ppid=1 pid=2 auid=1000 uid=0 gid=0 tty=(none) ses=3 comm=\"cat\" exe=\"/usr/bin/cat\" "
        "subj=unconfined key=610162"),
    audit_line("CWD", "1709283600.041:812", "cwd=2F686F6D652F6D79206A6F6273"),
    audit_line("PATH", "1709283600.041:812",
               "item=0 name=\"/etc/shadow\" inode=7 dev=fd:01 mode=0100640 ouid=0 ogid=0 rdev=00:00 "
               "nametype=NORMAL cap_fp=0 cap_fe=0 cap_fver=0"),
    audit_line("PROCTITLE", "1709283600.041:812", "proctitle=636174002F6574632F736861646F7700")};

// The fields of one record in JSON, without the braces.
std::string fields_of(std::string_view type, std::string_view body) {
  static LinuxPrinting json(make_json_printer);
  const std::string line = json({audit_line(type, "1.000:2", body)});
  CHECK(test::is_json_line(line));
  const std::size_t begin = line.find("\"fields\":{") + 10;
  return line.substr(begin, line.rfind("}}]") - begin);
}

struct Case {
  std::string_view type, body, fields;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    INFO(c.type << ' ' << c.body);
    CHECK(fields_of(c.type, c.body) == c.fields);
  }
}

}  // namespace

TEST_CASE("Linux events as text") {
  LinuxPrinting text(make_text_printer);
  CHECK(text(kOpen) == "---\n" + test::joined(kOpen));
  const auto line = [&](std::string_view body) {
    const std::string written = text({audit_line("CWD", "1.000:2", body)});
    const std::string head = "---\ntype=CWD msg=audit(1.000:2): ";
    CHECK(written.starts_with(head));
    return written.substr(head.size());
  };
  CHECK(line("cwd=\"C:\\x\" \xc3\xa9") == "cwd=\"C:\\x\" \xc3\xa9\n");
  CHECK(line("res=1\x1dUID=\"root\"") == "res=1 UID=\"root\"\n");
  CHECK(line("a=\x1b[2J\tb\xff\xc2\x85") == "a=\\x1b[2J\\x09b\\xff\\xc2\\x85\n");
  CHECK(line(std::string(10'000, 'x')).size() == 10'001);
}

TEST_CASE("Linux events in words") {
  LinuxPrinting words(make_words_printer);
  CHECK(words(kOpen) ==
        R"(---
2024-03-01T09:00:00.041Z alice (as root) opened-file /etc/shadow using /usr/bin/cat: fail
type=SYSCALL msg=audit(2024-03-01T09:00:00.041Z:812): arch=x86_64 syscall=openat success=no exit=EACCES )"
        R"(a0=AT_FDCWD a1=0x7ffe3c1b27d4 a2=O_RDONLY|O_CLOEXEC a3=0x0 items=1 ppid=1 pid=2 )"
        R"(auid=alice uid=root gid=root tty=(none) ses=3 comm=cat exe=/usr/bin/cat subj=unconfined )"
        R"(key=(a b)
type=CWD msg=audit(2024-03-01T09:00:00.041Z:812): cwd='/home/my jobs'
type=PATH msg=audit(2024-03-01T09:00:00.041Z:812): item=0 name=/etc/shadow inode=7 dev=fd:01 mode=file,0640 )"
        R"(ouid=root ogid=root rdev=00:00 nametype=NORMAL cap_fp=none cap_fe=0 cap_fver=0x0
type=PROCTITLE msg=audit(2024-03-01T09:00:00.041Z:812): proctitle=(cat /etc/shadow '')
)");
}

TEST_CASE("Linux events as JSON") {
  LinuxPrinting json(make_json_printer);
  CHECK(
      json(kOpen) ==
      R"({"time":"2024-03-01T09:00:00.041Z","id":"1709283600.041:812","serial":812,"records":[)"
      R"({"type":"SYSCALL","fields":{"arch":"x86_64",)"
      R"("syscall":257,"syscall_name":"openat","success":false,"exit":-13,"exit_name":"EACCES",)"
      R"("a0":"0xffffff9c","a0_text":"AT_FDCWD","a1":"0x7ffe3c1b27d4","a2":"0x80000",)"
      R"("a2_text":"O_RDONLY|O_CLOEXEC","a3":"0x0","items":1,"ppid":1,"pid":2,"auid":1000,"auid_name":"alice",)"
      R"("uid":0,"uid_name":"root","gid":0,"gid_name":"root","tty":null,"ses":3,"comm":"cat",)"
      R"("exe":"/usr/bin/cat","subj":"unconfined","key":["a","b"]}},{"type":"CWD","fields":{"cwd":"/home/my jobs"}},)"
      R"({"type":"PATH","fields":{"item":0,"name":"/etc/shadow","inode":7,"dev":"fd:01","mode":"0100640",)"
      R"("mode_text":"file","ouid":0,"ouid_name":"root","ogid":0,"ogid_name":"root","rdev":"00:00",)"
      R"("nametype":"NORMAL","cap_fp":[],"cap_fe":0,"cap_fver":"0x0"}},)"
      R"({"type":"PROCTITLE","fields":{"proctitle":["cat","/etc/shadow",""]}}]})"
      "\n");
}

TEST_CASE("Linux events as YAML") {
  LinuxPrinting yaml(make_yaml_printer);
  CHECK(yaml({kOpen[1], audit_line("EXECVE", "1709283600.041:812", "argc=3 a0=\"a\" a2=\"\""),
              audit_line("USER_AVC", "1709283600.041:812", "msg='avc:  denied  { b } for n=1'")}) == R"(---
time: "2024-03-01T09:00:00.041Z"
id: "1709283600.041:812"
serial: 812
records:
  - type: "USER_AVC"
    fields:
      msg:
        permissions:
          - "b"
        "n": "1"
        decision: "denied"
        words:
          - "avc:"
          - "denied"
          - "for"
  - type: "EXECVE"
    fields:
      argc: 3
      args:
        - "a"
        - ""
      args_missing: 1
      args_gaps:
        - before: 1
          count: 1
  - type: "CWD"
    fields:
      cwd: "/home/my jobs"
)");
}

TEST_CASE("values of fields as JSON") {
  check({
      {"CWD", "cwd=\"/a b\"", R"("cwd":"/a b")"},
      {"CWD", "cwd=2F61", R"("cwd":"/a")"},
      {"CWD", "cwd=(null)", R"("cwd":null)"},
      {"CWD", "cwd=\"(null)\"", R"x("cwd":"(null)")x"},
      {"CWD", "cwd=\"\" x=", R"("cwd":"","x":"")"},
      {"CWD", "cwd=\"cut", R"("cwd":"cut")"},
      {"SYSCALL", "exit=0 items=007 pid=-1 inode=99999999999999999999",
       R"("exit":0,"items":7,"pid":-1,"inode":"99999999999999999999")"},
      {"SYSCALL", "exit=-512 exit=5 exit=x",
       R"("exit":-512,"exit_name":"ERESTARTSYS","exit_2":5,"exit_3":"x")"},
      {"SYSCALL", "success=yes", R"("success":true)"},
      {"SYSCALL", "auid=4294967295 uid=-1 gid=unset euid=99",
       R"("auid":4294967295,"uid":4294967295,"gid":4294967295,"euid":99)"},
      {"SYSCALL", "arch=40000003 syscall=11", R"("arch":"i386","syscall":11,"syscall_name":"execve")"},
      {"SYSCALL", "arch=c000003e syscall=1073741884",
       R"("arch":"x86_64","syscall":1073741884,"syscall_name":"exit")"},
      {"SYSCALL", "arch=12345 syscall=11", R"("arch":"12345","syscall":11)"},
      {"SYSCALL", "arch=c000003e syscall=62 a0=7b a1=9",
       R"("arch":"x86_64","syscall":62,"syscall_name":"kill","a0":"0x7b","a0_text":"123","a1":"0x9","a1_text":"SIGKILL")"},
      {"PATH", "mode=0120777 mode=x cap_fp=0000000000000003 cap_fi=8000000000000000",
       R"("mode":"0120777","mode_text":"symlink","mode_2":"x","cap_fp":["CAP_CHOWN","CAP_DAC_OVERRIDE"],"cap_fi":["CAP_63"])"},
      {"SYSCALL", "key=\"a\" key=(null) key=610162", R"("key":["a"],"key_2":null,"key_3":["a","b"])"},
      {"USER_LOGIN", "res=failed result=success", R"("res":false,"result":true)"},
      {"ANOM_ABEND", "sig=11 sig=0", R"("sig":11,"sig_name":"SIGSEGV","sig_2":0)"},
      {"MMAP", "fd=3 flags=0x802", R"("fd":3,"flags":"0x802","flags_text":"MAP_PRIVATE|MAP_DENYWRITE")"},
      {"SECCOMP", "sig=31 code=0x7ffc0000",
       R"("sig":31,"sig_name":"SIGSYS","code":"0x7ffc0000","code_text":"SECCOMP_RET_LOG")"},
      {"AVC", "error=-13", R"("error":-13,"error_name":"EACCES")"},
      {"USER_CMD", "pid=1 msg='cmd=6C73202D6C res=success'", R"("pid":1,"msg":{"cmd":"ls -l","res":true})"},
      {"USER_CMD", "msg={ msg={ a=b }}", R"("msg":"{ msg={ a=b }}")"},
      {"USER_CMD", "msg=\"no fields\"", R"("msg":"no fields")"},
      {"AVC", "avc:  denied  { read write } for  pid=1",
       R"("permissions":["read","write"],"pid":1,"decision":"denied","words":["avc:","denied","for"])"},
      {"TTY", "tty pid=1 data=6C730A", R"("pid":1,"data":"ls\n","words":["tty"])"},
  });
}

TEST_CASE("socket addresses as JSON") {
  check({
      {"SOCKADDR", "saddr=020001BBC00002070000000000000000",
       R"("saddr":{"family":"inet","address":"192.0.2.7","port":443})"},
      {"SOCKADDR", "saddr=0A0001BB0000000020010DB800000000000000000000000100000000",
       R"("saddr":{"family":"inet6","address":"2001:db8::1","port":443})"},
      {"SOCKADDR", "saddr=01002F72756E00", R"("saddr":{"family":"unix","path":"/run"})"},
      {"SOCKADDR", "saddr=0100006162", R"("saddr":{"family":"unix","abstract":"ab"})"},
      {"SOCKADDR", "saddr=100000000100000002000000", R"("saddr":{"family":"netlink","pid":1,"groups":2})"},
      {"SOCKADDR", "saddr=020001BB", R"("saddr":{"family":"inet","port":443},"saddr_hex":"020001bb")"},
      {"SOCKADDR", "saddr=FE00AB", R"("saddr":{"family":"254"},"saddr_hex":"fe00ab")"},
      {"SOCKADDR", "saddr=02", R"("saddr":"\u0002")"},
      {"SOCKADDR", "saddr=xyz", R"("saddr":"xyz")"},
  });
}

TEST_CASE("no key comes twice in JSON") {
  check({
      {"X", "a=1 a=2 a_2=3 a_2=4 a_2_=5", R"("a":"1","a_2":"2","a_2_":"3","a_2__2":"4","a_2__":"5")"},
      {"X", "uid=0 uid_name=x words=y", R"("uid":0,"uid_name":"root","uid_name_":"x","words_":"y")"},
      {"X", "a'b=1 a\\=2", R"("a\\x27b":"1","a\\x5c":"2")"},
      {"X", std::string_view("{ a } { b=c }"), R"("permissions":["a"],"permissions_2":["b=c"])"},
  });
  const std::string key(100, 'k');
  CHECK(fields_of("X", key + "=1 b=2") == "\"b\":\"2\",\"words\":[\"" + key + "=1\"]");
}

TEST_CASE("no number of fields is too high for JSON") {
  std::string body;
  for (int i = 0; i < 5000; ++i) body += "k" + std::to_string(i) + "x=" + std::to_string(i) + ' ';
  const std::string fields = fields_of("X", body);
  CHECK(fields.find(R"("k2047x":"2047","words":["k2048x=2048",)") != fields.npos);
  std::string nested = "a";
  for (int i = 0; i < 1000; ++i) nested = "msg={ " + nested + " }";
  fields_of("X", "msg='" + nested + "'");
  fields_of("X", nested);
}

TEST_CASE("what auditd added in JSON") {
  check({
      {"X", "uid=5 auid=4294967295\x1dUID=\"five\" AUID=\"unset\"",
       R"("uid":5,"uid_name":"five","auid":4294967295)"},
      {"X", "uid=0 UID=\"unknown(0)\"", R"("uid":0,"uid_name":"root")"},
      {"X",
       "a=1\x1d"
       "EUID=\"root\" odd",
       R"("a":"1","enriched":{"EUID":"root","words":["odd"]})"},
      {"X", "uid=0\x1dUID=\"a\" UID=\"b\"", R"("uid":0,"uid_name":"a","enriched":{"UID":"b"})"},
      {"USER_CMD", "pid=1 uid=0 msg='uid=5 res=1'\x1dUID=\"a\" UID=\"b\" UID=\"c\"",
       R"("pid":1,"uid":0,"uid_name":"a","msg":{"uid":5,"uid_name":"b","res":true},"enriched":{"UID":"c"})"},
      {"USER_CMD", "uid=0 msg='uid=5'\x1dUID=\"a\"", R"("uid":0,"uid_name":"a","msg":{"uid":5})"},
      {"SYSCALL",
       "arch=c000003e syscall=59\x1d"
       "ARCH=x86_64 SYSCALL=execve",
       R"("arch":"x86_64","syscall":59,"syscall_name":"execve")"},
      {"SYSCALL", "arch=c000003e syscall=9999\x1dSYSCALL=brandnew",
       R"("arch":"x86_64","syscall":9999,"syscall_name":"brandnew")"},
      {"SYSCALL", "arch=c000003e syscall=59\x1dSYSCALL=other",
       R"("arch":"x86_64","syscall":59,"syscall_name":"execve","enriched":{"SYSCALL":"other"})"},
      {"SOCKADDR", "saddr=FE00\x1dSADDR={ unknown family }",
       R"("saddr":{"family":"254"},"saddr_hex":"fe00","enriched":{"SADDR":"{ unknown family }"})"},
  });
}

TEST_CASE("arguments of an execve as JSON") {
  LinuxPrinting json(make_json_printer);
  const auto records = [&](const std::vector<std::string_view>& bodies) {
    Lines lines;
    for (const std::string_view body : bodies) lines.push_back(audit_line("EXECVE", "1.000:2", body));
    const std::string line = json(lines);
    CHECK(test::is_json_line(line));
    return line.substr(line.find("[{\"type\""));
  };
  CHECK(records({"argc=3 a0=\"ls\" a1=\"\" a2=6120FF"}) ==
        R"([{"type":"EXECVE","fields":{"argc":3,"args":["ls","","a \ufffd"]}}],)"
        R"("raw_bytes":{"/records/0/fields/args/2":"6120ff"}})"
        "\n");
  CHECK(records({"argc=3 a0=\"a\" a1_len=6 a1[0]=6263", "a1[1]=6465 a2=\"f\" x=1"}) ==
        R"([{"type":"EXECVE","fields":{"argc":3,"args":["a","bcde","f"]}},)"
        R"({"type":"EXECVE","fields":{"x":"1"}}]})"
        "\n");
  CHECK(records({"argc=2 a0_len=8 a0[0]=6263"}) ==
        R"([{"type":"EXECVE","fields":{"argc":2,"args":["bc"],"args_missing":1,)"
        R"("args_gaps":[{"before":1,"count":1}],"args_incomplete":1}}]})"
        "\n");
  CHECK(records({"argc=1"}) == R"([{"type":"EXECVE","fields":{"argc":1,"args":[],"args_missing":1,)"
                               R"("args_gaps":[{"before":0,"count":1}]}}]})"
                               "\n");
  CHECK(records({"argc=2 a0=\"a\" a1=\"b\" a0=\"again\""}) ==
        R"([{"type":"EXECVE","fields":{"argc":2,"args":["a","b"],"a0":"again"}}]})"
        "\n");
}

TEST_CASE("raw lines and what is rare, as JSON") {
  LinuxPrinting json(make_json_printer, true);
  CHECK(json({"<13>x: node=n type=1307 msg=audit(1.000:2): cwd=\"\\\""}) ==
        R"({"time":"1970-01-01T00:00:01.000Z","id":"n-1.000:2","serial":2,"node":"n","records":[)"
        R"({"type":"CWD","prefix":"<13>x: ",)"
        R"("fields":{"cwd":"\\"},"raw":"<13>x: node=n type=1307 msg=audit(1.000:2): cwd=\"\\\""}]})"
        "\n");
  CHECK(
      json({audit_line("CWD", "1.000:2", "cwd=FF")}).find(R"("raw_bytes":{"/records/0/fields/cwd":"ff"}})") !=
      std::string::npos);
}

TEST_CASE("damaged Linux records are printed well-formed") {
  LinuxPrinting text(make_text_printer), words(make_words_printer), json(make_json_printer, true),
      yaml(make_yaml_printer);
  const auto look = [&](const std::string& line) {
    const std::string object = json({line});
    if (object.empty()) return true;  // no record any more
    return test::is_json_line(object) && test::are_safe_lines(text({line})) &&
           test::are_safe_lines(words({line})) && test::are_safe_lines(yaml({line}));
  };
  for (const std::string name : {"session.log", "enriched.log", "quirks.log"}) {
    for (const std::string& frame : test::frame_log(test::linux_log(name)).frames) {
      INFO(frame);
      bool good = true;
      for (std::size_t size = 0; size <= frame.size(); ++size) good &= look(frame.substr(0, size));
      for (std::size_t place = 0; place < frame.size(); ++place) {
        std::string line = frame;
        line[place] = static_cast<char>(line[place] ^ 0x80 >> place % 8);
        good &= look(line);
      }
      CHECK(good);
    }
  }
}

}  // namespace knox::linux_audit
