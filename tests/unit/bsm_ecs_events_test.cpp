#include <algorithm>
#include <set>
#include <string>

#include "knox/base/glob.h"
#include "knox/bsm/ecs.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

struct Row {
  std::string_view names;
};
constexpr Row kRows[] = {
#define EVENT(categories, types, action, hint, names) {names},
#define CLASS(name, categories, types)
#include "knox/bsm/tables/ecs.def"
#undef EVENT
#undef CLASS
};

}  // namespace

TEST_CASE("ecs: what an event is", "[bsm][ecs]") {
  struct Case {
    std::string_view name, categories, types, action;
  };
  const Case cases[] = {
      {"execve", "process", "start", "exec"},
      {"posix_spawn", "process", "start", "exec"},
      {"pdfork", "process", "start", "fork"},
      {"darwin_rfork", "process", "start", "fork"},
      {"AUE_EXIT", "process", "end", "exit"},
      {"seteuid", "process", "change", "seteuid"},
      {"openbsm_fstat", "file", "access", "fstat"},
      {"openat_r", "file", "access", "open"},
      {"open_extended_rwtc", "file", "access change creation", "open"},
      {"openbyid_wt", "file", "change", "open"},
      {"fchmodat", "file", "change", "change-mode"},
      {"acl_get_file", "file", "access", "acl-get-file"},
      {"AUE_SHUTDOWN", "network", "connection end", "disconnect"},
      {"AUE_shutdown", "host", "end", "shutdown"},
      {"openssh", "authentication session", "start", "login"},
      {"su", "authentication session", "start", "switch-user"},
      {"logout", "authentication session", "end", "logout"},
      {"create_user", "iam", "user creation", "create-user"},
      {"darwin_delete_group", "iam", "group deletion", "delete-group"},
      {"modload", "driver", "start", "load-module"},
      {"auditon_getcond", "configuration", "access", "auditon-getcond"},
      {"auditon_setcond", "configuration", "change", "auditon-setcond"},
      {"auditon_spolicy", "configuration", "change", "auditon-spolicy"},
      {"shmget", "process", "info", "shmget"},
      {"kqueue", "", "info", "kqueue"},
  };
  const EventTable events(Platform::kUnknown);
  for (const Case& c : cases) {
    INFO(c.name);
    const EcsEvent event = ecs_event(events.find(c.name));
    CHECK(event.categories == c.categories);
    CHECK(event.types == c.types);
    CHECK(event.action == c.action);
  }
  CHECK(ecs_event(nullptr).types == "info");
  CHECK(ecs_event(nullptr).action.empty());
}

TEST_CASE("ecs: every name in the table is that of an event", "[bsm][ecs]") {
  std::set<std::string> known;
  for (const Platform platform :
       {Platform::kUnknown, Platform::kDarwin, Platform::kFreeBsd, Platform::kSolaris}) {
    const EventTable events(platform);
    for (const Event& event : events.events()) known.emplace(event.name.substr(4));
  }
  for (const Row& row : kRows) {
    for_each_name(row.names, [&](std::string_view pattern) {
      INFO(pattern);
      CHECK(std::ranges::any_of(known, [&](const std::string& name) { return glob_matches(pattern, name); }));
    });
  }
}

}  // namespace knox::bsm
