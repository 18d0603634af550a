#include "knox/event/members.h"

#include <algorithm>
#include <span>

#include "knox/emit/shell.h"
#include "knox/event/line.h"

namespace knox::event {

using emit::JsonLine;
using std::string_view_literals::operator""sv;

void put_principal(JsonLine& line, const Principal& principal) {
  if (principal.id) line.text("id"sv, [&](Pen& pen) { pen.dec(*principal.id); });
  line.string_if("name"sv, principal.name);
}

namespace {

void put_members(JsonLine& line, const User& user) {
  put_principal(line, user.user);
  if (!user.group.known()) return;
  line.begin_object("group"sv);
  put_principal(line, user.group);
  line.end();
}

}  // namespace

void put_user(JsonLine& line, std::string_view key, const User& user) {
  if (!user.known()) return;
  line.begin_object(key);
  put_members(line, user);
  line.end();
}

void put_actor(JsonLine& line, const Who& who) {
  put_members(line, who.real);
  put_user(line, "effective"sv, who.effective);
  put_user(line, "saved"sv, who.saved);
  put_user(line, "filesystem"sv, who.filesystem);
  put_user(line, "audit"sv, {who.audit, {}});
}

void put_host(JsonLine& line, const Host& host) {
  if (host.name.empty() && host.address.empty() && host.os_type.empty()) return;
  line.begin_object("host"sv);
  line.string_if("hostname"sv, host.name);
  if (!host.address.empty()) line.strings("ip"sv, std::span(&host.address, 1));
  if (!host.os_type.empty()) {
    line.begin_object("os"sv);
    line.string("type"sv, host.os_type);
    line.string_if("platform"sv, host.os_platform);
    line.end();
  }
  line.end();
}

namespace {

// /etc/hosts.bak is hosts.bak in /etc, with the extension bak; .profile has none.
struct PathParts {
  std::string_view directory, name, extension;
};
PathParts parts_of(std::string_view path) {
  std::size_t begin = path.size(), dot = 0;  // of the name
  for (; begin > 0 && path[begin - 1] != '/'; --begin) {
    if (path[begin - 1] == '.' && dot == 0) dot = begin - 1;
  }
  PathParts parts = {.directory = {}, .name = path.substr(begin), .extension = {}};
  if (dot > begin) parts.extension = path.substr(dot + 1);
  if (begin > 0) parts.directory = path.substr(0, std::max(begin - 1, std::size_t{1}));
  return parts;
}

}  // namespace

void put_file(JsonLine& line, const File& file) {
  if (!file.known()) return;
  line.begin_object("file"sv);
  const PathParts path = parts_of(file.path);
  line.string_if("path"sv, file.path);
  line.string_if("name"sv, path.name);
  line.string_if("extension"sv, path.extension);
  line.string_if("directory"sv, path.directory);
  line.string_if("target_path"sv, file.target_path);
  line.string_if("type"sv, file.type);
  if (file.mode) {
    line.text("mode"sv, [&](Pen& pen) {
      for (int shift = 9; shift >= 0; shift -= 3) pen.put(static_cast<char>('0' + (*file.mode >> shift & 7)));
    });
  }
  if (file.owner.id) line.text("uid"sv, [&](Pen& pen) { pen.dec(*file.owner.id); });
  line.string_if("owner"sv, file.owner.name);
  if (file.group.id) line.text("gid"sv, [&](Pen& pen) { pen.dec(*file.group.id); });
  line.string_if("group"sv, file.group.name);
  if (file.inode) line.text("inode"sv, [&](Pen& pen) { pen.dec(*file.inode); });
  line.string_if("device"sv, file.device);
  line.end();
}

namespace {

void put_known_endpoint(JsonLine& line, std::string_view key, const Endpoint& end) {
  line.begin_object(key);
  line.string_if("address"sv, end.address.empty() ? end.path : end.address);
  if (end.is_ip) line.string_if("ip"sv, end.address);
  line.number_if("port"sv, end.port);
  line.string_if("domain"sv, end.hostname);
  line.end();
}

// Most events have none.
KNOX_INLINE void put_endpoint(JsonLine& line, std::string_view key, const Endpoint& end) {
  if (end.known()) [[unlikely]]
    put_known_endpoint(line, key, end);
}

}  // namespace

void put_network(JsonLine& line, const Event& event) {
  if (event.network.known()) {
    line.begin_object("network"sv);
    line.string_if("direction"sv, event.network.direction);
    line.string_if("type"sv, event.network.type);
    line.string_if("transport"sv, event.network.transport);
    line.end();
  }
  put_endpoint(line, "source"sv, event.source);
  put_endpoint(line, "destination"sv, event.destination);
  put_endpoint(line, "server"sv, event.server);
}

void put_error(JsonLine& line, const Event& event) {
  if (event.error.empty() && event.error_text.empty()) return;
  line.begin_object("error"sv);
  line.string_if("code"sv, event.error);
  line.string_if("message"sv, event.error_text);
  line.end();
}

namespace {

void put_capabilities(JsonLine& line, const Process& process) {
  if (process.effective_capabilities.empty() && process.permitted_capabilities.empty()) return;
  const auto put = [&](std::string_view key, std::string_view names) {
    if (names.empty()) return;
    line.begin_array(key);
    while (names != "none" && !names.empty()) {
      const std::string_view name = names.substr(0, names.find(','));
      line.element(name);
      names.remove_prefix(std::min(name.size() + 1, names.size()));
    }
    line.end();
  };
  line.begin_object("thread"sv);
  line.begin_object("capabilities"sv);
  put("effective"sv, process.effective_capabilities);
  put("permitted"sv, process.permitted_capabilities);
  line.end();
  line.end();
}

void put_signature(JsonLine& line, const Signature& signature) {
  if (signature.known()) [[unlikely]] {
    line.begin_object("code_signature"sv);
    if (signature.flags) line.boolean("exists"sv, (*signature.flags & Signature::kSigned) != 0);
    line.string_if("signing_id"sv, signature.signing_id);
    line.string_if("team_id"sv, signature.team_id);
    if (signature.flags) {
      line.boolean("valid"sv, (*signature.flags & Signature::kValid) != 0);
      line.boolean("adhoc"sv, (*signature.flags & Signature::kAdHoc) != 0);
      line.text("flags"sv, [&](Pen& pen) { pen.dec(*signature.flags); });
    }
    if (signature.is_platform) line.boolean("platform_binary"sv, *signature.is_platform);
    line.end();
  }
  if (!signature.has_hash()) return;
  line.begin_object("hash"sv);
  line.string_if("cdhash"sv, signature.cdhash);
  line.string_if("sha1"sv, signature.sha1);
  line.string_if("sha256"sv, signature.sha256);
  line.end();
}

}  // namespace

// The arguments as words for a shell; nothing where they are not known.
std::string_view ProcessMembers::command_line(const Process& process) {
  if (!process.command_line.empty()) return process.command_line;
  if (!process.args.known() || process.args.empty()) return {};
  command_.clear();
  bool is_first = true;
  for (const std::string_view arg : process.args) {
    if (!is_first) joining_.text(" ");
    emit::shell_word(joining_, arg, is_first ? emit::WordPlace::kCommand : emit::WordPlace::kArgument);
    is_first = false;
  }
  joining_.flush();
  return command_;
}

void ProcessMembers::put_members(JsonLine& line, const Process& process) {
  line.number_if("pid"sv, process.pid);
  line.string_if("entity_id"sv, process.entity_id);
  line.string_if("name"sv, program_name(process));
  line.string_if("executable"sv, process.executable);
  if (process.args.known()) {
    line.strings("args"sv, process.args);
    line.number("args_count"sv, process.args.count());
  }
  line.string_if("command_line"sv, command_line(process));
  line.string_if("title"sv, process.title);
  line.string_if("working_directory"sv, process.cwd);
  if (process.env.known()) line.strings("env_vars"sv, process.env);
  if (process.exit_code) line.number("exit_code"sv, *process.exit_code);
  if (process.interactive) line.boolean("interactive"sv, *process.interactive);
  put_capabilities(line, process);
  put_signature(line, process.signature);
  if (process.user.known()) put_user(line, "user"sv, process.user);
}

// Empty: it has to be written anew.
std::string_view ProcessMembers::parent_text(const Processes& both) {
  if (both.parent_number == 0) return {};
  Kept& kept = parents_[both.parent_number % kKept];
  if (kept.number != both.parent_number) {
    kept.number = both.parent_number;
    kept.text = members_.of([&](JsonLine& line) { put_members(line, *both.parent); });
    if (kept.text.size() > kMaxKept) kept.text.clear();
  }
  return kept.text;
}

void ProcessMembers::put(JsonLine& line, const Processes& both) {
  const bool has_parent = both.parent->known();
  if (!both.process->known() && !has_parent) return;
  line.begin_object("process"sv);
  put_members(line, *both.process);
  if (has_parent) {
    line.begin_object("parent"sv);
    if (const std::string_view text = parent_text(both); !text.empty()) {
      line.members(text);
    } else {
      put_members(line, *both.parent);
    }
    line.end();
  }
  line.end();
}

}  // namespace knox::event
