// AddressText: Internet addresses as strings, for those who compare or count them. Nothing is allocated per
// address.
#pragma once

#include <string>
#include <string_view>

#include "knox/base/address.h"

namespace knox::linux_audit {

class AddressText {
 public:
  AddressText() = default;
  AddressText(const AddressText&) : AddressText() {}  // with memory of its own
  AddressText& operator=(const AddressText&) { return *this; }

  // `address` is 4 or 16 bytes in network order. Good until the next call.
  std::string_view of(std::string_view address) {
    text_.clear();
    put_address(out_, address);
    out_.flush();
    return text_;
  }

 private:
  std::string text_;
  StringWriter writer_{text_};
  Out out_{writer_};
};

}  // namespace knox::linux_audit
