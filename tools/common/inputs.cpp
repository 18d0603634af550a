#include "common/inputs.h"

#include <unistd.h>

#include <algorithm>

#include "common/input_run.h"
#include "knox/input/formats.h"

namespace knox::tools {

std::string other_kind(Bytes front, const std::string& name, std::string_view described) {
  const input::Format* const format = input::recognize(front);
  if (format == nullptr) return std::string(described);
  return fmt::format("{}; try: {}{}", format->one, format->tool,
                     name == "standard input" ? "" : " " + quoted(name));
}

Reading run_inputs(Tool& tool, const InputOptions& options, Consumer& consumer) {
  Run run(tool, options, consumer);
  if (options.live != nullptr) {
    run.live(*options.live);
    run.finish();
    options.live->wait_for_command(tool);
    return run.reading();
  }
  if (options.paths.empty() && ::isatty(STDIN_FILENO) == 1) {
    tool.warn("no input: name a file, or pipe one in (try {} --help)", tool.name());
    tool.raise_status(kFailed);
    return {};
  }
  const std::vector<std::string> standard_input = {"-"};
  const std::vector<std::string>& paths = options.paths.empty() ? standard_input : options.paths;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (!run.input(paths[i], i + 1 == paths.size(), i == 0 ? options.skip : 0)) break;
  }
  run.finish();
  return run.reading();
}

Reading run_merged(Tool& tool, const InputOptions& options,
                   std::span<const std::unique_ptr<Consumer>> consumers) {
  struct Input {
    std::unique_ptr<Run> run;
    Consumer* consumer;
    bool is_open;
  };
  std::vector<Input> inputs;
  for (std::size_t i = 0; i < consumers.size(); ++i) {
    auto run = std::make_unique<Run>(tool, options, *consumers[i]);
    const bool is_open = run->start(options.paths[i]);
    inputs.push_back({std::move(run), consumers[i].get(), is_open});
  }
  bool is_stopped = false;
  while (!is_stopped) {
    Input* first = nullptr;
    for (Input& input : inputs) {
      while (input.is_open && !input.consumer->waiting()) {
        if (input.run->step()) continue;
        input.run->end();
        input.is_open = false;
        is_stopped |= input.run->is_stopped();
      }
      const bool is_earlier = input.consumer->waiting() &&
                              (first == nullptr || input.consumer->waiting() < first->consumer->waiting());
      if (is_earlier) first = &input;
    }
    if (first == nullptr) break;
    first->consumer->hand_on();
  }
  Reading all{.kind = options.kind};
  for (const Input& input : inputs) {
    const Reading& one = input.run->reading();
    all.records += one.records;
    if (!one.when) continue;
    if (!all.when) all.when = one.when;
    all.when->from = std::min(all.when->from, one.when->from);
    all.when->to = std::max(all.when->to, one.when->to);
  }
  return all;
}

}  // namespace knox::tools
