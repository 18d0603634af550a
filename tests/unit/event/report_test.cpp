#include "knox/event/report.h"

#include <algorithm>
#include <string>

#include "knox/base/glob.h"
#include "knox/base/unknown.h"
#include "knox/emit/ecs_schema.h"
#include "knox/event/action.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

std::string printed(const Report& report, const Event& event, RowForm form) {
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  const std::unique_ptr<Printer> printer = make_report_printer(report, form);
  printer->begin(out);
  printer->print(event, out);
  out.flush();
  return text;
}

}  // namespace

TEST_CASE("report: each has actions that there are, and a cell for each of its columns") {
  for (const Report& report : reports()) {
    CAPTURE(report.name);
    const std::vector<std::string> patterns = actions_of(report);
    CHECK_FALSE(patterns.empty());
    for (const std::string& pattern : patterns) {
      CAPTURE(pattern);
      CHECK(std::ranges::any_of(
          actions(), [&](const ActionInfo& action) { return glob_matches(pattern, action.word); }));
    }
    const std::string text = printed(report, Event(), RowForm::kTsv);
    const std::string header = text.substr(0, text.find('\n'));
    const auto tabs = [](const std::string& line) { return std::ranges::count(line, '\t'); };
    CHECK(tabs(header) + 1 == std::ranges::count(report.columns, ' ') + 1);
    CHECK(2 * tabs(header) == tabs(text));
  }
  CHECK(find_named(reports(), "logins") != nullptr);
  CHECK(find_named(reports(), "login") == nullptr);
}

TEST_CASE("report: who acts, and whom it is about") {
  Event event;
  event.who.real.user = {0, "root"};
  event.who.audit = {1000, ""};
  event.who.target.user = {1001, "bob,\t"};
  const Report report{"x", "", "", "user account"};
  CHECK(printed(report, event, RowForm::kTsv) == "user\taccount\n1000\tbob,\\t\n");
  CHECK(printed(report, event, RowForm::kCsv) == "user,account\n1000,\"bob,\\x09\"\n");
  event.who.target.user = {};
  event.who.audit = {};
  CHECK(printed(report, event, RowForm::kTsv) == "user\taccount\nroot\t\n");
  event.who.group = {7, "wheel"};
  CHECK(printed(report, event, RowForm::kTsv) == "user\taccount\nroot\twheel\n");
  event.who.group = {};
  event.categories = "session authentication";
  CHECK(printed(report, event, RowForm::kTsv) == "user\taccount\nroot\troot\n");
}

}  // namespace knox::event
