#include <algorithm>
#include <set>
#include <string>

#include "knox/base/glob.h"
#include "knox/bsm/meaning.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

struct Row {
  std::string_view names;
};
constexpr Row kRows[] = {
#define MAP(action, types, hint, names) {names},
#include "knox/bsm/tables/actions.def"
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
      {"AUE_EXIT", "process", "end", "end"},
      {"seteuid", "process", "change", "uid_change"},
      {"openbsm_fstat", "file", "info", "checked-metadata-of"},
      {"openat_r", "file", "access", "open"},
      {"open_extended_rwtc", "file", "access change creation", "open"},
      {"openbyid_wt", "file", "change", "open"},
      {"fchmodat", "file", "change", "changed-file-permissions-of"},
      {"acl_get_file", "file", "access", "called-acl-get-file"},
      {"AUE_SHUTDOWN", "network", "connection end", "shut-down-connection"},
      {"AUE_shutdown", "host", "end", "shutdown-system"},
      {"openssh", "authentication session", "start", "logged-in"},
      {"su", "authentication session", "start", "switched-user"},
      {"logout", "authentication session", "end", "logged-out"},
      {"create_user", "iam", "user creation", "added-user-account"},
      {"darwin_delete_group", "iam", "group deletion", "deleted-group-account-from"},
      {"modload", "driver", "start", "loaded-kernel-module"},
      {"auditon_getcond", "configuration", "access", "checked-audit-configuration"},
      {"auditon_setcond", "configuration", "change", "changed-audit-configuration"},
      {"auditon_spolicy", "configuration", "change", "changed-audit-configuration"},
      {"shmget", "process", "access", "opened-shared-memory"},
      {"kqueue", "", "info", "called-kqueue"},
  };
  const EventTable events(Platform::kUnknown);
  for (const Case& c : cases) {
    INFO(c.name);
    const Meaning event = meaning_of(events.find(c.name));
    CHECK(event.categories == c.categories);
    CHECK(event.types == c.types);
    CHECK(event.word == c.action);
  }
  CHECK(meaning_of(nullptr).types == "info");
  CHECK(meaning_of(nullptr).word.empty());
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
