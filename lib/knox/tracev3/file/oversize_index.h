// OversizeIndex: where the oversize chunks of a store are. A record that refers to one may come before it,
// and be in another file.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "knox/tracev3/file/dumps.h"
#include "knox/tracev3/file/trace_file.h"

namespace knox::tracev3 {

class OversizeIndex {
 public:
  struct Key {
    Uuid boot = {};
    ProcessKey process = {};
    std::uint32_t reference = 0;
    bool operator==(const Key&) const noexcept = default;
  };

  explicit OversizeIndex(std::span<const std::unique_ptr<TraceFile>> files) : files_(files) {}

  // A chunk at `inner` of the unpacked chunkset. More than kMost are forgotten.
  void add(const Key& key, std::uint32_t file, std::uint32_t chunkset, std::size_t inner);

  // nullopt: there is none. The first one that is not known costs a pass over all files. Good until the next
  // call.
  std::optional<Oversize> find(const Key& key);

 private:
  static constexpr std::size_t kMost = 250'000;
  struct Place {
    std::uint32_t file, chunkset, inner;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const noexcept {
      const std::uint64_t mixed = (key.process.unique_pid << 32 ^ key.reference) * 0x9e3779b97f4a7c15U;
      return static_cast<std::size_t>(mixed ^ key.process.pid_version ^ UuidHash()(key.boot));
    }
  };
  void scan();

  std::span<const std::unique_ptr<TraceFile>> files_;
  std::unordered_map<Key, Place, Hash> places_;
  bool is_scanned_ = false;
  std::vector<std::uint8_t> bytes_;                                  // of the chunkset of the last answer
  std::optional<std::pair<std::uint32_t, std::uint32_t>> unpacked_;  // which it is
};

}  // namespace knox::tracev3
