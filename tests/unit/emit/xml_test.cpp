#include "knox/emit/xml.h"

#include <string>

#include "support/well_formed.h"
#include "support/written.h"
#include "unit/catch.h"

namespace knox::emit {

namespace {

using namespace std::string_literals;

std::string text(std::string_view bytes) {
  return test::written([&](Out& out) { xml_text(out, bytes); });
}

std::string error_of(const std::string& content) {
  return test::XmlCheck::error("<?xml version='1.0' encoding='UTF-8' ?><a b=\"" + content + "\">" + content +
                               "</a>");
}

}  // namespace

TEST_CASE("XML: markup becomes entities") {
  CHECK(text("").empty());
  CHECK(text("plain 'text'") == "plain 'text'");
  CHECK(text("<a b=\"c\">&amp;</a>]]>") == "&lt;a b=&quot;c&quot;&gt;&amp;amp;&lt;/a&gt;]]&gt;");
  CHECK(text("Z\u00fcrich \U0001f431") == "Z\u00fcrich \U0001f431");
}

TEST_CASE("XML: what no document can hold is shown byte by byte") {
  CHECK(text("\0\1\n\t\r\x1b\x7f"s) == R"(\x00\x01\x0a\x09\x0d\x1b\x7f)");
  CHECK(text("\xff\xc3\xed\xa0\x80") == R"(\xff\xc3\xed\xa0\x80)");
  CHECK(text("\ufffe\uffff\ufffd") == R"(\xef\xbf\xbe\xef\xbf\xbf)"
                                      "\ufffd");
  CHECK(text("\u0085\u202e\u2028") == R"(\xc2\x85\xe2\x80\xae\xe2\x80\xa8)");
  CHECK(text("\\") == R"(\\)");
}

TEST_CASE("XML: any bytes make a well-formed document") {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string error = error_of(text(std::string{static_cast<char>(a), static_cast<char>(b)}));
      if (!error.empty()) FAIL_CHECK(a << ' ' << b << ": " << error);
    }
  }
  for (const std::string_view special : {"&", "<", "\xff", "\u00fc", "\U0001f431", "\n", "\ufffe"}) {
    for (std::size_t before = 4080; before < 4110; ++before) {
      std::string bytes(before, 'x');
      bytes += special;
      bytes += std::string(4096, 'y');
      bytes += special;
      CHECK(error_of(text(bytes)) == "");
    }
  }
  CHECK(text(std::string(Out::kBlock, '"')).size() == 6 * Out::kBlock);
}

TEST_CASE("the check of XML finds what is wrong") {
  const auto error = [](const std::string& rest) {
    return test::XmlCheck::error("<?xml version='1.0' encoding='UTF-8' ?>" + rest);
  };
  CHECK(error("<a/>").empty());
  CHECK(error("\n<a b=\"c\" d=\"\" >e<f /></a>\n").empty());
  for (const char* const wrong :
       {"", "<a>", "</a>", "<a></b>", "<a/><b/>", "x<a/>", "<a b=c/>", "<a b=\"c\"d=\"e\"/>",
        "<a b=\"c\" b=\"d\"/>", "<a b=\"<\"/>", "<a>&</a>", "<a>&x;</a>", "<a>\x01</a>", "<a>\xff</a>",
        "<a>\xef\xbf\xbe</a>", "<a", "<a b=\"", "<1/>"}) {
    INFO(wrong);
    CHECK(!error(wrong).empty());
  }
}

}  // namespace knox::emit
