#include "knox/emit/shell.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "support/written.h"
#include "unit/catch.h"

namespace knox::emit {

namespace {

std::string word(std::string_view bytes, WordPlace place = WordPlace::kArgument) {
  return test::written([&](Out& out) { shell_word(out, bytes, place); });
}

// What bash prints when it runs this script.
std::string bash(const std::string& script) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("knox-shell-test." + std::to_string(::getpid()));
  std::ofstream(file, std::ios::binary) << script;
  std::FILE* const pipe = ::popen(("bash " + file.string() + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  char block[4096];
  for (std::size_t n; (n = std::fread(block, 1, sizeof block, pipe)) > 0;) output.append(block, n);
  ::pclose(pipe);
  std::filesystem::remove(file);
  return output;
}

bool has_bash() {
  return std::system("bash -c : 2>/dev/null") == 0;
}

}  // namespace

TEST_CASE("shell words are as short as is safe") {
  struct Row {
    std::string_view bytes, argument;
  };
  const Row row = GENERATE(values<Row>({
      {"ls", "ls"},
      {"-l", "-l"},
      {"--prefix=/opt", "--prefix=/opt"},
      {"/usr/bin/g++-12", "/usr/bin/g++-12"},
      {"user@host:a,b", "user@host:a,b"},
      {"+%s", "+%s"},
      {"", "''"},
      {" ", "' '"},
      {"a b", "'a b'"},
      {"it's", R"('it'\''s')"},
      {"'", R"(''\''')"},
      {"$HOME", "'$HOME'"},
      {"`id`", "'`id`'"},
      {"a;b", "'a;b'"},
      {"a\\b", R"('a\b')"},
      {"*.c", "'*.c'"},
      {"{}", "'{}'"},
      {"!!", "'!!'"},
      {"^a^b", "'^a^b'"},
      {"#x", "'#x'"},
      {"~root", "'~root'"},
      {"file~", "'file~'"},
      {"=ls", "'=ls'"},
      {"a==ls", "'a==ls'"},
      {"a:=ls", "'a:=ls'"},
      {"%1", "'%1'"},
      {"Z\xc3\xbcrich", "'Z\xc3\xbcrich'"},
      {"a\nb", R"($'a\nb')"},
      {"\t\r", R"($'\t\r')"},
      {"\x1b[31mred", R"($'\e[31mred')"},
      {"it's\\\n!", R"($'it\'s\\\n\x21')"},
      {"\x7f", R"($'\x7f')"},
      {"\x01g", R"($'\x01g')"},
      {"\x01"
       "f",
       R"($'\001f')"},  // \x01f could be read as one byte
      {"caf\xe9", R"($'caf\xe9')"},
      {"\xe9"
       "e",
       R"($'\351e')"},
      {"\xc3\xbc\xff", "$'\xc3\xbc\\xff'"},
      {"\xe2\x80\xae"
       "gpj",
       R"($'\xe2\x80\xaegpj')"},       // right-to-left override
      {"\xc2\x9b", R"($'\xc2\x9b')"},  // C1: CSI
      {std::string_view("a\0b", 3), R"($'a\000b')"},
  }));
  CHECK(word(row.bytes) == row.argument);
}

TEST_CASE("the first word of a command needs quotes more often") {
  struct Row {
    std::string_view bytes, command;
  };
  const Row row = GENERATE(values<Row>({
      {"ls", "ls"},
      {"-zsh", "-zsh"},
      {"a=b", "'a=b'"},
      {"time", "'time'"},
      {"if", "'if'"},
      {"[", "'['"},
      {"timeout", "timeout"},
      {"it's", R"('it'\''s')"},
  }));
  CHECK(word(row.bytes, WordPlace::kCommand) == row.command);
}

TEST_CASE("a word longer than the output's block stays whole") {
  for (const std::string_view part : {"a", "a b", "'", "\xc3\xbc ", "\n"}) {
    std::string bytes;
    while (bytes.size() < 2 * Out::kBlock) bytes += part;
    const std::string text = word(bytes);
    CHECK(text.size() >= bytes.size());
    CHECK(text.find('\n') == std::string::npos);
  }
}

TEST_CASE("names that shells let anybody assign to") {
  for (const std::string_view name : {"PATH", "_", "a1", "LC_ALL"}) CHECK(is_shell_variable(name));
  for (const std::string_view name :
       {"", "1a", "a-b", "BASH_FUNC_f%%", "UID", "PPID", "USERNAME", "\xc3\xbc"}) {
    CHECK(!is_shell_variable(name));
  }
}

TEST_CASE("bash reads every word back as the bytes it was made from") {
  if (!has_bash()) return;
  std::mt19937 random(20240514);
  const std::string_view special =
      "'\"\\$`!#~=%^&*()[]{}<>|;? \t\n\r\x1b\x7f\x80\xc3\xbc\xe2\x80\xae"
      "09afAFx";
  std::string script, expected;
  for (int i = 0; i < 3000; ++i) {
    std::string bytes;
    for (auto length = random() % 12; length > 0; --length) {
      bytes += random() % 4 == 0 ? static_cast<char>(1 + random() % 255) : special[random() % special.size()];
    }
    script += "printf '%s\\0' " + word(bytes) + "\n";
    expected += bytes + '\0';
  }
  CHECK(bash(script) == expected);
}

TEST_CASE("bash takes a command's first word for a name, whatever it says") {
  if (!has_bash()) return;
  std::string script = "PATH=/nonexistent\ncommand_not_found_handle() { printf '%s\\0' \"$1\"; }\n";
  std::string expected;
  for (const std::string_view name :
       {"time", "if", "done", "{", "!", "[[", "a=b", "a+=b", "=ls", "#x", "~", "*", "coproc"}) {
    script += word(name, WordPlace::kCommand) + "\n";
    expected.append(name) += '\0';
  }
  CHECK(bash(script) == expected);
}

}  // namespace knox::emit
