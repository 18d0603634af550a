// Random predicates and records: a line that the needles pass over never holds what matches.
#include <random>
#include <string>

#include "knox/base/utf8.h"
#include "knox/ulog/predicate.h"
#include "knox/ulog/predicate_fold.h"
#include "unit/catch.h"
#include "unit/ulog/records.h"

namespace knox::ulog {

namespace {

std::string needles(std::string_view text) {
  const auto predicate = Predicate::parse(text);
  std::string all;
  if (!predicate) return predicate.error().what;
  for (const auto& group : predicate->needles()) {
    all += '{';
    for (const std::string& needle : group) all += needle + ',';
    all.back() = '}';
  }
  return all;
}

// How programs write JSON: what they escape besides what they must, and whether blanks stand behind the keys.
struct Manner {
  std::string_view escaped;
  bool is_ascii;
  bool has_blanks;
};
constexpr Manner kManners[] = {{"/", false, false},
                               {"", false, true},
                               {"/", true, false},
                               {"<>&'`+", true, true},
                               {"\x7f", false, true}};

class JsonLine {
 public:
  explicit JsonLine(const Manner& manner) : manner_(manner) {}

  void add(std::string_view key, Record::Text text) {
    if (!text) return;
    begin(key);
    line_ += '"';
    for (std::string_view rest = *text; !rest.empty();) {
      const Utf8Char c = utf8_front(rest);
      add_char(c.code, rest.substr(0, c.size));
      rest.remove_prefix(c.size);
    }
    line_ += '"';
  }
  void add(std::string_view key, Record::Number number) {
    if (!number) return;
    begin(key);
    line_ += std::to_string(*number);
  }
  std::string take() { return line_ + '}'; }

 private:
  void begin(std::string_view key) {
    line_.append(line_.size() == 1 ? "\"" : ",\"").append(key).append(manner_.has_blanks ? "\" : " : "\":");
  }
  void add_unit(std::uint32_t unit) {
    constexpr std::string_view kHex = "0123456789abcdef";
    line_ += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) line_ += kHex[unit >> shift & 0xf];
  }
  void add_char(std::uint32_t code, std::string_view bytes) {
    if (code == '"' || code == '\\') {
      line_.append("\\").append(bytes);
    } else if (code == '/' && manner_.escaped == "/") {
      line_ += "\\/";
    } else if (code < 0x20 ||
               (code < 0x80 && manner_.escaped.find(static_cast<char>(code)) != std::string_view::npos)) {
      add_unit(code);
    } else if (code >= 0x80 && manner_.is_ascii) {
      if (code >= 0x10000) {
        add_unit(0xd800 + ((code - 0x10000) >> 10));
        add_unit(0xdc00 + ((code - 0x10000) & 0x3ff));
      } else {
        add_unit(code);
      }
    } else {
      line_ += bytes;
    }
  }

  const Manner& manner_;
  std::string line_ = "{";
};

std::string json(const Record& record, const Manner& manner) {
  constexpr std::string_view kLevels[] = {"Default", "Info", "Debug"};
  JsonLine line(manner);
  if (record.level) {
    const auto level = static_cast<std::size_t>(*record.level);
    line.add("messageType", level < 3 ? kLevels[level] : level == 16 ? "Error" : "Fault");
  }
  if (record.type) line.add("eventType", record.type == Type::kSignpost ? "signpostEvent" : "logEvent");
  line.add("formatString", record.format);
  line.add("subsystem", record.subsystem);
  line.add("category", record.category);
  line.add("eventMessage", record.message);
  line.add("processImagePath", record.process_path ? record.process_path : record.process);
  line.add("processImageUUID", record.process_uuid);
  line.add("senderImagePath", record.sender_path ? record.sender_path : record.sender);
  line.add("bootUUID", record.boot_uuid);
  line.add("signpostName", record.signpost_name);
  if (record.pid && *record.pid >= 0) line.add("processID", static_cast<std::uint64_t>(*record.pid));
  if (record.uid) line.add("userID", static_cast<std::uint64_t>(*record.uid));
  line.add("threadID", record.thread);
  line.add("activityIdentifier", record.activity);
  line.add("traceID", record.trace);
  line.add("machTimestamp", record.mach_time);
  line.add("senderProgramCounter", record.sender_offset);
  line.add("signpostID", record.signpost);
  line.add("lossCount", record.loss_count);
  line.add("timeToLive", record.ttl);
  return line.take();
}

bool may_match(const Predicate& predicate, std::string_view line) {
  return std::ranges::all_of(predicate.needles(), [&](const std::vector<std::string>& group) {
    return std::ranges::any_of(group,
                               [&](const std::string& needle) { return line.find(needle) != line.npos; });
  });
}

constexpr std::string_view kRecords[] = {"sudo",     "auth", "tcc",  "kernel", "unicode",
                                         "signpost", "loss", "text", "nothing"};

class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  std::string predicate(int depth) {
    const std::size_t what = pick(depth <= 0 ? 6 : 11);
    if (what < 6) return comparison();
    if (what == 6) return "NOT " + predicate(depth - 1);
    if (what == 10) return pick(2) == 0 ? "TRUEPREDICATE" : "FALSEPREDICATE";
    const std::string sign = what < 9 ? " AND " : " OR ";
    return "(" + predicate(depth - 1) + sign + predicate(depth - 1) + ")";
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  template <class Values>
  auto one_of(const Values& values) {
    return values[pick(std::size(values))];
  }

  std::string comparison() {
    if (pick(3) == 0) return numbers();
    constexpr std::string_view kFields[] = {"eventMessage",     "process", "subsystem",       "category",
                                            "processImagePath", "sender",  "senderImagePath", "formatString",
                                            "signpostName",     "bootUUID"};
    constexpr std::string_view kOperators[] = {"==",       "==",         "!=",       "CONTAINS",
                                               "CONTAINS", "BEGINSWITH", "ENDSWITH", "LIKE",
                                               "MATCHES",  "IN",         "<",        "BETWEEN"};
    constexpr std::string_view kOptions[] = {"", "", "", "[c]", "[d]", "[cd]"};
    const std::string_view field = one_of(kFields), op = one_of(kOperators);
    const std::string text = piece(std::string(field), op);
    std::string all = std::string(field) + " " + std::string(op) + std::string(one_of(kOptions)) + " ";
    if (op == "IN") return all + "{" + quote(text) + ", " + quote(piece(std::string(field), op)) + "}";
    if (op == "BETWEEN") return all + "{" + quote("A") + ", " + quote(text) + "}";
    if (op == "LIKE")
      return all + quote(pick(2) == 0 ? "*" + pattern(text, "*?") + "*" : pattern(text, "*?"));
    if (op == "MATCHES")
      return all + quote(pick(2) == 0 ? "(?s).*" + pattern(text, "") + ".*" : pattern(text, ""));
    return all + quote(text);
  }

  std::string numbers() {
    constexpr std::string_view kAll[] = {"messageType == error",
                                         "messageType IN {error, fault}",
                                         "messageType != default",
                                         "messageType == default",
                                         "processID == 73362",
                                         "processID IN {0, 75697}",
                                         "processID > 5",
                                         "userID == 501",
                                         "eventType == logEvent",
                                         "eventType == signpostEvent",
                                         "activityIdentifier == 1303937",
                                         "lossCount == 12",
                                         "processID == -1",
                                         "subsystem == nil",
                                         "subsystem == ''",
                                         "process == sender",
                                         "subsystem != nil",
                                         "category IN {'', 'access'}",
                                         "date > '2025-04-02'",
                                         "NONE {'sudo', 'tccd'} == process",
                                         "ALL {'a', 'e'} IN message",
                                         "machTimestamp == 0xffffffffffffffff",
                                         "signpostIdentifier == 0xeeeeb0b5b2b2eeee"};
    return std::string(one_of(kAll));
  }

  static Record::Text text_of(const Record& record, const std::string& field) {
    if (field == "eventMessage") return record.message;
    if (field == "subsystem") return record.subsystem;
    if (field == "category") return record.category;
    if (field == "formatString") return record.format;
    if (field == "signpostName") return record.signpost_name;
    if (field == "bootUUID") return record.boot_uuid;
    if (field.starts_with("sender")) return record.sender_path ? record.sender_path : record.sender;
    return record.process_path ? record.process_path : record.process;
  }

  // Of a field of some record, so that it often matches.
  std::string piece(const std::string& field, std::string_view op) {
    const Record record = test::record_of(one_of(kRecords));
    std::string_view text = text_of(record, field).value_or("x");
    if (field == "process" || field == "sender") text = text.substr(text.rfind('/') + 1);
    std::vector<std::string_view> characters;
    for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(characters.back().size())) {
      characters.push_back(rest.substr(0, utf8_front(rest).size));
    }
    const bool from_begin = op == "BEGINSWITH" || op == "==" || op == "IN";
    const bool to_end = op == "ENDSWITH" || op == "==" || op == "IN";
    const std::size_t first = from_begin ? 0 : pick(characters.size() + 1);
    const std::size_t last = to_end ? characters.size() : first + pick(characters.size() - first + 1);
    std::string made;
    for (std::size_t i = first; i < last; ++i) made += characters[i];
    std::string space;
    if (pick(4) == 0)
      return std::string(fold(made, {.case_folded = true, .marks_left_out = pick(2) == 0}, space));
    return made;
  }

  // With some characters left open.
  std::string pattern(std::string_view text, std::string_view wild) {
    std::string made;
    for (const char c : text) {
      const bool is_ascii = static_cast<std::uint8_t>(c) < 0x80;
      if (is_ascii && pick(8) == 0) {
        constexpr std::string_view kOpen[] = {".*", ".", "(?s:.)+", "[^~]+"};
        made += wild.empty() ? one_of(kOpen) : wild.substr(pick(wild.size()), 1);
      } else {
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_ascii && !is_letter && c != '\n' && c != '\t') made += '\\';
        made += c;
      }
    }
    return made;
  }

  static std::string quote(std::string_view text) {
    std::string made = "'";
    for (const char c : text) {
      if (c == '\'' || c == '\\') made += '\\';
      made += c;
    }
    return made + "'";
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("predicate needles: what every line has to hold") {
  CHECK(needles("process == 'sudo' AND eventMessage CONTAINS 'incorrect password'") ==
        "{incorrect password}{sudo\"}");
  CHECK(needles("subsystem == 'com.apple.TCC'") == "{\"com.apple.TCC\"}");
  CHECK(needles("processImagePath ENDSWITH '/usr/bin/sudo'") == "{sudo}");
  CHECK(needles("message CONTAINS 'say \"no\" & <yes>'") == "{say }");
  CHECK(needles("message CONTAINS 'caf\\u00e9 noir'") == "{ noir}");
  CHECK(needles("messageType IN {error, 17}") == "{\"Error\",\"Fault\"}");
  CHECK(needles("processID == 0x11e92") == "{73362}");
  CHECK(needles("message LIKE '*abc?def*ghij'") == "{ghij}{abc}{def}");
  CHECK(needles("message MATCHES 'ab+cd(x|y)?efg[0-9]hij{2}'") == "{efg}{cd}{hi}");
  CHECK(needles("process IN {'sudo', 'su'} OR message CONTAINS 'password'") == "{password,su\",sudo\"}");
  // Where nothing is known.
  CHECK(needles("process != 'sudo'").empty());
  CHECK(needles("NOT process == 'sudo'").empty());
  CHECK(needles("process == 'sudo' OR uid > 0").empty());
  CHECK(needles("subsystem == ''").empty());
  CHECK(needles("process == nil").empty());
  CHECK(needles("message CONTAINS[c] 'password'").empty());
  CHECK(needles("message CONTAINS[c] 'k 192.0.2.1 s'") == "{ 192.0.2.1 }");
  CHECK(needles("message CONTAINS[d] '192.0.2.1'").empty());
  CHECK(needles("process == 'x' AND FALSEPREDICATE").empty());
  CHECK(needles("process == 'xy' OR FALSEPREDICATE") == "{xy\"}");
}

TEST_CASE("predicate needles: a search before never changes what matches") {
  std::size_t matched = 0, with_needles = 0;
  std::vector<std::string> lines;
  for (const std::string_view name : kRecords) {
    for (const Manner& manner : kManners) lines.push_back(json(test::record_of(name), manner));
  }
  for (std::uint32_t seed = 0; seed < 6'000; ++seed) {
    const std::string text = Generator(seed).predicate(3);
    const auto predicate = Predicate::parse(text);
    if (!predicate) FAIL_CHECK(text << ": " << point_at(text, predicate.error()));
    if (!predicate) continue;
    const std::string for_log = predicate->for_log();
    const auto logs = Predicate::parse(for_log.empty() ? "TRUEPREDICATE" : for_log);
    if (!logs) FAIL_CHECK(text << ": for log: " << for_log);
    std::size_t line = 0;
    for (const std::string_view name : kRecords) {
      const Record record = test::record_of(name);
      const bool matches = predicate->matches(record);
      for (std::size_t i = 0; i < std::size(kManners); ++i, ++line) {
        if (!matches) continue;
        ++matched;
        with_needles += predicate->needles().empty() ? 0 : 1;
        if (!may_match(*predicate, lines[line])) FAIL_CHECK(text << " passes over " << lines[line]);
      }
      if (matches && logs && !logs->matches(record))
        FAIL_CHECK(text << ": for log: " << for_log << ": " << name);
    }
  }
  CHECK(matched > 30'000);
  CHECK(with_needles > 6'000);
}

}  // namespace knox::ulog
