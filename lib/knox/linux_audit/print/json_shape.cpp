// What the formats json and records can print, in the notation of emit/json_schema.h; fields have the types
// that tables/fields.def gives them. Who changes print_records.h or normal_print.h changes it here;
// tests/schema compares them.
#include "knox/linux_audit/print/json_shape.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "knox/linux_audit/meaning/normal_event.h"
#include "knox/linux_audit/names/fields.h"
#include "knox/linux_audit/record/interpret.h"

namespace knox::linux_audit {

namespace {

// The type of a field that is as it should be.
std::string_view type_of(FieldKind kind) {
  using enum FieldKind;
  switch (kind) {
    case kKeys:
    case kTitle:
    case kCapabilities: return "[text]";
    case kMessage: return "$fields";
    case kSockaddr: return "{family: text *: text|number|flag}";
    case kSuccess:
    case kResult: return "flag";
    case kMode: return "octal";
    case kHex:
    case kSyscallArgument: return "hexnum";
    case kUnknown:
    case kWord:
    case kText:
    case kCommand:
    case kTtyData:
    case kLabel:
    case kAddress:
    case kDevice:
    case kArch:
    case kEnriched:
    case kEnrichedSockaddr: return "text";
    default: return "number";
  }
}

// The fields that are known, by key: one can be of another kind in some records.
std::string known_fields() {
  std::map<std::string_view, std::set<FieldKind>> kinds;
#define FIELD(key, kind) kinds[key].insert(FieldKind::kind);
#define FIELD_IN(type, key, kind) kinds[key].insert(FieldKind::kind);
#include "knox/linux_audit/tables/fields.def"
  std::string text;
  for (const auto& [key, its] : kinds) {
    std::set<std::string_view> types = {"text", "null"};  // what is not as it should be; what says nothing
    for (const FieldKind kind : its) types.insert(type_of(kind));
    if (types.contains("number")) types.insert("hexnum");
    std::string_view separator = ": ";
    text += key;
    for (const std::string_view type : types) text.append(std::exchange(separator, "|")).append(type);
    text += "\n";
    const std::string name(key);
    if (std::ranges::any_of(its, has_name)) text.append(name + "_name: text\n");
    if (std::ranges::any_of(its, has_words)) text.append(name + "_text: text\n");
    if (its.contains(FieldKind::kSockaddr)) text.append(name + "_hex: hex\n");
  }
  return text;
}

std::string records_notation() {
  return R"(
    $value = text|number|flag|null|[$value]|{*: $value}
    $fields = {
      args: [text] args_missing: count args_gaps: [{before: count count: count}] args_incomplete: count
      permissions: [text] words: [text] decision: text enriched: {words: [text] *: text}
  )" + known_fields() +
         R"(
      *: $value
    }

    time!: time id!: text serial!: count node: text late: flag ending: text
    records!: [{type!: text prefix: text fields!: $fields raw: text}]
  )";
}

std::string flat_notation() {
  return "time!: time serial!: count node: text type!: text words: text raw!: text *: text";
}

std::string normal_notation() {
  std::string ids, names;
  for (const std::string_view name : kUserIdNames) {
    ids.append(name).append(": count ");
    names.append(name).append(": text ");
  }
  return R"(
    $principal = {id: digits name: text}
    $user = {id: digits name: text group: $principal}
    $end = {hostname: text ip: text address: text port: count path: text}
    $label = {user: text role: text domain: text type: text level: text category: text label: text}

    @timestamp!: time id!: text sequence!: count node: text category: text record_type: text result: text
    session: text
    summary: {
      actor: {primary: text secondary: text} action: text object: {type: text primary: text secondary: text}
      how: text
    }
    user: {ids: {)" +
         ids + "} names: {" + names + R"(} selinux: $label}
    process: {pid: count ppid: count title: text name: text exe: text cwd: text args: [text]}
    file: {
      path: text target_path: text device: text inode: text mode: text uid: count owner: text gid: count
      group: text selinux: $label
    }
    source: $end destination: $end network: {direction: text type: text}
    data: {*: text|[text]}
    paths: [{
      item: count name: text nametype: text inode: text device: text mode: text uid: count owner: text
      gid: count group: text rdev: text selinux: text cap_fp: text cap_fi: text cap_fe: text cap_fver: text
      cap_frootid: text
    }]
    tags: [text]
    ecs: {
      event: {kind: text category: [text] type: [text] outcome: text action: text}
      user: {
        id: digits name: text group: $principal effective: $user audit: $user target: $user
      }
      group: $principal
    }
  )";
}

constexpr std::array kSchemas = {
    emit::JsonSchema{"json", "an event of Linux Audit, as its records", &records_notation},
    emit::JsonSchema{"interpreted", "an event of Linux Audit, as what it means", &normal_notation},
    emit::JsonSchema{"records", "a record of Linux Audit", &flat_notation},
};

}  // namespace

std::span<const emit::JsonSchema> json_schemas() {
  return kSchemas;
}

}  // namespace knox::linux_audit
