// The format tokens loses nothing: from its JSON alone the bytes of the record are written again, and are the
// same. And raw_bytes gives back every string that JSON cannot hold.
#include <simdjson.h>

#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "knox/bsm/decode.h"
#include "support/fixtures.h"
#include "support/framing.h"
#include "support/printing.h"
#include "support/token_samples.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;
using test::Printing;
using test::RecordBuilder;
using namespace std::string_literals;

std::string unhex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    unsigned byte = 0;
    std::from_chars(digits.data() + i, digits.data() + i + 2, byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

std::uint64_t bits(element number) {
  return number.is_int64() ? static_cast<std::uint64_t>(std::int64_t(number)) : std::uint64_t(number);
}

// Writes the bytes of one line of --format tokens. How each kind of field is laid out is said here again.
class Writer {
 public:
  explicit Writer(element line) {
    if (object raw; !line["raw_bytes"].get(raw)) raw_ = raw;
    std::size_t i = 0;
    for (const object token : array(line["tokens"])) {
      place_ = "/tokens/" + std::to_string(i++);
      for (Kind kind = 0; kind < kKinds; ++kind) {
        if (std::string_view(token["token"]) == kInfos[kind].name) kWrite[kind](*this, token);
      }
    }
    for (const char* const rest : {"cut_token", "damage"}) {
      std::string_view bytes;
      if (!line[rest]["bytes"].get(bytes)) out_.raw(unhex(bytes));
    }
  }

  const std::string& bytes() const { return out_.tokens(); }

 private:
  template <class T>
  static void write(Writer& writer, object token) {
    writer.out_.raw(unhex(std::string_view(token["token_id"]).substr(2)));
    const auto write_field = [&](const auto& field, const auto& value) {
      writer.put(token, field.name, value);
    };
    for_each_field(T{}, write_field);
  }
  template <class Token, class Visit>
  static void for_each_field(const Token& token, Visit visit) {
    bsm::for_each_field(token, visit);
  }
  using Write = void (*)(Writer&, object);
  static constexpr auto kWrite = per_token(Tokens{}, []<class T>() -> Write { return &write<T>; });

  // The value of a field is only there for its type.
  void put(object t, const char* name, std::uint8_t) { out_.u8(static_cast<std::uint8_t>(bits(t[name]))); }
  void put(object t, const char* name, std::uint16_t) { out_.u16(static_cast<std::uint16_t>(bits(t[name]))); }
  void put(object t, const char* name, std::uint32_t) { out_.u32(static_cast<std::uint32_t>(bits(t[name]))); }
  void put(object t, const char* name, std::uint64_t) { out_.u64(bits(t[name])); }
  template <OneNumber T>
  void put(object t, const char* name, const T& field) {
    put(t, name, field.value);
  }
  template <TwoPartTime T>
  void put(object t, const char*, const T& field) {
    put(t, "seconds", field.seconds);
    put(t, "fraction", field.fraction);
  }
  void put(object t, const char*, Errno) { put(t, "errno", std::uint8_t{}); }
  void put(object t, const char* name, Octal<std::uint32_t>) {
    const std::string_view digits = t[name];
    std::uint32_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 8);
    out_.u32(value);
  }
  // 0 and 1 have words; other numbers stand for themselves.
  void put(object t, const char* name, PrivilegeUse) {
    std::string_view word;
    if (t[name].get(word)) {
      put(t, name, std::uint8_t{});
    } else {
      out_.u8(word == "success");
    }
  }
  void put(object t, const char* name, Truncated) {
    bool truncated;
    if (t[name].get(truncated)) {
      put(t, name, std::uint8_t{});
    } else {
      out_.u8(truncated);
    }
  }
  void put(object t, const char* name, Ipv4) { out_.address(t[name]); }
  void put(object t, const char* name, Ipv6) { out_.address(t[name]); }
  void put(object t, const char* name, IpAddress) { out_.typed_address(t[name]); }
  template <class P, class A>
  void put(object t, const char* name, const Terminal<P, A>& field) {
    const object terminal = t[name];
    put(terminal, "port", field.port);
    put(terminal, "address", field.address);
  }
  void put(object t, const char*, const SocketEx& field) {
    const std::string_view address = t["local_address"];
    out_.u16(address.find(':') == address.npos ? 4 : 16);
    put(t, "local_port", field.local_port);
    out_.address(address);
    put(t, "remote_port", field.remote_port);
    out_.address(t["remote_address"]);
  }
  void put(object t, const char* name, Text) {
    const std::string text = string(t[name], std::string("/") + name);
    if (t[std::string(name) + "_unterminated"].error()) {
      out_.u16(static_cast<std::uint16_t>(text.size() + 1)).raw(text).u8(0);
    } else {
      out_.counted(text);
    }
  }
  void put(object t, const char* name, CString) { out_.raw(string(t[name], std::string("/") + name)).u8(0); }
  void put(object t, const char* name, Blob) { out_.counted(unhex(t[name])); }
  void put(object t, const char* name, Rest) { out_.raw(unhex(t[name])); }
  void put(object t, const char* name, CapRights) { out_.raw(unhex(t[name])); }
  void put(object t, const char* name, Uuid) {
    std::string digits{std::string_view(t[name])};
    std::erase(digits, '-');
    out_.raw(unhex(digits));
  }
  void put(object t, const char*, Compartments) {
    const std::string words = unhex(t["compartments"]);
    out_.u8(static_cast<std::uint8_t>(words.size() / 4));
    put(t, "classification", std::uint16_t{});
    out_.raw(words);
  }
  void put(object t, const char* name, Strings) {
    const array list = t[name];
    std::uint64_t count;
    if (t["count"].get(count)) count = list.size();
    out_.u32(static_cast<std::uint32_t>(count));
    std::size_t i = 0;
    for (const element e : list)
      out_.raw(string(e, "/" + std::string(name) + "/" + std::to_string(i++))).u8(0);
  }
  void put(object t, const char* name, Texts) {
    const array list = t[name];
    std::set<std::uint64_t> bare;  // the places of those without a NUL
    array places;
    if (!t[std::string(name) + "_unterminated"].get(places)) {
      for (const element place : places) bare.insert(place);
    }
    out_.u16(static_cast<std::uint16_t>(list.size()));
    std::uint64_t i = 0;
    for (const element e : list) {
      const std::string text = string(e, "/" + std::string(name) + "/" + std::to_string(i));
      if (bare.contains(i++)) {
        out_.counted(text);
      } else {
        out_.string(text);
      }
    }
  }
  void put(object t, const char* name, Groups) {
    out_.u16(static_cast<std::uint16_t>(array(t[name]).size()));
    put(t, name, Groups16{});
  }
  void put(object t, const char* name, Groups16) {
    for (const object group : array(t[name])) put(group, "gid", std::uint32_t{});
  }
  void put(object t, const char*, DataValues) {
    put(t, "format_number", std::uint8_t{});
    const std::string_view unit = t["unit"];
    const std::uint8_t width = unit == "byte" ? 0 : unit == "short" ? 1 : unit == "int" ? 2 : 3;
    out_.u8(width);
    array values;
    if (t["values"].get(values)) {
      const std::string text = string(t["text"], "/text");
      out_.u8(static_cast<std::uint8_t>(text.size())).raw(text);
      return;
    }
    out_.u8(static_cast<std::uint8_t>(values.size()));
    for (const element value : values) {
      const std::uint64_t number = bits(value);
      if (width == 0) out_.u8(static_cast<std::uint8_t>(number));
      if (width == 1) out_.u16(static_cast<std::uint16_t>(number));
      if (width == 2) out_.u32(static_cast<std::uint32_t>(number));
      if (width == 3) out_.u64(number);
    }
  }

  // The bytes of a string: those under raw_bytes, or else its own.
  std::string string(element value, const std::string& pointer) {
    std::string_view text;
    if (raw_ && !(*raw_)[place_ + pointer].get(text)) return unhex(text);
    return std::string(std::string_view(value));
  }

  RecordBuilder out_;
  std::optional<object> raw_;
  std::string place_;
};

// A record, printed and written again.
std::string again(const std::string& record) {
  static Printing print("tokens");
  static simdjson::dom::parser parser;
  try {
    return Writer(parser.parse(print(record))).bytes();
  } catch (const simdjson::simdjson_error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("every record of the fixtures can be written again from its tokens") {
  for (const std::string& bytes :
       {test::session().bytes(), test::darwin().bytes(), test::freebsd().bytes(), test::solaris().bytes(),
        test::every_token().bytes(), test::quirks().bytes(), test::damaged().bytes()}) {
    for (const test::Range& range : test::frame(bytes).frames) {
      const std::string record = bytes.substr(range.offset, range.size);
      if (again(record) != record) FAIL_CHECK(Printing("tokens")(record));
    }
  }
}

TEST_CASE("every token can be written again, whatever one of its bytes is") {
  for (const test::TokenSample& sample : test::token_samples()) {
    const std::string record = test::record_around(sample);
    if (again(record) != record) FAIL_CHECK(Printing("tokens")(record));
    for (std::size_t at = 18; at < 18 + sample.bytes.size(); ++at) {
      for (const int flip : {0x01, 0x02, 0x20, 0x80, 0xff}) {
        std::string other = record;
        other[at] = static_cast<char>(other[at] ^ flip);
        if (again(other) != other) FAIL_CHECK(at << " ^ " << flip << ": " << Printing("tokens")(other));
      }
    }
  }
}

TEST_CASE("strings of a list may lack their NUL") {
  const std::string record = RecordBuilder({.event = 1, .version = 2})
                                 .u8(0x51)
                                 .u16(2)
                                 .string("whole")
                                 .counted("bare")
                                 .u16(1)
                                 .counted("")
                                 .return32(0, 0)
                                 .finish();
  CHECK(again(record) == record);
}

TEST_CASE("the exact bytes of every string are under raw_bytes, or in the string") {
  // Valid UTF-8, invalid at the front, in the middle, at the end, NULs, everything
  std::string all;
  for (int i = 1; i < 256; ++i) all += static_cast<char>(i);
  const std::vector<std::string> texts = {"/tmp/Z\u00fcrich", "\xff/a", "/a\xc3/b", "/a\xe2\x82", "a\0b"s,
                                          "\xff\0\xff"s,      all,      ""};
  RecordBuilder record({.event = 23});
  for (const std::string& text : texts) record.path(text).arg32(1, 2, text);
  std::vector<std::string> args;
  for (const std::string& text : texts) args.push_back(text.substr(0, text.find('\0')));
  record.exec_args(args).subject32({}).identity({.signing_id = "\xfe", .team_id = "ok"});

  Printing json("json");
  simdjson::dom::parser parser;
  const element line = parser.parse(json(record.finish()));
  object raw;
  REQUIRE(!line["raw_bytes"].get(raw));
  std::size_t used = 0;
  const auto exact = [&](const std::string& pointer) {
    std::string_view hex;
    const std::string_view shown = line.at_pointer(pointer);
    if (raw[pointer].get(hex)) return std::string(shown);
    ++used;
    CHECK(shown.find("\ufffd") != shown.npos);
    return unhex(hex);
  };
  for (std::size_t i = 0; i < texts.size(); ++i) {
    INFO(texts[i]);
    CHECK(exact("/paths/" + std::to_string(i)) == texts[i]);
    CHECK(exact("/args/" + std::to_string(i) + "/text") == texts[i]);
    CHECK(exact("/exec_args/" + std::to_string(i)) == args[i]);
  }
  CHECK(exact("/identity/signing_id") == "\xfe");
  CHECK(exact("/identity/team_id") == "ok");
  CHECK(raw.size() == used);  // and nothing else is there
}

}  // namespace knox::bsm
