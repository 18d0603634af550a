// make_trail BYTES FILE: writes a macOS trail of about BYTES bytes for the benchmark. It ends with a whole
// record and is the same every time. The mix of events is the table kMix: what a busy desktop does. Half of
// the subjects are subject32_ex, every record of the kernel's carries the identity of its caller, three in
// ten execs their environment; a record has about 257 bytes. Times go forward, a millisecond or two at a
// time.
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "bench/random.h"
#include "support/bsm_builder.h"

namespace {

using knox::test::Attr;
using knox::test::Header;
using knox::test::Identity;
using knox::test::RecordBuilder;
using knox::test::Strings;
using knox::test::Subject;

using knox::bench::Random;

// What the records are filled with
// clang-format off
constexpr std::string_view kDirectories[] = {
    "/Users/alice/Documents", "/Users/alice/Library/Preferences",
    "/Users/alice/Library/Caches/com.apple.Safari/WebKitCache/Version 16/Blobs",
    "/Users/alice/Library/Application Support/Code/User/workspaceStorage",
    "/Users/alice/src/hello/node_modules/typescript/lib", "/Users/alice/src/hello/.git/objects/3f",
    "/Users/alice/Library/Mail/V10/MailData", "/private/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T",
    "/private/var/db/diagnostics/Persist", "/private/var/db/uuidtext/dsc", "/private/var/log", "/private/etc",
    "/private/tmp", "/usr/lib", "/usr/share/zoneinfo/Europe", "/System/Library/CoreServices",
    "/System/Library/Frameworks/Foundation.framework/Versions/C", "/Library/Preferences",
    "/Applications/Safari.app/Contents/Resources", "/opt/homebrew/Cellar/python@3.12/3.12.3/Frameworks"};

constexpr std::string_view kFiles[] = {
    "index.ts", "settings.json", "com.apple.finder.plist", "Info.plist", "hosts", "state.vscdb", "README.md",
    "Zurich", "lib.es2022.d.ts", "SystemVersion.plist", "libobjc.A.dylib", "Envelope Index", "system.log",
    "cache.db-wal", "Localizable.strings", "resolv.conf"};

constexpr std::string_view kPrograms[] = {
    "/bin/ls", "/bin/sh", "/bin/zsh", "/usr/bin/git", "/usr/bin/grep", "/usr/bin/curl", "/usr/bin/sed",
    "/usr/bin/xcrun", "/usr/bin/python3", "/usr/sbin/lsof", "/usr/bin/defaults", "/usr/bin/plutil"};

constexpr std::string_view kArguments[] = {
    "-l", "-c", "--color=auto", "-v", "commit", "status", "--porcelain=v2", "-m", "Fix the build", "-fsSL",
    "--", "-type", "f", "*.plist", "https://api.example.com/v1/items?limit=50", "s/foo/bar/g",
    "-I/opt/homebrew/opt/openssl@3/include", "--max-old-space-size=8192"};

constexpr std::string_view kVariables[] = {
    "HOME=/Users/alice", "LOGNAME=alice", "USER=alice", "SHELL=/bin/zsh", "TERM=xterm-256color",
    "LANG=en_US.UTF-8", "PWD=/Users/alice/src/hello", "OLDPWD=/Users/alice",
    "TMPDIR=/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T/",
    "PATH=/opt/homebrew/bin:/opt/homebrew/sbin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    "MANPATH=/opt/homebrew/share/man:", "INFOPATH=/opt/homebrew/share/info:", "HOMEBREW_PREFIX=/opt/homebrew",
    "HOMEBREW_CELLAR=/opt/homebrew/Cellar", "SHLVL=2", "EDITOR=vim", "PAGER=less", "LESS=-R",
    "SSH_AUTH_SOCK=/private/tmp/com.apple.launchd.K3x0aQ/Listeners", "TERM_PROGRAM=Apple_Terminal",
    "TERM_PROGRAM_VERSION=453", "TERM_SESSION_ID=6E0F7C5B-8B0C-4F5C-9C39-0E5E4E6B1D5A", "XPC_SERVICE_NAME=0",
    "XPC_FLAGS=0x0", "__CF_USER_TEXT_ENCODING=0x1F5:0x0:0x0", "NVM_DIR=/Users/alice/.nvm",
    "GOPATH=/Users/alice/go", "_=/usr/bin/env"};

constexpr std::string_view kSigners[] = {
    "com.apple.mdworker_shared", "com.apple.Safari", "com.apple.git", "com.apple.zsh", "com.apple.finder",
    "com.apple.cfprefsd", "com.apple.WebKit.Networking", "com.microsoft.VSCode.helper", "org.python.python",
    "com.tinyspeck.slackmacgap"};
// clang-format on

constexpr std::uint8_t kEnoent = 2;
constexpr std::uint32_t kMinusOne = 0xffffffff;

struct Process {
  Subject subject;
  Identity identity;
};

// A Mac at work. Every method below named after a system call makes one record of it.
class Mac {
 public:
  Mac() {
    for (std::uint32_t i = 0; i < 64; ++i) processes_.push_back(make_process(i));
  }

  RecordBuilder open() {
    static constexpr std::uint16_t kToRead[] = {72, 72, 72, 72, 72, 3, 3, 80, 76, 270, 270, 43170};
    static constexpr std::uint16_t kToCreate[] = {73, 77, 79, 81, 277};
    const bool creates = random_.percent(20);
    RecordBuilder record = begin(creates ? random_.pick(kToCreate) : random_.pick(kToRead));
    if (creates) record.arg32(3, 0644, "mode");
    record.arg32(2, creates ? 0x601 : 0, "flags");
    return on_file(record, path(), 8);
  }

  RecordBuilder close() {
    const std::string name = path();
    RecordBuilder record = begin(112);
    record.arg32(1, 3 + random_.below(60), "fd").path(name).attr32(attr());
    return end(record, 0, 0);
  }

  RecordBuilder stat() {
    static constexpr std::uint16_t kEvents[] = {16, 16, 17, 14, 43182, 43166, 54, 43025};
    RecordBuilder record = begin(random_.pick(kEvents));
    return on_file(record, path(), 25);
  }

  RecordBuilder connect() {
    RecordBuilder record = begin(32);
    record.arg32(1, 3 + random_.below(60), "fd");
    const std::string low = std::to_string(random_.below(254) + 1);
    if (random_.percent(60)) {
      record.sockinet32(2, {"17.253." + std::to_string(random_.below(255)) + '.' + low, 443});
    } else if (random_.percent(50)) {
      record.kernel_sockinet128(26, {"2a01:b740:a42::" + low, 443});
    } else {
      record.sockunix(1, "/var/run/mDNSResponder").path("/private/var/run/mDNSResponder");
    }
    return random_.percent(5) ? end(record, 146, kMinusOne) : end(record, 0, 0);
  }

  RecordBuilder fcntl() {
    RecordBuilder record = begin(30);
    record.arg32(2, random_.below(12), "cmd").arg32(1, 3 + random_.below(60), "fd");
    return end(record, 0, 0);
  }

  RecordBuilder fork() {
    const std::uint32_t child = next_pid();
    RecordBuilder record = begin(random_.percent(80) ? 2 : 25);
    record.arg32(0, child, "child PID");
    return end(record, 0, child);
  }

  RecordBuilder exit() {
    RecordBuilder record = begin(1);
    record.exit(random_.percent(90) ? 0 : 256, 0);
    return end(record, 0, 0);
  }

  RecordBuilder execve() {
    RecordBuilder record = begin(23);
    return run(record);
  }

  RecordBuilder posix_spawn() {
    RecordBuilder record = begin(43190);
    record.arg32(0, next_pid(), "child PID");
    return run(record);
  }

  RecordBuilder unlink_or_mkdir() {
    if (random_.percent(60)) {
      RecordBuilder record = begin(random_.percent(90) ? 6 : 286);
      return on_file(record, path(), 5);
    }
    RecordBuilder record = begin(47);
    return on_file(record.arg32(2, 0755, "mode"), path(), 10);
  }

  RecordBuilder rename() {
    const std::string from = path();
    const std::string to = path();
    RecordBuilder record = begin(42);
    record.path(from).path(from).attr32(attr()).path(to).path(to);
    return end(record, 0, 0);
  }

  // User space writes these: no identity.
  RecordBuilder authenticate() {
    static constexpr std::uint16_t kEvents[] = {45023, 45023, 45025, 45025, 45030, 45028, 45021, 6159};
    const std::uint16_t event = random_.pick(kEvents);
    RecordBuilder record = begin(event);
    write_subject(record);
    switch (event) {
      case 45021: break;
      case 45023: record.text("Verify password for record type Users 'alice' node '/Local/Default'"); break;
      case 45028: record.exec_args(arguments("/usr/bin/defaults")); break;
      case 6159: record.text("successful su root"); break;
      default: record.text("system.preferences").text("client /usr/libexec/UserEventAgent"); break;
    }
    return random_.percent(10) ? record.return32(255, 5000) : record.return32(0, 0);
  }

 private:
  Process make_process(std::uint32_t i) {
    static constexpr std::uint32_t kUsers[] = {501, 501, 501, 501, 0, 0, 89, 502};
    const std::uint32_t uid = random_.pick(kUsers);
    const std::uint32_t gid = uid >= 500 ? 20 : uid;
    const std::uint32_t auid = uid >= 500 || random_.percent(30) ? 501 : kMinusOne;
    Process process;
    process.subject = {auid, uid, gid, uid, gid, 100 + i * 37, 100000 + i % 7};
    process.identity.signing_id = random_.pick(kSigners);
    if (!process.identity.signing_id.starts_with("com.apple.")) {
      process.identity.signer_type = 0;
      process.identity.team_id = "A1B2C3D4E5";
    }
    for (int byte = 0; byte < 20; ++byte) process.identity.cdhash += static_cast<char>(random_.below(256));
    return process;
  }

  RecordBuilder begin(std::uint16_t event) {
    milliseconds_ += random_.below(3);
    process_ = &random_.pick(processes_);
    return RecordBuilder(
        Header{.event = event, .seconds = milliseconds_ / 1000, .fraction = milliseconds_ % 1000});
  }

  void write_subject(RecordBuilder& record) {
    if (random_.percent(50)) {
      record.subject32(process_->subject);
    } else {
      record.subject32_ex(process_->subject);
    }
  }

  RecordBuilder end(RecordBuilder& record, std::uint8_t error, std::uint32_t value) {
    write_subject(record);
    return record.return32(error, value).identity(process_->identity);
  }

  // A call on a path, which is not there in `failures` of 100 cases.
  RecordBuilder on_file(RecordBuilder& record, const std::string& name, std::uint32_t failures) {
    record.path(name).path(name);
    if (random_.percent(failures)) return end(record, kEnoent, kMinusOne);
    record.attr32(attr());
    return end(record, 0, random_.below(64));
  }

  RecordBuilder run(RecordBuilder& record) {
    const std::string_view program = random_.pick(kPrograms);
    record.exec_args(arguments(program));
    if (random_.percent(30)) record.exec_env(Strings(std::begin(kVariables), std::end(kVariables)));
    return on_file(record, std::string(program), 6);
  }

  Strings arguments(std::string_view program) {
    Strings list = {std::string(program.substr(program.rfind('/') + 1))};
    for (std::uint32_t more = random_.below(8); more > 0; --more) list.emplace_back(random_.pick(kArguments));
    if (random_.percent(50)) list.push_back(path());
    return list;
  }

  std::string path() {
    std::string name(random_.pick(kDirectories));
    name += '/';
    if (random_.percent(60)) name += std::to_string(random_.below(1'000'000)) + '-';
    return name += random_.pick(kFiles);
  }

  Attr attr() {
    const std::uint32_t owner = random_.percent(60) ? 501 : 0;
    return {.mode = random_.percent(85) ? 0100644U : 0100755U,
            .uid = owner,
            .gid = owner == 0 ? 0U : 20U,
            .fsid = 0x0100000d,
            .node = 0x0fffffff00000000U + random_.below(10'000'000)};
  }

  std::uint32_t next_pid() { return pid_ = pid_ < 99'999 ? pid_ + 1 : 100; }

  Random random_{501};
  std::vector<Process> processes_;
  const Process* process_ = nullptr;
  std::uint64_t milliseconds_ = 1'718'866'800'000;  // 2024-06-20 07:00:00 UTC
  std::uint32_t pid_ = 4'000;
};

using MakeRecord = RecordBuilder (Mac::*)();

struct Share {
  std::uint32_t percent;
  MakeRecord make;
};

// clang-format off
constexpr Share kMix[] = {
    {30, &Mac::open},
    {22, &Mac::close},
    {14, &Mac::stat},
    {6, &Mac::connect},
    {5, &Mac::fcntl},
    {4, &Mac::fork},
    {4, &Mac::exit},
    {4, &Mac::execve},
    {3, &Mac::posix_spawn},
    {3, &Mac::unlink_or_mkdir},
    {2, &Mac::rename},
    {3, &Mac::authenticate},
};
// clang-format on

MakeRecord pick_event(std::uint32_t percentile) {
  for (const Share& share : kMix) {
    if (percentile < share.percent) return share.make;
    percentile -= share.percent;
  }
  return &Mac::open;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t wanted = argc == 3 ? std::strtoull(argv[1], nullptr, 10) : 0;
  if (wanted == 0) {
    std::fputs("usage: make_trail BYTES FILE\n", stderr);
    return 2;
  }
  std::FILE* file = std::fopen(argv[2], "wb");
  Mac mac;
  Random random(501);
  std::uint64_t bytes = 0;
  std::uint64_t records = 0;
  bool written = file != nullptr;
  while (written && bytes < wanted) {
    const std::string record = (mac.*pick_event(random.below(100)))().finish();
    written = std::fwrite(record.data(), 1, record.size(), file) == record.size();
    bytes += record.size();
    ++records;
  }
  if (file != nullptr && std::fclose(file) != 0) written = false;
  if (!written) {
    std::fprintf(stderr, "make_trail: %s: %s\n", argv[2], std::strerror(errno));
    return 2;
  }
  std::printf("%s: %llu bytes, %llu records, %.1f bytes each\n", argv[2],
              static_cast<unsigned long long>(bytes), static_cast<unsigned long long>(records),
              static_cast<double>(bytes) / static_cast<double>(records));
}
