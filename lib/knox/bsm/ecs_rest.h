// The object bsm of an ECS document: what the record says and ECS has no field for, under the names and with
// the types of the format json.
#pragma once

#include <array>
#include <string>

#include "knox/bsm/facts.h"
#include "knox/bsm/json_event.h"
#include "knox/bsm/json_fields.h"
#include "knox/emit/json_line.h"

namespace knox::bsm {

class EcsRest {
 public:
  explicit EcsRest(const PrintOptions& options);

  // The document that `line` writes to `out` has to be made with this.
  emit::RawBytes& raw() noexcept { return fields_.raw(); }

  // "bsm":{...}    `facts` were gathered from the record, `offset` is its place in its trail.
  void put(const Record& record, std::uint64_t offset, const Facts& facts, emit::JsonLine& line, Out& out);

 private:
  void put_paths(const Facts& facts, Out& out);
  void put_identity(const Identity& identity, Signer signer, Out& out);
  void put_rest(const Record& record, const Facts& facts, Out& out);
  void put_extra(const Record& record, const Facts& facts, Out& out);

  JsonFields fields_;
  JsonEvents events_;
  std::array<std::string, kKinds> pointers_;  // of the keys, by kind
};

}  // namespace knox::bsm
