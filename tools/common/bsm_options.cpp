#include "common/bsm_options.h"

#include <array>

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

void add_bsm_options(Tool& tool, BsmOptions& options, BsmOptionSet set) {
  const bool all = set == BsmOptionSet::kAll;
  bsm::SelectionText& text = options.selection;
  OptionGroup selection = tool.cli().group("Selection (each can be repeated: any of its values)");
  selection.list("-a,--after", text.after, "TIME", "at TIME or later: RFC 3339 or YYYYMMDD[HH[MM[SS]]]");
  selection.list("-b,--before", text.before, "TIME", "at TIME or earlier");
  selection.list("--date", text.date, "DAY", "on that local day: YYYYMMDD");
  selection.list("-c,--class", text.classes, "LIST", "event classes as in audit_control(5): pc,+lo,-fr");
  selection.list("-m,--event", text.event, "EVENT", "name or number: AUE_EXECVE, execve, 23");
  selection.flag("--success", text.success, "what succeeded");
  selection.flag("--failure", text.failure, "what failed");
  if (all) selection.list("-u,--user", text.user, "USER", "audit user, by name or number");
  selection.list("--euid", text.euid, "USER", "effective user");
  selection.list("--ruid", text.ruid, "USER", "real user");
  selection.list("-g,--group", text.group, "GROUP", "effective or real group");
  selection.list("--egid", text.egid, "GROUP", "effective group");
  selection.list("--rgid", text.rgid, "GROUP", "real group");
  if (all) selection.list("-p,--pid", text.pid, "PID", "process that did it");
  selection.list("--session", text.session, "ID", "audit session");
  if (set != BsmOptionSet::kForCommands) {
    selection.list("--path", text.path, "GLOB", "any path; * matches / too");
  }
  selection.list("-o,--object", text.object, "TYPE=VALUE", "file=REGEX pid= msgqid= semid= shmid= sock=");
  selection.list("-z,--zone", text.zone, "GLOB", "zone or jail");
  selection.flag("-v,--invert", text.invert, "what all of this does not select");

  OptionGroup words = tool.cli().group("Words");
  words.value("--platform", options.platform, "PLATFORM", "auto, darwin, freebsd, solaris");
  words.value("--event-file", options.event_file, "FILE", "another system's audit_event(5)");
  words.value("--class-file", options.class_file, "FILE", "another system's audit_class(5)");
  words.value("--passwd", options.passwd, "FILE", "users of another host");
  words.value("--group-file", options.group_file, "FILE", "groups of another host");
  words.flag("--verbose", options.verbose, "say which platform a trail is from");
}

std::expected<BsmSetup, std::string> set_up(const BsmOptions& options) {
  const std::optional<Platform> platform = find_platform(options.platform);
  if (!platform) {
    return std::unexpected(
        fmt::format("--platform {}: unknown; known are auto, darwin, freebsd, solaris", options.platform));
  }
  BsmSetup setup{bsm::Vocabulary(*platform), {}, {}, options.verbose};
  const auto read = [&]() -> std::expected<void, std::string> {
    auto done = use_file("--class-file", options.class_file,
                         [&](std::string text) { return setup.vocabulary.load_classes(std::move(text)); });
    if (!done) return done;
    done = use_file("--event-file", options.event_file,
                    [&](std::string text) { return setup.vocabulary.load_events(std::move(text)); });
    if (!done) return done;
    done = use_file("--passwd", options.passwd, [&](std::string text) -> Result<void> {
      setup.names.use_passwd(std::move(text));
      return {};
    });
    if (!done) return done;
    return use_file("--group-file", options.group_file, [&](std::string text) -> Result<void> {
      setup.names.use_group(std::move(text));
      return {};
    });
  };
  if (const auto done = read(); !done) return std::unexpected(done.error());

  auto selection = bsm::Selection::make(options.selection, setup.vocabulary.events(),
                                        setup.vocabulary.classes(), setup.names);
  if (!selection) return std::unexpected(selection.error());
  setup.selection = std::move(*selection);
  if (options.numeric) setup.names.use_none();
  return setup;
}

void BsmSetup::platform_found(Tool& tool, const std::string& trail) {
  selection.use(vocabulary.events(), vocabulary.classes());
  if (verbose) tool.complain("{}: written on {}", trail, bsm::name(vocabulary.platform()));
}

void BsmSetup::begin_trail() {
  const unsigned before = vocabulary.generation();
  vocabulary.begin_trail();
  if (vocabulary.generation() != before) selection.use(vocabulary.events(), vocabulary.classes());
}

}  // namespace knox::tools
