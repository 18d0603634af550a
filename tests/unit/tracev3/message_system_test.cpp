// The decoders that log(1) has itself.
#include <string>

#include "unit/tracev3/message_cases.h"

namespace knox::tracev3 {

using namespace test;
using namespace std::string_view_literals;

TEST_CASE("tracev3 decoders: truth") {
  check_messages({}, {
                         {"%{BOOL}d", {i4(1)}, "YES"},
                         {"%{BOOL}d", {i1(0)}, "NO"},
                         {"%{BOOL}p", {i8(0x10)}, "YES"},
                         {"%{bool}d", {i4(0)}, "false"},
                         {"%{bool}hhd", {i1(-1)}, "true"},
                         {"%{bool}lld", {i8(0x100000000)}, "true"},
                         {"%{bool}s", {text("a")}, "<decode: mismatch for [%{bool}s] got [STRING sz:2]>"},
                         {"%{BOOL}s", {text("a")}, "<decode: mismatch for [%{BOOL}s] got [STRING sz:2]>"},
                     });
}

TEST_CASE("tracev3 decoders: errors") {
  check_messages(
      {}, {
              {"%{darwin.errno}d", {i4(2)}, "[2: No such file or directory]"},
              {"%{darwin.errno}d", {i4(0)}, "[0: Success]"},
              {"%{errno}d", {i4(1)}, "[1: Operation not permitted]"},
              {"%{errno}d", {i4(45)}, "[45: Operation not supported]"},
              {"%{errno}d", {i4(60)}, "[60: Operation timed out]"},
              {"%{errno}d", {i4(200)}, "[200: Unknown error: 200]"},
              {"%{errno}d", {i4(-1)}, "[-1: Unknown error: -1]"},
              {"%{errno}d", {i8(2)}, "<decode: mismatch for [%{errno}d] got [SCALAR sz:8]>"},
              {"%{mach.errno}d", {i4(5)}, "[0x5: (os/kern) failure]"},
              {"%{mach.errno}d", {i4(0)}, "[0x0: (os/kern) successful]"},
              {"%{mach.errno}d", {i4(0x64)}, "[0x64: unknown error code]"},
              {"%{mach.errno}d", {i4(0x2005)}, "[0x2005: (os/kern) failure]"},
              {"%{mach.errno}d", {i4(0x10004003)}, "[0x10004003: (ipc/rcv) timed out]"},
              {"%{mach.errno}d", {i4(0xe00002c2)}, "[0xe00002c2: (iokit/common) invalid argument]"},
              {"%{mach.errno}d", {i2(5)}, "<decode: mismatch for [%{mach.errno}d] got [SCALAR sz:2]>"},
              {"%{darwin.signal}d", {i4(11)}, "[sigsegv: Segmentation fault]"},
              {"%{darwin.signal}d", {i4(9)}, "[sigkill: Killed]"},
              {"%{darwin.signal}d", {i4(31)}, "[sigusr2: User defined signal 2]"},
              {"%{darwin.signal}d", {i4(0)}, "[sigSignal 0: Signal 0]"},
              {"%{darwin.signal}d", {i4(32)}, "[32: Unknown signal]"},
              {"%{darwin.signal}d", {i4(-1)}, "[-1: Unknown signal]"},
              {"%{darwin.signal}d", {i8(9)}, "<decode: mismatch for [%{darwin.signal}d] got [SCALAR sz:8]>"},
          });
}

TEST_CASE("tracev3 decoders: file modes") {
  check_messages(
      {}, {
              {"%{darwin.mode}d", {i4(0100644)}, "-rw-r--r--"},
              {"%{darwin.mode}d", {i4(0040755)}, "drwxr-xr-x"},
              {"%{darwin.mode}d", {i4(0104755)}, "-rwsr-xr-x"},
              {"%{darwin.mode}d", {i4(0104644)}, "-rwSr--r--"},
              {"%{darwin.mode}d", {i4(0102755)}, "-rwxr-sr-x"},
              {"%{darwin.mode}d", {i4(0102745)}, "-rwxr-Sr-x"},
              {"%{darwin.mode}d", {i4(0041777)}, "drwxrwxrwt"},
              {"%{darwin.mode}d", {i4(0041776)}, "drwxrwxrwT"},
              {"%{darwin.mode}d", {i4(0120755)}, "lrwxr-xr-x"},
              {"%{darwin.mode}d", {i4(0010600)}, "prw-------"},
              {"%{darwin.mode}d", {i4(0020600)}, "crw-------"},
              {"%{darwin.mode}d", {i4(0060600)}, "brw-------"},
              {"%{darwin.mode}d", {i4(0140600)}, "srw-------"},
              {"%{darwin.mode}d", {i4(0160600)}, "wrw-------"},
              {"%{darwin.mode}d", {i4(0700)}, "#rwx------"},
              {"%{darwin.mode}d", {i2(0700)}, "<decode: mismatch for [%{darwin.mode}d] got [SCALAR sz:2]>"},
          });
}

TEST_CASE("tracev3 decoders: amounts") {
  check_messages({}, {
                         {"%{bytes}d", {i4(0)}, "0 B"},
                         {"%{bytes}d", {i4(999)}, "999 B"},
                         {"%{bytes}d", {i4(1000)}, "1 kB"},
                         {"%{bytes}d", {i4(4718)}, "4.72 kB"},
                         {"%{iec-bytes}d", {i4(4718)}, "4.61 KiB"},
                         {"%{bytes}d", {i4(1500)}, "1.5 kB"},
                         {"%{bytes}d", {i4(1996)}, "2 kB"},
                         {"%{bytes}d", {i4(10040)}, "10.0 kB"},
                         {"%{bytes}d", {i4(12345)}, "12.3 kB"},
                         {"%{bytes}d", {i4(123456)}, "123 kB"},
                         {"%{bytes}d", {i4(999999)}, "1000 kB"},
                         {"%{bytes}d", {i4(1000000)}, "1 MB"},
                         {"%{bytes}llu", {i8(5'000'000'000)}, "5 GB"},
                         {"%{bytes}llu", {i8(-1)}, "18.4 EB"},
                         {"%{iec-bytes}d", {i4(1000)}, "0.98 KiB"},
                         {"%{iec-bytes}d", {i4(1048576)}, "1 MiB"},
                         {"%{bitrate}d", {i4(123456)}, "123 kbps"},
                         {"%{iec-bitrate}d", {i4(121000)}, "118 Kibps"},
                         {"%{bitrate}llu", {i8(5'000'000'000'000'000)}, "5000 Tbps"},
                         {"%{bytes}s", {text("1")}, "<decode: mismatch for [%{bytes}s] got [STRING sz:2]>"},
                     });
}

TEST_CASE("tracev3 decoders: times are in the zone that the reader gives") {
  const std::string timeval =
      little_bytes(std::int64_t{1452656497}) + little_bytes(std::int32_t{774236}) + "....";
  const std::string timespec = little_bytes(std::int64_t{1452656497}) + little_bytes(std::int64_t{238238283});
  check_messages({.options = {.minutes_west = 480}},
                 {
                     {"%{time_t}d", {i4(1452656497)}, "2016-01-12 19:41:37-0800"},
                     {"%{time}lld", {i8(1452656497)}, "2016-01-12 19:41:37-0800"},
                     {"%{time_t}d", {i4(0)}, "1969-12-31 16:00:00-0800"},
                     {"%{timeval}.16P", {count(16), raw(timeval)}, "2016-01-12 19:41:37.774236-0800"},
                     {"%{timespec}.*P", {count(16), raw(timespec)}, "2016-01-12 19:41:37.238238283-0800"},
                     {"%{timeval}.16P", {count(16), raw(timeval.substr(1)).cut()}, "<decode: missing data>"},
                     {"%{timespec}.16P",
                      {count(16), raw("abc")},
                      "<decode: mismatch for [%{timespec}.16P] got [DATA sz:3]>"},
                     {"%{time_t}hd", {i2(1)}, "<decode: mismatch for [%{time_t}hd] got [SCALAR sz:2]>"},
                 });
  check_messages({.options = {.minutes_west = -330}},
                 {
                     {"%{time_t}d", {i4(1452656497)}, "2016-01-13 09:11:37+0530"},
                     {"%{time_t}d", {i4(-1)}, "1970-01-01 05:29:59+0530"},
                 });
  check_messages({}, {
                         {"%{time_t}d", {i4(1456704000)}, "2016-02-29 00:00:00+0000"},
                         {"%{time_t}lld", {i8(INT64_MAX)}, "9223372036854775807"},
                         {"%{time_t}lld", {i8(INT64_MIN)}, "-9223372036854775808"},
                         {"%{time_t}lld", {i8(-62135500000)}, "0001-01-02 02:53:20+0000"},
                     });
  check_messages({.options = {.minutes_west = INT32_MAX}},
                 {{"%{time}d", {i4(0)}, "1970-01-01 00:00:00+0000"}});
}

TEST_CASE("tracev3 decoders: UUIDs") {
  constexpr std::string_view kUuid = "\x10\x74\x2e\x39\x06\x57\x41\xf8\xab\x99\x87\x8c\x5e\xc2\xdc\xaa";
  check_messages(
      {}, {
              {"%{uuid_t}.16P", {count(16), raw(kUuid)}, "10742E39-0657-41F8-AB99-878C5EC2DCAA"},
              {"%{public,uuid_t}.*P", {count(16), raw(kUuid).open()}, "10742E39-0657-41F8-AB99-878C5EC2DCAA"},
              {"%{uuid_t}.16P", {count(16), raw(kUuid.substr(3)).cut()}, "<decode: missing data>"},
              {"%{uuid_t}.16P",
               {count(16), raw(kUuid.substr(3))},
               "<decode: mismatch for [%{uuid_t}.16P] got [DATA sz:13]>"},
              {"%{uuid_t}s", {text("x")}, "<decode: mismatch for [%{uuid_t}s] got [STRING sz:2]>"},
          });
}

}  // namespace knox::tracev3
