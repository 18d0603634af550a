// What files are that people give to an audit tool by mistake, by their first bytes.
#include <algorithm>
#include <array>

#include "knox/base/utf8.h"
#include "knox/bsm/framer.h"
#include "knox/input/formats.h"
#include "knox/linux_audit/log/log_reader.h"

namespace knox::input {

namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  std::string_view what;
};

constexpr std::array kMagics = {
    Magic{"\xff\xd8\xff"sv, "a JPEG image"},
    Magic{"\x89PNG\r\n\x1a\n"sv, "a PNG image"},
    Magic{"GIF8"sv, "a GIF image"},
    Magic{"%PDF-"sv, "a PDF document"},
    Magic{"\177ELF"sv, "an ELF program"},
    Magic{"\xfe\xed\xfa\xce"sv, "a Mach-O program"},
    Magic{"\xfe\xed\xfa\xcf"sv, "a Mach-O program"},
    Magic{"\xce\xfa\xed\xfe"sv, "a Mach-O program"},
    Magic{"\xcf\xfa\xed\xfe"sv, "a Mach-O program"},
    Magic{"\xca\xfe\xba\xbe"sv, "a Mach-O program"},  // universal; Java classes begin so, too
    Magic{"PK\x03\x04"sv, "a zip archive"},
    Magic{"PK\x05\x06"sv, "an empty zip archive"},
    Magic{"\3757zXZ\0"sv, "an xz-compressed file"},
    Magic{"BZh"sv, "a bzip2-compressed file"},
    Magic{"\x1f\x9d"sv, "a compress(1)ed file"},
    Magic{"7z\xbc\xaf\x27\x1c"sv, "a 7-Zip archive"},
    Magic{"SQLite format 3\0"sv, "an SQLite database"},
    Magic{"bplist0"sv, "a binary property list"},
    Magic{"\x00\x10\x00\x00\x11\x00\x00\x00"sv, "a tracev3 file of macOS' unified log (ulogfilter reads it)"},
    Magic{"LPKSHHRH"sv, "a file of journald (journalctl -o export --file=FILE reads it)"},
    Magic{"\xff\xfe"sv, "UTF-16 text (iconv -f UTF-16 -t UTF-8 converts it)"},
    Magic{"\xfe\xff"sv, "UTF-16 text (iconv -f UTF-16 -t UTF-8 converts it)"},
    Magic{"\xd4\xc3\xb2\xa1"sv, "a packet capture"},
    Magic{"\x0a\x0d\x0d\x0a"sv, "a packet capture"},
};

// Enough to tell text from records, which have zeros in their headers.
constexpr std::size_t kEnough = 512;

constexpr std::string_view kBlank = "only blank lines", kPlainText = "plain text", kJsonText = "JSON text";

bool is_text(std::string_view front) {
  const bool cut = front.size() > kEnough;
  front = front.substr(0, kEnough);
  while (!front.empty()) {
    const Utf8Char c = utf8_front(front);
    if (c.size == 0) return cut && front.size() < 4;  // the middle of a character
    if (c.code < 0x20 && c.code != '\n' && c.code != '\t' && c.code != '\r' && c.code != 0x1b) return false;
    front.remove_prefix(c.size);
  }
  return true;
}

// Lines of text with some bytes among them that are none, or zeros where a crash left a hole. Records of BSM
// have many more.
bool is_mostly_text(std::string_view front) {
  if (front.find('\n') == front.npos) return false;
  std::size_t odd = 0, zeros = 0;
  for (const char c : front.substr(0, 4096)) {
    zeros += c == '\0' ? 1 : 0;
    odd += c > '\0' && c < ' ' && c != '\n' && c != '\t' && c != '\r' ? 1 : 0;
  }
  return odd * 32 < std::min<std::size_t>(front.size(), 4096) - zeros;
}

// Not always text: the enriched part of a record begins with a control character.
bool is_linux_audit(std::string_view front) {
  const std::string_view line = front.substr(0, front.find('\n'));
  return (line.starts_with("type=") || line.starts_with("node=")) && line.find("msg=audit(") != line.npos;
}

std::string_view describe_text(std::string_view text) {
  if (text.starts_with("header,") || text.starts_with("header_ex,")) return "text from praudit";
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return kBlank;
  text.remove_prefix(first);
  if (text.starts_with("<?xml") || text.starts_with("<audit>")) return "an XML document";
  if (text.starts_with("#!")) return "a script";
  const std::size_t second = text.find_first_not_of(" \t\r\n", 1);
  const char next = second == text.npos ? '\0' : text[second];
  if (text[0] == '{' && (next == '"' || next == '}')) return kJsonText;
  if (text[0] == '[' && (next == '{' || next == '[' || next == '"' || next == ']')) return kJsonText;
  return kPlainText;
}

// Of a file that is known by how it begins; empty: it is none.
std::string_view describe_file(std::string_view front) {
  const auto* const magic =
      std::ranges::find_if(kMagics, [&](const Magic& m) { return front.starts_with(m.bytes); });
  if (magic != kMagics.end()) return magic->what;
  return is_linux_audit(front) ? "a Linux Audit log" : std::string_view();
}

}  // namespace

std::string_view describe_foreign(Bytes front) {
  const std::string_view chars = as_chars(front);
  if (const std::string_view file = describe_file(chars); !file.empty()) return file;
  if (chars.empty() || !is_text(chars)) return {};
  return describe_text(chars);
}

bool may_precede_records(Bytes front) {
  return describe_file(as_chars(front)).empty();
}

std::string_view describe_other_than_log(Bytes front) {
  if (linux_audit::looks_like_log(front)) return {};
  if (bsm::looks_like_trail(front)) return "a BSM audit trail";
  const std::string_view text = as_chars(front);
  if (text.starts_with("type=") || text.starts_with("node=")) return {};  // a damaged one
  return describe_foreign(front);
}

bool may_hold_log(Bytes front) {
  const std::string_view what = describe_foreign(front);
  if (!what.empty()) return what == kBlank || what == kPlainText || what == kJsonText;
  return !front.empty() && is_mostly_text(as_chars(front));
}

}  // namespace knox::input
