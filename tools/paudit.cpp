// paudit: passes on the audit records of chosen processes and of all that descends from them, unchanged. Who
// is followed is decided in lib/knox/event/process_tree.h, the input formats are in
// lib/knox/input/process_formats.cpp.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "common/answer.h"
#include "common/event_reader.h"
#include "common/input_files.h"
#include "common/selector.h"
#include "knox/emit/line.h"
#include "knox/event/process_filter.h"
#include "knox/event/recent_records.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  auditpipe pc,fr,fw,fc | paudit make | bsm2json\n"
    "  paudit --input /var/audit/current --class nt sshd | praudit\n"
    "  paudit --user alice </var/log/audit/audit.log | auparse -i\n";

struct Options {
  tools::InputOptions input;
  tools::BsmOptions bsm;
  std::vector<std::string> words, pids;
  event::ProcessCriteria criteria;
  bool no_children = false, no_running = false;
};

class Paudit final : public tools::EventReader {
 public:
  Paudit(tools::Tool& tool, tools::BsmSetup& setup, event::ProcessFilter& filter, bool children)
      : EventReader(
            {.wanted = input::Wanted::kProcesses,
             .selects = [this](const bsm::Record& record) { return selects(record); },
             .selects_event = [this](const linux_audit::Event& event) { return selector_.selects(event); },
             .names = &setup.names},
            "not to be read here:"),
        tool_(tool),
        setup_(setup),
        selector_(setup),
        filter_(filter),
        children_(children),
        to_terminal_(tool.output().is_terminal()) {}

  bool any() const { return any_; }

 private:
  std::string refuse(const std::string& name, const input::Format& format,
                     const input::Format* before) override {
    if (before != nullptr && before != &format) {
      return fmt::format("another format than the input before, {} after {}", format.name, before->name);
    }
    if (format.binary && to_terminal_) {
      return "records are binary and not for a terminal; pipe them, for instance into praudit or bsm2json";
    }
    if (format.name == "es" && !setup_.classes.empty()) return tools::kNoClasses;
    name_ = name;
    setup_.begin_trail();
    return {};
  }

  static std::function<bool(const event::Event&)> select_mapped(const tools::BsmSetup& setup) {
    if (setup.query.empty() && !setup.invert) return {};
    return [&setup](const event::Event& event) { return setup.query.matches(event) != setup.invert; };
  }

  bool selects(const bsm::Record& record) {
    if (setup_.tables.observe(record)) setup_.platform_found(tool_, name_);
    return selector_.selects(record);
  }

  void take(const input::Report& record) override {
    const event::ProcessEvent& event = *record.event.act;
    const auto taken = filter_.take(event);
    if (taken.new_child) {
      // What the child did before its fork was told.
      const auto put = [&](std::string_view bytes) {
        this->put(bytes);
        tool_.out().end_record();
      };
      if (recent_.take(*event.child, event.time, put)) filter_.end(*event.child, event.time);
    }
    const bool wanted = record.selected && record.whole;
    if (taken.followed && wanted) {
      for (const std::string_view piece : record.pieces) {
        put(piece);
        put(record.end);
      }
      tool_.out().end_record();
    } else if (!taken.followed && !event.parent && children_) {
      recent_.add(event, wanted ? joined(record) : std::string_view());
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
  event::ProcessFilter& filter_;
  bool children_, to_terminal_;
  event::RecentRecords recent_;
  std::string name_, joined_;
  bool any_ = false;
};

std::optional<std::uint32_t> to_pid(const std::string& word) {
  std::uint32_t pid = 0;
  const char* const end = word.data() + word.size();
  const auto [rest, error] = std::from_chars(word.data(), end, pid);
  return error == std::errc() && rest == end ? std::optional(pid) : std::nullopt;
}

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

void add_options(tools::Tool& tool, Options& o) {
  tool.cli().words("NAME", o.words);
  tools::OptionGroup whom =
      tool.cli().group("Whom to follow (any of them), besides NAME, a command's name, or a number, a pid");
  whom.list("-p,--pid", o.pids, "PID", "the process that has it first");
  whom.list("-u,--user", o.criteria.users, "USER", "NAME run by USER; or all USER does");
  whom.flag("--no-children", o.no_children, "not what descends from them");
  whom.flag("--no-running", o.no_running, "not those that run here already: records are another host's");
  tools::add_named_input_options(tool, o.input);
  tool.output().add_options(tool.cli().group("Output"));
  tools::add_query_options(tool, o.bsm.query, {.process = false});
  tools::add_class_options(tool, o.bsm.selection);
  tools::add_bsm_options(tool, o.bsm);
}

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("paudit", "Pass on the audit records of processes and all their descendants.", kExample);
  Options o;
  add_options(tool, o);
  if (!tool.parse(argc, argv)) return tool.finish();

  for (const std::string& word : o.words) {
    const auto pid = to_pid(word);
    if (pid) {
      o.criteria.pids.push_back(*pid);
    } else if (tools::is_audit_file(word)) {
      return tool.fail("'{}' is a file; --input {}?", word, word);
    } else {
      o.criteria.names.push_back(word);
    }
  }
  for (const std::string& text : o.pids) {
    const auto pid = to_pid(text);
    if (!pid) return tool.fail("--pid: not a process id: '{}'", text);
    o.criteria.pids.push_back(*pid);
  }
  if (o.criteria.names.empty() && o.criteria.pids.empty() && o.criteria.users.empty()) {
    return tool.fail("whom to follow? NAME, --pid or --user (try paudit --help)");
  }
  if (const auto found = tools::find_files(o.input, tools::Files::kBoth); !found) {
    return tool.fail("{}", found.error());
  }
  o.criteria.children = !o.no_children;
  std::expected<tools::BsmSetup, std::string> setup = tools::set_up(o.bsm);
  if (!setup) return tool.fail("{}", setup.error());
  auto filter = event::ProcessFilter::make(o.criteria, setup->names);
  if (!filter) return tool.fail("{}", filter.error());
  if (!o.no_running && may_be_of_now(o.input)) filter->set_running(os::running_processes());

  Paudit paudit(tool, *setup, *filter, o.criteria.children);
  const tools::Reading reading = tools::run_inputs(tool, o.input, paudit);
  if (!paudit.any()) tools::answer_nothing(tool, reading, "record selected", setup->query);
  return tool.finish();
}
