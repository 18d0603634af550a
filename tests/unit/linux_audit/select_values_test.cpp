// Every value that occurs in a log finds the events it is in: all of what the format json shows of each
// record is selected by, and the events that are found are those that it is in.
#include <simdjson.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "knox/linux_audit/select/select.h"
#include "unit/linux_audit/normal_events.h"

namespace knox::linux_audit {

namespace {

using test::Lines;

using List = SelectionText::List SelectionText::*;
using Serials = std::set<std::uint32_t>;

struct Option {
  std::string_view name;
  List list;
  std::vector<std::string_view> members;  // of the fields of a record
};
const std::vector<Option>& options() {
  static const std::vector<Option> kOptions = {
      {"arch", &SelectionText::arch, {"arch"}},
      {"syscall", &SelectionText::syscall, {"syscall", "syscall_name"}},
      {"exit", &SelectionText::exit, {"exit", "exit_name"}},
      {"ppid", &SelectionText::ppid, {"ppid"}},
      {"uid", &SelectionText::uid, {"uid"}},
      {"euid", &SelectionText::euid, {"euid"}},
      {"auid", &SelectionText::auid, {"auid"}},
      {"uid-all", &SelectionText::uid_all, {"uid", "euid", "suid", "fsuid", "auid"}},
      {"gid", &SelectionText::gid, {"gid"}},
      {"egid", &SelectionText::egid, {"egid"}},
      {"gid-all", &SelectionText::gid_all, {"gid", "egid", "sgid", "fsgid"}},
      {"comm", &SelectionText::comm, {"comm", "ocomm"}},
      {"executable", &SelectionText::executable, {"exe"}},
      {"key", &SelectionText::key, {"key"}},
      {"terminal", &SelectionText::terminal, {"tty", "terminal"}},
      {"vm", &SelectionText::vm, {"vm"}},
      {"uuid", &SelectionText::uuid, {"uuid"}},
      {"file", &SelectionText::file, {"name", "path", "cwd", "file", "dir", "watch"}},
      {"host",
       &SelectionText::host,
       {"hostname", "host", "addr", "raddr", "laddr", "faddr", "daddr", "src", "dst", "address"}},
      {"subject", &SelectionText::subject, {"subj", "scontext"}},
      {"object", &SelectionText::object, {"obj", "tcontext"}},
      {"context", &SelectionText::context, {"subj", "obj", "scontext", "tcontext"}},
      {"message", &SelectionText::message, {}},
  };
  return kOptions;
}

// Of each option and value, the events it is in.
using Values = std::map<std::pair<std::string_view, std::string>, Serials>;

// uid_2 is one more uid.
std::string_view without_number(std::string_view key) {
  const std::size_t end = key.find_last_not_of("0123456789");
  return end != key.npos && end + 1 < key.size() && key[end] == '_' ? key.substr(0, end) : key;
}

std::string text_of(const simdjson::dom::element& value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  return value.is_null() || value.is_bool() ? std::string() : simdjson::minify(value);
}

void collect(const simdjson::dom::object& fields, RecordType type, std::uint32_t serial, Values& values) {
  // Of a socket address only what it is the address of.
  const auto is_passed_over = [&](std::string_view key) {
    return type == RecordType::SOCKADDR && key == "pid";
  };
  for (const auto [key, value] : fields) {
    if (is_passed_over(key)) continue;
    simdjson::dom::object inside;
    if (value.get(inside) == simdjson::SUCCESS) {
      if (key != "enriched") collect(inside, type, serial, values);
      continue;
    }
    for (const Option& option : options()) {
      if (std::ranges::find(option.members, without_number(key)) == option.members.end()) continue;
      if (option.name == "file" && type == RecordType::KERN_MODULE) continue;
      simdjson::dom::array list;
      if (value.get(list) == simdjson::SUCCESS) {
        for (const simdjson::dom::element piece : list) values[{option.name, text_of(piece)}].insert(serial);
      } else {
        values[{option.name, text_of(value)}].insert(serial);
      }
    }
  }
}

Values values_of(const Lines& lines) {
  test::NormalLog json(make_json_printer);
  const std::string printed = json.print(test::joined(lines));
  Values values;
  simdjson::dom::parser parser;
  for (std::size_t begin = 0; begin < printed.size();) {
    const std::size_t end = printed.find('\n', begin);
    const simdjson::dom::element event = parser.parse(printed.substr(begin, end - begin));
    begin = end + 1;
    const auto serial = static_cast<std::uint32_t>(event["serial"].get_uint64().value());
    if (serial == 0) continue;  // of several calls
    for (const simdjson::dom::element record : event["records"].get_array().value()) {
      const std::string type{record["type"].get_string().value()};
      if (const auto number = parse_record_type(type)) {
        values[{"message", type}].insert(serial);
        collect(record["fields"].get_object().value(), *number, serial, values);
      }
    }
  }
  return values;
}

Serials selected(Selection& selection, const Lines& lines, bool look) {
  Serials serials;
  Assembler assembler;
  const auto drain = [&] {
    while (const Event* const event = assembler.next()) {
      if (selection.matches(*event)) serials.insert(event->serial);
    }
  };
  for (const std::string& text : lines) {
    Line line;
    if (peek(text, line) != LineKind::kRecord || line.serial == 0) continue;
    if (look && selection.look(line) == Wanted::kNo) {
      assembler.ignore(line);
    } else {
      assembler.add(line);
    }
    drain();
  }
  assembler.finish();
  drain();
  return serials;
}

void check_all(const Lines& lines) {
  os::Names names;
  names.use_passwd("");
  names.use_group("");
  std::size_t checked = 0;
  for (const auto& [what, serials] : values_of(lines)) {
    const auto& [name, value] = what;
    if (value.empty()) continue;
    const auto option = std::ranges::find(options(), name, &Option::name);
    SelectionText text{.word = true};
    (text.*option->list).push_back(value);
    std::expected<Selection, std::string> selection = Selection::make(text, names);
    INFO("--" << name << ' ' << value);
    REQUIRE(selection);
    const Serials found = selected(*selection, lines, false);
    CHECK(selected(*selection, lines, true) == found);
    // A file is found by more than its name: its path, and sockets.
    if (name == "file") {
      CHECK(std::ranges::includes(found, serials));
    } else {
      CHECK(found == serials);
    }
    ++checked;
  }
  CHECK(checked > 10);
}

}  // namespace

TEST_CASE("every value of every log finds its events") {
  for (const char* log :
       {"session.log", "quirks.log", "enriched.log", "build.log", "sshd_config.log", "shared.log"}) {
    INFO(log);
    check_all(test::frame_log(test::linux_log(log)).frames);
  }
}

TEST_CASE("values find their events in whatever order the records come") {
  Lines lines = test::frame_log(test::linux_log("shared.log")).frames;
  std::ranges::reverse(lines);
  check_all(lines);
  lines = test::frame_log(test::linux_log("session.log") + test::linux_log("shared.log")).frames;
  // The first record of each event, then the second ones ...: only the newest second waits for the others.
  std::multimap<std::string, std::string> sorted;  // equals stay in their order
  for (const std::string& line : lines) sorted.emplace(line.substr(line.find('('), 12), line);
  lines.clear();
  for (const auto& [key, line] : sorted) lines.push_back(line);
  check_all(lines);
}

TEST_CASE("outcomes find the events that have them") {
  const auto serials = [](std::string_view success) {
    os::Names names;
    std::expected<Selection, std::string> selection =
        Selection::make({.success = {std::string(success)}}, names);
    REQUIRE(selection);
    return selected(*selection, test::frame_log(test::linux_log("shared.log")).frames, true);
  };
  // As success= of any record says, where one has it.
  CHECK(serials("yes") == Serials{44, 45, 47, 48, 49, 50, 51});
  CHECK(serials("no") == Serials{46, 47});
}

}  // namespace knox::linux_audit
