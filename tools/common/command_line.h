// A command line: options, in the groups that --help shows them in, and words. It is CLI11's, in knox's help
// style, which is behind this because it takes a compiler ten seconds.
#pragma once

#include <concepts>
#include <expected>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace knox::tools {

// Names are "-f,--format".
class OptionGroup {
 public:
  // The same group for options that few need: where --help would be long, only `--help all` shows them.
  OptionGroup more() const { return {*app_, title_, more_, true}; }

  void flag(const std::string& names, bool& into, const std::string& description) const;

  void value(const std::string& names, std::string& into, const std::string& type,
             const std::string& description) const;
  // Can be repeated, with one value each time. A TIME can be two words, a day and its time.
  void list(const std::string& names, std::vector<std::string>& into, const std::string& type,
            const std::string& description) const;

  // From `least` to `most`.
  struct Range {
    double least = 0, most = 0;
  };
  template <class Number>
  void number(const std::string& names, Number& into, Range range, const std::string& type,
              const std::string& description) const {
    add_number(names, range, std::integral<Number>, type, description,
               [&into](double number) { into = static_cast<Number>(number); });
  }
  template <class Number>
  void number(const std::string& names, std::optional<Number>& into, Range range, const std::string& type,
              const std::string& description) const {
    add_number(names, range, std::integral<Number>, type, description,
               [&into](double number) { into = static_cast<Number>(number); });
  }

 private:
  friend class CommandLine;
  OptionGroup(CLI::App& app, std::string title, std::vector<const CLI::Option*>& more, bool is_more = false)
      : app_(&app), title_(std::move(title)), more_(more), is_more_(is_more) {}
  // Puts it into the group, and returns it.
  CLI::Option* take(CLI::Option* option, const std::string& type) const;
  void add_number(const std::string& names, Range range, bool is_whole, const std::string& type,
                  const std::string& description, const std::function<void(double)>& set) const;

  CLI::App* app_;
  std::string title_;
  std::reference_wrapper<std::vector<const CLI::Option*>> more_;
  bool is_more_;
};

class CommandLine {
 public:
  // `example` is what --help ends with, whole lines.
  CommandLine(const std::string& name, std::string_view description, std::string_view example);
  ~CommandLine();

  // To be described before it is parsed. "Options" is there already, with --help and --version.
  OptionGroup group(const std::string& title) { return {*app_, title, *more_}; }
  void word(const std::string& name, std::string& into);  // there has to be one
  void words(const std::string& name, std::vector<std::string>& into);
  // A command to run, which is all that follows a "--". Before the word() that there has to be, a "--" is
  // only the end of the options, as it is without this.
  void command(std::vector<std::string>& into) { command_ = &into; }
  void excludes(const std::string& option, const std::string& other);  // both are --NAME
  void needs(const std::string& option, const std::string& other);

  // The programs whose habits the tool's users have, in habits.def; each lives as long as this.
  void neighbours(std::initializer_list<std::string_view> programs) { neighbours_ = programs; }

  // What to say where the value of this option is missing. A word behind it that begins with a - is no value
  // then, unless it is a number.
  void explain_missing(std::string_view option, std::string_view text) {
    missing_.emplace_back(option, text);
  }

  // Without the program's name. False: help or version was asked for, and is printed. The error is one line.
  std::expected<bool, std::string> parse(std::vector<std::string> words);

 private:
  const CLI::Option* option_of(const std::string& word) const;
  bool take_command(std::vector<std::string>& words) const;
  std::vector<std::string> join_times(std::vector<std::string> words) const;
  std::string find_missing(const std::string& word, const std::string* next) const;
  std::string find_mistake(const std::vector<std::string>& words) const;
  std::string given_twice() const;
  std::string find_habit(const std::string& word) const;
  bool has_option(std::string_view name) const;
  bool takes(std::string_view option) const;
  std::string closest_option(const std::string& word) const;

  std::unique_ptr<CLI::App> app_;
  std::unique_ptr<std::vector<const CLI::Option*>> more_;  // which only `--help all` shows
  bool has_word_ = false;
  std::vector<std::string>* command_ = nullptr;
  std::vector<std::pair<std::string_view, std::string_view>> missing_;
  std::vector<std::string_view> neighbours_;
};

}  // namespace knox::tools
