#include "knox/linux_audit/record/exec_args.h"

#include <algorithm>

#include "knox/base/scan.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

// Reads digits and goes behind them; false when there are none, or too many.
bool take_number(std::string_view& text, std::uint32_t& number) {
  std::uint64_t value = 0;
  const char* const begin = text.data();
  const char* const end = read_decimal(begin, begin + text.size(), value);
  if (end == begin || value >= UINT32_MAX) return false;
  number = static_cast<std::uint32_t>(value);
  text.remove_prefix(static_cast<std::size_t>(end - begin));
  return true;
}

}  // namespace

void ExecArgs::clear() {
  bytes_.clear();
  gaps_.clear();
  argc_ = position_ = count_ = missing_ = incomplete_ = 0;
  in_chunks_ = false;
}

void ExecArgs::add(const Record& record) {
  for (const Field& field : record.fields()) {
    if (field.part != Part::kBody) break;
    std::string_view key = field.key;
    if (key == "argc") {
      argc_ = static_cast<std::uint32_t>(
          std::min<std::uint64_t>(parse_number(field.value).value_or(0), UINT32_MAX - 1));
      continue;
    }
    std::uint32_t position = 0;
    if (!key.starts_with('a')) continue;
    key.remove_prefix(1);
    if (!take_number(key, position)) continue;
    if (key.empty()) {
      add_argument(position, field.value);
    } else if (key == "_len") {
      add_length(position, field.value);
    } else if (std::uint32_t chunk = 0; key.starts_with('[')) {
      key.remove_prefix(1);
      if (take_number(key, chunk)) add_chunk(position, chunk, field.value);
    }
  }
}

void ExecArgs::finish() {
  end_chunks();
  if (position_ >= argc_) return;
  gaps_.push_back({count_, argc_ - position_});
  missing_ += argc_ - position_;
}

// The argument at this position comes next. False when one at this or a later position has been before.
bool ExecArgs::begin(std::uint32_t position) {
  end_chunks();
  if (position < position_) return false;
  if (position > position_) {
    gaps_.push_back({count_, position - position_});
    missing_ += position - position_;
  }
  position_ = position + 1;
  ++count_;
  return true;
}

void ExecArgs::append(std::string_view value) {
  const std::size_t begin = bytes_.size();
  if (is_quoted(value)) {
    bytes_ += unquote(value);
    is_damaged_ |= value.size() < 2 || !value.ends_with('"');
  } else if (!append_hex(bytes_, value)) {
    bytes_ += value;
  }
  // No argument holds a NUL. One here is damage, and would make two arguments of it.
  const std::size_t nul = bytes_.find('\0', begin);
  if (nul == bytes_.npos) return;
  is_damaged_ = true;
  bytes_.erase(std::remove(bytes_.begin() + static_cast<std::ptrdiff_t>(nul), bytes_.end(), '\0'),
               bytes_.end());
}

void ExecArgs::add_argument(std::uint32_t position, std::string_view value) {
  if (!begin(position)) return;
  is_damaged_ = false;
  append(value);
  bytes_ += '\0';
  if (is_damaged_) ++incomplete_;
}

void ExecArgs::add_length(std::uint32_t position, std::string_view value) {
  if (!begin(position)) return;
  in_chunks_ = true;
  is_damaged_ = false;
  next_chunk_ = 0;
  length_ = parse_number(value).value_or(0);
  written_ = 0;
}

void ExecArgs::add_chunk(std::uint32_t position, std::uint32_t chunk, std::string_view value) {
  if (!in_chunks_ || position + 1 != position_) {  // the record with its length was lost
    if (!begin(position)) return;
    in_chunks_ = true;
    is_damaged_ = true;
    next_chunk_ = 0;
    length_ = written_ = 0;
  }
  is_damaged_ |= chunk != next_chunk_;
  next_chunk_ = chunk + 1;
  append(value);
  written_ += is_quoted(value) ? value.size() - 2 : value.size();
}

void ExecArgs::end_chunks() {
  if (!in_chunks_) return;
  in_chunks_ = false;
  bytes_ += '\0';
  if (is_damaged_ || written_ < length_) ++incomplete_;
}

}  // namespace knox::linux_audit
