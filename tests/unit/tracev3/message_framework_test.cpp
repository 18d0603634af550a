// The decoders that log(1) loads from frameworks.
#include <string>

#include "unit/tracev3/message_cases.h"

namespace knox::tracev3 {

using namespace test;
using namespace std::string_view_literals;

TEST_CASE("tracev3 decoders: addresses") {
  constexpr std::string_view kLinkLocal = "\xfe\x80\0\0\0\0\0\0\0\x0f\0\x86\xff\xfe\xe9\x5c"sv;
  const std::string scoped =
      std::string("\x1c\x1e\0\x35\0\0\0\0"sv) + std::string(kLinkLocal) + std::string("\4\0\0\0"sv);
  check_messages(
      {},
      {
          {"%{network:in_addr}d", {item(0, "\x7f\0\0\1"sv)}, "127.0.0.1"},
          {"%{in_addr}d", {item(0, "\xc0\xa8\xcc\x62"sv)}, "192.168.204.98"},
          {"%{network:in_addr}.4P", {count(4), raw("\x08\x08\x04\x04")}, "8.8.4.4"},
          {"%{network:in_addr}d", {i8(1)}, "<decode: mismatch for [%{network:in_addr}d] got [SCALAR sz:8]>"},
          {"%{network:in_addr}.4P", {count(4), raw("\x08").cut()}, "<decode: missing data>"},
          {"%{network:in6_addr}.16P", {count(16), raw(kLinkLocal)}, "fe80::f:86:fffe:e95c"},
          {"%{in6_addr}.16P", {count(16), raw("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"sv)}, "::1"},
          {"%{in6_addr}.16P",
           {count(16), raw("\1")},
           "<decode: mismatch for [%{in6_addr}.16P] got [DATA sz:1]>"},
          {"%{network:sockaddr}.*P",
           {count(16), raw("\x10\x02\x01\xbb\x17\x32\x62\x82\0\0\0\0\0\0\0\0"sv)},
           "23.50.98.130:443"},
          {"%{network:sockaddr}.*P",
           {count(16), raw("\x10\x02\0\0\x17\x32\x62\x82\0\0\0\0\0\0\0\0"sv)},
           "23.50.98.130"},
          {"%{network:sockaddr}.*P", {count(28), raw(scoped)}, "fe80::f:86:fffe:e95c%4.53"},
          {"%{network:sockaddr}.*P", {count(28), raw("\x1c\x1e" + std::string(26, '\0'))}, "::"},
          {"%{network:sockaddr}.*P", {count(10), raw("\x0a\1/tmp/sock\0"sv)}, "AF_UNIX:\"/tmp/sock\""},
          {"%{network:sockaddr}.*P", {count(0), raw("")}, "<NULL>"},
          {"%{network:sockaddr}.*P", {count(0), raw("").cut()}, "<decode: missing data>"},
          {"%{network:sockaddr}.*P", {count(3), raw("\x10\x02\0"sv)}, "'10 02 00'"},
          {"%{network:sockaddr}.*P", {count(1), raw("\x10")}, "'10'"},
          {"%{network:sockaddr}d",
           {i4(1)},
           "<decode: mismatch for [%{network:sockaddr}d] got [SCALAR sz:4]>"},
          {"%{network:tcp_state}d", {i4(4)}, "ESTABLISHED"},
          {"%{network:tcp_state}d", {i4(11)}, "11"},
          {"%{network:tcp_flags}d", {i4(18)}, "18"},
          {"%{mdnsresponder:ip_addr}.20P",
           {count(20), raw("\4\0\0\0\xc0\xa8\x65\x90\0\0\0\0\0\0\0\0\0\0\0\0"sv)},
           "192.168.101.144"},
          {"%{mdnsresponder:ip_addr}.20P",
           {count(20), raw("\6\0\0\0\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"sv)},
           "2001:db8::1"},
          {"%{mdnsresponder:ip_addr}.20P",
           {count(20), raw(std::string(20, '\1'))},
           "'01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01'"},
          {"%{mdnsresponder:mac_addr}.6P", {count(6), raw("\0\x11\x22\xaa\xbb\xcc"sv)}, "00:11:22:AA:BB:CC"},
          {"%{mdnsresponder:mac_addr}.6P",
           {count(6), raw("\1")},
           "<decode: mismatch for [%{mdnsresponder:mac_addr}.6P] got [DATA sz:1]>"},
      });
}

TEST_CASE("tracev3 decoders: DNS") {
  check_messages(
      {},
      {
          {"%{mdns:yesno}d", {i4(1)}, "yes"},
          {"%{mdns:yesno}d", {i4(0)}, "no"},
          {"%{mdns:acceptable}d", {i4(0)}, "unacceptable"},
          {"%{mdns:acceptable}d", {i4(1)}, "acceptable"},
          {"%{mdns:addrmv}d", {i4(1)}, "add"},
          {"%{mdns:addrmv}d", {i4(0)}, "rmv"},
          {"%{mdns:rrtype}d", {i4(1)}, "A"},
          {"%{mdns:rrtype}d", {i4(28)}, "AAAA"},
          {"%{mdns:rrtype}d", {i4(65)}, "HTTPS"},
          {"%{mdns:rrtype}d", {i2(255)}, "ANY"},
          {"%{mdns:rrtype}d", {i4(65280)}, "65280"},
          {"%{mdns:rrtype}d", {i4(-1)}, "-1"},
          {"%{mdns:nreason}d", {i4(1)}, "no-data"},
          {"%{mdns:nreason}d", {i4(2)}, "nxdomain"},
          {"%{mdns:nreason}d", {i4(5)}, "server error"},
          {"%{mdns:protocol}d", {i4(1)}, "UDP"},
          {"%{mdns:protocol}d", {i4(2)}, "TCP"},
          {"%{mdns:protocol}d", {i4(4)}, "HTTPS"},
          {"%{mdns:protocol}s", {text("")}, "<decode: mismatch for [%{mdns:protocol}s] got [STRING sz:1]>"},
          {"%{mdns:gaiopts}X", {i4(8)}, "0x8 {use-failover}"},
          {"%{mdns:gaiopts}X", {i4(0)}, "0x0 {}"},
          {"%{mdns:gaiopts}X", {i4(0x1c)}, "0x1c {in-app-browser, use-failover, prohibit-encrypted-dns}"},
          {"%{mdns:dns.idflags}08X",
           {i4(0x4bbb0100)},
           "id: 0x4BBB (19387), flags: 0x0100 (Q/Query, RD, NoError)"},
          {"%{mdns:dns.idflags}08X",
           {i4(0x00018583)},
           "id: 0x0001 (1), flags: 0x8583 (R/Query, AA, RD, RA, NXDomain)"},
          {"%{mdns:dns.idflags}08X",
           {i4(0x0000b23f)},
           "id: 0x0000 (0), flags: 0xB23F (R/DSO, TC, AD, CD, 15)"},
          {"%{mdns:dns.idflags}08X",
           {i8(0)},
           "<decode: mismatch for [%{mdns:dns.idflags}08X] got [SCALAR sz:8]>"},
          {"%{mdns:dns.counts}016llX", {i8(0x0001000000000000)}, "1/0/0/0"},
          {"%{mdns:dns.counts}016llX", {i8(0x000100020003ffff)}, "1/2/3/65535"},
          {"%{mdns:dnshdr}.12P",
           {count(12), raw("\0\0\x81\x80\0\1\0\0\0\0\0\0"sv)},
           "id: 0x0000 (0), flags: 0x8180 (R/Query, RD, RA, NoError), counts: 1/0/0/0"},
          {"%{mdns:dnshdr}.12P", {count(12), raw("\1").cut()}, "<decode: missing data>"},
          {"%{mdns:dnshdr}.12P",
           {count(12), raw("\1")},
           "<decode: mismatch for [%{mdns:dnshdr}.12P] got [DATA sz:1]>"},
          {"%{mdnsresponder:domain_name}.*P",
           {count(17), raw("\3www\7example\3com\0"sv)},
           "www.example.com."},
          {"%{mdnsresponder:domain_name}.*P", {count(1), raw("\0"sv)}, "."},
          {"%{mdnsresponder:domain_name}.*P", {count(4), raw("\3ww")}, "'03 77 77'"},
          {"%{mdnsresponder:domain_name}.*P", {count(2), raw("\xc0\0"sv)}, "'C0 00'"},
      });
}

TEST_CASE("tracev3 decoders: service bindings of DNS") {
  check_messages(
      {}, {
              {"%{mdns:rd.svcb}.*P", {count(3), raw("\0\1\0"sv)}, "1 ."},
              {"%{mdns:rd.svcb}.*P", {count(0), raw("\0\0\3svc\0"sv)}, "0 svc."},
              {"%{mdns:rd.svcb}.*P", {count(0), raw("\0\1\0\0\1\0\6\2h3\2h2"sv)}, "1 . alpn=\"h3,h2\""},
              {"%{mdns:rd.svcb}.*P", {count(0), raw("\0\1\0\0\3\0\2\1\xbb"sv)}, "1 . port=443"},
              {"%{mdns:rd.svcb}.*P",
               {count(0), raw("\0\1\0\0\4\0\x08\1\2\3\4\5\6\7\x08"sv)},
               "1 . ipv4hint=1.2.3.4,5.6.7.8"},
              {"%{mdns:rd.svcb}.*P",
               {count(0), raw("\0\1\0\0\6\0\x10\x20\1\0\0\0\0\0\0\0\0\0\0\0\0\0\1"sv)},
               "1 . ipv6hint=2001::1"},
              {"%{mdns:rd.svcb}.*P",
               {count(0), raw("\0\1\0\0\0\0\4\0\1\0\x0a\0\2\0\0"sv)},
               "1 . mandatory=alpn,key10 no-default-alpn"},
              {"%{mdns:rd.svcb}.*P",
               {count(0), raw("\0\1\0\0\5\0\3\1\2\3\0\x64\0\1x"sv)},
               "1 . ech=\"AQID\" key100=\"eA==\""},
              {"%{mdns:rd.svcb}.*P",
               {count(0), raw("\0\1\0\0\4\0\3\1\2\3"sv)},
               "'00 01 00 00 04 00 03 01 02 03'"},
              {"%{mdns:rd.svcb}.*P", {count(0), raw("\0\1\0\0\4\xff\xff\1"sv)}, "'00 01 00 00 04 FF FF 01'"},
              {"%{mdns:rd.svcb}.*P", {count(0), raw("\0\1\0\0\1\0\2\7h"sv)}, "'00 01 00 00 01 00 02 07 68'"},
          });
}

TEST_CASE("tracev3 decoders: OpenDirectory") {
  check_messages(
      {}, {
              {"%{odtypes:ODError}d", {i4(0)}, "ODNoError"},
              {"%{odtypes:ODError}d", {i4(5000)}, "ODErrorCredentialsInvalid"},
              {"%{odtypes:ODError}d", {i4(10003)}, "ODErrorPluginOperationTimeout"},
              {"%{odtypes:ODError}d", {i4(77)}, "77"},
              {"%{odtypes:mbridtype}d", {i4(0)}, "UID"},
              {"%{odtypes:mbridtype}d", {i4(4)}, "USERNAME"},
              {"%{odtypes:mbridtype}d", {i4(6)}, "UUID"},
              {"%{odtypes:mbridtype}d", {i4(7)}, "GROUP NFS"},
              {"%{odtypes:mbr_details}.*P",
               {count(0), raw("\x23\x58\0\0\0/Local/Default\0"sv)},
               "user: 88@/Local/Default"},
              {"%{odtypes:mbr_details}.*P",
               {count(0), raw("\xa3\xfe\xff\xff\xff/Local/Default\0"sv)},
               "user: -2@/Local/Default"},
              {"%{odtypes:mbr_details}.*P",
               {count(0), raw("\x44wheel\0/Local/Default\0"sv)},
               "group: wheel@/Local/Default"},
              {"%{odtypes:mbr_details}.*P", {count(0), raw("\x24root\0/Local\0"sv)}, "user: root@/Local"},
              {"%{odtypes:mbr_details}.*P", {count(0), raw("\xa0nobody\0/X"sv)}, "user: nobody@/X"},
              {"%{odtypes:mbr_details}.*P", {count(0), raw("\xa4me\0/X"sv)}, "user: me@/X"},
              {"%{odtypes:mbr_details}.*P",
               {count(0), raw("\xc3\x14\0\0\0/Local/Default\0"sv)},
               "group: 20@/Local/Default"},
              {"%{odtypes:mbr_details}.*P", {count(0), raw("\x23\1")}, "'23 01'"},
              {"%{odtypes:mbr_details}.*P", {count(0), raw("\x24root")}, "'24 72 6F 6F 74'"},
              {"%{odtypes:mbr_details}.*P", {count(0), raw("\xf2")}, "'F2'"},
              {"%{odtypes:mbr_details}.*P", {count(0), raw("")}, "''"},
              {"%{odtypes:nt_sid_t}.*P",
               {count(28), raw("\1\5\0\0\0\0\0\5\x15\0\0\0\x16\0\0\0\x17\0\0\0\x18\0\0\0\x19\0\0\0"sv)},
               "S-1-5-21-22-23-24-25"},
              {"%{odtypes:nt_sid_t}.*P", {count(8), raw("\1\0\0\0\0\0\0\1"sv)}, "S-1-1"},
              {"%{odtypes:nt_sid_t}.*P", {count(8), raw("\1\1\0\0\0\0\0\1"sv)}, "'01 01 00 00 00 00 00 01'"},
          });
}

TEST_CASE("tracev3 decoders: location") {
  check_messages(
      {}, {
              {"%{location:CLClientAuthorizationStatus}d", {i4(0)}, "\"Not Determined\""},
              {"%{location:CLClientAuthorizationStatus}d", {i4(4)}, "\"Authorized When In Use\""},
              {"%{location:CLDaemonStatus_Type::Reachability}d", {i4(2)}, "Reachability Large"},
              {"%{location:CLDaemonStatus_Type::Reachability}d", {i4(56)}, "Reachability Unachievable"},
              {"%{location:CLSubHarvesterIdentifier}d", {i4(2)}, "Wifi"},
              {"%{location:SqliteResult}d", {i4(0)}, "\"SQLITE_OK\""},
              {"%{location:SqliteResult}d", {i4(101)}, "\"SQLITE_DONE\""},
              {"%{location:SqliteResult}.4P", {count(4), raw("\5\0\0\0"sv)}, "\"SQLITE_BUSY\""},
              {"%{location:IOMessage}u", {i4(0xe0000280)}, "SystemWillSleep"},
              {"%{location:IOMessage}u", {i4(0xe0000010)}, "ServiceIsTerminated"},
              {"%{location:escape_only}s",
               {text("NSBundle </System/Library>")},
               "\"NSBundle <\\/System\\/Library>\""},
              {"%{location:escape_only}s", {of_kind(ItemKind::kString, "")}, "\"\""},
              {"%{location:escape_only}d",
               {i4(1)},
               "<decode: mismatch for [%{location:escape_only}d] got [SCALAR sz:4]>"},
          });
}

TEST_CASE("tracev3 decoders: signposts") {
  check_messages(
      {},
      {
          {"%{signpost.description:attribute}@",
           {object("efilogin-helper")},
           "__##__signpost.description#____#attribute#_##_#efilogin-helper##__##"},
          {"%{signpost.description:attribute,public}s",
           {text("")},
           "__##__signpost.description#____#attribute#_##_###__##"},
          {"%{signpost.description:begin_time}llu",
           {u8(1005536557983)},
           "__##__signpost.description#____#begin_time#_##_#1005536557983##__##"},
          {"%{signpost.description:end_time}llu",
           {u8(7)},
           "__##__signpost.description#____#end_time#_##_#7##__##"},
          {"%{signpost.telemetry:number1}d", {i4(9)}, "__##__signpost.telemetry#____#number1#_##_#9##__##"},
          {"%{signpost.telemetry:number2}g",
           {f8(5.88671875)},
           "__##__signpost.telemetry#____#number2#_##_#5.88671875##__##"},
          {"%{signpost.telemetry:number3}g",
           {item(0, "\0\x60\xbc\x40"sv)},
           "__##__signpost.telemetry#____#number3#_##_#5.88671875##__##"},
          {"%{signpost.telemetry:string1}s",
           {text("executeQueryBegin")},
           "__##__signpost.telemetry#____#string1#_##_#executeQueryBegin##__##"},
          {"%{signpost.telemetry:string2}s",
           {i4(1)},
           "<decode: mismatch for [%{signpost.telemetry:string2}s] got [SCALAR sz:4]>"},
      });
}

}  // namespace knox::tracev3
