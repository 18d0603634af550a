// What has to be done in a process of its own, because it cannot be undone.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

namespace knox::test {

// What another process answers, which this forks: a text of at most 4 KiB, empty when it did not get that
// far.
template <class Ask>
std::string in_child(Ask ask) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string answer = ask();
    const ssize_t written = ::write(ends[1], answer.data(), answer.size());
    ::_exit(written < 0 ? 1 : 0);
  }
  ::close(ends[1]);
  std::array<char, 4096> text;
  const ssize_t n = child < 0 ? 0 : ::read(ends[0], text.data(), text.size());
  ::close(ends[0]);
  if (child > 0) ::waitpid(child, nullptr, 0);
  return {text.data(), n < 0 ? 0 : static_cast<std::size_t>(n)};
}

}  // namespace knox::test
