// Archive: the files of a unified log store, wherever they lie:
//
//   X.logarchive/                  Persist/ Special/ Signpost/ HighVolume/ InMemory/ *.tracev3, timesync/,
//                                  logdata.LiveData.tracev3, and the strings: XX/, dsc/
//   /var/db/diagnostics/           the same, with the strings in ../uuidtext/
//   a sysdiagnose, a copied disk   one of these is inside of it
//   one tracev3 file               which may lie in one of these
#pragma once

#include <string>
#include <vector>

#include "knox/base/error.h"
#include "knox/tracev3/file/timesync.h"

namespace knox::tracev3 {

struct ArchiveFiles {
  std::vector<std::string> traces = {};          // in the order of their names, folder by folder
  std::vector<std::string> timesyncs = {};       // in the order of their names
  std::vector<std::string> string_folders = {};  // for a StringStore
};

// Whether this is a directory with a log store in it, or a tracev3 file, by its first bytes.
bool is_archive(const std::string& path);

// The files of a store. Errors: kSystem; kNotARecord: there is none.
Result<ArchiveFiles> find_archive(const std::string& path);

// What all files of timesync say; one that cannot be read is left out. `damaged` gets the paths of those that
// hold something else.
TimeTable read_timesyncs(const std::vector<std::string>& paths, std::vector<std::string>& damaged);

}  // namespace knox::tracev3
