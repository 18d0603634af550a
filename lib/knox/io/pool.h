// Pool: tasks that several threads work on at the same time, and that are finished one after the other, in
// the order in which they were added, as if one thread had done all of it. Memory is bounded: while the first
// task is not finished, only so many are added behind it, and whoever adds one works on them, too.
//
//   Pool pool(4);
//   while (...) pool.add(std::make_unique<Block>(...));   // work() anywhere, finish() in here
//   pool.finish_all();
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace knox::io {

class Pool {
 public:
  class Task {
   public:
    virtual ~Task() = default;
    // In any thread, at the same time as that of other tasks.
    virtual void work() = 0;
    // In the thread of add() and finish_all(), when all tasks before are finished. It adds no tasks.
    virtual void finish() = 0;
  };

  // So many threads work, the one that adds tasks among them: 1 starts none. The others are started with the
  // first task; where the system has none to give, there are fewer.
  explicit Pool(unsigned threads);
  // Tasks that nobody has begun are dropped, the others are waited for. None is finished.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Finishes what can be finished, and waits while there are more than most() that are not. What work() or
  // finish() of a task throws comes out of here, when it is its turn, or out of finish_all().
  void add(std::unique_ptr<Task> task);
  void finish_all();

  bool empty() const noexcept { return entries_.empty(); }
  // So many tasks are in memory at most, together with the one that is being added.
  std::size_t most() const noexcept { return std::size_t{threads_} + 2; }

 private:
  enum class State : unsigned char { kNew, kBegun, kDone };
  struct Entry {
    std::unique_ptr<Task> task;
    State state = State::kNew;
    std::exception_ptr trouble = {};
  };

  void start();
  void run();
  void work(Entry& entry, std::unique_lock<std::mutex>& lock);
  void finish_down_to(std::size_t left);
  Entry* first_new();

  unsigned threads_;
  std::vector<std::thread> helpers_;

  std::mutex mutex_;  // of the following
  std::condition_variable added_, done_;
  std::deque<Entry> entries_;  // changed by the thread of add() alone
  bool stop_ = false;
};

}  // namespace knox::io
