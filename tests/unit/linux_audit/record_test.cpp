#include "knox/linux_audit/record/record.h"

#include <string>
#include <vector>

#include "knox/linux_audit/log/stops.h"
#include "support/linux_fields.h"
#include "support/linux_log.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using namespace std::string_view_literals;
using test::frame_log;
using test::is_covered;
using test::Lines;

Line peeked(std::string_view text) {
  Line line;
  REQUIRE(peek(text, line) == LineKind::kRecord);
  return line;
}

Record parsed(std::string_view text) {
  Record record;
  record.parse(peeked(text));
  return record;
}

// The fields as words: "key=value" or "value"; those inside of another one are in brackets behind it, and
// those of the ENRICHED part have a + in front.
std::string shown(std::span<const Field> fields) {
  std::string text;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    if (!text.empty()) text += " | ";
    if (field.part == Part::kEnriched) text += '+';
    if (!field.key.empty()) text.append(field.key) += '=';
    text += field.value;
    if (field.inside > 0) {
      text += " [" + shown(fields.subspan(i + 1, field.inside)) + ']';
      i += field.inside;
    }
  }
  return text;
}

std::string body_fields(std::string_view body) {
  const std::string text = test::audit_line("SYSCALL", "1.000:1", body);
  return shown(parsed(text).fields());
}

}  // namespace

TEST_CASE("the heads of all kinds of lines") {
  struct Row {
    std::string_view text, node, type_name;
    unsigned type;
    Time time;
    std::uint32_t serial;
    std::string_view body, prefix;
  };
  const Time time{1700000000, 41'000'000};
  const Row row = GENERATE_COPY(values<Row>({
      {"type=SYSCALL msg=audit(1700000000.041:812): arch=c000003e", "", "SYSCALL", 1300, time, 812,
       "arch=c000003e", ""},
      {"type=CWD msg=audit(1700000000.041:812):  cwd=\"/\"\r\n", "", "CWD", 1307, time, 812, "cwd=\"/\"", ""},
      {"type=EOE msg=audit(1700000000.041:812): \n", "", "EOE", 1320, time, 812, "", ""},
      {"type=EOE msg=audit(1700000000.041:812):", "", "EOE", 1320, time, 812, "", ""},
      {"type=1300 msg=audit(1700000000.041:812): a=b", "", "1300", 1300, time, 812, "a=b", ""},
      {"type=UNKNOWN[1423] msg=audit(1700000000.041:812): a=b", "", "UNKNOWN[1423]", 1423, time, 812, "a=b",
       ""},
      {"type=NEVER_HEARD_OF msg=audit(1700000000.041:812): a=b", "", "NEVER_HEARD_OF", 0, time, 812, "a=b",
       ""},
      {"type= msg=audit(1700000000.041:812): a=b", "", "", 0, time, 812, "a=b", ""},
      {"node=web1 type=SYSCALL msg=audit(1700000000.041:812): a=b", "web1", "SYSCALL", 1300, time, 812, "a=b",
       ""},
      {"<13>node=web1 type=SYSCALL msg=audit(1700000000.041:812): a=b", "web1", "SYSCALL", 1300, time, 812,
       "a=b", "<13>"},
      {"Nov 14 22:13:20 host audispd: node=web1 type=SYSCALL msg=audit(1700000000.041:812): a=b", "web1",
       "SYSCALL", 1300, time, 812, "a=b", "Nov 14 22:13:20 host audispd: "},
      {"<13>Nov 14 22:13:20 host audispd: type=SYSCALL msg=audit(1700000000.041:812): a=b", "", "SYSCALL",
       1300, time, 812, "a=b", "<13>Nov 14 22:13:20 host audispd: "},
      {"audit: type=1300 audit(1700000000.041:812): a=b", "", "1300", 1300, time, 812, "a=b", "audit: "},
      {"[   12.3] audit: type=1400 audit(1700000000.041:812): a=b", "", "1400", 1400, time, 812, "a=b",
       "[   12.3] audit: "},
      {"type=1404 audit(1700000000.041:812): a=b", "", "1404", 1404, time, 812, "a=b", ""},
      {"type=SYSCALL msg=autype=CWD msg=audit(1700000000.041:812): a=b", "", "CWD", 1307, time, 812, "a=b",
       "type=SYSCALL msg=au"},
      {"type=DAEMON_END msg=audit(1700000000.041:812) auditd normal halt", "", "DAEMON_END", 1201, time, 812,
       "auditd normal halt", ""},
      {"type=CWD msg=audit(1700000000.0:812): a=b", "", "CWD", 1307, {1700000000, 0}, 812, "a=b", ""},
      {"type=CWD msg=audit(1700000000.5:812): a=b",
       "",
       "CWD",
       1307,
       {1700000000, 500'000'000},
       812,
       "a=b",
       ""},
      {"type=CWD msg=audit(1700000000:812): a=b", "", "CWD", 1307, {1700000000, 0}, 812, "a=b", ""},
      {"type=CWD msg=audit(1700000000.041:812) : a=b", "", "CWD", 1307, time, 812, "a=b", ""},
      {"type=CWD msg=audit(1700000000.041:812) :", "", "CWD", 1307, time, 812, "", ""},
      {"type=CWD msg=audit(1700000000.041:812) :a b", "", "CWD", 1307, time, 812, ":a b", ""},
      {"type=CWD msg=audit(1700000000.041): a=b", "", "CWD", 1307, time, 0, "a=b", ""},
      {"type=CWD msg=audit(1700000000): a=b", "", "CWD", 1307, {1700000000, 0}, 0, "a=b", ""},
      {"type=CWD msg=audit(1.041:4294967295): a=b", "", "CWD", 1307, {1, 41'000'000}, 4294967295, "a=b", ""},
      {"type=CWD msg=audit(12345678901.041:1): a=b",
       "",
       "CWD",
       1307,
       {12345678901, 41'000'000},
       1,
       "a=b",
       ""},
  }));
  INFO(row.text);
  const Line line = peeked(row.text);
  CHECK(line.node == row.node);
  CHECK(line.type_name == row.type_name);
  CHECK(static_cast<unsigned>(line.type) == row.type);
  CHECK(line.time == row.time);
  CHECK(line.serial == row.serial);
  CHECK(line.body == row.body);
  CHECK(line.prefix() == row.prefix);
}

TEST_CASE("lines that are no records") {
  Line line;
  for (const std::string_view text : {""sv, " "sv, "\n"sv, "\r\n"sv, "\t \r\n"sv}) {
    CHECK(peek(text, line) == LineKind::kBlank);
  }
  const auto text = GENERATE(values<std::string_view>(
      {"x", "type=SYSCALL", "type=SYSCALL msg=", "type=SYSCALL msg=audit(",
       "type=SYSCALL msg=audit(1700000000.041", "type=SYSCALL msg=audit(1700000000.041:812",
       "type=SYSCALL msg=audit(x): a=b", "type=SYSCALL msg=audit(1.2:3x): a=b",
       "type=SYSCALL msg=audit(1.2:4294967296): a=b", "type=SYSCALL msg=audit(12345678901234567890.2:3): a=b",
       "type=SYSCALL arch=c000003e", "SYSCALL msg=audit(1.2:3): a=b", "audit(1.2:3): a=b", "see audit(8)",
       "node=a node=b"}));
  CHECK(peek(text, line) == LineKind::kOther);
  CHECK(line.text == text);
  CHECK(line.type_name.empty());
}

TEST_CASE("what a reader of heads remembers does not show") {
  const std::string log = test::linux_log(GENERATE("session.log", "enriched.log", "quirks.log"));
  HeadReader reader;
  Line line, again;
  const auto check = [&](const std::string& text) {
    const LineKind kind = peek(text, line);
    if (reader.peek(text, again) != kind || again != line) FAIL_CHECK(text);
  };
  for (const std::string& text : frame_log(log).frames) {
    check(text);
    const std::size_t head = std::min<std::size_t>(text.size(), 80);
    for (std::size_t size = 0; size <= head; ++size) check(std::string(text, 0, size));
    for (std::size_t at = 0; at < head; ++at) {
      std::string other = text;
      for (const char c : "\0 =():.1x"sv) {
        other[at] = c;
        check(other);
        check(text);
      }
      check(std::string(text).erase(at, 1));
      check(text);
    }
  }
}

TEST_CASE("bodies become fields and words") {
  struct Row {
    std::string_view body, fields;
  };
  const Row row = GENERATE(values<Row>({
      {"", ""},
      {"a=b", "a=b"},
      {"a=b c=d", "a=b | c=d"},
      {"  a=b   c=d  ", "a=b | c=d"},
      {"a= b=c", "a= | b=c"},
      {"a=", "a="},
      {"a=b a=c a=b", "a=b | a=c | a=b"},
      {"a", "a"},
      {"=", "="},
      {"=a b", "=a | b"},
      {"comm=\"ls\" exe=\"/bin/ls\"", "comm=\"ls\" | exe=\"/bin/ls\""},
      {"comm=\"a=b c\" x=1", "comm=\"a=b c\" | x=1"},
      {"a0=\"\" a1=\"x\"", "a0=\"\" | a1=\"x\""},
      {"comm=\"ls", "comm=\"ls"},
      {"comm=\"", "comm=\""},
      // quotes inside, as older kernels left them
      {"comm=\"a\"b\" x=1", "comm=\"a\"b\" | x=1"},
      {"key=(null) tty=(none)", "key=(null) | tty=(none)"},
      {"a1_len=6 a1[0]=6162 a1[1]=\"c\"", "a1_len=6 | a1[0]=6162 | a1[1]=\"c\""},
      {"subj==unconfined", "subj==unconfined"},
      {"op=a=b=c", "op=a=b=c"},
      {"subj=cupsd (enforce) key=(null)", "subj=cupsd (enforce) | key=(null)"},
      {"subj=/usr/sbin/x (complain)", "subj=/usr/sbin/x (complain)"},
      {"a=b (c d)", "a=b | (c | d)"},
      {"a=b, c=d,", "a=b | c=d"},
      {"a=b,c d=,", "a=b,c | d="},
      {"tty pid=1", "tty | pid=1"},
      {"netlabel: auid=0", "netlabel: | auid=0"},
      {"login pid=1 old auid=2 new auid=3", "login | pid=1 | old | auid=2 | new | auid=3"},
      {"auditd start, ver=1", "auditd | start, | ver=1"},
      {"op=adding user id=1", "op=adding | user | id=1"},
      {"a=b\tc=d\x01"
       "e=f",
       "a=b | c=d | e=f"},
  }));
  INFO(row.body);
  CHECK(body_fields(row.body) == row.fields);
}

TEST_CASE("AVC sentences") {
  CHECK(body_fields("avc:  denied  { read write } for  pid=1 tclass=file") ==
        "avc: | denied | { read write } [read | write] | for | pid=1 | tclass=file");
  CHECK(body_fields("avc:  granted  { } for") == "avc: | granted | { } | for");
  CHECK(body_fields("avc:  denied  { read for") == "avc: | denied | { | read | for");
  CHECK(body_fields("a { b { c } d") == "a | { b { c } [b | { | c] | d");
}

TEST_CASE("fields inside of msg='...'") {
  struct Row {
    std::string_view body, fields;
  };
  const Row row = GENERATE(values<Row>({
      {"pid=1 msg='op=login res=success'", "pid=1 | msg='op=login res=success' [op=login | res=success]"},
      {"msg=''", "msg=''"},
      {"msg=' op=x '", "msg=' op=x ' [op=x]"},
      {"msg='cmd=6C73 res=1'", "msg='cmd=6C73 res=1' [cmd=6C73 | res=1]"},
      {"msg='acct=\"o'brien\" res=1'", "msg='acct=\"o'brien\" res=1' [acct=\"o'brien\" | res=1]"},
      {"msg='user's home res=1'", "msg='user's home res=1' [user's | home | res=1]"},
      {"msg='op=x res=", "msg='op=x res= [op=x | res=]"},
      {"msg='", "msg='"},
      {"msg=x", "msg=x"},
      {"other='a b'", "other='a | b'"},
      {"msg='PAM: session open acct=\"x\" : exe=\"/bin/x\" (hostname=h, addr=a, terminal=t res=success)'",
       "msg='PAM: session open acct=\"x\" : exe=\"/bin/x\" (hostname=h, addr=a, terminal=t res=success)' "
       "[PAM: | session | open | acct=\"x\" | : | exe=\"/bin/x\" | hostname=h | addr=a | terminal=t | "
       "res=success]"},
      {"msg='(a=\"x\", b=\"y\")' c=(d)", "msg='(a=\"x\", b=\"y\")' [a=\"x\" | b=\"y\"] | c=(d)"},
      {"msg='avc:  denied  { send_msg } for exe=\"/x\" (sauid=81, addr=?)'",
       "msg='avc:  denied  { send_msg } for exe=\"/x\" (sauid=81, addr=?)' "
       "[avc: | denied | { send_msg } [send_msg] | for | exe=\"/x\" | sauid=81 | addr=?]"},
  }));
  INFO(row.body);
  CHECK(body_fields(row.body) == row.fields);
}

TEST_CASE("ENRICHED fields, with their separator, with a space for it, and with nothing") {
  struct Row {
    std::string_view body, enriched, fields;
  };
  const Row row = GENERATE(values<Row>({
      {"ses=3 key=(null)", "ARCH=x86_64 SYSCALL=execve AUID=\"alice\"",
       "ses=3 | key=(null) | +ARCH=x86_64 | +SYSCALL=execve | +AUID=\"alice\""},
      {"key=\"k\"", "ARCH=x86_64", "key=\"k\" | +ARCH=x86_64"},
      {"key=610162", "ARCH=x86_64", "key=610162 | +ARCH=x86_64"},
      {"key=61016F", "ARCH=x86_64", "key=61016F | +ARCH=x86_64"},
      {"cap_frootid=0", "OUID=\"root\" OGID=\"root\"", "cap_frootid=0 | +OUID=\"root\" | +OGID=\"root\""},
      {"nametype=NORMAL", "OUID=\"root\"", "nametype=NORMAL | +OUID=\"root\""},
      {"nametype=UNKNOWN", "OUID=\"unknown(1000)\"", "nametype=UNKNOWN | +OUID=\"unknown(1000)\""},
      {"res=1", "UID=\"root\" OLD-AUID=\"unset\"", "res=1 | +UID=\"root\" | +OLD-AUID=\"unset\""},
      {"msg='op=x res=success'", "UID=\"root\" ID=\"a b\"",
       "msg='op=x res=success' [op=x | res=success] | +UID=\"root\" | +ID=\"a b\""},
      {"msg='op=x'", "UID=\"o'brien\"", "msg='op=x' [op=x] | +UID=\"o'brien\""},
      {"saddr=0200", "SADDR={ saddr_fam=inet laddr=192.0.2.7 lport=443 }",
       "saddr=0200 | +SADDR={ saddr_fam=inet laddr=192.0.2.7 lport=443 } "
       "[+saddr_fam=inet | +laddr=192.0.2.7 | +lport=443]"},
      {"saddr=0100", "SADDR={ saddr_fam=local sockaddr len too short }",
       "saddr=0100 | +SADDR={ saddr_fam=local sockaddr len too short } "
       "[+saddr_fam=local | +sockaddr | +len | +too | +short]"},
  }));
  for (const std::string_view separator :
       {"\x1d"sv,  " "sv,       ""sv,        "#035"sv,   " #035"sv,        "^]"sv,          "\\x1d"sv,
        "\\x1D"sv, "\\u001d"sv, "\\u001D"sv, "\\035"sv,  "\\^]"sv,         "<GS>"sv,        "[GS]"sv,
        "<1d>"sv,  "%1D"sv,     "&#29;"sv,   "&#x1d;"sv, "\xe2\x90\x9d"sv, "\xef\xbf\xbd"sv}) {
    const std::string body = std::string(row.body).append(separator).append(row.enriched);
    INFO(body);
    CHECK(body_fields(body) == row.fields);
  }
}

TEST_CASE("what only looks like an ENRICHED field") {
  CHECK(body_fields("op=UID res=1") == "op=UID | res=1");
  CHECK(body_fields("a=b=ARCH") == "a=b=ARCH");
  CHECK(body_fields("UID=\"root\" a=b") == "+UID=\"root\" | +a=b");  // they are the last ones
  CHECK(body_fields("msg='x=0UID=1 UID=2'") == "msg='x=0UID=1 UID=2' [x=0UID=1 | UID=2]");
  CHECK(body_fields("A=b c=d") == "A=b | c=d");
}

TEST_CASE("what only looks like the separator of an ENRICHED part") {
  CHECK(body_fields("a=\"x#035UID=y\" b=1") == "a=\"x#035UID=y\" | b=1");
  CHECK(body_fields("a=b#035c=d") == "a=b#035c=d");
  CHECK(body_fields("a=b #035c=d") == "a=b | #035c=d");
  CHECK(body_fields("a=b#035") == "a=b#035");
  CHECK(body_fields("a=b#035UID e=f") == "a=b#035UID | e=f");
  CHECK(body_fields("msg='op=x#035UID=1 res=1'") == "msg='op=x#035UID=1 res=1' [op=x#035UID=1 | res=1]");
  CHECK(body_fields("k=1#035NEVER_HEARD=1 UID=\"0\"") == "k=1 | +NEVER_HEARD=1 | +UID=\"0\"");
  CHECK(body_fields("k=#035UID=\"0\"") == "k= | +UID=\"0\"");
}

TEST_CASE("what a shipper makes of the end of a line is no part of it") {
  for (const std::string_view end : {"#012"sv, "#015#012"sv, "\\n"sv, "\\r\\n"sv, "\\012"sv, "\\x0a"sv,
                                     "\\u000a"sv, "^J"sv, " #012 \r\n"sv}) {
    for (const std::string_view body :
         {"pid=1 key=(null)", "pid=1 msg='op=x res=success'\x1dUID=\"root\"", "a=12"}) {
      const std::string text = test::audit_line("X", "1.000:1", body);
      const std::string escaped = text + std::string(end);
      CHECK(peeked(escaped).text == text);
      CHECK(peeked(escaped).body == body);
    }
  }
  CHECK(body_fields("a=\"x#012\"") == "a=\"x#012\"");
  CHECK(body_fields("a=2") == "a=2");
}

TEST_CASE("a record finds fields by name and part, and forgets the line before") {
  const std::string text =
      test::audit_line("USER_CMD", "1.0:1", "uid=0 a=1 a=2 e= msg='uid=5'\x1dUID=\"root\"");
  Record record = parsed(text);
  CHECK(record.type() == RecordType::USER_CMD);
  CHECK(record.find("uid") == "0");
  CHECK(record.find("uid", Part::kMessage) == "5");
  CHECK(record.find("UID", Part::kEnriched) == "\"root\"");
  CHECK(record.find("a") == "1");
  CHECK(record.find("b").data() == nullptr);
  CHECK(record.find("e").empty());
  CHECK(record.find("e").data() != nullptr);
  record.parse(peeked("type=CWD msg=audit(1.0:1): cwd=\"/\""));
  CHECK(record.fields().size() == 1);
}

TEST_CASE("memory does not follow a hostile line") {
  std::string body;
  for (int i = 0; i < 100'000; ++i) body += "a=b ";
  const std::string text = test::audit_line("SYSCALL", "1.0:1", body + "end");
  const Record record = parsed(text);
  CHECK(record.fields().size() == 64 * 1024 + 1);
  CHECK(record.fields().back().value.ends_with("a=b end"));
  CHECK(is_covered(record));

  std::string braces;
  for (int i = 0; i < 300'000; ++i) braces += "{ ";
  const std::string open = test::audit_line("SYSCALL", "1.0:1", braces);
  CHECK(is_covered(parsed(open)));
}

TEST_CASE("every prefix of every line is read, and every byte of it is accounted for") {
  const std::string log = test::linux_log(GENERATE("session.log", "enriched.log", "quirks.log"));
  Record record;
  Line line;
  for (const std::string& text : frame_log(log).frames) {
    for (std::size_t size = 0; size <= text.size(); ++size) {
      const std::string exact(text, 0, size);  // so that a sanitizer sees reads behind it
      if (peek(exact, line) != LineKind::kRecord) continue;
      record.parse(line);
      if (!is_covered(record)) FAIL_CHECK(exact);
    }
  }
}

TEST_CASE("every byte of a line can be any other") {
  const std::string log = test::linux_log(GENERATE("enriched.log", "quirks.log"));
  Record record;
  Line line;
  for (std::string text : frame_log(log).frames) {
    for (char& c : text) {
      const char before = c;
      for (const char other :
           "\0 '\"={}(),\x1d\xff"
           "A0"sv) {
        c = other;
        if (peek(text, line) != LineKind::kRecord) continue;
        record.parse(line);
        if (!is_covered(record)) FAIL_CHECK(text);
      }
      c = before;
    }
  }
}

TEST_CASE("both ways to find stops agree") {
  std::string bytes(kMaskBlock, 'x');
  for (int c = 0; c < 256; ++c) {
    const bool is_stop = c <= ' ' || c == '=' || c == '"';
    for (const std::size_t at : std::initializer_list<std::size_t>{0, 1, 7, 8, 31, 62, 63}) {
      bytes.assign(kMaskBlock, 'x');
      bytes[at] = static_cast<char>(c);
      CHECK(stop_mask(bytes.data()) == (is_stop ? std::uint64_t{1} << at : 0));
      CHECK(block_mask_by_words<' ', '=', '"'>(bytes.data()) == stop_mask(bytes.data()));
    }
    bytes.assign(kMaskBlock, static_cast<char>(c));
    CHECK(stop_mask(bytes.data()) == (is_stop ? ~std::uint64_t{0} : 0));
    CHECK(block_mask_by_words<' ', '=', '"'>(bytes.data()) == stop_mask(bytes.data()));
  }
}

}  // namespace knox::linux_audit
