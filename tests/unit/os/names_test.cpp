#include "knox/os/names.h"

#include <string>
#include <string_view>
#include <utility>

#include "unit/catch.h"

namespace knox::os {

namespace {

constexpr std::string_view kPasswd =
    "##\n"
    "# User Database\n"
    "##\n"
    "nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false\n"
    "root:*:0:0:System Administrator:/var/root:/bin/sh\n"
    "toor:*:0:0:Bourne-again Superuser:/root:\n"
    "alice:*:501:20:Alice:/Users/alice:/bin/zsh\n"
    "\n"
    "alice:*:502:20:another one:/:\n"
    "no id:*:x:20::/:\n"
    "too large:*:99999999999:20::/:\n"
    "junk:*:503junk:20::/:\n"
    "+::::::\n"
    "short\n"
    "max:*:4294967294x:\n"
    "last:x:1000";

Names names_of(std::string_view passwd, std::string_view group) {
  Names names;
  names.use_passwd(passwd);
  names.use_group(group);
  return names;
}

// u0:x:0:, u1:x:1: and so on
std::string many_users(std::uint32_t n) {
  std::string text;
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::string id = std::to_string(i);
    text += "u" + id + ":x:" + id + ":\n";
  }
  return text;
}

}  // namespace

TEST_CASE("names come from a passwd and a group file") {
  Names names = names_of(kPasswd, "wheel:*:0:root\nstaff:*:20:root,alice\n");
  struct Row {
    std::uint32_t uid;
    std::string_view user;
  };
  const Row row = GENERATE(values<Row>({
      {0, "root"},
      {501, "alice"},
      {502, "alice"},
      {503, ""},
      {1000, "last"},
      {4294967294, "nobody"},
      {4294967295, ""},
      {20, ""},
      {12345678, ""},
  }));
  CAPTURE(row.uid);
  CHECK(names.user(row.uid) == row.user);
  CHECK(names.user(row.uid) == row.user);  // the same from the cache
  CHECK(names.group(20) == "staff");
}

TEST_CASE("ids come from a passwd and a group file") {
  const Names names = names_of(kPasswd, "wheel:*:0:root\nstaff:*:20:root,alice\n");
  CHECK(names.uid("root") == 0);
  CHECK(names.uid("toor") == 0);
  CHECK(names.uid("alice") == 501);
  CHECK(names.uid("nobody") == 4294967294);
  CHECK(names.uid("wheel") == std::nullopt);
  CHECK(names.uid("") == std::nullopt);
  CHECK(names.uid("too large") == std::nullopt);
  CHECK(names.gid("staff") == 20);
  CHECK(names.gid("alice") == std::nullopt);
}

TEST_CASE("names come from the system") {
  Names names;
  CHECK(names.user(0) == "root");
  CHECK(names.uid("root") == 0);
  const std::string group(names.group(0));  // root or wheel
  CHECK_FALSE(group.empty());
  CHECK(names.gid(group) == 0);
  CHECK(names.user(0xffffffff).empty());
  CHECK(names.group(0xffffffff).empty());
  CHECK(names.user(0x7ffffff0).empty());
  CHECK(names.uid("no such user, surely") == std::nullopt);
}

TEST_CASE("without names ids have none, and the other way it still works") {
  Names names;
  CHECK(names.user(0) == "root");
  names.use_none();
  CHECK(names.user(0).empty());
  CHECK(names.group(0).empty());
  CHECK(names.uid("root") == 0);
}

TEST_CASE("a file takes the place of what was known before") {
  Names names;
  CHECK(names.user(0) == "root");
  names.use_passwd("admin:x:0:0:::\n");
  CHECK(names.user(0) == "admin");
  CHECK(names.uid("root") == std::nullopt);
  CHECK_FALSE(names.group(0).empty());  // groups are still the system's
}

TEST_CASE("more ids than are kept are all right, and a text lives as long as promised") {
  constexpr std::uint32_t kUsers = 5 * IdNames::kKept;
  Names names = names_of(many_users(kUsers), "");
  for (std::uint32_t first = 0; first + IdNames::kKept < kUsers; first += 777) {
    names.user(first);  // found wherever it is by now
    const std::string_view text = names.user(first);
    for (std::uint32_t i = 1; i <= IdNames::kKept; ++i) {
      REQUIRE(names.user(first + i) == "u" + std::to_string(first + i));
    }
    REQUIRE(text == "u" + std::to_string(first));
  }
}

TEST_CASE("names can be moved") {
  Names names = names_of(many_users(600), "");
  for (std::uint32_t i = 0; i < 600; ++i) names.user(i);
  Names moved = std::move(names);
  for (std::uint32_t i = 0; i < 600; ++i) REQUIRE(moved.user(i) == "u" + std::to_string(i));
}

TEST_CASE("what a source itself says comes before other names, until it is forgotten") {
  Names names;
  names.use_passwd("alice:x:1000:1000\n");
  names.use_group("staff:x:20:\n");
  names.tell_user(1000, "mallory");
  names.tell_user(7, "seven");
  CHECK(names.user(1000) == "mallory");
  CHECK(names.user(7) == "seven");
  CHECK(names.group(20) == "staff");
  names.tell_group(20, "wheel");
  CHECK(names.group(20) == "wheel");
  names.forget_told();
  CHECK(names.user(1000) == "alice");
  CHECK(names.user(7).empty());
  CHECK(names.group(20) == "staff");
  names.use_none();
  names.tell_user(7, "seven");
  CHECK(names.user(7).empty());
}

TEST_CASE("this host is asked for names when it is allowed to") {
  using enum Names::Ask;
  Names names;
  CHECK(names.user(0) == "root");  // and kept
  names.ask_system(kNever);
  CHECK(names.user(0).empty());
  CHECK(names.group(0).empty());
  CHECK(names.uid("root") == 0);  // the other way is another question
  names.tell_user(0, "toor");
  CHECK(names.user(0) == "toor");
  names.begin_event("");
  CHECK(names.user(0).empty());
  names.begin_event("somebody.example");
  CHECK(names.user(0).empty());

  names.use_passwd("admin:x:0:0:::\n");  // nobody has to be asked for these
  CHECK(names.user(0) == "admin");
  CHECK(names.group(0).empty());
  names.begin_event("somebody.example");
  CHECK(names.user(0) == "admin");
  names.ask_system(kAlways);
  CHECK_FALSE(names.group(0).empty());
  CHECK(names.user(0) == "admin");
  names.begin_event("somebody.example");
  CHECK_FALSE(names.group(0).empty());
}

TEST_CASE("this host is asked about its own events only") {
  Names names;
  names.ask_system(Names::Ask::kOfThisHost, {"", "bastion"});
  CHECK(names.user(0) == "root");  // nobody says that it is another's
  struct Row {
    std::string_view node;
    bool own;
  };
  constexpr Row kRows[] = {
      {"web1.example.invalid", false}, {"", true},      {"bastion", true},   {"Bastion", false},
      {"web1.example.invalid", false}, {"web2", false}, {"127.0.0.1", true}, {"", true}};
  for (const Row& row : kRows) {
    CAPTURE(row.node);
    names.begin_event(row.node);
    CHECK(names.user(0) == (row.own ? "root" : ""));
    CHECK(names.group(0).empty() != row.own);
  }
  names.begin_event("web2");
  names.ask_system(Names::Ask::kOfThisHost);
  CHECK(names.user(0) == "root");
  names.begin_event("bastion");
  CHECK(names.user(0).empty());
}

TEST_CASE("an id that is asked for by name is the one that the source calls so") {
  Names names;
  const WantedId alice = {1000, "alice"}, number = {1000};
  CHECK(names.is_user(alice, 1000));
  CHECK_FALSE(names.is_user(alice, 1001));
  names.tell_user(1000, "bob");
  names.tell_user(1001, "alice");
  names.tell_group(1000, "alice");
  CHECK_FALSE(names.is_user(alice, 1000));
  CHECK(names.is_user(alice, 1001));
  CHECK(names.is_user(number, 1000));
  CHECK_FALSE(names.is_user(number, 1001));
  CHECK(names.is_group(alice, 1000));
  CHECK_FALSE(names.is_group({1000, "staff"}, 1000));
}

}  // namespace knox::os
