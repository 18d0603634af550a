// What is a specification, what its annotations say, and which arguments it takes.
#include "knox/tracev3/message/format.h"
#include "unit/tracev3/message_cases.h"

namespace knox::tracev3 {

using namespace test;

TEST_CASE("tracev3 messages: what is no specification is text without its percent sign") {
  check_messages({}, {
                         {"", {}, ""},
                         {"plain", {}, "plain"},
                         {"%%", {}, "%"},
                         {"100%% of %d", {i4(7)}, "100% of 7"},
                         {"100% of", {}, "100 of"},
                         {"50% wrong", {}, "50 wrong"},
                         {"at the end %", {}, "at the end"},
                         {"at the end%", {}, "at the end"},
                         {"%y%d", {i4(1)}, "y1"},
                         {"%{public", {}, "{public"},
                         {"%{public}%@", {object("x")}, "{public}x"},
                         {"%{public}", {}, "{public}"},
                         {"%5y", {}, "5y"},
                         {"%-", {}, "-"},
                         {"%\xc3\xa9t\xc3\xa9", {}, "\xc3\xa9t\xc3\xa9"},
                         {"%%%d%%", {i4(2)}, "%2%"},
                         {"%%d", {}, "%d"},
                         {"a\xff z", {}, "a\xef\xbf\xbd z"},
                     });
}

TEST_CASE("tracev3 messages: some specifications end the message") {
  check_messages({}, {
                         {"a %n b", {i4(1)}, "a <decode: can't compose [%n]>"},
                         {"%d %2$d %d", {i4(1), i4(2)}, "1 <decode: can't compose [%2$d]>"},
                         {"%P tail", {raw("a")}, "<decode: can't compose [%P]>"},
                         {"%{public}P", {raw("a")}, "<decode: can't compose [%{public}P]>"},
                         {"%5*d", {i4(1)}, "<decode: can't compose [%5*d]>"},
                         {"%.3.4d", {i4(1)}, "<decode: can't compose [%.3.4d]>"},
                         {"%.*.*s.", {}, "<decode: can't compose [%.*.*s]>"},
                     });
}

TEST_CASE("tracev3 messages: white space at the end goes") {
  check_messages({}, {
                         {"a \n", {}, "a"},
                         {"a %s\t\n", {text("b \n")}, "a b"},
                         {"\n\n", {}, ""},
                         {" a\r\v\f", {}, " a"},
                         {"%s", {text("\n \n")}, ""},
                     });
  std::string message = "before ";
  append_message(Format(" \n"), Items(), {}, message);
  CHECK(message == "before ");
}

TEST_CASE("tracev3 messages: annotations") {
  check_messages({}, {
                         {"%{public}d", {i4(1)}, "1"},
                         {"%{private, bool}d", {i4(1)}, "true"},
                         {"%{ bool}d", {i4(0)}, "false"},
                         {"%{bool }d", {i4(1)}, "1"},
                         {"%{Bool}d", {i4(1)}, "1"},
                         {"%{builtin:BOOL}d", {i4(1)}, "YES"},
                         {"%{bool,BOOL}d", {i4(1)}, "YES"},
                         {"%{name=bool}d", {i4(1)}, "1"},
                         {"%{public,name=x,darwin.errno}d", {i4(2)}, "[2: No such file or directory]"},
                         {"%{xcode:size-in-bytes}llu", {i8(9)}, "9"},
                         {"%{bluetooth:OI_STATUS}u", {i4(9)}, "9"},
                         {"%{}d", {i4(1)}, "1"},
                         {"%{,}d", {i4(1)}, "1"},
                         {"%{bool}5d|", {i4(1)}, "true|"},
                     });
}

TEST_CASE("tracev3 messages: the arguments of a specification") {
  check_messages({}, {
                         {"%d %d", {i4(1)}, "1 <decode: missing data>"},
                         {"%d", {i4(1), i4(2)}, "1"},
                         {"%*d|", {count(5), i4(42)}, "   42|"},
                         {"%*d|", {count(-5), i4(42)}, "42   |"},
                         {"%*d|", {i4(5), i4(42)}, "   42|"},
                         {"%*d|", {i8(5), i4(42)}, "42|"},
                         {"%*d|", {text("a"), i4(42)}, "42|"},
                         {"%*d|", {count(5)}, "<decode: missing data>|"},
                         {"%.3d", {count(3), i4(7)}, "007"},
                         {"%.3d", {i4(7)}, "007"},
                         {"%.1f", {count(1), f8(0.25)}, "0.2"},
                         {"%.2@", {count(2), object("abc")}, "abc"},
                         {"%.2@", {object("abc")}, "abc"},
                         {"%.*d", {count(4), i4(7)}, "0007"},
                         {"%.*d", {count(-1), i4(7)}, "7"},
                         {"%.*d", {i8(4), i4(7)}, "7"},
                         {"%.2s", {count(2), text("abc")}, "abc"},
                         {"%.2s", {text("xy"), text("abc")}, "abc"},
                         {"%.*s", {count(2), text("abc")}, "ab"},
                         {"%.*s", {count(0), text("abc")}, ""},
                         {"%.*s", {count(-1), text("abc")}, "abc"},
                         {"%.*s", {count(99), text("abc")}, "abc"},
                         {"%.*s", {i4(1), text("abc")}, "a"},
                         {"%.*s", {text("x"), text("abc")}, "abc"},
                         {"%*.*s|", {count(4), count(2), text("abc")}, "  ab|"},
                         {"%-*s|", {count(4), text("ab")}, "ab  |"},
                         {"%.4P", {count(4), raw("\x01\x02\x03\x04")}, "'01 02 03 04'"},
                         {"%.*P", {count(2), raw("\xab\xcd")}, "'AB CD'"},
                         {"%{mask.hash}s", {item(0x72, "hash"), masked("\x01")}, "<mask.hash: 'AQ=='>"},
                     });
}

TEST_CASE("tracev3 messages: trace records have the old specifications only") {
  check_messages({.syntax = Syntax::kTrace}, {
                                                 {"%d %llx", {i4(1), i8(255)}, "1 ff"},
                                                 {"%{public}d", {i4(1)}, "{public}d"},
                                                 {"%.4P", {}, ".4P"},
                                             });
}

TEST_CASE("tracev3 formats: what is missing, what is dynamic") {
  const Format missing(Format::Missing{Format::kNoImage});
  CHECK(missing.is_missing());
  CHECK(missing.text().empty());
  std::string message;
  append_message(missing, Items(), {}, message);
  CHECK(message == "<compose failure [UUID]>");
  CHECK(Format::dynamic().text() == "%s");
  CHECK(!Format::dynamic().is_missing());
  CHECK(Format("%d and %s").pieces().size() == 2);
  CHECK(Format("100% y").pieces().size() == 2);  // the percent sign between them is none
  CHECK(Format("%d").memory() > Format("").memory());
}

}  // namespace knox::tracev3
