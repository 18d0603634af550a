#include "knox/io/gzip_archive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "knox/io/sink.h"

namespace knox::io {

namespace {

constexpr std::size_t kPiece = 64 * 1024;

std::unexpected<Error> system_error(int number) {
  return std::unexpected(Error{.code = Code::kSystem, .system_errno = number});
}

Descriptor open_plain(int directory, const std::string& name, struct stat& status) {
  Descriptor file(
      ::openat(directory, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!file || ::fstat(file.get(), &status) != 0) return {};
  if (S_ISREG(status.st_mode) && status.st_nlink == 1) return file;
  errno = EINVAL;
  return {};
}

std::uint32_t little_endian(const std::uint8_t* at) {
  return static_cast<std::uint32_t>(at[0]) | static_cast<std::uint32_t>(at[1]) << 8 |
         static_cast<std::uint32_t>(at[2]) << 16 | static_cast<std::uint32_t>(at[3]) << 24;
}

}  // namespace

struct GzipArchive::State {
  int directory = -1;
  std::string name, part;
  Descriptor from, to;
  struct stat status = {};
  z_stream stream = {};
  std::array<std::uint8_t, kPiece> input, output;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    ::deflateEnd(&stream);
    if (to) ::unlinkat(directory, part.c_str(), 0);
  }

  int deflate(std::size_t size, int flush);
  int put_in_place();
};

// Returns 0 or the errno.
int GzipArchive::State::deflate(std::size_t size, int flush) {
  stream.next_in = input.data();
  stream.avail_in = static_cast<uInt>(size);
  do {
    stream.next_out = output.data();
    stream.avail_out = static_cast<uInt>(output.size());
    ::deflate(&stream, flush);
    std::string_view rest(reinterpret_cast<const char*>(output.data()), output.size() - stream.avail_out);
    if (const int failure = write_all(to.get(), rest); failure != 0) return failure;
  } while (stream.avail_out == 0);
  return 0;
}

int GzipArchive::State::put_in_place() {
  const std::array<timespec, 2> times = {timespec{.tv_sec = 0, .tv_nsec = UTIME_OMIT},
                                         timespec{.tv_sec = status.st_mtime, .tv_nsec = 0}};
  // It is an archive of the same even where its time or its owner cannot be the same.
  (void)::futimens(to.get(), times.data());
  if (::fsync(to.get()) != 0 || ::close(to.release()) != 0) return errno;
  const std::string archive = name + ".gz";
  if (::renameat(directory, part.c_str(), directory, archive.c_str()) != 0) return errno;
  return ::unlinkat(directory, name.c_str(), 0) == 0 ? 0 : errno;
}

GzipArchive::GzipArchive(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
GzipArchive::GzipArchive(GzipArchive&&) noexcept = default;
GzipArchive& GzipArchive::operator=(GzipArchive&&) noexcept = default;
GzipArchive::~GzipArchive() = default;

Result<GzipArchive> GzipArchive::begin(int directory, std::string name, uid_t owner) {
  auto state = std::make_unique<State>();
  state->directory = directory;
  state->part = name + ".gz.part";
  state->name = std::move(name);
  state->from = open_plain(directory, state->name, state->status);
  if (!state->from) return system_error(errno);
  if (state->status.st_uid != owner) return system_error(EPERM);
  state->to = Descriptor(::openat(directory, state->part.c_str(),
                                  O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (!state->to) return system_error(errno);
  if (::fchown(state->to.get(), state->status.st_uid, state->status.st_gid) == 0)
    (void)::fchmod(state->to.get(), state->status.st_mode & 0777);
  constexpr int kGzip = 16, kMemory = 8;
  if (::deflateInit2(&state->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzip, kMemory,
                     Z_DEFAULT_STRATEGY) != Z_OK)
    return system_error(ENOMEM);
  return GzipArchive(std::move(state));
}

Result<bool> GzipArchive::step(std::size_t bytes) {
  State& s = *state_;
  while (bytes > 0) {
    const ssize_t n = ::read(s.from.get(), s.input.data(), std::min(bytes, s.input.size()));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(errno);
    const bool is_end = n == 0;
    int failure = s.deflate(static_cast<std::size_t>(n), is_end ? Z_FINISH : Z_NO_FLUSH);
    if (failure == 0 && is_end) failure = s.put_in_place();
    if (failure != 0) return system_error(failure);
    if (is_end) return true;
    bytes -= static_cast<std::size_t>(n);
  }
  return false;
}

bool is_archived(int directory, const std::string& name) {
  struct stat status = {}, archived = {};
  const Descriptor file = open_plain(directory, name, status);
  const Descriptor archive = open_plain(directory, name + ".gz", archived);
  constexpr off_t kTrailer = 8;  // CRC-32, then the size modulo 2^32 (RFC 1952)
  std::array<std::uint8_t, kTrailer> trailer;
  if (!file || !archive || archived.st_size < kTrailer ||
      ::pread(archive.get(), trailer.data(), trailer.size(), archived.st_size - kTrailer) != kTrailer)
    return false;
  uLong sum = ::crc32(0, nullptr, 0);
  std::array<std::uint8_t, kPiece> piece;
  std::uint32_t size = 0;
  for (ssize_t n = 0; (n = ::read(file.get(), piece.data(), piece.size())) > 0;) {
    sum = ::crc32(sum, piece.data(), static_cast<uInt>(n));
    size += static_cast<std::uint32_t>(n);
  }
  return little_endian(trailer.data()) == sum && little_endian(trailer.data() + 4) == size;
}

}  // namespace knox::io
