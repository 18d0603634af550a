// A process as one line of JSON, documented in knox-json(5). It needs no tree, so processes can be written as
// they end.
#pragma once

#include "knox/base/out.h"
#include "knox/emit/raw_bytes.h"
#include "knox/tree/process.h"

namespace knox::tree {

class JsonProcesses {
 public:
  JsonProcesses(Out& out, const DeedGroups& groups) : out_(out), groups_(groups) {}

  // `digits` of the fractions of times: 0, 3, 6 or 9.
  void put(const Process& process, int digits);

 private:
  Out& out_;
  DeedGroups groups_;
  emit::RawBytes raw_;
  TimeFormat times_;
};

}  // namespace knox::tree
