#include "knox/linux_audit/assembly/order.h"

#include <algorithm>
#include <deque>
#include <random>
#include <string>

#include "knox/linux_audit/assembly/line_store.h"
#include "support/linux_log.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using test::Events;
using test::Lines;

}  // namespace

TEST_CASE("records are in the kernel's order") {
  const auto order = [](const Lines& bodies) {
    Lines lines;
    for (const std::string& body : bodies) {
      const std::size_t space = body.find(' ');
      lines.push_back(test::audit_line(body.substr(0, space), "1700000000.000:1", body.substr(space + 1)));
    }
    Lines sorted;
    const Events events = test::assemble(lines);
    REQUIRE(events.size() == 1);
    for (const std::string& record : events[0].records) {
      const std::size_t body = record.find("): ") + 3;
      sorted.push_back(record.substr(5, record.find(' ') - 5) + ' ' + record.substr(body));
    }
    return sorted;
  };
  const Lines tidy = {"AVC avc:  denied",
                      "SYSCALL a=b",
                      "MAC_TASK_CONTEXTS subj_selinux=x",
                      "BPRM_FCAPS fver=2",
                      "EXECVE argc=30 a0=\"x\"",
                      "EXECVE a2=\"x\"",
                      "EXECVE a10=\"x\" a11_len=9 a11[0]=41",
                      "EXECVE a11[1]=41",
                      "EXECVE a11[10]=41",
                      "SOCKADDR saddr=0100",
                      "OBJ_PID opid=1",
                      "CWD cwd=\"/\"",
                      "PATH item=0 name=\"b\"",
                      "PATH item=1 name=\"a\"",
                      "PATH item=10 name=\"c\"",
                      "PROCTITLE proctitle=\"x\"",
                      "EOE x"};
  CHECK(order(tidy) == tidy);
  Lines backwards = tidy;
  std::swap(backwards[1], backwards[2]);  // of the two, the second says nothing of its place by itself
  std::ranges::reverse(backwards);
  CHECK(order(backwards) == tidy);

  const Lines contexts = {"SYSCALL a=b", "PATH item=0 a=b", "MAC_OBJ_CONTEXTS obj_selinux=0",
                          "PATH item=1 a=b", "MAC_OBJ_CONTEXTS obj_selinux=1"};
  CHECK(order(contexts) == contexts);
  CHECK(order({"PATH item=1 a=b", "MAC_OBJ_CONTEXTS obj_selinux=1", "SYSCALL a=b", "PATH item=0 a=b",
               "MAC_OBJ_CONTEXTS obj_selinux=0"}) == contexts);

  const Lines twice = {"TIME_ADJNTPVAL op=offset", "TIME_ADJNTPVAL op=freq", "SYSCALL a=b"};
  CHECK(order(twice) == twice);
  CHECK(order({"SYSCALL a=b", "AVC 2", "AVC 1"}) == Lines{"AVC 2", "AVC 1", "SYSCALL a=b"});
}

TEST_CASE("the end of an event is known by type") {
  for (const int type : {1005, 1007, 1100, 1123, 1299, 1320, 1327, 1406, 1419, 2000, 2100, 2404, 2999}) {
    CHECK(ends_event(static_cast<RecordType>(type)));
  }
  for (const int type :
       {0, 1006, 1300, 1302, 1305, 1309, 1326, 1334, 1400, 1405, 1420, 1423, 1503, 1700, 2001}) {
    CHECK(!ends_event(static_cast<RecordType>(type)));
  }
}

TEST_CASE("a store gives lines back as they were, through growth and removal in any order") {
  LineStore store;
  struct Kept {
    LineStore::Position at;
    std::string text;
  };
  std::deque<Kept> kept;
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = "node=n type=CWD msg=audit(1.0:" + std::to_string(i) + "): ";
    text.append(random() % (i % 1000 == 0 ? 200'000 : 500), static_cast<char>('a' + i % 26));
    Line line;
    REQUIRE(peek(text, line) == LineKind::kRecord);
    kept.push_back({store.add(line, static_cast<std::uint64_t>(i)), std::string(line.text)});
    while (kept.size() > 100 + random() % 300) {
      const auto victim = kept.begin() + static_cast<std::ptrdiff_t>(random() % 20);
      Line back;
      store.get(victim->at, back);
      REQUIRE(back.text == victim->text);
      REQUIRE(back.node == "n");
      REQUIRE(back.type_name == "CWD");
      REQUIRE(back.type == RecordType::CWD);
      REQUIRE(back.text.ends_with(back.body));
      store.remove(victim->at);
      kept.erase(victim);
    }
  }
  for (const Kept& line : kept) store.remove(line.at);
  CHECK(store.bytes() == 0);
}

}  // namespace knox::linux_audit
