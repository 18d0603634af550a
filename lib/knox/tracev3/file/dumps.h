// The chunks that are one record each: what was too large for a page (oversize), the state of a process
// (statedump), and a finished text of launchd or the kernel (simpledump).
//
// Source: what macOS 10.12 to 15 and iOS 15 write.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "knox/tracev3/file/catalog.h"

namespace knox::tracev3 {

struct Oversize {
  ProcessKey process = {};
  std::uint8_t ttl = 0;
  std::uint64_t time = 0;  // ticks
  std::uint32_t reference = 0;
  Bytes arguments = {};     // an argument block, as a tracepoint has it
  Bytes private_data = {};  // its private range
};

enum class StateKind : std::uint32_t { kPlist = 1, kProtobuf = 2, kCustom = 3 };

struct Statedump {
  ProcessKey process = {};
  std::uint8_t ttl = 0;
  std::uint64_t time = 0;
  std::uint64_t activity = 0;
  Uuid sender = {};
  StateKind kind{};
  std::string_view library = {}, type = {};  // of StateKind::kCustom
  std::string_view title = {};
  Bytes data = {};
};

struct Simpledump {
  ProcessKey process = {};
  std::uint8_t ttl = 0;
  std::uint8_t level = 0;  // as the type of a log tracepoint
  std::uint64_t time = 0;
  std::uint64_t thread = 0;
  std::uint64_t pc = 0;
  Uuid sender = {}, shared = {};
  std::string_view subsystem = {}, message = {};
};

// Of the chunk's data, in which the results point. nullopt: it is too short, or a size in it cannot be.
std::optional<Oversize> read_oversize(Bytes data);
std::optional<Statedump> read_statedump(Bytes data);
std::optional<Simpledump> read_simpledump(Bytes data);

}  // namespace knox::tracev3
