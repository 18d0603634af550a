#include "knox/ulog/filter.h"

#include <algorithm>

#include "knox/ulog/line_search.h"
#include "knox/ulog/rules_search.h"

namespace knox::ulog {

namespace {

// Many rules in one pass.
class RuleFinder final : public LineFinder {
 public:
  explicit RuleFinder(std::span<const RuleSearch::Groups> rules) : search_(rules) {}

  bool is_blind() const noexcept { return search_.is_blind(); }
  Line find(std::string_view lines) override {
    const RuleSearch::Line line = search_.find(lines);
    return {line.begin, line.size};
  }

 private:
  RuleSearch search_;
};

}  // namespace

bool Filter::matches(const Record& record, std::vector<std::string_view>& names) {
  names.clear();
  if (!rules_.all().empty()) {
    const std::vector<std::uint32_t>& met = rules_.match(record);
    if (met.empty()) return false;
    for (const std::uint32_t index : met) {
      if (const Rule& rule = rules_.all()[index]; !rule.name.empty()) names.push_back(rule.name);
    }
  }
  return std::ranges::none_of(left_out_, [&](const Predicate& p) { return p.matches(record); });
}

Verdict Filter::judge(const Record& record, const FieldSet& known) const {
  Verdict wanted = rules_.all().empty() ? Verdict::kYes : Verdict::kNo;
  for (const Rule& rule : rules_.all()) {
    if (wanted == Verdict::kYes) break;
    wanted = std::max(wanted, rule.predicate.judge(record, known));
  }
  for (const Predicate& left_out : left_out_) wanted = std::min(wanted, !left_out.judge(record, known));
  return wanted;
}

std::unique_ptr<LineFinder> Filter::make_finder() const {
  if (rules_.all().empty()) return nullptr;
  if (rules_.all().size() == 1) {
    const LineSearch::Groups& needles = rules_.all().front().predicate.needles();
    return needles.empty() ? nullptr : std::make_unique<LineSearch>(needles);
  }
  std::vector<RuleSearch::Groups> needles;
  for (const Rule& rule : rules_.all()) needles.push_back(rule.predicate.needles());
  auto finder = std::make_unique<RuleFinder>(needles);
  if (finder->is_blind()) return nullptr;
  return finder;
}

std::string Filter::for_log() const {
  std::string text;
  for (const Rule& rule : rules_.all()) {
    const std::string part = rule.predicate.for_log();
    if (part.empty()) return {};
    if (rules_.all().size() == 1) return part;
    text.append(text.empty() ? "(" : " OR (").append(part).append(")");
  }
  return text;
}

}  // namespace knox::ulog
