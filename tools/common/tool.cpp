#include "common/tool.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <iterator>

#include "knox/emit/line.h"

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
      positionals += fmt::format(" [{}...]", option->get_name());
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

Tool::Tool(std::string_view name, std::string_view description, std::string_view example)
    : name_(name), app_(std::string(description), name_), sink_(STDOUT_FILENO), out_(sink_) {
  std::signal(SIGPIPE, SIG_IGN);  // write(2) then says EPIPE
  app_.formatter(std::make_shared<HelpFormatter>(example));
  app_.set_version_flag("--version", fmt::format("{} (knox) {}", name_, KNOX_VERSION), "print the version");
  app_.set_help_flag("-h,--help", "print this");
  app_.failure_message([](const CLI::App*, const CLI::Error& error) { return std::string(error.what()); });
}

bool Tool::parse(std::vector<std::string> words) {
  if (!words.empty()) words.erase(words.begin());
  std::ranges::reverse(words);  // CLI11 takes them from the back
  try {
    app_.parse(std::move(words));
    return true;
  } catch (const CLI::Success& success) {  // --help, --version
    app_.exit(success);
  } catch (const CLI::Error& error) {
    complain("{} (try {} --help)", error.what(), name_);
    worsen(kTrouble);
  }
  return false;
}

void Tool::say(const std::string& line) {
  out_.flush();
  std::string safe;
  StringWriter writer(safe);
  Out out(writer);
  out.text(name_ + ": ");
  emit::line_text(out, line);
  out.text("\n");
  out.flush();
  io::DescriptorSink(STDERR_FILENO).write(safe);
}

int Tool::finish() {
  out_.flush();
  if (sink_.error() != 0) {
    complain("standard output: {}", std::strerror(sink_.error()));
    worsen(kTrouble);
  }
  return status_;
}

}  // namespace knox::tools
