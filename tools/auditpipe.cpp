// auditpipe: the records of the running system as they happen, to standard output. Where they come from is
// lib/knox/kernel/open_device.h; on Linux they become BSM on the way (lib/knox/convert).
#include "common/inputs.h"
#include "common/live.h"
#include "knox/convert/live_writer.h"
#include "knox/os/names.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  auditpipe pc,fc | bsm2json | jq -r .event.name\n"
    "  auditpipe --arm --seconds 60 ex | commands --time\n"
    "  auditpipe --native all | auparse --interpret\n"
    "  auditpipe --arm pc,fc,nt --output x.bsm -- ./install.sh\n";

struct Options {
  std::string classes, non_attributable;
  std::vector<std::string> users;
  std::uint64_t megabytes = 64;
  std::optional<std::uint64_t> count;
  std::optional<double> seconds;
  bool native = false;
};

void add_options(tools::Tool& tool, Options& o, tools::LiveInput& live) {
  kernel::DeviceOptions& device = live.device;
  constexpr double kMostRecords = 1e15;
  tool.cli().word("CLASSES", o.classes);
  tools::OptionGroup all = tool.cli().group("All systems");
  all.number("--count", o.count, {0, kMostRecords}, "N", "end after so many records");
  all.number("--seconds", o.seconds, {0, 1e9}, "S", "end after so much time");
  all.number("--buffer", o.megabytes, {1, 65'536}, "MIB", "for a reader that is slow for a while, 64");
  tools::add_command_options(tool, all, live);
  tool.output().add_options(all);
  tools::OptionGroup bsd = tool.cli().group("macOS, FreeBSD");
  bsd.value("--na-classes", o.non_attributable, "CLASSES", "of processes without an audit user, the same");
  bsd.list("--auid", o.users, "ID=CLASSES", "instead, of this audit user");
  bsd.number("--queue", device.pipe.queue_limit, {1, UINT32_MAX}, "N",
             "records that wait in the kernel, the most it allows");
  tools::OptionGroup only_linux = tool.cli().group("Linux");
  only_linux.flag("--arm", device.arm, "add the audit rules that CLASSES need, until the end");
  only_linux.flag("--native", o.native, "the kernel's own lines, not BSM");
  only_linux.value("--node", device.node, "NAME", "node=NAME in front of them");
  only_linux.flag("--unicast", device.unicast, "take the audit daemon's place");
}

// Classes, and users with theirs. False: it has said what is wrong.
bool read_classes(tools::Tool& tool, const Options& o, kernel::PipeOptions& pipe) {
  const bsm::ClassTable table(bsm::Platform::kUnknown);
  const auto parse = [&](std::string_view text, bsm::ClassSelection& classes) {
    const auto parsed = bsm::parse_class_selection(text, table);
    if (parsed) {
      classes = *parsed;
    } else {
      tool.fail("{}", bsm::unknown_class(text, parsed.error(), table));
    }
    return parsed.has_value();
  };
  if (!parse(o.classes, pipe.classes)) return false;
  if (!o.non_attributable.empty() && !parse(o.non_attributable, pipe.non_attributable.emplace()))
    return false;
  for (const std::string& text : o.users) {
    const std::size_t equals = text.find('=');
    const auto id = os::Names().uid(std::string_view(text).substr(0, equals));
    if (equals == text.npos || !id) {
      tool.fail("--auid {}: not USER=CLASSES", text);
      return false;
    }
    kernel::UserClasses& user = pipe.users.emplace_back(*id);
    if (!parse(std::string_view(text).substr(equals + 1), user.classes)) return false;
  }
  return true;
}

// "-fr" is a class that is wanted, not an option.
std::vector<std::string> classes_last(std::vector<std::string> words) {
  const auto is_list = [](const std::string& word) {
    return word.size() > 2 && word[0] == '-' && word[1] != '-';
  };
  const auto list = std::ranges::find_if(words, is_list);
  if (list == words.end() || std::ranges::find(words, "--") != words.end()) return words;
  std::rotate(list, list + 1, words.end());
  words.insert(words.end() - 1, "--");
  return words;
}

class Consumer final : public tools::Consumer {
 public:
  explicit Consumer(convert::LiveWriter& writer) : writer_(writer) {}

  io::Framer* begin(const std::string&, Bytes, std::string&) override { return &writer_.framer(); }
  std::optional<Error> take(const io::Frame& frame) override {
    writer_.take(frame);
    return std::nullopt;
  }
  void silence(std::uint32_t milliseconds) override { writer_.silence(milliseconds); }
  void finish() override { writer_.finish(); }
  bool enough() const override { return writer_.enough(); }

 private:
  convert::LiveWriter& writer_;
};

std::unique_ptr<convert::LiveWriter> make_writer(tools::Tool& tool, const Options& o,
                                                 const tools::LiveInput& live) {
  convert::LiveWriterOptions options{.classes = live.device.pipe.classes,
                                     .native = o.native,
                                     .to_terminal = tool.output().is_terminal(),
                                     .only = live.descendants()};
  const bool is_bsm = live.content() == kernel::Content::kBsm;
  const auto make = is_bsm ? convert::make_record_writer : convert::make_event_writer;
  return make(tool.out(), o.count, std::move(options));
}

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("auditpipe", "Write the system's audit records as they happen, in BSM.", kExample);
  Options o;
  tools::LiveInput live;
  add_options(tool, o, live);
  tool.open_first([&] {
    if (!read_classes(tool, o, live.device.pipe)) return false;
    if (!o.native && tool.output().is_terminal()) {
      tool.fail("BSM is binary and not for a terminal; pipe it into bsm2json, commands or praudit");
      return false;
    }
    if (!live.open(tool)) return false;
    const bool is_possible = !o.native || live.content() == kernel::Content::kLinuxLines;
    if (!is_possible) tool.fail("--native is for Linux");
    return is_possible;
  });
  if (!tool.parse(classes_last({argv, argv + argc}))) return tool.finish();

  live.feed.buffer = o.megabytes * 1024 * 1024;
  if (o.seconds) live.feed.limit = std::chrono::milliseconds(static_cast<std::int64_t>(*o.seconds * 1000));
  tools::InputOptions input;
  input.live = &live;
  input.growing = true;
  if (!live.run(tool)) return tool.finish();
  const std::unique_ptr<convert::LiveWriter> writer = make_writer(tool, o, live);
  Consumer consumer(*writer);
  tools::run_inputs(tool, input, consumer);
  return tool.finish();
}
