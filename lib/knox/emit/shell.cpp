#include "knox/emit/shell.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "knox/base/plain.h"
#include "knox/base/utf8.h"

namespace knox::emit {

namespace {

// What a byte asks for, as bits; 0: it means nothing to any shell wherever it stands.
enum : std::uint8_t { kQuotes = 1, kEscapes = 2, kUtf8 = 4, kLook = 8 };

constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

constexpr auto kNeeds = [] {
  constexpr std::string_view kHarmless = "_-./:,+@", kSometimes = "%=";  // see is_bare
  std::array<std::uint8_t, 256> needs{};
  for (unsigned i = 0; i < needs.size(); ++i) {
    const char c = static_cast<char>(i);
    if (i < 0x20 || i == 0x7f) {
      needs[i] = kEscapes;
    } else if (i > 0x7f) {
      needs[i] = kUtf8;
    } else if (kSometimes.find(c) != std::string_view::npos) {
      needs[i] = kLook;
    } else if (!is_letter(c) && !is_digit(c) && kHarmless.find(c) == std::string_view::npos) {
      needs[i] = kQuotes;
    }
  }
  return needs;
}();

// Words that bash, zsh or ksh read as grammar.
constexpr std::array<std::string_view, 21> kReserved = {
    "case",     "coproc", "do", "done",      "elif",   "else",   "end",  "esac", "fi",    "for",   "foreach",
    "function", "if",     "in", "nocorrect", "repeat", "select", "then", "time", "until", "while",
};

bool is_reserved(std::string_view word) {
  constexpr std::size_t kLongest = 9;
  return word.size() <= kLongest && std::ranges::find(kReserved, word) != kReserved.end();
}

// Of a word in which % or = is.
bool is_bare(std::string_view word, WordPlace place) {
  if (word.front() == '%') return false;  // %1 is a job
  if (place == WordPlace::kCommand) return word.find('=') == std::string_view::npos;
  // zsh takes =ls for the path of ls; in values after a colon, and in arguments with MAGIC_EQUAL_SUBST, too.
  return word.front() != '=' && word.find("==") == std::string_view::npos &&
         word.find(":=") == std::string_view::npos;
}

std::uint8_t needs_of(std::string_view bytes) {
  const auto need = [&](std::size_t i) { return kNeeds[static_cast<std::uint8_t>(bytes[i])]; };
  unsigned needs = 0;
  std::size_t i = 0;
  for (; i + 4 <= bytes.size(); i += 4) needs |= need(i) | need(i + 1) | need(i + 2) | need(i + 3);
  for (; i < bytes.size(); ++i) needs |= need(i);
  return static_cast<std::uint8_t>(needs);
}

bool is_shown(const Utf8Char& c) {
  return c.size > 0 && !is_unsafe_char(c.code);
}

bool has_only_shown(std::string_view bytes) {
  while (!bytes.empty()) {
    const Utf8Char c = utf8_front(bytes);
    if (!is_shown(c)) return false;
    bytes.remove_prefix(c.size);
  }
  return true;
}

void put_quoted(Pen& pen, std::string_view bytes) {
  constexpr std::size_t kPiece = 4096;
  pen.room(kPiece + 32);
  pen.put('\'');
  while (!bytes.empty()) {
    pen.room(kPiece + 32);
    std::size_t n = copy_plain<'\'', '\'', '\''>(bytes.substr(0, std::min(bytes.size(), kPiece)), pen.at());
    pen.at(pen.at() + n);
    if (n < bytes.size() && n < kPiece) {
      if (bytes[n] == '\'') {
        pen.put("'\\''");
        ++n;
      } else {
        const std::size_t size = utf8_front(bytes.substr(n)).size;
        pen.put(bytes.substr(n, size));
        n += size;
      }
    }
    bytes.remove_prefix(n);
  }
  pen.put('\'');
}

void put_escaped_byte(Pen& pen, std::uint8_t byte, bool hex_digit_follows) {
  switch (byte) {
    case '\n': pen.put("\\n"); return;
    case '\r': pen.put("\\r"); return;
    case '\t': pen.put("\\t"); return;
    case 0x1b: pen.put("\\e"); return;
    case '\'': pen.put("\\'"); return;
    case '\\': pen.put("\\\\"); return;
  }
  if (hex_digit_follows || byte == 0) {
    pen.put('\\').put(static_cast<char>('0' + (byte >> 6)));
    pen.put(static_cast<char>('0' + (byte >> 3 & 7))).put(static_cast<char>('0' + (byte & 7)));
  } else {
    pen.put("\\x").hex_byte(byte);
  }
}

void put_escaped(Pen& pen, std::string_view bytes) {
  pen.room(64);
  pen.put("$'");
  while (!bytes.empty()) {
    pen.room(64);
    const Utf8Char c = utf8_front(bytes);
    const std::size_t n = std::max<std::size_t>(c.size, 1);
    // An old bash looks for its history in here, so ! is escaped as well.
    if (is_shown(c) && c.code != '\'' && c.code != '\\' && c.code != '!') {
      pen.put(bytes.substr(0, n));
    } else {
      for (std::size_t i = 0; i < n; ++i) {
        const bool hex_digit_follows = i + 1 < bytes.size() && is_hex_digit(bytes[i + 1]);
        put_escaped_byte(pen, static_cast<std::uint8_t>(bytes[i]), hex_digit_follows);
      }
    }
    bytes.remove_prefix(n);
  }
  pen.put('\'');
}

}  // namespace

void shell_word(Out& out, std::string_view bytes, WordPlace place) {
  const std::uint8_t needs = needs_of(bytes);
  const bool is_word = !bytes.empty() && (place == WordPlace::kArgument || !is_reserved(bytes));
  if (is_word && (needs == 0 || (needs == kLook && is_bare(bytes, place)))) return out.text(bytes);

  Pen pen(out);
  const bool shown = (needs & kEscapes) == 0 && ((needs & kUtf8) == 0 || has_only_shown(bytes));
  if (shown) {
    put_quoted(pen, bytes);
  } else {
    put_escaped(pen, bytes);
  }
}

bool is_shell_variable(std::string_view name) {
  // bash and ksh refuse to set some of them; with the others zsh changes its own user.
  constexpr std::array<std::string_view, 8> kKept = {"BASHOPTS", "PPID", "SHELLOPTS", "EUID",
                                                     "UID",      "EGID", "GID",       "USERNAME"};
  if (name.empty() || is_digit(name.front())) return false;
  return std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; }) &&
         std::ranges::find(kKept, name) == kKept.end();
}

}  // namespace knox::emit
