#include "knox/emit/json_schema.h"

#include <algorithm>
#include <array>
#include <vector>

namespace knox::emit {

namespace {

struct Word {
  std::string_view name, schema;
};
constexpr std::array kWords = {
    Word{"text", R"("type":"string")"},
    Word{"time", R"("type":"string","format":"date-time")"},
    Word{"digits", R"("type":"string","pattern":"^-?[0-9]+$")"},
    Word{"hex", R"("type":"string","pattern":"^([0-9a-f]{2})*$")"},
    Word{"octal", R"("type":"string","pattern":"^[0-7]+$")"},
    Word{"hexnum", R"("type":"string","pattern":"^0x[0-9a-f]+$")"},
    Word{"count", R"("type":"integer","minimum":0,"maximum":18446744073709551615)"},
    Word{"number", R"("type":"integer","minimum":-9223372036854775808)"},
    Word{"flag", R"("type":"boolean")"},
    Word{"null", R"("type":"null")"},
};

// What a line of any format can have.
constexpr std::string_view kCommon = " source_file: text source_offset: count raw_bytes: {*: hex}";

class Writer {
 public:
  explicit Writer(std::string_view notation) : rest_(notation) {}

  std::string definitions() {
    std::string all;
    while (accept('$')) {
      const std::string_view name = word();
      expect('=');
      all.append(all.empty() ? "" : ",\n").append(quoted(name)).append(":{").append(type()).append("}");
    }
    return all;
  }

  // What is in the braces of an object, and of a line.
  std::string members() {
    std::string properties, required, others;
    while (!at_end() && rest_.front() != '}') {
      const std::string_view name = word();
      const bool always = accept('!');
      expect(':');
      if (name == "*") {
        others = ",\"additionalProperties\":{" + type() + "}";
        continue;
      }
      if (always) required.append(required.empty() ? "" : ",").append(quoted(name));
      properties.append(properties.empty() ? "" : ",").append(quoted(name)).append(":{" + type() + "}");
    }
    std::string all = R"("type":"object")";
    if (!properties.empty()) all += ",\"properties\":{" + properties + "}";
    if (!required.empty()) all += ",\"required\":[" + required + "]";
    return all + others;
  }

 private:
  std::string type() {
    std::vector<std::string> types = {one_type()};
    while (accept('|')) types.push_back(one_type());
    if (types.size() == 1) return types.front();
    std::string all;
    for (const std::string& one : types) all += (all.empty() ? "{" : ",{") + one + "}";
    return "\"anyOf\":[" + all + "]";
  }

  std::string one_type() {
    if (accept('[')) {
      std::string items = type();
      expect(']');
      return R"("type":"array","items":{)" + items + "}";
    }
    if (accept('{')) {
      std::string object = members();
      expect('}');
      return object;
    }
    if (accept('$')) return "\"$ref\":" + quoted("#/$defs/" + std::string(word()));
    const std::string_view name = word();
    const auto* const found = std::ranges::find(kWords, name, &Word::name);
    return found != kWords.end() ? std::string(found->schema) : wrong();
  }

  static std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }
  std::string wrong() {
    const std::string_view left = rest_;
    rest_ = {};
    return "\"$comment\":" + quoted(left.substr(0, left.find_first_of("\"\\\n")));
  }
  bool at_end() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size()));
    return rest_.empty();
  }
  bool accept(char c) {
    if (at_end() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!accept(c)) rest_ = {};
  }
  std::string_view word() {
    if (at_end()) return {};
    const std::string_view name = rest_.substr(0, rest_.find_first_of(" \n:!|=[]{}$"));
    rest_.remove_prefix(name.size());
    return name;
  }

  std::string_view rest_;
};

}  // namespace

std::string json_schema(std::string_view title, std::string_view notation) {
  const std::string whole = std::string(notation).append(kCommon);
  Writer writer(whole);
  const std::string definitions = writer.definitions();
  const std::string members = writer.members();
  std::string text = "{\n\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\n\"title\":\"";
  text.append(title).append("\",\n").append(members);
  if (!definitions.empty()) text += ",\n\"$defs\":{\n" + definitions + "}";
  return text + "\n}\n";
}

}  // namespace knox::emit
