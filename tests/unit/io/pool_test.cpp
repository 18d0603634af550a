#include "knox/io/pool.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "unit/catch.h"

namespace knox::io {

namespace {

struct Task final : Pool::Task {
  Task(std::function<void()> its_work, std::function<void()> its_end)
      : to_work(std::move(its_work)), to_finish(std::move(its_end)) {}
  void work() override { to_work(); }
  void finish() override { to_finish(); }
  std::function<void()> to_work, to_finish;
};

void sleep(int microseconds) {
  std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
}

}  // namespace

TEST_CASE("pool: tasks are finished in their order, by whoever adds them, and few are in memory") {
  for (const unsigned threads : {1U, 2U, 3U, 8U}) {
    std::vector<int> finished;
    std::atomic<int> alive = 0;
    int most = 0;
    std::set<std::thread::id> finishers;
    Pool pool(threads);
    for (int i = 0; i < 500; ++i) {
      most = std::max(most, ++alive);
      pool.add(std::make_unique<Task>([i] { sleep(i * 7 % 5 * 20); },
                                      [&, i] {
                                        finished.push_back(i);
                                        finishers.insert(std::this_thread::get_id());
                                        --alive;
                                      }));
    }
    pool.finish_all();
    CHECK(pool.empty());
    REQUIRE(finished.size() == 500);
    CHECK(std::ranges::is_sorted(finished));
    CHECK(finishers == std::set{std::this_thread::get_id()});
    CHECK(most <= static_cast<int>(pool.most()));
  }
}

TEST_CASE("pool: one thread is the one that adds tasks, more work at the same time") {
  const std::thread::id own = std::this_thread::get_id();
  Pool one(1);
  bool is_own = false, is_finished = false;
  one.add(std::make_unique<Task>([&] { is_own = std::this_thread::get_id() == own; },
                                 [&] { is_finished = true; }));
  CHECK(is_own);
  CHECK(is_finished);

  Pool two(2);  // each of the two waits for the other to begin
  std::atomic<int> begun = 0;
  const auto meet = [&] {
    for (++begun; begun < 2;) sleep(100);
  };
  two.add(std::make_unique<Task>(meet, [] {}));
  two.add(std::make_unique<Task>(meet, [] {}));
  two.finish_all();
  CHECK(begun == 2);
}

TEST_CASE("pool: an exception comes out when it is its turn") {
  for (const unsigned threads : {1U, 2U, 8U}) {
    for (const bool of_work : {true, false}) {
      int finished = 0;
      const auto all = [&] {
        Pool pool(threads);
        for (int i = 0; i < 100; ++i) {
          const auto fail = [i](bool is_here) {
            if (is_here && i == 10) throw std::runtime_error("ten");
          };
          pool.add(std::make_unique<Task>([=] { fail(of_work); },
                                          [&, fail] {
                                            fail(!of_work);
                                            ++finished;
                                          }));
        }
        pool.finish_all();
      };
      CHECK_THROWS_WITH(all(), "ten");
      CHECK(finished == 10);
    }
  }
}

TEST_CASE("pool: at an early end what is begun is waited for, and nothing is finished") {
  for (int i = 0; i < 50; ++i) {
    std::atomic<int> begun = 0, ended = 0;
    {
      Pool pool(4);
      for (int k = 0; k < 3; ++k) {
        pool.add(std::make_unique<Task>(
            [&] {
              ++begun;
              sleep(50);
              ++ended;
            },
            [] {}));
      }
    }
    CHECK(begun == ended);
  }
}

}  // namespace knox::io
