#include "knox/io/pool.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "knox/io/helper_thread.h"

namespace knox::io {

Pool::Pool(unsigned threads) : threads_(threads) {}

Pool::~Pool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  added_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void Pool::start() {
  if (!helpers_.empty()) return;
  try {
    while (helpers_.size() + 1 < threads_) helpers_.push_back(start_helper([this] { run(); }));
  } catch (const std::system_error&) {
    threads_ = static_cast<unsigned>(helpers_.size()) + 1;
  }
}

void Pool::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    Entry* entry = nullptr;
    added_.wait(lock, [&] { return stop_ || (entry = first_new()) != nullptr; });
    if (stop_) return;
    work(*entry, lock);
    done_.notify_one();
  }
}

Pool::Entry* Pool::first_new() {
  const auto found = std::ranges::find(entries_, State::kNew, &Entry::state);
  return found == entries_.end() ? nullptr : &*found;
}

void Pool::work(Entry& entry, std::unique_lock<std::mutex>& lock) {
  entry.state = State::kBegun;
  lock.unlock();
  std::exception_ptr trouble;
  try {
    entry.task->work();
  } catch (...) {
    trouble = std::current_exception();
  }
  lock.lock();
  entry.trouble = trouble;
  entry.state = State::kDone;
}

void Pool::add(std::unique_ptr<Task> task) {
  start();
  {
    const std::lock_guard lock(mutex_);
    entries_.push_back({.task = std::move(task)});
  }
  added_.notify_one();
  finish_down_to(threads_ == 1 ? 0 : most() - 1);
}

void Pool::finish_all() {
  finish_down_to(0);
}

// Finishes tasks until so many are left, and all that are done.
void Pool::finish_down_to(std::size_t left) {
  std::unique_lock lock(mutex_);
  while (!entries_.empty()) {
    if (entries_.front().state == State::kDone) {
      const Entry first = std::move(entries_.front());
      entries_.pop_front();
      lock.unlock();
      if (first.trouble) std::rethrow_exception(first.trouble);
      first.task->finish();
      lock.lock();
    } else if (entries_.size() <= left) {
      return;
    } else if (Entry* const entry = first_new()) {
      work(*entry, lock);
    } else {
      done_.wait(lock, [this] { return entries_.front().state == State::kDone; });
    }
  }
}

}  // namespace knox::io
