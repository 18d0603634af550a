// paudit: passes on the audit records of chosen processes and of all that descends from them, unchanged. Who
// is followed is decided in lib/knox/event/process_tree.h, the input formats are in
// lib/knox/input/process_formats.cpp.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "common/answer.h"
#include "common/deeds_reader.h"
#include "common/event_reader.h"
#include "common/follow_options.h"
#include "common/input_files.h"
#include "common/live.h"
#include "common/selector.h"
#include "knox/base/unknown.h"
#include "knox/emit/line.h"
#include "knox/event/followed_records.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  auditpipe pc,fr,fw,fc | paudit make | bsm2json\n"
    "  paudit --input /var/audit/current --class nt sshd | praudit\n"
    "  paudit --user alice </var/log/audit/audit.log | auparse -i\n"
    "  paudit -- make | events\n"
    "  paudit --summary -- ./install.sh\n";

// What is wanted of a command to run: all but what it reads, which is most of it.
constexpr std::string_view kClasses = "pc,fc,fd,fw,fm,nt";

struct Options {
  tools::InputOptions input;
  tools::LiveInput live;
  tools::BsmOptions bsm;
  tools::FollowOptions whom;
  std::string format = "text";
  bool summary = false;
};

class Paudit final : public tools::EventReader {
 public:
  // Without `followed` everybody is.
  Paudit(tools::Tool& tool, tools::BsmSetup& setup, std::optional<event::FollowedRecords> followed,
         tools::DeedsReader* deeds, bool live)
      : EventReader(
            {.wanted = input::Wanted::kProcesses,
             .selects = [this](const bsm::Record& record) { return selects(record); },
             .selects_event = [this](const linux_audit::Event& event) { return selector_.selects(event); },
             .selects_mapped = select_mapped(setup),
             .names = &setup.names,
             .live = live},
            "not to be read here:"),
        tool_(tool),
        setup_(setup),
        selector_(setup),
        followed_(std::move(followed)),
        deeds_(deeds),
        to_terminal_(tool.output().is_terminal()) {}

  bool any() const { return any_; }

 private:
  std::string refuse(const std::string& name, const input::Format& format,
                     const input::Format* before) override {
    if (before != nullptr && before != &format) {
      return fmt::format("another format than the input before, {} after {}", format.name, before->name);
    }
    if (deeds_ != nullptr) {
      deeds_->begin(format);
    } else if (format.binary && to_terminal_) {
      return "records are binary and not for a terminal; pipe them, for instance into praudit or bsm2json";
    }
    if (format.name == "es" && !setup_.classes.empty()) return tools::kNoClasses;
    name_ = name;
    setup_.begin_trail();
    return {};
  }

  static std::function<bool(const event::Event&)> select_mapped(tools::BsmSetup& setup) {
    if (setup.query.empty() && !setup.invert && setup.mute.empty()) return {};
    return [&setup](const event::Event& event) {
      return !setup.mute.mutes(event, setup.names) && setup.query.matches(event) != setup.invert;
    };
  }

  bool selects(const bsm::Record& record) {
    if (setup_.tables.observe(record)) setup_.platform_found(tool_, name_);
    return selector_.selects(record);
  }

  void take(const input::Report& record) override {
    const event::ProcessEvent& event = *record.event.act;
    const auto put_earlier = [this](std::string_view bytes) {
      put(bytes);
      tool_.out().end_record();
    };
    const auto whose =
        followed_ ? followed_->take(event, put_earlier) : event::FollowedRecords::Whose::kFollowed;
    const bool wanted = record.selected && record.whole;
    if (whose == event::FollowedRecords::Whose::kUnknown) {
      followed_->keep(event, wanted ? joined(record) : std::string_view());
    } else if (whose == event::FollowedRecords::Whose::kFollowed && wanted) {
      for (const std::string_view piece : record.pieces) {
        put(piece);
        put(record.end);
      }
      tool_.out().end_record();
    }
  }

  std::string_view joined(const input::Report& record) {
    if (record.pieces.size() == 1 && record.end.empty()) return record.pieces.front();
    joined_.clear();
    for (const std::string_view piece : record.pieces) joined_.append(piece).append(record.end);
    return joined_;
  }

  void put(std::string_view bytes) {
    any_ = true;
    if (deeds_ != nullptr) return deeds_->take(bytes);
    const bool is_text = to_terminal_ && bytes != "\n";
    if (is_text) {
      emit::line_text(tool_.out(), bytes);
    } else {
      tool_.out().text(bytes);
    }
  }

  tools::Tool& tool_;
  tools::BsmSetup& setup_;
  tools::Selector selector_;
  std::optional<event::FollowedRecords> followed_;
  tools::DeedsReader* deeds_;
  bool to_terminal_;
  std::string name_, joined_;
  bool any_ = false;
};

// Whether records may come that are not written yet: from a pipe, or by --follow.
bool may_be_of_now(const tools::InputOptions& input) {
  const auto is_no_file = [](const std::string& path) {
    struct stat status;
    return (path == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status)) == 0 &&
           !S_ISREG(status.st_mode);
  };
  return input.follow ||
         (input.paths.empty() ? is_no_file("-") : std::ranges::any_of(input.paths, is_no_file));
}

// A command is followed as it runs. False: it has said why that cannot be.
bool open_live(tools::Tool& tool, Options& o) {
  if (o.live.command.empty()) return true;
  if (!o.input.paths.empty() || o.input.follow) {
    tool.fail("what {} does is read as it happens: --input and --follow are instead of a command",
              o.live.command.front());
    return false;
  }
  const bsm::ClassTable table(bsm::Platform::kUnknown);
  const std::string classes = o.bsm.selection.classes.empty()
                                  ? std::string(kClasses)
                                  : fmt::format("{}", fmt::join(o.bsm.selection.classes, ","));
  const auto selection = bsm::parse_class_selection(classes, table);
  if (!selection) {
    tool.fail("--class: {}", bsm::unknown_class(classes, selection.error(), table));
    return false;
  }
  o.live.device.pipe.classes = *selection;
  o.live.device.arm = kernel::kHasRules;
  o.input.live = &o.live;
  return o.live.open(tool);
}

void add_options(tools::Tool& tool, Options& o) {
  tool.cli().command(o.live.command);
  tools::add_follow_options(tool, o.whom);
  tools::add_named_input_options(tool, o.input);
  tools::OptionGroup output = tool.cli().group("Output");
  output.flag("--summary", o.summary, "what became of it, instead of records: files, connections, programs");
  output.value("-F,--format", o.format, "FORMAT", "text, json, of --summary");
  tool.output().add_options(output);
  tools::add_query_options(tool, o.bsm.query, {.process = false});
  tools::add_class_options(tool, o.bsm.selection);
  tools::add_mute_options(tool.cli().group(tools::kSelection).more(), o.bsm.mute);
  tools::add_bsm_options(tool, o.bsm);
}

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("paudit", "Pass on the audit records of processes and all their descendants.", kExample);
  Options o;
  add_options(tool, o);
  tool.open_first([&] { return open_live(tool, o); });
  if (!tool.parse(argc, argv)) return tool.finish();

  const tools::Whom whom = !o.live.command.empty() ? tools::Whom::kCommand
                           : o.summary             ? tools::Whom::kOptional
                                                   : tools::Whom::kNeeded;
  if (const auto read = tools::read_whom(o.whom, whom); !read) return tool.fail("{}", read.error());
  if (o.format != "text" && o.format != "json")
    return tool.fail("--format: {}", unknown("format", o.format, "text, json"));
  if (const auto found = tools::find_files(o.input, tools::Files::kBoth); !found) {
    return tool.fail("{}", found.error());
  }
  std::expected<tools::BsmSetup, std::string> setup = tools::set_up(o.bsm);
  if (!setup) return tool.fail("{}", setup.error());
  auto filter = event::ProcessFilter::make(o.whom.criteria, setup->names);
  if (!filter) return tool.fail("{}", filter.error());
  if (o.input.live == nullptr && !o.whom.no_running && may_be_of_now(o.input))
    filter->set_running(os::running_processes());

  if (!o.live.run(tool)) return tool.finish();
  std::optional<event::FollowedRecords> followed = o.live.descendants();
  if (!followed && o.whom.any()) followed.emplace(std::move(*filter), o.whom.criteria.children);
  tools::DeedsReader deeds(setup->names);
  Paudit paudit(tool, *setup, std::move(followed), o.summary ? &deeds : nullptr, o.input.live != nullptr);
  const tools::Reading reading = tools::run_inputs(tool, o.input, paudit);
  if (o.summary && paudit.any() && !deeds.finish(o.format, tool.out())) tool.warn("nothing became of it");
  const event::Query* const query = &setup->query;
  tools::tell_unknown_dropped(tool, {&query, 1});
  if (!paudit.any() && o.input.live == nullptr)
    tools::answer_nothing(tool, reading, "record selected", setup->query);
  return tool.finish();
}
