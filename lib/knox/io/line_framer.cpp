#include "knox/io/line_framer.h"

#include <algorithm>
#include <cstring>

namespace knox::io {

Step LineFramer::next(Bytes unread, bool final) {
  constexpr Error kTooLong{.code = Code::kMalformed, .what = "a line that is too long"};
  if (unread.empty()) return {};
  const std::string_view text = as_chars(unread);
  const std::size_t searched = std::min(searched_, text.size());
  const void* const end = std::memchr(text.data() + searched, '\n', text.size() - searched);
  const bool has_end = end != nullptr;
  const std::size_t size =
      has_end ? static_cast<std::size_t>(static_cast<const char*>(end) - text.data()) + 1 : text.size();
  line_ = ends_ + 1;
  searched_ = 0;
  if (skipping_ || size > longest_) {
    skipping_ = !has_end;
    ends_ += has_end ? 1 : 0;
    return {Step::What::kSkip, size, kTooLong};
  }
  if (!has_end && !final) {
    searched_ = size;
    return {};
  }
  ends_ += has_end ? 1 : 0;
  if (has_end || is_whole_ == nullptr || is_whole_(text)) return {Step::What::kFrame, size, {}};
  return {Step::What::kCut, size, {.code = Code::kTruncated, .need = size + 1, .have = size, .what = "line"}};
}

}  // namespace knox::io
