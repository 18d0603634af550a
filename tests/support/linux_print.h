// Events of a Linux Audit log in one of the output formats, as a string; on a host with the users root, alice
// and the group root.
//
//   LinuxPrinting json(linux_audit::make_json_printer);
//   CHECK(json({"type=CWD msg=audit(1.000:2): cwd=\"/\""}) == "{...}\n");
#pragma once

#include <simdjson.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "knox/base/utf8.h"
#include "knox/linux_audit/print/formats.h"
#include "support/linux_log.h"
#include "support/written.h"

namespace knox::test {

class LinuxPrinting {
 public:
  using Make = std::unique_ptr<linux_audit::Printer> (*)(const linux_audit::PrintOptions&);

  explicit LinuxPrinting(Make make, bool raw = false) {
    names_.use_passwd("root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n");
    names_.use_group("root:x:0:\n");
    printer_ = make({.names = &names_, .raw = raw});
  }
  LinuxPrinting(const LinuxPrinting&) = delete;
  LinuxPrinting& operator=(const LinuxPrinting&) = delete;

  std::string event(const linux_audit::Event& event) {
    return written([&](Out& out) { printer_->print(event, out); });
  }
  std::string operator()(const Lines& lines) {
    return written([&](Out& out) {
      linux_audit::Assembler assembler;
      const auto drain = [&] {
        while (const linux_audit::Event* event = assembler.next()) printer_->print(*event, out);
      };
      for (const std::string& text : lines) {
        linux_audit::Line line;
        if (linux_audit::peek(text, line) == linux_audit::LineKind::kRecord) assembler.add(line);
        drain();
      }
      assembler.finish();
      drain();
    });
  }

 private:
  os::Names names_;
  std::unique_ptr<linux_audit::Printer> printer_;
};

// Lines that no terminal can come to harm by.
inline bool are_safe_lines(std::string_view text) {
  if (text.empty() || text.back() != '\n') return false;
  while (!text.empty()) {
    const Utf8Char c = utf8_front(text);
    if (c.size == 0 || (is_unsafe_char(c.code) && c.code != '\n')) return false;
    text.remove_prefix(c.size);
  }
  return true;
}

inline bool has_each_key_once(simdjson::dom::element element) {
  if (element.is_array()) {
    for (const simdjson::dom::element item : simdjson::dom::array(element)) {
      if (!has_each_key_once(item)) return false;
    }
  } else if (element.is_object()) {
    std::set<std::string_view> keys;
    for (const auto [key, value] : simdjson::dom::object(element)) {
      if (!keys.insert(key).second || !has_each_key_once(value)) return false;
    }
  }
  return true;
}

// One object on one line, in which no key comes twice.
inline bool is_json_line(const std::string& line) {
  static simdjson::dom::parser parser;
  simdjson::dom::element element;
  return are_safe_lines(line) && line.find('\n') == line.size() - 1 &&
         parser.parse(line).get(element) == simdjson::SUCCESS && has_each_key_once(element);
}

}  // namespace knox::test
