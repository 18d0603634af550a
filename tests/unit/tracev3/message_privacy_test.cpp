// Who may see which argument.
#include "unit/tracev3/message_cases.h"

namespace knox::tracev3 {

using namespace test;
using namespace std::string_view_literals;

namespace {

// A private scalar as systems write it that store none.
Arg nothing(std::uint8_t type) {
  return item(type, "\0\0\0\0"sv);
}
Arg cut_nothing(std::uint8_t type) {
  return item(type, "\0\0\0\x80"sv);
}

}  // namespace

TEST_CASE("tracev3 privacy: level 0 shows what was stored") {
  check_messages({.level = 0}, {
                                   {"%s", {text("seen").hidden()}, "seen"},
                                   {"%s", {text("seen").sensitive()}, "seen"},
                                   {"%d", {i4(-3).hidden()}, "-3"},
                                   {"%s", {nothing(0x21)}, "<private>"},
                                   {"%@", {nothing(0x41)}, "<private>"},
                                   {"0x%lx - 0x%lx", {nothing(1), nothing(1)}, "0x<private> - 0x<private>"},
                                   {"%s %d", {text("a").hidden(), nothing(1)}, "a <private>"},
                                   {"%s %d", {text("a").hidden(), cut_nothing(1)}, "a <private>"},
                                   {"%s %s", {text("a").hidden(), nothing(0x21)}, "a (null)"},
                               });
}

TEST_CASE("tracev3 privacy: level 1 shows nothing private") {
  check_messages(
      {.level = 1},
      {
          {"%s", {text("secret").hidden()}, "<private>"},
          {"%@", {object("secret").hidden()}, "<private>"},
          {"%d", {i4(3).hidden()}, "<private>"},
          {"%d", {i4(3)}, "3"},
          {"%s", {text("open").open()}, "open"},
          {"%s", {text("secret").sensitive()}, "<private>"},
          {"%d", {cut_nothing(1)}, "<private>"},
          {"%12s|", {text("secret").hidden()}, "<private>|"},
          {"%.3s", {count(3), text("secret").hidden()}, "<private>"},
          {"%{uuid_t}.16P", {count(16), raw("0123456789abcdef").hidden()}, "<private>"},
          {"%{network:in_addr}d.%d", {nothing(1), i4(80).open()}, "<private>.80"},
          {"%@", {of_kind(ItemKind::kReadableObject, "Error {<private>}\0"sv).hidden()}, "Error {<private>}"},
          {"%{mask.hash}s", {masked("abc").open()}, "<mask.hash: 'YWJj'>"},
          {"%{mask.hash}s", {masked("abc").hidden()}, "<private>"},
          {"%s", {item(0x21, "ab")}, "<private>"},
          {"%s", {item(0x21, "\xff\0\xff\0"sv)}, "<private>"},
      });
}

TEST_CASE("tracev3 privacy: level 2 shows what is private, level 3 also what is sensitive") {
  check_messages({.level = 2},
                 {
                     {"%s", {text("secret").hidden()}, "secret"},
                     {"%d", {i4(3).hidden()}, "3"},
                     {"%llx", {i8(0xabc).hidden()}, "abc"},
                     {"%f", {f8(1.5).hidden()}, "1.500000"},
                     {"%s", {text("secret").sensitive()}, "<private>"},
                     {"%d", {nothing(1)}, "<decode: missing data>"},
                     {"%d", {cut_nothing(1)}, "<decode: missing data>"},
                     {"%d", {i4(3).hidden().cut()}, "<decode: missing data>"},
                     {"%d", {item(1, "")}, "<decode: missing data>"},
                     {"%s", {nothing(0x21)}, "(null)"},
                     {"%s", {item(0x21, "ab")}, "<decode: mismatch for [%s] got [STRING private sz:2]>"},
                     {"%d",
                      {item(0x01, "\1\0\4\0"sv), text("ab").hidden()},
                      "<decode: bad range for [%d] got [offs:1 len:4 within:3]>"},
                     {"%d", {text("ab").hidden()}, "<decode: mismatch for [%d] got [STRING private sz:3]>"},
                     {"%s", {i4(1).hidden()}, "<decode: mismatch for [%s] got [SCALAR private sz:4]>"},
                     {"%{mask.hash}s", {masked("abc").hidden()}, "<mask.hash: 'YWJj'>"},
                 });
  check_messages({.level = 3}, {
                                   {"%s", {text("secret").sensitive()}, "secret"},
                                   {"%s", {text("secret").hidden()}, "secret"},
                                   {"%d", {i4(3).sensitive()}, "3"},
                               });
}

TEST_CASE("tracev3 privacy: a reader can hide what was stored") {
  check_messages({.level = 3, .options = {.hides_private = true}},
                 {
                     {"%s", {text("secret").sensitive()}, "<private>"},
                     {"%s", {text("secret").hidden()}, "<private>"},
                     {"%@", {of_kind(ItemKind::kReadableObject, "Error\0"sv).hidden()}, "<private>"},
                     {"%s", {text("open").open()}, "open"},
                     {"%s", {text("default")}, "default"},
                 });
}

}  // namespace knox::tracev3
