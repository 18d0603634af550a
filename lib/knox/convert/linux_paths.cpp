#include "knox/convert/linux_paths.h"

#include <algorithm>

#include "knox/linux_audit/arguments.h"
#include "knox/linux_audit/value.h"

namespace knox::convert {

namespace {

using linux_audit::Field;
using linux_audit::Line;
using linux_audit::RecordType;

// The number of a device as the kernel packs it, from "fd:01".
std::optional<std::uint32_t> parse_device(std::string_view value) noexcept {
  const std::size_t colon = value.find(':');
  if (colon == value.npos) return std::nullopt;
  const auto major = linux_audit::parse_hex(value.substr(0, colon));
  const auto minor = linux_audit::parse_hex(value.substr(colon + 1));
  if (!major || !minor || *major > 0xfff || *minor > 0xfffff) return std::nullopt;
  return static_cast<std::uint32_t>((*minor & 0xff) | *major << 8 | (*minor & 0xfff00) << 12);
}

bool is_type_of_parent(const Field& field) noexcept {
  return (field.key == "nametype" || field.key == "objtype") && field.value == "PARENT";
}

bool has_only_parents(const linux_audit::Event& event) noexcept {
  return std::ranges::all_of(event.records, [](const Line& line) {
    return line.type != RecordType::PATH || line.body.find("type=PARENT") != line.body.npos;
  });
}

bool is_elsewhere(const LinuxCall& call) noexcept {
  constexpr std::uint32_t kCurrentDirectory = 0xffffff9c;
  if (!call.has_arguments) return false;
  const linux_audit::ArgKinds kinds = argument_kinds(call.arch, call.syscall, call.arguments);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const bool is_directory = kinds[i] == linux_audit::ArgKind::kDirFd;
    if (is_directory && static_cast<std::uint32_t>(call.arguments[i]) != kCurrentDirectory) return true;
  }
  return false;
}

// All of them or nothing.
bool add_attributes(const linux_audit::Record& path, bsm::RecordWriter& writer) {
  const auto mode = linux_audit::parse_octal(path.find("mode"));
  const auto uid = linux_audit::parse_id(path.find("ouid"));
  const auto gid = linux_audit::parse_id(path.find("ogid"));
  const auto device = parse_device(path.find("dev"));
  const auto inode = linux_audit::parse_number(path.find("inode"));
  const auto own_device = parse_device(path.find("rdev"));
  if (!mode || *mode > UINT32_MAX || !uid || !gid || !device || !inode || !own_device) return false;
  const auto bits = static_cast<std::uint32_t>(*mode);
  writer.add(bsm::Attribute32{{{bits}, {*uid}, {*gid}, *device, {*inode}, *own_device}});
  return true;
}

}  // namespace

void LinuxPaths::begin(const linux_audit::Event& event, const LinuxFacts& facts) {
  cwd_.clear();
  parent_.clear();
  last_.clear();
  is_elsewhere_ = facts.syscall != nullptr && is_elsewhere(facts.call);
  writes_parents_ = has_only_parents(event);
}

void LinuxPaths::set_directory(const linux_audit::Record& cwd) {
  cwd_ = linux_audit::decode_string(cwd.find("cwd"), memory_).value_or(std::string_view());
}

void LinuxPaths::add(const linux_audit::Record& path, bsm::RecordWriter& writer) {
  told_name_ = told_attributes_ = false;
  const std::string_view name =
      linux_audit::decode_string(path.find("name"), memory_).value_or(std::string_view());
  const bool is_parent = std::ranges::any_of(path.fields(), is_type_of_parent);
  if (is_parent) parent_ = name;
  if (is_parent && !writes_parents_) return;

  told_name_ = true;
  if (!name.empty()) {
    add_path(name, writer);
    add_resolved(name, !is_parent && path.find("nametype") != "NORMAL", writer);
  }
  told_attributes_ = add_attributes(path, writer);
}

bool LinuxPaths::has_told(const Field& field) const noexcept {
  if (field.part != linux_audit::Part::kBody) return false;
  if (field.key == "name") return told_name_;
  constexpr std::string_view kAttributes[] = {"mode", "ouid", "ogid", "dev", "inode", "rdev"};
  return told_attributes_ && std::ranges::find(kAttributes, field.key) != std::end(kAttributes);
}

void LinuxPaths::add_path(std::string_view path, bsm::RecordWriter& writer) {
  writer.add(bsm::Path{bsm::text_of(path)});
  last_ = path;
}

// The kernel gives a PARENT record to what is made or removed: the directory in the path as it was given. The
// name that follows may be the last part only.
void LinuxPaths::add_resolved(std::string_view name, bool may_be_last_part, bsm::RecordWriter& writer) {
  if (name.starts_with('/') || is_elsewhere_) return;
  while (name.starts_with("./")) name.remove_prefix(2);
  joined_.clear();
  const auto append = [&](std::string_view part) {
    if (!joined_.empty() && !joined_.ends_with('/')) joined_ += '/';
    joined_ += part;
  };
  const bool is_last_part = may_be_last_part && name.find('/') == name.npos;
  const bool has_parent = is_last_part && !parent_.empty() && parent_ != ".";
  if (!has_parent || !parent_.starts_with('/')) {
    if (!cwd_.starts_with('/')) return;
    append(cwd_);
  }
  if (has_parent) append(parent_);
  append(name);
  add_path(joined_, writer);
}

}  // namespace knox::convert
