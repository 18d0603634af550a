#include "knox/ulog/predicate_fold.h"

#include "knox/ulog/names.h"
#include "knox/ulog/predicate_fields.h"
#include "knox/ulog/predicate_like.h"
#include "unit/catch.h"

namespace knox::ulog {

TEST_CASE("predicate fold: twice is once") {
  constexpr Folding kAll[] = {{true, false}, {false, true}, {true, true}};
  std::string text, once_space, twice_space;
  for (const Folding how : kAll) {
    for (std::uint32_t code = 1; code < 0x20000; ++code) {
      if (code >= 0xd800 && code < 0xe000) continue;
      text.clear();
      add_utf8(text, code);
      const std::string_view once = fold(text, how, once_space);
      if (fold(once, how, twice_space) != once) FAIL_CHECK(code);
    }
  }
}

TEST_CASE("predicate fold: what is nothing to fold is not copied") {
  std::string space;
  const std::string_view text = "Some Text";
  CHECK(fold(text, {}, space).data() == text.data());
  CHECK(fold(text, {.marks_left_out = true}, space).data() == text.data());
  CHECK(fold(text, {.case_folded = true}, space) == "some text");
  CHECK(fold("\xff\xc3\xa9\xc3", {.case_folded = true, .marks_left_out = true}, space) ==
        "\xff"
        "e\xc3");
}

TEST_CASE("predicate words: they are those of types.def") {
  for (const Type type : {Type::kActivityCreate, Type::kActivityTransition, Type::kUserAction, Type::kTrace,
                          Type::kLog, Type::kTimesync, Type::kSignpost, Type::kLoss, Type::kState}) {
    const Word* const word = find_word(Kind::kType, name_of(type));
    REQUIRE(word != nullptr);
    CHECK(word->number == static_cast<std::uint16_t>(type));
  }
  for (const Level level : {Level::kDefault, Level::kInfo, Level::kDebug, Level::kError, Level::kFault}) {
    const Word* const word = find_word(Kind::kLevel, name_of(level));
    REQUIRE(word != nullptr);
    CHECK(word->number == static_cast<std::uint16_t>(level));
    CHECK(word->needle == "\"" + std::string(name_of(level)) + "\"");
  }
  for (int i = 0; i < 3; ++i) {
    const auto number = static_cast<std::uint16_t>(i);
    CHECK(find_word(Kind::kSignpostType, name_of(static_cast<SignpostType>(i)))->number == number);
    CHECK(find_word(Kind::kSignpostScope, name_of(static_cast<SignpostScope>(i)))->number == number);
  }
}

TEST_CASE("predicate like: the time is bounded") {
  const std::string text(20'000, 'a');
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a?";
  CHECK(Like(pattern + "*").matches(text));
  CHECK_FALSE(Like(pattern + "*b").matches(text));
  CHECK_FALSE(Like("*" + std::string(300, '?') + "b*").matches(text));
  CHECK(Like("a*a").matches("aa"));
  CHECK_FALSE(Like("a*a").matches("a"));
  CHECK(Like("*ab*ab").matches("xabab"));
  CHECK_FALSE(Like("*ab*ab").matches("xab"));
}

}  // namespace knox::ulog
