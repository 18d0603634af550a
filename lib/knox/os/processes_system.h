// What each system does for processes.h.
#pragma once

#include <string>
#include <vector>

#include "knox/os/processes.h"

namespace knox::os {

// RunningProcesses::all.
std::vector<RunningProcess> system_processes();

// What can be read of a file of proc(5), on Linux alone; empty where that is nothing, also when its process
// ends while it is read.
std::string text_of(const std::string& path);

}  // namespace knox::os
