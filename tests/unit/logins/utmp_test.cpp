#include "knox/logins/utmp.h"

#include <fstream>
#include <iterator>
#include <string>

#include "support/data.h"
#include "unit/catch.h"

namespace knox::logins {

namespace {

std::string read_file(std::string_view name) {
  std::ifstream file(test::data_file(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The codes of all events, when so many bytes are shown at once.
std::string codes_of(std::string_view bytes, std::size_t chunk) {
  UtmpFramer framer;
  UtmpReader reader({});
  std::string codes, unread;
  for (std::size_t at = 0; at <= bytes.size();) {
    const bool final = at == bytes.size();
    const io::Step step = framer.next(as_bytes(unread), final);
    if (step.what == io::Step::What::kMore) {
      if (final) break;
      unread += bytes.substr(at, chunk);
      at += std::min(chunk, bytes.size() - at);
      continue;
    }
    if (step.what == io::Step::What::kFrame) {
      const std::string frame = unread.substr(0, step.size);
      const event::Event* const event = reader.read(as_bytes(frame), framer.layout(), framer.success());
      if (event != nullptr) codes.append(event->code).append(" ");
    }
    unread.erase(0, step.size);
  }
  return codes;
}

}  // namespace

TEST_CASE("logins utmp: sizes and byte orders are found out") {
  struct Row {
    std::string_view file;
    unsigned size;
    bool is_big;
  };
  for (const auto& [file, size, is_big] :
       {Row{"logins/wtmp", 384, false}, Row{"logins/wtmp.s390x", 400, true}, Row{"logins/btmp", 384, false},
        Row{"logins/utmpx", 628, false}}) {
    CAPTURE(file);
    const UtmpLayout layout = find_utmp(as_bytes(read_file(file)));
    CHECK(layout.size == size);
    CHECK(layout.is_big == is_big);
  }
  for (const std::string_view other :
       {"bsm/darwin.bsm", "linux/access.log", "es/session.ndjson", "syslog/auth.log"}) {
    CAPTURE(other);
    CHECK(find_utmp(as_bytes(read_file(other))).size == 0);
  }
  CHECK(find_utmp({}).size == 0);
}

TEST_CASE("logins utmp: pieces of any size, and files that end anywhere") {
  for (const std::string_view file : {"logins/wtmp", "logins/wtmp.s390x", "logins/utmpx", "logins/btmp"}) {
    CAPTURE(file);
    const std::string bytes = read_file(file);
    const std::string whole = codes_of(bytes, 4096);
    CHECK(!whole.empty());
    CHECK(codes_of(bytes, 1) == whole);
    CHECK(codes_of(bytes, 7) == whole);
    for (std::size_t size = 0; size < bytes.size(); size += 13) {
      const std::string some = codes_of(std::string(bytes, 0, size), 4096);
      CHECK(some.size() <= whole.size() + 16);  // "login" for what only a later record shows to be a failure
    }
  }
}

TEST_CASE("logins utmp: one record does not show whether somebody got in") {
  const std::string wtmp = read_file("logins/wtmp");
  const std::string one = wtmp.substr(std::size_t{2} * 384, 384);
  UtmpFramer framer;
  CHECK(framer.next(as_bytes(one), true).what == io::Step::What::kFrame);
  CHECK(!framer.success());
  UtmpFramer of_all;
  CHECK(of_all.next(as_bytes(wtmp), true).what == io::Step::What::kFrame);
  CHECK(of_all.success() == true);
}

}  // namespace knox::logins
