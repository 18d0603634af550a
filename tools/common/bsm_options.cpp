#include "common/bsm_options.h"

#include "knox/base/unknown.h"
#include "knox/io/read_file.h"

namespace knox::tools {

namespace {

using bsm::Platform;

std::optional<Platform> find_platform(std::string_view text) {
  if (text == "auto") return Platform::kUnknown;
  for (const Platform platform : {Platform::kDarwin, Platform::kFreeBsd, Platform::kSolaris}) {
    if (text == bsm::name(platform)) return platform;
  }
  return std::nullopt;
}

// Gives the file's text to `use`; an empty path is an option that was not given.
template <class Use>
std::expected<void, std::string> use_file(const char* option, const std::string& path, Use use) {
  if (path.empty()) return {};
  Result<std::string> text = io::read_file(path);
  if (!text) return std::unexpected(fmt::format("{} {}: {}", option, path, describe(text.error())));
  const Result<void> used = use(std::move(*text));
  if (used) return {};
  return std::unexpected(fmt::format("{} {}: line {}: not a line of {}(5)", option, path, used.error().offset,
                                     used.error().what));
}

}  // namespace

void add_bsm_options(Tool& tool, BsmOptions& options, Letters letters) {
  const auto named = [&](const char* letter, const char* name) {
    return letters == Letters::kAuditreduce ? std::string(letter) + "," + name : std::string(name);
  };
  bsm::SelectionText& text = options.selection;
  OptionGroup selection = tool.cli().group("Selection as in auditreduce(1)").more();
  selection.list("--date", text.date, "DAY", "on that local day: YYYYMMDD");
  selection.list("--auid", text.auid, "USER", "audit user: who logged in");
  selection.list("--euid", text.euid, "USER", "effective user");
  selection.list("--ruid", text.ruid, "USER", "real user");
  selection.list(named("-g", "--group"), text.group, "GROUP", "effective or real group");
  selection.list("--egid", text.egid, "GROUP", "effective group");
  selection.list("--rgid", text.rgid, "GROUP", "real group");
  selection.list(named("-o", "--object"), text.object, "TYPE=VALUE",
                 "file=REGEX pid= msgqid= semid= shmid= sock=");
  selection.list(named("-z", "--zone"), text.zone, "GLOB", "zone or jail");

  OptionGroup words = tool.cli().group("Words").more();
  words.value("--platform", options.platform, "PLATFORM", "auto, darwin, freebsd, solaris");
  words.value("--event-file", options.event_file, "FILE", "another system's audit_event(5)");
  words.value("--class-file", options.class_file, "FILE", "another system's audit_class(5)");
  add_name_files(words, options.names);
  words.flag("--verbose", options.verbose, "say which platform a trail is from");
}

std::expected<BsmSetup, std::string> set_up(const BsmOptions& options) {
  const std::optional<Platform> platform = find_platform(options.platform);
  if (!platform) {
    return std::unexpected("--platform: " +
                           unknown("platform", options.platform, "auto, darwin, freebsd, solaris"));
  }
  auto names = read_names(options.names);
  if (!names) return std::unexpected(names.error());
  BsmSetup setup{.tables = bsm::PlatformTables(*platform),
                 .names = std::move(*names),
                 .query = {},
                 .mute = {},
                 .selection = {},
                 .classes = {},
                 .invert = options.query.invert,
                 .verbose = options.verbose};
  const auto read = [&]() -> std::expected<void, std::string> {
    auto done = use_file("--class-file", options.class_file,
                         [&](std::string text) { return setup.tables.load_classes(std::move(text)); });
    if (!done) return done;
    return use_file("--event-file", options.event_file,
                    [&](std::string text) { return setup.tables.load_events(std::move(text)); });
  };
  if (const auto done = read(); !done) return std::unexpected(done.error());

  auto query = event::Query::make(options.query, setup.names, HostClock::read());
  if (!query) return std::unexpected(query.error());
  query->set_invert(false);
  setup.query = std::move(*query);

  auto mute = make_mute(options.mute, setup.names);
  if (!mute) return std::unexpected(mute.error());
  setup.mute = std::move(*mute);

  bsm::SelectionText text = options.selection;
  const auto make = [&] {
    return bsm::Selection::make(text, setup.tables.events(), setup.tables.classes(), setup.names);
  };
  auto classes = make();
  if (!classes) return std::unexpected(classes.error());
  setup.classes = std::move(*classes);
  text.when = setup.query.when();
  text.success = setup.query.success();
  text.failure = setup.query.failure();
  text.invert = setup.invert && !setup.query.asks_more();
  const bool is_same = text.when == Period{} && !text.success && !text.failure && !text.invert;
  setup.selection = is_same ? setup.classes : *make();
  return setup;
}

std::vector<const event::Query*> queries_of(const std::deque<BsmSetup>& setups) {
  std::vector<const event::Query*> queries;
  for (const BsmSetup& setup : setups) queries.push_back(&setup.query);
  return queries;
}

void BsmSetup::learn(const BsmSetup& other) {
  if (tables.agree(other.tables)) return;
  tables.observe(other.tables);
  use_tables();
}

void BsmSetup::use_tables() {
  selection.use(tables.events(), tables.classes());
  classes.use(tables.events(), tables.classes());
}

void BsmSetup::platform_found(Tool& tool, const std::string& trail) {
  use_tables();
  if (verbose) tool.warn("{}: written on {}", trail, bsm::name(tables.platform()));
}

void BsmSetup::begin_trail() {
  const unsigned before = tables.generation();
  tables.begin_trail();
  if (tables.generation() != before) use_tables();
}

}  // namespace knox::tools
