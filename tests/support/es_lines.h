// Endpoint Security messages as lines of JSON, for tests and benchmarks, written in the shape of eslogger(1)
// and in those of others. Values are JSON already, but for what quote() is given.
#pragma once

#include <cstdint>
#include <cstdio>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace knox::test {

// How one and the same message can look.
struct EsStyle {
  std::size_t order = 0;              // of keys: any number is another one, as far as there are keys
  bool array_tokens = false;          // audit_token as an array, as in a beta of macOS 26
  bool escapes_slashes = true;        // "\/"
  bool has_nulls = true;              // else what is null is absent
  std::uint32_t uid = 501, gid = 20;  // of files
  bool is_jamf = false;               // Jamf Protect's telemetry: its envelope, and its names
};

class EsLines {
 public:
  using Members = std::vector<std::pair<std::string_view, std::string>>;

  struct Token {
    std::uint32_t auid = 501, euid = 501, egid = 20, ruid = 501, rgid = 20, pid = 812, asid = 100'004,
                  pidversion = 2000;
  };
  struct Process {
    Token token = {};
    Token parent = {.pid = 811, .pidversion = 1990}, responsible = {.pid = 700, .pidversion = 1900};
    std::string_view executable = "/bin/zsh", tty = "", signing_id = "com.apple.zsh", team_id = "";
  };
  struct Head {
    std::uint64_t seconds = 1'700'000'000;
    std::uint32_t nanoseconds = 123'456'789;
    std::uint64_t sequence = 7;
    int version = 10;
    std::string_view auth = "0";  // 1: denied
  };

  explicit EsLines(EsStyle style = {}) : style_(style) {}

  std::string quote(std::string_view text) const {
    std::string quoted = "\"";
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\' || (c == '/' && style_.escapes_slashes)) {
        quoted += {'\\', c};
      } else if (byte < 0x20) {
        char code[8];
        std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(byte));
        quoted += code;
      } else {
        quoted += c;
      }
    }
    return quoted + '"';
  }
  std::string null_or(std::string_view text) const { return text.empty() ? "null" : quote(text); }

  std::string object(const Members& members) const {
    const std::size_t count = members.size();
    if (count == 0) return "{}";
    std::size_t step = 1 + style_.order % 7, at = style_.order;
    while (std::gcd(step, count) != 1) ++step;  // so that each has its turn
    std::string text;
    for (std::size_t i = 0; i < count; ++i, at += step) {
      const auto& [key, value] = members[at % count];
      if (value == "null" && !style_.has_nulls) continue;
      text += text.empty() ? '{' : ',';
      text.append(1, '"').append(key).append("\":").append(value);
    }
    return text.empty() ? "{}" : text + '}';
  }

  template <class Texts>
  std::string list(const Texts& texts) const {
    std::string text = "[";
    for (const std::string_view one : texts) text.append(text.size() == 1 ? "" : ",") += quote(one);
    return text + ']';
  }

  std::string token(const Token& t) const {
    const auto n = [](std::uint32_t number) { return std::to_string(number); };
    if (style_.array_tokens) {
      return '[' + n(t.auid) + ',' + n(t.euid) + ',' + n(t.egid) + ',' + n(t.ruid) + ',' + n(t.rgid) + ',' +
             n(t.pid) + ',' + n(t.asid) + ',' + n(t.pidversion) + ']';
    }
    Members members = {
        {"auid", n(t.auid)}, {"euid", n(t.euid)}, {"egid", n(t.egid)}, {"ruid", n(t.ruid)},
        {"rgid", n(t.rgid)}, {"pid", n(t.pid)},   {"asid", n(t.asid)}, {"pidversion", n(t.pidversion)}};
    if (style_.is_jamf) members.emplace_back("uuid", quote("1278137C-15D6-53CE-AB0A-FC9499BC8E05"));
    return object(members);
  }

  std::string file(std::string_view path, std::uint32_t mode = 0100755) const {
    const std::string time = quote("2025-07-09T06:27:14.000000000Z");
    const std::string stat = object({{"st_dev", "16777234"},
                                     {"st_ino", "77"},
                                     {"st_mode", std::to_string(mode)},
                                     {"st_nlink", "1"},
                                     {"st_uid", std::to_string(style_.uid)},
                                     {"st_gid", std::to_string(style_.gid)},
                                     {"st_rdev", "0"},
                                     {"st_size", "259504"},
                                     {"st_blocks", "152"},
                                     {"st_blksize", "4096"},
                                     {"st_flags", "524320"},
                                     {"st_gen", "0"},
                                     {"st_atimespec", time},
                                     {"st_mtimespec", time},
                                     {"st_ctimespec", time},
                                     {"st_birthtimespec", time}});
    return object({{"path", quote(path)}, {"path_truncated", "false"}, {"stat", stat}});
  }
  std::string null_or_file(std::string_view path) const { return path.empty() ? "null" : file(path); }

  std::string process(const Process& p) const {
    return object({{"audit_token", token(p.token)},
                   {"parent_audit_token", token(p.parent)},
                   {"responsible_audit_token", token(p.responsible)},
                   {"ppid", std::to_string(p.parent.pid)},
                   {"original_ppid", std::to_string(p.parent.pid)},
                   {"group_id", std::to_string(p.token.pid)},
                   {"session_id", "1"},
                   {"codesigning_flags", "637623057"},
                   {"is_platform_binary", "true"},
                   {"is_es_client", "false"},
                   {"cdhash", quote("F988105881118CD77EF87293D97DECE8E193FA98")},
                   {"signing_id", null_or(p.signing_id)},
                   {"team_id", null_or(p.team_id)},
                   {"executable", file(p.executable)},
                   {"tty", null_or_file(p.tty)},
                   {"start_time", quote("2025-08-07T15:13:09.798115Z")}});
  }

  // The whole line, with its newline. `event` is what stands behind its name.
  std::string message(const Head& head, int type, std::string_view name, const std::string& event,
                      const std::string& process) const {
    char time[64];
    const std::string seconds = time_text(head.seconds);
    std::snprintf(time, sizeof time, "%s.%09uZ", seconds.c_str(), static_cast<unsigned>(head.nanoseconds));
    std::string_view shown = time;
    std::string milliseconds;
    if (style_.is_jamf) {
      milliseconds = std::string(shown.substr(0, 23)) + 'Z';
      shown = milliseconds;
    }
    const std::string action = object(
        {{"result", object({{"result_type", "0"}, {"result", object({{"auth", std::string(head.auth)}})}})}});
    Members members = {{"time", quote(shown)},
                       {"version", std::to_string(head.version)},
                       {"mach_time", std::to_string(289'350'913'517 + head.sequence)},
                       {"event_type", std::to_string(type)},
                       {"event", object({{name, event}})},
                       {"process", process},
                       {"thread", object({{"thread_id", "505819"}})},
                       {"action_type", "1"},
                       {"action", action},
                       {"seq_num", std::to_string(head.sequence)}};
    if (style_.is_jamf) {
      members.emplace_back("glob_seq_num", std::to_string(head.sequence));
      members.emplace_back("deadline", "0");
      members.emplace_back("uuid", quote("CDB31202-8CB4-4C72-A9C6-7F494CD5F598"));
      members.emplace_back("host", object({{"hostname", quote("mac-7")}, {"ips", list(Texts{"192.0.2.7"})}}));
      members.emplace_back("metadata", object({{"vendor", quote("Jamf")}, {"schemaVersion", quote("1.0")}}));
    } else {
      members.emplace_back("global_seq_num", std::to_string(head.sequence));
      members.emplace_back("schema_version", "1");
    }
    return object(members) + '\n';
  }

  struct Exec {
    Process before = {}, after = {};
    std::vector<std::string_view> args = {}, env = {};
    std::string_view cwd = "/", script = "";
  };
  std::string exec(const Head& head, const Exec& e) const {
    const std::string fds = "[" + object({{"fd", "0"}, {"fdtype", "1"}}) + ',' +
                            object({{"fd", "1"}, {"fdtype", "6"}, {"pipe", object({{"pipe_id", "9"}})}}) +
                            ']';
    const std::string event = object({{"target", process(e.after)},
                                      {"args", list(e.args)},
                                      {"env", list(e.env)},
                                      {"cwd", file(e.cwd, 040755)},
                                      {"fds", fds},
                                      {"script", null_or_file(e.script)},
                                      {"last_fd", "1"},
                                      {"image_cputype", "16777228"},
                                      {"image_cpusubtype", "-2147483646"},
                                      {"dyld_exec_path", quote(e.after.executable)}});
    return message(head, 9, "exec", event, process(e.before));
  }

 private:
  using Texts = std::vector<std::string_view>;

  static std::string time_text(std::uint64_t seconds);

  EsStyle style_;
};

}  // namespace knox::test
