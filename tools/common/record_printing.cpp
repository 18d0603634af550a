#include "common/record_printing.h"

#include <algorithm>
#include <utility>

#include "knox/input/formats.h"

namespace knox::tools {

namespace {

// With tables, names, a selection and a printer of its own. What order decides: which record tells the
// platform, and the count in the ids of equal records.
class PrintingWorker final : public Worker {
 public:
  // `known` and `any` are the consumer's.
  PrintingWorker(const RecordPrinting::Print& print, BsmSetup& known, bool& any)
      : known_(known), any_(any), setup_(known), options_(print.options) {
    options_.tables = &setup_.tables;
    options_.names = &setup_.names;
    printer_ = print.format.make(options_);
    records_.emplace(setup_, *printer_, print.whole_frames(), [this] { setup_.use_tables(); });
  }

  void begin() override {
    go_on();
    is_settled_ = setup_.tables.settled();
    platform_ = setup_.tables.platform();
    if (bsm::RecordIds* const ids = printer_->ids()) ids->begin_part();
  }
  void go_on() override { setup_.learn(known_); }
  std::optional<Error> take(const io::Frame& frame, Out& out) override { return records_->take(frame, out); }

  bool fits(Worker& before) override {
    const bsm::PlatformTables& tables = known_.tables;
    if (tables.settled() != is_settled_ || tables.platform() != platform_) return false;
    bsm::RecordIds* const ids = printer_->ids();
    return ids == nullptr || ids->follow(*static_cast<PrintingWorker&>(before).printer_->ids());
  }
  void end() override {
    known_.learn(setup_);
    any_ |= records_->any();
  }

  // Ids of records are counted where these are the same in every byte, the time too.
  bool is_apart(const io::Frame& before, const io::Frame& frame) const override {
    return !std::ranges::equal(bsm::peek_time(before.bytes), bsm::peek_time(frame.bytes));
  }

 private:
  BsmSetup& known_;
  bool& any_;
  BsmSetup setup_;
  bsm::PrintOptions options_;
  std::unique_ptr<bsm::Printer> printer_;
  std::optional<PrintedRecords> records_;
  bool is_settled_ = false;  // the tables, in begin()
  bsm::Platform platform_ = bsm::Platform::kUnknown;
};

}  // namespace

PrintedRecords::PrintedRecords(BsmSetup& setup, bsm::Printer& printer, bool whole_frames,
                               std::function<void()> platform_found)
    : setup_(setup),
      selector_(setup),
      printer_(printer),
      whole_frames_(whole_frames),
      platform_found_(std::move(platform_found)) {}

bool PrintedRecords::selects(const io::Frame& frame) {
  error_.reset();
  if (can_skip(frame)) return false;
  const bool is_whole = record_.parse(frame.bytes);
  error_ = record_.damage();
  // Of what is not, nothing can be asked.
  if (!is_whole) return whole_frames_ && setup_.selection.empty() && !setup_.query.asks_more();
  if (setup_.tables.observe(record_)) platform_found_();
  if (!selector_.selects(record_)) return false;
  any_ = true;
  return true;
}

RecordPrinting::RecordPrinting(Tool& tool, BsmSetup& setup, const Print& print, bsm::Printer& printer)
    : tool_(tool),
      setup_(setup),
      print_(print),
      printer_(printer),
      records_(setup, printer, print.whole_frames(), [this] { setup_.platform_found(tool_, name_); }),
      output_(tool.out(), print.origin) {}

io::Framer* RecordPrinting::begin(const std::string& name, Bytes front, std::string& refusal) {
  const std::string_view other = input::describe_foreign(front);
  if (!other.empty() && !bsm::looks_like_trail(front)) {
    refusal = fmt::format("not a BSM trail, but {}", other_kind(front, name, other));
    if (!input::may_precede_records(front)) return nullptr;
  }
  name_ = name;
  setup_.begin_trail();
  framer_ = {};
  return &framer_;
}

std::optional<Error> RecordPrinting::take(const io::Frame& frame) {
  if (records_.selects(frame)) {
    // A file token is of the time of the record before it.
    const bsm::HeaderFacts& header = records_.record().header();
    if (header.seconds != 0) latest_ = {header.seconds, header.nanoseconds};
    output_.put(latest_, {name_, frame.offset}, [&](Out& out) { records_.print(frame, out); });
  }
  return records_.error();
}

std::unique_ptr<Worker> RecordPrinting::make_worker() {
  const bool is_told = setup_.verbose;  // where the platform was found: between records
  const bool depends_on_order = print_.origin.merge || print_.origin.with_filename || !setup_.mute.empty();
  if (is_told || depends_on_order || !printer_.is_independent()) return nullptr;
  return std::make_unique<PrintingWorker>(print_, setup_, any_);
}

}  // namespace knox::tools
