#include "common/blocks.h"

#include <string>
#include <utility>

namespace knox::tools {

namespace {

// Small enough that the JSON of a block fits into an Out.
constexpr std::size_t kBlock = 64 * 1024;
// A frame of more is taken where there is no other beside it, so that memory is bounded.
constexpr std::size_t kMostFrame = kBlock;

}  // namespace

struct Blocks::Block {
  struct Entry {  // a frame
    std::uint64_t offset, line;
    std::uint32_t begin, size;  // of its bytes
    std::uint32_t printed = 0;  // where it ends in what is printed
    bool is_reported = false;
  };
  std::vector<std::uint8_t> bytes;
  std::vector<Entry> entries;
  std::vector<std::optional<Error>> damages;  // of the frames that are reported
  bool cut = false;                           // the last frame
  Error why_cut;
  std::unique_ptr<Worker> worker;
  std::string text;  // what has been printed begins with it, and ends with out.unwritten()
  StringWriter writer{text};
  Out out{writer};

  void add(const io::Frame& frame, std::uint64_t line) {
    entries.push_back({.offset = frame.offset,
                       .line = line,
                       .begin = static_cast<std::uint32_t>(bytes.size()),
                       .size = static_cast<std::uint32_t>(frame.bytes.size())});
    bytes.insert(bytes.end(), frame.bytes.begin(), frame.bytes.end());
    cut = frame.cut;
    if (cut) why_cut = frame.why;
  }
  io::Frame frame(const Entry& entry) const {
    const bool is_cut = cut && &entry == &entries.back();
    return {Bytes(bytes).subspan(entry.begin, entry.size), entry.offset, is_cut, is_cut ? why_cut : Error{}};
  }
  void take() {
    for (Entry& entry : entries) {
      const io::Frame taken = frame(entry);
      const std::optional<Error> damage = worker->take(taken, out);
      entry.printed = static_cast<std::uint32_t>(text.size() + out.pending());
      entry.is_reported = damage || taken.cut;
      if (entry.is_reported) damages.push_back(damage);
    }
  }
  void clear() {
    bytes.clear();
    entries.clear();
    damages.clear();
    cut = false;
    text.clear();
    out.drop();
  }
};

class Blocks::Task final : public io::Pool::Task {
 public:
  Task(Blocks& blocks, std::unique_ptr<Block> block) : blocks_(blocks), block_(std::move(block)) {}
  void work() override { block_->take(); }
  void finish() override { blocks_.finish(std::move(block_)); }

 private:
  Blocks& blocks_;
  std::unique_ptr<Block> block_;
};

Blocks::Blocks(Options options, std::unique_ptr<Worker> first)
    : options_(std::move(options)),
      filling_(std::make_unique<Block>()),
      before_(std::move(first)),
      pool_(options_.threads) {}
Blocks::~Blocks() = default;

void Blocks::add(const io::Frame& frame, std::uint64_t line) {
  if (frame.bytes.size() > kMostFrame) {
    catch_up();
    return take_here(frame, line);
  }
  const std::size_t size = filling_->bytes.size();
  const auto begins_block = [&] {
    return size >= 2 * kBlock || before_->is_apart(filling_->frame(filling_->entries.back()), frame);
  };
  if (size >= kBlock && begins_block()) submit();
  filling_->add(frame, line);
}

std::unique_ptr<Worker> Blocks::worker() {
  if (free_workers_.empty()) return options_.make_worker();
  std::unique_ptr<Worker> worker = std::move(free_workers_.back());
  free_workers_.pop_back();
  return worker;
}

void Blocks::submit() {
  filling_->worker = worker();
  filling_->worker->begin();
  auto task = std::make_unique<Task>(*this, std::move(filling_));
  if (free_blocks_.empty()) {
    filling_ = std::make_unique<Block>();
  } else {
    filling_ = std::move(free_blocks_.back());
    free_blocks_.pop_back();
  }
  pool_.add(std::move(task));
}

void Blocks::catch_up() {
  pool_.finish_all();
  take_here(*filling_);
  filling_->clear();
}

void Blocks::take_here(const Block& block) {
  for (const Block::Entry& entry : block.entries) take_here(block.frame(entry), entry.line);
}

// All before it is done.
void Blocks::take_here(const io::Frame& frame, std::uint64_t line) {
  if (!options_.out.ok()) return;
  before_->go_on();
  const std::optional<Error> damage = before_->take(frame, options_.out);
  before_->end();
  if (damage || frame.cut) options_.report(frame, line, damage);
}

void Blocks::finish(std::unique_ptr<Block> block) {
  if (block->worker->fits(*before_)) {
    const std::string_view rest = block->out.unwritten();
    print(*block, block->text.empty() ? rest : std::string_view(block->text.append(rest)));
    block->worker->end();
    std::swap(before_, block->worker);
  } else {
    take_here(*block);
  }
  free_workers_.push_back(std::move(block->worker));
  block->clear();
  free_blocks_.push_back(std::move(block));
}

void Blocks::print(const Block& block, std::string_view text) {
  Out& out = options_.out;
  std::size_t done = 0;
  auto damage = block.damages.begin();
  for (const Block::Entry& entry : block.entries) {
    if (!out.ok()) return;
    if (options_.one_by_one) {
      out.text(text.substr(done, entry.printed - done));
      out.end_record();
    } else if (entry.is_reported || &entry == &block.entries.back()) {
      out.records(text.substr(done, entry.printed - done));
    } else {
      continue;
    }
    done = entry.printed;
    if (entry.is_reported) options_.report(block.frame(entry), entry.line, *damage++);
  }
}

}  // namespace knox::tools
