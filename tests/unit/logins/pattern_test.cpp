#include "knox/logins/pattern.h"

#include <string>

#include "unit/catch.h"

namespace knox::logins {

namespace {

bool match(std::string_view pattern, std::string_view text, Found& found) {
  return Pattern(pattern).matches(text, found);
}

std::string address(std::string_view pattern, std::string_view text) {
  Found found;
  return match(pattern, text, found) ? std::string(in(found, Hole::kAddress)) : "none";
}

}  // namespace

TEST_CASE("logins pattern: a name cannot stand in for an address") {
  constexpr std::string_view kFailed =
      "Failed {method} for invalid user {user} from {address} port {port} ssh2";
  CHECK(address(kFailed, "Failed password for invalid user a from 192.0.2.1 port 7 ssh2") == "192.0.2.1");
  CHECK(address(kFailed,
                "Failed password for invalid user a from 6.6.6.6 port 1 ssh2 from 192.0.2.1 port 7 ssh2") ==
        "192.0.2.1");
  CHECK(address(kFailed, "Failed password for invalid user  from 192.0.2.1 port 7 ssh2") == "192.0.2.1");
  CHECK(address(kFailed, "Failed password for invalid user a from 192.0.2.1 port x ssh2") == "none");
  CHECK(address(kFailed, "Failed password for invalid user a from 192.0.2.1 port 7 ssh2 ") == "none");
  CHECK(address(kFailed, "Failed password for invalid user ") == "none");

  constexpr std::string_view kLeft = "Received disconnect from {address} port {port}:{*}";
  CHECK(address(kLeft, "Received disconnect from 192.0.2.1 port 7:11: from 6.6.6.6 port 1:") == "192.0.2.1");
}

TEST_CASE("logins pattern: words end at blanks and at what follows them") {
  Found found;
  CHECK(match("add '{user}' to group '{group}'", "add 'a'b' to group 'wheel'", found));
  CHECK(in(found, Hole::kUser) == "a'b");
  CHECK(in(found, Hole::kGroup) == "wheel");
  CHECK(match("new group: name={group}, GID={gid}", "new group: name=web, GID=7", found));
  CHECK(in(found, Hole::kGroup) == "web");
  CHECK(in(found, Hole::kGid) == "7");
  CHECK(!match("new group: name={group}, GID={gid}", "new group: name=web, GID=", found));
  CHECK(!match("abc", "abcd", found));
  CHECK(match("abc", "abc", found));
}

}  // namespace knox::logins
