// A thread that helps: signals are delivered to others. It is to be started when the privileges that are not
// the user's have been dropped (os/privileges.h).
#pragma once

#include <pthread.h>

#include <csignal>
#include <thread>
#include <utility>

namespace knox::io {

// Runs `work` in it. Throws std::system_error when the system has no thread to give.
template <class Work>
std::thread start_helper(Work work) {
  sigset_t all, before;
  sigfillset(&all);  // a macro on macOS
  pthread_sigmask(SIG_SETMASK, &all, &before);
  struct Restored {
    const sigset_t& mask;
    ~Restored() { pthread_sigmask(SIG_SETMASK, &mask, nullptr); }
  };
  const Restored restored{before};
  return std::thread(std::move(work));
}

}  // namespace knox::io
