#include "knox/convert/linux_paths.h"

#include <algorithm>

#include "knox/linux_audit/record/value.h"

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

void LinuxPaths::begin(const linux_audit::Event& event) {
  paths_.begin(event);
  last_.clear();
  writes_parents_ = has_only_parents(event);
}

void LinuxPaths::add(const linux_audit::Record& path, bsm::RecordWriter& writer) {
  told_name_ = told_attributes_ = false;
  const std::string_view name =
      linux_audit::decode_string(path.find("name"), memory_).value_or(std::string_view());
  const bool is_parent = std::ranges::any_of(path.fields(), is_type_of_parent);
  if (is_parent && !writes_parents_) return;

  told_name_ = true;
  if (!name.empty()) {
    add_path(name, writer);
    const std::string_view whole = paths_.absolute(path.line(), name);
    if (whole != name) add_path(whole, writer);
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

}  // namespace knox::convert
