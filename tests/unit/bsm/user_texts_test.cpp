#include "knox/bsm/user_texts.h"

#include <string>

#include "unit/catch.h"

namespace knox::bsm {

namespace {

struct Case {
  std::string text, name;
};

}  // namespace

TEST_CASE("user texts: sshd's own, word for word", "[bsm][user_texts]") {
  const Case cases[] = {
      {"successful login alice", "alice"},
      {"invalid password for user alice", "alice"},
      {"invalid interactive password entry for user alice", "alice"},
      {"too many tries for user alice", "alice"},
      {"invalid user name \"alice\"", "alice"},
      {"not_console", ""},
      {"logins disabled by /etc/nologin", ""},
      // What was typed, all of it
      {"invalid user name \"admin root\"", "admin root"},
      {"invalid user name \"x\" y \"root\"", "x\" y \"root"},
      {"invalid user name \"\"\"", "\""},
      {"too many tries for user admin root", "admin root"},
      {"successful login ", ""},
      // Nearly
      {"invalid user name \"\"", ""},
      {"invalid user name \"", ""},
      {"invalid user name \"root", ""},
      {"invalid user name root", ""},
      {"invalid user root", ""},
      {"invalid user name \"a\" root", ""},
      {"Invalid user name \"root\"", ""},
      {" successful login root", ""},
      {"failed password for root", ""},
      {"sshd logout alice", ""},
      {"root", ""},
      {"", ""},
      // Cut
      {"successful login " + std::string(237, 'a'), std::string(237, 'a')},
      {"successful login " + std::string(238, 'a'), ""},
      {"invalid user name \"" + std::string(236, 'a'), ""},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(user_of_ssh(c.text) == c.name);
  }
}

TEST_CASE("user texts: opendirectoryd's", "[bsm][user_texts]") {
  const Case cases[] = {
      {"Verify password for record type Users 'alice' node '/Local/Default'", "alice"},
      {"Verify password for record type Users \"alice\" node \"/Local/Default\"", "alice"},
      {"Verify password for record type Users 'o'brien' node '/LDAPv3/ldap.example.com'", "o'brien"},
      {"Verify password for record type Users 'x' node 'y' node '/Local/Default'", "x' node 'y"},
      {"Authentication for user <alice>", "alice"},
      {"Authentication for user <a> <root>", "a> <root"},
      {"Authentication for user <alice", ""},
      {"Verify password for record type Computers 'mac' node '/Local/Default'", ""},
      {"Verify password for record type Users 'alice\" node \"/Local/Default'", ""},
      {"Verify password for record type Users 'alice'", ""},
      {"Verify password for record type Users '", ""},
      {"it is 'root'", ""},
      {"Touch ID authentication", ""},
      {"", ""},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(user_of_directory(c.text) == c.name);
  }
}

TEST_CASE("user texts: su's", "[bsm][user_texts]") {
  const Case cases[] = {
      {"bad su alice to root on /dev/ttys001", "root"},
      {"bad su alice to root on UNKNOWN TTY", "root"},
      {"bad su alice to root", "root"},
      {"bad su alice to x to root on /dev/ttys001", "x to root"},
      {"bad su alice to x on y on /dev/ttys001", "x on y"},
      {"unknown subject: nobody here", "nobody here"},
      {"username too long: 'aaaa'", "aaaa"},
      {"username too long: aaaa", ""},
      {"bad su alice", ""},
      {"bad su alice to ", ""},
      {"bad su alice bob to root on /dev/ttys001", ""},
      {"successful authentication", ""},
      {"successful su root", ""},
      {"only root may use -c", ""},
      {"pam_acct_mgmt: authentication error", ""},
      {"", ""},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(user_of_su(c.text) == c.name);
  }
}

TEST_CASE("user texts: authd's", "[bsm][user_texts]") {
  CHECK(user_of_authd("alice") == "alice");
  CHECK(user_of_authd("system.preferences").empty());
  CHECK(user_of_authd("admin root").empty());
  CHECK(user_of_authd("").empty());
}

}  // namespace knox::bsm
