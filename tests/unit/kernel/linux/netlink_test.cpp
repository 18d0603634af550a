// The kernel's audit over netlink, asked and listened to, on a kernel of the test's own (fake_audit.h).
#include "unit/kernel/linux/fake_audit.h"

#ifdef KNOX_FAKE_AUDIT

#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "knox/kernel/linux/netlink.h"
#include "knox/os/privileges_system.h"
#include "support/child.h"
#include "unit/catch.h"

using namespace knox;
using namespace knox::kernel;
using test::FakeAudit;

namespace {

RuleData rule(std::vector<std::string_view> words) {
  const auto request = parse_rule(words, Arch::kX86_64);
  REQUIRE(request.has_value());
  return request->rule;
}

Control open_control() {
  auto control = Control::open();
  REQUIRE(control.has_value());
  return std::move(*control);
}

int error_of(const auto& result) {
  return result ? 0 : result.error().system_errno;
}

// What a process that has done something answers.
template <class Do, class Ask>
std::string in_another_process(Do do_this, Ask ask) {
  return test::in_child([&] { return do_this() ? ask() : std::string("could not"); });
}

// From here on the system refuses capget(2) or capset(2) to this process.
bool refuse_system_call(long number) {
  const auto low = static_cast<std::uint32_t>(number);
  std::array<sock_filter, 4> code = {{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, low, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog program = {.len = code.size(), .filter = code.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// These capabilities in effect, of those that the process may have.
bool keep_capabilities(std::uint64_t wanted) {
  __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, 2> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const auto bits = static_cast<std::uint32_t>(wanted >> (32 * i));
    if ((sets[i].permitted & bits) != bits) return false;
    sets[i].effective = sets[i].permitted = bits;
  }
  return ::syscall(SYS_capset, &header, sets.data()) == 0;
}

constexpr std::uint64_t bit(unsigned capability) {
  return std::uint64_t{1} << capability;
}

}  // namespace

TEST_CASE("netlink: the status, as much as the kernel tells of it") {
  FakeAudit fake;
  FakeAudit::Memory& kernel = fake.kernel();
  kernel.status.mask = 99;
  kernel.status.enabled = 1;
  kernel.status.failure = 2;
  kernel.status.pid = 3;
  kernel.status.rate_limit = 4;
  kernel.status.backlog_limit = 5;
  kernel.status.lost = 6;
  kernel.status.backlog = 7;
  kernel.status.feature_bitmap = 8;
  kernel.status.backlog_wait_time = 9;
  kernel.waited = 10;
  kernel.chats = GENERATE(false, true);
  kernel.answers_first = GENERATE(false, true);
  Control control = open_control();
  for (const std::size_t size : {44U, 40U, 36U, 32U}) {
    CAPTURE(size);
    kernel.status_size = size;
    const auto status = control.status();
    REQUIRE(status.has_value());
    CHECK(status->enabled == 1);
    CHECK(status->failure == 2);
    CHECK(status->pid == 3);
    CHECK(status->rate_limit == 4);
    CHECK(status->backlog_limit == 5);
    CHECK(status->lost == 6);
    CHECK(status->backlog == 7);
    CHECK(status->features == (size >= 36 ? std::optional(8u) : std::nullopt));
    CHECK(status->backlog_wait_time == (size >= 40 ? std::optional(9u) : std::nullopt));
    CHECK(status->backlog_wait_time_actual == (size >= 44 ? std::optional(10u) : std::nullopt));
  }
  kernel.status_size = 31;
  CHECK(error_of(control.status()) == EPROTO);
}

TEST_CASE("netlink: what is set is set, and nothing else") {
  FakeAudit fake;
  FakeAudit::Memory& kernel = fake.kernel();
  kernel.answers_first = GENERATE(false, true);
  Control control = open_control();
  REQUIRE(control.set(Setting::kEnabled, 1));
  REQUIRE(control.set(Setting::kFailure, 2));
  REQUIRE(control.set(Setting::kRateLimit, 30));
  REQUIRE(control.set(Setting::kBacklogLimit, 40));
  REQUIRE(control.set(Setting::kBacklogWaitTime, 50));
  CHECK(kernel.status.enabled == 1);
  CHECK(kernel.status.failure == 2);
  CHECK(kernel.status.rate_limit == 30);
  CHECK(kernel.status.backlog_limit == 40);
  CHECK(kernel.status.backlog_wait_time == 50);
  CHECK(kernel.status.pid == 0);
  CHECK(error_of(control.set(Setting::kFailure, 3)) == EINVAL);

  kernel.status.lost = 7;
  kernel.waited = 8;
  CHECK(control.reset_lost() == 7u);
  CHECK(control.reset_backlog_wait_time_actual() == 8u);
  CHECK(kernel.status.lost == 0);
  CHECK(kernel.waited == 0);

  REQUIRE(control.set_daemon(true));
  CHECK(kernel.status.pid == static_cast<std::uint32_t>(::getpid()));
  CHECK(explain(control.set_daemon(true).error()) ==
        "another audit daemon is running (`auditon getstat` shows its pid)");
  REQUIRE(control.set_daemon(false));
  CHECK(kernel.status.pid == 0);

  kernel.features = {.vers = 1, .mask = 3, .features = 2, .lock = 0};
  REQUIRE(control.set_features(KernelFeatures::kOnlyUnsetAuid,
                               {.on = KernelFeatures::kOnlyUnsetAuid, .locked = 1}));
  const auto features = control.features();
  REQUIRE(features.has_value());
  CHECK(features->on == 3);
  CHECK(features->locked == 1);
}

TEST_CASE("netlink: rules come and go") {
  FakeAudit fake;
  fake.kernel().answers_first = GENERATE(false, true);
  fake.kernel().chats = GENERATE(false, true);
  Control control = open_control();
  const RuleData first = rule({"-a", "always,exit", "-F", "arch=b64", "-S", "execve", "-k", "one"});
  const RuleData second = rule({"-a", "never,exit", "-F", "arch=b64", "-S", "openat"});
  CHECK(control.rules() == std::vector<RuleData>{});
  REQUIRE(control.add(first));
  REQUIRE(control.add(second));
  CHECK(control.rules() == std::vector{first, second});
  CHECK(explain(control.add(first).error()) == "the kernel has this rule already");
  REQUIRE(control.remove(first));
  CHECK(explain(control.remove(first).error()) == "the kernel has no such rule");
  CHECK(control.rules() == std::vector{second});
  fake.add_rule("no rule");
  CHECK(error_of(control.rules()) == EPROTO);
}

TEST_CASE("netlink: what the kernel refuses is told with the reason") {
  FakeAudit fake;
  Control control = open_control();
  const RuleData some = rule({"-a", "always,exit", "-F", "arch=b64", "-S", "execve"});
  struct Row {
    std::uint16_t type;
    int error;
    std::string_view what;
  };
  const Row rows[] = {
      {AUDIT_GET, ECONNREFUSED,
       "kernel audit cannot be controlled from a container: the system's first user namespace is needed"},
      {AUDIT_SET, EINVAL, "the kernel does not take this value"},
      {AUDIT_ADD_RULE, EINVAL, "the kernel does not take this rule: it may be too old for one of its fields"},
      {AUDIT_ADD_RULE, ENOENT, "a directory of the rule's path does not exist"},
      {AUDIT_ADD_RULE, ENOMEM, "adding an audit rule: Cannot allocate memory"},
      {AUDIT_DEL_RULE, EBUSY, "deleting an audit rule: Device or resource busy"},
      {AUDIT_LIST_RULES, EIO, "kernel audit: Input/output error"},
      {AUDIT_GET_FEATURE, EIO, "kernel audit: Input/output error"},
      {AUDIT_SET_FEATURE, EIO, "settings of kernel audit: Input/output error"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.type, row.error);
    fake.refuse(row.type, row.error);
    Error error;
    switch (row.type) {
      case AUDIT_GET: error = control.status().error(); break;
      case AUDIT_SET: error = control.reset_lost().error(); break;
      case AUDIT_ADD_RULE: error = control.add(some).error(); break;
      case AUDIT_DEL_RULE: error = control.remove(some).error(); break;
      case AUDIT_LIST_RULES: error = control.rules().error(); break;
      case AUDIT_GET_FEATURE: error = control.features().error(); break;
      default: error = control.set_features(1, {}).error();
    }
    CHECK(error.system_errno == row.error);
    CHECK(explain(error) == row.what);
    CHECK_FALSE(needs_privilege(error));
    fake.refuse(row.type, 0);
  }
  fake.kernel().status.enabled = 2;
  CHECK(explain(control.set(Setting::kFailure, 1).error()) ==
        "the audit configuration is locked (enabled 2), nothing can change it until the next boot");
  CHECK_FALSE(needs_privilege(control.add(some).error()));
}

TEST_CASE("netlink: sockets that fail, and those that only seem to") {
  FakeAudit fake;
  fake.errors[FakeAudit::kSocket] = {EPROTONOSUPPORT, EAFNOSUPPORT, EMFILE};
  for (int i = 0; i < 2; ++i) {
    CHECK(explain(Control::open().error()) == "this kernel has no audit: it was built without CONFIG_AUDIT");
  }
  CHECK(explain(RecordSocket::open_multicast(1).error()) == "records of kernel audit: Too many open files");
  Control control = open_control();
  fake.errors[FakeAudit::kSend] = {EINTR, EINTR};
  fake.errors[FakeAudit::kReceive] = {EINTR, EAGAIN, ENOBUFS};
  CHECK(control.status().has_value());
  fake.errors[FakeAudit::kSend] = {EINTR, ENOBUFS};
  CHECK(error_of(control.status()) == ENOBUFS);
  fake.errors[FakeAudit::kReceive] = {EINTR, EIO};
  CHECK(error_of(control.status()) == EIO);
  CHECK(control.status().has_value());  // what came too late is passed over

  // One that is moved from closes nothing, and one that is moved to goes on.
  Control other = std::move(control);
  CHECK(other.status().has_value());
  control = open_control();
  std::swap(control, other);
  CHECK(control.status().has_value());
  CHECK(other.status().has_value());
}

TEST_CASE("netlink: whose rights are missing") {
  FakeAudit fake;
  fake.kernel().status.enabled = 1;
  fake.refuse(AUDIT_GET, EPERM);
  const auto ask = [&](bool reads) {
    fake.errors[FakeAudit::kBind] = {EPERM};
    const Error error =
        reads ? RecordSocket::open_multicast(1 << 16).error() : open_control().status().error();
    return (needs_privilege(error) ? "missing: " : "") + explain(error);
  };
  const auto controlling = [&] { return ask(false); };
  const auto reading = [&] { return ask(true); };
  const std::string needs_control =
      "missing: controlling kernel audit needs root or the capability CAP_AUDIT_CONTROL";
  const std::string needs_read =
      "missing: reading the records of kernel audit needs root or the capability CAP_AUDIT_READ";
  const std::string container =
      "kernel audit is out of reach in a container: the system's first user and pid namespace are needed";
  const auto none = [] { return keep_capabilities(0); };
  CHECK(in_another_process(none, controlling) == needs_control);
  CHECK(in_another_process(none, reading) == needs_read);
  const auto no_capget = [] { return refuse_system_call(SYS_capget); };
  CHECK(in_another_process(no_capget, controlling) == needs_control);
  CHECK(in_another_process(no_capget, reading) == needs_read);
  const auto control = [] { return keep_capabilities(bit(CAP_AUDIT_CONTROL)); };
  if (in_another_process(control, [] { return "done"; }) != "done") return;  // who is not root has neither
  CHECK(in_another_process(control, controlling) == container);
  CHECK(in_another_process(control, reading) == needs_read);
  const auto read = [] { return keep_capabilities(bit(CAP_AUDIT_READ)); };
  CHECK(in_another_process(read, controlling) == needs_control);
  CHECK(in_another_process(read, reading) == container);
}

TEST_CASE("capabilities that cannot be asked for count as there") {
  const auto yes_or_no = [](bool answer) { return std::string(answer ? "yes" : "no"); };
  const auto has = [&] { return yes_or_no(os::has_capabilities()); };
  const auto use = [&] { return yes_or_no(os::use_capabilities(false)); };
  const auto drop = [&] { return yes_or_no(os::drop_capabilities()); };
  const auto none = [] { return keep_capabilities(0); };
  const auto one = [] { return keep_capabilities(bit(CAP_AUDIT_READ)); };
  const auto high = [] { return keep_capabilities(bit(CAP_SYSLOG)); };  // 34, in the second word
  const auto no_get = [] { return refuse_system_call(SYS_capget); };
  const auto no_set = [] { return refuse_system_call(SYS_capset); };
  CHECK(in_another_process(none, has) == "no");
  CHECK(in_another_process(none, use) == "yes");
  CHECK(in_another_process(none, drop) == "yes");
  CHECK(in_another_process(no_get, has) == "yes");
  CHECK(in_another_process(no_get, use) == "no");
  CHECK(in_another_process(no_get, drop) == "no");
  CHECK(in_another_process(no_set, use) == "no");
  CHECK(in_another_process(no_set, drop) == "no");
  if (in_another_process(one, [] { return "done"; }) != "done") return;
  CHECK(in_another_process(one, has) == "yes");
  CHECK(in_another_process(high, has) == "yes");
  CHECK(in_another_process(one, drop) == "yes");
  // Put away they are not in effect, and can be had back.
  const auto put_away_and_back = [&] {
    const auto in_effect = [] {
      __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
      std::array<__user_cap_data_struct, 2> sets{};
      if (::syscall(SYS_capget, &header, sets.data()) != 0) return std::string("?");
      return std::to_string(sets[0].effective | std::uint64_t{sets[1].effective} << 32);
    };
    std::string steps = in_effect();
    for (const bool used : {false, true}) {
      if (!os::use_capabilities(used)) return std::string("refused");
      steps += " " + in_effect() + (os::has_capabilities() ? " has" : "");
    }
    if (!os::drop_capabilities()) return std::string("refused");
    return steps + " " + in_effect() + (os::has_capabilities() ? " has" : "");
  };
  const std::string set = std::to_string(bit(CAP_AUDIT_READ));
  CHECK(in_another_process(one, put_away_and_back) == set + " 0 has " + set + " has 0");
}

TEST_CASE("records arrive one by one and in batches") {
  FakeAudit fake;
  fake.may_force_buffer = GENERATE(false, true);
  auto socket = RecordSocket::open_multicast(std::size_t{1} << 20);
  REQUIRE(socket.has_value());
  CHECK(fake.groups == 1);
  CHECK(socket->receive_buffer() == (fake.may_force_buffer ? std::size_t{2} << 20 : 2 * 212992));
  fake.dropped = 12;
  CHECK(socket->dropped() == 12);
  std::array<char, 64> buffer;
  CHECK_FALSE(socket->receive(buffer).value().has_value());

  const auto send_some = [&] {
    fake.send(AUDIT_SYSCALL, "of somebody", 4711);
    fake.send_bytes("short");
    fake.send(NLMSG_ERROR, "acknowledged");
    fake.send(AUDIT_REPLACE, "are you there");
    fake.send(1004, "no record");
    fake.send(AUDIT_USER, "the first type");
    fake.send(AUDIT_SYSCALL, std::string(100, 'a'));
    fake.send(AUDIT_EOE, "");
  };
  send_some();
  fake.errors[FakeAudit::kReceive] = {EINTR, ENOBUFS, EIO, EINTR};
  CHECK(explain(socket->receive(buffer).error()) ==
        "the kernel has dropped records, which were not taken fast enough");
  CHECK(error_of(socket->receive(buffer)) == EIO);
  const auto next = [&](std::uint16_t type, const std::string& payload, bool cut) {
    const auto record = socket->receive(buffer);
    REQUIRE(record.has_value());
    REQUIRE(record->has_value());
    CHECK((*record)->type == type);
    CHECK((*record)->payload == payload);
    CHECK((*record)->cut == cut);
  };
  next(AUDIT_USER, "the first type", false);
  next(AUDIT_SYSCALL, std::string(48, 'a'), true);  // 64 bytes without the header
  next(AUDIT_EOE, "", false);
  CHECK_FALSE(socket->receive(buffer).value().has_value());

  CHECK(socket->receive_batch()->empty());
  send_some();
  fake.send(AUDIT_PATH, std::string(40'000, 'b'));
  fake.errors[FakeAudit::kReceive] = {EINTR, ENOBUFS, EIO, EINTR};
  CHECK(error_of(socket->receive_batch()) == ENOBUFS);
  CHECK(error_of(socket->receive_batch()) == EIO);
  const auto batch = socket->receive_batch();
  REQUIRE(batch.has_value());
  REQUIRE(batch->size() == 4);
  CHECK((*batch)[0].type == AUDIT_USER);
  CHECK((*batch)[0].payload == "the first type");
  CHECK((*batch)[1].payload == std::string(100, 'a'));
  CHECK_FALSE((*batch)[1].cut);
  CHECK((*batch)[2].type == AUDIT_EOE);
  CHECK((*batch)[3].payload == std::string(32 * 1024 + 192 - 16, 'b'));
  CHECK((*batch)[3].cut);

  // More than fit into one.
  for (int i = 0; i < 40; ++i) fake.send(AUDIT_CWD, std::to_string(i));
  const auto first = socket->receive_batch();
  REQUIRE(first->size() == RecordSocket::kBatch);
  CHECK(first->back().payload == "31");
  CHECK(socket->receive_batch()->size() == 8);
  // None of a whole batch is a record: the next is looked at.
  for (int i = 0; i < 40; ++i) fake.send(NLMSG_ERROR, "");
  fake.send(AUDIT_CWD, "last");
  CHECK(socket->receive_batch()->size() == 1);

  socket->stop();
  CHECK(fake.groups == 0);
}

TEST_CASE("who takes the daemon's place gives it back") {
  FakeAudit fake;
  const auto self = static_cast<std::uint32_t>(::getpid());
  {
    auto socket = RecordSocket::open_unicast(1 << 16);
    REQUIRE(socket.has_value());
    CHECK(fake.groups == 0);
    CHECK(fake.kernel().status.pid == self);
    fake.send(AUDIT_CWD, "x");
    CHECK(socket->receive_batch()->size() == 1);
    CHECK(error_of(RecordSocket::open_unicast(1 << 16)) == EEXIST);
    CHECK(fake.kernel().status.pid == self);
  }
  CHECK(fake.kernel().status.pid == 0);
  fake.errors[FakeAudit::kBind] = {EPERM};
  CHECK(error_of(RecordSocket::open_unicast(1 << 16)) == EPERM);
}

#endif
