// threads: what tools print with several threads is what they print with one, byte for byte, and so are their
// messages and the exit status.
//
//   threads BIN [MUTATIONS [STEP]]
//
// BIN is where the tools are. Every fixture is repeated until it makes some blocks (tools/common/blocks.h),
// and is read in every format: as it is, and with so many times (default 1) some of its bytes changed, cut
// out or repeated. Of all these, one in STEP (default 1) is tried. The last line counts comparisons: "N
// passed, N failed".
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "bench/random.h"
#include "support/data.h"

namespace {

namespace fs = std::filesystem;
using knox::bench::Random;

constexpr std::size_t kLeast = 250'000;  // bytes of an input

struct Command {
  std::string_view words, folder;  // of fixtures
};
constexpr Command kCommands[] = {
    {"bsm2json", "bsm"},
    {"bsm2json --format tokens", "bsm"},
    {"bsm2json --format text --local", "bsm"},
    {"bsm2json --format text --raw --multiline", "bsm"},
    {"bsm2json --format xml", "bsm"},
    {"bsm2json --format ecs", "bsm"},
    {"bsm2json --format csv", "bsm"},
    {"bsm2json --format bsm", "bsm"},
    {"bsm2json --class lo", "bsm"},
    {"bsm2json --failure --invert", "bsm"},
    {"bsm2json --user alice --verbose", "bsm"},
    {"bsm2json --strict", "bsm"},
    {"bsm2json --after 2035-01-01", "bsm"},
    {"auparse", "linux"},
    {"auparse --interpret", "linux"},
    {"auparse --format json", "linux"},
    {"auparse --format json --interpret", "linux"},
    {"auparse --format yaml --raw", "linux"},
    {"auparse --format records", "linux"},
    {"auparse --format csv", "linux"},
    {"auparse --format ecs", "linux"},
    {"auparse --format bsm", "linux"},
    {"auparse --message USER_LOGIN,USER_AUTH --failure", "linux"},
    {"auparse --user root --invert --stats", "linux"},
    {"auparse --format json --strict", "linux"},
    {"auparse --just-one", "linux"},
    {"auparse --summary", "linux"},
    {"auparse --after 2035-01-01", "linux"},
};

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// What a few broken disks and shippers do.
void damage(std::string& bytes, Random& random) {
  for (std::uint64_t left = 1 + random.below(6); left > 0; --left) {
    const std::size_t at = random.below(static_cast<std::uint32_t>(bytes.size()));
    const std::size_t size = std::min<std::size_t>(1 + random.below(40), bytes.size() - at);
    switch (random.below(4)) {
      case 0: bytes[at] = static_cast<char>(random.below(256)); break;
      case 1: bytes.erase(at, size); break;
      case 2: bytes.insert(at, bytes.substr(at / 2, size)); break;
      default: std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), size, '\0');
    }
  }
}

// What came of a command, as text.
std::string run(const std::string& command, const std::string& folder) {
  const std::string out = folder + "/out", err = folder + "/err";
  const std::string line = command + " >" + out + " 2>" + err;
  const int status = std::system(line.c_str());  // NOLINT(cert-env33-c): of words that stand in this file
  return "exit " + std::to_string(WEXITSTATUS(status)) + "\n" + read(err) + read(out);
}

struct Comparison {
  std::string bin, folder;
  int step = 1;
  int seen = 0, passed = 0, failed = 0;

  void compare(const Command& command, const std::string& input, const std::string& what) {
    if (seen++ % step != 0) return;
    const std::string_view tool = command.words.substr(0, command.words.find(' '));
    const auto with = [&](std::string_view threads) {
      return run(bin + '/' + std::string(command.words) + " --threads " + std::string(threads) + ' ' + input,
                 folder);
    };
    const std::string one = with("1");
    for (const std::string_view threads : {"2", "8"}) {
      const bool is_same = with(threads) == one;
      ++(is_same ? passed : failed);
      if (is_same) continue;
      std::printf("%.*s --threads %.*s: %s: is not what one thread prints\n",
                  static_cast<int>(command.words.size()), command.words.data(),
                  static_cast<int>(threads.size()), threads.data(), what.c_str());
      if (failed == 1)
        fs::copy_file(input, fs::temp_directory_path() / ("knox-threads-" + std::string(tool)),
                      fs::copy_options::overwrite_existing);
    }
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const int mutations = argc > 2 ? std::atoi(argv[2]) : 1;
  std::string folder = (fs::temp_directory_path() / "knox-threads.XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return 2;
  Comparison comparison{
      .bin = argv[1], .folder = folder, .step = argc > 3 ? std::max(std::atoi(argv[3]), 1) : 1};
  const std::string input = folder + "/input";
  Random random(18);
  for (const std::string_view kind : {"bsm", "linux"}) {
    std::vector<fs::path> fixtures;
    for (const auto& file : fs::directory_iterator(knox::test::data_file(std::string(kind))))
      if (file.path().extension() != ".gz") fixtures.push_back(file.path());
    std::ranges::sort(fixtures);
    for (const fs::path& fixture : fixtures) {
      const std::string part = read(fixture.string());
      std::string whole;
      while (whole.size() < kLeast) whole += part;
      for (int i = 0; i <= mutations; ++i) {
        std::string bytes = whole;
        if (i > 0) damage(bytes, random);
        write(input, bytes);
        for (const Command& command : kCommands) {
          if (command.folder != kind) continue;
          comparison.compare(command, input, fixture.filename().string() + ", mutation " + std::to_string(i));
        }
      }
    }
  }
  fs::remove_all(folder);
  std::printf("%d passed, %d failed\n", comparison.passed, comparison.failed);
  return comparison.failed > 0 || comparison.passed == 0 ? 1 : 0;
}
