// Is this a well-formed XML document? A check for what knox writes: elements, attributes in double quotes,
// the five entities; no comments, no CDATA, no doctype. xmllint has the last word, in tests/cli.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "knox/base/utf8.h"

namespace knox::test {

class XmlCheck {
 public:
  // Empty if it is; otherwise what is wrong, and where.
  static std::string error(std::string_view document) {
    XmlCheck check(document);
    check.run();
    return check.error_;
  }

 private:
  explicit XmlCheck(std::string_view document) : rest_(document), all_(document) {}

  void run() {
    constexpr std::string_view kDeclaration = "<?xml version='1.0' encoding='UTF-8' ?>";
    if (!take(kDeclaration)) return fail("no declaration");
    bool root = false;
    while (!rest_.empty() && error_.empty()) {
      if (take("</")) {
        const std::string_view name = take_name();
        if (open_.empty() || open_.back() != name) return fail("end of what did not begin");
        open_.pop_back();
        if (!take(">")) fail("end tag");
      } else if (take("<")) {
        if (open_.empty() && std::exchange(root, true)) return fail("second root");
        start_tag();
      } else {
        character(open_.empty() ? Where::kOutside : Where::kContent);
      }
    }
    if (error_.empty() && !open_.empty()) fail("no end");
    if (error_.empty() && !root) fail("no root");
  }

  enum class Where { kOutside, kContent, kAttribute };

  void start_tag() {
    const std::string_view name = take_name();
    if (name.empty()) return fail("element without a name");
    std::set<std::string_view> attributes;
    for (;;) {
      const bool space = take(" ");
      if (take("/>")) return;
      if (take(">")) return open_.push_back(name);
      const std::string_view attribute = take_name();
      if (!space || attribute.empty() || !take("=\"")) return fail("attribute");
      if (!attributes.insert(attribute).second) return fail("attribute twice");
      while (!take("\"")) {
        character(Where::kAttribute);
        if (!error_.empty()) return;
      }
    }
  }

  void character(Where where) {
    if (rest_.empty()) return fail("end within a tag");
    if (take("&")) {
      for (const std::string_view entity : {"amp;", "lt;", "gt;", "quot;", "apos;"}) {
        if (take(entity)) return;
      }
      return fail("entity");
    }
    const Utf8Char c = utf8_front(rest_);
    if (c.size == 0) return fail("not UTF-8");
    if (c.code == '<' || (c.code < 0x20 && c.code != '\n') || (c.code & 0xfffe) == 0xfffe)
      return fail("character");
    if (where == Where::kOutside && c.code != '\n') return fail("text outside");
    if (where == Where::kAttribute && c.code == '\n') return fail("newline in an attribute");
    rest_.remove_prefix(c.size);
  }

  std::string_view take_name() {
    std::size_t n = 0;
    const auto is_letter = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    while (n < rest_.size() &&
           (is_letter(rest_[n]) || (n > 0 && (rest_[n] == '-' || (rest_[n] >= '0' && rest_[n] <= '9')))))
      ++n;
    const std::string_view name = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return name;
  }
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  void fail(std::string_view what) {
    error_ = std::string(what) + " at: " + std::string(all_.substr(all_.size() - rest_.size(), 60));
  }

  std::string_view rest_, all_;
  std::vector<std::string_view> open_;
  std::string error_;
};

}  // namespace knox::test
