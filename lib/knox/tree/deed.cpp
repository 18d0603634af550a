#include "knox/tree/deed.h"

#include "knox/emit/ecs_schema.h"

namespace knox::tree {

namespace {

using event::Action;

void append_endpoint(const event::Endpoint& end, std::string& to) {
  if (end.address.empty()) {
    to += end.path.empty() ? end.hostname : end.path;
  } else if (end.port && end.address.find(':') != end.address.npos) {
    to.append("[").append(end.address).append("]");
  } else {
    to += end.address;
  }
  if (end.port) to.append(":").append(std::to_string(*end.port));
}

bool has_name(const event::Endpoint& end) noexcept {
  return !end.address.empty() || !end.path.empty() || !end.hostname.empty();
}

// The name that is new.
std::string_view made(const event::Event& event) noexcept {
  const bool is_copy = event.action == Action::kCopiedFile;
  return is_copy && !event.file.target_path.empty() ? event.file.target_path : event.file.path;
}

Deed file_deed(const event::Event& event) noexcept {
  switch (event.action) {
    case Action::kCreation:
    case Action::kCreatedDirectory:
    case Action::kLinked:
    case Action::kSymlinked:
    case Action::kCopiedFile:
    case Action::kDumpedCore: return Deed::kCreate;
    case Action::kOpen: return emit::has_name(event.types, "change") ? Deed::kWrite : Deed::kNone;
    case Action::kWroteToFile:
    case Action::kModification: return Deed::kWrite;
    case Action::kDeletion: return Deed::kDelete;
    case Action::kRename: return Deed::kRename;
    default: return Deed::kNone;
  }
}

}  // namespace

Deed deed_of(const event::Event& event) noexcept {
  if (event.success == false) return Deed::kFail;
  if (event.action == Action::kConnectionAttempted)
    return has_name(event.destination) ? Deed::kConnect : Deed::kNone;
  if (event.action == Action::kConnectionAccepted)
    return has_name(event.source) ? Deed::kAccept : Deed::kNone;
  return event.file.path.empty() ? Deed::kNone : file_deed(event);
}

void describe(Deed deed, const event::Event& event, std::string& what, std::string& more) {
  switch (deed) {
    case Deed::kCreate: what += made(event); return;
    case Deed::kConnect: append_endpoint(event.destination, what); return;
    case Deed::kAccept: append_endpoint(event.source, what); return;
    case Deed::kFail:
      what.append(event.error).append(event.error.empty() ? "" : " ").append(event.word);
      more += event.file.path;
      if (more.empty()) append_endpoint(event.destination, more);
      if (more.empty() && event.action == Action::kExec) more += event.process.executable;
      return;
    case Deed::kRename: more += event.file.target_path; [[fallthrough]];
    default: what += event.file.path;
  }
}

}  // namespace knox::tree
