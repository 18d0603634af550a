// Blocks: the frames of an input taken by several threads at the same time, and printed and reported in their
// order, as a Consumer would have done it (inputs.h).
//
//   frames -> Block -> Worker::take() in any thread -> its output, what was wrong -> both in order
//
// A worker takes its block before it is known what the blocks in front of it tell. When it is the block's
// turn they have told it, and if that makes a difference (Worker::fits), the worker of the block before takes
// this one, too. So what depends on order is decided in order, and what seldom does costs nothing.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "knox/base/out.h"
#include "knox/io/pool.h"
#include "knox/io/reader.h"

namespace knox::tools {

// Takes frames as a Consumer does, with a state and memory of its own.
class Worker {
 public:
  virtual ~Worker() = default;

  // In the consumer's thread: frames begin of which it is not known what was before them. It takes over what
  // the consumer knows by now.
  virtual void begin() = 0;
  // The same, but what was before them is what it took last, and the consumer knows everything.
  virtual void go_on() = 0;
  // Consumer::take() in any thread, with another output.
  virtual std::optional<Error> take(const io::Frame& frame, Out& out) = 0;
  // In the consumer's thread, when the frames before are done: whether what it made of those since begin() is
  // right, now that it is known. `before` took the ones before, if there were any.
  virtual bool fits(Worker& before) = 0;
  // Then, or after go_on(): the consumer learns what was found out.
  virtual void end() = 0;

  // Whether nothing ties a frame to the one before, so that fits() may well be true of a block that begins
  // with it.
  virtual bool is_apart(const io::Frame& /*before*/, const io::Frame& /*frame*/) const { return true; }
};

class Blocks {
 public:
  struct Options {
    unsigned threads = 2;
    // The output, and whether a record may be handed to it together with others: not where it is cut behind a
    // record, or what could not be written is counted.
    Out& out;
    bool one_by_one = false;
    // Workers like the first one.
    std::function<std::unique_ptr<Worker>()> make_worker;
    // Each frame with damage or that is cut, in order, behind what was printed before it and of it.
    std::function<void(const io::Frame& frame, std::uint64_t line, const std::optional<Error>& damage)>
        report;
  };
  Blocks(Options options, std::unique_ptr<Worker> first);
  ~Blocks();

  // Takes a frame, now or later. Once the output is at its end nothing more happens.
  void add(const io::Frame& frame, std::uint64_t line);
  // Everything is taken, printed and reported.
  void catch_up();

 private:
  struct Block;
  class Task;

  void submit();
  void finish(std::unique_ptr<Block> block);
  void print(const Block& block, std::string_view text);
  void take_here(const io::Frame& frame, std::uint64_t line);
  void take_here(const Block& block);
  std::unique_ptr<Worker> worker();

  Options options_;
  std::unique_ptr<Block> filling_;
  std::unique_ptr<Worker> before_;  // has taken all that is finished
  std::vector<std::unique_ptr<Block>> free_blocks_;
  std::vector<std::unique_ptr<Worker>> free_workers_;
  io::Pool pool_;  // the last: its threads end first
};

}  // namespace knox::tools
