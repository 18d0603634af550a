// The command behind a "--", which is the command line's own affair: CLI11 knows nothing of it.
#include <utility>

#include "common/command_line.h"

namespace knox::tools {

// Moves the command out of the words. False: nothing follows its "--".
bool CommandLine::take_command(std::vector<std::string>& words) const {
  if (command_ == nullptr) return true;
  bool is_due = !has_word_, is_value = false, are_options = true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (std::exchange(is_value, false)) continue;
    if (words[i] == "--" && is_due) {
      command_->assign(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
      words.resize(i);
      return !command_->empty();
    }
    if (words[i] == "--") {
      are_options = false;
    } else if (are_options && words[i].size() > 1 && words[i].front() == '-') {
      is_value = option_of(words[i]) != nullptr;
    } else {
      is_due = true;
    }
  }
  return true;
}

}  // namespace knox::tools
