#include "knox/input/exec_reader.h"

#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "knox/event/command_line.h"
#include "support/data.h"
#include "unit/catch.h"

namespace knox::input {
namespace {

struct Seen {
  std::vector<std::string> lines;
  std::vector<std::string> damage;
  Result<bool> end = false;

  void read(Result<ExecReader> reader) {
    if (!reader) {
      end = std::unexpected(reader.error());
      return;
    }
    event::CommandLine line;
    Result<bool> more = true;
    while (more && *more) {
      more = reader->next([&](const event::Exec& exec) { lines.emplace_back(line.of(exec)); });
    }
    end = more;
    const ExecReader::Counts counts = reader->counts();
    CHECK(counts.skipped <= counts.bytes);
  }
  bool ended() const { return end && !*end; }
  ExecReader::OnDamage on_damage() {
    return [this](const Error& why, std::uint64_t lost) {
      damage.push_back(std::to_string(why.offset) + "+" + std::to_string(lost) + " " + describe(why));
    };
  }
};

// What a pipe gives whose writer has ended.
Seen read_pipe(std::string_view bytes) {
  int ends[2] = {};
  REQUIRE(::pipe(ends) == 0);
  REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  ::close(ends[1]);
  Seen seen;
  seen.read(ExecReader::from_descriptor(ends[0], "a pipe", seen.on_damage()));
  return seen;
}

constexpr std::string_view kSyscall =
    "type=SYSCALL msg=audit(1700000000.100:7): arch=c000003e syscall=59 success=yes exit=0 pid=5 "
    "exe=\"/bin/ls\"\n";
constexpr std::string_view kExecve = "type=EXECVE msg=audit(1700000000.100:7): argc=2 a0=\"ls\" a1=\"-l\"\n";

TEST_CASE("an exec reader reads a trail, compressed or not") {
  Seen plain, packed;
  plain.read(ExecReader::open(test::data_file("bsm/session.bsm"), plain.on_damage()));
  packed.read(ExecReader::open(test::data_file("bsm/session.bsm.gz"), packed.on_damage()));
  CHECK(plain.ended());
  CHECK(plain.lines.size() > 5);
  CHECK(plain.lines == packed.lines);
  CHECK(plain.damage.empty());
}

TEST_CASE("an exec reader emits at the end what waits for more lines") {
  const Seen seen = read_pipe(std::string(kSyscall) + std::string(kExecve));
  CHECK(seen.ended());
  CHECK(seen.lines == std::vector<std::string>{"ls -l"});
}

TEST_CASE("an exec reader names what it cannot read") {
  const Seen image = read_pipe("\xff\xd8\xff\xe0");
  REQUIRE(!image.end);
  CHECK(image.end.error().code == Code::kUnsupported);
  CHECK(image.end.error().what == "a JPEG image");

  const Seen text = read_pipe("some words\n");  // a log's first record may come after them
  REQUIRE(!text.end);
  CHECK(text.end.error().code == Code::kUnsupported);
  CHECK(text.end.error().what == "plain text");

  Seen missing;
  missing.read(ExecReader::open("/missing/file"));
  REQUIRE(!missing.end);
  CHECK(missing.end.error().code == Code::kSystem);

  CHECK(read_pipe("").ended());
}

TEST_CASE("an exec reader reports damage by its place, and no foreign lines") {
  const std::string head = "a line of syslog\n";
  const Seen seen = read_pipe(head + std::string(kSyscall) + std::string(kExecve) + "type=PATH msg=audit(17");
  CHECK(seen.lines == std::vector<std::string>{"ls -l"});
  REQUIRE(seen.damage.size() == 1);
  CHECK(seen.damage[0].starts_with(std::to_string(head.size() + kSyscall.size() + kExecve.size()) + "+"));
}

TEST_CASE("an exec reader can be moved between two records") {
  Result<ExecReader> first = ExecReader::open(test::data_file("bsm/session.bsm"));
  REQUIRE(first);
  std::size_t count = 0;
  const auto emit = [&](const event::Exec&) { ++count; };
  while (count == 0) REQUIRE(first->next(emit));
  ExecReader second = std::move(*first);
  Result<bool> more = true;
  while (more && *more) more = second.next(emit);
  CHECK(count > 5);
}

}  // namespace
}  // namespace knox::input
