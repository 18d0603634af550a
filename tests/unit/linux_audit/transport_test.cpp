// What stands around the lines of records, and what is read of it.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "knox/io/foreign.h"
#include "knox/linux_audit/log/log_reader.h"
#include "knox/linux_audit/log/transport.h"
#include "support/linux_log.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using namespace std::string_view_literals;
using test::audit_line;
using test::Lines;

const std::string kCall = audit_line("SYSCALL", "1700000000.041:812", "arch=c000003e syscall=59 key=\"k\"");
const std::string kArgs = audit_line("EXECVE", "1700000000.041:812", "argc=2 a0=\"ls\" a1=\"it's\"");
const std::string kPath = audit_line("PATH", "1700000000.041:812", "item=0 name=\"/bin/ls\"");
const Lines kEvent = {kCall, kArgs, kPath};

struct ReadLog {
  Lines records;
  std::size_t foreign = 0, damaged = 0, blank = 0, twice = 0;  // frames
  std::uint64_t duplicates = 0;
  LogTold told;
};
ReadLog read_log(std::string_view log, std::size_t chunk = ~std::size_t{0}) {
  ReadLog found;
  LogReader reader;
  Line line;
  for (const std::string& frame : test::frame_log(log, chunk).frames) {
    const LineKind kind = reader.read(frame, line);
    found.blank += kind == LineKind::kBlank ? 1 : 0;
    found.twice += kind == LineKind::kTwice ? 1 : 0;
    if (kind == LineKind::kOther) ++(io::is_foreign(reader.trouble()) ? found.foreign : found.damaged);
    if (kind != LineKind::kRecord) continue;
    do found.records.emplace_back(line.text);
    while (reader.next(line));
  }
  found.told = reader.told();
  found.duplicates = reader.duplicates();
  return found;
}

// As a string of JSON.
std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    if (c == '\n') {
      json += "\\n";
    } else if (c == '\x1d') {
      json += "\\u001d";
    } else {
      json += c;
    }
  }
  return json + '"';
}

// Each line of the event in an object of its own.
std::string objects(std::string_view before, std::string_view after, std::string_view line_end = "") {
  std::string log;
  for (const std::string& line : kEvent) {
    log.append(before).append(quoted(line + std::string(line_end))).append(after).append("\n");
  }
  return log;
}

struct JournalLine {
  std::string number, name, message;
};
const std::vector<JournalLine> kJournal = {{"1300", "SYSCALL", "SYSCALL arch=c000003e syscall=59 key=\"k\""},
                                           {"1309", "EXECVE", "EXECVE argc=2 a0=\"ls\" a1=\"it's\""},
                                           {"1302", "PATH", "PATH item=0 name=\"/bin/ls\""}};

std::string journal_json(std::string_view message_of_second = "") {
  std::string log;
  for (const JournalLine& line : kJournal) {
    std::string message = quoted(line.message);
    if (line.name == "EXECVE" && !message_of_second.empty()) message = message_of_second;
    log += R"({"__CURSOR":"s=1","_TRANSPORT":"audit","MESSAGE":)" + message + R"(,"_AUDIT_TYPE":")" +
           line.number + R"(","_AUDIT_ID":"812","_SOURCE_REALTIME_TIMESTAMP":"1700000000041000"})" + "\n";
  }
  return log;
}

std::string journal_export(bool binary) {
  std::string log;
  for (const JournalLine& line : kJournal) {
    log += "__CURSOR=s=1;i=2\n_TRANSPORT=audit\n_AUDIT_TYPE_NAME=" + line.name + "\n_AUDIT_ID=812\n";
    if (binary) {
      log += "MESSAGE\n";
      for (int i = 0; i < 8; ++i) log += static_cast<char>(line.message.size() >> 8 * i & 0xff);
      log += line.message + "\n";
    } else {
      log += "MESSAGE=" + line.message + "\n";
    }
    log += "_SOURCE_REALTIME_TIMESTAMP=1700000000041000\n\n";
  }
  return log;
}

std::string wrapped_log(int i) {
  switch (i) {
    case 0: return objects(R"({"log":)", R"(,"stream":"stdout","time":"2023-11-14T22:13:20.1Z"})", "\n");
    case 1: return objects(R"({"log":{"file":{"path":"/x"}},"message":)", R"(,"host":{"name":"web"}})");
    case 2: return objects(R"({"message":"cut","event":{"kind":"event","original":)", "}}");
    case 3:
      return R"({"rule":{"id":"80792"},"full_log":)" + quoted(kCall + " " + kArgs + " " + kPath) + "}\n";
    case 4: return objects(R"({"preview":false,"result":{"_raw":)", "}}");
    case 5:
      return "[" + objects("{\"message\":", "},", "").substr(0, 0) + R"({"message":)" + quoted(kCall) +
             R"(},{"message":)" + quoted(kArgs + "\n" + kPath) + "}]\n";
    case 6: return objects("Nov 14 22:13:20 host app: {\"message\":", "}");
    case 7:
      return R"({"log":)" + quoted(R"({"message":)" + quoted(kCall) + "}\n") + ",\"stream\":\"stdout\"}\n" +
             objects("{\"line\":", "},").substr(objects("{\"line\":", "},").find('\n') + 1);
    case 8: return journal_json();
    case 9: return journal_export(false);
    case 10: return journal_export(true);
    case 11:
      return "{\"MESSAGE\":[" +
             [] {
               std::string bytes;
               for (const char c : kCall)
                 bytes += (bytes.empty() ? "" : ",") + std::to_string(static_cast<std::uint8_t>(c));
               return bytes;
             }() +
             "]}\n" + objects("{\"msg\":", "}").substr(objects("{\"msg\":", "}").find('\n') + 1);
    default: return {};
  }
}

}  // namespace

TEST_CASE("what may stand in front of a record") {
  for (const std::string_view prefix : {""sv,
                                        "<13>"sv,
                                        "audit: "sv,
                                        "[   12.3] audit: "sv,
                                        "<6>[  1.0] audit: "sv,
                                        "Nov 14 22:13:20 host audispd: "sv,
                                        "<13>Nov 14 22:13:20 host audisp-syslog[7]: "sv,
                                        "Nov 14 22:13:20 host kernel: [   12.3] audit: "sv,
                                        "Nov 14 22:13:20 host tag_audit_log "sv,
                                        "2023-11-14T22:13:20.041+02:00 host audispd: "sv,
                                        "<86>1 2023-11-14T22:13:20.041Z host audispd 12 - - "sv,
                                        "<86>1 2023-11-14T22:13:20Z host a - ID7 [x@1 a=\"b\"][y] "sv,
                                        "[Tue Nov 14 22:13:20 2023] audit: "sv,
                                        "kern  :notice: [    0.5] audit: "sv,
                                        "kern  :warn  : [    0.5][   T1] audit: "sv,
                                        "\x1b[32m[    0.5] \x1b[0m\x1b[33maudit: \x1b[0m"sv,
                                        "2023-11-14T22:13:20.041Z stdout F "sv,
                                        "audit-1  | "sv,
                                        "host audispd: "sv,
                                        "[pod/a/b] "sv,
                                        "/var/log/audit/audit.log:12:"sv,
                                        "audit.log-"sv,
                                        "    12\t"sv,
                                        "> "sv,
                                        "\xef\xbb\xbf"sv,
                                        "\xc2\xa0\xc2\xa0"sv,
                                        "2023 Nov 14 22:13:20 (web1) 192.0.2.7->/var/log/audit/audit.log "sv,
                                        "    MESSAGE=audit: "sv,
                                        "MESSAGE="sv,
                                        "W/init    (  1): "sv,
                                        "type=SYSCALL msg=au"sv}) {
    INFO(prefix);
    CHECK(is_transport(prefix));
    Line line;
    const std::string text = std::string(prefix) + kCall;
    CHECK(peek(text, line) == LineKind::kRecord);
    CHECK(line.body == "arch=c000003e syscall=59 key=\"k\"");
  }
  for (const std::string_view prefix :
       {"Invalid user "sv, "Nov 14 22:13:20 host sshd[7]: Invalid user "sv,
        "<38>Nov 14 22:13:20 host sshd[7]: Invalid user audit: "sv,
        "<86>1 2023-11-14T22:13:20Z host sshd 7 - - Invalid user "sv,
        "alice : TTY=pts/0 ; PWD=/ ; COMMAND=/bin/echo "sv,
        "Nov 14 22:13:20 host CRON[7]: (root) CMD (echo "sv, "{\"message\":\""sv, "\""sv, "'"sv,
        "{ \"a\" : \"Nov 14 host audispd: "sv, "<message>"sv, "Nov 14 22:13:20 host x: \""sv,
        "type=USER_CMD msg=audit(x): msg='cmd=\""sv, "node=a type=X \""sv, "a\nb: "sv,
        "Nov 14 22:13:20 host audit[7]: USER_CMD pid=1 msg='"sv}) {
    INFO(prefix);
    CHECK(!is_transport(prefix));
    Line line;
    const std::string text = std::string(prefix) + kCall;
    CHECK(peek(text, line) == LineKind::kOther);
  }
}

TEST_CASE("records inside of JSON and of the journal's formats") {
  const int i = GENERATE(range(0, 12));
  const std::string log = wrapped_log(i);
  INFO(log);
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, ~std::size_t{0}}) {
    const ReadLog found = read_log(log, chunk);
    CHECK(found.records == kEvent);
    CHECK(found.foreign + found.damaged + found.blank == 0);
    CHECK(found.told.mixed);
  }
  CHECK(looks_like_log(as_bytes(log)));
}

TEST_CASE("a wrapped record is whole, or it is none") {
  const int i = GENERATE(range(0, 12));
  const std::string log = wrapped_log(i);
  for (std::size_t size = 0; size < log.size(); ++size) {
    const ReadLog found = read_log(std::string(log, 0, size));
    if (found.records.size() > kEvent.size()) FAIL(size);
    if (!std::equal(found.records.begin(), found.records.end(), kEvent.begin()))
      FAIL(size << found.records.back());
  }
}

TEST_CASE("only what can hold a line is looked at") {
  for (
      const std::string_view json :
      {R"({"process":{"args":["type=USER_LOGIN msg=audit(1.0:1): res=success"]}})"sv,
       R"({"user":"type=USER_LOGIN msg=audit(1.0:1): res=success"})"sv,
       R"({"message":"Invalid user type=USER_LOGIN msg=audit(1.0:1): res=success"})"sv,
       R"({"message":"hello"})"sv, R"({"message":7,"log":null,"event":{},"_source":[1,"x"]})"sv, "[]"sv,
       "{}"sv,
       R"({"_TRANSPORT":"syslog","_UID":"1000","MESSAGE":"type=USER_LOGIN msg=audit(1.0:1): res=success"})"sv,
       R"({"_TRANSPORT":"journal","MESSAGE":"audit"})"sv}) {
    INFO(json);
    const ReadLog found = read_log(std::string(json) + "\n");
    CHECK(found.records.empty());
    CHECK(found.foreign == 1);
    CHECK(!found.told.any);
  }
  // Damage: there was a record.
  for (
      const std::string_view json :
      {R"({"message":"type=USER_LOGIN msg=audit(1.0:1): res=succ)"sv,
       R"({"message":"type=USER_LOGIN msg=audit(1.0:1): \q"})"sv,
       R"({"_TRANSPORT":"audit","_AUDIT_ID":"7","MESSAGE":"SYSCALL arch=c000003e"})"sv,
       R"({"_TRANSPORT":"audit","_SOURCE_REALTIME_TIMESTAMP":"1700000000041000","MESSAGE":"SYSCALL arch=c000003e"})"sv,
       R"({"_TRANSPORT":"audit","_AUDIT_ID":"4294967296","_SOURCE_REALTIME_TIMESTAMP":"1","MESSAGE":"SYSCALL a=b"})"sv}) {
    INFO(json);
    const ReadLog found = read_log(std::string(json) + "\n");
    CHECK(found.records.empty());
    CHECK(found.damaged == 1);
  }
}

TEST_CASE("what journald left out is told") {
  const ReadLog found = read_log(journal_json("null"));
  CHECK(found.records == Lines{kCall, kPath});
  CHECK(found.damaged == 1);
  CHECK(found.told.hint.find("--all") != std::string_view::npos);
}

TEST_CASE("records of journald have the names of their types, and one line each") {
  const auto line_of = [](std::string_view type, std::string_view message) {
    const ReadLog found = read_log(R"({"_TRANSPORT":"audit","_AUDIT_ID":"7",)" + std::string(type) +
                                   R"("_SOURCE_REALTIME_TIMESTAMP":"1700000000007999","MESSAGE":")" +
                                   std::string(message) + "\"}\n");
    return found.records.size() == 1 ? found.records[0] : std::string();
  };
  CHECK(line_of("\"_AUDIT_TYPE\":\"1334\",", "AUDIT1334 prog-id=7 op=LOAD") ==
        audit_line("BPF", "1700000000.007:7", "prog-id=7 op=LOAD"));
  CHECK(line_of("\"_AUDIT_TYPE\":1999,", "AUDIT1999 a=b") ==
        audit_line("UNKNOWN[1999]", "1700000000.007:7", "a=b"));
  CHECK(line_of("\"_AUDIT_TYPE\":\"1300\",", "<audit-1300> a=b") ==
        audit_line("SYSCALL", "1700000000.007:7", "a=b"));
  CHECK(line_of("\"_AUDIT_TYPE_NAME\":\"CWD\",", "cwd=/") == audit_line("CWD", "1700000000.007:7", "cwd=/"));
  CHECK(line_of("", "CWD cwd=/\\nx=1") == audit_line("CWD", "1700000000.007:7", "cwd=/ x=1"));
  CHECK(line_of("", "cwd=/").empty());
}

TEST_CASE("a journal that has a record from two transports has it once") {
  const auto audit = [](std::string_view body, std::string_view id = "7") {
    return R"({"_TRANSPORT":"audit","_AUDIT_TYPE":"1307","_AUDIT_ID":")" + std::string(id) +
           R"(","_SOURCE_REALTIME_TIMESTAMP":"1700000000007999","MESSAGE":"CWD )" + std::string(body) + "\"}";
  };
  const auto kernel = [](std::string_view body, std::string_view transport = "kernel", int type = 1307) {
    return R"({"_TRANSPORT":")" + std::string(transport) + R"(","_UID":"0","MESSAGE":"audit: type=)" +
           std::to_string(type) + " audit(1700000000.007:7): " + std::string(body) + "\"}";
  };
  struct Row {
    std::vector<std::string> entries;
    std::size_t records;
  };
  const std::vector<Row> rows = {
      {{audit("cwd=/"), kernel("cwd=/")}, 1},
      {{kernel("cwd=/"), audit("cwd=/")}, 1},
      {{kernel("cwd=/"), kernel("cwd=/x"), audit("cwd=/"), audit("cwd=/x")}, 2},
      {{kernel("cwd=/"), audit("cwd=/ a=1")}, 2},  // cut
      {{kernel("cwd=/", "kernel", 1302), audit("cwd=/")}, 2},
      {{kernel("cwd=/"), audit("cwd=/", "8")}, 2},
      {{kernel("cwd=/"), kernel("cwd=/")}, 2},  // of one transport
      {{audit("cwd=/"), audit("cwd=/")}, 2},
      {{kernel("cwd=/", "syslog"), audit("cwd=/")}, 2},  // some program's
      {{kernel("cwd=/"), audit("cwd=/"), audit("cwd=/")}, 2},
  };
  for (const Row& row : rows) {
    std::string lines, array;
    for (const std::string& entry : row.entries) {
      lines += entry + "\n";
      array.append(array.empty() ? "[" : ",").append(entry);
    }
    INFO(lines);
    const ReadLog found = read_log(lines), together = read_log(array + "]\n");
    CHECK(found.records.size() == row.records);
    CHECK(found.twice == row.entries.size() - row.records);
    CHECK(found.duplicates == found.twice);
    CHECK(together.records == found.records);
    CHECK(together.duplicates == found.duplicates);
  }
}

TEST_CASE("lines in pieces are put together") {
  const std::string time = "2023-11-14T22:13:20.041Z ";
  const std::string cri = time + "stdout P " + kCall.substr(0, 60) + "\n" + time +
                          "stderr F something else\n" + time + "stdout F " + kCall.substr(60) + "\n" + time +
                          "stdout F " + kArgs + "\n";
  const ReadLog found = read_log(cri);
  REQUIRE(found.records.size() == 2);
  CHECK(found.records[0] == kCall);
  CHECK(found.records[1] == time + "stdout F " + kArgs);

  const std::string longer =
      audit_line("EXECVE", "1.0:1", "argc=1 a0=\"" + std::string(40'000, 'x') + "\"") + "\n";
  std::string docker;
  for (std::size_t at = 0; at < longer.size(); at += 16 * 1024) {
    docker += "{\"log\":" + quoted(longer.substr(at, 16 * 1024)) + ",\"stream\":\"stdout\"}\n";
  }
  CHECK(read_log(docker).records == Lines{longer.substr(0, longer.size() - 1)});
  CHECK(read_log(docker.substr(docker.find('\n') + 1)).records.empty());
}

TEST_CASE("the node of an event on one line is that of all its records") {
  const auto on_line = [](const Lines& records) {
    std::string log;
    for (const std::string& record : records) log += record + " ";
    return log + "\n";
  };
  const std::string other = audit_line("CWD", "2.000:9", "cwd=\"/\"");
  CHECK(read_log(on_line({"node=web1 " + kCall, kArgs, kPath})).records ==
        Lines{"node=web1 " + kCall, "node=web1 " + kArgs, "node=web1 " + kPath});
  CHECK(read_log(on_line({"<13>node=web1 " + kCall, kArgs})).records ==
        Lines{"<13>node=web1 " + kCall, "node=web1 " + kArgs});
  CHECK(read_log(on_line({"node=web1 " + kCall, "node=web2 " + kArgs, kPath})).records ==
        Lines{"node=web1 " + kCall, "node=web2 " + kArgs, "node=web2 " + kPath});
  CHECK(read_log(on_line({"node=web1 " + kCall, other})).records == Lines{"node=web1 " + kCall, other});
  CHECK(read_log(on_line({"node=web1 " + kCall}) + kArgs + "\n").records ==
        Lines{"node=web1 " + kCall, kArgs});
  CHECK(read_log(on_line({kCall, "node=web2 " + kArgs})).records == Lines{kCall, "node=web2 " + kArgs});
  CHECK(read_log("{\"full_log\":" + quoted("node=web1 " + kCall + " " + kArgs) + "}\n").records ==
        Lines{"node=web1 " + kCall, "node=web1 " + kArgs});
}

TEST_CASE("lines that cannot be records say why") {
  struct Row {
    std::string_view line, hint;
    bool foreign;
  };
  const Row row = GENERATE(values<Row>({
      {"Nov 14 22:13:20 host audit[7]: SYSCALL arch=c000003e syscall=59", "journalctl -o export", true},
      {"Nov 14 22:13:20 host audit: AUDIT1334 prog-id=7 op=LOAD", "journalctl -o export", true},
      {"SYSCALL arch=c000003e syscall=59", "journalctl -o export", true},
      {"type=SYSCALL msg=audit(07/01/2024 09:56:03.243:24287) : arch=x86_64", "without -i", false},
      {"type=SYSCALL msg=audit(2024-07-01T07:56:03.243Z:24287): arch=x86_64", "without -i", false},
      {"\"type=SYSCALL msg=audit(1.0:1): key=\"\"k\"\"\",x", "jq -c", true},
      {"  \"message\": \"type=SYSCALL msg=audit(1.0:1): key=\\\"k\\\"\"", "jq -c", true},
      {"Nov 14 22:13:20 host systemd[1]: Started a thing", "", true},
      {"type=SYSCALL msg=audit(x): a=b", "", false},
  }));
  INFO(row.line);
  const ReadLog found = read_log(std::string(row.line) + "\n");
  CHECK(found.records.empty());
  CHECK(found.foreign == (row.foreign ? 1 : 0));
  CHECK(found.damaged == (row.foreign ? 0 : 1));
  CHECK(found.told.hint.find(row.hint) != std::string_view::npos);
  CHECK(found.told.hint.empty() == row.hint.empty());
}

TEST_CASE("an entry of the journal that is broken costs no other") {
  const std::string good = journal_export(true);
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string log = good + good;
    log[at] = static_cast<char>(log[at] ^ 0x40);
    const ReadLog found = read_log(log);
    CHECK(found.records.size() >= 4);
    CHECK(found.records == read_log(log, 7).records);
  }
  std::string huge = "__CURSOR=1\nMESSAGE\n";
  huge += "\xff\xff\xff\xff\xff\xff\xff\x7f"sv;
  CHECK(read_log(huge + "x\n" + kCall + "\n").records == Lines{kCall});
}

}  // namespace knox::linux_audit
