#include "common/tool.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstring>
#include <iterator>

#include "knox/emit/line.h"
#include "knox/emit/shell.h"
#include "knox/os/privileges.h"

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

Tool::Tool(std::string_view name, std::string_view description, std::string_view example)
    : name_((os::put_rights_away(), name)),
      app_(std::make_unique<CLI::App>(std::string(description), name_)),
      sink_(STDOUT_FILENO),
      out_(sink_) {
  std::signal(SIGPIPE, SIG_IGN);  // write(2) then says EPIPE
  app_->formatter(std::make_shared<HelpFormatter>(example));
  app_->set_version_flag("--version", fmt::format("{} (knox) {}", name_, KNOX_VERSION), "print the version");
  app_->set_help_flag("-h,--help", "print this");
  app_->add_flag("--no-sudo", no_sudo_, "never ask for root's password; say what to do instead");
  app_->failure_message([](const CLI::App*, const CLI::Error& error) { return std::string(error.what()); });
}

Tool::~Tool() = default;

bool Tool::parse(std::vector<std::string> words, const std::vector<std::string>& typed) {
  typed_ = typed;
  if (!words.empty()) words.erase(words.begin());
  std::ranges::reverse(words);  // CLI11 takes them from the back
  try {
    app_->parse(std::move(words));
    return open_all();
  } catch (const CLI::Success& success) {  // --help, --version
    app_->exit(success);
  } catch (const CLI::Error& error) {
    complain("{} (try {} --help)", error.what(), name_);
    worsen(kTrouble);
  }
  return false;
}

bool Tool::open_all() {
  for (const auto& open : openers_) {
    if (!open()) return false;
  }
  const Result<void> dropped = os::drop_rights();
  if (!dropped) {
    complain("{}", describe(dropped.error()));
    worsen(kTrouble);
  }
  return dropped.has_value();
}

std::vector<std::string> Tool::command() const {
  const std::string path = os::own_path();
  std::vector<std::string> command = {path.empty() ? name_ : path};
  std::copy_if(typed_.begin() + 1, typed_.end(), std::back_inserter(command),
               [](const std::string& word) { return word != "--no-sudo"; });
  return command;
}

void Tool::run_as_root() {
  const std::optional<std::string> sudo = os::find_sudo();
  // SUDO_UID: sudo was here before, and the user that it runs commands as is not root.
  const bool is_again = ::geteuid() == 0 || ::getenv("SUDO_UID") != nullptr;
  if (no_sudo_ || is_again || !sudo || !os::has_terminal()) return;
  complain("{}", describe(os::run_with_sudo(*sudo, command())));
}

void Tool::complain_of_rights(const std::string& problem, const std::vector<std::string>& advice) {
  std::string line;
  StringWriter writer(line);
  Out out(writer);
  for (const std::string& word : command()) {
    out.text(" ");
    emit::shell_word(out, word);
  }
  out.flush();
  complain("{}; try: sudo{}", problem, line);
  for (const std::string& other : advice) complain("{}", other);
  worsen(kTrouble);
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
