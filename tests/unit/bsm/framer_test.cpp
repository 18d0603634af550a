#include "knox/bsm/framer.h"

#include <array>
#include <string>
#include <vector>

#include "knox/bsm/record.h"
#include "knox/bsm/trailer.h"
#include "support/fixtures.h"
#include "support/framing.h"
#include "support/guarded.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

using test::Framing;
using test::Guarded;
using test::Range;
using test::RecordBuilder;
using test::TrailBuilder;

struct Trail {
  std::string name, bytes;
  Framing framing;           // of the bytes as they are
  std::vector<Range> sound;  // the frames in which nothing is wrong
};

const std::vector<Trail>& trails() {
  static const std::vector<Trail> all = [] {
    std::vector<Trail> made;
    const auto add = [&](const char* name, const TrailBuilder& trail) {
      Trail& t = made.emplace_back(name, trail.bytes(), test::frame(trail.bytes()));
      Record record;
      for (const Range& r : t.framing.frames) {
        const bool cut = t.framing.cut && r == t.framing.frames.back();
        if (!cut && record.parse(as_bytes(t.bytes).subspan(r.offset, r.size)) && !record.damage()) {
          t.sound.push_back(r);
        }
      }
    };
    add("session", test::session());
    add("darwin", test::darwin());
    add("freebsd", test::freebsd());
    add("solaris", test::solaris());
    add("every_token", test::every_token());
    add("quirks", test::quirks());
    add("damaged", test::damaged());
    return made;
  }();
  return all;
}

bool has_trailer(const Trail& trail, const Range& frame) {
  return ends_with_trailer(as_bytes(trail.bytes).subspan(frame.offset, frame.size));
}

// Sound frames of a trail that was changed in [from, to) and is now `shift` bytes longer after it, which the
// framing of the changed trail does not have. The one that was changed does not count; nor does one without a
// trailer if what was changed is the id, size or version after it: they are all that shows its end.
std::string losses(const Trail& trail, const Framing& now, std::size_t from, std::size_t to,
                   std::size_t shift) {
  std::string lost;
  for (const Range& frame : trail.sound) {
    if (frame.offset < to && from < frame.end()) continue;
    if (!has_trailer(trail, frame) && frame.end() <= from && from < frame.end() + 6) continue;
    const Range moved = {frame.offset + (frame.offset >= to ? shift : 0), frame.size};
    if (!now.has(moved)) lost += std::to_string(frame.offset) + ' ';
  }
  return lost;
}

// Frames of a changed trail that were in no record before: parts of several, or of what was damage.
std::string inventions(const Trail& trail, const Framing& now) {
  std::string invented;
  for (const Range& frame : now.frames) {
    const auto hold = [&](const std::vector<Range>& ranges) {
      const Range* const found = test::at_or_before(ranges, frame.offset);
      return found != nullptr && frame.end() <= found->end();
    };
    if (!hold(trail.framing.frames) && !hold(trail.framing.skipped)) {
      invented += std::to_string(frame.offset) + ' ';
    }
  }
  return invented;
}

RecordBuilder stat_record(std::string_view path) {
  return RecordBuilder({.event = 16, .seconds = 1}).path(path).subject32({.pid = 1}).return32(0, 0);
}

// The range of the n-th record in these.
Range nth(const std::vector<std::string>& records, std::size_t n) {
  Range range{0, records[n].size()};
  for (std::size_t i = 0; i < n; ++i) range.offset += records[i].size();
  return range;
}
std::string join(const std::vector<std::string>& records) {
  std::string all;
  for (const std::string& record : records) all += record;
  return all;
}

}  // namespace

TEST_CASE("every record of the fixtures is found") {
  const std::array builders = {test::session(), test::darwin(),      test::freebsd(),
                               test::solaris(), test::every_token(), test::quirks()};
  for (std::size_t i = 0; i < builders.size(); ++i) {
    const Trail& trail = trails()[i];
    INFO(trail.name);
    const std::size_t file_tokens = trail.name == "solaris" || trail.name == "every_token" ? 2 : 0;
    CHECK(trail.framing.frames.size() == builders[i].records() + file_tokens);
    CHECK(trail.framing.skipped.empty());
    CHECK(!trail.framing.cut);
    CHECK(trail.sound.size() == trail.framing.frames.size());
  }
}

TEST_CASE("chunks of any size give the same records and the same damage") {
  for (const Trail& trail : trails()) {
    INFO(trail.name);
    for (const std::size_t chunk : std::initializer_list<std::size_t>{1, 7, 4096})
      CHECK(test::frame(trail.bytes, chunk) == trail.framing);
  }
}

TEST_CASE("a trail cut at any byte keeps all records before the cut") {
  for (const Trail& trail : trails()) {
    Guarded guarded(trail.bytes.size());
    for (std::size_t size = 0; size <= trail.bytes.size(); ++size) {
      const std::string_view cut = std::string_view(trail.bytes).substr(0, size);
      const Framing now = test::frame(guarded(cut));
      std::string lost;
      for (const Range& frame : trail.sound) {
        if (frame.end() <= size && !now.has(frame)) lost += std::to_string(frame.offset) + ' ';
      }
      if (!lost.empty()) FAIL_CHECK(trail.name << " cut at " << size << " loses " << lost);
      if (size % 7 == 0 && test::frame(cut, 7) != now) FAIL_CHECK(trail.name << " cut at " << size << ", 7");
    }
  }
}

TEST_CASE("a record that the trail ends in is cut, not damage") {
  for (const char* const host : {"", "10.0.0.7"}) {
    const std::string whole =
        RecordBuilder({.event = 16, .host = host}).path("/a").subject32({}).return32(0, 0).finish();
    const std::string before = stat_record("/before").finish();
    for (std::size_t size = 18; size < whole.size(); ++size) {
      INFO(host << ' ' << size);
      const Framing now = test::frame(before + whole.substr(0, size));
      CHECK(now.cut);
      CHECK(now.frames == std::vector<Range>{{0, before.size()}, {before.size(), size}});
    }
    // Of a header that is not all there nothing can be told.
    const Framing now = test::frame(before + whole.substr(0, 17));
    CHECK(!now.cut);
    CHECK(now.skipped == std::vector<Range>{{before.size(), 17}});
  }
  TrailFramer framer;
  const std::string whole = stat_record("/a").finish();
  const io::Step step = framer.next(as_bytes(std::string_view(whole).substr(0, 50)), true);
  CHECK(step.what == io::Step::What::kCut);
  CHECK(describe(step.why) == "record: truncated (need " + std::to_string(whole.size()) + " bytes, have 50)");
}

TEST_CASE("a flipped byte anywhere loses only the record it is in") {
  for (const Trail& trail : trails()) {
    Guarded guarded(trail.bytes.size());
    std::string bytes = trail.bytes;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (const int flip : {0xff, 1, 2, 4, 8, 16, 32, 64, 128}) {
        bytes[at] = static_cast<char>(bytes[at] ^ flip);
        const Framing now = test::frame(guarded(bytes));
        const std::string lost = losses(trail, now, at, at + 1, 0);
        if (!lost.empty()) FAIL_CHECK(trail.name << ": byte " << at << " ^ " << flip << " loses " << lost);
        // Where there was damage before, one more flip can make something of it.
        const std::string invented = trail.framing.skipped.empty() ? inventions(trail, now) : "";
        if (!invented.empty())
          FAIL_CHECK(trail.name << ": byte " << at << " ^ " << flip << " invents " << invented);
        bytes[at] = static_cast<char>(bytes[at] ^ flip);
      }
    }
  }
}

TEST_CASE("a flipped byte means the same whatever the size of the chunks") {
  for (const Trail& trail : trails()) {
    std::string bytes = trail.bytes;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      bytes[at] = static_cast<char>(~bytes[at]);
      if (test::frame(bytes, 500) != test::frame(bytes)) FAIL_CHECK(trail.name << ": byte " << at);
      bytes[at] = static_cast<char>(~bytes[at]);
    }
  }
}

TEST_CASE("bytes put between two records are skipped, and nothing else") {
  for (const Trail& trail : trails()) {
    for (const Range& frame : trail.framing.frames) {
      const std::string header = trail.bytes.substr(frame.offset, std::min<std::size_t>(frame.size - 1, 100));
      for (const std::size_t size : std::initializer_list<std::size_t>{1, 2, 3, 100}) {
        for (const std::string& junk :
             {std::string(size, '\0'), std::string(size, '\xff'), std::string(size, '\x14'),
              std::string(size, '\x15'), std::string(size, 't'), header.substr(0, size)}) {
          std::string bytes = trail.bytes;
          bytes.insert(frame.offset, junk);
          const Framing now = test::frame(bytes);
          const std::string lost = losses(trail, now, frame.offset, frame.offset, junk.size());
          if (!lost.empty()) {
            FAIL_CHECK(trail.name << ": " << junk.size() << " bytes " << int(junk[0]) << " at "
                                  << frame.offset << " lose " << lost);
          }
          if (trail.framing.skipped.empty() && now.frames.size() == trail.framing.frames.size()) {
            CHECK(now.skipped == std::vector<Range>{{frame.offset, junk.size()}});
          }
        }
      }
    }
  }
}

TEST_CASE("bytes that are missing lose only the record they are missing from") {
  for (const Trail& trail : trails()) {
    for (const Range& frame : trail.framing.frames) {
      if (!is_header(static_cast<std::uint8_t>(trail.bytes[frame.offset]))) continue;
      for (std::size_t at = frame.offset; at < frame.end(); ++at) {
        for (const std::size_t size : std::initializer_list<std::size_t>{1, 2, 3, 17}) {
          if (at + size > frame.end()) break;
          std::string bytes = trail.bytes;
          bytes.erase(at, size);
          const std::string lost = losses(trail, test::frame(bytes), at, at + size, 0 - size);
          if (!lost.empty()) FAIL_CHECK(trail.name << ": " << size << " bytes at " << at << ": " << lost);
        }
      }
    }
  }
}

TEST_CASE("a wrong size loses only its own record, wherever it leads") {
  for (const Trail& trail : trails()) {
    if (!trail.framing.skipped.empty()) continue;
    const auto try_size = [&](const Range& frame, std::size_t size) {
      if (size == frame.size) return;
      std::string bytes = trail.bytes;
      const std::string field = RecordBuilder().u32(static_cast<std::uint32_t>(size)).tokens();
      bytes.replace(frame.offset + 1, 4, field);
      const std::string lost = losses(trail, test::frame(bytes), frame.offset + 1, frame.offset + 5, 0);
      if (!lost.empty())
        FAIL_CHECK(trail.name << ": size " << size << " at " << frame.offset << ": " << lost);
    };
    for (const Range& frame : trail.framing.frames) {
      if (!is_header(static_cast<std::uint8_t>(trail.bytes[frame.offset]))) continue;
      // The ends of all later records; everything near; and sizes that lead out of the trail.
      for (const Range& later : trail.framing.frames) {
        if (later.offset > frame.offset) try_size(frame, later.end() - frame.offset);
      }
      for (std::size_t size = 0; size < frame.size + 300; ++size) try_size(frame, size);
      for (const std::size_t size : {60'000u, 70'000u, 8'388'608u, 8'388'609u, 0x7fffffffu, 0xffffffffu}) {
        try_size(frame, size);
      }
    }
  }
}

TEST_CASE("a record is not looked for inside of another one") {
  std::string inner = stat_record("/inner").finish();
  // Its bytes as arguments: the NULs in it end them.
  std::uint32_t strings = 1;
  for (const char c : inner) strings += c == '\0';
  const auto outer = [&](RecordBuilder record) {
    return record.u8(0x3c).u32(strings).raw(inner).u8(0).path("/outer").subject32({}).return32(0, 0);
  };
  const std::string sound = stat_record("/sound").finish();
  const std::string whole = outer(RecordBuilder({.event = 23})).finish();
  const std::string bare = outer(RecordBuilder({.event = 23})).no_trailer().finish();
  const std::string cut_short = outer(RecordBuilder({.event = 23, .host = "10.0.0.7"})).xnu_short().finish();
  for (const std::string& hiding : {whole, bare, cut_short}) {
    for (const std::string& junk : {std::string(), std::string("\x99\x14", 2), std::string(3, '\0'),
                                    sound.substr(0, 40), sound.substr(20)}) {
      const std::vector<std::string> records = {sound, junk, hiding, sound};
      for (const std::size_t chunk : {std::size_t{1}, std::size_t{50}, std::string::npos}) {
        const Framing now = test::frame(join(records), chunk);
        CHECK(now.frames == std::vector<Range>{nth(records, 0), nth(records, 2), nth(records, 3)});
        CHECK(now.skipped_bytes() == junk.size());
      }
    }
    // What is damaged within it is still within it, as long as its end is known.
    for (std::size_t at = 18; hiding == whole && at + 7 < hiding.size(); ++at) {
      const std::vector<std::string> records = {sound, hiding, sound};
      std::string bytes = join(records);
      bytes[sound.size() + at] = static_cast<char>(~bytes[sound.size() + at]);
      const Framing now = test::frame(bytes);
      if (now.frames != std::vector<Range>{nth(records, 0), nth(records, 1), nth(records, 2)}) FAIL_CHECK(at);
    }
  }
}

TEST_CASE("a header within a record does not make it larger") {
  // Without trailers only the tokens tell: a size that is right for two records is wrong for one.
  const std::string sound = stat_record("/sound").finish();
  const std::string size = RecordBuilder().u32(2 * static_cast<std::uint32_t>(sound.size()) - 7).tokens();
  std::string bare = sound.substr(0, sound.size() - 7);
  bare.replace(1, 4, size);
  const std::vector<std::string> records = {bare, sound, sound};
  const Framing now = test::frame(join(records));
  CHECK(now.has(nth(records, 1)));
  CHECK(now.has(nth(records, 2)));
}

TEST_CASE("what follows a record without a trailer is waited for") {
  const std::string bare = stat_record("/bare").no_trailer().finish();
  const RecordBuilder file = RecordBuilder().u8(0x11).u32(1).u32(2).u16(100);
  for (const char last : {'\0', 'x'}) {
    const std::string bytes = bare + file.tokens() + std::string(99, 'x') + last + std::string(100, 'x');
    for (const std::size_t chunk : std::initializer_list<std::size_t>{1, 7, 90, 100}) {
      CHECK(test::frame(bytes, chunk) == test::frame(bytes));
    }
  }
}

TEST_CASE("records of a version that nobody knows are found by their trailers") {
  const std::string record = RecordBuilder({.event = 16, .version = 12}).return32(0, 0).finish();
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{20}, std::string::npos}) {
    const Framing now = test::frame("??" + record + record, chunk);
    CHECK(now.skipped == std::vector<Range>{{0, 2}});
    CHECK(now.frames.size() == 2);
  }
}

TEST_CASE("records up to the limit are found, larger ones are damage") {
  const auto record = [](std::size_t size) {
    const test::Strings arguments = {std::string(size - 25 - 5 - 1, 'a')};
    return RecordBuilder({.event = 23}).exec_args(arguments).finish();
  };
  const std::string sound = stat_record("/sound").finish();
  for (const std::size_t size : {std::size_t{70'000}, std::size_t{1'000'000}, kMaxRecord}) {
    for (const std::string& junk : {std::string(), std::string("junk")}) {
      const std::vector<std::string> records = {junk, record(size), sound};
      const Framing now = test::frame(join(records), 100'000);
      CHECK(now.frames == std::vector<Range>{nth(records, 1), nth(records, 2)});
    }
  }
  const std::vector<std::string> records = {record(kMaxRecord + 1), sound};
  const Framing now = test::frame(join(records), 1'000'000);
  CHECK(now.frames == std::vector<Range>{nth(records, 1)});
}

TEST_CASE("the first bytes tell whether an input can be a trail") {
  for (const Trail& trail : trails()) {
    for (std::size_t size = kEnoughToTell; size < 100; ++size) {
      CHECK(looks_like_trail(as_bytes(std::string_view(trail.bytes).substr(0, size))));
    }
  }
  CHECK(!looks_like_trail({}));
  for (const char* const other :
       {"type=SYSCALL msg=audit(1)", "{\"time\":1}", "\xff\xd8\xff\xe0", "text, not one of a trail"}) {
    INFO(other);
    CHECK(!looks_like_trail(as_bytes(std::string_view(other))));
  }
}

TEST_CASE("a few bytes are no trail only because they begin with a token's id") {
  for (int first = 0; first < 256; ++first) {
    std::string bytes(1, static_cast<char>(first));
    CHECK(!looks_like_trail(as_bytes(bytes)));
    bytes += '\n';
    for (int second = 0; second < 256; ++second) {
      bytes[1] = static_cast<char>(second);
      CHECK(!looks_like_trail(as_bytes(bytes)));
    }
  }
  for (const char first : {'t', 'x', 'y'}) {
    for (std::size_t size = 1; size < 64; ++size) {
      INFO(first << size);
      CHECK(!looks_like_trail(as_bytes(first + std::string(size, 'y') + '\n')));
      CHECK(!looks_like_trail(as_bytes(first + std::string(size, '\n'))));
    }
  }
}

TEST_CASE("a whole file token is a trail, however short") {
  using namespace std::string_literals;
  CHECK(looks_like_trail(as_bytes("\x11\0\0\0\1\0\0\0\2\0\1\0"s)));
}

}  // namespace knox::bsm
