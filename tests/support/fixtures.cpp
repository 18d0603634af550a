#include "support/fixtures.h"

namespace knox::test {

namespace {

// FNV-1a: a number that looks random and is always the same.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : text) value = (value ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
  return value;
}

std::string cdhash(std::string_view signing_id) {
  RecordBuilder bytes;
  bytes.u64(hash(signing_id))
      .u64(hash(std::string(signing_id) + "/2"))
      .u32(static_cast<std::uint32_t>(hash(std::string(signing_id) + "/3")));
  return bytes.tokens();
}

}  // namespace

Header Clock::next(std::uint16_t event, std::uint64_t milliseconds) {
  const std::uint64_t per_millisecond = header_.version == 2 ? 1'000'000 : 1;
  header_.fraction += milliseconds * per_millisecond;
  header_.seconds += header_.fraction / (1000 * per_millisecond);
  header_.fraction %= 1000 * per_millisecond;
  header_.event = event;
  return header_;
}

Subject alice(std::uint32_t pid) {
  return {.auid = 501, .euid = 501, .egid = 20, .ruid = 501, .rgid = 20, .pid = pid, .sid = 100004};
}

Subject root(std::uint32_t pid) {
  return {.auid = kMinusOne, .euid = 0, .egid = 0, .ruid = 0, .rgid = 0, .pid = pid, .sid = 100000};
}

Subject alice_as_root(std::uint32_t pid) {
  return {.auid = 501, .euid = 0, .egid = 0, .ruid = 0, .rgid = 0, .pid = pid, .sid = 100004};
}

Attr file(std::string_view path, std::uint32_t mode, std::uint32_t uid, std::uint32_t gid) {
  const std::uint64_t node = 0x0fffffff00000000 + hash(path) % 0x1000000;
  return {.mode = mode, .uid = uid, .gid = gid, .fsid = 0x0100000d, .node = node, .device = 0};
}

Attr program(std::string_view path) {
  return file(path, 0100755, 0, 0);
}

std::string found(std::string_view path, std::uint32_t mode, std::uint32_t uid, std::uint32_t gid) {
  return RecordBuilder().path(path).path(path).attr32(file(path, mode, uid, gid)).tokens();
}

std::string found_program(std::string_view path) {
  return found(path, 0100755, 0, 0);
}

Identity apple(std::string_view signing_id) {
  return {.signer_type = 1, .signing_id = std::string(signing_id), .cdhash = cdhash(signing_id)};
}

Identity developer(std::string_view signing_id, std::string_view team_id) {
  return {.signer_type = 0,
          .signing_id = std::string(signing_id),
          .team_id = std::string(team_id),
          .cdhash = cdhash(signing_id)};
}

RecordBuilder execve(const Header& header, const Strings& args, std::string_view path, const Subject& who,
                     std::string_view caller) {
  return RecordBuilder(header)
      .exec_args(args)
      .raw(found_program(path))
      .subject32(who)
      .return32(0, 0)
      .identity(apple(caller));
}

RecordBuilder failed_execve(const Header& header, const Strings& args, std::string_view path,
                            const Subject& who, std::uint8_t error, std::string_view caller) {
  return RecordBuilder(header)
      .exec_args(args)
      .path(path)
      .subject32(who)
      .return32(error, kMinusOne)
      .identity(apple(caller));
}

}  // namespace knox::test
