// Record: one entry of macOS' unified log, whatever style of log(1) it was read from:
//
//   {"timestamp":"2025-04-02 16:17:12.103054+0530","messageType":"Error","eventType":"logEvent",
//    "subsystem":"com.apple.Authorization","category":"AuthorizationHost","processID":73362,...}
//
// Texts are unescaped and stay their reader's until it reads the next record. A member that the entry does
// not have, or that its style does not tell, is absent; an empty text is there.
//
// Source: what log(1) of macOS 10.14 to 26 prints, and `log help predicates`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "knox/base/time.h"

namespace knox::ulog {

// The numbers are log's own.
enum class Type : std::uint16_t {
  kActivityCreate = 513,
  kActivityTransition = 514,
  kUserAction = 515,
  kTrace = 768,
  kLog = 1024,
  kTimesync = 1280,
  kSignpost = 1536,
  kLoss = 1792,
  kState = 2560
};

enum class Level : std::uint8_t { kDefault = 0, kInfo = 1, kDebug = 2, kError = 16, kFault = 17 };

enum class SignpostType : std::uint8_t { kEvent, kBegin, kEnd };
enum class SignpostScope : std::uint8_t { kThread, kProcess, kSystem };

// A place in an image that a caller was at.
struct BacktraceFrame {
  std::string_view image_uuid = {};
  std::uint64_t offset = 0;
};

struct Record {
  using Text = std::optional<std::string_view>;
  using Number = std::optional<std::uint64_t>;

  std::optional<Time> time = {};
  int time_digits = 0;           // of the fraction, as it is written
  std::optional<int> zone = {};  // minutes east of Greenwich
  std::string_view written_time = {};

  std::optional<Type> type = {};
  std::optional<Level> level = {};  // messageType; some types have none
  Text message = {}, format = {};
  Text subsystem = {}, category = {};

  std::optional<std::int64_t> pid = {};  // -1 is told, too
  Text process_path = {}, process_uuid = {};
  // The last component of the path. Styles that are text have only this.
  Text process = {};
  Text sender_path = {}, sender_uuid = {}, sender = {};  // the library that logged
  Number sender_offset = {};                             // senderProgramCounter
  std::optional<std::int64_t> uid = {};
  Number thread = {}, activity = {}, parent_activity = {}, creator_activity = {}, transition_activity = {};
  Number mach_time = {}, trace = {}, creator_process = {};
  Number ttl = {}, size = {};
  Text boot_uuid = {}, host = {};
  Text source_file = {}, source_symbol = {};
  Number source_line = {};

  Number signpost = {};
  Text signpost_name = {};
  std::optional<SignpostType> signpost_type = {};
  std::optional<SignpostScope> signpost_scope = {};

  Number loss_count = {};
  std::span<const BacktraceFrame> backtrace = {};  // innermost first; only of Apple's own store
};

}  // namespace knox::ulog
