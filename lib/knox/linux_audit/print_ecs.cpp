// The format ecs: one document of the Elastic Common Schema 8 an event (elastic.co/guide/en/ecs). Categories
// and types come from tables/actions.def. What ECS has no field for is in the object auditd.
#include <algorithm>
#include <array>
#include <string>

#include "knox/emit/json_line.h"
#include "knox/emit/shell.h"
#include "knox/event/exec.h"
#include "knox/linux_audit/formats.h"
#include "knox/linux_audit/normal_print.h"
#include "knox/linux_audit/normalize.h"

namespace knox::linux_audit {

namespace {

using emit::JsonLine;

class EcsPrinter final : public Printer {
 public:
  explicit EcsPrinter(const PrintOptions& options) : normalizer_(*options.names) {}

  void print(const Event& event, Out& out) override;

 private:
  void put_process(JsonLine& line, const NormalEvent& event);
  std::string_view command_line(const NormalEvent& event);

  Normalizer normalizer_;
  UtcFormat utc_;
  emit::RawBytes raw_;
  std::string command_;
  StringWriter writer_{command_};
  Out joining_{writer_};
};

void put_event(JsonLine& line, const NormalEvent& event) {
  line.begin_object("event"sv);
  line.string("kind"sv, "event");
  put_list(line, "category", event.ecs.categories);
  put_list(line, "type", event.ecs.types);
  line.string("action"sv, event.summary.action);
  line.string("outcome"sv, event.ecs.outcome);
  line.number("sequence"sv, event.sequence);
  line.string("module"sv, "knox");
  line.string("dataset"sv, "knox.linux_audit");
  line.end();
}

std::string_view datum(const NormalEvent& event, std::string_view key) {
  const auto found = std::ranges::find(event.data, key, &Datum::key);
  return found == event.data.end() ? std::string_view() : found->value;
}

// Of a call that failed: exit=EACCES.
void put_error(JsonLine& line, const NormalEvent& event) {
  const std::string_view code = event.result == "fail" ? datum(event, "exit") : std::string_view();
  if (!code.starts_with('E')) return;
  line.begin_object("error"sv);
  line.string("code"sv, code);
  line.end();
}

void put_file(JsonLine& line, const NormalEvent& event) {
  const NormalFile& file = event.file;
  if (file.path.empty() && file.inode.empty() && file.target_path.empty()) return;
  line.begin_object("file"sv);
  line.string_if("path"sv, file.path);
  line.string_if("name"sv, event::base_name(file.path));
  if (const std::size_t slash = file.path.rfind('/'); slash != file.path.npos) {
    line.string("directory"sv, file.path.substr(0, std::max(slash, std::size_t{1})));
  }
  line.string_if("target_path"sv, file.target_path);
  line.string_if("device"sv, file.device);
  line.string_if("inode"sv, file.inode);
  put_mode(line, file.mode);
  const auto put_owner = [&](std::string_view id_key, std::string_view name_key, const Identity& owner) {
    if (owner.id) line.text(id_key, [&](Pen& pen) { pen.dec(*owner.id); });
    line.string_if(name_key, owner.name);
  };
  put_owner("uid", "owner", file.owner);
  put_owner("gid", "group", file.group);
  line.end();
}

void put_end(JsonLine& line, std::string_view key, const Endpoint& end) {
  if (!end.known()) return;
  line.begin_object(key);
  line.string_if("address"sv, end.address.empty() ? end.path : end.address);
  if (end.is_ip) line.string("ip"sv, end.address);
  line.number_if("port"sv, end.port);
  line.string_if("domain"sv, end.hostname);
  line.end();
}

// Of a packet that was logged.
std::string_view transport_of(const NormalEvent& event) {
  struct Row {
    std::string_view protocol, name;
  };
  constexpr Row kRows[] = {{"IPPROTO_TCP", "tcp"},          {"IPPROTO_UDP", "udp"},
                           {"IPPROTO_SCTP", "sctp"},        {"IPPROTO_ICMP", "icmp"},
                           {"IPPROTO_ICMPV6", "ipv6-icmp"}, {"IPPROTO_GRE", "gre"}};
  const Row* const row = std::ranges::find(kRows, datum(event, "proto"), &Row::protocol);
  return row == std::end(kRows) ? std::string_view() : row->name;
}

// Only what uses IP is a network in ECS: a local socket is none.
void put_network(JsonLine& line, const NormalEvent& event) {
  const auto& [direction, type] = event.network;
  if (!type.empty() && type != "ipv4" && type != "ipv6") return;
  const std::string_view transport = transport_of(event);
  if (direction.empty() && type.empty() && transport.empty()) return;
  line.begin_object("network"sv);
  line.string_if("direction"sv, direction);
  line.string_if("type"sv, type);
  line.string_if("transport"sv, transport);
  line.end();
}

void put_related(JsonLine& line, const NormalEvent& event) {
  const auto& ecs = event.ecs;
  const std::array users = {ecs.audit.name, ecs.user.user.name, ecs.effective.user.name,
                            ecs.target.user.name};
  const std::array ips = {event.source.is_ip ? event.source.address : std::string_view(),
                          event.destination.is_ip ? event.destination.address : std::string_view()};
  const auto is_known = [](std::string_view text) { return !text.empty(); };
  const bool has_users = std::ranges::any_of(users, is_known);
  const bool has_ips = std::ranges::any_of(ips, is_known);
  if (!has_users && !has_ips) return;
  const auto put = [&](std::string_view key, std::span<const std::string_view> all) {
    line.begin_array(key);
    for (auto text = all.begin(); text != all.end(); ++text) {
      if (!text->empty() && std::find(all.begin(), text, *text) == text) line.element(*text);
    }
    line.end();
  };
  line.begin_object("related"sv);
  if (has_users) put("user", users);
  if (has_ips) put("ip", ips);
  line.end();
}

// What ECS has no place for.
void put_rest(JsonLine& line, const NormalEvent& event) {
  const auto& object = event.summary.object;
  line.begin_object("auditd"sv);
  line.string("record_type"sv, event.record_type);
  line.string("category"sv, event.category);
  line.string_if("result"sv, event.result);
  if (event.session && *event.session != kUnsetId) {
    line.text("session"sv, [&](Pen& pen) { pen.dec(*event.session); });
  }
  line.begin_object("summary"sv);
  line.begin_object("object"sv);
  line.string_if("type"sv, object.type);
  line.string_if("primary"sv, object.primary);
  line.string_if("secondary"sv, object.secondary);
  line.end();
  line.string_if("how"sv, event.summary.how);
  line.end();
  line.string_if("subject"sv, event.user.selinux);
  line.string_if("object"sv, event.file.selinux);
  put_data(line, event.data);
  line.end();
}

void EcsPrinter::print(const Event& record, Out& out) {
  const NormalEvent& event = normalizer_.normalize(record);
  JsonLine line(out, raw_);
  line.text("@timestamp"sv, [&](Pen& pen) { utc_.put(pen, event.time, 3); });
  line.begin_object("ecs"sv);
  line.string("version"sv, "8.11.0");
  line.end();
  put_event(line, event);
  if (!event.node.empty()) {
    line.begin_object("host"sv);
    line.string("hostname"sv, event.node);
    line.end();
  }
  put_ecs_users(line, event);
  put_process(line, event);
  put_file(line, event);
  put_end(line, event.ecs.source_is_server ? "server" : "source", event.source);
  put_end(line, "destination", event.destination);
  put_network(line, event);
  put_error(line, event);
  put_related(line, event);
  if (!event.tags.empty()) line.strings("tags"sv, event.tags);
  put_rest(line, event);
  line.finish();
}

void EcsPrinter::put_process(JsonLine& line, const NormalEvent& event) {
  const auto& [pid, ppid, name, exe, cwd, title, args] = event.process;
  if (!pid && !ppid && name.empty() && exe.empty() && cwd.empty() && title.empty() && !args.known()) return;
  line.begin_object("process"sv);
  line.number_if("pid"sv, pid);
  line.string_if("name"sv, name.empty() ? event::base_name(exe) : name);
  line.string_if("executable"sv, exe);
  if (args.known()) {
    line.strings("args"sv, args);
    line.number("args_count"sv, std::uint64_t{args.size()} + args.missing());
  }
  line.string_if("command_line"sv, command_line(event));
  line.string_if("title"sv, title);
  line.string_if("working_directory"sv, cwd);
  if (ppid) {
    line.begin_object("parent"sv);
    line.number("pid"sv, *ppid);
    line.end();
  }
  line.end();
}

// The arguments as words for a shell, or a command as sudo(8) logs it.
std::string_view EcsPrinter::command_line(const NormalEvent& event) {
  if (!event.process.args.known()) return event.record_type == "USER_CMD" ? datum(event, "cmd") : "";
  command_.clear();
  bool is_first = true;
  for (const std::string_view arg : event.process.args) {
    if (!is_first) joining_.text(" ");
    emit::shell_word(joining_, arg, is_first ? emit::Place::kCommand : emit::Place::kArgument);
    is_first = false;
  }
  joining_.flush();
  return command_;
}

}  // namespace

std::unique_ptr<Printer> make_ecs_printer(const PrintOptions& options) {
  return std::make_unique<EcsPrinter>(options);
}

}  // namespace knox::linux_audit
