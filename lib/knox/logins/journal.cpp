#include "knox/logins/journal.h"

#include <simdjson.h>

#include <charconv>
#include <string>

namespace knox::logins {

namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Whoever sends a message chooses its identifier, but not its program, which journald finds out.
bool is_forged(std::string_view identifier, std::string_view program) {
  program.remove_prefix(program.rfind('/') + 1);  // npos + 1 is 0
  if (program.empty() || program == "busybox") return false;
  if (program == "logger") return true;
  for (const std::string_view name : {"sshd", "sudo", "su", "login"}) {
    const bool is_its = identifier == name || (name == "sshd" && identifier.starts_with("sshd-"));
    if (is_its) return !program.starts_with(name);
  }
  return false;
}

}  // namespace

struct JournalReader::State {
  // The text of a field, which may be a list: of bytes, or of the values of a field that came twice.
  std::string_view text(const simdjson::dom::object& object, const char* key) {
    simdjson::dom::element element;
    std::string_view found;
    if (object[key].get(element) != simdjson::SUCCESS) return {};
    if (element.get_string().get(found) == simdjson::SUCCESS) return found;
    simdjson::dom::array list;
    if (element.get_array().get(list) != simdjson::SUCCESS) return {};
    bytes.clear();
    for (const simdjson::dom::element item : list) {
      std::uint64_t byte = 0;
      if (item.get_uint64().get(byte) != simdjson::SUCCESS || byte > 0xff) return {};
      bytes += static_cast<char>(byte);
    }
    return bytes;
  }

  simdjson::dom::parser parser;
  std::string bytes;
};

JournalReader::JournalReader() : state_(new State) {}
JournalReader::~JournalReader() = default;

bool JournalReader::read(std::string_view line, Header& header) {
  header = {};
  simdjson::dom::object object;
  if (state_->parser.parse(line.data(), line.size()).get_object().get(object) != simdjson::SUCCESS)
    return false;
  const std::optional<std::uint64_t> time = number(state_->text(object, "__REALTIME_TIMESTAMP"));
  if (!time) return false;
  constexpr std::uint64_t kMicro = 1'000'000;
  header.time = {*time / kMicro, static_cast<std::uint32_t>(*time % kMicro) * 1000};
  header.time_digits = 6;
  header.host = state_->text(object, "_HOSTNAME");
  header.program = state_->text(object, "SYSLOG_IDENTIFIER");
  if (header.program.empty()) header.program = state_->text(object, "_COMM");
  std::string_view pid = state_->text(object, "SYSLOG_PID");
  if (pid.empty()) pid = state_->text(object, "_PID");
  if (const auto value = number(pid); value && *value <= UINT32_MAX)
    header.pid = static_cast<std::uint32_t>(*value);
  if (is_forged(header.program, state_->text(object, "_EXE")))
    return true;  // without a text, it says nothing
  header.text = state_->text(object, "MESSAGE");
  return !header.text.empty();
}

bool looks_like_journal(std::string_view front) {
  front = front.substr(0, front.find('\n'));
  return front.starts_with('{') && front.find("\"__REALTIME_TIMESTAMP\"") != front.npos &&
         front.find("\"MESSAGE\"") != front.npos;
}

}  // namespace knox::logins
