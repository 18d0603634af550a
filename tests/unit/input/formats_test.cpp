#include "knox/input/formats.h"

#include <string>
#include <vector>

#include "knox/bsm/record.h"
#include "knox/bsm/select.h"
#include "support/bsm_builder.h"
#include "unit/catch.h"

namespace knox::input {

namespace {

using namespace std::string_view_literals;
using test::RecordBuilder;

const test::Subject kAlice = {.auid = 501, .euid = 501, .egid = 20, .ruid = 501, .rgid = 20, .pid = 633};

RecordBuilder execve(std::string_view path) {
  return RecordBuilder({.event = 23, .seconds = 1715677923})
      .exec_args({"x"})
      .path(path)
      .subject32(kAlice)
      .return32(0, 0);
}

// The paths of what the input emits for these records.
std::vector<std::string> paths(const std::vector<std::string>& records, const Options& options = {}) {
  std::vector<std::string> found;
  const std::unique_ptr<Input> input = make_bsm_input(options);
  const auto emit = [&](const Report& report) { found.emplace_back(report.event.exec->exec_path); };
  for (const std::string& record : records) {
    CHECK(!input->take({.bytes = as_bytes(record)}, emit));
  }
  input->finish(emit);
  return found;
}

}  // namespace

TEST_CASE("input formats are found by name and by their first bytes") {
  REQUIRE(find_format("bsm") != nullptr);
  CHECK(find_format("BSM") == nullptr);
  CHECK(sniff_format(as_bytes(execve("/bin/ls").finish())) == find_format("bsm"));
  CHECK(sniff_format(as_bytes("type=SYSCALL msg=audit(1.0:1): x")) == find_format("linux"));
  CHECK(sniff_format(as_bytes("pid=1 uid=0\n")) == find_format("linux"));  // a record may follow
  CHECK(sniff_format(as_bytes("pid=1 uid=0\npid=2 uid=0\n")) == find_format("linux"));
  CHECK(sniff_format(as_bytes("{\"pid\":1}\n")) == find_format("linux"));
  CHECK(sniff_format(as_bytes("\x01half a\0line\nof some text, and one more\n"sv)) == find_format("linux"));
  CHECK(sniff_format(as_bytes("{\"event\":{\"exec\":{\"args\"")) == find_format("es"));
  CHECK(sniff_format(as_bytes("left\"},\"global_seq_num\":7}\n{\"version\":10,")) == find_format("es"));
  CHECK(sniff_format(as_bytes("<?xml version=\"1.0\"?>\n")) == nullptr);
  CHECK(sniff_format(as_bytes("\xff\xfet\0y\0p\0"sv)) == nullptr);
  CHECK(sniff_format(as_bytes(execve("/bin/ls").finish().substr(5))) == nullptr);
  CHECK(sniff_format({}) == nullptr);
  for (const Format& format : formats()) CHECK(format.make({}) != nullptr);
}

TEST_CASE("executions in BSM records") {
  const std::string stat =
      RecordBuilder({.event = 16}).path("/etc").subject32(kAlice).return32(0, 0).finish();
  const std::string file = RecordBuilder().file32(1, 0, "/var/audit/x").tokens();
  CHECK(paths({file, execve("/bin/a").finish(), stat, execve("/bin/b").finish(), file}) ==
        std::vector<std::string>{"/bin/a", "/bin/b"});
}

TEST_CASE("the input's framer cuts trails") {
  test::TrailBuilder trail;
  trail.add(execve("/bin/a")).add(execve("/bin/b"));
  const std::unique_ptr<Input> input = make_bsm_input({});
  const io::Step step = input->begin().next(as_bytes(trail.bytes()), true);
  CHECK(step.what == io::Step::What::kFrame);
  CHECK(step.size == execve("/bin/a").finish().size());
}

TEST_CASE("only selected records become executions") {
  const bsm::EventTable events(bsm::Platform::kUnknown);
  const bsm::ClassTable classes(bsm::Platform::kUnknown);
  const auto selection = bsm::Selection::make({.object = {"file=^/bin/b"}}, events, classes, os::Names());
  REQUIRE(selection.has_value());
  CHECK(paths({execve("/bin/a").finish(), execve("/bin/b").finish()}, {.selection = &*selection}) ==
        std::vector<std::string>{"/bin/b"});
  CHECK(paths({execve("/bin/a").finish(), execve("/bin/b").finish()},
              {.selection = &*selection, .all = true}) == std::vector<std::string>{"/bin/a", "/bin/b"});
}

TEST_CASE("a damaged execution is emitted, and its damage returned") {
  std::string record = execve("/bin/ls").finish();
  record[record.size() - 7 - 6] = '\x7f';  // the return token becomes a socket_ex that does not fit
  const std::unique_ptr<Input> input = make_bsm_input({});
  int emitted = 0;
  const std::optional<Error> damage = input->take({.bytes = as_bytes(record)}, [&](const Report& report) {
    const event::Exec& exec = *report.event.exec;
    ++emitted;
    CHECK(exec.exec_path == "/bin/ls");
    CHECK(!exec.success);
  });
  CHECK(emitted == 1);
  REQUIRE(damage);
  CHECK(damage->offset == record.size() - 7 - 6);
}

TEST_CASE("files that are no audit data are called by their name") {
  struct Row {
    std::string_view front, what;
  };
  const Row row = GENERATE(values<Row>({
      {"\xff\xd8\xff\xe0\0\x10JFIF"sv, "a JPEG image"},
      {"\x89PNG\r\n\x1a\n\0\0"sv, "a PNG image"},
      {"%PDF-1.7\n", "a PDF document"},
      {"\177ELF\2\1\1\0"sv, "an ELF program"},
      {"\xcf\xfa\xed\xfe\x0c\0\0\1"sv, "a Mach-O program"},
      {"PK\3\4\x14\0"sv, "a zip archive"},
      {"\3757zXZ\0\0"sv, "an xz-compressed file"},
      {"BZh91AY", "a bzip2-compressed file"},
      {"type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e\n", "a Linux Audit log"},
      {"node=web1 type=LOGIN msg=audit(1700000000.123:45): pid=1\n", "a Linux Audit log"},
      {"type=something else\n", "plain text"},
      {"header,84,11,execve(2),0,Tue May 14", "text from praudit"},
      {"<?xml version='1.0'?>", "an XML document"},
      {"\n <audit>", "an XML document"},
      {"{\"a\":1}", "JSON text"},
      {" {\n  \"a\": 1}", "JSON text"},
      {"{}", "JSON text"},
      {"[{", "JSON text"},
      {"[section]", "plain text"},
      {"#!/bin/sh\n", "a script"},
      {"Gr\xc3\xbc\xc3\x9f"
       "e\n",
       "plain text"},
      {" \n\t", "only blank lines"},
      {"", ""},
      {"\0\0\0"sv, ""},
      {"caf\xe9\n", ""},
  }));
  CHECK(describe_foreign(as_bytes(row.front)) == row.what);
}

TEST_CASE("text is told by its beginning, also when that ends inside of a character") {
  std::string text(511, 'a');
  text += "\xc3\xbc and more";
  CHECK(describe_foreign(as_bytes(text)) == "plain text");
  CHECK(describe_foreign(as_bytes(std::string(500, 'a') + "\xc3\xff and more than that")).empty());
}

TEST_CASE("a trail is not foreign, whatever stands before it") {
  const std::string record = execve("/bin/ls").finish();
  CHECK(describe_foreign(as_bytes(record)).empty());
  CHECK(describe_foreign(as_bytes("xx" + record)).empty());
  CHECK(describe_foreign(as_bytes(record.substr(3))).empty());
}

TEST_CASE("text with records behind it is a trail") {
  const std::string record = execve("/bin/ls").finish();
  const auto name = [](const std::string& front) -> std::string_view {
    const Format* const format = sniff_format(as_bytes(front));
    return format == nullptr ? "" : format->name;
  };
  for (const std::size_t size : {1u, 511u, 512u, 513u, 5000u, 70000u}) {
    INFO(size);
    CHECK(name(std::string(size, 'a') + record) == "bsm");
    CHECK(name(std::string(size, 'a') + '\n' + record + record) == "bsm");
    CHECK(name(std::string(size, 'a') + record.substr(0, record.size() - 1)) != "bsm");
  }
  CHECK(name("{\"a\": 1}" + std::string(600, ' ') + record) == "bsm");
  CHECK(name("%PDF-1.7\n" + record).empty());
  CHECK(name("type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e\n" + record) == "linux");

  CHECK(may_precede_records(as_bytes("#!/bin/sh\n")));
  CHECK(may_precede_records({}));
  CHECK_FALSE(may_precede_records(as_bytes("\xff\xd8\xff\xe0")));
  CHECK_FALSE(may_precede_records(as_bytes("type=LOGIN msg=audit(1.000:4): pid=1\n")));
}

}  // namespace knox::input
