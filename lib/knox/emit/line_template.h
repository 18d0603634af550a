// A line that the user composes: '${timestamp} ${username} ${command}'. Between the variables stands what the
// user wrote; $$ is a dollar. What a variable writes has to stay in its line (emit/shell.h).
#pragma once

#include <algorithm>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/out.h"
#include "knox/base/unknown.h"

namespace knox::emit {

template <class Context>
struct Variable {
  std::string_view name;
  void (*put)(const Context&, Out&);
};

template <class Context>
class LineTemplate {
 public:
  // The variables live as long as the program. The error is one line for the user: an unknown variable, or a
  // ${ without its }.
  static std::expected<LineTemplate, std::string> parse(std::string_view text,
                                                        std::span<const Variable<Context>> variables) {
    LineTemplate made;
    made.pieces_.emplace_back();
    while (!text.empty()) {
      const std::size_t dollar = std::min(text.find('$'), text.size());
      made.pieces_.back().text += text.substr(0, dollar);
      text.remove_prefix(dollar);
      if (text.starts_with("${")) {
        const std::size_t brace = text.find('}');
        if (brace == std::string_view::npos) {
          return std::unexpected("the template has a ${ without its }: " + std::string(text));
        }
        const std::string_view name = text.substr(2, brace - 2);
        const auto variable = std::ranges::find(variables, name, &Variable<Context>::name);
        if (variable == variables.end()) {
          return std::unexpected(unknown("variable", text.substr(0, brace + 1), names_of(variables)));
        }
        made.pieces_.back().put = variable->put;
        made.pieces_.emplace_back();
        text.remove_prefix(brace + 1);
      } else if (!text.empty()) {  // $$, or a dollar that begins nothing
        made.pieces_.back().text += '$';
        text.remove_prefix(text.starts_with("$$") ? 2 : 1);
      }
    }
    return made;
  }

  // One line, and a record of the output.
  void put(const Context& context, Out& out) const {
    for (const Piece& piece : pieces_) {
      out.text(piece.text);
      if (piece.put != nullptr) piece.put(context, out);
    }
    out.text("\n");
    out.end_record();
  }

 private:
  struct Piece {  // text, then a variable; the last one may lack it
    std::string text = {};
    void (*put)(const Context&, Out&) = nullptr;
  };
  std::vector<Piece> pieces_;
};

}  // namespace knox::emit
