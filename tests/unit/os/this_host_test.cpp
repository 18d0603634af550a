#include "knox/os/this_host.h"

#include <unistd.h>

#include <array>

#include "unit/catch.h"

namespace knox::os {

TEST_CASE("a host is called by its name, its full name and its addresses") {
  int asked = 0;
  ThisHost host({.name = "web1", .addresses = {"127.0.0.1", "192.0.2.7", "2001:db8::7"}, .full_name = [&] {
                   ++asked;
                   return std::string("web1.example.com");
                 }});
  for (const std::string_view node : {"web1", "WEB1", "192.0.2.7", "2001:db8::7"}) {
    CAPTURE(node);
    CHECK(host.is(node));
  }
  for (const std::string_view node : {"", "web", "web2", "web12", "example.com", "192.0.2.70", "www.web1"}) {
    CAPTURE(node);
    CHECK_FALSE(host.is(node));
  }
  CHECK(asked == 0);
  CHECK(host.is("web1.example.com"));
  CHECK(host.is("Web1.Example.COM"));
  CHECK_FALSE(host.is("web1.example.org"));  // of another domain
  CHECK_FALSE(host.is("web1."));
  CHECK(asked == 1);
}

TEST_CASE("a host whose name nobody knows") {
  ThisHost nameless({.name = "", .addresses = {}, .full_name = {}});
  CHECK_FALSE(nameless.is(""));
  CHECK_FALSE(nameless.is("web1"));
  ThisHost alone({.name = "web1", .addresses = {}, .full_name = [] { return std::string(); }});
  CHECK(alone.is("web1"));
  CHECK_FALSE(alone.is("web1.example.com"));
}

TEST_CASE("this host") {
  std::array<char, 256> name{};
  REQUIRE(::gethostname(name.data(), name.size() - 1) == 0);
  ThisHost host;
  CHECK(host.is(name.data()));
  CHECK_FALSE(host.is("somebody.example"));
}

}  // namespace knox::os
