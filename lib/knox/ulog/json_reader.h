// JsonReader: an object of JSON as a Record: of log(1), or of macos-unifiedlogs (style.h). Keys may come in
// any order; those that are not known are passed over.
#pragma once

#include <expected>
#include <memory>
#include <string_view>

#include "knox/base/error.h"
#include "knox/ulog/record.h"

namespace knox::ulog {

class JsonReader {
 public:
  JsonReader();
  ~JsonReader();

  // `object` may have white space around it, and within. The record is good until the next call; it does not
  // point into the object. Errors: kMalformed (no JSON, as far as was looked); io::foreign_line() (JSON, but
  // no entry).
  std::expected<const Record*, Error> read(std::string_view object);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace knox::ulog
