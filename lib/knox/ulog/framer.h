// EntryFramer: cuts a unified log of any style (style.h) into what an EntryReader takes: objects of JSON, and
// lines of text. Lines of log(1) about itself are passed over; so are, without being framed, lines of ndjson
// that cannot be wanted.
//
//   ndjson, mandiant   a line
//   json               from { to its }, over lines. Where a { or [ begins a line inside of an object, that
//   one was
//                      cut; so was one whose } begins a line too soon
//   text               a line; the reader joins those of a message
#pragma once

#include <optional>

#include "knox/io/framer.h"
#include "knox/ulog/line_finder.h"
#include "knox/ulog/style.h"

namespace knox::ulog {

inline constexpr std::size_t kMaxEntry = 4 * 1024 * 1024;  // in bytes

class EntryFramer final : public io::Framer {
 public:
  // Without a style it is the one that the input shows. `finder`: which lines of JSON can be wanted; nullptr:
  // all of them. It stays the caller's; damage in other lines is not noticed.
  explicit EntryFramer(std::optional<Style> style = {}, LineFinder* finder = nullptr)
      : style_(style), finder_(finder) {}

  io::Step next(Bytes unread, bool final) override;
  std::uint64_t line() const override { return line_; }
  std::size_t max_frame() const override { return kMaxEntry; }

  // Of the last step's frame; nothing: it is a line of which nobody knows what it is.
  std::optional<Style> style() const noexcept { return style_; }

 private:
  io::Step step_of(std::string_view text, bool final);
  io::Step next_line(std::string_view text, bool final);
  io::Step next_wanted(std::string_view text);
  io::Step next_object(std::string_view text, bool final);
  io::Step between_objects(std::string_view text, bool final);
  bool scan_object(std::string_view text, io::Step& step);
  io::Step line_or_more(std::string_view text, bool final);

  std::optional<Style> style_;
  LineFinder* finder_;
  std::uint64_t line_ = 1, ends_ = 0;  // of the last step; line feeds so far
  std::size_t searched_ = 0;           // so many bytes of what was shown before hold no end of a line
  bool skipping_ = false;              // the line is too long, and its end has not been seen

  std::size_t region_ = 0;  // so many bytes of what is unread are being searched
  std::size_t hit_ = 0;     // the size of the line in front of them that can be wanted
  std::size_t passed_ = 0;  // so many bytes were in front of them when they were searched last

  // Of an object, as far as it was looked at.
  std::size_t scanned_ = 0;
  std::uint32_t depth_ = 0;
  bool in_string_ = false;
};

}  // namespace knox::ulog
