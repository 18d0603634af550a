#include "knox/emit/json_schema.h"

#include <simdjson.h>

#include "unit/catch.h"

namespace knox::emit {

namespace {

// What the schema has at a JSON pointer.
std::string at(std::string_view notation, std::string_view pointer) {
  simdjson::dom::parser parser;
  const std::string text = json_schema("a line", notation);
  simdjson::dom::element found;
  if (parser.parse(text).at_pointer(pointer).get(found)) return "nothing";
  return simdjson::minify(found);
}

}  // namespace

TEST_CASE("a JSON Schema has the type of each member") {
  CHECK(at("a: text", "/properties/a") == R"({"type":"string"})");
  CHECK(at("a: [flag]", "/properties/a") == R"({"type":"array","items":{"type":"boolean"}})");
  CHECK(at("a: null|[null]", "/properties/a") ==
        R"({"anyOf":[{"type":"null"},{"type":"array","items":{"type":"null"}}]})");
  CHECK(
      at("a: {b: text *: flag}", "/properties/a") ==
      R"({"type":"object","properties":{"b":{"type":"string"}},"additionalProperties":{"type":"boolean"}})");
  CHECK(at("a!: text b: text c!: text", "/required") == R"(["a","c"])");
  CHECK(at("a: count", "/properties/a/maximum") == "18446744073709551615");
  CHECK(at("", "/properties/raw_bytes/type") != "nothing");
  CHECK(at("", "/title") == R"("a line")");
}

TEST_CASE("a JSON Schema has definitions, which may contain themselves") {
  constexpr std::string_view kNotation = "$one = {id: digits} $all = text|[$all] a: $one b: $all";
  CHECK(at(kNotation, "/properties/a") == R"({"$ref":"#/$defs/one"})");
  CHECK(at(kNotation, "/$defs/one/properties/id/type") == R"("string")");
  CHECK(at(kNotation, "/$defs/all/anyOf/1/items") == R"({"$ref":"#/$defs/all"})");
}

TEST_CASE("a mistake in the notation of a JSON Schema is seen, and ends") {
  CHECK(at("a: txet b: text", "/properties/a/$comment") != "nothing");
  for (const std::string_view wrong :
       {"a", "a:", "a: [text", "a: {b: text", "$", "$a", "$a = ", ": :", "=", "}", "a: text|"}) {
    INFO(wrong);
    simdjson::dom::parser parser;
    CHECK(!parser.parse(json_schema("wrong", wrong)).error());
  }
}

}  // namespace knox::emit
