// The format ecs keeps every fact that the format json has: under the same name in the object bsm, or in a
// member of ECS.
#include <algorithm>
#include <map>
#include <set>

#include "support/fixtures.h"
#include "support/framing.h"
#include "support/linux_bsm.h"
#include "support/printing.h"
#include "unit/bsm/ecs_documents.h"

namespace knox::bsm {

namespace {

using simdjson::dom::element;

// The values of a document, without quotes, by their JSON pointers; places in arrays are #.
using Values = std::map<std::string, std::set<std::string>>;

void collect(const element& value, const std::string& pointer, Values& values) {
  simdjson::dom::object object;
  simdjson::dom::array array;
  std::string_view text;
  if (value.get(object) == simdjson::SUCCESS) {
    for (const auto [key, member] : object) collect(member, pointer + '/' + std::string(key), values);
  } else if (value.get(array) == simdjson::SUCCESS) {
    for (const element member : array) collect(member, pointer + "/#", values);
  } else if (value.get(text) == simdjson::SUCCESS) {
    values[pointer].emplace(text);
  } else {
    values[pointer].insert(simdjson::minify(value));
  }
}

Values values_of(const std::string& line) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(line);
  Values values;
  collect(parser.parse(padded).value(), {}, values);
  return values;
}

// Where ECS has what JSON calls so.
const std::multimap<std::string_view, std::string_view> kPlaces = {
    {"/time", "/@timestamp"},
    {"/id", "/event/id"},
    {"/host", "/host/ip/#"},
    {"/file/time", "/@timestamp"},
    {"/file/name", "/file/path"},
    {"/subject/auid", "/user/audit/id"},
    {"/subject/auid_name", "/user/audit/name"},
    {"/subject/euid", "/user/effective/id"},
    {"/subject/euid", "/user/id"},  // unless it is another
    {"/subject/euid_name", "/user/effective/name"},
    {"/subject/euid_name", "/user/name"},
    {"/subject/egid", "/user/effective/group/id"},
    {"/subject/egid", "/user/group/id"},
    {"/subject/egid_name", "/user/effective/group/name"},
    {"/subject/egid_name", "/user/group/name"},
    {"/subject/ruid", "/user/id"},
    {"/subject/ruid_name", "/user/name"},
    {"/subject/rgid", "/user/group/id"},
    {"/subject/rgid_name", "/user/group/name"},
    {"/subject/pid", "/process/pid"},
    {"/subject/pid", "/process/parent/pid"},
    {"/exec_args/#", "/process/args/#"},
    {"/exec_args_count", "/process/args_count"},
    {"/exec_env/#", "/process/env_vars/#"},
    {"/commands/#/args/#", "/process/args/#"},
    {"/commands/#/env/#", "/process/env_vars/#"},
    {"/paths/#", "/file/path"},
    {"/paths/#", "/file/target_path"},
    {"/attributes/#/uid", "/file/uid"},
    {"/attributes/#/uid_name", "/file/owner"},
    {"/attributes/#/gid", "/file/gid"},
    {"/attributes/#/gid_name", "/file/group"},
    {"/attributes/#/fsid", "/file/device"},
    {"/attributes/#/node", "/file/inode"},
    {"/attributes/#/device", "/bsm/device"},
    {"/sockets/#/address", "/source/ip"},
    {"/sockets/#/address", "/destination/ip"},
    {"/sockets/#/address", "/server/ip"},
    {"/sockets/#/port", "/source/port"},
    {"/sockets/#/port", "/destination/port"},
    {"/sockets/#/port", "/server/port"},
    {"/sockets/#/path", "/source/address"},
    {"/sockets/#/path", "/destination/address"},
    {"/sockets/#/path", "/server/address"},
    {"/return/status", "/event/outcome"},
    {"/return/error", "/error/code"},
    {"/identity/signing_id", "/process/code_signature/signing_id"},
    {"/identity/signing_id", "/process/parent/code_signature/signing_id"},
    {"/identity/team_id", "/process/code_signature/team_id"},
    {"/identity/team_id", "/process/parent/code_signature/team_id"},
};

// What is told by the absence of a member.
bool is_nothing(const std::string& pointer, const std::string& value) {
  if (pointer.starts_with("/subject/") || pointer.starts_with("/attributes/#/")) {
    if (value == "4294967295" || (pointer.ends_with("/device") && value == "0")) return true;
  }
  if (pointer == "/sockets/#/port" || pointer == "/subject/pid") return value == "0";
  if (pointer.starts_with("/identity/")) return value.empty() || value == "false";
  return false;
}

class Document {
 public:
  explicit Document(const std::string& line) : values_(values_of(line)) {}

  bool has(const std::string& pointer, const std::string& value) const {
    const auto found = values_.find(pointer);
    return found != values_.end() && found->second.contains(value);
  }
  bool tells(const std::string& pointer, const std::string& value) const {
    if (has("/bsm" + pointer, value) || is_nothing(pointer, value)) return true;
    const auto [begin, end] = kPlaces.equal_range(pointer);
    if (std::any_of(begin, end, [&](const auto& place) { return has(std::string(place.second), value); })) {
      return true;
    }
    if (pointer == "/attributes/#/mode") return tells_mode(value);
    if (pointer == "/sockets/#/family") return tells_family(value);
    if (pointer == "/sockets/#/family_name") return true;  // that of its number
    // Bytes of strings that are not UTF-8, wherever these stand
    return pointer.starts_with("/raw_bytes/") && std::ranges::any_of(values_, [&](const auto& entry) {
             return entry.first.starts_with("/raw_bytes/") && entry.second.contains(value);
           });
  }

 private:
  bool tells_mode(const std::string& octal) const {
    static const std::map<unsigned long, std::string> kTypes = {
        {01, "fifo"},  {02, "char_device"}, {04, "dir"},    {06, "block_device"},
        {010, "file"}, {012, "symlink"},    {014, "socket"}};
    const unsigned long mode = std::stoul(octal, nullptr, 8);
    const auto type = kTypes.find(mode >> 12);
    if (type == kTypes.end() ? mode >> 12 != 0 : !has("/file/type", type->second)) return false;
    const auto bits = values_.find("/file/mode");
    return bits != values_.end() && std::stoul(*bits->second.begin(), nullptr, 8) == (mode & 07777);
  }
  bool tells_family(const std::string& family) const {
    if (family == "2") return has("/network/type", "ipv4");
    if (family == "26") return has("/network/type", "ipv6");
    return family == "1" && !values_.contains("/network/type");  // it has a path
  }

  Values values_;
};

void check(test::Printing& json, test::Printing& ecs, std::string_view frame) {
  Record record;
  if (!record.parse(as_bytes(frame))) return;
  const std::string told = json(frame), line = ecs(frame);
  const Document document(line);
  for (const auto& [pointer, all] : values_of(told)) {
    for (const std::string& value : all) {
      if (document.tells(pointer, value)) continue;
      FAIL_CHECK(pointer << " is " << value << " in\n" << told << "which is not in\n" << line);
    }
  }
}

void check_trail(std::string_view trail) {
  test::Printing json("json"), ecs("ecs");
  for (const auto& [offset, size] : test::frame(as_bytes(trail)).frames) {
    check(json, ecs, trail.substr(offset, size));
  }
}

}  // namespace

TEST_CASE("ecs: every fact of JSON is in it", "[bsm][ecs]") {
  for (const auto make :
       {test::every_token, test::darwin, test::freebsd, test::solaris, test::quirks, test::damaged,
        test::meaning, test::every_event, test::session, test::darwin_build, test::freebsd_build}) {
    check_trail(make().bytes());
  }
}

TEST_CASE("ecs: every fact of odd records is in it", "[bsm][ecs]") {
  const auto record = [](std::uint16_t event) { return test::RecordBuilder({.event = event}); };
  const test::RecordBuilder records[] = {
      // A list of strings that was cut
      record(23).u8(0x3d).u32(9).strings({"A=b"}).path("/a").subject32({}).return32(0, 0),
      // Modes that mean nothing, and a device that is none
      record(16).path("").attr32({.mode = 0150644, .device = 7}).return32(0, 0),
      record(16).path("/a").attr32({.mode = 07100644, .uid = 0xffffffff, .node = 1}),
      // Two of everything
      record(42).path("/a").path("/b").path("/c").path("/c").attr32({.mode = 0644}).attr32({.mode = 0755}),
      record(32).sockinet32(2, {"10.0.0.1", 1}).sockinet32(9, {"10.0.0.2", 0}).sockunix(1, "/s"),
      record(23).exec_args({"a"}).exec_args({"b"}).cmd({"c"}, {"d"}).return32(150, 0).return32(0, 1),
      record(1).exit(300, 7).subject32({.auid = 1, .euid = 2, .egid = 3, .ruid = 4, .rgid = 5, .pid = 6}),
      record(15).process32({.auid = 1, .euid = 2}).process32({.pid = 3}).subject32({}).seq(1).seq(2),
      record(23).identity({.signing_id = "", .team_id = "\xff"}).text("\xfe"),
  };
  test::Printing json("json"), ecs("ecs");
  for (const test::RecordBuilder& odd : records) check(json, ecs, odd.finish());
}

}  // namespace knox::bsm
