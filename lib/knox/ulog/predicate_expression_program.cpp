#include <algorithm>

#include "knox/ulog/predicate_expression_parser.h"
#include "knox/ulog/predicate_fold.h"

namespace knox::ulog {

namespace {

constexpr std::size_t kMaxCode = 4000;

using Part = ExpressionPart;

// Writes instructions; each part goes on at what follows it.
class Writer {
 public:
  explicit Writer(const std::vector<Part>& parts) : parts_(parts) {}

  bool is_too_long() const { return code_.size() > kMaxCode; }
  std::vector<Instruction> take() { return std::move(code_); }

  std::uint32_t add(Instruction instruction) {
    if (!is_too_long()) code_.push_back(instruction);
    return static_cast<std::uint32_t>(code_.size() - 1);
  }
  std::uint32_t next() const { return static_cast<std::uint32_t>(code_.size()); }

  void write(std::uint32_t index) {
    const Part& part = parts_[index];
    using enum Part::What;
    switch (part.what) {
      case kChars: add({.what = Instruction::What::kChars, .set = part.set}); break;
      case kEdge: add({.what = Instruction::What::kEdge, .edge = part.edge}); break;
      case kAll:
        for (const std::uint32_t inside : part.inside) write(inside);
        break;
      case kOne: write_one(part); break;
      case kRepeat: write_repeat(part); break;
    }
  }

  // Any characters, in front of `index` or behind what was written.
  void write_any(std::uint32_t set) {
    const std::uint32_t split = add({.what = Instruction::What::kSplit});
    add({.what = Instruction::What::kChars, .set = set});
    add({.what = Instruction::What::kSplit, .a = split, .b = split});
    set_split(split, split + 1, next());
  }

 private:
  void set_split(std::uint32_t at, std::uint32_t a, std::uint32_t b) {
    if (is_too_long()) return;
    code_[at].a = a;
    code_[at].b = b;
  }

  void write_one(const Part& part) {
    std::vector<std::uint32_t> ends;
    for (std::size_t i = 0; i < part.inside.size() && !is_too_long(); ++i) {
      if (i + 1 == part.inside.size()) {
        write(part.inside[i]);
        break;
      }
      const std::uint32_t split = add({.what = Instruction::What::kSplit});
      write(part.inside[i]);
      ends.push_back(add({.what = Instruction::What::kSplit}));
      set_split(split, split + 1, next());
    }
    for (const std::uint32_t end : ends) set_split(end, next(), next());
  }

  void write_repeat(const Part& part) {
    const std::uint32_t inside = part.inside.front();
    for (std::uint32_t i = 0; i < part.least && !is_too_long(); ++i) {
      const std::uint32_t before = next();
      write(inside);
      if (next() == before) break;  // nothing, however often
    }
    if (part.most == kNoLimit) {
      const std::uint32_t split = add({.what = Instruction::What::kSplit});
      write(inside);
      add({.what = Instruction::What::kSplit, .a = split, .b = split});
      set_split(split, split + 1, next());
      return;
    }
    std::vector<std::uint32_t> splits;
    for (std::uint32_t i = part.least; i < part.most && !is_too_long(); ++i) {
      splits.push_back(add({.what = Instruction::What::kSplit}));
      write(inside);
    }
    for (const std::uint32_t split : splits) set_split(split, split + 1, next());
  }

  const std::vector<Part>& parts_;
  std::vector<Instruction> code_ = {};
};

// Single characters that follow one another.
void add_literals(const std::vector<Part>& parts, const std::vector<CharSet>& sets, std::uint32_t index,
                  std::vector<std::string>& literals) {
  const Part& part = parts[index];
  const auto end_run = [&] {
    if (!literals.back().empty()) literals.emplace_back();
  };
  if (part.what == Part::What::kChars) {
    const auto& ranges = sets[part.set].ranges();
    if (ranges.size() == 1 && ranges.front().first == ranges.front().second) {
      add_utf8(literals.back(), ranges.front().first);
      return;
    }
    end_run();
  } else if (part.what == Part::What::kAll) {
    for (const std::uint32_t inside : part.inside) add_literals(parts, sets, inside, literals);
  } else if (part.what == Part::What::kRepeat && part.least > 0) {
    end_run();
    add_literals(parts, sets, part.inside.front(), literals);
    end_run();
  } else if (part.what != Part::What::kEdge) {
    end_run();
  }
}

}  // namespace

std::expected<Program, Expression::Mistake> compile_expression(std::string_view pattern,
                                                               Expression::Options options) {
  auto parsed = parse_expression(pattern, options);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  Program program;
  program.sets = std::move(parsed->sets);
  program.is_icus = parsed->is_icus;
  program.literals.emplace_back();
  add_literals(parsed->parts, program.sets, parsed->whole, program.literals);
  std::erase(program.literals, "");
  Writer writer(parsed->parts);
  const auto any = static_cast<std::uint32_t>(program.sets.size());
  if (options.finds) {
    program.sets.push_back({{0, kLastChar}});
    writer.write_any(any);
  }
  writer.write(parsed->whole);
  if (options.finds) writer.write_any(any);
  writer.add({.what = Instruction::What::kMatch});
  if (writer.is_too_long()) return std::unexpected(Expression::Mistake{0, "the expression is too long"});
  program.code = writer.take();
  program.has_edges = std::ranges::any_of(
      program.code, [](const Instruction& code) { return code.what == Instruction::What::kEdge; });
  return program;
}

}  // namespace knox::ulog
