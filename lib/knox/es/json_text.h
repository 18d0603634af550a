// Times in messages.
#pragma once

#include <string_view>

#include "knox/base/time.h"

namespace knox::es {

// Reads "2025-08-07T13:21:35.880814738Z" with its quotes, and any number of digits up to nine. What is
// another thing leaves both as they are.
void read_time(std::string_view token, Time& time, int& digits) noexcept;

}  // namespace knox::es
