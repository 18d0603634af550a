// make_es BYTES FILE: writes eslogger(1)'s lines for the benchmark, about BYTES bytes of executions with
// about 6 KB each, with their keys in an order of their own, as macOS 26 writes them. It is the same every
// time. One execution in a hundred is of /usr/bin/curl.
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "bench/random.h"
#include "support/es_lines.h"

namespace {

using knox::bench::Random;
using knox::test::EsLines;

constexpr std::string_view kPrograms[] = {
    "/bin/zsh",
    "/usr/libexec/xpcproxy",
    "/usr/bin/git",
    "/bin/ls",
    "/usr/bin/sed",
    "/usr/bin/grep",
    "/Applications/Example Editor.app/Contents/MacOS/Example Editor Helper",
    "/opt/homebrew/bin/python3.12",
    "/System/Library/PrivateFrameworks/IntlPreferences.framework/Support/localizationswitcherd"};

constexpr std::string_view kArguments[] = {"-l",
                                           "-c",
                                           "--color=auto",
                                           "status",
                                           "--porcelain=v2",
                                           "Fix the build",
                                           "com.example.agent",
                                           "s/foo/bar/g",
                                           "zmodload zsh/net/tcp && ztcp 127.0.0.1 4444",
                                           "/Users/alice/Library/Application Support/Example/state.db"};

constexpr std::string_view kVariables[] = {
    "PATH=/opt/homebrew/bin:/opt/homebrew/sbin:/usr/local/bin:/System/Cryptexes/App/usr/bin:/usr/bin:/bin:/"
    "usr/sbin:/sbin",
    "HOME=/Users/alice",
    "SHELL=/bin/zsh",
    "USER=alice",
    "LOGNAME=alice",
    "TERM=xterm-256color",
    "LANG=en_US.UTF-8",
    "TMPDIR=/var/folders/n1/s1s8jdd919s8djb84sr3myrw0000gn/T/",
    "XPC_FLAGS=0x0",
    "XPC_SERVICE_NAME=0",
    "SSH_AUTH_SOCK=/private/tmp/com.apple.launchd.Ah3WvMOC65/Listeners",
    "__CF_USER_TEXT_ENCODING=0x1F6:0x0:0x0",
    "TERM_PROGRAM=Apple_Terminal",
    "TERM_SESSION_ID=9C2C3F0E-5B1D-4B53-8B0F-2B6E6C1C7E11",
    "COMMAND_MODE=unix2003",
    "MANPATH=/opt/homebrew/share/man::",
    "INFOPATH=/opt/homebrew/share/info:",
    "OLDPWD=/Users/alice/src/hello",
    "LS_COLORS=di=1;36:ln=35:so=32:pi=33:ex=31:bd=34;46:cd=34;43:su=30;41:sg=30;46:tw=30;42:ow=30;43",
    "PS1=%F{blue}%~%f %# ",
    "EDITOR=vim -u ~/.vimrc",
    "LESS=-R -i",
    "HOMEBREW_PREFIX=/opt/homebrew",
    "HOMEBREW_REPOSITORY=/opt/homebrew",
    "HOMEBREW_CELLAR=/opt/homebrew/Cellar"};

std::string make_line(Random& random, std::uint64_t number) {
  const EsLines lines({.order = random.below(1000)});
  EsLines::Exec exec;
  exec.before.token.pid = exec.after.token.pid = 300 + random.below(90'000);
  exec.before.token.pidversion = static_cast<std::uint32_t>(number) * 2;
  exec.after.token.pidversion = exec.before.token.pidversion + 1;
  exec.after.executable = random.percent(1) ? "/usr/bin/curl" : random.pick(kPrograms);
  exec.before.tty = exec.after.tty = random.percent(50) ? "/dev/ttys003" : "";
  exec.args.push_back(exec.after.executable);
  for (std::uint32_t i = random.below(8); i > 0; --i) exec.args.push_back(random.pick(kArguments));
  for (const std::string_view variable : kVariables) {
    if (random.percent(90)) exec.env.push_back(variable);
  }
  exec.cwd = random.percent(50) ? "/Users/alice/src/hello" : "/";
  return lines.exec({.seconds = 1'760'000'000 + number / 50,
                     .nanoseconds = random.below(1'000'000'000),
                     .sequence = number},
                    exec);
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t wanted = argc == 3 ? std::strtoull(argv[1], nullptr, 10) : 0;
  if (wanted == 0) {
    std::fputs("usage: make_es BYTES FILE\n", stderr);
    return 2;
  }
  std::FILE* const file = std::fopen(argv[2], "wb");
  Random random(2600);
  std::uint64_t bytes = 0, lines = 0;
  bool written = file != nullptr;
  while (written && bytes < wanted) {
    const std::string line = make_line(random, lines);
    written = std::fwrite(line.data(), 1, line.size(), file) == line.size();
    bytes += line.size();
    ++lines;
  }
  if (file != nullptr && std::fclose(file) != 0) written = false;
  if (!written) {
    std::fprintf(stderr, "make_es: %s: %s\n", argv[2], std::strerror(errno));
    return 2;
  }
  std::printf("%s: %llu bytes, %llu lines\n", argv[2], static_cast<unsigned long long>(bytes),
              static_cast<unsigned long long>(lines));
}
