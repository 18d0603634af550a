// Types of records: the word after type= and its number. The rows are in tables/record_types.def.
//
// Logs also hold types as bare numbers, and as UNKNOWN[1334] where the writer was older than the kernel.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "knox/base/out.h"

namespace knox::linux_audit {

// Any number: one that has no name is a RecordType, too. Named as in the log.
enum class RecordType : std::uint16_t {
#define RECORD_TYPE(number, name) name = number,
#include "knox/linux_audit/tables/record_types.def"
};

// "SYSCALL"; empty for a number without a name.
std::string_view record_type_name(RecordType type) noexcept;

// A name, UNKNOWN[n] or digits; nullopt for a name that is not known.
std::optional<RecordType> parse_record_type(std::string_view text) noexcept;

// The name, or UNKNOWN[n]: up to 32 bytes, for which the caller has asked for room.
inline void put_record_type(Pen& pen, RecordType type) {
  const std::string_view name = record_type_name(type);
  if (!name.empty()) {
    pen.put(name);
  } else {
    pen.put("UNKNOWN[").dec(static_cast<std::uint16_t>(type)).put(']');
  }
}

}  // namespace knox::linux_audit
