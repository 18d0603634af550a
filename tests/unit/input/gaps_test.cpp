#include "knox/input/gaps.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "support/bsm_builder.h"
#include "unit/catch.h"

namespace knox::input {

namespace {

struct File {
  std::string name, bytes;
};

std::string text_of(const Gap& gap) {
  const auto second = [](const std::optional<Time>& time) {
    return time ? std::to_string(time->seconds) : std::string("?");
  };
  std::string text = fmt::format("{} {}..{}", gap.of, second(gap.from), second(gap.to));
  if (gap.last != 0) text += fmt::format(" {}-{}", gap.first, gap.last);
  if (!gap.host.empty()) text += fmt::format(" {}", gap.host);
  if (!gap.trail.empty()) text += fmt::format(" {}", gap.trail);
  return text;
}

std::vector<std::string> gaps(GapFinder& finder, const std::vector<File>& files) {
  using What = io::Step::What;
  std::vector<std::string> all;
  const GapFinder::Emit emit = [&](const Gap& gap) { all.push_back(text_of(gap)); };
  for (const File& file : files) {
    io::Framer& framer = finder.begin(file.name);
    std::string_view bytes = file.bytes;
    while (!bytes.empty()) {
      const io::Step step = framer.next(as_bytes(bytes), true);
      if (step.what == What::kMore) break;
      const io::Frame frame{.bytes = as_bytes(bytes.substr(0, step.size)), .cut = step.what == What::kCut};
      if (step.what != What::kSkip) finder.take(frame, emit);
      bytes.remove_prefix(step.size);
    }
  }
  finder.flush(emit);
  return all;
}
std::vector<std::string> gaps(std::string_view format, const std::vector<File>& files) {
  return gaps(*make_gap_finder(format), files);
}

using Texts = std::vector<std::string>;

std::string line(std::uint64_t second, std::uint64_t serial, std::string_view type = "SYSCALL",
                 std::string_view node = {}) {
  return fmt::format("{}type={} msg=audit({}.000:{}): a=b\n", node, type, second, serial);
}

std::string record(std::uint32_t second, std::uint32_t sequence, std::uint16_t event = 23) {
  test::TrailBuilder trail;
  trail.add(test::RecordBuilder({.event = event, .seconds = second}).return32(0, 0).seq(sequence));
  return trail.bytes();
}
std::string plain(std::uint32_t second) {
  test::TrailBuilder trail;
  trail.add(test::RecordBuilder({.event = 23, .seconds = second}).return32(0, 0));
  return trail.bytes();
}
std::string file_token(std::uint32_t second, std::string_view name) {
  return test::RecordBuilder().file32(second, 0, name).tokens();
}

}  // namespace

TEST_CASE("gaps: serial numbers of Linux Audit, by node, and not those of auditd") {
  CHECK(gaps("linux", {{"a", line(1, 5) + line(1, 5, "CWD") + line(1, 6) + line(2, 9)}}) ==
        Texts{"serial number 1..2 7-8"});
  const std::string nodes = line(1, 5, "SYSCALL", "node=web ") + line(1, 80, "SYSCALL", "node=db ") +
                            line(2, 6, "SYSCALL", "node=web ") + line(2, 82, "SYSCALL", "node=db ");
  CHECK(gaps("linux", {{"a", nodes}}) == Texts{"serial number 1..2 81-81 db"});
  CHECK(gaps("linux", {{"a", line(1, 5) + line(1, 7777, "DAEMON_ROTATE") + line(1, 6)}}).empty());
  // Over the end of a file, and of a boot.
  CHECK(gaps("linux", {{"a.1", line(1, 5)}, {"a", line(9, 7)}}) == Texts{"serial number 1..9 6-6"});
  CHECK(gaps("linux", {{"a.1", line(1, 500)}, {"a", line(90, 1) + line(90, 2)}}).empty());
}

TEST_CASE("gaps: what has no numbers is known to have none") {
  const auto finder = make_gap_finder("linux");
  CHECK(gaps(*finder, {{"a", "type=SYSCALL msg=audit(1.000:0): a=b\n"}}).empty());
  CHECK_FALSE(finder->is_numbered());
  CHECK(gaps(*finder, {{"a", line(1, 5)}}).empty());
  CHECK(finder->is_numbered());
  CHECK(make_gap_finder("utmp") == nullptr);
  const auto trails = make_gap_finder("bsm");
  CHECK(gaps(*trails, {{"x", plain(1)}}).empty());
  CHECK_FALSE(trails->is_numbered());
}

TEST_CASE("gaps: messages of Endpoint Security, of one run") {
  const auto message = [](std::uint64_t sequence) {
    return fmt::format(
        R"({{"version":7,"time":"2025-10-09T08:53:{:02}.5Z","global_seq_num":{},"event_type":9,)"
        R"("event":{{"fork":{{}}}},"process":{{}}}})"
        "\n",
        sequence, sequence);
  };
  CHECK(gaps("es", {{"a", message(1) + message(2) + message(5)}}) ==
        Texts{"global_seq_num 1759999982..1759999985 3-4"});
  CHECK(gaps("es", {{"a", message(1)}, {"b", message(9)}}).empty());  // perhaps of another run
}

TEST_CASE("gaps: sequence tokens of a trail, and not those of auditd on Linux") {
  CHECK(gaps("bsm", {{"x", record(1, 5) + record(2, 6) + record(3, 8)}}) == Texts{"sequence 2..3 7-7"});
  CHECK(gaps("bsm", {{"x", record(1, 5) + record(1, 900, 45000) + record(2, 6)}}).empty());
}

TEST_CASE("gaps: trails that are missing between others") {
  const std::string first = "20190101000000.20190102000000", second = "20190102000000.20190103000000",
                    third = "20190103000000.not_terminated";
  const std::vector<File> all = {
      {"/a/" + first, plain(1)}, {"/a/" + second, plain(2)}, {"/a/" + third, plain(3)}};
  CHECK(gaps("bsm", all).empty());
  CHECK(gaps("bsm", {all[0], all[2]}) == Texts{"trail 1546387200..1546473600"});
  CHECK(gaps("bsm", {{first, plain(1)}, {"20190102000000.crash_recovery", plain(2)}, {third, plain(3)}})
            .empty());
  // A trail that ends with the name of the next, and one that begins with that of the one before.
  const std::string next = file_token(9, "/var/audit/" + second);
  CHECK(gaps("bsm", {{first, plain(1) + next}, all[1]}).empty());
  CHECK(gaps("bsm", {{first, plain(1) + next}, all[2]}) == Texts{"trail 1546387200..1546473600 " + second});
  const std::string previous = file_token(9, "20190102000000.not_terminated");
  CHECK(gaps("bsm", {all[1], {third, previous + plain(3)}}).empty());
  CHECK(gaps("bsm", {all[0], {third, previous + plain(3)}}) ==
        Texts{"trail 1..1546473600 20190102000000.not_terminated"});
  // Names that say nothing of time.
  const auto finder = make_gap_finder("bsm");
  CHECK(gaps(*finder, {{"a.bsm", plain(1)}, {"b.bsm", plain(2)}}).empty());
  CHECK_FALSE(finder->is_numbered());
  CHECK(gaps("bsm", {{"20190099999999.20190099999999", plain(1)}, {third, plain(2)}}) ==
        Texts{"trail ?..1546473600"});
}

TEST_CASE("gaps: every prefix of an input is sound") {
  const std::string log = line(1, 5) + line(1, 6) + line(9, 9) + line(20, 1);
  for (std::size_t i = 0; i <= log.size(); ++i) CHECK(gaps("linux", {{"a", log.substr(0, i)}}).size() <= 1);
  const std::string trail = file_token(1, "20190101000000.x") + record(1, 5) + record(2, 9);
  for (std::size_t i = 0; i <= trail.size(); ++i) CHECK(gaps("bsm", {{"x", trail.substr(0, i)}}).size() <= 1);
}

}  // namespace knox::input
