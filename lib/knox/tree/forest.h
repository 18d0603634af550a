// Forest: the processes of a history as a tree to be printed: roots and children in the order in which they
// began, without what was not asked for. A root of which nothing is known but one child is left out, too.
#pragma once

#include <cstdint>
#include <vector>

#include "knox/tree/history.h"

namespace knox::tree {

struct Row {
  const Process* process;
  std::uint32_t depth;       // 0: a root
  std::uint32_t parent;      // the row of its parent; of a root kNobody
  bool is_last;              // of its parent's children
  bool is_shown_for_others;  // it is an ancestor alone of what was asked for
};

class Forest {
 public:
  enum class Keep : std::uint8_t {
    kAll,
    kSelected,  // the processes that are selected, and their ancestors
    kWanted     // those that are wanted with what descends from them, as far as it is selected; and ancestors
  };
  // `history` outlives it and stays as it is.
  Forest(const History& history, Keep keep);

  const std::vector<Row>& rows() const noexcept { return rows_; }  // each behind its parent
  const History& history() const noexcept { return history_; }

  // The time axis: from the first event of the rows to the last one.
  Time begin() const noexcept { return begin_; }
  Time end() const noexcept { return end_; }

 private:
  void grow(Keep keep);
  void prune(const std::vector<bool>& kept);
  void measure();

  const History& history_;
  std::vector<Row> rows_;
  Time begin_, end_;
};

}  // namespace knox::tree
