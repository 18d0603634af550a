#include "knox/tracev3/file/dumps.h"

#include <algorithm>

#include "knox/tracev3/bytes/little.h"

namespace knox::tracev3 {

namespace {

constexpr std::size_t kField = 64;  // texts of a statedump

template <class Dump>
void read_front(LittleCursor& cursor, Dump& dump) {
  dump.process.unique_pid = cursor.get<std::uint64_t>();
  dump.process.pid_version = cursor.get<std::uint32_t>();
  dump.ttl = cursor.get<std::uint8_t>();
}

}  // namespace

std::optional<Oversize> read_oversize(Bytes data) {
  LittleCursor cursor(data);
  Oversize oversize;
  read_front(cursor, oversize);
  cursor.skip(3);
  oversize.time = cursor.get<std::uint64_t>();
  oversize.reference = cursor.get<std::uint32_t>();
  const std::size_t size = cursor.get<std::uint16_t>(), private_size = cursor.get<std::uint16_t>();
  oversize.arguments = cursor.take(size);
  if (!cursor.ok()) return std::nullopt;
  oversize.private_data = cursor.take(std::min(private_size, cursor.left()));
  return oversize;
}

std::optional<Statedump> read_statedump(Bytes data) {
  LittleCursor cursor(data);
  Statedump state;
  read_front(cursor, state);
  cursor.skip(3);
  state.time = cursor.get<std::uint64_t>();
  state.activity = cursor.get<std::uint64_t>();
  state.sender = uuid_of(cursor.take(16));
  state.kind = static_cast<StateKind>(cursor.get<std::uint32_t>());
  const std::size_t size = cursor.get<std::uint32_t>();
  const std::string_view library = until_nul(cursor.take(kField)), type = until_nul(cursor.take(kField));
  if (state.kind == StateKind::kCustom) {  // otherwise these are what was there before
    state.library = library;
    state.type = type;
  }
  state.title = until_nul(cursor.take(kField));
  state.data = cursor.take(size);
  if (!cursor.ok()) return std::nullopt;
  return state;
}

std::optional<Simpledump> read_simpledump(Bytes data) {
  LittleCursor cursor(data);
  Simpledump dump;
  read_front(cursor, dump);
  dump.level = cursor.get<std::uint8_t>();
  cursor.skip(2);
  dump.time = cursor.get<std::uint64_t>();
  dump.thread = cursor.get<std::uint64_t>();
  dump.pc = cursor.get<std::uint64_t>();
  dump.sender = uuid_of(cursor.take(16));
  dump.shared = uuid_of(cursor.take(16));
  cursor.skip(4);
  const std::size_t subsystem = cursor.get<std::uint32_t>(), message = cursor.get<std::uint32_t>();
  dump.subsystem = until_nul(cursor.take(subsystem));
  dump.message = until_nul(cursor.take(message));
  if (!cursor.ok()) return std::nullopt;
  return dump;
}

}  // namespace knox::tracev3
