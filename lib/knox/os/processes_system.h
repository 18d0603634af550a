// What each system does for processes.h.
#pragma once

#include <vector>

#include "knox/os/processes.h"

namespace knox::os {

// RunningProcesses::all.
std::vector<RunningProcess> system_processes();

}  // namespace knox::os
