// The places of facts, by the keys of their fields: the rows of tables/places.def.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "knox/linux_audit/names/name_map.h"

namespace knox::linux_audit {

enum class Place : std::uint8_t {
  kNone,  // the fact is one of the data
  kCounted,
  // In the order of UserId.
  kAuid,
  kUid,
  kGid,
  kEuid,
  kEgid,
  kSuid,
  kSgid,
  kFsuid,
  kFsgid,
  kPid,
  kPpid,
  kSession,
  kComm,
  kExe,
  kCwd,
  kTitle,
  kSubject,
  kCommand,
  kTags,
  kSuccess,
  kResult,
  kArch,
  kSyscall,
  kUringOp,
  kExit,
  kArgument,
  kOpenFlags,
  kOldAuid,
  kAccount,
  kAccountId,
  kGroupName,
  kGroupId,
  // Of a file.
  kItem,
  kFileName,
  kDevice,
  kInode,
  kMode,
  kRdev,
  kNametype,
  kOwner,
  kOwnerGroup,
  kLabel,
  kCapFp,
  kCapFi,
  kCapFe,
  kCapFver,
  kCapFrootid,
  kSource,
  kTarget,
  kAppArmor,
  // Of a connection.
  kSockaddr,
  kHostname,
  kRemoteAddress,
  kRemotePort,
  kLocalAddress,
  kLocalPort,
  // These say which end they are of; saddr is a kSockaddr.
  kDestinationAddress,
  kDestinationPort,
  kSourcePort,
  kMentioned,  // an IP address that is of no end
  // What a virtual machine has as a disk or a file system.
  kImage
};

struct PlaceRow {
  std::string_view key;
  Place place;
};
inline constexpr auto kPlaceRows = std::to_array<PlaceRow>({
#define PLACE(place, key) {key, Place::place},
#include "knox/linux_audit/tables/places.def"
});
inline constexpr NameMap kPlaceNames(kPlaceRows, &PlaceRow::key);

inline Place place_of(std::string_view key) noexcept {
  const std::size_t row = kPlaceNames.find(key);
  return row < kPlaceRows.size() ? kPlaceRows[row].place : Place::kNone;
}

}  // namespace knox::linux_audit
