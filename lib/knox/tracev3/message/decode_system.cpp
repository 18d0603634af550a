// Numbers of the system: errors, signals, file modes; and amounts with a unit.
#include <algorithm>
#include <iterator>

#include "knox/tracev3/bytes/append.h"
#include "knox/tracev3/message/decode.h"

namespace knox::tracev3 {

namespace {

constexpr std::string_view kErrnos[] = {
#define ERRNO(number, text) text,
#include "knox/tracev3/message/tables/errnos.def"
};

struct Signal {
  std::string_view name, text;
};
constexpr Signal kSignals[] = {
#define SIGNAL(number, name, text) {#name, text},
#include "knox/tracev3/message/tables/signals.def"
};

struct MachError {
  std::uint32_t number;
  std::string_view text;
};
constexpr MachError kMachErrors[] = {
#define MACH_ERROR(number, text) {number, text},
#include "knox/tracev3/message/tables/mach_errors.def"
};

std::int32_t as_int(const Value& value) {
  return static_cast<std::int32_t>(value.bits);
}  // of 4 bytes

// One of a number's three letters of rwx, with a letter for the special bit in the place of x.
void append_class(std::uint32_t bits, bool is_special, char special, std::string& text) {
  text += bits & 4 ? 'r' : '-';
  text += bits & 2 ? 'w' : '-';
  const bool is_executable = bits & 1;
  if (is_special) {
    text += is_executable ? special : static_cast<char>(special - 'a' + 'A');
  } else {
    text += is_executable ? 'x' : '-';
  }
}

// Three digits at most, as log(1) has it: it goes to the next unit at 1,000 for both bases, so 1,000 bytes
// are 0.98 KiB, and rounds afterwards, so 999,999 are 1000 kB.
void append_amount(std::uint64_t amount, std::uint64_t base, std::span<const std::string_view> units,
                   std::string& text) {
  std::uint64_t rest = 0;
  std::size_t unit = 0;
  for (; unit + 1 < units.size() && amount >= 1000; ++unit) {
    rest = amount % base;
    amount /= base;
  }
  std::uint64_t hundredths = (rest * 100 + base / 2) / base;
  if (hundredths == 100) {
    ++amount;
    hundredths = 0;
  }
  append_decimal(amount, text);
  if (amount < 10 && hundredths % 10 != 0) {
    text += '.';
    append_padded(hundredths, 2, text);
  } else if (amount < 100 && hundredths != 0) {
    text += '.';
    append_decimal(hundredths / 10, text);
  }
  text += ' ';
  text += units[unit];
}

constexpr std::string_view kBytes[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
constexpr std::string_view kIecBytes[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
constexpr std::string_view kBitrates[] = {"bps", "kbps", "Mbps", "Gbps", "Tbps"};
constexpr std::string_view kIecBitrates[] = {"bps", "Kibps", "Mibps", "Gibps", "Tibps"};

Decoded decode_amount(const Value& value, std::uint64_t base, std::span<const std::string_view> units,
                      std::string& text) {
  if (!value.is_scalar()) return Decoded::kMismatch;
  append_amount(static_cast<std::uint64_t>(value.as_signed()), base, units, text);
  return Decoded::kDone;
}

}  // namespace

void append_errno(std::int32_t number, std::string& text) {
  if (number >= 1 && static_cast<std::size_t>(number) <= std::size(kErrnos)) {
    text += kErrnos[number - 1];
    return;
  }
  text += number == 0 ? "Undefined error: " : "Unknown error: ";
  append_decimal(number, text);
}

Decoded decode_errno(const Decoder&, const Value& value, int, std::string& text) {
  if (!value.is_scalar(4)) return Decoded::kMismatch;
  text += '[';
  append_decimal(as_int(value), text);
  text += ": ";
  if (value.bits == 0) {
    text += "Success";
  } else {
    append_errno(as_int(value), text);
  }
  text += ']';
  return Decoded::kDone;
}

Decoded decode_mach_errno(const Decoder&, const Value& value, int, std::string& text) {
  if (!value.is_scalar(4)) return Decoded::kMismatch;
  constexpr std::uint32_t kIgnored = 0x3e00;  // by the look-up
  const auto wanted = static_cast<std::uint32_t>(value.bits & ~std::uint64_t{kIgnored});
  const auto* const found = std::ranges::find_if(
      kMachErrors, [&](const MachError& error) { return (error.number & ~kIgnored) == wanted; });
  text += "[0x";
  append_hex(value.bits, text);
  text += ": ";
  text += found != std::end(kMachErrors) ? found->text : "unknown error code";
  text += ']';
  return Decoded::kDone;
}

Decoded decode_signal(const Decoder&, const Value& value, int, std::string& text) {
  if (!value.is_scalar(4)) return Decoded::kMismatch;
  const std::int32_t number = as_int(value);
  if (number == 0) {
    text += "[sigSignal 0: Signal 0]";
  } else if (number > 0 && static_cast<std::size_t>(number) <= std::size(kSignals)) {
    const Signal& signal = kSignals[number - 1];
    text += "[sig";
    text += signal.name;
    text += ": ";
    text += signal.text;
    text += ']';
  } else {
    text += '[';
    append_decimal(number, text);
    text += ": Unknown signal]";
  }
  return Decoded::kDone;
}

Decoded decode_mode(const Decoder&, const Value& value, int, std::string& text) {
  if (!value.is_scalar(4)) return Decoded::kMismatch;
  const auto mode = static_cast<std::uint32_t>(value.bits);
  text += "#pc#d#b#-#l#s#w#"[mode >> 12 & 15];
  append_class(mode >> 6, mode & 04000, 's', text);
  append_class(mode >> 3, mode & 02000, 's', text);
  append_class(mode, mode & 01000, 't', text);
  return Decoded::kDone;
}

Decoded decode_bytes(const Decoder&, const Value& value, int, std::string& text) {
  return decode_amount(value, 1000, kBytes, text);
}
Decoded decode_iec_bytes(const Decoder&, const Value& value, int, std::string& text) {
  return decode_amount(value, 1024, kIecBytes, text);
}
Decoded decode_bitrate(const Decoder&, const Value& value, int, std::string& text) {
  return decode_amount(value, 1000, kBitrates, text);
}
Decoded decode_iec_bitrate(const Decoder&, const Value& value, int, std::string& text) {
  return decode_amount(value, 1024, kIecBitrates, text);
}

}  // namespace knox::tracev3
