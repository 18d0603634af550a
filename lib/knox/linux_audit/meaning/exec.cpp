#include "knox/linux_audit/meaning/exec.h"

#include <charconv>
#include <functional>

#include "knox/base/scan.h"
#include "knox/linux_audit/log/stops.h"
#include "knox/linux_audit/names/constants.h"
#include "knox/linux_audit/record/enriched.h"
#include "knox/linux_audit/record/outcome.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

constexpr std::size_t kProcesses = 2048;

// Calls `take` with each field of a SYSCALL record whose key is short: that key, its value, and the end of
// the body. The kernel writes no spaces into values, so that these are found without taking the record apart.
template <class Take>
void for_each_field(const Line& line, Take take) {
  const char* at = line.body.data();
  const char* const end = at + line.body.size();
  Stops stops(line.text.data(), at, end);
  while (at < end) {
    const char* const equals = stops.next();
    if (equals == end) return;
    const char* stop = equals;
    if (*equals == '=') {
      do stop = stops.next();
      while (stop < end && (*stop == '=' || *stop == '"'));
      const auto size = static_cast<std::size_t>(equals - at);
      if (size > 0 && size <= 8) take(word_before(equals, size), between(equals + 1, stop), end);
    }
    at = stop < end ? stop + 1 : end;
  }
}

std::string_view up_to_space(std::string_view text) {
  return between(text.data(), find_space(text.data(), text.data() + text.size()));
}

// The value behind `key`, which has its = with it, up to the next space. Mostly it is the first one in the
// body.
template <std::size_t N>
std::string_view value_of(std::string_view body, const char (&key)[N]) {
  const char* const end = body.data() + body.size();
  if (starts_with(body.data(), end, key)) return up_to_space(body.substr(N - 1));
  std::size_t at = 0;
  do {
    at = body.find(key, at + 1);
    if (at == body.npos) return {};
  } while (body[at - 1] != ' ');
  return up_to_space(body.substr(at + N - 1));
}

}  // namespace

Syscall call_of(const Line& line) noexcept {
  const auto arch = parse_hex(value_of(line.body, "arch="));
  const auto number = parse_number(value_of(line.body, "syscall="));
  if (!arch || !number || *arch > UINT32_MAX || *number > UINT32_MAX) return Syscall::kUnknown;
  return find_syscall(static_cast<Arch>(*arch), static_cast<std::uint32_t>(*number));
}

namespace {

IsExec is_exec(Syscall call) noexcept {
  switch (call) {
    case Syscall::sys_execve:
    case Syscall::sys_execveat: return IsExec::kYes;
    case Syscall::kUnknown: return IsExec::kUnknown;
    default: return IsExec::kNo;
  }
}

}  // namespace

IsExec is_exec(const Line& syscall) noexcept {
  return is_exec(call_of(syscall));
}

ExecDecoder::ExecDecoder(os::Names* names) : names_(names), processes_(kProcesses) {}

ExecDecoder::~ExecDecoder() {
  if (names_ != nullptr) names_->begin_event({});
}

const event::Exec* ExecDecoder::decode(const Event& event) {
  const Line* const call = event.find(RecordType::SYSCALL);
  const Syscall syscall = call == nullptr ? Syscall::kUnknown : call_of(*call);
  const IsExec is = is_exec(syscall);
  if (is == IsExec::kNo) return nullptr;
  const bool has_args = event.find(RecordType::EXECVE) != nullptr;
  if (is == IsExec::kUnknown && !has_args) return nullptr;

  exec_ = {};
  exec_.time = event.time;
  exec_.hostname = event.node;
  exe_ = {};
  paths_ = {};
  files_.begin(event);
  exit_ = 0;
  args_.clear();
  if (call != nullptr) add_call(*call);
  if (names_ != nullptr) names_->begin_event(event.node);
  if (names_ != nullptr && call != nullptr) tell_names(*call);
  for (const Line& line : event.records) {
    switch (line.type) {
      case RecordType::EXECVE:
        record_.parse(line);
        args_.add(record_);
        break;
      case RecordType::PATH: add_path(line); break;
      case RecordType::CWD:
        exec_.cwd = decode_string(value_of(line.body, "cwd="), cwd_memory_).value_or(std::string_view());
        break;
      case RecordType::PROCTITLE:
        if (!has_args && exec_.success == true) add_title(line);
        break;
      default: break;
    }
  }
  if (has_args) {
    args_.finish();
    exec_.args = args_.list();
  }
  set_path();
  set_error();
  set_parent(event.node);
  return &exec_;
}

void ExecDecoder::add_call(const Line& line) {
  event::ProcessIds& ids = exec_.process;
  for_each_field(line, [&](std::uint64_t key, std::string_view value, const char* end) {
    const auto id = [&]() -> std::optional<std::uint32_t> {
      std::uint64_t number = 0;  // reading eight digits at once is quick, and there are some behind the value
      const bool whole = read_decimal(value.data(), end, number) == value.data() + value.size();
      return whole && !value.empty() && number <= UINT32_MAX ? static_cast<std::uint32_t>(number)
                                                             : parse_id(value);
    };
    switch (key) {
      case word_of("success"): exec_.success = parse_outcome(value); break;
      case word_of("exit"): exit_ = parse_signed(value).value_or(0); break;
      case word_of("ppid"): exec_.ppid = id(); break;
      case word_of("pid"): ids.pid = id(); break;
      case word_of("auid"): ids.auid = id(); break;
      case word_of("uid"): ids.ruid = id(); break;
      case word_of("gid"): ids.rgid = id(); break;
      case word_of("euid"): ids.euid = id(); break;
      case word_of("egid"): ids.egid = id(); break;
      case word_of("ses"): ids.session = id(); break;
      case word_of("tty"): exec_.tty = is_none(value) ? std::string_view() : value; break;
      case word_of("exe"): exe_ = decode_string(value, exe_memory_).value_or(std::string_view()); break;
      default: break;
    }
  });
}

void ExecDecoder::tell_names(const Line& line) {
  if (line.body.find("UID=\"") == line.body.npos) return;
  record_.parse(line);
  tell_enriched_names(record_, exec_.process, *names_);
}

void ExecDecoder::add_path(const Line& line) {
  const auto item = parse_number(value_of(line.body, "item="));
  if (!item || *item >= paths_.size()) return;
  const std::string_view name = value_of(line.body, "name=");
  paths_[*item] = decode_string(name, path_memory_[*item]).value_or(std::string_view());
}

void ExecDecoder::add_title(const Line& line) {
  const auto title = decode_string(value_of(line.body, "proctitle="), title_);
  if (!title || title->empty()) return;
  if (title->data() != title_.data()) title_ = *title;
  title_ += '\0';
  exec_.args = {title_, 0};
  exec_.args_from_title = true;
}

void ExecDecoder::set_path() {
  const auto& [file, second, third] = paths_;
  if (exec_.success == true && !exe_.empty()) {
    exec_.exec_path = exe_;
    // #!/bin/sh -e: a0 is what stands there, then comes -e if it does, then the script. Linux 6.1 was seen to
    // tell of the script twice.
    const std::string_view interpreter = second == file ? third : second;
    auto arg = exec_.args.begin();
    if (file.empty() || arg == exec_.args.end() || *arg != interpreter) return;
    for (int i = 0; i < 2 && ++arg != exec_.args.end(); ++i) {
      if (*arg == file) exec_.script = files_.absolute(file);
    }
  } else {
    exec_.exec_path = file.empty() && !exec_.success ? exe_ : files_.absolute(file);
  }
}

void ExecDecoder::set_error() {
  if (exec_.success != false || exit_ >= 0) return;
  const std::uint64_t number = 0 - static_cast<std::uint64_t>(exit_);
  if (number <= UINT32_MAX) exec_.error = errno_name(static_cast<std::uint32_t>(number));
  if (exec_.error.empty()) {
    char* const digits = error_number_.data();
    char* const end = std::to_chars(digits, digits + error_number_.size(), number).ptr;
    exec_.error = {digits, static_cast<std::size_t>(end - digits)};
    return;
  }
  exec_.error_text = errno_text(static_cast<std::uint32_t>(number));
}

void ExecDecoder::set_parent(std::string_view node) {
  const event::ProcessIds& ids = exec_.process;
  const std::size_t hash = node.empty() ? 0 : std::hash<std::string_view>()(node);
  if (exec_.ppid) {
    exec_.parent.emplace().pid = exec_.ppid;
    const Process& seen = processes_[*exec_.ppid % kProcesses];
    if (seen.ids.pid == exec_.ppid && seen.ids.session == ids.session && seen.node == hash)
      exec_.parent = seen.ids;
  }
  if (!ids.pid) return;
  Process& process = processes_[*ids.pid % kProcesses];
  process.node = hash;
  process.ids = ids;
}

}  // namespace knox::linux_audit
