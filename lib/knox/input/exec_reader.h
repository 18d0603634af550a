// ExecReader: the executions in one file, with all that is between a path and an event: the source, the
// framer and the decoder of its format, which it recognises. For programs that link libknox (knox(3)); the
// tools drive these parts themselves, since they report more.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "knox/base/error.h"
#include "knox/event/exec.h"

namespace knox::input {

class ExecReader {
 public:
  // The execution and all that it points to are valid during the call only.
  using Emit = std::function<void(const event::Exec&)>;

  // `why.offset` is a place in the uncompressed input, and from there on `lost` bytes could not be read; 0
  // for a record that is cut, but for which the rest of it is known. Lines that are not records are not
  // damage.
  using OnDamage = std::function<void(const Error& why, std::uint64_t lost)>;

  struct Counts {
    std::uint64_t bytes = 0;    // read so far, uncompressed
    std::uint64_t skipped = 0;  // of them, damage and lines that are no records
    std::uint64_t frames = 0;   // records of a trail; lines of a log
  };

  // Opens a trail or log, compressed with gzip or not; "-" is standard input. Reads its first bytes.
  // `on_damage` is called by next(). Errors: kSystem (it cannot be opened); kUnsupported (it is something
  // else; `what` says what).
  static Result<ExecReader> open(std::string path, OnDamage on_damage = {});
  // The same of an open descriptor, which it takes over; `name` is for messages. May be a pipe or a socket.
  static Result<ExecReader> from_descriptor(int fd, std::string name, OnDamage on_damage = {});

  ExecReader(ExecReader&&) noexcept;
  ExecReader& operator=(ExecReader&&) noexcept;
  ~ExecReader();

  // Takes one record or line, and emits the executions that it completes: most complete none. Blocks where a
  // read(2) of the input would. False: the input is at its end, and everything has been emitted. Errors:
  // kSystem; kTruncated and kCompressed for a compressed file that is cut or damaged; kUnsupported where no
  // record was found. After an error or the end it is not called again.
  Result<bool> next(const Emit& emit);

  Counts counts() const noexcept;

 private:
  struct State;
  explicit ExecReader(std::unique_ptr<State> state);
  static Result<ExecReader> make(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace knox::input
