// Events of processes for tests of lib/knox/tree, one after the other, and the history that they make.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "knox/tree/history.h"

namespace knox::test {

inline Time at(std::uint64_t milliseconds) {
  return {milliseconds / 1000, static_cast<std::uint32_t>(milliseconds % 1000 * 1'000'000)};
}

// Something that process `pid` does at some time, in milliseconds.
struct Told {
  event::Event event;
  event::ProcessEvent act;
  event::Exec exec;
  std::string args;

  Told(std::uint32_t pid, std::uint64_t when, event::Action action = event::Action::kOpen) {
    event.time = act.time = at(when);
    event.action = action;
    event.word = event::info(action).word;
    event.types = event::info(action).types;
    event.success = true;
    event.process.pid = pid;
    act.process.pid = pid;
  }
  Told& of(std::uint32_t parent) {
    act.parent = event::ProcessRef{.pid = parent};
    return *this;
  }
  Told& version(std::uint32_t version) {
    act.process.version = version;
    return *this;
  }
  Told& by(std::uint32_t uid) {
    event.who.real.user.id = act.ids.ruid = uid;
    return *this;
  }
  Told& forks(std::uint32_t child, event::Action action = event::Action::kFork) {
    event.action = action;
    act.act = event::ProcessAct::kFork;
    act.child = event::ProcessRef{.pid = child};
    return *this;
  }
  Told& execs(std::initializer_list<std::string_view> words) {
    event.action = event::Action::kExec;
    act.act = event::ProcessAct::kExec;
    for (const std::string_view word : words) args.append(word) += '\0';
    return *this;
  }
  Told& spawns(std::uint32_t child, std::initializer_list<std::string_view> words) {
    act.child = event::ProcessRef{.pid = child};
    return execs(words);
  }
  Told& exits(std::uint32_t status) {
    event.action = event::Action::kEnd;
    act.act = event::ProcessAct::kExit;
    act.exit_status = status;
    return *this;
  }
  Told& dies(std::uint32_t signal) {
    event.action = event::Action::kCrashedProgram;
    act.act = event::ProcessAct::kExit;
    act.signal = signal;
    return *this;
  }
  Told& file(std::string_view path, std::string_view target = {}) {
    event.file.path = path;
    event.file.target_path = target;
    return *this;
  }
  Told& fails(std::string_view error) {
    event.success = exec.success = false;
    event.error = error;
    return *this;
  }
  Told& to(std::string_view address, std::uint32_t port) {
    event.destination = {.address = address, .port = port, .is_ip = true};
    return *this;
  }
  // Points into itself only now, since it may have been moved before.
  const event::Event& told() {
    if (act.act == event::ProcessAct::kExec) {
      exec.args = {args, 0};
      act.exec = &exec;
    }
    event.act = &act;
    event.exec = act.exec;
    return event;
  }
};

inline void tell(tree::History& history, Told told, bool selected = true) {
  history.take(told.told(), selected);
}

// The one of that pid that was heard of last.
inline const tree::Process* find(const tree::History& history, std::uint32_t pid) {
  const tree::Process* found = nullptr;
  for (const tree::Process& process : history.processes()) {
    if (process.number != 0 && process.pid == pid && (found == nullptr || process.number > found->number)) {
      found = &process;
    }
  }
  return found;
}

// A build: what make runs, with a failure and a crash.
inline void tell_build(tree::History& history) {
  using event::Action;
  constexpr std::uint64_t kStart = 1'700'000'000'000;
  const auto tell_at = [&](Told told) {
    told.event.time = told.act.time = at(kStart + event::milliseconds(told.act.time));
    tell(history, std::move(told));
  };
  tell_at(Told(1500, 0).of(1490).by(1000));
  tell_at(Told(1500, 1).forks(1501).by(1000));
  tell_at(Told(1501, 3).of(1500).execs({"make", "run"}).by(1000));
  tell_at(Told(1501, 9).forks(1502).by(1000));
  tell_at(Told(1502, 10).execs({"cc", "-o", "hello", "hello.c"}).by(0));
  tell_at(Told(1502, 15, Action::kCreation).file("hello.o").by(0));
  tell_at(Told(1502, 16).file("/usr/include/x.h").fails("ENOENT").by(0));
  tell_at(Told(1502, 17).file("/opt/include/x.h").fails("ENOENT").by(0));
  tell_at(Told(1502, 40).exits(0).by(0));
  tell_at(Told(1501, 50).forks(1505).by(1000));
  tell_at(Told(1505, 52).execs({"./hello", "my file"}).by(1000));
  tell_at(Told(1505, 60, Action::kConnectionAttempted).to("192.0.2.80", 443).by(1000));
  tell_at(Told(1505, 90).dies(11).by(1000));
  tell_at(Told(1501, 100).exits(2).by(1000));
}

}  // namespace knox::test
