#include "common/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>

namespace knox::tools {

namespace {

constexpr std::size_t kColumn = 27;  // where the descriptions in --help begin

// One line an option, so that --help fits a screen; completions are made from it (tools/common/completions).
class HelpFormatter final : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::string_view example) : example_(example) {}

  std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override {
    std::string positionals;
    for (const CLI::Option* option :
         app->get_options([](const CLI::Option* o) { return o->get_positional(); })) {
      const bool is_one = option->get_required();
      positionals += is_one ? " " + option->get_name() : fmt::format(" [{}...]", option->get_name());
    }
    std::string help =
        fmt::format("Usage: {} [OPTION...]{}\n{}\n", app->get_name(), positionals, app->get_description());
    for (const std::string& group : app->get_groups()) {
      std::string lines;
      for (const CLI::Option* option : app->get_options()) {
        if (option->get_group() == group && option->nonpositional()) lines += make_line(*option);
      }
      if (!lines.empty()) help += fmt::format("\n{}:\n{}", group, lines);
    }
    return help + "\nExamples:\n" + example_;
  }

 private:
  static std::string make_line(const CLI::Option& option) {
    std::string names;
    for (const std::string& s : option.get_snames()) names += fmt::format("-{}, ", s);
    if (names.empty()) names = "    ";
    names += "--" + option.get_lnames().front();
    if (option.get_type_size() != 0) names += " " + option.get_type_name();
    std::string line = "  " + names;
    line.append(line.size() < kColumn ? kColumn - line.size() : 2, ' ');
    return line + option.get_description() + "\n";
  }

  std::string example_;
};

}  // namespace

void OptionGroup::flag(const std::string& names, bool& into, const std::string& description) {
  app_->add_flag(names, into, description)->group(title_);
}

void OptionGroup::flag(const std::string& names, std::vector<std::string>& into,
                       const std::string& description) {
  app_->add_flag(names, into, description)->group(title_);
}

void OptionGroup::value(const std::string& names, std::string& into, const std::string& type,
                        const std::string& description) {
  app_->add_option(names, into, description)->group(title_)->type_name(type);
}

void OptionGroup::list(const std::string& names, std::vector<std::string>& into, const std::string& type,
                       const std::string& description) {
  app_->add_option(names, into, description)
      ->group(title_)
      ->type_name(type)
      ->take_all()
      ->allow_extra_args(false);
}

void OptionGroup::add_number(const std::string& names, Range range, bool is_whole, const std::string& type,
                             const std::string& description, std::function<void(double)> set) {
  const auto check = [range, is_whole](const std::string& text) {
    double number = 0;
    const bool is_good = CLI::detail::lexical_cast(text, number) && number >= range.least &&
                         number <= range.most && (!is_whole || number == std::floor(number));
    return is_good ? std::string()
                   : fmt::format("{} is no {}number from {} to {}", text, is_whole ? "whole " : "",
                                 range.least, range.most);
  };
  app_->add_option_function<double>(names, set, description)->group(title_)->type_name(type)->check(check);
}

CommandLine::CommandLine(const std::string& name, std::string_view description, std::string_view example)
    : app_(std::make_unique<CLI::App>(std::string(description), name)) {
  app_->formatter(std::make_shared<HelpFormatter>(example));
  app_->set_version_flag("--version", fmt::format("{} (knox) {}", name, KNOX_VERSION), "print the version");
  app_->set_help_flag("-h,--help", "print this");
}

CommandLine::~CommandLine() = default;

void CommandLine::word(const std::string& name, std::string& into) {
  app_->add_option(name, into)->required();
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

std::expected<bool, std::string> CommandLine::parse(std::vector<std::string> words) {
  std::ranges::reverse(words);  // CLI11 takes them from the back
  try {
    app_->parse(std::move(words));
    return true;
  } catch (const CLI::Success& success) {  // --help, --version
    app_->exit(success);
    return false;
  } catch (const CLI::Error& error) {
    return std::unexpected(error.what());
  }
}

}  // namespace knox::tools
