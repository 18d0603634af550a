// paudit: passes on the audit records of chosen processes and of all that descends from them, unchanged. Who
// is followed is decided in lib/knox/event/process_tree.h, the input formats are in
// lib/knox/input/process_formats.cpp.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "common/bsm_options.h"
#include "common/process_reader.h"
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
  event::ProcessWishes wishes;
  bool no_children = false, no_running = false;
};

class Paudit final : public tools::ProcessReader {
 public:
  Paudit(tools::Tool& tool, tools::BsmSetup& setup, event::ProcessFilter& filter, bool children)
      : ProcessReader({.selects = [this](const bsm::Record& record) { return selects(record); }}),
        tool_(tool),
        setup_(setup),
        filter_(filter),
        children_(children),
        to_terminal_(::isatty(STDOUT_FILENO) == 1) {}

  bool any() const { return any_; }

 private:
  std::string refuse(const std::string& name, const input::ProcessFormat& format,
                     const input::ProcessFormat* before) override {
    if (before != nullptr && before != &format) {
      return fmt::format("another format than the input before, {} after {}", format.name, before->name);
    }
    if (format.name != "bsm" && !setup_.selection.empty()) {
      return "the options that select records are for BSM; pipe the output into auparse for others";
    }
    if (format.binary && to_terminal_) {
      return "records are binary and not for a terminal; pipe them, for instance into praudit or bsm2json";
    }
    name_ = name;
    setup_.begin_trail();
    return {};
  }

  bool selects(const bsm::Record& record) {
    if (setup_.vocabulary.observe(record)) setup_.platform_found(tool_, name_);
    return setup_.selection.matches(record);
  }

  void take(const input::ProcessRecord& record) override {
    const event::ProcessEvent& event = record.event;
    const auto taken = filter_.take(event);
    if (taken.new_child) {
      // What the child did before its fork was told.
      const auto put = [&](std::string_view bytes) { this->put(bytes); };
      if (recent_.take(*event.child, event.time, put)) filter_.end(*event.child, event.time);
    }
    const bool wanted = record.selected && record.whole;
    if (taken.followed && wanted) {
      for (const std::string_view piece : record.pieces) {
        put(piece);
        put(record.end);
      }
    } else if (!taken.followed && !event.parent && children_) {
      recent_.add(event, wanted ? joined(record) : std::string_view());
    }
  }

  std::string_view joined(const input::ProcessRecord& record) {
    if (record.pieces.size() == 1 && record.end.empty()) return record.pieces.front();
    joined_.clear();
    for (const std::string_view piece : record.pieces) joined_.append(piece).append(record.end);
    return joined_;
  }

  void put(std::string_view bytes) {
    any_ = true;
    const bool is_text = to_terminal_ && bytes != "\n";
    is_text ? emit::line_text(tool_.out(), bytes) : tool_.out().text(bytes);
  }

  tools::Tool& tool_;
  tools::BsmSetup& setup_;
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
  whom.list("-u,--user", o.wishes.users, "USER", "NAME run by USER; or all USER does");
  whom.flag("--no-children", o.no_children, "not what descends from them");
  whom.flag("--no-running", o.no_running, "not those that run here already: records are another host's");
  tools::add_named_input_options(tool, o.input);
  tools::add_bsm_options(tool, o.bsm, tools::BsmOptionSet::kForPaudit);
}

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("paudit", "Pass on the audit records of processes and all their descendants.", kExample);
  Options o;
  add_options(tool, o);
  if (!tool.parse(argc, argv)) return tool.finish();

  for (const std::string& word : o.words) {
    const auto pid = to_pid(word);
    pid ? o.wishes.pids.push_back(*pid) : o.wishes.names.push_back(word);
  }
  for (const std::string& text : o.pids) {
    const auto pid = to_pid(text);
    if (!pid) return tool.fail("--pid {}: not a process id", text);
    o.wishes.pids.push_back(*pid);
  }
  if (o.wishes.names.empty() && o.wishes.pids.empty() && o.wishes.users.empty()) {
    return tool.fail("whom to follow? NAME, --pid or --user (try paudit --help)");
  }
  o.wishes.children = !o.no_children;
  std::expected<tools::BsmSetup, std::string> setup = tools::set_up(o.bsm);
  if (!setup) return tool.fail("{}", setup.error());
  auto filter = event::ProcessFilter::make(o.wishes, setup->names);
  if (!filter) return tool.fail("{}", filter.error());
  if (!o.no_running && may_be_of_now(o.input)) filter->set_running(os::running_processes());

  Paudit paudit(tool, *setup, *filter, o.wishes.children);
  tools::run_inputs(tool, o.input, paudit);
  if (!paudit.any()) tool.worsen(tools::kDamage);
  return tool.finish();
}
