// Strings, objects and data.
#include "unit/tracev3/message_cases.h"

namespace knox::tracev3 {

using namespace test;
using namespace std::string_view_literals;

TEST_CASE("tracev3 messages: strings and objects") {
  check_messages({}, {
                         {"%s", {text("abc")}, "abc"},
                         {"[%s]", {text("")}, "[]"},
                         {"%s", {of_kind(ItemKind::kString, "no end")}, "no end"},
                         {"%s", {of_kind(ItemKind::kString, "ab\0cd"sv)}, "ab"},
                         {"%s", {of_kind(ItemKind::kString, "")}, "(null)"},
                         {"%s", {of_kind(ItemKind::kString, "").cut()}, "<\xe2\x80\xa6>"},
                         {"%s", {text("abc").cut()}, "abc<\xe2\x80\xa6>"},
                         {"%6s|", {text("abc")}, "   abc|"},
                         {"%-6s|", {text("abc")}, "abc   |"},
                         {"%2s|", {text("abc")}, "abc|"},
                         {"%8s|", {of_kind(ItemKind::kString, "")}, "  (null)|"},
                         {"%.2s", {count(2), of_kind(ItemKind::kString, "")}, "(n"},
                         {"%.*s", {count(2), of_kind(ItemKind::kString, "")}, "(null)"},
                         {"%S", {wide("w\xc3\xa9")}, "w\xc3\xa9"},
                         {"%ls", {text("x")}, "x"},
                         {"%s", {text("\xc3\xa9\xff!")}, "\xc3\xa9\xef\xbf\xbd!"},
                         {"%.*s", {count(1), text("\xc3\xa9")}, "\xef\xbf\xbd"},
                         {"%@", {object("<Thing: 0x1>")}, "<Thing: 0x1>"},
                         {"%@", {of_kind(ItemKind::kObject, "")}, "(null)"},
                         {"%@", {text("s")}, "s"},
                         {"%5@|", {object("o")}, "    o|"},
                         {"%@", {object("cut").cut()}, "cut<\xe2\x80\xa6>"},
                         {"%@", {of_kind(ItemKind::kReadableObject, "said\0"sv)}, "said"},
                         {"%s%%", {text("%d")}, "%d%"},
                         {"%s", {text("a\x1b[0m\n.")}, "a\x1b[0m\n."},
                     });
}

TEST_CASE("tracev3 messages: data") {
  check_messages({}, {
                         {"%.*P", {count(4), raw("\xde\xad\xbe\xef")}, "'DE AD BE EF'"},
                         {"%.1P", {count(1), raw("\0"sv)}, "'00'"},
                         {"%.*P", {count(0), raw("")}, "''"},
                         {"%.*P", {count(4), raw("\xde\xad").cut()}, "'DE AD\xe2\x80\xa6'"},
                         {"%@", {raw("\x01")}, "'01'"},
                     });
}

TEST_CASE("tracev3 messages: arguments of another kind") {
  check_messages(
      {}, {
              {"%u", {of_kind(ItemKind::kString, "abc")}, "<decode: mismatch for [%u] got [STRING sz:3]>"},
              {"%d", {object("ab").open()}, "<decode: mismatch for [%d] got [OBJECT public sz:3]>"},
              {"%d", {raw("ab")}, "<decode: mismatch for [%d] got [DATA sz:2]>"},
              {"%d", {count(1)}, "<decode: mismatch for [%d] got [COUNT sz:4]>"},
              {"%s", {i4(1)}, "<decode: mismatch for [%s] got [SCALAR sz:4]>"},
              {"%s", {i8(1).open()}, "<decode: mismatch for [%s] got [SCALAR public sz:8]>"},
              {"%@", {i8(1)}, "<decode: mismatch for [%@] got [SCALAR sz:8]>"},
              {"%s", {object("a")}, "<decode: mismatch for [%s] got [OBJECT sz:2]>"},
              {"%s", {wide("a")}, "<decode: mismatch for [%s] got [5 sz:2]>"},
              {"%S", {text("a")}, "<decode: mismatch for [%S] got [STRING sz:2]>"},
              {"%@", {wide("a")}, "<decode: mismatch for [%@] got [5 sz:2]>"},
              {"%.2P", {count(2), text("a")}, "<decode: mismatch for [%.2P] got [STRING sz:2]>"},
              {"%d", {i8(1)}, "<decode: mismatch for [%d] got [SCALAR sz:8]>"},
              {"%d", {item(0, "abc")}, "<decode: mismatch for [%d] got [SCALAR sz:3]>"},
              {"%d", {item(0, "")}, "<decode: missing data>"},
              {"%s", {item(0x20, "ab")}, "<decode: mismatch for [%s] got [STRING sz:2]>"},
              {"%m", {item(0x60, "\2\0\0\0"sv)}, "<decode: mismatch for [%m] got [6 sz:4]>"},
              {"%d %d", {item(0x90, "ab"), i4(2)}, "<decode: mismatch for [%d] got [9 sz:2]> 2"},
              {"%{public}-5d.", {text("a")}, "<decode: mismatch for [%{public}-5d] got [STRING sz:2]>."},
              {"%s", {item(0x22, "\1\0\4\0"sv)}, "<decode: bad range for [%s] got [offs:1 len:4 within:0]>"},
              {"%s %s",
               {item(0x20, "\0\0\2\x80"sv), text("")},
               "<decode: bad range for [%s] got [offs:0 len:2 within:1]>"},
          });
}

TEST_CASE("tracev3 messages: masked arguments") {
  constexpr std::string_view kDigest = "\x1d\x1f\xd3\xfb\xe9\xa6\x46\x6a\xb7\x32\x7f\xb6\x98\x61\x02\xb2";
  check_messages(
      {}, {
              {"%{mask.hash}s", {masked(kDigest)}, "<mask.hash: 'HR/T++mmRmq3Mn+2mGECsg=='>"},
              {"%{private, mask.hash}@", {masked("\1\2").open()}, "<mask.hash: 'AQI='>"},
              {"%{mask.hash}d", {masked("\1\2\3")}, "<mask.hash: 'AQID'>"},
              {"%{mask.hash}s", {masked("")}, "<mask.hash: (null)>"},
              {"%{mask.hash}s", {masked("").cut()}, "<mask.hash: ''>"},
              {"%{mask.devhash}s", {masked("a")}, "<mask.devhash: 'YQ=='>"},
              {"%{mask.plainmd5}s", {masked("ab")}, "<mask.plainmd5: 'YWI='>"},
              {"%{mask.mailmbup}s", {masked("abc")}, "<mask.mailmbup: 'YWJj'>"},
              {"%{mask.hash}s", {text("as it is")}, "as it is"},
              {"%{mask.other}s", {masked("a")}, "<decode: mask other is unknown to old reader>"},
              {"%{mask.toolongname}s",
               {masked("a")},
               "<decode: mismatch for [%{mask.toolongname}s] got [15 sz:1]>"},
              {"%s", {masked("a")}, "<decode: mismatch for [%s] got [15 sz:1]>"},
              {"%{mask.hash}s",
               {of_kind(ItemKind::kUnknownMasked, "a")},
               "<decode: mask hash is unknown to old emitter>"},
              {"%{mask.other}s", {of_kind(ItemKind::kUnknownMasked, "a")}, "<decode: mask other is unknown>"},
              {"%s", {of_kind(ItemKind::kUnknownMasked, "a")}, "<decode: mismatch for [%s] got [14 sz:4]>"},
          });
}

TEST_CASE("tracev3 messages: arguments of Mail, which are masked in part") {
  check_messages({}, {
                         {"%{mask.mailbox}s", {masked("")}, "<(null)>"},
                         {"%{mask.mailbox}s", {masked("abc")}, "<\xe2\x80\xa6>"},
                         {"%{mask.mailbox}s", {masked("\x09\x01\0\0a"sv)}, "<\xe2\x80\xa6>"},
                         {"%{mask.mailname}s", {masked("\0\3\0\0abc"sv)}, "abc"},
                         {"%{mask.mailsubj}s", {masked("\0\x09\0\0abc"sv)}, "<abc\xe2\x80\xa6, length=9>"},
                         {"%{mask.mailsumm}s", {masked("\0\x09\0\1xyz"sv)}, "<\xe2\x80\xa6xyz, length=9>"},
                         {"%{mask.mailaddr}s", {masked("\0\x09\2\2abyz"sv)}, "<ab\xe2\x80\xa6yz, length=9>"},
                         {"%{mask.mailacco}s",
                          {masked("\2\x09\0\0\xab\xcd"
                                  "abc"sv)},
                          "<abc\xe2\x80\xa6, length=9, 'ABCD'>"},
                         {"%{mask.mailatta}s",
                          {masked("\1\3\0\0\xab"
                                  "abc"sv)},
                          "<abc, length=3, 'AB'>"},
                     });
}

}  // namespace knox::tracev3
