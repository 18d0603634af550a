// auditon: shows and changes what the running system's audit does. The words are in lib/knox/kernel.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/tool.h"
#include "knox/base/unknown.h"
#include "knox/kernel/settings.h"
#include "knox/kernel/settings_print.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  auditon getpolicy\n"
    "  sudo auditon --dry-run setcond on\n";

struct Options {
  std::string format = "text";
  bool dry_run = false, reset_lost = false;
  std::vector<std::string> words;
};

// What the words are, in front of the options.
std::string description(const kernel::Settings& settings) {
  std::string text =
      "Show and change how this system audits.\n\nCommands:\n  list                     this list\n";
  StringWriter writer(text);
  Out out(writer);
  kernel::print_words(settings.words(), out);
  out.flush();
  text.pop_back();
  return text;
}

// A rule has options of its own, of one letter: after `rules`, only those with two dashes are auditon's.
std::vector<std::string> take_rule(std::vector<std::string>& words) {
  std::vector<std::string> own, rule;
  bool after_rules = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    after_rules = after_rules || words[i] == "rules";
    const bool is_value = !own.empty() && own.back() == "--format";
    const bool is_own = !after_rules || words[i].starts_with("--") || is_value;
    (is_own ? own : rule).push_back(words[i]);
  }
  words = std::move(own);
  return rule;
}

int fail(tools::Tool& tool, const kernel::CommandError& error) {
  if (error.kind != kernel::CommandError::kPermission) return tool.fail("{}", error.text);
  tool.run_as_root();
  tool.report_missing_rights(error.text);
  return tool.finish();
}

}  // namespace

int main(int argc, char** argv) {
  const std::unique_ptr<kernel::Settings> settings = kernel::system_settings();
  tools::Tool tool("auditon", description(*settings), kExample);
  Options options;
  tools::OptionGroup group = tool.cli().group("Options");
  group.value("-F,--format", options.format, "FORMAT", "text, json");
  group.flag("--dry-run", options.dry_run, "show what a change would do, and do not do it");
  group.flag("--reset-lost", options.reset_lost, "getstat: count lost records from 0 again");
  tool.cli().words("COMMAND", options.words);
  const std::vector<std::string> typed_words(argv, argv + argc);
  std::vector<std::string> own = typed_words;
  const std::vector<std::string> rule = take_rule(own);
  if (!tool.parse(own, typed_words)) return tool.finish();
  options.words.insert(options.words.end(), rule.begin(), rule.end());
  if (options.format != "text" && options.format != "json") {
    return tool.fail("--format: {}", unknown("format", options.format, "text, json"));
  }

  const std::vector<std::string_view> typed(options.words.begin(), options.words.end());
  if (typed.empty()) return tool.fail("a command is expected (try auditon list)");
  if (typed == std::vector<std::string_view>{"list"}) {
    kernel::print_words(settings->words(), tool.out());
    return tool.finish();
  }
  const std::optional<std::size_t> place = settings->find(typed);
  if (!place)
    return tool.fail("{}", unknown("command", fmt::format("{}", fmt::join(typed, " ")),
                                   "those that 'auditon list' prints"));
  const std::span rest = std::span(typed).subspan(kernel::length_of(settings->words()[*place]));
  std::vector<std::string_view> arguments(rest.begin(), rest.end());
  if (options.reset_lost) arguments.push_back("--reset-lost");

  const auto outcome = settings->run(*place, arguments, options.dry_run);
  if (!outcome) return fail(tool, outcome.error());
  if (!outcome->done) tool.raise_status(tools::kFailed);
  for (const std::string& warning : outcome->warnings) tool.warn("warning: {}", warning);
  const auto print = options.format == "json" ? kernel::print_json : kernel::print_text;
  print(*outcome, options.dry_run, tool.out());
  return tool.finish();
}
