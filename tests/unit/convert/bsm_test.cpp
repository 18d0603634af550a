// Events of Linux Audit as BSM records: what becomes of which record and field, that executions are told as
// before, and that whatever comes in, a sound record comes out.
#include "knox/convert/linux_bsm.h"

#include <sstream>
#include <string>
#include <vector>

#include "knox/bsm/constants.h"
#include "knox/bsm/exec.h"
#include "knox/convert/linux_numbers.h"
#include "knox/linux_audit/names/constants.h"
#include "support/linux_bsm.h"
#include "support/linux_events.h"
#include "support/printing.h"
#include "support/zone.h"
#include "unit/catch.h"

using namespace knox;
using test::audit_line;
using test::Lines;
using namespace std::string_literals;

namespace {

constexpr const char* kStamp = "1700000000.041:812";
std::string line(const char* type, const std::string& body) {
  return audit_line(type, kStamp, body);
}

// One event as praudit shows it, a token a line; without its header and trailer.
std::string shown(const Lines& lines) {
  static const test::Zone utc("UTC");
  static test::Printing text("text", {.multiline = true});
  const std::vector<std::string> records = test::convert(lines);
  REQUIRE(records.size() == 1);
  CHECK(test::is_sound(records[0]));
  const std::string all = text(records[0]);
  const std::size_t begin = all.find('\n') + 1;
  return all.substr(begin, all.rfind("trailer,") - begin);
}

std::string header(const Lines& lines) {
  static test::Printing text("text", {.short_names = true, .multiline = true});
  const std::string all = text(test::convert(lines).at(0));
  return all.substr(0, all.find('\n'));
}

const std::string kIds = " pid=9 auid=1000 uid=1 gid=2 euid=3 suid=1 fsuid=1 egid=4 sgid=2 fsgid=2 ses=7";
const std::string kRest = " suid=1 fsuid=1 sgid=2 fsgid=2\n";
const std::string kSubject = "subject,1000,3,4,1,2,9,7,0,0.0.0.0\n";

std::string call(const std::string& body) {
  return line("SYSCALL", "arch=c000003e " + body + kIds);
}

}  // namespace

TEST_CASE("convert: header") {
  CHECK(header({call("syscall=59 success=yes exit=0")}) ==
        "header,139,11,AUE_EXECVE,0,Tue Nov 14 22:13:20 2023, + 41 msec");
}

TEST_CASE("convert: every record has a sequence, so that its ports are known not to be swapped") {
  for (const std::string stamp : {"1700000000.041:812", "1700000000.041:0"}) {
    const std::vector<std::string> records = test::convert(
        {audit_line("SYSCALL", stamp, "arch=c000003e syscall=42 success=yes exit=0" + kIds),
         audit_line("SOCKADDR", stamp, "saddr=0A0001BB0000000020010DB800000000000000000000008000000000")});
    REQUIRE(records.size() == 1);
    bsm::Record record;
    REQUIRE(record.parse(as_bytes(records[0])));
    CHECK(record.find<bsm::Sequence>());
    const auto socket = record.find<bsm::SocketInet6>();
    REQUIRE(socket);
    CHECK(socket->port.value == 443);
    CHECK(record.port(socket->port) == 443);
  }
}

TEST_CASE("convert: calls, their arguments and results") {
  struct Row {
    std::string body, tokens, rest, result;
  };
  const std::string ok = "return,success,0\n";
  const Row rows[] = {
      {"syscall=3 success=yes exit=0 a0=5 a1=6 a2=7 a3=8", "argument,1,0x5,fd\n",
       "SYSCALL arch=c000003e syscall=3 a1=6 a2=7 a3=8", ok},
      {"syscall=90 success=yes exit=0 a0=7ffc a1=1ed", "argument,2,0x1ed,new file mode\n",
       "SYSCALL arch=c000003e syscall=90 a0=7ffc", ok},
      {"syscall=92 success=no exit=-1 a0=7ffc a1=3e8 a2=ffffffff",
       "argument,2,0x3e8,new file uid\nargument,3,0xffffffff,new file gid\n",
       "SYSCALL arch=c000003e syscall=92 a0=7ffc", "return,failure : Operation not permitted,4294967295\n"},
      {"syscall=62 success=yes exit=0 a0=2a a1=9", "argument,1,0x2a,process\nargument,2,0x9,signal\n",
       "SYSCALL arch=c000003e syscall=62", ok},
      // AF_INET6, SOCK_STREAM with SOCK_CLOEXEC, TCP
      {"syscall=41 success=yes exit=3 a0=a a1=80001 a2=6",
       "argument,1,0x1a,domain\nargument,2,0x2,type\nargument,3,0x6,protocol\n",
       "SYSCALL arch=c000003e syscall=41 a1=80001", "return,success,3\n"},
      {"syscall=41 success=yes exit=3 a0=1f a1=3 a2=0",  // AF_BLUETOOTH
       "argument,1,0x204,domain\nargument,2,0x4,type\nargument,3,0x0,protocol\n",
       "SYSCALL arch=c000003e syscall=41", "return,success,3\n"},
      {"syscall=72 success=yes exit=0 a0=3 a1=6 a2=7ffc", "argument,1,0x3,fd\nargument,2,0x6,cmd\n",
       "SYSCALL arch=c000003e syscall=72 a2=7ffc", ok},
      {"syscall=72 success=yes exit=4 a0=3 a1=406 a2=0",  // F_DUPFD_CLOEXEC
       "argument,1,0x3,fd\nargument,2,0x25,cmd\nargument,3,0x0,fd\n", "SYSCALL arch=c000003e syscall=72",
       "return,success,4\n"},
      {"syscall=76 success=yes exit=0 a0=7ffc a1=100000000", "argument,2,0x100000000,length\n",
       "SYSCALL arch=c000003e syscall=76 a0=7ffc", ok},
      {"syscall=9 success=yes exit=140000000000000 a0=0 a1=1000 a2=3 a3=22",
       "argument,2,0x1000,len\nargument,3,0x3,protection\nargument,4,0x22,flags\n",
       "SYSCALL arch=c000003e syscall=9 a0=0", "return,success,140000000000000\n"},
      {"syscall=57 success=yes exit=4242", "argument,0,0x1092,child PID\n",
       "SYSCALL arch=c000003e syscall=57", "return,success,4242\n"},
      {"syscall=231 a0=3", "exit,Error 3,0\n", "SYSCALL arch=c000003e syscall=231", ""},
      {"syscall=39 success=no exit=-512", "", "SYSCALL arch=c000003e syscall=39 exit=-512",
       "return,failure: Unknown error: 250,4294967295\n"},
      {"syscall=264 success=yes exit=0 a0=ffffff9c a1=1 a2=5 a3=2",
       "argument,1,0xffffff9c,at fd 1\nargument,3,0x5,at fd 2\n",
       "SYSCALL arch=c000003e syscall=264 a1=1 a3=2", ok},
  };
  for (const Row& row : rows) {
    INFO(row.body);
    CHECK(shown({call(row.body)}) ==
          row.tokens + kSubject + "text," + row.rest + kRest + row.result + "sequence,812\n");
  }
}

TEST_CASE("convert: calls inside of others") {
  const std::string i386 = "arch=40000003 syscall=102 success=yes exit=3 a0=1 a1=bf" + kIds;
  CHECK(shown({line("SYSCALL", i386), line("SOCKETCALL", "nargs=3 a0=a a1=1 a2=0")}) ==
        "argument,1,0x1a,domain\nargument,2,0x2,type\nargument,3,0x0,protocol\n" + kSubject +
            "text,SYSCALL arch=40000003 syscall=102 a0=1 a1=bf" + kRest +
            "text,SOCKETCALL nargs=3\nreturn,success,3\nsequence,812\n");
  const std::string ipc = "arch=40000003 syscall=117 success=yes exit=3 a0=18 a1=5 a2=100 a3=0" + kIds;
  CHECK(header({line("SYSCALL", ipc)}).find("AUE_SHMCTL_RMID") != std::string::npos);
  const std::string shm = shown({line("SYSCALL", ipc)});
  CHECK(shm.starts_with("argument,1,0x5,shmid\nargument,2,0x100,cmd\nIPC,Shared Memory IPC,5\n"));
  CHECK(shown({call("syscall=68 success=yes exit=7 a0=0 a1=3b6")}).find("\nIPC,Message IPC,7\n") !=
        std::string::npos);
}

TEST_CASE("convert: paths, as given and resolved, and attributes") {
  const std::string opened = call("syscall=257 success=yes exit=3 a0=ffffff9c a1=1 a2=0 a3=0");
  const std::string attributes = " inode=131 dev=fd:01 mode=0100644 ouid=5 ogid=6 rdev=00:00 nametype=";
  struct Row {
    Lines lines;
    std::vector<std::string> tokens;  // paths and attributes in their order
  };
  const std::string cwd = line("CWD", "cwd=2F686F6D652F61206A6F62");
  const std::string attribute = "attribute,100644,5,6,64769,131,0";
  const auto path = [&](int item, const std::string& name, const std::string& type) {
    return line("PATH", "item=" + std::to_string(item) + " name=" + name + attributes + type);
  };
  const Row rows[] = {
      {{opened, cwd, path(0, "\"/etc/motd\"", "NORMAL")}, {"path,/etc/motd", attribute}},
      {{opened, cwd, path(0, "\"motd\"", "NORMAL")}, {"path,motd", "path,/home/a job/motd", attribute}},
      {{opened, cwd, path(0, "\"./motd\"", "NORMAL")}, {"path,./motd", "path,/home/a job/motd", attribute}},
      {{opened, path(0, "\"motd\"", "NORMAL")}, {"path,motd", attribute}},
      {{opened, cwd, path(0, "\"/tmp/\"", "PARENT"), path(1, "\"x\"", "CREATE")},
       {"path,x", "path,/tmp/x", attribute}},
      {{opened, cwd, path(0, "\"sub\"", "PARENT"), path(1, "\"x\"", "CREATE")},
       {"path,x", "path,/home/a job/sub/x", attribute}},
      {{opened, cwd, path(0, "\"/tmp/\"", "PARENT")}, {"path,/tmp/", attribute}},
      {{opened, cwd, path(0, "(null)", "NORMAL")}, {attribute}},
      {{opened, cwd, line("PATH", "item=0 name=\"gone\" nametype=UNKNOWN")},
       {"path,gone", "path,/home/a job/gone"}},
      {{call("syscall=257 success=yes exit=3 a0=5 a1=1 a2=0"), cwd, path(0, "\"motd\"", "NORMAL")},
       {"path,motd", attribute}},
      {{opened, cwd,
        line("PATH", "item=0 name=\"/dev/x\" inode=3 dev=00:05 mode=020620 ouid=0 ogid=5 rdev=88:12345")},
       {"path,/dev/x", "attribute,20620,0,5,5,3,305170501"}},
  };
  for (const Row& row : rows) {
    INFO(row.lines.back());
    std::vector<std::string> tokens;
    std::istringstream text(shown(row.lines));
    for (std::string token; std::getline(text, token);) {
      if (token.starts_with("path,") || token.starts_with("attribute,")) tokens.push_back(token);
    }
    CHECK(tokens == row.tokens);
  }
}

TEST_CASE("convert: what is left of a PATH, of its parent, and of CWD") {
  const std::string text = shown(
      {call("syscall=83 success=yes exit=0 a0=1 a1=1ed"), line("CWD", "cwd=\"/\""),
       line("PATH",
            "item=0 name=\"/tmp/\" inode=1 dev=fd:01 mode=041777 ouid=0 ogid=0 rdev=00:00 nametype=PARENT"),
       line("PATH",
            "item=1 name=\"/tmp/x\" inode=9 dev=fd:01 mode=040755 ouid=0 ogid=0 rdev=00:00 obj=a:b:c:s0 "
            "nametype=CREATE")});
  CHECK(text.find("text,cwd=/\n"
                  "text,PATH item=0 name=\"/tmp/\" inode=1 dev=fd:01 mode=041777 ouid=0 ogid=0 rdev=00:00 "
                  "nametype=PARENT\n"
                  "text,PATH item=1 obj=a:b:c:s0 nametype=CREATE\n") != std::string::npos);
}

TEST_CASE("convert: sockets") {
  struct Row {
    std::string saddr, token, text;
  };
  const Row rows[] = {
      {"020001BBC00002070000000000000000", "socket-inet,2,443,192.0.2.7\n", ""},
      {"0A0001BB0000000020010DB800000000000000000000000100000000", "socket-inet6,26,443,2001:db8::1\n", ""},
      {"0A0001BB0000000020010DB800000000000000000000000102000000", "socket-inet6,26,443,2001:db8::1\n",
       "text,SOCKADDR saddr=0A0001BB0000000020010DB800000000000000000000000102000000\n"},
      {"01002F72756E2F6C6F6700", "socket-unix,1,/run/log\n", ""},
      {"0100006162", "socket-unix,1,@ab\n", "text,SOCKADDR saddr=0100006162\n"},
      {"100000000000000000000000", "", "text,SOCKADDR saddr=100000000000000000000000\n"},
      {"02000050", "", "text,SOCKADDR saddr=02000050\n"},
      {"xyz", "", "text,SOCKADDR saddr=xyz\n"}};
  for (const Row& row : rows) {
    INFO(row.saddr);
    CHECK(shown({call("syscall=42 success=yes exit=0 a0=3 a1=1 a2=10"),
                 line("SOCKADDR", "saddr=" + row.saddr)}) ==
          "argument,1,0x3,fd\n" + row.token + kSubject + "text,SYSCALL arch=c000003e syscall=42 a1=1 a2=10" +
              kRest + row.text + "return,success,0\nsequence,812\n");
  }
}

TEST_CASE("convert: processes that something was done to") {
  const std::string killed = call("syscall=62 success=yes exit=0 a0=2a a1=f");
  CHECK(shown({killed, line("OBJ_PID", "opid=42 oauid=1000 ouid=5 oses=3 obj=a:b:c:s0 ocomm=\"sleep\"")}) ==
        "argument,1,0x2a,process\nargument,2,0xf,signal\nprocess,1000,-1,-1,5,-1,42,3,0,0.0.0.0\n" +
            kSubject + "text,SYSCALL arch=c000003e syscall=62" + kRest +
            "text,OBJ_PID obj=a:b:c:s0 ocomm=\"sleep\"\nreturn,success,0\nsequence,812\n");
}

TEST_CASE("convert: records of programs") {
  struct Row {
    const char* type;
    std::string body, tokens;
  };
  const Row rows[] = {
      {"USER_LOGIN",
       "pid=900 uid=0 auid=1000 ses=3 subj=x msg='op=login id=1000 exe=\"/usr/sbin/sshd\" hostname=h "
       "addr=192.0.2.7 "
       "terminal=ssh res=success'",
       "subject,1000,-1,-1,0,-1,900,3,0,192.0.2.7\ntext,op=login\ntext,exe=/usr/sbin/sshd\ntext,hostname=h\n"
       "text,terminal=ssh\ntext,USER_LOGIN subj=x id=1000\nreturn,success,0\n"},
      {"USER_AUTH",
       "pid=900 uid=0 auid=4294967295 ses=4294967295 msg='op=PAM:authentication acct=\"bob\" hostname=? "
       "addr=2001:db8::1 terminal=? res=failed'",
       "subject_ex,-1,-1,-1,0,-1,900,4294967295,0,2001:db8::1\ntext,op=PAM:authentication\ntext,acct=bob\n"
       "text,USER_AUTH\nreturn,failure : Operation not permitted,4294967295\n"},
      {"CONFIG_CHANGE", "auid=1000 ses=3 op=add_rule key=\"a\" list=4 res=1",
       "subject,1000,-1,-1,-1,-1,0,3,0,0.0.0.0\ntext,op=add_rule\ntext,key=a\ntext,CONFIG_CHANGE list=4\n"
       "return,success,0\n"},
      {"AVC", "avc:  denied  { read write } for  pid=9 comm=\"httpd\" scontext=a:b:c:s0",
       "subject,-1,-1,-1,-1,-1,9,4294967295,0,0.0.0.0\ntext,comm=httpd\n"
       "text,AVC avc: denied { read write } for scontext=a:b:c:s0\n"
       "return,failure : Permission denied,4294967295\n"},
      {"KERNEL", "state=initialized audit_enabled=0", "text,KERNEL state=initialized audit_enabled=0\n"},
      {"ANOM_ABEND", "auid=1 uid=2 gid=3 ses=4 pid=5 comm=\"a\" sig=11 res=1",
       "subject,1,-1,-1,2,3,5,4,0,0.0.0.0\ntext,comm=a\ntext,ANOM_ABEND sig=11\nreturn,success,0\n"},
      {"USER_CMD", "pid=1 uid=1 auid=1 ses=1 msg='cwd=\"/\" cmd=6C73202D6C terminal=pts/1 res=success'",
       "subject,1,-1,-1,1,-1,1,1,0,0.0.0.0\ntext,cwd=/\ntext,cmd=ls -l\ntext,terminal=pts/1\ntext,USER_CMD\n"
       "return,success,0\n"},
      {"UNKNOWN[1999]", "a=b pid=x pid=4 pid=5",
       "subject,-1,-1,-1,-1,-1,4,4294967295,0,0.0.0.0\ntext,UNKNOWN[1999] a=b pid=x pid=5\n"},
      {"SYSCALL", "arch=c000003e syscall=39 success=yes exit=1 key=6101622063 tty=(none) comm=\"a b\" node=x",
       "text,key=a\ntext,key=b c\ntext,comm=a b\ntext,SYSCALL arch=c000003e syscall=39 "
       "node=x\nreturn,success,1\n"},
      {"SYSCALL", "arch=c000003e syscall=39 success=yes exit=1 uid=1\x1dUID=\"alice\" SYSCALL=getpid",
       "subject,-1,-1,-1,1,-1,0,4294967295,0,0.0.0.0\n"
       "text,SYSCALL arch=c000003e syscall=39 UID=\"alice\" SYSCALL=getpid\nreturn,success,1\n"},
  };
  for (const Row& row : rows) {
    INFO(row.type << ' ' << row.body);
    CHECK(shown({line(row.type, row.body)}) == row.tokens + "sequence,812\n");
  }
  CHECK(shown({"node=web1 " + line("KERNEL", "a=b")}) == "text,node=web1\ntext,KERNEL a=b\nsequence,812\n");
}

TEST_CASE("convert: errors are BSM's, by their names") {
  for (std::uint32_t number = 1; number < 200; ++number) {
    const std::string_view name = linux_audit::errno_name(number);
    const std::uint8_t bsm = convert::bsm_errno(number);
    INFO(number << ' ' << name);
    if (bsm == convert::kOtherErrno) {
      CHECK((name.empty() || name == "ERFKILL" || name == "EHWPOISON"));
    } else {
      CHECK(bsm::errno_name(bsm) == name);
    }
  }
  CHECK(convert::bsm_errno(111) == 146);
  CHECK(convert::bsm_errno(512) == convert::kOtherErrno);
  CHECK(convert::bsm_errno(1ULL << 40) == convert::kOtherErrno);
}

TEST_CASE("convert: domains, types and commands are BSM's") {
  CHECK(convert::bsm_socket_domain(1) == 1);
  CHECK(convert::bsm_socket_domain(2) == 2);
  CHECK(convert::bsm_socket_domain(10) == 26);
  CHECK(convert::bsm_socket_domain(16) == 24);  // AF_NETLINK is AF_ROUTE
  CHECK(convert::bsm_socket_domain(17) == 522);
  CHECK(convert::bsm_socket_domain(38) == convert::kOtherDomain);
  CHECK(convert::bsm_socket_domain(~0ULL) == convert::kOtherDomain);
  CHECK(convert::bsm_socket_type(1) == 2);
  CHECK(convert::bsm_socket_type(2) == 1);
  CHECK(convert::bsm_socket_type(3) == 4);
  CHECK(convert::bsm_socket_type(10) == convert::kOtherSocketType);
  CHECK(convert::bsm_fcntl_command(5) == 14);
  CHECK(convert::bsm_fcntl_command(10) == 210);
  CHECK(convert::bsm_fcntl_command(1031) == convert::kOtherFcntl);
}

TEST_CASE("convert: executions are told as they were") {
  std::size_t executions = 0;
  for (const char* const name : {"session.log", "enriched.log", "quirks.log"}) {
    std::istringstream log(test::linux_log(name));
    Lines lines;
    for (std::string text; std::getline(log, text);) lines.push_back(text);
    linux_audit::Assembler assembler;
    linux_audit::ExecDecoder before;
    convert::LinuxToBsm encoder;
    bsm::ExecDecoder after;
    const auto drain = [&] {
      while (const linux_audit::Event* event = assembler.next()) {
        bsm::Record record;
        REQUIRE(record.parse(encoder.encode(*event)));
        const event::Exec* const told = before.decode(*event);
        const event::Exec* const again = after.decode(record);
        REQUIRE((told == nullptr) == (again == nullptr));
        if (told == nullptr) continue;
        ++executions;
        CHECK(told->args.known() == again->args.known());
        CHECK(told->args.bytes() == again->args.bytes());
        CHECK(told->args.missing() == again->args.missing());
        CHECK(told->args_from_title == again->args_from_title);
        CHECK(told->exec_path == again->exec_path);
        CHECK(told->script == again->script);
        CHECK(told->cwd == again->cwd);
        CHECK(told->tty == again->tty);
        CHECK(told->hostname == again->hostname);
        CHECK(told->process == again->process);
        CHECK(told->ppid == again->ppid);
        CHECK(told->success == again->success);
        CHECK(told->error == again->error);
        CHECK(told->time == again->time);
      }
    };
    for (const std::string& text : lines) {
      linux_audit::Line parsed;
      if (linux_audit::peek(text, parsed) != linux_audit::LineKind::kRecord) continue;
      assembler.add(parsed);
      drain();
    }
    assembler.finish();
    drain();
  }
  CHECK(executions == 8);
}

TEST_CASE("convert: arguments that are missing, or are only a title") {
  const std::string ran = call("syscall=59 success=yes exit=0 exe=\"/bin/ls\"");
  const std::string missing = shown({ran, line("EXECVE", "argc=5 a0=\"ls\" a3=\"x\"")});
  CHECK(missing.find("exec arg,ls,x\n") == 0);
  CHECK(missing.find("text,argc=5\n") != std::string::npos);
  const std::string title = shown({ran, line("PROCTITLE", "proctitle=6C73002D6C")});
  CHECK(title.find("exec arg,ls,-l\n") == 0);
  CHECK(title.find("text,exec_args=proctitle\n") != std::string::npos);
  CHECK(title.find("path,/bin/ls\n") != std::string::npos);
}

TEST_CASE("convert: an event of any size is a record that can be read") {
  Lines lines{call("syscall=59 success=yes exit=0 exe=\"/bin/ls\"")};
  const std::string mebibyte(1024 * 1024, 'x');
  for (int i = 0; i < 9; ++i) {
    lines.push_back(line("EXECVE", (i == 0 ? "argc=9 a" : "a") + std::to_string(i) + "=\"" + mebibyte + '"'));
  }
  const auto large = test::convert(lines);
  REQUIRE(large.size() == 1);
  CHECK(large[0].size() < bsm::kMaxRecord);
  CHECK(test::is_sound(large[0]));
  bsm::Record record;
  REQUIRE(record.parse(as_bytes(large[0])));
  CHECK(record.find<bsm::ExecArgs>()->args.present == 5);

  // A long SYSCALL record leaves less room for the arguments.
  lines[0] += " x=" + std::string(3'000'000, 'y');
  const auto crowded = test::convert(lines);
  REQUIRE(crowded.size() == 1);
  CHECK(test::is_sound(crowded[0]));

  // More records than a record has tokens, and more texts in one than are told apart.
  Lines many{call("syscall=257 success=yes exit=3")};
  for (int i = 0; i < 40'000; ++i) many.push_back(line("PATH", "item=0 name=\"/a\" nametype=NORMAL"));
  std::string ops;
  for (int i = 0; i < 70'000; ++i) ops += " op=a";
  many.push_back(line("USER_START", "pid=1 msg='" + ops + "'"));
  for (const std::string& bytes : test::convert(many)) CHECK(test::is_sound(bytes));
  const std::string flood = shown({line("USER_START", "pid=1 msg='" + ops + "'")});
  CHECK(std::ranges::count(flood, '\n') < 5000);

  const auto long_line = test::convert({line("USER", "pid=1 x=" + std::string(4'000'000, 'y'))});
  REQUIRE(long_line.size() == 1);
  CHECK(test::is_sound(long_line[0]));
}

TEST_CASE("convert: prefixes and single wrong bytes of logs give sound records") {
  for (const char* const name : {"session.log", "enriched.log", "quirks.log", "sshd_config.log"}) {
    const std::string log = test::linux_log(name);
    const auto check = [&](const std::string& text) {
      Lines lines;
      std::istringstream stream(text);
      for (std::string each; std::getline(stream, each);) lines.push_back(each);
      for (const std::string& record : test::convert(lines)) {
        if (!test::is_sound(record)) return false;
      }
      return true;
    };
    for (std::size_t size = 0; size <= log.size(); size += 7) {
      if (!check(log.substr(0, size))) FAIL(name << " cut at " << size);
    }
    for (std::size_t at = 0; at < log.size(); at += 5) {
      std::string damaged = log;
      damaged[at] = static_cast<char>("\x00\xff\"= '{x0\x1d"[at % 10]);
      if (!check(damaged)) FAIL(name << " wrong at " << at);
    }
  }
}
