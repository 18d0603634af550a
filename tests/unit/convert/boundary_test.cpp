// Which events a system call can be: exactly those that some arguments make it, no more and no fewer, since
// what is selected by class is looked for among them.
#include <algorithm>
#include <set>

#include "knox/convert/linux_events.h"
#include "unit/catch.h"

namespace knox::convert {

using linux_audit::Arch;
using linux_audit::Syscall;

TEST_CASE("convert: events_of() has every event that a call can be, and no other") {
  std::vector<std::uint64_t> values;
  for (std::uint64_t value = 0; value <= 40; ++value) values.push_back(value);
  for (const std::uint64_t access : {0u, 1u, 2u, 3u}) {  // flags of open(2): O_CREAT and O_TRUNC
    for (const std::uint64_t flags : {0100u, 01000u, 01100u}) values.push_back(access | flags);
  }
  for (const std::uint64_t flags : {0x100u, 0x4000u, 0x4100u, 0x10000u, 0x10f00u})
    values.push_back(flags);  // of clone(2)

  for (std::size_t place = 0; place < kSyscalls; ++place) {
    const auto syscall = static_cast<Syscall>(place);
    std::set<std::uint16_t> found;
    LinuxCall call;
    call.arch = Arch::kX86_64;
    call.syscall = syscall;
    const auto add = [&] { found.insert(event_of(call)); };
    add();
    call.has_arguments = true;
    for (const bool not_found : {false, true}) {
      call.not_found = not_found;
      for (const std::uint64_t first : values) {
        for (const std::uint64_t rest : values) {
          call.arguments = {first, rest, rest, rest};
          call.open_flags.reset();
          add();
          call.open_flags = rest;
          add();
        }
      }
    }
    INFO(linux_audit::syscall_name(syscall));
    CHECK(std::vector<std::uint16_t>(found.begin(), found.end()) == events_of(syscall));
  }
}

}  // namespace knox::convert
