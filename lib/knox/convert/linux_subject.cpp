#include "knox/convert/linux_subject.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>

#include "knox/linux_audit/record/value.h"

namespace knox::convert {

void LinuxSubject::clear() {
  constexpr std::uint32_t kUnset = linux_audit::kUnsetId;
  who_ = {{kUnset}, {kUnset}, {kUnset}, {kUnset}, {kUnset}, 0, kUnset, {0, {}}};
  taken_ = 0;
  address_.clear();
}

bool LinuxSubject::take_id(const linux_audit::Field& field, const linux_audit::Record& record) {
  if (field.part != linux_audit::Part::kBody) return false;
  constexpr std::string_view kKeys[] = {"auid", "uid", "gid", "euid", "egid", "pid", "ses"};
  const auto* const known = std::ranges::find(kKeys, field.key);
  if (known == std::end(kKeys)) return false;
  const auto place = static_cast<std::size_t>(known - std::begin(kKeys));
  const std::optional<std::uint32_t> id = record.read_id(field.value);
  if (!id || (taken_ >> place & 1) != 0) return false;
  taken_ |= 1U << place;
  std::uint32_t* const places[] = {&who_.auid.value, &who_.ruid.value, &who_.rgid.value, &who_.euid.value,
                                   &who_.egid.value, &who_.pid,        &who_.session};
  *places[place] = *id;
  return true;
}

bool LinuxSubject::take_address(std::string_view value) {
  char text[INET6_ADDRSTRLEN] = "";
  char bytes[16];
  if (!address_.empty() || value.size() >= sizeof text) return false;
  std::ranges::copy(value, text);
  if (::inet_pton(AF_INET, text, bytes) == 1) {
    address_.assign(bytes, 4);
  } else if (::inet_pton(AF_INET6, text, bytes) == 1) {
    address_.assign(bytes, 16);
  }
  return !address_.empty();
}

void LinuxSubject::add_to(bsm::RecordWriter& writer) const {
  if (taken_ == 0 && address_.empty()) return;
  if (address_.size() == 16) {
    bsm::Subject32Ex subject{};
    subject.auid = who_.auid;
    subject.euid = who_.euid;
    subject.egid = who_.egid;
    subject.ruid = who_.ruid;
    subject.rgid = who_.rgid;
    subject.pid = who_.pid;
    subject.session = who_.session;
    subject.terminal.address = {16, address_};
    return writer.add(subject);
  }
  bsm::Subject32 subject{who_};
  subject.terminal.address.bytes = address_;
  writer.add(subject);
}

}  // namespace knox::convert
