#include "knox/bsm/exec.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <charconv>
#include <cstring>

#include "knox/bsm/constants.h"
#include "knox/bsm/lists.h"
#include "knox/bsm/table_file.h"

namespace knox::bsm {

namespace {

// The strings of an exec_args or exec_env token.
event::StringList list_of(Bytes token) {
  Cursor in(token.subspan(1));
  const auto count = in.get<std::uint32_t>();
  return {in.take(in.left()), count};
}

// What knox writes beside an execution on Linux: texts, key=value.
struct TextFact {
  std::string_view key;
  std::string_view event::Exec::*fact;
};
constexpr TextFact kTextFacts[] = {{"cwd", &event::Exec::cwd},
                                   {"node", &event::Exec::hostname},
                                   {"script", &event::Exec::script},
                                   {"tty", &event::Exec::tty}};

// Solaris' strings have sizes instead of NULs: rewritten into `memory`.
event::StringList list_of(const Texts& texts, std::string& memory) {
  memory.clear();
  for_each_text(texts, [&](std::string_view text) { memory.append(text) += '\0'; });
  return {memory, texts.count};
}

}  // namespace

bool ExecutedFile::is_told(std::uint16_t event) const {
  constexpr std::uint32_t kTypeMask = 0170000, kRegularFile = 0100000;
  if (event != kPosixSpawnEvent) return true;
  if (mode) return (*mode & kTypeMask) == kRegularFile || (*mode & kTypeMask) == 0;
  if (path.starts_with("/dev/")) return false;
  if (success != true || command.empty()) return true;
  std::string_view name = event::base_name(command);
  if (name.starts_with('-')) name.remove_prefix(1);  // a login shell
  return name == event::base_name(path);
}

const event::Exec* ExecDecoder::decode(const Record& record) {
  const HeaderFacts& header = record.header();
  if (record.is_file() || !is_exec(header.event)) return nullptr;

  exec_ = {};
  child_ = 0;
  mode_.reset();
  exec_.time = {header.seconds, header.nanoseconds};
  exec_.time_digits = header.milliseconds ? 3 : 9;
  if (!header.host.empty()) exec_.hostname = host_text(header.host);
  for (const TokenRef& ref : record.tokens()) add_token(ref.kind, record.token(ref));
  if (const std::optional<SubjectFacts> s = record.subject()) {
    exec_.process = {s->auid, s->euid, s->egid, s->ruid, s->rgid, s->pid, s->session};
  }
  if (const std::optional<ReturnFacts> result = record.result()) add_result(*result);
  if (header.event == kPosixSpawnEvent && child_ != 0 && child_ != exec_.process.pid) {
    exec_.parent = exec_.process;
    exec_.ppid = exec_.process.pid;
    exec_.process.pid = child_;
  }
  const std::string_view command = exec_.args.empty() ? std::string_view() : exec_.args.front();
  if (!ExecutedFile{exec_.exec_path, mode_, command, exec_.success}.is_told(header.event))
    exec_.exec_path = {};
  return &exec_;
}

template <class Argument>
void ExecDecoder::add_argument(Bytes token) {
  const auto argument = decode_token<Argument>(token);
  if (argument.text.bytes == "child PID") child_ = static_cast<std::uint32_t>(argument.value.value);
}

void ExecDecoder::add_token(Kind kind, Bytes token) {
  switch (kind) {
    case kKindOf<ExecArgs>: exec_.args = list_of(token); break;
    case kKindOf<TextToken>: add_text(decode_token<TextToken>(token).text.bytes); break;
    case kKindOf<ExecEnv>: exec_.env = list_of(token); break;
    case kKindOf<Command>: {
      const auto command = decode_token<Command>(token);
      exec_.args = list_of(command.args, args_);
      exec_.env = list_of(command.env, env_);
      break;
    }
    case kKindOf<Path>: exec_.exec_path = decode_token<Path>(token).path.bytes; break;
    case kKindOf<Attribute32>: mode_ = decode_token<Attribute32>(token).mode.value; break;
    case kKindOf<Attribute64>: mode_ = decode_token<Attribute64>(token).mode.value; break;
    case kKindOf<Argument32>: add_argument<Argument32>(token); break;
    case kKindOf<Argument64>: add_argument<Argument64>(token); break;
    default: break;
  }
}

void ExecDecoder::add_text(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == text.npos) return;
  const std::string_view key = text.substr(0, equals);
  const std::string_view value = text.substr(equals + 1);
  for (const auto& [known, fact] : kTextFacts) {
    if (key == known && (exec_.*fact).empty()) exec_.*fact = value;
  }
  if (key == "ppid" && !exec_.ppid) {
    exec_.ppid = parse_number<std::uint32_t>(value);
    if (exec_.ppid) exec_.parent.emplace().pid = exec_.ppid;
  } else if (key == "argc" && exec_.args.known()) {
    exec_.args = {exec_.args.bytes(), parse_number<std::uint32_t>(value).value_or(0)};
  } else if (key == "exec_args") {
    exec_.args_from_title = value == "proctitle";
  }
}

void ExecDecoder::add_result(const ReturnFacts& result) {
  exec_.success = result.error == 0;
  if (result.error == 0) return;
  exec_.error = errno_name(result.error);
  if (exec_.error.empty()) {
    char* const digits = error_number_.data();
    char* const end = std::to_chars(digits, digits + error_number_.size(), result.error).ptr;
    exec_.error = {digits, static_cast<std::size_t>(end - digits)};
  }
  if (const std::optional<int> local = local_errno(result.error)) exec_.error_text = std::strerror(*local);
}

// Nearly always the same address again.
std::string_view ExecDecoder::host_text(std::string_view address) {
  if (address != host_) {
    char text[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(address.size() == 4 ? AF_INET : AF_INET6, address.data(), text, sizeof text);
    host_ = address;
    host_text_ = text;
  }
  return host_text_;
}

}  // namespace knox::bsm
