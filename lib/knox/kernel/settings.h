// What a running system says about its audit, and what it can be told: the words of auditon(1). Every system
// has words of its own, and the same words for what is the same.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace knox::kernel {

struct Fact {
  enum Kind : std::uint8_t { kNumber, kText, kList };
  Fact(std::string_view own_name, std::uint64_t of) : name(own_name), kind(kNumber), number(of) {}
  Fact(std::string_view own_name, std::string of) : name(own_name), kind(kText), text(std::move(of)) {}
  Fact(std::string_view own_name, std::vector<std::string> of)
      : name(own_name), kind(kList), list(std::move(of)) {}

  std::string_view name;  // static text: "backlog_limit"
  Kind kind;
  std::uint64_t number = 0;
  std::string text;  // texts are as they are: escape them
  std::vector<std::string> list;

  bool operator==(const Fact&) const = default;
};

struct CommandResult {
  std::vector<Fact> facts;  // what is, or what was before it was changed
  std::vector<Fact> after;  // what it is now, or would be: the same names in the same order; empty: no change
  std::vector<std::string> warnings;  // a line each
  bool done = true;  // false: a kernel that did not refuse did not do it either, as a warning says
};

// What cannot be done, and why: one line, with words as they were typed, so escape it.
struct CommandError {
  enum Kind : std::uint8_t { kUsage, kPermission, kSystem } kind = kSystem;
  std::string text;
};

struct Word {
  std::string_view name;       // "setqctrl"; of two words: "rules add"
  std::string_view arguments;  // "NAME=NUMBER...", for people
  std::string_view what;       // what it does, for people
};

using Arguments = std::span<const std::string_view>;

class Settings {
 public:
  virtual ~Settings() = default;

  virtual std::span<const Word> words() const = 0;
  // Does what the word at that place of words() says; with dry_run everything but the change.
  virtual std::expected<CommandResult, CommandError> run(std::size_t word, Arguments arguments,
                                                         bool dry_run) = 0;

  // The place of the word that the typed ones begin with; nullopt: there is none.
  std::optional<std::size_t> find(Arguments typed) const;
};

// How many of the typed words are the name of the word: 1 or 2.
std::size_t length_of(const Word& word);

// Those of the running system. Nothing is opened before the first run().
std::unique_ptr<Settings> system_settings();

}  // namespace knox::kernel
