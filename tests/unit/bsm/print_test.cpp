// The formats of BSM records: json, tokens, text, xml, bsm. Every token is in bsm/decode_test.cpp, whole
// trails in tests/cli.
#include <simdjson.h>

#include <set>
#include <string>
#include <vector>

#include "knox/base/utf8.h"
#include "knox/bsm/framer.h"
#include "support/fixtures.h"
#include "support/framing.h"
#include "support/printing.h"
#include "support/token_samples.h"
#include "support/well_formed.h"
#include "support/zone.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

using Catch::Matchers::ContainsSubstring;
using test::Printing;
using test::RecordBuilder;
using namespace std::string_literals;

const test::Subject kAlice = {
    .auid = 501, .euid = 0, .egid = 20, .ruid = 501, .rgid = 20, .pid = 633, .sid = 100004, .port = 7};

// All records that the tests have.
std::vector<std::string> all_records() {
  std::vector<std::string> records;
  for (const std::string& bytes :
       {test::session().bytes(), test::darwin().bytes(), test::freebsd().bytes(), test::solaris().bytes(),
        test::every_token().bytes(), test::quirks().bytes(), test::damaged().bytes(),
        test::meaning().bytes()}) {
    for (const test::Range& range : test::frame(bytes).frames) {
      records.push_back(bytes.substr(range.offset, range.size));
    }
  }
  for (const test::TokenSample& sample : test::token_samples())
    records.push_back(test::record_around(sample));
  return records;
}

// One line, in UTF-8, of characters that can break nothing.
bool is_safe_line(std::string_view text) {
  if (text.empty() || text.back() != '\n') return false;
  text.remove_suffix(1);
  while (!text.empty()) {
    const Utf8Char c = utf8_front(text);
    if (c.size == 0 || is_unsafe_char(c.code)) return false;
    text.remove_prefix(c.size);
  }
  return true;
}

// No object within it has two members of one name.
bool has_unique_keys(simdjson::dom::element value) {
  if (value.is_array()) {
    for (const simdjson::dom::element e : simdjson::dom::array(value)) {
      if (!has_unique_keys(e)) return false;
    }
  } else if (value.is_object()) {
    std::set<std::string_view> keys;
    for (const auto& [key, member] : simdjson::dom::object(value)) {
      if (!keys.insert(key).second || !has_unique_keys(member)) return false;
    }
  }
  return true;
}

RecordBuilder stat_record() {
  return RecordBuilder({.event = 16, .seconds = 1715677923, .fraction = 41});
}

}  // namespace

TEST_CASE("the port of an IPv6 socket is as it was; tokens has it as recorded") {
  struct Case {
    std::string_view format, kernels, programs;
  };
  const Case cases[] = {
      {"json", "\"port\":443", "\"port\":443"},
      {"tokens", "\"port\":47873", "\"port\":443"},
      {"text", "socket-inet6,26,443,2001:db8::80", "socket-inet6,26,443,2001:db8::80"},
      {"xml", "port=\"443\"", "port=\"443\""},
      {"ecs", "\"port\":443", "\"port\":443"},
  };
  for (const Case& c : cases) {
    INFO(c.format);
    Printing print(c.format);
    const auto connect = RecordBuilder({.event = 32}).kernel_sockinet128(26, {"2001:db8::80", 443});
    CHECK_THAT(print(connect.finish()), ContainsSubstring(std::string(c.kernels)));
    const auto login = RecordBuilder({.event = 6152}).sockinet128(26, {"2001:db8::80", 443});
    CHECK_THAT(print(login.finish()), ContainsSubstring(std::string(c.programs)));
    // As of an event that ECS has no place for such a token in, and a second family
    const auto getpeer = RecordBuilder({.event = 35}).kernel_sockinet128(30, {"2001:db8::80", 443});
    if (c.format == "ecs") CHECK_THAT(print(getpeer.finish()), ContainsSubstring(std::string(c.kernels)));
  }
}

TEST_CASE("return tokens: a call that goes on has not failed") {
  const auto ended = [](std::string_view format, std::uint8_t error) {
    return Printing(format)(RecordBuilder({.event = 32}).return32(error, 5).finish());
  };
  for (const std::string_view format : {"json", "tokens"}) {
    CHECK_THAT(ended(format, 0), ContainsSubstring(R"("status":"success","errno":0)"));
    CHECK_THAT(ended(format, 146),
               ContainsSubstring(R"("status":"failure","errno":146,"error":"ECONNREFUSED")"));
    CHECK_THAT(ended(format, 150),
               ContainsSubstring(R"("status":"unknown","errno":150,"error":"EINPROGRESS")"));
  }
  // A program's code is its own, and no errno.
  for (const std::string_view format : {"json", "tokens"}) {
    const std::string login = Printing(format)(RecordBuilder({.event = 32800}).return32(4, 5).finish());
    CHECK_THAT(login, ContainsSubstring(R"("status":"failure","errno":4,"value":5)"));
  }
  // A cut token says as much.
  RecordBuilder cut({.event = 32, .host = "192.0.2.1"});
  cut.return32(150, 0).xnu_short();
  CHECK_THAT(Printing("json")(cut.finish()),
             ContainsSubstring(R"("return":{"status":"unknown","errno":150)"));
}

TEST_CASE("every record is one line of JSON in json, tokens and ecs") {
  simdjson::dom::parser parser;
  for (const std::string_view format : {"json", "tokens", "ecs"}) {
    Printing print(format);
    for (const std::string& record : all_records()) {
      const std::string line = print(record);
      if (!is_safe_line(line)) FAIL_CHECK(format << ": " << line);
      simdjson::dom::element object;
      if (parser.parse(line).get(object) || !object.is_object()) FAIL_CHECK(format << ": " << line);
      if (!has_unique_keys(object)) FAIL_CHECK(format << ": " << line);
    }
  }
}

TEST_CASE("every record is one line in text, in all its ways") {
  for (const PrintOptions& options :
       {PrintOptions{}, PrintOptions{.raw = true}, PrintOptions{.short_names = true},
        PrintOptions{.delimiter = ""}, PrintOptions{.delimiter = " | "}}) {
    Printing print("text", options);
    for (const std::string& record : all_records()) {
      const std::string line = print(record);
      if (!is_safe_line(line)) FAIL_CHECK(line);
      if (line.substr(line.size() - 1 - options.delimiter.size()) != options.delimiter + "\n")
        FAIL_CHECK(line);
    }
  }
}

TEST_CASE("every record is a well-formed element in xml, in all its ways") {
  for (const PrintOptions& options :
       {PrintOptions{}, PrintOptions{.raw = true}, PrintOptions{.short_names = true}}) {
    Printing print("xml", options);
    std::string document = test::written([&](Out& out) { print.printer().begin(out); });
    for (const std::string& record : all_records()) {
      const std::string element = print(record);
      const std::string error = test::XmlCheck::error("<?xml version='1.0' encoding='UTF-8' ?>\n" + element);
      if (!error.empty()) FAIL_CHECK(error);
      document += element;
    }
    document += test::written([&](Out& out) { print.printer().end(out); });
    CHECK(test::XmlCheck::error(document) == "");
  }
}

TEST_CASE("bsm is the record itself") {
  Printing print("bsm");
  std::string all;
  for (const std::string& record : all_records()) {
    if (print(record) != record) FAIL_CHECK(record);
  }
}

TEST_CASE("json: a record at a glance") {
  Printing json("json");
  CHECK(
      json(RecordBuilder({.event = 23, .seconds = 1715677923, .fraction = 41})
               .exec_args({"ls", "-l"})
               .path("/bin/ls")
               .path("/bin/ls")
               .attr32({.mode = 0100755, .fsid = 1, .node = 2})
               .subject32_ex(kAlice)
               .return32(2, 0xffffffff)
               .finish()) ==
      R"({"time":"2024-05-14T09:12:03.041Z","id":"66432ae3.041-0249eb25bef511d7","version":11,)"
      R"("event":{"number":23,"name":"AUE_EXECVE",)"
      R"~("description":"execve(2)","classes":["pc","ex"],"modifier":0},"subject":{"auid":501,"euid":0,"egid":20,)~"
      R"("ruid":501,"rgid":20,"pid":633,"session":100004,"terminal":{"port":7,"address":"0.0.0.0"}},)"
      R"("exec_args":["ls","-l"],"paths":["/bin/ls","/bin/ls"],"attributes":[{"mode":"0100755","uid":0,"gid":0,)"
      R"("fsid":1,"node":2,"device":0}],"return":{"status":"failure","errno":2,"error":"ENOENT",)"
      R"("value":4294967295}})"
      "\n");
}

TEST_CASE("json: what can occur twice is an array, a second of what cannot is kept") {
  Printing json("json");
  const std::string line = json(stat_record()
                                    .text("one")
                                    .subject32(kAlice)
                                    .text("two")
                                    .return32(0, 0)
                                    .return64(1, 5)
                                    .exec_args({"a"})
                                    .exec_args({"\xff"})
                                    .finish());
  CHECK_THAT(line, ContainsSubstring(R"("text":["one","two"])"));
  CHECK_THAT(line, ContainsSubstring(R"("return":{"status":"success","errno":0,"value":0})"));
  CHECK_THAT(line, ContainsSubstring(
                       R"("extra_tokens":[{"token":"return64","token_id":"0x72","status":"failure",)"
                       R"("errno":1,"error":"EPERM","value":5},{"token":"exec_args","token_id":"0x3c",)"
                       R"("args":["\ufffd"]}])"));
  CHECK_THAT(line, ContainsSubstring(R"("raw_bytes":{"/extra_tokens/1/args/0":"ff"}})"));
}

TEST_CASE("json: a list that is shorter than its count says so") {
  Printing json("json"), tokens("tokens");
  const std::string record =
      RecordBuilder({.event = 23}).return32(0, 0).u8(0x3c).u32(500).strings({"tar", "-cf"}).finish();
  CHECK_THAT(tokens(record), ContainsSubstring(R"("args":["tar","-cf"],"count":500})"));
  CHECK_THAT(json(record), ContainsSubstring(R"("exec_args":["tar","-cf"],"exec_args_count":500,)"));
}

TEST_CASE("json: a fraction of more than a second is more than a second") {
  Printing json("json");
  CHECK_THAT(json(RecordBuilder({.event = 16, .fraction = 1234}).finish()),
             ContainsSubstring(R"("time":"1970-01-01T00:00:01.234Z")"));
  CHECK_THAT(json(RecordBuilder({.event = 16, .fraction = 4'294'967'295, .version = 2}).finish()),
             ContainsSubstring(R"("time":"1970-01-01T00:00:04.294967295Z")"));
}

TEST_CASE("json: names stand beside ids and constants") {
  Printing json("json");
  json.names.use_passwd("alice:x:501:20::/:/bin/sh\nodd\xff:x:0:0::/:/bin/sh\n");
  json.names.use_group("staff:x:20:\n");
  const std::string line = json(stat_record().subject32(kAlice).newgroups({20, 21}).return32(0, 0).finish());
  CHECK_THAT(line, ContainsSubstring(R"("auid":501,"auid_name":"alice","euid":0,"euid_name":"odd\ufffd",)"
                                     R"("egid":20,"egid_name":"staff")"));
  CHECK_THAT(line, ContainsSubstring(R"("groups":[{"gid":20,"gid_name":"staff"},{"gid":21}])"));
  CHECK_THAT(line, ContainsSubstring(R"("raw_bytes":{"/subject/euid_name":"6f6464ff"}})"));

  const std::string socket = json(RecordBuilder({.event = 183})
                                      .arg32(1, 26, "domain")
                                      .arg32(2, 2, "type")
                                      .arg32(3, 0, "protocol")
                                      .finish());
  CHECK_THAT(socket, ContainsSubstring(R"("value":26,"text":"domain","value_name":"AF_INET6")"));
  CHECK_THAT(socket, ContainsSubstring(R"("value":2,"text":"type","value_name":"SOCK_STREAM")"));
  CHECK_THAT(socket, ContainsSubstring(R"({"number":3,"value":0,"text":"protocol"})"));
  const std::string fcntl = json(RecordBuilder({.event = 30}).arg32(2, 3, "cmd").finish());
  CHECK_THAT(fcntl, ContainsSubstring(R"("value":3,"text":"cmd","value_name":"F_GETFL")"));
}

TEST_CASE("json: events mean what they do on their platform") {
  Printing json("json");
  const std::string record = RecordBuilder({.event = 43201}).finish();
  CHECK_THAT(json(record), ContainsSubstring(R"("name":"AUE_WAIT6")"));
  Record darwin;
  const std::string signed_record = RecordBuilder({.event = 16}).identity({}).finish();
  darwin.parse(as_bytes(signed_record));
  json.tables.observe(darwin);
  CHECK_THAT(json(record), ContainsSubstring(R"("name":"AUE_GETATTRLISTBULK")"));
  json.tables.begin_trail();
  CHECK_THAT(json(record), ContainsSubstring(R"("name":"AUE_WAIT6")"));
  CHECK_THAT(json(RecordBuilder({.event = 60000}).finish()),
             ContainsSubstring(R"("event":{"number":60000,"modifier":0})"));
}

TEST_CASE("json: times are as precise as they were recorded") {
  Printing json("json");
  CHECK_THAT(json(RecordBuilder({.event = 16, .seconds = 1, .fraction = 41}).finish()),
             ContainsSubstring(R"({"time":"1970-01-01T00:00:01.041Z")"));
  CHECK_THAT(json(RecordBuilder({.event = 16, .seconds = 1, .fraction = 41, .version = 2}).finish()),
             ContainsSubstring(R"({"time":"1970-01-01T00:00:01.000000041Z")"));
  CHECK(json(RecordBuilder().file32(1, 250, "/a").tokens()) ==
        R"({"file":{"time":"1970-01-01T00:00:01.250Z","name":"/a"}})"
        "\n");
  CHECK(json(RecordBuilder().file64(1, 654321, "\xff").tokens()) ==
        R"({"file":{"time":"1970-01-01T00:00:01.654321Z","name":"\ufffd"},"raw_bytes":{"/file/name":"ff"}})"
        "\n");
}

TEST_CASE("a damaged record says what was wrong with it") {
  Printing json("json"), tokens("tokens");
  Record record;
  const std::string bytes = stat_record().path("/a").u8(0x23).u16(100).raw("/cut").finish();
  CHECK_THAT(json(bytes),
             ContainsSubstring(R"("paths":["/a"],"damage":{"offset":24,"size":14,"token":"path",)"
                               R"~("reason":"truncated (need 103 bytes, have 7)"}})~"));
  // The offset is in the trail. Lossless means that the damaged bytes are there, too.
  const std::string line = tokens(as_bytes(bytes), 1000);
  CHECK_THAT(line, ContainsSubstring(R"({"offset":1000,"size":38,)"));
  CHECK_THAT(line, ContainsSubstring(R"("damage":{"offset":1024,"size":14,"token":"path")"));
  CHECK_THAT(line, ContainsSubstring("2300642f637574"));
}

TEST_CASE("text: with options as praudit has them") {
  const test::Zone utc("UTC");
  const std::string record =
      RecordBuilder({.event = 23, .seconds = 1715677923, .fraction = 41, .modifier = 2, .host = "10.0.0.7"})
          .exec_args({"ls", "-l"})
          .subject32(kAlice)
          .return32(13, 5)
          .finish();
  const auto shown = [&](PrintOptions options) {
    Printing text("text", options);
    text.names.use_passwd("alice:x:501:20::/:/bin/sh\n");
    return text(record);
  };
  CHECK(
      shown({}) ==
      "header_ex,87,11,execve(2),2,10.0.0.7,Tue May 14 09:12:03 2024, + 41 msec,exec arg,ls,-l,"
      "subject,alice,0,20,alice,20,633,100004,7,0.0.0.0,return,failure : Permission denied,5,trailer,87,\n");
  CHECK(shown({.raw = true}) ==
        "21,87,11,23,2,10.0.0.7,1715677923,41,60,ls,-l,36,501,0,20,501,20,633,100004,7,0.0.0.0,39,13,5,19,87,"
        "\n");
  CHECK(
      shown({.short_names = true}) ==
      "header_ex,87,11,AUE_EXECVE,2,10.0.0.7,Tue May 14 09:12:03 2024, + 41 msec,exec arg,ls,-l,"
      "subject,alice,0,20,alice,20,633,100004,7,0.0.0.0,return,failure : Permission denied,5,trailer,87,\n");
  CHECK(shown({.multiline = true, .delimiter = "; "}) ==
        "header_ex; 87; 11; execve(2); 2; 10.0.0.7; Tue May 14 09:12:03 2024;  + 41 msec\nexec arg; ls; -l\n"
        "subject; alice; 0; 20; alice; 20; 633; 100004; 7; 0.0.0.0\nreturn; failure : Permission denied; 5\n"
        "trailer; 87\n");
}

TEST_CASE("text: an event that OpenBSM does not know is its number") {
  Printing text("text", {.short_names = true});
  CHECK_THAT(text(RecordBuilder({.event = 44901}).finish()), ContainsSubstring("header,25,11,44901,0,"));
  CHECK_THAT(text(RecordBuilder({.event = 60000}).finish()), ContainsSubstring("header,25,11,60000,0,"));
}

TEST_CASE("text and xml: tokens in praudit's words") {
  const std::string uuid(16, '\x2a');
  const std::string id = "2a2a2a2a-2a2a-2a2a-2a2a-2a2a2a2a2a2a";
  struct Row {
    RecordBuilder record;
    std::string_view text;
    std::string xml;
  };
  const Row rows[] = {
      {stat_record().opaque(""), ",opaque,0,,trailer", "<opaque></opaque>\n"},
      {stat_record().opaque("a"), ",opaque,1,0x61,trailer", "<opaque>0x61</opaque>\n"},
      {stat_record().zonename("x"), ",zone,x,trailer", "<zone name=\"x\" />\n"},
      {stat_record().zonename(""), ",zone,,trailer", "<zone name=\"\" />\n"},
      {stat_record().sockunix(1, "/s"), ",socket-unix,1,/s,trailer",
       "<socket-unix type=\"1\" port=\"\" addr=\"/s\" />\n"},
      {stat_record().sockinet32(2, {"192.0.2.7", 443}), ",socket-inet,2,443,192.0.2.7,trailer",
       "<socket-inet type=\"2\" port=\"443\" addr=\"192.0.2.7\" />\n"},
      {stat_record().arg_uuid(1, uuid, "fd"), ",arg_uuid,1,2a2a",
       "<arg_uuid arg_uuid-num=\"1\" uuid=\"" + id + "\" desc=\"fd\" />\n"},
      {stat_record().return_uuid(0, uuid, "fd"), ",ret_uuid,0,2a2a",
       "<ret_uuid ret_uuid-num=\"0\" uuid=\"" + id + "\" desc=\"fd\" />\n"},
      {stat_record().attr32({.node = ~std::uint64_t{0}}), ",attribute,0,0,0,0,-1,0,trailer",
       "nodeid=\"-1\""}};
  for (const Row& row : rows) {
    RecordBuilder record = row.record;
    const std::string bytes = record.finish();
    Printing text("text"), xml("xml");
    CHECK_THAT(text(bytes), ContainsSubstring(std::string(row.text)));
    CHECK_THAT(xml(bytes), ContainsSubstring(row.xml));
  }
}

TEST_CASE("json and ecs: the number of a file has no sign") {
  const std::string record = stat_record().path("/a").attr32({.node = 0xffffffff12345678}).finish();
  CHECK_THAT(Printing("json")(record), ContainsSubstring("\"node\":18446744069720004216,"));
  CHECK_THAT(Printing("tokens")(record), ContainsSubstring("\"node\":18446744069720004216,"));
  CHECK_THAT(Printing("ecs")(record), ContainsSubstring("\"inode\":\"18446744069720004216\""));
}

TEST_CASE("hostile strings can break no format, and can be had back") {
  // A newline, ESC, DEL, C1, quotes, the delimiter, markup, a backslash, bidi, a line separator, no UTF-8,
  // NUL
  const std::string hostile = "\n\x1b[31m\x7f\xc2\x9b'\"`,;<&>\\\xe2\x80\xae\xe2\x80\xa8\xff\xed\xa0\x80\0z"s;
  const std::string record = stat_record().path(hostile).text("next").finish();
  CHECK_THAT(
      Printing("json")(record),
      ContainsSubstring(R"("paths":["\n\u001b[31m\u007f\u009b'\"`,;<&>\\\u202e\u2028\ufffd\ufffd\ufffd\ufffd)"
                        R"(\u0000z"],"text":["next"])"));
  CHECK_THAT(Printing("json")(record),
             ContainsSubstring(R"("raw_bytes":{"/paths/0":"0a1b5b33316d7fc29b2722602c3b3c)"
                               R"(263e5ce280aee280a8ffeda080007a"}})"));
  CHECK_THAT(
      Printing("text")(record),
      ContainsSubstring(R"(,path,\x0a\x1b[31m\x7f\xc2\x9b'"`,;<&>\\\xe2\x80\xae\xe2\x80\xa8\xff\xed\xa0\x80)"
                        R"(\x00z,text,next,)"));
  CHECK_THAT(Printing("xml")(record),
             ContainsSubstring(
                 R"(<path>\x0a\x1b[31m\x7f\xc2\x9b'&quot;`,;&lt;&amp;&gt;\\\xe2\x80\xae\xe2\x80\xa8\xff)"
                 R"(\xed\xa0\x80\x00z</path>)"));
}

TEST_CASE("hostile names of users and tables can break no format") {
  for (const std::string_view format : {"json", "tokens", "text", "xml", "ecs"}) {
    Printing print(format);
    print.names.use_passwd("<\x1b\"&\\\xff>:x:501:20::/:/bin/sh\n");
    print.names.use_group("<\x1b\"&\\\xff>:x:20:\n");
    REQUIRE(print.tables.load_events("16:AUE_\"<\x1b\xff:<\"\x1b&\\\xff>:fa\n"));
    const std::string shown = print(stat_record().subject32(kAlice).newgroups({20}).finish());
    INFO(shown);
    if (format == "xml") {
      CHECK(test::XmlCheck::error("<?xml version='1.0' encoding='UTF-8' ?>\n" + shown) == "");
    } else {
      CHECK(is_safe_line(shown));
      simdjson::dom::parser parser;
      if (format != "text") CHECK(parser.parse(shown).error() == simdjson::SUCCESS);
    }
  }
}

TEST_CASE("strings of any length are shown whole") {
  const std::string longest(65'000, 'x');
  for (const std::string_view format : {"json", "tokens", "text", "xml", "ecs"}) {
    Printing print(format);
    RecordBuilder record = stat_record();
    for (int i = 0; i < 20; ++i) record.path(longest).opaque(longest);
    record.exec_args({std::string(600'000, 'y')}).text(std::string(60'000, '\x01'));
    const std::string shown = print(record.finish());
    CHECK_THAT(shown, ContainsSubstring(longest));
    CHECK_THAT(shown, ContainsSubstring(std::string(600'000, 'y')));
    CHECK(shown.size() > 20 * 65'000 + 600'000 + 60'000);
  }
}

}  // namespace knox::bsm
