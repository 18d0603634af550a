#include "knox/bsm/praudit.h"

#include <fmt/format.h>

#include <cstring>

namespace knox::bsm {

namespace {

// The number itself where it has no name.
void put_name(Pen& pen, std::string_view name, std::uint32_t number) {
  if (name.empty()) {
    pen.dec(number);
  } else {
    pen.put(name);
  }
}

}  // namespace

PrauditWords::PrauditWords(const PrintOptions& options, Escape escape)
    : tables_(options.tables),
      names_(options.names),
      escape_(escape),
      raw_(options.raw),
      short_names_(options.short_names) {
  for (std::size_t i = 0; i < errors_.size(); ++i) {
    const std::optional<int> local = local_errno(static_cast<std::uint8_t>(i));
    errors_[i] = local ? fmt::format("failure : {}", std::strerror(*local))
                       : fmt::format("failure: Unknown error: {}", i);
  }
  errors_[0] = "success";
}

void PrauditWords::put(Pen& pen, EventNumber v) {
  const Event* const event = raw_ ? nullptr : tables_->events().find(v.value);
  if (event == nullptr || !event->in_openbsm) return (void)pen.dec(v.value);
  put_string(pen, short_names_ ? event->name : event->description);
}

void PrauditWords::put(Pen& pen, Errno v) {
  if (raw_) {
    pen.dec(v.value);
  } else {
    pen.put(std::string_view(errors_[v.value]));
  }
}

void PrauditWords::put(Pen& pen, IpcType v) {
  put_name(pen, raw_ ? std::string_view() : ipc_type_text(v.value), v.value);
}

void PrauditWords::put_seconds(Pen& pen, std::uint64_t seconds) {
  if (raw_) {
    pen.dec(seconds);
  } else {
    local_.put(pen, seconds);
  }
}

void PrauditWords::put_data_format(Pen& pen, const DataValues& v) {
  put_name(pen, data_format_name(v.format), v.format);
}

void PrauditWords::put_data_unit(Pen& pen, const DataValues& v) {
  put_name(pen, data_unit_name(v.unit), v.unit);
}

void PrauditWords::put(Pen& pen, const DataValues& v) {
  enum : std::uint8_t { kBinary, kOctal, kDecimal, kHex, kString };
  if (v.format == kString) return put_string(pen, v.bytes);
  if (v.format == kBinary) {
    for (std::size_t i = 0; i < v.bytes.size(); ++i) {
      pen.room(kFieldRoom);
      pen.put(' ');
      put_string(pen, v.bytes.substr(i, 1));
    }
    return;
  }
  for_each_unit(v, [&](std::uint64_t value, std::int64_t as_signed) {
    pen.room(kFieldRoom);
    pen.put(' ');
    switch (v.format) {
      case kOctal: pen.octal(value); break;
      case kHex: pen.hex(value); break;
      default:
        // praudit shows bytes and shorts without a sign, ints with one.
        if (v.unit >= 2) {
          pen.sdec(as_signed);
        } else {
          pen.dec(value);
        }
    }
  });
}

}  // namespace knox::bsm
