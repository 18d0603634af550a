// Audit classes: every row of classes.def is found by its name and by its mask, an audit_class(5) file is
// read, and selections like "lo,+fc,^-fw" give the right masks.
#include <string>
#include <string_view>

#include "knox/bsm/classes.h"
#include "knox/bsm/events.h"
#include "unit/catch.h"

using namespace knox;
using namespace knox::bsm;

namespace {

struct ClassRow {
  std::uint32_t mask;
  std::string_view name, description;
  PlatformSet platforms;
};
constexpr ClassRow kClassRows[] = {
#define CLASS(mask, name, description, platforms) {mask, name, description, platforms},
#include "knox/bsm/tables/classes.def"
};

// The rows once more, as the systems' own files have them.
constexpr std::string_view kOpenBsmFile = R"(
0x00000000:no:invalid class
0x00000001:fr:file read
0x00000002:fw:file write
0x00000004:fa:file attribute access
0x00000008:fm:file attribute modify
0x00000010:fc:file create
0x00000020:fd:file delete
0x00000040:cl:file close
0x00000080:pc:process
0x00000100:nt:network
0x00000200:ip:ipc
0x00000400:na:non attributable
0x00000800:ad:administrative
0x00001000:lo:login_logout
0x00002000:aa:authentication and authorization
0x00004000:ap:application
0x20000000:io:ioctl
0x40000000:ex:exec
0x80000000:ot:miscellaneous
0xffffffff:all:all flags set
)";
constexpr std::string_view kSolarisFile = R"(
0x00000000:no:invalid class
0x00000001:fr:file read
0x00000002:fw:file write
0x00000004:fa:file attribute access
0x00000008:fm:file attribute modify
0x00000010:fc:file create
0x00000020:fd:file delete
0x00000040:cl:file close
0x00000100:nt:network
0x00000200:ip:ipc
0x00000400:na:non-attribute
0x00001000:lo:login or logout
0x00004000:ap:application
0x00010000:ss:change system state
0x00020000:as:system-wide administration
0x00040000:ua:user administration
0x00070000:am:administrative (meta-class)
0x00080000:aa:audit utilization
0x000f0000:ad:old administrative (meta-class)
0x00100000:ps:process start/stop
0x00200000:pm:process modify
0x00300000:pc:process (meta-class)
0x00400000:xp:X - privileged/administrative operations
0x00800000:xc:X - object create/destroy
0x01000000:xs:X - operations that always silently fail, if bad
0x01c00000:xx:X - all X events (meta-class)
0x20000000:io:ioctl
0x40000000:ex:exec
0x80000000:ot:other
0xffffffff:all:all classes (meta-class)
)";

}  // namespace

TEST_CASE("classes: as audit_class of OpenBSM and Solaris has them", "[bsm][tables]") {
  for (const Platform platform :
       {Platform::kUnknown, Platform::kDarwin, Platform::kFreeBsd, Platform::kSolaris}) {
    INFO(name(platform));
    const ClassTable own(platform);
    ClassTable file(platform);
    REQUIRE(file.load(std::string(platform == Platform::kSolaris ? kSolarisFile : kOpenBsmFile)));
    REQUIRE(own.classes().size() == file.classes().size());
    for (std::size_t i = 0; i < own.classes().size(); ++i) {
      CHECK(own.classes()[i].mask == file.classes()[i].mask);
      CHECK(own.classes()[i].name == file.classes()[i].name);
      CHECK(own.classes()[i].description == file.classes()[i].description);
    }
  }
}

TEST_CASE("classes: name -> mask -> name on every platform", "[bsm][tables]") {
  for (const Platform platform :
       {Platform::kUnknown, Platform::kDarwin, Platform::kFreeBsd, Platform::kSolaris}) {
    INFO(name(platform));
    const ClassTable classes(platform);
    const Platform system = platform == Platform::kUnknown ? Platform::kFreeBsd : platform;
    std::size_t holding = 0;
    for (const ClassRow& row : kClassRows) {
      if (!holds_on(row.platforms, system)) continue;
      ++holding;
      INFO(row.name);
      const Class* const known = classes.find(row.name);
      REQUIRE(known != nullptr);
      CHECK(known->mask == row.mask);
      CHECK(known->description == row.description);
      CHECK(classes.mask_of(row.name) == row.mask);
      CHECK(classes.names_of(row.mask) == row.name);
    }
    CHECK(classes.classes().size() == holding);
  }
  const ClassTable openbsm(Platform::kUnknown), solaris(Platform::kSolaris);
  CHECK(openbsm.classes().size() == 20);
  CHECK(openbsm.find("ps") == nullptr);
  CHECK(openbsm.find("FR") == nullptr);
  CHECK(openbsm.mask_of("pc,,nosuch,ex") == 0x40000080);
  CHECK(openbsm.names_of(0x40000080) == "pc,ex");
  CHECK(openbsm.names_of(0x10000001) == "fr,0x10000000");
  CHECK(solaris.names_of(0x00300000) == "pc");
  CHECK(solaris.names_of(0x00110000) == "ss,ps");
  CHECK(EventTable(Platform::kDarwin).find("execve")->class_mask == 0x40000080);
  CHECK(EventTable(Platform::kSolaris).find("execve")->class_mask == 0x40300000);

  EventTable events(Platform::kDarwin);
  events.use(solaris);
  CHECK(events.find("execve")->class_mask == 0x40300000);
}

TEST_CASE("classes: every class of every event is a class somewhere", "[bsm][tables]") {
  const ClassTable openbsm(Platform::kUnknown), solaris(Platform::kSolaris);
  const EventTable all(Platform::kUnknown);
  for (const Event& event : all.events()) {
    INFO(event.name);
    for_each_class(event.class_names, [&](std::string_view name) {
      CHECK((openbsm.find(name) != nullptr || solaris.find(name) != nullptr));
    });
  }
}

TEST_CASE("classes: an audit_class file replaces the compiled-in table", "[bsm][tables]") {
  ClassTable classes(Platform::kDarwin);
  REQUIRE(
      classes.load("# mask:name:description\n0x00000000:no:invalid class\n0X40:cl:close\n128:pc:process\n"));
  CHECK(classes.classes().size() == 3);
  CHECK(classes.find("cl")->mask == 0x40);
  CHECK(classes.find("pc")->mask == 128);
  CHECK(classes.find("fr") == nullptr);

  const std::string bad[] = {"0x1:fr",     "0x1:fr:file:read", "0x:fr:file read",          "zz:fr:file read",
                             "-1:fr:read", "0x1::file read",   "0x100000000:fr:file read", "nonsense"};
  for (const std::string& line : bad) {
    INFO(line);
    const Result<void> result = classes.load("\n\n" + line);
    REQUIRE_FALSE(result);
    CHECK(result.error().offset == 3);
    CHECK(result.error().what == "audit_class");
  }
  CHECK(classes.find("cl") != nullptr);
  CHECK(classes.load(""));
  CHECK(classes.classes().empty());
}

TEST_CASE("classes: selections", "[bsm][tables]") {
  struct Expected {
    std::string_view text;
    std::uint32_t success, failure;
  };
  const Expected expected[] = {{"pc", 0x80, 0x80},
                               {"no", 0, 0},
                               {"+lo", 0x1000, 0},
                               {"-fr", 0, 0x1},
                               {"pc,+lo,-fr", 0x1080, 0x81},
                               {" pc , +lo ", 0x1080, 0x80},
                               {"all", 0xffffffff, 0xffffffff},
                               {"all,^-fw", 0xffffffff, 0xfffffffd},
                               {"all,^+fw", 0xfffffffd, 0xffffffff},
                               {"all,^ex,^pc", 0xbfffff7f, 0xbfffff7f},
                               {"^pc,pc", 0x80, 0x80},
                               {"pc,^pc", 0, 0},
                               {"pc,+lo,-fr,^-fw,all", 0xffffffff, 0xffffffff}};
  const ClassTable classes(Platform::kUnknown);
  for (const Expected& e : expected) {
    INFO(e.text);
    const Result<ClassSelection> selection = parse_class_selection(e.text, classes);
    REQUIRE(selection);
    CHECK(selection->success == e.success);
    CHECK(selection->failure == e.failure);
  }

  struct Bad {
    std::string_view text;
    std::uint64_t offset;
  };
  const Bad bad[] = {{"", 0},     {",", 0},    {"pc,", 3},  {"pc,,lo", 3}, {"pc,xyz", 3}, {"+", 0},
                     {"-+pc", 0}, {"+^pc", 0}, {"^^pc", 0}, {"PC", 0},     {"pc lo", 0},  {"lo,+ pc", 3}};
  for (const Bad& b : bad) {
    INFO(b.text);
    const Result<ClassSelection> selection = parse_class_selection(b.text, classes);
    REQUIRE_FALSE(selection);
    CHECK(selection.error().code == Code::kBadValue);
    CHECK(selection.error().offset == b.offset);
  }

  // What is in no class, or in no table, is in `all`, until that is taken away.
  struct Unclassed {
    std::string_view text;
    bool success, failure;
  };
  const Unclassed unclassed[] = {
      {"all", true, true},     {"all,^fr", true, true},    {"all,^-fr", true, true},
      {"all,^no", true, true}, {"all,^all", false, false}, {"all,^-all", true, false},
      {"+all", true, false},   {"-all", false, true},      {"fr", false, false},
      {"no", false, false},    {"^all,fr", false, false}};
  for (const Unclassed& u : unclassed) {
    INFO(u.text);
    const Result<ClassSelection> selection = parse_class_selection(u.text, classes);
    REQUIRE(selection);
    CHECK(selection->keeps(0, true) == u.success);
    CHECK(selection->keeps(0, false) == u.failure);
  }

  const ClassSelection failed_logins = *parse_class_selection("-lo", classes);
  CHECK(failed_logins.keeps(0x1000, false));
  CHECK_FALSE(failed_logins.keeps(0x1000, true));
  CHECK_FALSE(failed_logins.keeps(0x80, false));
}
