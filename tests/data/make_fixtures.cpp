// make_fixtures DIRECTORY: writes bsm, es and the archives in ulog of tests/data, byte for byte the same
// every time. What is in them is said in support/fixture_*.cpp, next to the code that makes each record.
#include <zlib.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "support/fixtures.h"

namespace {

using knox::test::TrailBuilder;

struct Fixture {
  std::string_view name;
  TrailBuilder (*make)();
};

constexpr std::array kFixtures = {
    Fixture{"every_token.bsm", knox::test::every_token},
    Fixture{"darwin.bsm", knox::test::darwin},
    Fixture{"freebsd.bsm", knox::test::freebsd},
    Fixture{"solaris.bsm", knox::test::solaris},
    Fixture{"quirks.bsm", knox::test::quirks},
    Fixture{"damaged.bsm", knox::test::damaged},
    Fixture{"meaning.bsm", knox::test::meaning},
    Fixture{"session.bsm", knox::test::session},
    Fixture{"darwin_build.bsm", knox::test::darwin_build},
    Fixture{"freebsd_build.bsm", knox::test::freebsd_build},
};

// A gzip member that names no time and no system.
std::string gzip(std::string bytes) {
  constexpr int kWindowBits = 15;
  constexpr int kGzip = 16;
  constexpr int kUnknownSystem = 255;
  constexpr int kMemoryLevel = 8;
  z_stream stream = {};
  gz_header header = {};
  header.os = kUnknownSystem;
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kWindowBits + kGzip, kMemoryLevel,
               Z_DEFAULT_STRATEGY);
  deflateSetHeader(&stream, &header);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

bool write(const std::string& path, const std::string& bytes) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) std::fprintf(stderr, "make_fixtures: %s: cannot be written\n", path.c_str());
  return static_cast<bool>(file);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_fixtures DIRECTORY\n", stderr);
    return 2;
  }
  const std::string data = std::string(argv[1]) + '/', directory = data + "bsm/";
  bool written = true;
  for (const Fixture& fixture : kFixtures) {
    const TrailBuilder trail = fixture.make();
    const std::string path = directory + std::string(fixture.name);
    written &= write(path, trail.bytes());
    std::printf("%s: %zu bytes, %zu records\n", path.c_str(), trail.bytes().size(), trail.records());
  }
  written &= write(directory + "session.bsm.gz", gzip(knox::test::session().bytes()));
  written &= write(directory + "every_event.bsm.gz", gzip(knox::test::every_event().bytes()));
  written &= write(data + "es/session.ndjson", knox::test::es_session());
  for (const auto& [path, bytes] : knox::test::ulog_store())
    written &= write(data + "ulog/session.logarchive/" + path, bytes);
  for (const auto& [path, bytes] : knox::test::access_store())
    written &= write(data + "ulog/access.logarchive/" + path, bytes);
  return written ? 0 : 2;
}
