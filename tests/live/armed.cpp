// armed RULE...: records by these rules, each in one word, until its standard input ends. Prints "armed KEY",
// then the type and text of every record, at the end how many records the kernel has dropped.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <vector>

#include "knox/kernel/linux/arm.h"
#include "knox/kernel/linux/netlink.h"

namespace {

using namespace knox::kernel;

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

int fail(std::string_view why) {
  fmt::print(stderr, "armed: {}\n", why);
  return 2;
}

void print_all(RecordSocket& records) {
  for (;;) {
    const auto batch = records.receive_batch();
    if (!batch) continue;  // dropped() will tell
    if (batch->empty()) break;
    for (const Datagram& record : *batch) fmt::print("{} {}\n", record.type, record.payload);
  }
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<RuleData> rules;
  for (int i = 1; i < argc; ++i) {
    const auto request = parse_rule(words_of(argv[i]), host_arch());
    if (!request) return fail(request.error());
    rules.push_back(request->rule);
  }
  auto records = RecordSocket::open_multicast(std::size_t{64} << 20);
  if (!records) return fail(explain(records.error()));
  auto armed = Armed::arm(rules);
  if (!armed) return fail(armed.error());
  fmt::print("armed {}\n", armed->key());
  std::fflush(stdout);

  std::array<pollfd, 2> inputs = {{{.fd = records->fd(), .events = POLLIN, .revents = 0},
                                   {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0}}};
  while (inputs[1].revents == 0) {
    ::poll(inputs.data(), inputs.size(), -1);
    print_all(*records);
  }
  const auto disarmed = armed->disarm();
  fmt::print("dropped {}\n", records->dropped());
  return disarmed ? 0 : fail(disarmed.error());
}
