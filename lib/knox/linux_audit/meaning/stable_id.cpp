#include "knox/linux_audit/meaning/stable_id.h"

#include <array>
#include <charconv>

#include "knox/event/process.h"

namespace knox::linux_audit {

namespace {

constexpr std::size_t kMaxHost = 255;  // as HOST_NAME_MAX of POSIX: what is longer is no name of a host

bool is_harmless(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
         c == '_' || c == ':';
}

}  // namespace

std::string_view StableId::of(const Event& event, std::string_view host) {
  if (host_ != host || second_ != event.time.seconds) begin(host, event.time.seconds);
  std::array<char, 32> digits;
  char* const first = digits.data();
  char* const end = first + digits.size();
  const std::uint32_t milliseconds = event.time.nanoseconds / 1'000'000;
  first[0] = '.';
  first[1] = static_cast<char>('0' + milliseconds / 100);
  first[2] = static_cast<char>('0' + milliseconds / 10 % 10);
  first[3] = static_cast<char>('0' + milliseconds % 10);
  first[4] = ':';
  id_.resize(start_);
  id_.append(first, std::to_chars(first + 5, end, event.serial).ptr);
  if (event.late) {
    std::uint64_t hash = 0;
    for (const Line& line : event.records) hash = hash * 31 + event::host_number(line.text);
    id_ += "-late-";
    id_.append(first, std::to_chars(first, end, hash, 16).ptr);
  }
  return id_;
}

void StableId::begin(std::string_view host, std::uint64_t second) {
  host_ = host;
  second_ = second;
  id_.clear();
  for (const char c : host.substr(0, kMaxHost)) {
    if (is_harmless(c)) {
      id_ += c;
      continue;
    }
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    const auto byte = static_cast<std::uint8_t>(c);
    id_.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
  }
  if (!host.empty()) id_ += '-';
  std::array<char, 24> digits;
  id_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), second).ptr);
  start_ = id_.size();
}

}  // namespace knox::linux_audit
