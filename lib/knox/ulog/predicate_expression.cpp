#include "knox/ulog/predicate_expression.h"

#include <algorithm>
#include <map>

#include "knox/base/utf8.h"
#include "knox/ulog/predicate_program.h"

namespace knox::ulog {

namespace {

// What stands beside an edge.
enum class Beside : std::uint8_t { kNothing, kWord, kLineEnd, kOther };

Beside beside(std::uint32_t c) noexcept {
  if (c == '\n') return Beside::kLineEnd;
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') || c == '_' ? Beside::kWord : Beside::kOther;
}

bool holds(Edge edge, Beside before, Beside behind) noexcept {
  const auto is_line_end = [](Beside b) { return b == Beside::kNothing || b == Beside::kLineEnd; };
  const bool is_word_edge = (before == Beside::kWord) != (behind == Beside::kWord);
  switch (edge) {
    case Edge::kBegin: return before == Beside::kNothing;
    case Edge::kBeginOfLine: return is_line_end(before);
    case Edge::kEnd: return behind == Beside::kNothing;
    case Edge::kEndOfLine: return is_line_end(behind);
    case Edge::kWord: return is_word_edge;
    case Edge::kNoWord: return !is_word_edge;
  }
  return false;
}

}  // namespace

// Characters that no set tells apart are one class. A state is the instructions that are next, in order, and
// what was before them; where they lead with a class of characters is found out once.
struct Expression::Automaton {
  explicit Automaton(Program made) : program(std::move(made)) {
    make_classes();
    start_over();
  }

  bool matches(std::string_view text) {
    std::uint32_t state = start();
    while (!text.empty()) {
      std::uint32_t size = 1;
      std::uint32_t kind = 0;
      const auto first = static_cast<std::uint8_t>(text.front());
      if (first < 0x80) {
        kind = ascii[first];
      } else {
        const Utf8Char c = utf8_front(text);
        size = c.size == 0 ? 1U : static_cast<std::uint32_t>(c.size);
        kind = class_of(c.size == 0 ? 0xfffd : c.code);
      }
      const std::uint32_t next = steps[state * classes.size() + kind];
      state = next == kUnknown ? step(state, kind) : next;
      if (state == kDead) return false;
      text.remove_prefix(size);
    }
    if (ends[state] == End::kUnknown) ends[state] = is_end(state) ? End::kYes : End::kNo;
    return ends[state] == End::kYes;
  }

  Program program;

 private:
  static constexpr std::uint32_t kUnknown = ~0U, kDead = 0;
  static constexpr std::size_t kMaxSteps = 32'768, kMinStates = 16, kMaxPlaces = 262'144;
  enum class End : std::uint8_t { kUnknown, kYes, kNo };
  using Places = std::vector<std::uint32_t>;  // the last is what was before

  void make_classes() {
    begins = {0};
    const auto add = [&](const CharSet& set) {
      for (const auto& [first, last] : set.ranges()) {
        begins.push_back(first);
        begins.push_back(last + 1);
      }
    };
    for (const CharSet& set : program.sets) add(set);
    if (program.has_edges) add({{'\n', '\n'}, {'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}});
    std::ranges::sort(begins);
    begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
    std::map<std::vector<bool>, std::uint32_t> known;  // by the sets that they are in
    for (const std::uint32_t c : begins) {
      std::vector<bool> in;
      for (const CharSet& set : program.sets) in.push_back(set.has(c));
      in.push_back(program.has_edges && beside(c) == Beside::kWord);
      in.push_back(program.has_edges && beside(c) == Beside::kLineEnd);
      const auto [at, is_new] = known.try_emplace(std::move(in), static_cast<std::uint32_t>(classes.size()));
      if (is_new) classes.push_back(c);
      class_ids.push_back(at->second);
    }
    for (std::uint32_t c = 0; c < 0x80; ++c) ascii[c] = class_of(c);
  }

  std::uint32_t class_of(std::uint32_t c) const {
    return class_ids[static_cast<std::size_t>(std::ranges::upper_bound(begins, c) - begins.begin()) - 1];
  }

  void start_over() {
    states.clear();
    places.clear();
    steps.clear();
    ends.clear();
    place_count = 0;
    ++starts;
    state_of({});  // kDead
  }

  std::uint32_t start() {
    return state_of({0, static_cast<std::uint32_t>(program.has_edges ? Beside::kNothing : Beside::kOther)});
  }

  std::uint32_t state_of(Places at) {
    const auto known = states.find(at);
    if (known != states.end()) return known->second;
    const std::size_t most = std::max(kMaxSteps / classes.size(), kMinStates);
    if (ends.size() >= most || place_count > kMaxPlaces) start_over();
    const auto id = static_cast<std::uint32_t>(ends.size());
    place_count += at.size();
    places.push_back(&states.emplace(std::move(at), id).first->first);
    steps.resize(steps.size() + classes.size(), kUnknown);
    ends.push_back(End::kUnknown);
    return id;
  }

  // Calls reach(index) for what there is at the state's places and behind their splits and edges.
  void for_reached(const Places& at, Beside behind, auto reach) {
    if (at.empty()) return;
    const auto before = static_cast<Beside>(at.back());
    reached.assign(program.code.size(), false);
    waiting.assign(at.begin(), at.end() - 1);
    while (!waiting.empty()) {
      const std::uint32_t index = waiting.back();
      waiting.pop_back();
      if (reached[index]) continue;
      reached[index] = true;
      const Instruction& code = program.code[index];
      if (code.what == Instruction::What::kSplit) {
        waiting.push_back(code.b);
        waiting.push_back(code.a);
      } else if (code.what == Instruction::What::kEdge) {
        if (holds(code.edge, before, behind)) waiting.push_back(index + 1);
      } else {
        reach(index);
      }
    }
  }

  std::uint32_t step(std::uint32_t state, std::uint32_t kind) {
    const std::uint32_t c = classes[kind];
    const Beside passed = program.has_edges ? beside(c) : Beside::kOther;
    Places next;
    for_reached(*places[state], passed, [&](std::uint32_t index) {
      const Instruction& code = program.code[index];
      if (code.what == Instruction::What::kChars && program.sets[code.set].has(c)) next.push_back(index + 1);
    });
    std::ranges::sort(next);
    if (!next.empty()) next.push_back(static_cast<std::uint32_t>(passed));
    const std::size_t before = starts;
    const std::uint32_t to = state_of(std::move(next));
    if (starts == before) steps[state * classes.size() + kind] = to;
    return to;
  }

  bool is_end(std::uint32_t state) {
    bool is = false;
    for_reached(*places[state], Beside::kNothing,
                [&](std::uint32_t index) { is |= program.code[index].what == Instruction::What::kMatch; });
    return is;
  }

  std::vector<std::uint32_t> begins = {};     // of runs of characters that are of one class
  std::vector<std::uint32_t> class_ids = {};  // of these
  std::vector<std::uint32_t> classes = {};    // a character of each
  std::uint32_t ascii[0x80] = {};

  std::map<Places, std::uint32_t> states = {};
  std::vector<const Places*> places = {};
  std::vector<std::uint32_t> steps = {};  // by state and class
  std::vector<End> ends = {};
  std::size_t place_count = 0;
  std::size_t starts = 0;  // how often the states were thrown away, since there were so many

  std::vector<bool> reached = {};
  std::vector<std::uint32_t> waiting = {};
};

Expression::Expression(std::unique_ptr<Automaton> automaton) : automaton_(std::move(automaton)) {}
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

std::expected<Expression, Expression::Mistake> Expression::compile(std::string_view pattern,
                                                                   Options options) {
  auto program = compile_expression(pattern, options);
  if (!program) return std::unexpected(std::move(program.error()));
  return Expression(std::make_unique<Automaton>(std::move(*program)));
}

bool Expression::matches(std::string_view text) const {
  return automaton_->matches(text);
}

const std::vector<std::string>& Expression::literals() const noexcept {
  return automaton_->program.literals;
}

bool Expression::is_icus() const noexcept {
  return automaton_->program.is_icus;
}

}  // namespace knox::ulog
