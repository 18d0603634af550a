// EntryReader: frames of an EntryFramer as entries. A message of a text can go on over lines, so an entry is
// known to be whole when the next one begins, or nothing more comes for a while.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>

#include "knox/base/cursor.h"
#include "knox/ulog/json_reader.h"
#include "knox/ulog/record.h"
#include "knox/ulog/style.h"
#include "knox/ulog/text_reader.h"

namespace knox::ulog {

// Good during the call that hands it out.
struct Entry {
  const Record& record;
  std::string_view bytes;  // as they were read, without the last line feed; none of Style::kStore
  Style style;
};

class EntryReader {
 public:
  using Emit = std::function<void(const Entry&)>;

  // A file begins: what comes does not go on with what came.
  void begin_file();

  // `style`: EntryFramer::style() of the frame. Returns what is wrong with it, as input::Input::take() does.
  std::optional<Error> take(Bytes frame, std::optional<Style> style, const Emit& emit);
  // Nothing has come for so many milliseconds.
  void silence(std::uint32_t milliseconds, const Emit& emit);
  void finish(const Emit& emit);
  // Frames of this file that are no entries, but parts of them, or of what log(1) says itself.
  std::uint64_t joined() const noexcept { return joined_; }

 private:
  struct Pending {
    std::string bytes;
    Record record;
    Style style{};
    bool is_entry = false;
    bool is_joined = false;  // lines were added
    bool is_closed = false;  // no more can be
  };
  std::optional<Error> take_line(std::string_view line, Style style, const Emit& emit);
  void join(std::string_view line);
  void flush(const Emit& emit);

  JsonReader json_;
  TextReader text_;
  std::array<Pending, 2> pending_;  // one waits, the other is read next
  std::size_t waiting_ = 0;
  std::string dashes_;  // a line that the sums of log(1) may follow; or a part of the message
  bool in_sums_ = false;
  std::uint64_t joined_ = 0;
};

}  // namespace knox::ulog
