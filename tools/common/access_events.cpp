#include "common/access_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "common/event_reader.h"
#include "knox/access/sources.h"
#include "knox/access/steps.h"

namespace knox::tools {

namespace {

// Which formats its inputs are in.
class Sources final : public EventReader {
 public:
  Sources()
      : EventReader({.wanted = input::Wanted::kAccess, .names = &names_}, "no logins can be read from") {}
  const std::vector<std::string_view>& names() const { return found_; }
  bool enough() const override { return false; }
  ulog::Verdict judge(const ulog::Record&, const ulog::FieldSet&) override { return ulog::Verdict::kNo; }

 private:
  std::string refuse(const std::string&, const input::Format& format, const input::Format*) override {
    found_.push_back(format.name);
    return {};
  }
  void take(const input::Report&) override {}

  os::Names names_;
  std::vector<std::string_view> found_;
};

// Those of `only`, if there are any, that report it, with commas.
std::string sources_of(const access::Change& what, const std::vector<std::string_view>& only) {
  std::string sources;
  for (const input::Format& format : input::formats()) {
    const bool is_asked_for = only.empty() || std::ranges::find(only, format.name) != only.end();
    if (is_asked_for && access::tells(format.name, what))
      sources.append(sources.empty() ? "" : ",").append(format.name);
  }
  return sources;
}

}  // namespace

void print_access_events(Tool& tool, InputOptions input) {
  Sources sources;
  if (!input.paths.empty()) {
    const std::vector<Store> stores = take_stores(input.paths, false);
    run_inputs(tool, input, stores, sources);
    if (sources.names().empty()) return;
  }
  for (const access::Change& what : access::all_events()) {
    const std::string told = sources_of(what, sources.names());
    if (told.empty()) continue;
    tool.out().text(
        fmt::format("{:<16} {:<14} {}\n", access::name_of(what.event), access::name_of(what.type), told));
  }
}

}  // namespace knox::tools
