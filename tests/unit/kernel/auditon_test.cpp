#include "knox/kernel/auditon.h"

#include <cerrno>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "knox/kernel/settings_print.h"
#include "unit/catch.h"

namespace knox::kernel {

namespace {

// A kernel that remembers what it is told, as those of macOS and FreeBSD do: xnu's audit_syscalls.c since
// macOS 14, FreeBSD's of 14.
class FakeKernel final : public AuditonCall {
 public:
  int auditon(AuditonCommand command, void* data, std::size_t size) override {
    calls.push_back(static_cast<int>(command));
    if (error != 0) return error;
    const bool of_darwin = command == AuditonCommand::kGetSinfoAddr ||
                           command == AuditonCommand::kGetCtlmode || command == AuditonCommand::kGetExpafter;
    if (is_freebsd && of_darwin) return EINVAL;
    const bool changes = command == AuditonCommand::kSetCond || command == AuditonCommand::kSetPolicy ||
                         command == AuditonCommand::kSetQctrl || command == AuditonCommand::kSetFsize;
    if (!is_freebsd && control_mode == kExternalControl && changes) return EPERM;
    if (command == AuditonCommand::kSetCond && !auditd_runs) return 0;  // and nothing is done
    switch (command) {
      case AuditonCommand::kGetPolicy: return give(policy, data, size);
      case AuditonCommand::kSetPolicy:
        take(policy, data, size);
        policy &= policies;
        return 0;
      case AuditonCommand::kGetCond: return give(condition, data, size);
      case AuditonCommand::kSetCond: return take(condition, data, size);
      case AuditonCommand::kGetKmask: return give(mask, data, size);
      case AuditonCommand::kSetKmask: return take(mask, data, size);
      case AuditonCommand::kGetQctrl: return give(queue, data, size);
      case AuditonCommand::kSetQctrl: return take(queue, data, size);
      case AuditonCommand::kGetFsize: return give(file_size, data, size);
      case AuditonCommand::kSetFsize: return take(file_size, data, size);
      case AuditonCommand::kGetKaudit: return give(host, data, size);
      case AuditonCommand::kGetCtlmode: return give(control_mode, data, size);
      case AuditonCommand::kGetExpafter: return give(expiry, data, size);
      case AuditonCommand::kGetClass: return find_class(data, size);
      case AuditonCommand::kSetClass: return set_class(data, size);
      case AuditonCommand::kGetPinfoAddr: return find_process(data, size);
      case AuditonCommand::kSetPmask: return set_process(data, size);
      case AuditonCommand::kGetSinfoAddr: return find_session(data, size);
    }
    return EINVAL;
  }

  std::uint32_t policy = 1;
  std::int32_t condition = 2;
  AuditonMask mask = {0x1000, 0x1000};
  AuditonQueue queue = {100, 10, 32767, 20, 20};
  AuditonFileSize file_size = {2097152, 77};
  AuditonInfoAddr host = {};
  std::uint8_t control_mode = 1;
  AuditonExpiry expiry = {864000, 1 << 30, 1};
  std::map<std::uint16_t, std::uint32_t> classes = {{23, 0x40000080}};
  AuditonPinfoAddr process = {77, 501, {0x3000, 0x1000}, {9, 4, {0x0100007f}}, 100003, 0x4020};
  int error = 0;
  bool is_freebsd = false, auditd_runs = true;
  std::uint32_t policies = ~0U;  // that there are
  std::vector<int> calls;

 private:
  template <class Value>
  static int give(const Value& value, void* data, std::size_t size) {
    if (size != sizeof value) return EINVAL;
    std::memcpy(data, &value, size);
    return 0;
  }
  template <class Value>
  static int take(Value& value, const void* data, std::size_t size) {
    if (size != sizeof value) return EINVAL;
    std::memcpy(&value, data, size);
    return 0;
  }
  int find_class(void* data, std::size_t size) {
    AuditonEventClass asked;
    if (take(asked, data, size) != 0) return EINVAL;
    asked.classes = classes[asked.event];
    return give(asked, data, size);
  }
  int set_class(const void* data, std::size_t size) {
    AuditonEventClass told;
    if (take(told, data, size) != 0) return EINVAL;
    classes[told.event] = told.classes;
    return 0;
  }
  int find_process(void* data, std::size_t size) {
    AuditonPinfoAddr asked;
    if (take(asked, data, size) != 0) return EINVAL;
    if (asked.pid != process.pid) return is_freebsd ? EINVAL : ESRCH;
    return give(process, data, size);
  }
  int set_process(const void* data, std::size_t size) {
    AuditonPinfo told;
    if (take(told, data, size) != 0 || told.pid != process.pid) return ESRCH;
    process.mask = told.mask;
    return 0;
  }
  int find_session(void* data, std::size_t size) {
    AuditonInfoAddr asked;
    if (take(asked, data, size) != 0 || asked.session != process.session) return EINVAL;
    asked = {process.auid, process.mask, process.terminal, process.session, process.flags};
    return give(asked, data, size);
  }
};

struct System {
  FakeKernel kernel;
  bsm::ClassTable classes{bsm::Platform::kDarwin};
  bsm::EventTable events{bsm::Platform::kDarwin};
  std::unique_ptr<Settings> settings = auditon_settings(kernel, bsm::Platform::kDarwin, classes, events);

  void become_freebsd() {
    kernel.is_freebsd = true;
    settings = auditon_settings(kernel, bsm::Platform::kFreeBsd, classes, events);
  }

  // What auditon prints for these words, or what is wrong with them.
  std::string run(const std::vector<std::string_view>& words, bool dry_run = false, bool json = false) {
    const std::optional<std::size_t> place = settings->find(words);
    REQUIRE(place);
    const auto outcome = settings->run(*place, std::span(words).subspan(1), dry_run);
    if (!outcome)
      return (outcome.error().kind == CommandError::kPermission ? "sudo: " : "! ") + outcome.error().text;
    std::string text;
    for (const std::string& warning : outcome->warnings) text += "warning: " + warning + "\n";
    CHECK(outcome->done == outcome->warnings.empty());
    StringWriter writer(text);
    Out out(writer);
    (json ? print_json : print_text)(*outcome, dry_run, out);
    out.flush();
    return text;
  }
};

}  // namespace

TEST_CASE("auditon shows what auditon(2) says") {
  System system;
  CHECK(system.run({"getcond"}) == "condition: off\n");
  CHECK(system.run({"getpolicy"}) == "policy: cnt\n");
  CHECK(system.run({"getkmask"}) == "mask: lo\n");
  CHECK(system.run({"getmask", "77"}) == "mask: lo,+aa\n");
  CHECK(system.run({"getclass", "execve"}) == "event: AUE_EXECVE\nnumber: 23\nclasses: pc,ex\n");
  CHECK(system.run({"getclass", "65535"}) == "event: 65535\nnumber: 65535\nclasses: no\n");
  CHECK(system.run({"getqctrl"}) == "hiwater: 100\nlowater: 10\nbufsz: 32767\ndelay: 20\nminfree: 20\n");
  CHECK(system.run({"getfsize"}) == "limit: 2097152\ncurrent: 77\n");
  CHECK(system.run({"getpinfo", "77"}) ==
        "pid: 77\nauid: 501\nmask: lo,+aa\nport: 9\naddress: 127.0.0.1\nsession: 100003\n"
        "flags: has_tty,has_authenticated\n");
  CHECK(system.run({"getsinfo", "100003"}) ==
        "session: 100003\nauid: 501\nmask: lo,+aa\nport: 9\naddress: 127.0.0.1\nflags: "
        "has_tty,has_authenticated\n");
  CHECK(system.run({"getkaudit"}) == "address: none\n");
  CHECK(system.run({"getctlmode"}) == "control_mode: normal\n");
  CHECK(system.run({"getexpafter"}) == "age: 864000\nsize: 1073741824\nwhen: either\n");
  CHECK(system.run({"getpinfo", "77"}, false, true) ==
        R"({"pid":77,"auid":"501","mask":"lo,+aa","port":9,"address":"127.0.0.1","session":"100003",)"
        "\"flags\":[\"has_tty\",\"has_authenticated\"]}\n");
}

TEST_CASE("auditon changes by auditon(2)") {
  System system;
  CHECK(system.run({"setcond", "on"}) == "condition: off -> on\n");
  CHECK(system.kernel.condition == 1);
  CHECK(system.run({"setpolicy", "argv,arge"}) == "policy: cnt -> cnt,argv,arge\n");
  CHECK(system.run({"unsetpolicy", "cnt", "arge"}) == "policy: cnt,argv,arge -> argv\n");
  CHECK(system.kernel.policy == 4);
  CHECK(system.run({"setkmask", "+pc,-fr,^-lo"}) == "mask: lo -> +pc,+lo,-fr\n");
  CHECK(system.run({"unsetkmask", "all"}) == "mask: +pc,+lo,-fr -> no\n");
  CHECK(system.run({"setmask", "77", "ex"}) == "mask: lo,+aa -> lo,ex,+aa\n");
  CHECK(system.run({"unsetmask", "77", "+lo"}) == "mask: lo,ex,+aa -> ex,+aa,-lo\n");
  CHECK(system.run({"setclass", "AUE_EXECVE", "fr"}) ==
        "event: AUE_EXECVE -> AUE_EXECVE (as it was)\nnumber: 23 -> 23 (as it was)\nclasses: pc,ex -> "
        "fr,pc,ex\n");
  CHECK(system.run({"unsetclass", "23", "ex,fr"}, false, true) ==
        R"({"before":{"event":"AUE_EXECVE","number":23,"classes":"fr,pc,ex"},)"
        R"("after":{"event":"AUE_EXECVE","number":23,"classes":"pc"},"dry_run":false})"
        "\n");
  CHECK(system.kernel.classes[23] == 0x80);
  CHECK(system.run({"setqctrl", "hiwater=1000", "minfree=5"}).find("hiwater: 100 -> 1000\n") == 0);
  CHECK(system.kernel.queue.minfree == 5);
  CHECK(system.run({"setfsize", "0"}) == "limit: 2097152 -> 0\ncurrent: 77 -> 77 (as it was)\n");
}

TEST_CASE("a dry run of auditon tells the kernel nothing") {
  System system;
  CHECK(system.run({"setpolicy", "argv"}, true) == "policy: cnt -> cnt,argv (not done)\n");
  CHECK(system.run({"setmask", "77", "ex"}, true) == "mask: lo,+aa -> lo,ex,+aa (not done)\n");
  CHECK(system.run({"setclass", "23", "fr"}, true).find("(not done)") != std::string::npos);
  CHECK(system.run({"setcond", "on"}, true) == "condition: off -> on (not done)\n");
  CHECK(system.kernel.policy == 1);
  CHECK(system.kernel.calls == std::vector<int>{33, 28, 22, 37});
}

TEST_CASE("what auditon does not take") {
  System system;
  struct Row {
    std::vector<std::string_view> words;
    std::string_view mistake;
  };
  const std::vector<Row> rows = {
      {{"setcond"}, "! expected is: setcond on|off"},
      {{"setcond", "maybe"}, "! maybe: one of on and off is expected"},
      {{"setpolicy"}, "! expected is: setpolicy POLICY..."},
      {{"setpolicy", ""}, "! the name of a policy is expected: argv, arge, cnt or another"},
      {{"setpolicy", "argv,foo"},
       "! unknown policy 'foo'; known are cnt, ahlt, argv, arge, seq, windata, user, group, trail, path, "
       "scnt, public, zonename, perzone"},
      {{"setkmask", "lo,xx"},
       "! unknown class 'xx'; known are no, fr, fw, fa, fm, fc, fd, cl, pc, nt, ip, na, ad, lo, aa, ap, io, "
       "ex, ot, all"},
      {{"setmask", "0", "lo"}, "! 0: no process id"},
      {{"setmask", "78", "lo"}, "! there is no such process"},
      {{"getmask", "7x"}, "! 7x: no process id"},
      {{"getclass", "nothing"},
       "! unknown event 'nothing'; known are the names and numbers of audit_event(5)"},
      {{"getclass", "65536"}, "! unknown event '65536'; known are the names and numbers of audit_event(5)"},
      {{"setclass", "23", "+fr"}, "! +fr: events have classes without + and -"},
      {{"setqctrl", "hiwater=-1"}, "! hiwater=-1: NAME=NUMBER is expected; getqctrl shows the names"},
      {{"setqctrl", "water=1"}, "! water=1: NAME=NUMBER is expected; getqctrl shows the names"},
      {{"setfsize", "1k"}, "! 1k: a number of bytes is expected"},
      {{"getsinfo", "x"}, "! x: no session id"},
  };
  for (const Row& row : rows) CHECK(system.run(row.words) == row.mistake);
  CHECK(system.run({"getsinfo", "5"}) == "! there is no such session");
  system.kernel.error = EPERM;
  CHECK(system.run({"getcond"}) == "sudo: auditon(2) needs root");
  system.kernel.error = ENOSYS;
  CHECK(system.run({"getcond"}) == "! the kernel has no audit, or this is a jail");
}

TEST_CASE("auditon tells what the kernel says after a change, not what it was told") {
  System system;
  system.kernel.auditd_runs = false;
  CHECK(system.run({"setcond", "on"}) ==
        "warning: condition: the kernel did not take all of what it was told; since macOS 14 it audits only "
        "while "
        "auditd runs (auditpipe(1) has how)\ncondition: off -> off (as it was)\n");
  CHECK(system.run({"setcond", "on"}, true) == "condition: off -> on (not done)\n");
  CHECK(system.run({"setcond", "off"}) == "condition: off -> off (as it was)\n");  // nothing was to change

  system.kernel.policies = 0xf;
  CHECK(system.run({"setpolicy", "argv,seq"}) ==
        "warning: policy: the kernel did not take all of what it was told\npolicy: cnt -> cnt,argv\n");
  CHECK(system.run({"unsetpolicy", "argv"}) == "policy: cnt,argv -> cnt\n");

  system.become_freebsd();
  CHECK(system.run({"setcond", "on"}) ==
        "warning: condition: the kernel did not take all of what it was told\n"
        "condition: off -> off (as it was)\n");
}

TEST_CASE("auditon: in external control mode root is not what is missing") {
  System system;
  system.kernel.control_mode = kExternalControl;
  for (const std::vector<std::string_view>& words : {std::vector<std::string_view>{"setcond", "on"},
                                                     {"setpolicy", "argv"},
                                                     {"setfsize", "0"},
                                                     {"setqctrl", "minfree=5"}}) {
    CHECK(system.run(words) ==
          "! the kernel lets only programs of Apple's change this: audit is in external control mode");
  }
  CHECK(system.run({"setkmask", "pc"}) == "mask: lo -> pc,lo\n");
  CHECK(system.run({"getctlmode"}) == "control_mode: external\n");
}

TEST_CASE("FreeBSD has fewer words of auditon, and words of its own for what is missing") {
  System system;
  const std::size_t all = system.settings->words().size();
  system.become_freebsd();
  CHECK(system.settings->words().size() + 3 == all);
  for (const std::string_view word : {"getctlmode", "getexpafter", "getsinfo"}) {
    const std::vector<std::string_view> words = {word};
    CHECK_FALSE(system.settings->find(words));
  }
  CHECK(system.run({"getpinfo", "78"}) == "! there is no such process");
  CHECK(system.run({"setmask", "78", "lo"}) == "! there is no such process");
  CHECK(system.run({"setmask", "77", "ex"}) == "mask: lo,+aa -> lo,ex,+aa\n");
  system.kernel.error = EPERM;
  CHECK(system.run({"setcond", "on"}) == "sudo: auditon(2) needs root");
}

}  // namespace knox::kernel
