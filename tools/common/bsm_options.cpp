#include "common/bsm_options.h"

#include <CLI/CLI.hpp>
#include <array>

#include "common/list_option.h"
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

void add_bsm_options(CLI::App& cli, BsmOptions& options, BsmOptionSet set) {
  const bool all = set == BsmOptionSet::kAll;
  const std::string selection = "Selection (each can be repeated: any of its values)";
  const std::string words = "Words";
  bsm::SelectionText& text = options.selection;
  const auto add = [&](const char* names, auto& into, const char* type, const char* description) {
    add_list_option(cli, selection, names, into, type, description);
  };
  add("-a,--after", text.after, "TIME", "at TIME or later: RFC 3339 or YYYYMMDD[HH[MM[SS]]]");
  add("-b,--before", text.before, "TIME", "at TIME or earlier");
  add("--date", text.date, "DAY", "on that local day: YYYYMMDD");
  add("-c,--class", text.classes, "LIST", "event classes as in audit_control(5): pc,+lo,-fr");
  add("-m,--event", text.event, "EVENT", "name or number: AUE_EXECVE, execve, 23");
  cli.add_flag("--success", text.success, "what succeeded")->group(selection);
  cli.add_flag("--failure", text.failure, "what failed")->group(selection);
  if (all) add("-u,--user", text.user, "USER", "audit user, by name or number");
  add("--euid", text.euid, "USER", "effective user");
  add("--ruid", text.ruid, "USER", "real user");
  add("-g,--group", text.group, "GROUP", "effective or real group");
  add("--egid", text.egid, "GROUP", "effective group");
  add("--rgid", text.rgid, "GROUP", "real group");
  if (all) add("-p,--pid", text.pid, "PID", "process that did it");
  add("--session", text.session, "ID", "audit session");
  if (set != BsmOptionSet::kForCommands) add("--path", text.path, "GLOB", "any path; * matches / too");
  add("-o,--object", text.object, "TYPE=VALUE", "file=REGEX pid= msgqid= semid= shmid= sock=");
  add("-z,--zone", text.zone, "GLOB", "zone or jail");
  cli.add_flag("-v,--invert", text.invert, "what all of this does not select")->group(selection);

  const auto file = [&](const char* names, std::string& into, const char* description) {
    cli.add_option(names, into, description)->group(words)->type_name("FILE");
  };
  cli.add_option("--platform", options.platform, "auto, darwin, freebsd, solaris")
      ->group(words)
      ->type_name("PLATFORM");
  file("--event-file", options.event_file, "another system's audit_event(5)");
  file("--class-file", options.class_file, "another system's audit_class(5)");
  file("--passwd", options.passwd, "users of another host");
  file("--group-file", options.group_file, "groups of another host");
  cli.add_flag("--verbose", options.verbose, "say which platform a trail is from")->group(words);
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
