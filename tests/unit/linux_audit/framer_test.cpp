#include "knox/linux_audit/log/line_framer.h"

#include <string>
#include <string_view>

#include "knox/linux_audit/log/log_reader.h"
#include "support/linux_log.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using test::frame_log;
using test::Lines;

}  // namespace

TEST_CASE("lines are framed, with any end") {
  const std::string a = test::audit_line("CWD", "1.0:1", "cwd=\"/\"");
  CHECK(frame_log("") == test::Framed{});
  CHECK(frame_log(a + "\n" + a + "\r\n") == test::Framed{.frames = {a + "\n", a + "\r\n"}});
  CHECK(frame_log(a) == test::Framed{.frames = {a}});
  CHECK(frame_log("\n\n" + a + "\n\r\n") == test::Framed{.frames = {"\n", "\n", a + "\n", "\r\n"}});
  CHECK(frame_log("x\n" + a + "\ny\n") == test::Framed{.frames = {"x\n", a + "\n", "y\n"}});
}

TEST_CASE("NULs are skipped, and a line ends in front of them") {
  const std::string a = test::audit_line("CWD", "1.0:1", "cwd=\"/\"");
  const std::string hole(5000, '\0');
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, ~std::size_t{0}}) {
    CHECK(frame_log(hole + a + "\n" + hole, chunk) == test::Framed{.frames = {a + "\n"}, .skipped = 10'000});
    CHECK(frame_log(a.substr(0, 40) + hole + a + "\n", chunk) ==
          test::Framed{.frames = {a.substr(0, 40), a + "\n"}, .skipped = 5000});
    CHECK(frame_log(a + hole + "\n" + a, chunk) == test::Framed{.frames = {a, "\n", a}, .skipped = 5000});
  }
}

TEST_CASE("a last line can be cut") {
  const std::string line = test::audit_line("USER_CMD", "1.0:1", "uid=0 msg='cmd=\"ls\" res=1'");
  for (std::size_t size = 1; size < line.size(); ++size) {
    const test::Framed framed = frame_log(line.substr(0, size));
    INFO(framed.frames.front());
    const bool has_head = size >= line.find(')') + 1;
    const bool is_open = size > line.find('\'');
    CHECK(framed.cut == (!has_head || is_open));
  }
  CHECK(!frame_log(line).cut);
  CHECK(!frame_log(line.substr(0, 30) + "\n").cut);
}

TEST_CASE("a line is open until its end was seen, whatever is on it") {
  const std::string record = test::audit_line("CWD", "1.0:1", "cwd=\"/\"");
  LineFramer framer;
  CHECK(framer.next(as_bytes(record + record + "\n"), false).size == record.size());
  CHECK(!framer.is_open());
  CHECK(framer.next(as_bytes(record), true).size == record.size());
  CHECK(framer.is_open());
}

TEST_CASE("two records on one line are two frames") {
  const std::string a = test::audit_line("CWD", "1.0:1", "cwd=\"/home/al");
  const std::string b = test::audit_line("DAEMON_END", "2.0:9", "op=terminate res=success");
  const std::string user = test::audit_line("USER_END", "2.0:9", "pid=1 msg='op=x res=success'");
  CHECK(frame_log(a + b + "\n").frames == Lines{a, b + "\n"});
  CHECK(frame_log(b + b + "\n" + b).frames == Lines{b, b + "\n", b});
  CHECK(frame_log(b + b + b + "\n").frames == Lines{b, b, b + "\n"});
  CHECK(frame_log(user + user + "\n").frames == Lines{user, user + "\n"});
  CHECK(frame_log(user.substr(0, 40) + user + "\n").frames == Lines{user.substr(0, 40), user + "\n"});
  CHECK(frame_log(b + " node=web1 " + b + "\n").frames == Lines{b + " ", "node=web1 " + b + "\n"});
  CHECK(frame_log(a + "type=1300 audit(1.0:2): a=b\n").frames == Lines{a, "type=1300 audit(1.0:2): a=b\n"});
  CHECK(frame_log(a + b).frames == Lines{a, b});
  const std::string apostrophes = test::audit_line("EXECVE", "1.0:1", "argc=2 a0=\"it's\" a1=\"'\" ");
  const std::string name =
      test::audit_line("USER_LOGIN", "1.0:1", "pid=1 msg='acct=\"o'brien\" res=1'\x1dUID=\"o'b\" ");
  CHECK(frame_log(b + " " + apostrophes + name + apostrophes + "\n").frames ==
        Lines{b + " ", apostrophes, name, apostrophes + "\n"});
  CHECK(!frame_log(a + b).cut);
}

TEST_CASE("a record cannot be smuggled in by what a user typed") {
  const std::string inner = test::audit_line("EXECVE", "2.0:9", "argc=1 a0=\\x");
  for (const std::string& outer :
       {"pid=1 msg='acct=" + inner + " res=failed'", "comm=\"" + inner + "\" exe=\"x\""}) {
    const std::string line = test::audit_line("USER_LOGIN", "1.0:1", outer) + "\n";
    CHECK(frame_log(line).frames == Lines{line});
  }
}

TEST_CASE("a line that is too long is skipped, and the next one is not") {
  const std::string a = test::audit_line("CWD", "1.0:1", "cwd=\"/\"\n");
  const std::string longest = test::audit_line("CWD", "1.0:2", std::string(kMaxLine - 100, 'x')) + "\n";
  const std::string longer = test::audit_line("CWD", "1.0:3", std::string(kMaxLine, 'x')) + "\n";
  for (const std::size_t chunk : {std::size_t{64 * 1024}, ~std::size_t{0}}) {
    const test::Framed framed = frame_log(a + longest + longer + a, chunk);
    CHECK(framed.frames.size() == 3);
    CHECK(framed.skipped == longer.size());
  }
  CHECK(frame_log(longer.substr(0, longer.size() - 1), 1 << 20).frames.empty());
}

TEST_CASE("frames do not depend on how the bytes arrive") {
  const std::string log = test::linux_log(GENERATE("session.log", "enriched.log", "quirks.log"));
  const test::Framed whole = frame_log(log);
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{4096}})
    CHECK(frame_log(log, chunk) == whole);
  for (std::size_t size = 0; size < log.size(); size += 13) {
    const test::Framed part = frame_log(log.substr(0, size));
    CHECK(part == frame_log(log.substr(0, size), 7));
    if (size > 0 && !part.frames.empty()) CHECK(part.frames.size() <= whole.frames.size() + 1);
  }
}

TEST_CASE("logs are told from other text") {
  const auto looks = [](std::string_view text) { return looks_like_log(as_bytes(text)); };
  for (const char* name : {"session.log", "enriched.log", "quirks.log"}) CHECK(looks(test::linux_log(name)));
  CHECK(looks("\n\nhalf a line\ntype=CWD msg=audit(1.0:1): cwd=\"/\"\n"));
  CHECK(looks("<6>[  1.0] audit: type=2000 audit(1.0:1): state=initialized"));
  CHECK(!looks(""));
  CHECK(!looks("type=something else\n"));
  CHECK(!looks("{\"a\":1}\n"));
  CHECK(!looks("type=CWD msg=audit(1.0"));
}

TEST_CASE("lines are counted, whatever is on them") {
  const std::string log =
      "type=CWD msg=audit(1.000:1): cwd=\"/\"\n"
      "\n"
      "garbage\n"
      "type=CWD msg=audit(1.000:2): cwd=/a type=CWD msg=audit(1.000:3): cwd=/b\r\n"
      "type=CWD msg=audit(1.000:4): cwd=\"/\"\n"
      "type=CWD msg=au";
  const std::vector<std::uint64_t> expected = {1, 2, 3, 4, 4, 5, 6};
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
    CAPTURE(chunk);
    LineFramer framer;
    CHECK(framer.line() == 0);
    std::vector<std::uint64_t> lines;
    std::size_t begin = 0, end = 0;
    while (begin < log.size()) {
      end = std::min(log.size(), std::max(end, begin) + chunk);
      for (;;) {
        const std::string_view unread = std::string_view(log).substr(begin, end - begin);
        const io::Step step = framer.next(as_bytes(unread), end == log.size());
        if (step.what == io::Step::What::kMore || step.size == 0) break;
        lines.push_back(framer.line());
        begin += step.size;
      }
    }
    CHECK(lines == expected);
  }
}

}  // namespace knox::linux_audit
