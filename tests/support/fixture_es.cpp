// A Mac on which alice logs in over ssh, runs a script, which renames a file, and sudo; and where something
// is made that starts at each login. The keys of each line have another order.
#include "support/es_lines.h"
#include "support/fixtures.h"

namespace knox::test {

namespace {

constexpr EsLines::Process kSshd = {
    .token = {.auid = 501, .euid = 0, .egid = 0, .ruid = 0, .rgid = 0, .pid = 70, .asid = 70},
    .executable = "/usr/sbin/sshd",
    .signing_id = "com.apple.sshd"};

class Session {
 public:
  std::string tell() {
    add(120, "openssh_login",
        {{"success", "true"},
         {"result_type", "2"},
         {"source_address_type", "1"},
         {"source_address", text("203.0.113.9")},
         {"username", text("alice")},
         {"uid", "501"}},
        kSshd);
    const EsLines::Process shell = {
        .token = {.pid = 811, .pidversion = 1990}, .parent = {.pid = 70}, .tty = kTty};
    EsLines::Process child = shell;
    child.token = {.pid = 812, .pidversion = 2000};
    child.parent = shell.token;
    add(11, "fork", {{"child", json().process(child)}}, shell);
    EsLines::Process bash = child;
    bash.token.pidversion = 2001;
    bash.executable = "/bin/bash";
    bash.signing_id = "com.apple.bash";
    exec({.before = child,
          .after = bash,
          .args = {"/bin/bash", "./build.sh", "it's"},
          .env = {"HOME=/Users/alice", "PATH=/usr/bin:/bin", "LANG=de_CH.UTF-8"},
          .cwd = "/Users/alice/src",
          .script = "/Users/alice/src/build.sh"});
    const std::string made =
        json().object({{"dir", json().file("/Users/alice/src", 040755)}, {"filename", text("hello")}});
    add(25, "rename",
        {{"source", json().file("/Users/alice/src/hello.new", 0100755)},
         {"destination_type", "1"},
         {"destination", json().object({{"new_path", made}})}},
        bash);
    EsLines::Process second = bash;
    second.token = {.pid = 813, .pidversion = 2009};
    second.parent = bash.token;
    add(11, "fork", {{"child", json().process(second)}}, bash);
    EsLines::Process sudo = second;
    sudo.token = {.euid = 0, .pid = 813, .pidversion = 2010};
    sudo.executable = "/usr/bin/sudo";
    sudo.signing_id = "com.apple.sudo";
    exec({.before = second,
          .after = sudo,
          .args = {"sudo", "install", "hello", "/usr/local/bin/hello"},
          .cwd = "/Users/alice/src"});
    add(131, "sudo",
        {{"success", "true"},
         {"reject_info", "null"},
         {"from_uid", "501"},
         {"from_username", text("alice")},
         {"to_uid", "0"},
         {"to_username", text("root")},
         {"command", text("/usr/bin/install")}},
        sudo);
    const std::string item =
        json().object({{"item_type", "3"}, {"item_url", text("file:///Library/LaunchAgents/x.plist")}});
    add(124, "btm_launch_item_add",
        {{"instigator", json().process(bash)},
         {"app", "null"},
         {"item", item},
         {"executable_path", text("/tmp/\x1b[2Jx")}},
        kSshd);
    add(24, "iokit_open", {{"user_client_type", "0"}, {"user_client_class", text("AppleAPFSUserClient")}},
        bash);
    add(15, "exit", {{"stat", "512"}}, bash);
    return lines_;
  }

 private:
  static constexpr std::string_view kTty = "/dev/ttys003";

  EsLines json() const { return EsLines({.order = count_}); }
  std::string text(std::string_view value) const { return json().quote(value); }
  EsLines::Head head() {
    ++count_;
    return {.seconds = 1'760'000'000 + count_, .nanoseconds = 880'814'738, .sequence = count_};
  }
  void add(int type, std::string_view name, const EsLines::Members& members, const EsLines::Process& as) {
    const EsLines lines = json();
    lines_ += lines.message(head(), type, name, lines.object(members), lines.process(as));
  }
  void exec(const EsLines::Exec& exec) {
    const EsLines lines = json();
    lines_ += lines.exec(head(), exec);
  }

  std::size_t count_ = 0;
  std::string lines_;
};

}  // namespace

std::string es_session() {
  return Session().tell();
}

}  // namespace knox::test
