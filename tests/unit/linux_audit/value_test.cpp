#include "knox/linux_audit/record/value.h"

#include <string>
#include <vector>

#include "knox/linux_audit/record/exec_args.h"
#include "knox/linux_audit/record/sockaddr.h"
#include "support/linux_log.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using namespace std::string_view_literals;
using List = std::vector<std::string>;

std::string decoded(std::string_view value) {
  std::string memory = "of the value before";
  return std::string(decode_string(value, memory).value_or("nothing"));
}

std::string bytes_of(std::string_view hex) {
  std::string bytes;
  REQUIRE(append_hex(bytes, hex));
  return bytes;
}

// The arguments of EXECVE records with these bodies; <2> stands for two missing ones.
struct Args {
  explicit Args(const List& bodies) {
    ExecArgs args;
    for (const std::string& body : bodies) {
      const std::string text = test::audit_line("EXECVE", "1.0:1", body);
      Line line;
      REQUIRE(peek(text, line) == LineKind::kRecord);
      Record record;
      record.parse(line);
      args.add(record);
    }
    args.finish();
    std::uint32_t index = 0;
    auto gap = args.gaps().begin();
    const auto take_gap = [&] {
      if (gap == args.gaps().end() || gap->before != index) return;
      list.push_back('<' + std::to_string(gap++->count) + '>');
    };
    for (const std::string_view arg : args.list()) {
      take_gap();
      list.emplace_back(arg);
      ++index;
    }
    take_gap();
    CHECK(gap == args.gaps().end());
    CHECK(args.list().missing() == args.missing());
    missing = args.missing();
    incomplete = args.incomplete();
  }

  List list;
  std::uint32_t missing, incomplete;
};

// A SOCKADDR's parts of one family.
template <class Parts>
Parts parts_of(std::string_view hex, bool whole = true) {
  static std::string bytes;
  bytes = bytes_of(hex);
  const auto address = decode_sockaddr(bytes);
  REQUIRE(address);
  CHECK(address->is_whole == whole);
  REQUIRE(std::holds_alternative<Parts>(address->parts));
  return std::get<Parts>(address->parts);
}

}  // namespace

TEST_CASE("strings are text in quotes, or hex digits") {
  struct Row {
    std::string_view value, bytes;
  };
  const Row row = GENERATE(values<Row>({
      {"\"ls\"", "ls"},
      {"\"\"", ""},
      {"\"BEEF\"", "BEEF"},
      {"\"cut", "cut"},
      {"\"", ""},
      {"6C73", "ls"},
      {"2F746D702F610A62", "/tmp/a\nb"},
      {"FF00E4", "\xff\0\xe4"sv},
      {"12", "\x12"},
      {"(null)", "nothing"},
      {"\"(null)\"", "(null)"},
      {"", ""},
      // what older writers did not encode
      {"cron", "cron"},
      {"BEEFX", "BEEFX"},
      {"ABC", "ABC"},
      {"cafe", "cafe"},
      {"?", "?"},
      // in small letters
      {"2f746d702f6120c3a9", "/tmp/a \xc3\xa9"},
      {"6c73002d6c", "ls\0-l"sv},
      {"6b31016b32", "k1\x01k2"},
      {"6c73c3", "ls\xc3"},
      {"beef", "beef"},
      {"deadbeef42", "deadbeef42"},
      {"1b5b", "1b5b"},
      {"2F6a", "2F6a"},
      {"6c7", "6c7"},
  }));
  INFO(row.value);
  CHECK(decoded(row.value) == row.bytes);
}

TEST_CASE("every byte comes back from hex digits") {
  std::string hex, all;
  for (int i = 0; i < 256; ++i) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02X", static_cast<unsigned>(i));
    hex += digits;
    all += static_cast<char>(i);
  }
  CHECK(bytes_of(hex) == all);
  std::string bytes = "kept";
  CHECK(bytes_of("0200abcd") == bytes_of("0200ABCD"));
  for (const std::string_view wrong : {"0"sv, "0G"sv, "aB"sv, "4142 "sv,
                                       "41\xff"
                                       "2"sv}) {
    CHECK(!append_hex(bytes, wrong));
    CHECK(bytes == "kept");
  }
}

TEST_CASE("values that mean nothing") {
  for (const std::string_view none : {"?"sv, "(null)"sv, "(none)"sv, "\"\""sv, ""sv}) CHECK(is_none(none));
  for (const std::string_view some : {"0"sv, "none"sv, "\"?\""sv, "UNKNOWN"sv}) CHECK(!is_none(some));
}

TEST_CASE("numbers and ids") {
  CHECK(parse_number("0") == 0);
  CHECK(parse_number("18446744073709551615") == UINT64_MAX);
  CHECK(parse_hex("7ffe3c1b27d4") == 0x7ffe3c1b27d4);
  CHECK(parse_octal("0100644") == 0100644);
  CHECK(parse_signed("-115") == -115);
  CHECK(parse_signed("18446744073709551615") == std::nullopt);
  CHECK(parse_id("1000") == 1000);
  CHECK(parse_id("4294967295") == kUnsetId);
  CHECK(parse_id("-1") == kUnsetId);
  CHECK(parse_id("unset") == kUnsetId);
  for (const std::string_view wrong : {""sv, "x"sv, "1x"sv, " 1"sv, "(null)"sv, "18446744073709551616"sv}) {
    CHECK(!parse_number(wrong));
    CHECK(!parse_id(wrong));
  }
  CHECK(!parse_hex("0x1"));
  CHECK(!parse_octal("8"));
}

TEST_CASE("several keys in one") {
  const auto keys = [](std::string_view value) {
    List list;
    const std::string bytes = decoded(value);
    for_each_piece(bytes, kKeySeparator, [&](std::string_view key) { list.emplace_back(key); });
    return list;
  };
  CHECK(keys("6B31016B32") == List{"k1", "k2"});
  CHECK(keys("\"one\"") == List{"one"});
  CHECK(keys("6B3101") == List{"k1", ""});
  CHECK(keys("\"\"") == List{""});
}

TEST_CASE("labels of SELinux") {
  const auto shown = [](std::string_view value) {
    const auto label = split_label(value);
    if (!label) return std::string("no label");
    std::string text;
    for (const std::string_view part :
         {label->user, label->role, label->type, label->level, label->category}) {
      text.append(part) += '/';
    }
    return text;
  };
  CHECK(shown("system_u:object_r:etc_t:s0") == "system_u/object_r/etc_t/s0//");
  CHECK(shown("u:r:t:s0-s0:c0.c1023") == "u/r/t/s0-s0/c0.c1023/");
  CHECK(shown("u:r:t:s0:c1,c2") == "u/r/t/s0/c1,c2/");
  CHECK(shown("u:r:t:s0:c1-s0:c0.c1023") == "u/r/t/s0/c1-s0:c0.c1023/");
  CHECK(shown("u:r:t") == "u/r/t///");
  CHECK(shown("u:r:t:") == "u/r/t///");
  CHECK(shown("unconfined") == "no label");
  CHECK(shown("=unconfined") == "no label");
  CHECK(shown("kernel") == "no label");
  CHECK(shown("a:b") == "no label");
  CHECK(shown("cupsd (enforce)") == "no label");
  CHECK(shown("::x") == "no label");
  CHECK(shown("") == "no label");
}

TEST_CASE("what an AVC sentence says") {
  const auto said = [](std::string_view type, std::string_view body) {
    const std::string text = test::audit_line(type, "1.0:1", body);
    Line line;
    REQUIRE(peek(text, line) == LineKind::kRecord);
    Record record;
    record.parse(line);
    const auto avc = find_avc(record);
    if (!avc) return std::string("nothing");
    std::string words(avc->decision);
    for (const Field& permission : avc->permissions) words.append(" ").append(permission.value);
    return words;
  };
  CHECK(said("AVC", "avc:  denied  { read write } for  pid=1") == "denied read write");
  CHECK(said("AVC", "avc:  granted  { setsecparam } for  pid=1") == "granted setsecparam");
  CHECK(said("AVC", "avc:  denied  { } for  pid=1") == "denied");
  CHECK(said("USER_AVC", "pid=1 msg='avc:  denied  { send_msg } for exe=\"x\"'") == "denied send_msg");
  CHECK(said("AVC", "apparmor=\"DENIED\" operation=\"open\"") == "nothing");
  CHECK(said("AVC", "avc:  denied  { read") == "denied");
  CHECK(said("AVC", "avc:  denied") == "denied");
  CHECK(said("AVC", "avc:") == "nothing");
}

TEST_CASE("the types of files") {
  CHECK(file_type(0100755) == "file");
  CHECK(file_type(040755) == "directory");
  CHECK(file_type(0120777) == "symlink");
  CHECK(file_type(0140777) == "socket");
  CHECK(file_type(0010644) == "fifo");
  CHECK(file_type(0060660) == "block");
  CHECK(file_type(0020620) == "character");
  CHECK(file_type(0644).empty());
}

TEST_CASE("arguments of one record") {
  CHECK(Args({"argc=1 a0=\"ls\""}).list == List{"ls"});
  CHECK(Args({"argc=4 a0=\"ls\" a1=\"\" a2=2D6C a3=\"a\""}).list == List{"ls", "", "-l", "a"});
  CHECK(Args({"argc=2 a0=\"?\" a1=\"(null)\""}).list == List{"?", "(null)"});
  CHECK(Args({"argc=1 a0=616262FF"}).list == List{"abb\xff"});
  CHECK(Args({"argc=1 a0=\"cut"}).incomplete == 1);
  CHECK(Args({}).list.empty());
  CHECK(Args({"argc=0"}).list.empty());
  // ENRICHED logs say nothing more of it, but could
  CHECK(Args({"argc=1 a0=\"ls\"\x1d"
              "a1=\"x\""})
            .list == List{"ls"});
}

TEST_CASE("arguments that are missing keep their positions") {
  CHECK(Args({"argc=3 a0=\"a\" a2=\"c\""}).list == List{"a", "<1>", "c"});
  CHECK(Args({"argc=4 a1=\"b\""}).list == List{"<1>", "b", "<2>"});
  CHECK(Args({"argc=2"}).list == List{"<2>"});
  CHECK(Args({"argc=5 a0=\"a\"", "a4=\"e\""}).list == List{"a", "<3>", "e"});
  CHECK(Args({"argc=5 a0=\"a\"", "a4=\"e\""}).missing == 3);
  CHECK(Args({"a7=\"x\""}).missing == 7);
  CHECK(Args({"argc=4294967295 a0=\"a\""}).missing == 4294967293);
  CHECK(Args({"argc=99999999999999999999 a0=\"a\""}).missing == 0);
}

TEST_CASE("what comes twice is taken once") {
  CHECK(Args({"argc=2 a0=\"a\" a0=\"x\" a1=\"b\""}).list == List{"a", "b"});
  CHECK(Args({"argc=2 a1=\"b\" a0=\"a\""}).list == List{"<1>", "b"});
}

TEST_CASE("arguments over many records") {
  List bodies = {"argc=3001"};
  List all;
  for (int i = 0; i < 3001; ++i) {
    if (i % 500 == 499) bodies.emplace_back();
    all.push_back(i % 7 == 0 ? "" : "argument-" + std::to_string(i));
    bodies.back() += " a" + std::to_string(i) + "=\"" + all.back() + '"';
  }
  CHECK(Args(bodies).list == all);
  bodies.erase(bodies.begin() + 2);
  CHECK(Args(bodies).missing == 500);
  CHECK(Args(bodies).list[999] == "<500>");
}

TEST_CASE("arguments in chunks") {
  CHECK(Args({"argc=3 a0=\"sh\" a1_len=12 a1[0]=616263", "a1[1]=646566", "a2=\"x\""}).list ==
        List{"sh", "abcdef", "x"});
  CHECK(Args({"argc=2 a0_len=6 a0[0]=\"abc\" a0[1]=\"def\" a1=\"x\""}).list == List{"abcdef", "x"});
  CHECK(Args({"argc=2 a0_len=6 a0[0]=\"abc\" a0[1]=\"def\" a1=\"x\""}).incomplete == 0);
  CHECK(Args({"argc=1 a0_len=8 a0[0]=\"abc\"", "a0[1]=\"def\""}).incomplete == 1);
  const Args lost({"argc=2 a0_len=18 a0[0]=616263", "a0[2]=676869 a1=\"x\""});
  CHECK(lost.list == List{"abcghi", "x"});
  CHECK(lost.incomplete == 1);
  CHECK(lost.missing == 0);
  const Args headless({"a1[3]=6162", "a1[4]=6364 a2=\"x\""});
  CHECK(headless.list == List{"<1>", "abcd", "x"});
  CHECK(headless.incomplete == 1);
}

TEST_CASE("an argument of 100,000 bytes") {
  std::string all;
  List bodies = {"argc=2 a0=\"sh\" a1_len=200000"};
  for (int chunk = 0; chunk < 28; ++chunk) {
    std::string hex;
    for (int i = 0; i < 3730 && all.size() < 100'000; ++i) {
      const auto byte = static_cast<unsigned char>(1 + all.size() % 255);
      char digits[3];
      std::snprintf(digits, sizeof digits, "%02X", byte);
      hex += digits;
      all += static_cast<char>(byte);
    }
    if (chunk > 0) bodies.emplace_back();
    bodies.back() += " a1[" + std::to_string(chunk) + "]=" + hex;
  }
  const Args args(bodies);
  CHECK(args.list == List{"sh", all});
  CHECK(args.incomplete == 0);
}

TEST_CASE("socket addresses: internet") {
  const auto inet = parts_of<InetAddress>("020001BBC00002070000000000000000");
  CHECK(inet.port == 443);
  CHECK(inet.address == "\xc0\0\2\7"sv);
  const auto inet6 =
      parts_of<InetAddress>("0A001F900000000520010DB80000000000000000000000170200000000000000");
  CHECK(inet6.port == 8080);
  CHECK(inet6.flow == 5);
  CHECK(inet6.address == "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x17"sv);
  CHECK(inet6.scope == 2);
  // from a big-endian machine
  const auto big = parts_of<InetAddress>("000A1F900000000520010DB800000000000000000000001700000002");
  CHECK(big.port == 8080);
  CHECK(big.scope == 2);
  CHECK(parts_of<InetAddress>("0002003500000000").port == 53);
}

TEST_CASE("socket addresses: unix") {
  CHECK(parts_of<UnixAddress>("01002F72756E2F7800").path == "/run/x");
  CHECK(parts_of<UnixAddress>("01002F72756E2F78").path == "/run/x");
  CHECK(!parts_of<UnixAddress>("01002F72756E2F78").is_abstract);
  CHECK(parts_of<UnixAddress>("0100").path.empty());
  CHECK(!parts_of<UnixAddress>("0100").is_abstract);
  CHECK(parts_of<UnixAddress>("0100006162630064").path == "abc\0d"sv);
  CHECK(parts_of<UnixAddress>("0100006162630064").is_abstract);
  CHECK(parts_of<UnixAddress>("01000061626300000000").path == "abc");
  CHECK(parts_of<UnixAddress>("010000000000").path.empty());
  CHECK(parts_of<UnixAddress>("00012F78").path == "/x");
}

TEST_CASE("socket addresses: other families") {
  const auto netlink = parts_of<NetlinkAddress>("100000000700000001000080");
  CHECK(netlink.pid == 7);
  CHECK(netlink.groups == 0x80000001);
  CHECK(parts_of<NetlinkAddress>("001000000000000700000001").pid == 7);
  const auto packet = parts_of<PacketAddress>("1100080602000000010000060A0B0C0D0E0F0000");
  CHECK(packet.protocol == 0x806);
  CHECK(packet.interface == 2);
  CHECK(packet.hardware == 1);
  CHECK(packet.packet == 0);
  CHECK(packet.address == "\x0a\x0b\x0c\x0d\x0e\x0f");
  const auto vsock = parts_of<VsockAddress>(
      "28000000E803000002000000"
      "00000000");
  CHECK(vsock.port == 1000);
  CHECK(vsock.cid == 2);
  const auto l2cap = parts_of<BluetoothAddress>("1F00190001020304050600000000");
  CHECK(l2cap.psm == 25);
  CHECK(l2cap.address == "\1\2\3\4\5\6");
  const auto rfcomm = parts_of<BluetoothAddress>("1F000102030405060300");
  CHECK(rfcomm.channel == 3);
  CHECK(!rfcomm.psm);
  CHECK(parts_of<BluetoothAddress>("1F0001000300").device == 1);
  CHECK(parts_of<BluetoothAddress>("1F00010203040506").address == "\1\2\3\4\5\6");
  const auto alg = parts_of<AlgAddress>(
      "2600"
      "68617368000000000000000000000000000000000000"
      "73686131000000");
  CHECK(alg.type == "hash");
  CHECK(alg.name == "sha1");
  CHECK(decode_sockaddr(bytes_of("0300AABB"))->family == 3);
  CHECK(std::holds_alternative<std::monostate>(decode_sockaddr(bytes_of("0300AABB"))->parts));
}

TEST_CASE("socket addresses that end too soon") {
  CHECK(!decode_sockaddr(""));
  CHECK(!decode_sockaddr("\2"));
  CHECK(decode_sockaddr("\0\0"sv)->family == 0);
  CHECK(parts_of<InetAddress>("020001BBC000", false).port == 443);
  CHECK(parts_of<InetAddress>("020001BBC000", false).address.empty());
  CHECK(parts_of<InetAddress>("0200", false).port == 0);
  CHECK(parts_of<NetlinkAddress>("100000000700", false).pid == 0);
  for (const char* hex :
       {"020001BBC00002070000000000000000", "0A001F900000000520010DB800000000000000000000001702000000",
        "01002F72756E2F7800", "100000000700000001000080", "1100080602000000010000060A0B0C0D0E0F0000",
        "28000000E803000002000000", "1F00190001020304050600000000",
        "2600686173680000000000000000000000000073"}) {
    const std::string all = bytes_of(hex);
    for (std::size_t size = 0; size <= all.size(); ++size) {
      const std::string exact(all, 0, size);
      CHECK(decode_sockaddr(exact).has_value() == (size >= 2));
    }
  }
}

}  // namespace knox::linux_audit
