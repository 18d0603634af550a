// Counter: entries counted instead of printed: all of them, by what a field has, or over time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "knox/base/out.h"
#include "knox/base/tally.h"
#include "knox/ulog/print_fields.h"

namespace knox::ulog {

class Counter {
 public:
  virtual ~Counter() = default;
  virtual void add(const Record& record) = 0;
  // Whether it asks for no other fields of a record than these.
  virtual bool is_content_with(const FieldSet&) const { return true; }
  virtual void print(Out& out) const = 0;
};

// How many there are.
class Count final : public Counter {
 public:
  void add(const Record&) override { ++count_; }
  void print(Out& out) const override;

 private:
  std::uint64_t count_ = 0;
};

// How many have which value, the most frequent first. Values that came late, after very many others, are
// counted as one.
class CountBy final : public Counter {
 public:
  explicit CountBy(const Field& field) : field_(&field) {}
  bool is_content_with(const FieldSet& known) const override { return known.has(*field_); }
  void add(const Record& record) override;
  void print(Out& out) const override;

 private:
  const Field* field_;
  FieldText text_;
  Tally counts_;
  std::uint64_t none_ = 0;
};

// A bar for each interval, in seconds. It becomes twice as long where there would be too many.
class Histogram final : public Counter {
 public:
  explicit Histogram(std::uint64_t seconds) : seconds_(seconds) {}
  void add(const Record& record) override;
  void print(Out& out) const override;

 private:
  void widen();

  std::uint64_t seconds_;
  std::map<std::uint64_t, std::uint64_t> counts_;  // by the number of the interval since 1970
};

}  // namespace knox::ulog
