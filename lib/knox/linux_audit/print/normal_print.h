// What normalised events are written as. put_normal() writes one with any writer that has emit::JsonLine's
// functions, so that JSON and YAML have the same content.
#pragma once

#include <algorithm>
#include <array>

#include "knox/base/time.h"
#include "knox/emit/ecs_schema.h"
#include "knox/emit/json_line.h"
#include "knox/linux_audit/meaning/normal_event.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

using std::literals::operator""sv;  // keys of known sizes

// One line of plain words, without an end: 2024-03-01T09:00:00.041Z alice (as root) opened-file /etc/motd
// using /usr/bin/cat: success
void put_sentence(Out& out, const NormalEvent& event);

// The members of objects that printers have in common.

// The permission bits of a mode field, as ls(1) and chmod(1) have them: 0644.
template <class Line>
void put_mode(Line& line, std::string_view mode) {
  const auto bits = parse_octal(mode);
  if (!bits) return line.string_if("mode"sv, mode);
  line.text("mode"sv, [&](Pen& pen) {
    for (int shift = 9; shift >= 0; shift -= 3) pen.put(static_cast<char>('0' + (*bits >> shift & 7)));
  });
}

template <class Line>
void put_list(Line& line, std::string_view key, std::string_view names) {
  line.begin_array(key);
  emit::for_each_name(names, [&](std::string_view name) { line.element(name); });
  line.end();
}

// Ids are strings in ECS.
template <class Line>
void put_ecs_identity(Line& line, const Identity& identity) {
  if (identity.id) line.text("id"sv, [&](Pen& pen) { pen.dec(*identity.id); });
  line.string_if("name"sv, identity.name);
}

template <class Line>
void put_ecs_user(Line& line, const event::User& user) {
  put_ecs_identity(line, user.user);
  if (!user.group.known()) return;
  line.begin_object("group"sv);
  put_ecs_identity(line, user.group);
  line.end();
}

// user with its effective, audit and target users, and the group that is changed.
template <class Line>
void put_ecs_users(Line& line, const NormalEvent& event) {
  const auto& ecs = event.ecs;
  if (ecs.user.known() || ecs.effective.known() || ecs.audit.known() || ecs.target.known()) {
    line.begin_object("user"sv);
    put_ecs_user(line, ecs.user);
    const auto put = [&](std::string_view key, const event::User& user) {
      if (!user.known()) return;
      line.begin_object(key);
      put_ecs_user(line, user);
      line.end();
    };
    put("effective", ecs.effective);
    put("audit", {ecs.audit, {}});
    put("target", ecs.target);
    line.end();
  }
  if (ecs.group.known()) {
    line.begin_object("group"sv);
    put_ecs_identity(line, ecs.group);
    line.end();
  }
}

// All values of the key that `first` is the first value of.
template <class Line>
void put_datum(Line& line, std::span<const Datum> data, const Datum& first) {
  if (first.next == Datum::kNone) return line.string(first.key, first.value);
  line.begin_array(first.key);
  const Datum* value = &first;
  for (; value->next != Datum::kNone; value = &data[value->next]) line.element(value->value);
  line.element(value->value);
  line.end();
}

template <class Line>
void put_data(Line& line, std::span<const Datum> data) {
  if (data.empty()) return;
  line.begin_object("data"sv);
  for (const Datum& datum : data) {
    if (datum.is_first) put_datum(line, data, datum);
  }
  line.end();
}

template <class Line>
void put_session(Line& line, std::optional<std::uint32_t> session) {
  if (!session) return;
  if (*session == kUnsetId) {
    line.string("session"sv, "unset");
  } else {
    line.text("session"sv, [&](Pen& pen) { pen.dec(*session); });
  }
}

template <class Line>
void put_summary(Line& line, const NormalEvent& event) {
  const auto& [actor, action, object, how] = event.summary;
  line.begin_object("summary"sv);
  line.begin_object("actor"sv);
  line.string_if("primary"sv, actor.primary);
  line.string_if("secondary"sv, actor.secondary);
  line.end();
  line.string("action"sv, action);
  line.begin_object("object"sv);
  line.string_if("type"sv, object.type);
  line.string_if("primary"sv, object.primary);
  line.string_if("secondary"sv, object.secondary);
  line.end();
  line.string_if("how"sv, how);
  line.end();
}

template <class Line>
void put_owner(Line& line, std::string_view id_key, std::string_view name_key, const Identity& owner) {
  line.number_if(id_key, owner.id);
  line.string_if(name_key, owner.name);
}

template <class Line>
void put_paths(Line& line, std::span<const NormalPath> paths) {
  if (paths.empty()) return;
  line.begin_array("paths"sv);
  for (const NormalPath& path : paths) {
    line.begin_object_element();
    line.number_if("item"sv, path.item);
    line.string_if("name"sv, path.name);
    line.string_if("nametype"sv, path.nametype);
    line.string_if("inode"sv, path.inode);
    line.string_if("device"sv, path.device);
    line.string_if("mode"sv, path.mode);
    put_owner(line, "uid", "owner", path.owner);
    put_owner(line, "gid", "group", path.group);
    line.string_if("rdev"sv, path.rdev);
    line.string_if("selinux"sv, path.selinux);
    line.string_if("cap_fp"sv, path.cap_fp);
    line.string_if("cap_fi"sv, path.cap_fi);
    line.string_if("cap_fe"sv, path.cap_fe);
    line.string_if("cap_fver"sv, path.cap_fver);
    line.string_if("cap_frootid"sv, path.cap_frootid);
    line.end();
  }
  line.end();
}

template <class Line>
void put_network(Line& line, const NormalEvent& event) {
  if (event.network.direction.empty() && event.network.type.empty()) return;
  line.begin_object("network"sv);
  line.string_if("direction"sv, event.network.direction);
  line.string_if("type"sv, event.network.type);
  line.end();
}

class NormalWriter {
 public:
  // `id` as StableId makes it.
  template <class Line>
  void put(Line& line, const NormalEvent& event, std::string_view id) {
    line.text("@timestamp"sv, [&](Pen& pen) { times_.put(pen, event.time, 3); });
    line.text("id"sv, [&](Pen& pen) { pen.text(id); });
    line.number("sequence"sv, event.sequence);
    line.string_if("node"sv, event.node);
    line.string("category"sv, event.category);
    line.string("record_type"sv, event.record_type);
    line.string_if("result"sv, event.result);
    put_session(line, event.session);
    put_summary(line, event);
    put_user(line, event);
    put_process(line, event);
    put_file(line, event.file);
    put_end(line, "source", event.source);
    put_end(line, "destination", event.destination);
    put_network(line, event);
    put_data(line, event.data);
    put_paths(line, event.paths);
    if (!event.tags.empty()) line.strings("tags"sv, event.tags);
    put_ecs(line, event);
  }

 private:
  template <class Line>
  void put_user(Line& line, const NormalEvent& event) {
    bool has_id = false, has_name = false;
    for (const Identity& identity : event.user.ids) {
      has_id |= identity.id.has_value();
      has_name |= !identity.name.empty();
    }
    if (!has_id && event.user.selinux.empty()) return;
    line.begin_object("user"sv);
    if (has_id) {
      line.begin_object("ids"sv);
      for (std::size_t i = 0; i < kUserIdNames.size(); ++i) line.number_if(id_keys_[i], event.user.ids[i].id);
      line.end();
    }
    if (has_name) {
      line.begin_object("names"sv);
      for (std::size_t i = 0; i < kUserIdNames.size(); ++i)
        line.string_if(id_keys_[i], event.user.ids[i].name);
      line.end();
    }
    put_label(line, event.user.selinux, "domain");
    line.end();
  }

  // `type` is what the third part is called: a process has a domain.
  template <class Line>
  static void put_label(Line& line, std::string_view text, std::string_view type) {
    if (text.empty()) return;
    const auto label = split_label(text);
    line.begin_object("selinux"sv);
    if (label) {
      line.string("user"sv, label->user);
      line.string("role"sv, label->role);
      line.string(type, label->type);
      line.string_if("level"sv, label->level);
      line.string_if("category"sv, label->category);
    } else {
      line.string("label"sv, text);
    }
    line.end();
  }

  template <class Line>
  static void put_process(Line& line, const NormalEvent& event) {
    const auto& [pid, ppid, name, exe, cwd, title, args] = event.process;
    if (!pid && !ppid && name.empty() && exe.empty() && cwd.empty() && title.empty() && !args.known()) return;
    line.begin_object("process"sv);
    line.number_if("pid"sv, pid);
    line.number_if("ppid"sv, ppid);
    line.string_if("title"sv, title);
    line.string_if("name"sv, name);
    line.string_if("exe"sv, exe);
    line.string_if("cwd"sv, cwd);
    if (args.known()) line.strings("args"sv, args);
    line.end();
  }

  template <class Line>
  static void put_file(Line& line, const NormalFile& file) {
    if (file.path.empty() && file.inode.empty() && file.target_path.empty()) return;
    line.begin_object("file"sv);
    line.string_if("path"sv, file.path);
    line.string_if("target_path"sv, file.target_path);
    line.string_if("device"sv, file.device);
    line.string_if("inode"sv, file.inode);
    put_mode(line, file.mode);
    put_owner(line, "uid", "owner", file.owner);
    put_owner(line, "gid", "group", file.group);
    put_label(line, file.selinux, "type");
    line.end();
  }

  template <class Line>
  static void put_end(Line& line, std::string_view key, const Endpoint& end) {
    if (!end.known()) return;
    line.begin_object(key);
    line.string_if("hostname"sv, end.hostname);
    line.string_if(end.is_ip ? "ip"sv : "address"sv, end.address);
    line.number_if("port"sv, end.port);
    line.string_if("path"sv, end.path);
    line.end();
  }

  template <class Line>
  static void put_ecs(Line& line, const NormalEvent& event) {
    line.begin_object("ecs"sv);
    line.begin_object("event"sv);
    line.string("kind"sv, event.ecs.kind);
    put_list(line, "category", event.ecs.categories);
    put_list(line, "type", event.ecs.types);
    line.string("outcome"sv, event.ecs.outcome);
    line.string("action"sv, event.ecs.word);
    line.end();
    put_ecs_users(line, event);
    line.end();
  }

  static std::array<emit::Key, kUserIdNames.size()> make_id_keys() {
    std::array<emit::Key, kUserIdNames.size()> keys;
    std::ranges::transform(kUserIdNames, keys.begin(), [](std::string_view name) { return emit::Key(name); });
    return keys;
  }

  const std::array<emit::Key, kUserIdNames.size()> id_keys_ = make_id_keys();
  TimeFormat times_;
};

}  // namespace knox::linux_audit
