#include "support/fixtures.h"

namespace knox::test {

namespace {

using T = RecordBuilder;

const Strings kEnvironment = {"HOME=/Users/alice",
                              "LOGNAME=alice",
                              "PWD=/Users/alice/My Project",
                              "PATH=/usr/local/bin:/usr/bin:/bin",
                              "EMPTY=",
                              "LANG=de_CH.UTF-8"};

// What the kernel says about an audit session.
T session_event(const Header& header, std::uint32_t auid, std::uint64_t flags, std::uint32_t mask) {
  return T(header)
      .arg64(1, flags, "sflags")
      .arg32(2, mask, "am_success")
      .arg32(3, mask, "am_failure")
      .subject32({.auid = auid, .sid = 100004})
      .return32(0, 0);
}

// Logins and what comes before them: text records of daemons in user space, and the kernel's session events.
void log_in(TrailBuilder& trail, Clock& clock) {
  // launchd starts auditing,
  trail.add(T(clock.next(kAuditStartup)).text("launchctl::Audit startup").return32(0, 0));
  // and renames the trail that the last crash left behind.
  trail.add(T(clock.next(kAuditRecovery))
                .text("launchctl::Audit recovery")
                .path("/var/audit/20240620065412.crash_recovery")
                .return32(0, 0));
  // 44901: an audit session starts; no table of OpenBSM's knows the event.
  trail.add(session_event(clock.next(kSessionStart), kMinusOne, 0x30, 0));
  // 44902: its masks are set.
  trail.add(session_event(clock.next(kSessionUpdate), 501, 0x2030, 0x3000));
  // The login window asks for a right.
  trail.add(T(clock.next(kAuthorize))
                .subject32(root(145))
                .text("system.login.console")
                .text("client /System/Library/CoreServices/loginwindow.app")
                .text("creator /System/Library/CoreServices/loginwindow.app")
                .return32(0, 0));
  // A wrong password: 255 is no BSM error, it is Darwin's way to say "failed".
  trail.add(T(clock.next(kAuthUser, 3'100))
                .subject32(root(145))
                .text("Verify password for record type Users 'alice' node '/Local/Default'")
                .return32(kFailed, 5000));
  // The right one.
  trail.add(T(clock.next(kAuthUser, 4'250))
                .subject32(root(145))
                .text("Verify password for record type Users 'alice' node '/Local/Default'")
                .return32(0, 0));
  // The session at the screen: port 0x03000002 is the console.
  Subject at_console = alice_as_root(162);
  at_console.port = 0x03000002;
  trail.add(T(clock.next(kLoginwindowLogin)).subject32_ex(at_console).return32(0, 0));
  // The same person over ssh: an IPv6 address in the subject.
  Subject remote = alice(420);
  remote.port = 51022;
  remote.address = "2001:db8::17";
  trail.add(T(clock.next(kOpenssh)).subject32_ex(remote).text("successful login alice").return32(0, 0));
}

// Commands, plain and hostile.
void run(TrailBuilder& trail, Clock& clock) {
  // login -pf alice, with its environment. It is setuid, but the kernel notes who calls, and from what
  // program.
  trail.add(T(clock.next(kExecve, 8'000))
                .exec_args({"login", "-pf", "alice"})
                .exec_env(kEnvironment)
                .raw(found_program("/usr/bin/login"))
                .subject32(alice(611))
                .return32(0, 0)
                .identity(apple("com.apple.Terminal")));
  // A login shell: argv[0] is not the program's name.
  trail.add(execve(clock.next(kExecve), {"-zsh"}, "/bin/zsh", alice(612), "com.apple.login"));
  // A path that goes through a symbolic link: the second path is what was found.
  trail.add(T(clock.next(kExecve))
                .exec_args({"python3", "-c", "print(1)"})
                .path("/usr/local/bin/python3")
                .path("/Library/Frameworks/Python.framework/Versions/3.12/bin/python3.12")
                .attr32(program("/Library/Frameworks/Python.framework/Versions/3.12/bin/python3.12"))
                .subject32(alice(613))
                .return32(0, 0)
                .identity(apple("com.apple.zsh")));
  // Spaces in the program and in an argument, and an empty argument
  trail.add(T(clock.next(kExecve))
                .exec_args({"/Applications/My App.app/Contents/MacOS/My App", "a file.txt", ""})
                .exec_env(kEnvironment)
                .raw(found_program("/Applications/My App.app/Contents/MacOS/My App"))
                .subject32(alice(614))
                .return32(0, 0)
                .identity(apple("com.apple.zsh")));
  // Both kinds of quotes, a dollar, a backslash, a comma, and the characters of XML
  trail.add(execve(clock.next(kExecve), {"echo", "it's", "\"$HOME\"", "C:\\dir", "a,b", "<b>&amp;</b>"},
                   "/bin/echo", alice(615)));
  // A newline, a tab and a carriage return that would forge a line of output
  trail.add(execve(clock.next(kExecve), {"printf", "one\ntwo\tthree\rroot logged in\n"}, "/usr/bin/printf",
                   alice(616)));
  // Terminal escapes: a window title, red, an 8-bit clear screen, DEL
  trail.add(execve(clock.next(kExecve), {"cat", "\033]0;owned\007\033[31mred\033[0m", "\2332J", "\177"},
                   "/bin/cat", alice(617)));
  // UTF-8 that is whole: umlauts, Japanese, an emoji, right-to-left override, line separator
  trail.add(execve(clock.next(kExecve),
                   {"touch", "Z\u00fcrich", "\u65e5\u672c", "\U0001f431", "\u202egpj.exe", "\u2028"},
                   "/usr/bin/touch", alice(618)));
  // Bytes that are not UTF-8: Latin-1, a cut sequence, an overlong slash, a surrogate, beyond U+10FFFF
  trail.add(execve(clock.next(kExecve),
                   {"ls", "caf\351", "\342\202", "\300\257", "\355\240\200", "\364\220\200\200"}, "/bin/ls",
                   alice(619)));
  // A path with quotes, a newline, and a byte that is not UTF-8
  trail.add(execve(clock.next(kExecve), {"./run\n me"}, "/Users/alice/\"b\377d\"/run\n me", alice(620)));
  // A script: the kernel opens the interpreter, the arguments name it first.
  trail.add(T(clock.next(kExecve))
                .exec_args({"/bin/sh", "./install.sh", "--prefix=/opt"})
                .exec_env(kEnvironment)
                .raw(found("/Users/alice/My Project/install.sh", 0100755))
                .subject32(alice(621))
                .return32(0, 0)
                .identity(apple("com.apple.zsh")));
  // No such program: ENOENT
  trail.add(failed_execve(clock.next(kExecve), {"sl", "-l"}, "/usr/bin/sl", alice(622), kEnoent));
  // Not executable: EACCES, but found
  trail.add(T(clock.next(kExecve))
                .exec_args({"./notes.txt"})
                .raw(found("/Users/alice/notes.txt"))
                .subject32(alice(622))
                .return32(kEacces, kMinusOne)
                .identity(apple("com.apple.zsh")));
  // posix_spawn: the subject is the parent, and the signature its; the child is an argument.
  trail.add(T(clock.next(kPosixSpawn))
                .arg32(0, 624, "child PID")
                .exec_args({"git", "commit", "-m", "Fix the \"it's broken\" bug"})
                .exec_env(kEnvironment)
                .raw(found_program("/usr/bin/git"))
                .subject32(alice(612))
                .return32(0, 0)
                .identity(apple("com.apple.zsh")));
  // posix_spawn that fails names no child.
  trail.add(T(clock.next(kPosixSpawn))
                .exec_args({"gti", "push"})
                .path("/usr/local/bin/gti")
                .subject32(alice(612))
                .return32(kEnoent, kMinusOne)
                .identity(apple("com.apple.zsh")));
  // __mac_execve: an execve with a label
  trail.add(T(clock.next(kMacExecve))
                .exec_args({"xpcproxy", "com.example.agent"})
                .raw(found_program("/usr/libexec/xpcproxy"))
                .subject32(root(625))
                .return32(0, 0)
                .identity(apple("com.apple.xpc.launchd")));
  // A program whose signing id is as long as xnu lets it be, cut, runs another.
  Identity truncated = developer(std::string(128, 'x'), "0123456789ABCDEF");
  truncated.signing_id_truncated = true;
  truncated.team_id_truncated = true;
  trail.add(T(clock.next(kExecve))
                .exec_args({"long"})
                .raw(found_program("/opt/long"))
                .subject32(alice(626))
                .return32(0, 0)
                .identity(truncated));
  // fork: the child is an argument, and the value that is returned.
  trail.add(T(clock.next(kFork))
                .arg32(0, 627, "child PID")
                .subject32(alice(612))
                .return32(0, 627)
                .identity(apple("com.apple.zsh")));
  // vfork
  trail.add(T(clock.next(kVfork))
                .arg32(0, 628, "child PID")
                .subject32(alice(612))
                .return32(0, 628)
                .identity(apple("com.apple.zsh")));
  // exit of a child
  trail.add(
      T(clock.next(kExit)).exit(1, 0).subject32(alice(627)).return32(0, 0).identity(apple("com.apple.zsh")));
}

// System calls on files, sockets and processes.
void work(TrailBuilder& trail, Clock& clock) {
  const Identity vim = apple("com.apple.vim");
  const std::string notes = "/Users/alice/notes.txt";
  // open to read
  trail.add(T(clock.next(kOpenRead))
                .arg32(2, 0, "flags")
                .path("notes.txt")
                .path(notes)
                .attr32(file(notes))
                .subject32(alice(630))
                .return32(0, 3)
                .identity(vim));
  // open to write, create and truncate: the mode comes first.
  trail.add(T(clock.next(kOpenWriteCreateTruncate))
                .arg32(3, 0644, "mode")
                .arg32(2, 0x602, "flags")
                .raw(found("/Users/alice/.notes.txt.swp"))
                .subject32(alice(630))
                .return32(0, 4)
                .identity(vim));
  // open that is not allowed
  trail.add(T(clock.next(kOpenWrite))
                .arg32(2, 1, "flags")
                .path("/etc/master.passwd")
                .path("/private/etc/master.passwd")
                .attr32(file("/private/etc/master.passwd", 0100600, 0, 0))
                .subject32(alice(630))
                .return32(kEacces, kMinusOne)
                .identity(vim));
  // close
  trail.add(T(clock.next(kClose))
                .arg32(1, 3, "fd")
                .path(notes)
                .attr32(file(notes))
                .subject32(alice(630))
                .return32(0, 0)
                .identity(vim));
  // stat of a file that is not there
  trail.add(T(clock.next(kStat))
                .path("/Users/alice/.vimrc")
                .path("/Users/alice/.vimrc")
                .subject32(alice(630))
                .return32(kEnoent, kMinusOne)
                .identity(vim));
  // the extended stat of a directory
  trail.add(T(clock.next(kStatExtended))
                .raw(found("/Users/alice", 040750))
                .subject32(alice(630))
                .return32(0, 0)
                .identity(vim));
  // fcntl F_SETFD: the command is in BSM's numbering.
  trail.add(T(clock.next(kFcntl))
                .arg32(2, 2, "cmd")
                .arg32(1, 4, "fd")
                .subject32(alice(630))
                .return32(0, 0)
                .identity(vim));
  // rename: four paths
  trail.add(T(clock.next(kRename))
                .raw(found("/Users/alice/notes.txt~"))
                .path(notes)
                .path(notes)
                .subject32(alice(630))
                .return32(0, 0)
                .identity(vim));
  // mkdir with a mode
  trail.add(T(clock.next(kMkdir))
                .arg32(2, 0755, "mode")
                .path("/Users/alice/New Folder")
                .path("/Users/alice/New Folder")
                .subject32(alice(631))
                .return32(0, 0)
                .identity(apple("com.apple.mkdir")));
  // unlink
  trail.add(T(clock.next(kUnlink))
                .raw(found("/Users/alice/.notes.txt.swp"))
                .subject32(alice(630))
                .return32(0, 0)
                .identity(vim));
  // chmod to set-user-id, refused
  trail.add(T(clock.next(kChmod))
                .arg32(2, 04755, "new file mode")
                .raw(found_program("/usr/local/bin/hello"))
                .subject32(alice_as_root(632))
                .return32(kEperm, kMinusOne)
                .identity(apple("com.apple.chmod")));
  // clonefileat: event 43210, which is preadv elsewhere
  trail.add(T(clock.next(kEvent43210))
                .raw(found(notes))
                .path("/Users/alice/notes copy.txt")
                .subject32(alice(633))
                .return32(0, 0)
                .identity(apple("com.apple.cp")));
  // getattrlistbulk: event 43201, which is wait6 elsewhere
  trail.add(T(clock.next(kEvent43201))
                .path("/Users/alice")
                .attr32(file("/Users/alice", 040750))
                .subject32(alice(634))
                .return32(0, 12)
                .identity(apple("com.apple.ls")));
  // socket, with domain and type in BSM's numbering: INET6 is 26, STREAM is 2.
  trail.add(T(clock.next(kSocket))
                .arg32(1, 26, "domain")
                .arg32(2, 2, "type")
                .arg32(3, 0, "protocol")
                .subject32(alice(635))
                .return32(0, 5)
                .identity(apple("com.apple.curl")));
  // connect to IPv4
  trail.add(T(clock.next(kConnect))
                .arg32(1, 5, "fd")
                .sockinet32(2, {"93.184.216.34", 443})
                .subject32(alice(635))
                .return32(0, 0)
                .identity(apple("com.apple.curl")));
  // connect to IPv6
  trail.add(T(clock.next(kConnect))
                .arg32(1, 5, "fd")
                .kernel_sockinet128(26, {"2606:2800:220:1:248:1893:25c8:1946", 443})
                .subject32(alice(635))
                .return32(0, 0)
                .identity(apple("com.apple.curl")));
  // connect to a local socket
  trail.add(T(clock.next(kConnect))
                .arg32(1, 6, "fd")
                .sockunix(1, "/var/run/mDNSResponder")
                .path("/var/run/mDNSResponder")
                .subject32(alice(635))
                .return32(0, 0)
                .identity(apple("com.apple.curl")));
  // connect that is refused: 146 in BSM, another number everywhere else
  trail.add(T(clock.next(kConnect))
                .arg32(1, 7, "fd")
                .sockinet32(2, {"127.0.0.1", 8080})
                .subject32(alice(635))
                .return32(kEconnrefused, kMinusOne)
                .identity(apple("com.apple.curl")));
  // bind to any address
  trail.add(T(clock.next(kBind))
                .arg32(1, 8, "fd")
                .sockinet32(2, {"0.0.0.0", 8000})
                .subject32(alice(636))
                .return32(0, 0)
                .identity(developer("org.python.python", "BMM5U3QVKW")));
  // kill: a process token says whom.
  trail.add(T(clock.next(kKill))
                .arg32(2, 15, "signal")
                .process32(alice(636))
                .subject32(alice(612))
                .return32(0, 0)
                .identity(apple("com.apple.zsh")));
  // task_for_pid, refused
  trail.add(T(clock.next(kTaskForPid))
                .arg32(1, 0x103, "port")
                .process32(root(1))
                .subject32(alice(637))
                .return32(kEperm, kMinusOne)
                .identity(apple("com.apple.lldb")));
  // mount: flags, type and paths as text
  trail.add(T(clock.next(kMount))
                .arg32(3, 0x1009, "flags")
                .text("apfs")
                .raw(found("/Volumes/USB STICK", 040755, 0, 0))
                .subject32(root(638))
                .return32(0, 0)
                .identity(apple("com.apple.mount_apfs")));
}

// Becoming root, and leaving.
void log_out(TrailBuilder& trail, Clock& clock) {
  // su, refused
  trail.add(T(clock.next(kSu))
                .subject32_ex(alice(640))
                .text("bad su alice to root on /dev/ttys001")
                .return32(kEperm, kMinusOne));
  // su, allowed
  trail.add(
      T(clock.next(kSu)).subject32_ex(alice_as_root(641)).text("successful authentication").return32(0, 0));
  // sudo, allowed
  trail.add(T(clock.next(kSudo))
                .subject32_ex(alice_as_root(642))
                .exec_args({"launchctl", "print", "system"})
                .return32(0, 0));
  // sudo, refused
  trail.add(T(clock.next(kSudo))
                .subject32_ex(alice(643))
                .exec_args({"rm", "-rf", "/Library"})
                .text("3 incorrect password attempts")
                .return32(kEperm, kMinusOne));
  // dscl puts alice in a group; the kernel adds the caller's identity to a record from user space.
  trail.add(T(clock.next(kAddToGroup))
                .subject32(alice_as_root(644))
                .text("Add member 'alice' to record type Groups 'admin' node '/Local/Default'")
                .return32(0, 0)
                .identity(apple("com.apple.dscl")));
  // 44903: the session ends.
  trail.add(session_event(clock.next(kSessionEnd, 60'000), 501, 0x2030, 0x3000));
  // Out of the shell,
  trail.add(T(clock.next(kLogout)).subject32(alice_as_root(611)).return32(0, 0));
  // out of the login window,
  trail.add(T(clock.next(kLoginwindowLogout)).subject32_ex(alice_as_root(162)).return32(0, 0));
  // and the trail is closed.
  trail.add(T(clock.next(kAuditShutdown)).text("auditd::Audit shutdown").return32(0, 0));
}

}  // namespace

TrailBuilder darwin() {
  TrailBuilder trail;
  Clock clock({.seconds = 1718866800, .fraction = 707});  // 2024-06-20 07:00:00 UTC
  log_in(trail, clock);
  run(trail, clock);
  work(trail, clock);
  log_out(trail, clock);
  return trail;
}

}  // namespace knox::test
