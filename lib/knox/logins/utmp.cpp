#include "knox/logins/utmp.h"

#include <algorithm>
#include <span>

#include "knox/base/address.h"
#include "knox/base/cursor.h"

namespace knox::logins {

using io::Step;

namespace {

enum Type : std::uint16_t {
  kRunLevel = 1,
  kBoot,
  kNewTime,
  kOldTime,
  kInit,
  kLogin,
  kUser,
  kDead,
  kShutdown = 11
};

struct Offsets {
  std::uint16_t size, type, pid, line, line_size, user, user_size, host, host_size, seconds, microseconds,
      address;
};
constexpr std::uint16_t kNone = 0xffff;
constexpr std::array<Offsets, 4> kLayouts = {{
    {384, 0, 4, 8, 32, 44, 32, 76, 256, 340, 344, 348},
    {400, 0, 4, 8, 32, 44, 32, 76, 256, 344, 352, 360},
    {628, 296, 292, 260, 32, 0, 256, 308, 256, 300, 304, kNone},
    {292, kNone, kNone, 4, 32, kNone, 0, 36, 256, 0, kNone, kNone},
}};

class View {
 public:
  View(Bytes record, const Offsets& at, bool is_big) : bytes_(as_chars(record)), at_(at), is_big_(is_big) {}

  std::uint32_t type() const { return at_.type == kNone ? std::uint32_t{kUser} : number(at_.type, 2); }
  std::uint32_t pid() const { return at_.pid == kNone ? 0 : number(at_.pid, 4); }
  // The 64 bits of aarch64 have the seconds in their lower half.
  std::uint32_t seconds() const {
    return number(at_.size == 400 && is_big_ ? at_.seconds + 4U : at_.seconds, 4);
  }
  std::uint32_t microseconds() const {
    if (at_.microseconds == kNone) return 0;
    return number(at_.size == 400 && is_big_ ? at_.microseconds + 4U : at_.microseconds, 4);
  }
  std::string_view line() const { return text(at_.line, at_.line_size); }
  std::string_view user() const {
    return at_.user == kNone ? std::string_view() : text(at_.user, at_.user_size);
  }
  std::string_view host() const { return text(at_.host, at_.host_size); }
  std::string_view address() const {
    if (at_.address == kNone) return {};
    const std::string_view all = bytes_.substr(at_.address, 16);
    const auto is_zero = [](std::string_view bytes) { return bytes.find_first_not_of('\0') == bytes.npos; };
    if (is_zero(all)) return {};
    return is_zero(all.substr(4)) ? all.substr(0, 4) : all;
  }

  bool is_empty() const { return bytes_.substr(0, at_.size).find_first_not_of('\0') == bytes_.npos; }
  // What no machine would write is no record. Host and line are never as long as they could be.
  bool is_sound() const {
    const bool has_time = seconds() == 0 || seconds() > 100'000'000;  // 1973
    const bool is_short = line().size() < at_.line_size && host().size() < at_.host_size;
    return type() <= kShutdown && has_time && microseconds() < 1'000'000 && is_short &&
           is_padded(at_.line, at_.line_size) && is_padded(at_.host, at_.host_size) &&
           (at_.user == kNone || is_padded(at_.user, at_.user_size));
  }

 private:
  std::uint32_t number(std::size_t offset, std::size_t size) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t at = offset + (is_big_ ? i : size - 1 - i);
      value = value << 8 | static_cast<std::uint8_t>(bytes_[at]);
    }
    return value;
  }
  std::string_view text(std::size_t offset, std::size_t size) const {
    const std::string_view all = bytes_.substr(offset, size);
    return all.substr(0, all.find('\0'));
  }
  bool is_padded(std::size_t offset, std::size_t size) const {
    const std::size_t used = text(offset, size).size();
    const std::string_view rest = bytes_.substr(offset + used, size - used);
    return rest.find_first_not_of('\0') == rest.npos;
  }

  std::string_view bytes_;
  const Offsets& at_;
  bool is_big_;
};

const Offsets& offsets_of(UtmpLayout layout) {
  const auto* const found = std::ranges::find(kLayouts, layout.size, &Offsets::size);
  return found == kLayouts.end() ? kLayouts.front() : *found;
}

// How many of the first records are of that layout: none if one of them is not.
unsigned count_sound(Bytes front, const Offsets& at, bool is_big) {
  constexpr unsigned kEnough = 64;
  unsigned found = 0;
  for (unsigned i = 0; i < kEnough && front.size() >= at.size; ++i, front = front.subspan(at.size)) {
    const View record(front, at, is_big);
    if (record.is_empty()) continue;
    const bool has_words = !record.line().empty() || !record.user().empty() || record.type() == kBoot;
    if (!record.is_sound()) return 0;
    if (has_words && record.seconds() != 0) ++found;
  }
  return found;
}

bool is_console(std::string_view line) {
  return line == "console" || line.starts_with(':');
}

}  // namespace

UtmpLayout find_utmp(Bytes front) {
  UtmpLayout best;
  unsigned most = 0;
  const std::string_view text = as_chars(front);
  if (text.starts_with("utmpx-1.00")) {
    const Bytes rest = front.subspan(std::min<std::size_t>(628, front.size()));
    return {628, count_sound(rest, kLayouts[2], true) != 0};
  }
  // Few users have low ids, so lastlog begins with a hole.
  if (text.size() >= 292 && text.find_first_not_of('\0') == text.npos) return {292, false};
  for (const Offsets& at : kLayouts) {
    for (const bool is_big : {false, true}) {
      const unsigned found = count_sound(front, at, is_big);
      if (found > most) {
        most = found;
        best = {at.size, is_big};
      }
    }
  }
  return best;
}

void UtmpFramer::look(Bytes front) {
  has_looked_ = true;
  layout_ = find_utmp(front);
  if (layout_.size == 0) return;
  const Offsets& at = offsets_of(layout_);
  for (; front.size() >= at.size; front = front.subspan(at.size)) {
    const View record(front, at, layout_.is_big);
    const std::uint32_t type = record.type();
    if (type == kLogin && !record.user().empty() && record.user() != "LOGIN") success_ = false;
    if (success_) return;
    if (type != 0 && type != kUser && type != kLogin) success_ = true;
    if (type == kLogin && record.user() == "LOGIN") success_ = true;
  }
  if (at.type == kNone || at.size == 628) success_ = true;
}

Step UtmpFramer::next(Bytes unread, bool final) {
  constexpr std::size_t kFirst = 16 * 1024;
  if (unread.empty()) return {};
  if (!has_looked_ && !final && unread.size() < kFirst) return {};
  if (!has_looked_) look(unread);
  const std::size_t size = layout_.size == 0 ? 384 : layout_.size;
  if (unread.size() >= size) return {Step::What::kFrame, size, {}};
  if (!final) return {};
  return {Step::What::kSkip,
          unread.size(),
          {.code = Code::kTruncated, .need = size, .have = unread.size(), .what = "record"}};
}

const event::Event* UtmpReader::read(Bytes bytes, UtmpLayout layout, std::optional<bool> success) {
  const Offsets& at = offsets_of(layout);
  if (bytes.size() < at.size) return nullptr;
  const View record(bytes, at, layout.is_big);
  const std::uint32_t place = place_++;
  event_ = {};
  access_ = {};
  event_.access = &access_;
  event_.dataset = "knox.utmp";
  event_.host.name = host_;
  event_.time = {record.seconds(), record.microseconds() * 1000};
  event_.time_digits = at.microseconds == kNone ? 0 : 6;
  if (record.seconds() == 0) return nullptr;
  if (record.pid() != 0) event_.process.pid = record.pid();
  event_.who.terminal = record.line();
  const std::string_view host = record.host();
  address_.clear();
  if (const std::string_view address = record.address(); !address.empty()) {
    StringWriter writer(address_);
    Out out(writer);
    put_address(out, address);
    out.flush();
  }
  event_.source.address = is_ip_address(host) ? host : std::string_view(address_);
  event_.source.is_ip = !event_.source.address.empty();
  if (!is_ip_address(host)) event_.source.hostname = host;
  if (at.type == kNone) {
    event_.dataset = "knox.lastlog";
    event_.code = "lastlog";
    event_.who.real.user.id = place;
    event_.success = true;
    return &event_;
  }
  const auto type = static_cast<std::uint16_t>(record.type());
  const std::string_view user = record.user();
  if (type == kBoot || type == kShutdown || (type == kRunLevel && user == "shutdown")) {
    event_.code = type == kBoot ? "utmp-boot" : "utmp-shutdown";
    event_.success = true;
    event_.source = {};
    return &event_;
  }
  return read_user(record.line(), user, type, success);
}

const event::Event* UtmpReader::read_user(std::string_view line, std::string_view user, std::uint16_t type,
                                          std::optional<bool> success) {
  const bool is_login = type == kUser || (type == kLogin && success == false);
  if (!is_login && type != kDead) return nullptr;
  access_.program = is_console(line) ? "utmp-console" : "utmp";
  access_.account = user;
  event_.who.target.user.name = user;
  event_.success = success;
  if (type == kDead) {
    event_.code = "utmp-logout";
    event_.success = true;
  } else if (success == false) {
    event_.code = "utmp-failed";
    if (line.starts_with("ssh:")) access_.program = "sshd";
    if (line.find(":notty") != line.npos) event_.who.terminal = {};
    if (user == "UNKNOWN") event_.who.target.user.name = {};
  } else {
    event_.code = "utmp-login";
  }
  return &event_;
}

}  // namespace knox::logins
