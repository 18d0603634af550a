// JsonSubjects: who acts, as the JSON of a subject token. A trail is of few users, so the text of their ids
// is kept:
//
//   {"auid":501,"auid_name":"alice", ... ,"rgid":20,"rgid_name":"staff"     kept
//   ,"pid":633,"session":100004,"terminal":{...}}                          written each time
#pragma once

#include <array>
#include <string>
#include <vector>

#include "knox/bsm/json_fields.h"

namespace knox::bsm {

class JsonSubjects {
 public:
  explicit JsonSubjects(const PrintOptions& options) : own_fields_(options) {}

  // Writes what put_json_value() would write of a subject token.
  void put(JsonFields& fields, Kind kind, Bytes token, Out& out);

 private:
  static constexpr std::size_t kIds = 20;  // bytes: auid, euid, egid, ruid, rgid
  static constexpr std::size_t kSlots = 256;
  struct Slot {
    std::array<std::uint8_t, kIds> ids{};
    std::string text;  // empty: it is free, or a name in it is not UTF-8, and the line has to say where
  };

  void fill(Slot& slot, Kind kind, Bytes token);

  std::vector<Slot> slots_{kSlots};
  JsonFields own_fields_;
  std::string text_;
  StringWriter writer_{text_};
  Out out_{writer_};
};

}  // namespace knox::bsm
