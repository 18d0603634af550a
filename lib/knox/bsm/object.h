// What a record is about, as auditreduce(1) -o asks for it: TYPE=VALUE.
//
//   file=REGEX[,REGEX...]   a path: extended regular expressions from left to right, the first that is found
//                           in a path decides about it; one with a ~ in front excludes; \, is a comma
//   msgqid= semid= shmid=   a message queue, a semaphore set, a piece of shared memory, by number
//   pid=                    the process that something was done to (a process token)
//   sock=                   a port, or an IPv4 or IPv6 address, of any socket, address or port token
//
// One path that is excluded excludes the record, whatever its other paths are: kernels record a path as it
// was given and as it was resolved. When all expressions exclude, any other path will do.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "knox/bsm/record.h"

namespace knox::bsm {

// Whether any token of the record is the object.
using ObjectTest = std::function<bool(const Record& record)>;

// The error is one line for the user, without a newline.
std::expected<ObjectTest, std::string> parse_object(std::string_view text);

}  // namespace knox::bsm
