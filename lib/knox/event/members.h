// The objects that all JSON documents of an event are made of, each with its key: who did it, the process,
// the file, the ends of a connection. Nothing is written for what is not known. knox-json(5) says what each
// member means; names and types are those of the Elastic Common Schema.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "knox/emit/json_line.h"
#include "knox/emit/json_members.h"
#include "knox/event/event.h"
#include "knox/event/lineage.h"

namespace knox::event {

// "id", "name" of an object that is open.
void put_principal(emit::JsonLine& line, const Principal& principal);
void put_user(emit::JsonLine& line, std::string_view key, const User& user);
// Of an object that is open: who acts, and effective, saved, filesystem, audit.
void put_actor(emit::JsonLine& line, const Who& who);

void put_host(emit::JsonLine& line, const Host& host);
void put_file(emit::JsonLine& line, const File& file);
void put_network(emit::JsonLine& line, const Event& event);  // network, source, destination, server
void put_error(emit::JsonLine& line, const Event& event);

// process, and in it the parent, which is kept as finished text: a shell is the parent of many.
class ProcessMembers {
 public:
  void put(emit::JsonLine& line, const Processes& both);

 private:
  static constexpr std::size_t kKept = 1024;     // texts
  static constexpr std::size_t kMaxKept = 2048;  // bytes of one; a longer one is written anew
  struct Kept {
    std::uint64_t number = 0;  // Processes::parent_number
    std::string text;
  };

  void put_members(emit::JsonLine& line, const Process& process);
  std::string_view parent_text(const Processes& both);
  std::string_view command_line(const Process& process);

  std::vector<Kept> parents_{kKept};  // by number
  emit::JsonMembers members_;
  std::string command_;
  StringWriter writer_{command_};
  Out joining_{writer_};
};

}  // namespace knox::event
