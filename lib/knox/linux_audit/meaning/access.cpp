#include "knox/linux_audit/meaning/access.h"

#include <algorithm>
#include <array>
#include <bitset>

#include "knox/base/address.h"
#include "knox/event/exec.h"
#include "knox/linux_audit/meaning/actions.h"
#include "knox/linux_audit/record/outcome.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

constexpr RecordType kWanted[] = {
    RecordType::USER_AUTH,       RecordType::USER_ACCT,      RecordType::USER_MGMT,
    RecordType::CRED_REFR,       RecordType::LOGIN,          RecordType::USER_START,
    RecordType::USER_END,        RecordType::USER_CHAUTHTOK, RecordType::USER_ERR,
    RecordType::USER_LOGIN,      RecordType::USER_LOGOUT,    RecordType::USER_CMD,
    RecordType::ADD_USER,        RecordType::DEL_USER,       RecordType::ADD_GROUP,
    RecordType::DEL_GROUP,       RecordType::GRP_MGMT,       RecordType::GRP_AUTH,
    RecordType::GRP_CHAUTHTOK,   RecordType::CHGRP_ID,       RecordType::CHUSER_ID,
    RecordType::ACCT_LOCK,       RecordType::ACCT_UNLOCK,    RecordType::CRYPTO_SESSION,
    RecordType::CRYPTO_KEY_USER, RecordType::SYSTEM_BOOT,    RecordType::SYSTEM_SHUTDOWN};

// By the lowest bits of the number, which types near each other do not share.
constexpr auto kSet = [] {
  std::array<bool, 4096> set{};
  for (const RecordType type : kWanted) set[static_cast<std::uint16_t>(type)] = true;
  return set;
}();

std::string_view without_device(std::string_view terminal) {
  constexpr std::string_view kDevice = "/dev/";
  return terminal.starts_with(kDevice) ? terminal.substr(kDevice.size()) : terminal;
}

bool is_terminal(std::string_view name) {
  constexpr std::string_view kBegins[] = {"pts/", "tty", "console", "hvc", ":"};
  return std::ranges::any_of(kBegins, [&](std::string_view begin) { return name.starts_with(begin); });
}

// What is between the quotes, if it has any.
std::string_view bare(std::string_view value) {
  if (is_none(value)) return {};
  return is_quoted(value) ? unquote(value) : value;
}

// Red Hat's sshd writes SHA256:8f:73:4a... for what it calls SHA256:j3NK... everywhere else. Others: as they
// are.
std::string_view fingerprint(std::string_view key, std::string& memory) {
  constexpr std::string_view kBegin = "SHA256:", kDigits = "0123456789abcdef",
                             kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t kBytes = 32;
  if (!key.starts_with(kBegin) || key.size() != kBegin.size() + kBytes * 3 - 1) return key;
  std::string text(kBegin);
  unsigned bits = 0, count = 0;
  for (std::size_t i = kBegin.size(); i < key.size(); i += 3) {
    const std::size_t high = kDigits.find(key[i]), low = kDigits.find(key[i + 1]);
    if (high == kDigits.npos || low == kDigits.npos || (i + 2 < key.size() && key[i + 2] != ':')) return key;
    bits = bits << 8 | static_cast<unsigned>(high << 4 | low);
    for (count += 8; count >= 6; count -= 6) text += kBase64[bits >> (count - 6) & 63];
  }
  text += kBase64[bits << (6 - count) & 63];
  memory = std::move(text);
  return memory;
}

bool is_of_group(RecordType type) {
  return type == RecordType::ADD_GROUP || type == RecordType::DEL_GROUP || type == RecordType::GRP_MGMT ||
         type == RecordType::GRP_CHAUTHTOK;
}

}  // namespace

bool AccessReader::wants(RecordType type) noexcept {
  const auto number = static_cast<std::uint16_t>(type);
  return number < kSet.size() && kSet[number];
}

// In the message first: what stands in front of it is of the process that sent it.
std::string_view AccessReader::find(std::string_view key) const {
  const std::string_view inside = record_.find(key, Part::kMessage);
  return inside.data() != nullptr ? inside : record_.find(key);
}

std::string_view AccessReader::text(std::string_view value, std::string& memory) const {
  if (is_none(value)) return {};
  return decode_string(value, memory).value_or(std::string_view());
}

std::string_view AccessReader::enriched(std::string_view key) const {
  std::string_view name = bare(record_.find(key, Part::kEnriched));
  if (name.starts_with("unknown(") || name == "unset") name = {};
  return name;
}

// All words of it: op=adding user to group acct="alice". Old programs have none, but begin with the words:
// msg='PAM: session open acct="root" : exe=...'.
std::string_view AccessReader::operation() const {
  std::string_view words;
  bool is_open = false;
  for (const Field& field : record_.fields()) {
    if (field.part != Part::kMessage) continue;
    const bool is_op = field.key == "op";
    if (!is_op && !(field.is_word() && (is_open || words.empty()))) {
      if (is_open || !words.empty()) break;
      if (!field.is_word()) break;
      continue;
    }
    const char* const begin = words.empty() ? field.value.data() : words.data();
    words = {begin, static_cast<std::size_t>(field.value.data() + field.value.size() - begin)};
    is_open = true;
  }
  return words;
}

event::Principal AccessReader::principal(std::string_view value, std::string_view name) const {
  const std::optional<std::uint32_t> id = parse_id(value);
  if (!id || *id == kUnsetId) return {};
  return {id, name.empty() ? names_.user(*id) : name};
}

void AccessReader::take_who() {
  event::Who& who = event_.who;
  who.real.user = principal(record_.find("uid"), enriched("UID"));
  who.audit = principal(record_.find("auid"), enriched("AUID"));
  if (const auto session = parse_id(record_.find("ses")); session && *session != kUnsetId) {
    who.session = session;
  }
}

void AccessReader::take_account() {
  access_.account = text(find("acct"), account_);
  if (access_.account == "?") access_.account = {};
  event::Who& who = event_.who;
  std::string_view id = record_.find("id", Part::kMessage);
  const bool is_own = id.data() == nullptr && access_.operation.empty();
  if (is_own) id = record_.find("uid", Part::kMessage);
  who.target.user = principal(id, is_own ? std::string_view() : enriched("ID"));
  if (!access_.account.empty() && !access_.account.starts_with('(') && access_.account != "UNKNOWN") {
    who.target.user.name = access_.account;
  }
  std::string_view group = text(find("grp"), group_);
  if (group.empty()) group = text(find("new_group"), group_);
  if (group.empty()) group = text(find("new-group"), group_);
  who.group.name = group;
  if (!is_of_group(record_.type())) return;
  if (group.empty()) who.group = who.target.user;
  who.target = {};
}

void AccessReader::take_source() {
  event::Endpoint& source = event_.source;
  source.address = plain_address(bare(find("addr")));
  source.hostname = plain_address(bare(find("hostname")));
  if (source.hostname == source.address) source.hostname = {};
  source.is_ip = is_ip_address(source.address);
  if (!source.is_ip) source.hostname = {};  // programs write the name of their own host there
  if (const auto port = parse_number(find("rport")); port && *port <= 0xffff) {
    source.port = static_cast<std::uint32_t>(*port);
  }
  access_.terminal = bare(find("terminal"));
  const std::string_view terminal = without_device(access_.terminal);
  if (is_terminal(terminal)) event_.who.terminal = terminal;
}

// What the kernel writes: who the session is of, which begins. RHEL 5 and 6 have the new ids behind "new".
void AccessReader::take_login() {
  std::string_view auid = record_.find("auid"), session = record_.find("ses");
  bool is_new = false;
  for (const Field& field : record_.fields()) {
    if (field.key == "auid" && is_new) auid = field.value;
    if (field.key == "ses" && is_new) session = field.value;
    is_new = field.is_word() && field.value == "new";
  }
  event_.who.audit = principal(auid, enriched("AUID"));
  event_.who.target.user = event_.who.audit;
  event_.who.session = {};
  if (const auto number = parse_id(session); number && *number != kUnsetId) event_.who.session = number;
}

const event::Event& AccessReader::read(const Line& line) {
  record_.parse(line);
  names_.begin_event(line.node);
  event_ = {};
  access_ = {};
  event_.time = line.time;
  event_.sequence = line.serial;
  event_.dataset = "knox.linux_audit";
  event_.code = record_type_name(line.type);
  event_.host = {.name = host_.empty() ? line.node : std::string_view(host_), .os_type = "linux"};
  event_.action = find_rule(line.type).action;
  std::string_view outcome = find("res");
  if (outcome.data() == nullptr) outcome = find("result");
  event_.success = parse_outcome(outcome);
  if (const auto pid = parse_number(record_.find("pid")); pid && *pid <= UINT32_MAX) {
    event_.process.pid = static_cast<std::uint32_t>(*pid);
  }
  event_.process.executable = text(find("exe"), program_);
  event_.process.command_line = text(find("cmd"), command_);
  event_.process.cwd = text(find("cwd"), directory_);
  access_.program = event::base_name(event_.process.executable);
  if (access_.program.empty() && line.type == RecordType::USER_CMD) access_.program = "sudo";
  access_.operation = operation();
  take_who();
  take_account();
  take_source();
  if (line.type == RecordType::LOGIN) take_login();
  if (line.type != RecordType::CRYPTO_KEY_USER || find("kind") == "auth-key") {
    access_.key = fingerprint(bare(find("fp")), key_);
  }
  event_.access = &access_;
  return event_;
}

}  // namespace knox::linux_audit
