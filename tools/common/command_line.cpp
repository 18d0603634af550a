#include "common/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numeric>
#include <utility>

#include "knox/base/time_words.h"

namespace knox::tools {

namespace {

constexpr std::size_t kColumn = 27, kWidth = 100;  // of --help: where descriptions begin, and lines end
constexpr int kMostLines = 50;  // of --help; what has more leaves out options that few need

// One line an option, so that --help fits a screen. Completions are made from `--help all`, which has every
// option (tools/common/completions).
class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter(std::string_view example, const std::vector<const CLI::Option*>& more,
                std::vector<std::string>* const& command)
      : example_(example), more_(more), command_(command) {}

  std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode mode) const override {
    std::string all = make_help(*app, true);
    const bool is_long = std::ranges::count(all, '\n') > kMostLines;
    return is_long && mode != CLI::AppFormatMode::All ? make_help(*app, false) : all;
  }

 private:
  std::string make_help(const CLI::App& app, bool shows_all) const {
    std::string positionals;
    for (const CLI::Option* option :
         app.get_options([](const CLI::Option* o) { return o->get_positional(); })) {
      const bool is_one = option->get_required();
      positionals += is_one ? " " + option->get_name() : fmt::format(" [{}...]", option->get_name());
    }
    if (command_ != nullptr) positionals += " [-- COMMAND...]";
    std::string help =
        fmt::format("Usage: {} [OPTION...]{}\n{}\n", app.get_name(), positionals, app.get_description());
    for (const std::string& group : app.get_groups()) {
      std::string lines;
      for (const CLI::Option* option : app.get_options()) {
        const bool is_shown = shows_all || std::ranges::find(more_, option) == more_.end();
        if (is_shown && option->get_group() == group && option->nonpositional()) lines += make_line(*option);
      }
      if (!lines.empty()) help += fmt::format("\n{}:\n{}", group, lines);
    }
    if (!shows_all) help += fmt::format("\n{} more options: {} --help all\n", more_.size(), app.get_name());
    return help + "\nExamples:\n" + example_;
  }

  static std::string make_line(const CLI::Option& option) {
    std::string names;
    for (const std::string& s : option.get_snames()) names += fmt::format("-{}, ", s);
    if (names.empty()) names = "    ";
    names += "--" + option.get_lnames().front();
    if (option.get_type_size() != 0) names += " " + option.get_type_name();
    std::string line = "  " + names;
    line.append(line.size() < kColumn ? kColumn - line.size() : 2, ' ');
    line += option.get_description();
    if (const std::size_t blank = line.rfind(' ', kWidth); line.size() > kWidth && blank > kColumn)
      line.replace(blank, 1, '\n' + std::string(kColumn, ' '));
    return line + '\n';
  }

  std::string example_;
  const std::vector<const CLI::Option*>& more_;
  std::vector<std::string>* const& command_;  // whether there can be one is said later
};

// How many letters have to be put in, taken out or replaced to make the one word the other.
std::size_t distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t corner = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t replaced = corner + (one[i] == other[j] ? 0 : 1);
      corner = std::exchange(row[j + 1], std::min({replaced, row[j] + 1, row[j + 1] + 1}));
    }
  }
  return row.back();
}

// --help all: CLI11's own has no value.
bool asks_for_all_help(const std::vector<std::string>& words) {
  if (words.empty() || (words.front() != "--help" && words.front() != "-h")) return false;
  return words.size() == 2 && words.back() == "all";
}

}  // namespace

CLI::Option* OptionGroup::take(CLI::Option* option, const std::string& type) const {
  if (is_more_) more_.get().push_back(option);
  option->group(title_);
  return type.empty() ? option : option->type_name(type);
}

void OptionGroup::flag(const std::string& names, bool& into, const std::string& description) const {
  take(app_->add_flag(names, into, description), {});
}

void OptionGroup::value(const std::string& names, std::string& into, const std::string& type,
                        const std::string& description) const {
  take(app_->add_option(names, into, description), type);
}

void OptionGroup::list(const std::string& names, std::vector<std::string>& into, const std::string& type,
                       const std::string& description) const {
  take(app_->add_option(names, into, description), type)->take_all()->allow_extra_args(false);
}

void OptionGroup::add_number(const std::string& names, Range range, bool is_whole, const std::string& type,
                             const std::string& description, const std::function<void(double)>& set) const {
  const auto check = [range, is_whole](const std::string& text) {
    double number = 0;
    const bool is_good = CLI::detail::lexical_cast(text, number) && number >= range.least &&
                         number <= range.most && (!is_whole || number == std::floor(number));
    return is_good ? std::string()
                   : fmt::format("{} is no {}number from {} to {}", text, is_whole ? "whole " : "",
                                 range.least, range.most);
  };
  take(app_->add_option_function<double>(names, set, description), type)->check(check);
}

CommandLine::CommandLine(const std::string& name, std::string_view description, std::string_view example)
    : app_(std::make_unique<CLI::App>(std::string(description), name)),
      more_(std::make_unique<std::vector<const CLI::Option*>>()) {
  app_->formatter(std::make_shared<HelpFormatter>(example, *more_, command_));
  app_->set_version_flag("--version", fmt::format("{} (knox) {}", name, KNOX_VERSION), "print the version");
  app_->set_help_flag("-h,--help", "print this");
}

CommandLine::~CommandLine() = default;

void CommandLine::word(const std::string& name, std::string& into) {
  app_->add_option(name, into)->required();
  has_word_ = true;
}

void CommandLine::words(const std::string& name, std::vector<std::string>& into) {
  app_->add_option(name, into);
}

void CommandLine::excludes(const std::string& option, const std::string& other) {
  app_->get_option(option)->excludes(app_->get_option(other));
}

void CommandLine::needs(const std::string& option, const std::string& other) {
  app_->get_option(option)->needs(app_->get_option(other));
}

// The option whose value the word after this one is, as in `--class -ex` and `-nF json`; nullptr: none.
const CLI::Option* CommandLine::option_of(const std::string& word) const {
  const auto find = [this](const std::string& name, bool& is_known) {
    const CLI::Option* const option = app_->get_option_no_throw(name);
    is_known = option != nullptr;
    return is_known && option->get_items_expected_max() > 0 ? option : nullptr;
  };
  bool is_known = true;
  if (word.starts_with("--")) return find(word, is_known);
  if (!word.starts_with('-')) return nullptr;
  for (std::size_t i = 1; i < word.size() && is_known; ++i) {
    if (const CLI::Option* const option = find(std::string("-") + word[i], is_known)) {
      return i + 1 == word.size() ? option : nullptr;
    }
  }
  return nullptr;
}

// `--start 02/13/2019 10:00:00` as ausearch has it: a day and its time are one value.
std::vector<std::string> CommandLine::join_times(std::vector<std::string> words) const {
  for (std::size_t i = 0; i + 2 < words.size() && words[i] != "--"; ++i) {
    const CLI::Option* const option = option_of(words[i]);
    if (option == nullptr) continue;
    ++i;  // its value
    if (option->get_type_name() != "TIME" || !is_time_of_day(words[i + 1])) continue;
    words[i] += " " + words[i + 1];
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i + 1));
  }
  return words;
}

// An option whose value is not the next word; empty: it is, or the option is another.
std::string CommandLine::find_missing(const std::string& word, const std::string* next) const {
  const auto hint = std::ranges::find(missing_, word, [](const auto& one) { return one.first; });
  if (hint == missing_.end()) return {};
  const bool is_option = next != nullptr && next->size() > 1 && next->front() == '-' &&
                         std::isdigit(static_cast<unsigned char>((*next)[1])) == 0;
  if (next != nullptr && !is_option) return {};
  return fmt::format("{}: a value is missing; {}", word, hint->second);
}

bool CommandLine::has_option(std::string_view name) const {
  return app_->get_option_no_throw(std::string(name)) != nullptr;
}

// "--format xml": whether there is that option, and that value where --help lists all of them.
bool CommandLine::takes(std::string_view option) const {
  const std::size_t space = std::min(option.find(' '), option.size());
  const CLI::Option* const own = app_->get_option_no_throw(std::string(option.substr(0, space)));
  if (own == nullptr || own->get_lnames().front() != "format") return own != nullptr;
  return own->get_description().find(option.substr(space + 1)) != std::string::npos;
}

namespace {

struct Habit {
  std::string_view program, word, option, note;
};
constexpr auto kHabits = std::to_array<Habit>({
#define HABIT(program, word, option, note) {program, word, option, note},
#include "common/habits.def"
});

bool is_typed(std::string_view habit, std::string_view word) {
  const bool is_letter = habit.size() == 2 && word.starts_with(habit);
  const bool has_value = habit.starts_with("--") && word.starts_with(std::string(habit) + '=');
  return word == habit || is_letter || has_value;
}

}  // namespace

// What a word of another program is here; empty: it is no such word, or an option of this tool.
std::string CommandLine::find_habit(const std::string& word) const {
  const Habit* found = nullptr;
  for (const Habit& habit : kHabits) {
    if (!is_typed(habit.word, word)) continue;
    const bool is_neighbour = std::ranges::find(neighbours_, habit.program) != neighbours_.end();
    // Behind one dash, -ts may be two options, or one with its value.
    const bool is_pair = habit.word.size() == 3 && habit.word[1] != '-';
    if (has_option(is_pair && !is_neighbour ? habit.word.substr(0, 2) : habit.word)) continue;
    if (habit.option.empty() ? !is_neighbour : !takes(habit.option)) continue;
    if (found == nullptr || is_neighbour) found = &habit;
    if (is_neighbour) break;
  }
  if (found == nullptr) return {};
  if (found->option.empty()) return fmt::format("{}: {}'s; {}", found->word, found->program, found->note);
  const std::string_view note = found->note;
  return fmt::format("{}: {}'s; did you mean {}?{}{}", found->word, found->program, found->option,
                     note.empty() ? "" : " ", note.empty() ? "" : fmt::format("({})", note));
}

// The option that is the fewest letters away from a word that is none: "--sucess" is --success with one
// missing. Empty: none is near.
std::string CommandLine::closest_option(const std::string& word) const {
  const std::string_view typed = std::string_view(word).substr(0, word.find('='));
  if (!typed.starts_with("--") || typed.size() < 5) return {};
  const std::string_view name = typed.substr(2);
  std::string closest;
  std::size_t least = std::min<std::size_t>(3, name.size() / 3 + 1);
  for (const CLI::Option* option : app_->get_options()) {
    for (const std::string& own : option->get_lnames()) {
      const std::size_t letters = distance(name, own);
      if (letters >= least) continue;
      least = letters;
      closest = "--" + own;
    }
  }
  return closest;
}

// An option without its value, or a word of another program; empty: there is none.
std::string CommandLine::find_mistake(const std::vector<std::string>& words) const {
  bool is_value = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (std::exchange(is_value, false)) continue;
    if (word == "--") break;
    is_value = option_of(word) != nullptr;
    std::string missing = find_missing(word, i + 1 < words.size() ? &words[i + 1] : nullptr);
    if (!missing.empty()) return missing;
    if (std::string habit = find_habit(word); !habit.empty()) return habit;
  }
  return {};
}

// An option with one value that has several; empty: there is none.
std::string CommandLine::given_twice() const {
  for (const CLI::Option* option : app_->get_options()) {
    const bool takes_one = option->get_items_expected_max() == 1 &&
                           option->get_multi_option_policy() == CLI::MultiOptionPolicy::Throw;
    if (!takes_one || option->count() < 2) continue;
    return fmt::format("--{} is given {} times: {}; it takes one value", option->get_lnames().front(),
                       option->count(), fmt::join(option->results(), ", "));
  }
  return {};
}

std::expected<bool, std::string> CommandLine::parse(std::vector<std::string> words) {
  if (!take_command(words)) return std::unexpected("--: a command is missing behind it");
  if (asks_for_all_help(words)) {
    fmt::print("{}", app_->help("", CLI::AppFormatMode::All));
    return false;
  }
  words = join_times(std::move(words));
  if (std::string mistake = find_mistake(words); !mistake.empty()) return std::unexpected(std::move(mistake));
  std::ranges::reverse(words);  // CLI11 takes them from the back
  try {
    app_->parse(std::vector<std::string>(words));
    return true;
  } catch (const CLI::Success& success) {  // --help, --version
    app_->exit(success);
    return false;
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string twice = given_twice();
    return std::unexpected(twice.empty() ? error.what() : twice);
  } catch (const CLI::ExtrasError& error) {
    const auto is_option = [](const std::string& typed) {
      return typed.size() > 1 && typed.starts_with('-');
    };
    std::ranges::reverse(words);
    const auto unknown = std::ranges::find_if(words, [&](const std::string& typed) {
      return is_option(typed) && !has_option(typed.substr(0, typed.find('='))) && option_of(typed) == nullptr;
    });
    const std::string closest = unknown == words.end() ? std::string() : closest_option(*unknown);
    if (closest.empty()) return std::unexpected(error.what());
    return std::unexpected(fmt::format("{}: no such option; did you mean {}?", *unknown, closest));
  } catch (const CLI::Error& error) {
    return std::unexpected(error.what());
  }
}

}  // namespace knox::tools
