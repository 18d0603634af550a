// Numbers: flags, width, precision, the sizes of arguments.
#include <limits>

#include "unit/tracev3/message_cases.h"

namespace knox::tracev3 {

using namespace test;

TEST_CASE("tracev3 messages: integers") {
  check_messages({}, {
                         {"%d", {i4(0)}, "0"},
                         {"%d", {i4(-1)}, "-1"},
                         {"%d", {i4(std::numeric_limits<std::int32_t>::min())}, "-2147483648"},
                         {"%i", {i1(-1)}, "-1"},
                         {"%d", {i2(-2)}, "-2"},
                         {"%u", {i1(-1)}, "255"},
                         {"%u", {i4(-1)}, "4294967295"},
                         {"%x", {i2(-1)}, "ffff"},
                         {"%hhd", {i4(0x1ff)}, "-1"},
                         {"%hhu", {i4(0x1ff)}, "255"},
                         {"%hd", {i4(0x18000)}, "-32768"},
                         {"%hx", {i4(0x18000)}, "8000"},
                         {"%ld", {i8(-5)}, "-5"},
                         {"%ld", {i4(-5)}, "-5"},
                         {"%lu", {i8(-1)}, "18446744073709551615"},
                         {"%lld", {i8(std::numeric_limits<std::int64_t>::min())}, "-9223372036854775808"},
                         {"%qd", {i8(1)}, "1"},
                         {"%jd", {i8(2)}, "2"},
                         {"%zu", {i8(3)}, "3"},
                         {"%td", {i8(4)}, "4"},
                         {"%Ld", {i4(5)}, "5"},
                         {"%D", {i8(-6)}, "-6"},
                         {"%U", {i8(7)}, "7"},
                         {"%O", {i8(8)}, "10"},
                         {"%o", {i4(8)}, "10"},
                         {"%#o", {i4(8)}, "010"},
                         {"%#o", {i4(0)}, "0"},
                         {"%#.0o", {i4(0)}, "0"},
                         {"%#.4o", {i4(8)}, "0010"},
                         {"%X", {i4(0xbeef)}, "BEEF"},
                         {"%#x", {i4(0)}, "0"},
                         {"%#x", {i4(0xbeef)}, "0xbeef"},
                         {"%#X", {i4(0xbeef)}, "0XBEEF"},
                         {"%#010x", {i4(0xbeef)}, "0x0000beef"},
                         {"%#10x", {i4(0xbeef)}, "    0xbeef"},
                         {"%016llx", {i8(0x123)}, "0000000000000123"},
                         {"%6.6d", {i4(42)}, "000042"},
                         {"%8.3d|", {i4(-7)}, "    -007|"},
                         {"%-8.3d|", {i4(7)}, "007     |"},
                         {"%08d", {i4(-7)}, "-0000007"},
                         {"%-08d|", {i4(7)}, "7       |"},
                         {"%08.2d|", {i4(7)}, "      07|"},
                         {"%.0d|", {i4(0)}, "|"},
                         {"%.d|", {i4(0)}, "|"},
                         {"%+d", {i4(7)}, "+7"},
                         {"%+d", {i4(-7)}, "-7"},
                         {"% d", {i4(7)}, " 7"},
                         {"%+ d", {i4(7)}, "+7"},
                         {"%'d", {i4(1234567)}, "1234567"},
                         {"%+u", {i4(7)}, "7"},
                         {"%3d|%3d", {i4(1), i4(1000)}, "  1|1000"},
                         {"% o", {i4(8)}, "10"},
                     });
}

TEST_CASE("tracev3 messages: pointers") {
  check_messages({}, {
                         {"%p", {i8(0)}, "0x0"},
                         {"%p", {i8(0x10fABC)}, "0x10fabc"},
                         {"%12p|", {i8(0xabc)}, "       0xabc|"},
                         {"%-8p|", {i8(0xabc)}, "0xabc   |"},
                         {"%p", {i4(1)}, "<decode: mismatch for [%p] got [SCALAR sz:4]>"},
                     });
  check_messages({.is_32bit = true}, {
                                         {"%p", {i4(0x1000)}, "0x1000"},
                                         {"%p", {i8(1)}, "<decode: mismatch for [%p] got [SCALAR sz:8]>"},
                                         {"%ld", {i4(-1)}, "-1"},
                                         {"%ld", {i8(-1)}, "<decode: mismatch for [%ld] got [SCALAR sz:8]>"},
                                         {"%lld", {i8(-1)}, "-1"},
                                     });
}

TEST_CASE("tracev3 messages: characters") {
  check_messages({}, {
                         {"%c", {i4('A')}, "A"},
                         {"%c%c", {i1('o'), i4('k')}, "ok"},
                         {"%3c|", {i4('A')}, "  A|"},
                         {"%c.", {i4(0)}, std::string_view("\0.", 2)},
                         {"%c", {i4(0xe9)}, "\xef\xbf\xbd"},
                         {"%C", {i4(0xe9)}, "\xc3\xa9"},
                         {"%lc", {i4(0x20ac)}, "\xe2\x82\xac"},
                         {"%C", {i4(0x1f600)}, "\xf0\x9f\x98\x80"},
                         {"%C", {i4(0xd800)}, "\xef\xbf\xbd"},
                         {"%C", {i4(0x110000)}, "\xef\xbf\xbd"},
                         {"%c", {i8('A')}, "<decode: mismatch for [%c] got [SCALAR sz:8]>"},
                     });
}

TEST_CASE("tracev3 messages: floating point") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  check_messages({}, {
                         {"%f", {f8(12.34)}, "12.340000"},
                         {"%F", {f8(-0.5)}, "-0.500000"},
                         {"%.2f", {f8(0.005)}, "0.01"},
                         {"%.0f", {f8(2.5)}, "2"},
                         {"%#.0f", {f8(2.5)}, "2."},
                         {"%8.3f|", {f8(3.14159)}, "   3.142|"},
                         {"%-8.3f|", {f8(3.14159)}, "3.142   |"},
                         {"%08.3f", {f8(-3.14159)}, "-003.142"},
                         {"%+f", {f8(1)}, "+1.000000"},
                         {"% .1f", {f8(1)}, " 1.0"},
                         {"%e", {f8(4890.27)}, "4.890270e+03"},
                         {"%.1E", {f8(4890.27)}, "4.9E+03"},
                         {"%g", {f8(100000)}, "100000"},
                         {"%g", {f8(1e6)}, "1e+06"},
                         {"%g", {f8(0.0001)}, "0.0001"},
                         {"%g", {f8(1e-5)}, "1e-05"},
                         {"%G", {f8(1e-5)}, "1E-05"},
                         {"%.3g", {f8(3.14159)}, "3.14"},
                         {"%.0g", {f8(3.14159)}, "3"},
                         {"%#g", {f8(1)}, "1.00000"},
                         {"%a", {f8(1)}, "0x1p+0"},
                         {"%A", {f8(0.75)}, "0X1.8P-1"},
                         {"%f", {f8(0)}, "0.000000"},
                         {"%f", {f8(-0.0)}, "-0.000000"},
                         {"%f", {f8(kInfinity)}, "inf"},
                         {"%F", {f8(-kInfinity)}, "-INF"},
                         {"%06f", {f8(kInfinity)}, "   inf"},
                         {"%f", {f8(std::numeric_limits<double>::quiet_NaN())}, "nan"},
                         {"%Lf", {f8(1.5)}, "1.500000"},
                         {"%.*f", {count(1), f8(1.25)}, "1.2"},
                         {"%f", {i4(1)}, "<decode: mismatch for [%f] got [SCALAR sz:4]>"},
                     });
}

TEST_CASE("tracev3 messages: the text of errno") {
  check_messages({}, {
                         {"%m", {i4(2)}, "No such file or directory"},
                         {"%m", {i4(35)}, "Resource temporarily unavailable"},
                         {"%m", {i4(106)}, "Interface output queue is full"},
                         {"%m", {i4(107)}, "Unknown error: 107"},
                         {"%m", {i4(-1)}, "Unknown error: -1"},
                         {"%m", {i4(0)}, "Undefined error: 0"},
                         {"%{public}m", {i4(13)}, "Permission denied"},
                         {"%20m|", {i4(13)}, "   Permission denied|"},
                         {"%m", {i8(13)}, "<decode: mismatch for [%m] got [SCALAR sz:8]>"},
                     });
}

TEST_CASE("tracev3 messages: no width or precision takes more than its bound") {
  const Composed compose;
  CHECK(compose("%999999999d|", {i4(1)}).size() == kMostPadding + std::size_t{1});
  CHECK(compose("%.999999999d", {i4(1)}).size() == kMostPadding);
  CHECK(compose("%*d|", {count(std::numeric_limits<std::int32_t>::min()), i4(1)}).size() ==
        kMostPadding + std::size_t{1});
  CHECK(compose("%*d|", {count(std::numeric_limits<std::int32_t>::max()), i4(1)}).size() ==
        kMostPadding + std::size_t{1});
  CHECK(compose("%.*f", {count(std::numeric_limits<std::int32_t>::max()), f8(1)}).size() == 514);
}

}  // namespace knox::tracev3
