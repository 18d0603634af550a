#include "knox/event/exec_event.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

namespace knox::event {

namespace {

constexpr std::uint32_t kUnset = ~std::uint32_t{0};

bool is_address(std::string_view host) {
  const std::string text(host);
  in6_addr address;
  return ::inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

}  // namespace

const Event& ExecEvent::of(const Exec& exec) {
  take_action(exec.run_by.empty() ? Action::kExec : Action::kRanCommand);
  event_.time = exec.time;
  event_.time_digits = exec.time_digits;
  event_.host = is_address(exec.hostname) ? Host{.address = exec.hostname} : Host{.name = exec.hostname};
  event_.success = exec.success;
  event_.error = exec.error;
  event_.error_text = exec.error_text;
  event_.who = who(exec);
  event_.process = {.pid = exec.process.pid,
                    .executable = exec.exec_path,
                    .args = exec.args,
                    .env = exec.env,
                    .cwd = exec.cwd};
  event_.parent = {.pid = exec.ppid};
  take_id(exec);
  return event_;
}

// A kernel that counts in milliseconds can have several executions of one.
void ExecEvent::take_id(const Exec& exec) {
  const ProcessIds& ids = exec.process;
  id_.begin();
  for (const std::string_view text :
       {exec.hostname, exec.exec_path, exec.script, exec.cwd, exec.run_by, exec.error}) {
    id_.add(text);
    id_.add(std::uint64_t{text.size()});
  }
  for (const std::string_view arg : exec.args) {
    id_.add(arg);
    id_.add(std::uint64_t{arg.size()});
  }
  for (const std::optional<std::uint32_t>& id :
       {ids.pid, ids.auid, ids.ruid, ids.euid, ids.session, exec.ppid, exec.run_as})
    id_.add(std::uint64_t{id.value_or(kUnset)});
  id_.add(std::uint64_t{exec.success.value_or(true)});
  event_.id = id_.of(exec.time);
}

void ExecEvent::take_action(Action action) {
  const ActionInfo& row = info(action);
  event_.action = action;
  event_.word = row.word;
  event_.categories = row.categories;
  event_.types = row.types;
}

Principal ExecEvent::user(Id uid) {
  if (!uid || *uid == kUnset) return {};
  return {uid, names_.user(*uid)};
}

Principal ExecEvent::group(Id gid) {
  if (!gid || *gid == kUnset) return {};
  return {gid, names_.group(*gid)};
}

Who ExecEvent::who(const Exec& exec) {
  const ProcessIds& ids = exec.process;
  Who who;
  who.real = {user(ids.ruid), group(ids.rgid)};
  if (exec.run_as) {
    who.effective = {user(exec.run_as), {}};
  } else if (ids.euid != ids.ruid || ids.egid != ids.rgid) {
    who.effective = {user(ids.euid), group(ids.egid)};
  }
  who.audit = user(ids.auid);
  if (ids.session != kUnset) who.session = ids.session;
  who.terminal = exec.tty;
  return who;
}

}  // namespace knox::event
