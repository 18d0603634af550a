#include "knox/event/deeds.h"

#include <algorithm>
#include <utility>

#include "knox/event/line.h"

namespace knox::event {

namespace {

constexpr std::size_t kRow = 256;  // what an entry takes beside its texts, about

void add(Doers& doers, std::uint32_t program) {
  if (std::ranges::find(doers, program) == doers.end()) doers.push_back(program);
}

bool has_word(std::string_view list, std::string_view word) noexcept {
  for (std::size_t at = list.find(word); at != list.npos; at = list.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return true;
  }
  return false;
}

bool is_device(std::string_view path) noexcept {
  return path.starts_with("/dev/") && !path.starts_with("/dev/shm/");
}

std::string_view directory_of(std::string_view path) noexcept {
  return path.substr(0, path.size() - base_name(path).size());
}

}  // namespace

std::uint32_t Deeds::program_of(std::string_view name) {
  const auto found = program_places_.find(name);
  if (found != program_places_.end()) return found->second;
  const auto place = static_cast<std::uint32_t>(programs_.size());
  if (place != 0 && !has_room(2 * name.size())) return 0;
  programs_.emplace_back().name = name;
  program_places_.emplace(name, place);
  return place;
}

bool Deeds::has_room(std::size_t bytes) {
  if (used_ + bytes + kRow > most_) {
    ++left_out_;
    return false;
  }
  used_ += bytes + kRow;
  return true;
}

void Deeds::take(const Event& event) {
  const Processes both = lineage_.complete(event);
  const bool is_file = has_word(event.categories, "file") && !event.file.path.empty();
  const bool is_exec = event.action == Action::kExec;
  const bool is_peer = has_word(event.types, "connection");
  if (!is_file && !is_exec && !is_peer) return;
  doer_ = program_of(program_name(*both.process));
  if (is_exec && event.success.value_or(true)) ++programs_[doer_].executions;
  if (is_file || is_exec) {
    take_miss(event);
    if (is_file && event.success.value_or(true)) take_file(event);
  } else if (event.action == Action::kConnectionAttempted || event.action == Action::kSentTo) {
    take_peer(event.destination, event, false);
  } else if (event.action == Action::kConnectionAccepted) {
    take_peer(event.source, event, true);
  }
}

void Deeds::take_file(const Event& event) {
  const std::string_view path = event.file.path, target = event.file.target_path;
  const bool is_change = has_word(event.types, "change");
  switch (event.action) {
    case Action::kCreation:
    case Action::kCreatedDirectory:
    case Action::kDumpedCore:
    case Action::kSymlinked:
    case Action::kLinked: return create(path);  // whose target is what it leads to
    case Action::kCopiedFile: return create(target.empty() ? path : target);
    case Action::kDeletion: return remove(path);
    case Action::kRename: return target.empty() ? change(path) : rename(path, target);
    case Action::kExchangedFiles: change(target); break;
    case Action::kOpen:
      if (const bool may_make = has_word(event.types, "creation"); may_make || is_change)
        open_to_write(path, may_make);
      return;
    default: break;
  }
  if (is_change) change(path);
}

// What is looked for in many places is one miss; and so is what is found in the end.
void Deeds::take_miss(const Event& event) {
  const std::string_view path = event.file.path.empty() ? event.process.executable : event.file.path;
  const std::string_view action = info(event.action).word;
  const bool is_done = event.success.value_or(true);
  if (is_done && misses_.empty()) return;
  // mkdir -p makes what is there already, too.
  if (event.action == Action::kCreatedDirectory && event.error == "EEXIST") return;
  // A failed call may be told with the directory alone.
  const std::string_view name = path.ends_with('/') ? path : base_name(path);
  MissKey key{.action = action, .error = std::string(event.error), .name = std::string(name)};
  if (is_done) {
    key.error = "ENOENT";
    const auto missed = misses_.find(key);
    if (missed != misses_.end()) missed->second.miss.is_found = true;
    return;
  }
  auto found = misses_.find(key);
  if (found == misses_.end()) {
    if (!has_room(path.size() + key.name.size())) return;
    Missed missed;
    missed.miss.action = action;
    missed.miss.error = event.error;
    missed.miss.path = path;
    found = misses_.emplace(std::move(key), std::move(missed)).first;
  }
  Missed& missed = found->second;
  ++missed.miss.count;
  add(missed.miss.programs, doer_);
  const std::uint64_t directory = host_number(directory_of(path));
  if (!missed.directories.contains(directory) && has_room(0)) missed.directories.insert(directory);
}

void Deeds::take_peer(const Endpoint& peer, const Event& event, bool is_incoming) {
  const std::string_view address = !peer.address.empty() ? peer.address
                                   : !peer.path.empty()  ? peer.path
                                                         : peer.hostname;
  if (address.empty()) return;
  const PeerKey key(is_incoming, address, peer.port.value_or(0), event.network.transport);
  auto found = peers_.find(key);
  if (found == peers_.end()) {
    if (!has_room(2 * address.size())) return;
    PeerDeed deed;
    deed.is_incoming = is_incoming;
    deed.address = address;
    deed.port = peer.port;
    deed.transport = event.network.transport;
    found = peers_.emplace(key, std::move(deed)).first;
  }
  PeerDeed& deed = found->second;
  ++deed.count;
  add(deed.programs, doer_);
  const bool has_failed = event.success == false && event.error != "EINPROGRESS";  // which goes on
  deed.error = has_failed ? event.error : std::string_view();
}

Deeds::File* Deeds::find(std::string_view path) {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

// The file, with one more event of this doer; nullptr: there is no room for it.
Deeds::File* Deeds::touch(std::string_view path) {
  File* file = find(path);
  if (file == nullptr) {
    if (!has_room(2 * path.size())) return nullptr;
    file = &files_.emplace(path, File()).first->second;
    file->first = path;
  }
  ++file->count;
  add(file->programs, doer_);
  return file;
}

// What was there before, and was deleted, is another now.
void Deeds::create(std::string_view path) {
  if (is_device(path)) return change(path);
  const bool is_known = find(path) != nullptr;
  File* const file = touch(path);
  if (file == nullptr) return;
  file->is_gone = false;
  if (is_known) {
    file->is_changed = true;
  } else {
    file->is_new = true;
  }
}

void Deeds::change(std::string_view path) {
  if (path.empty()) return;
  if (is_device(path)) {
    auto found = devices_.find(path);
    if (found == devices_.end()) {
      if (!has_room(2 * path.size())) return;
      found = devices_.emplace(path, FileDeed()).first;
      found->second.fate = Fate::kDevice;
      found->second.path = path;
    }
    ++found->second.count;
    return add(found->second.programs, doer_);
  }
  File* const file = touch(path);
  if (file == nullptr) return;
  file->is_changed = true;
  file->is_gone = false;
}

void Deeds::open_to_write(std::string_view path, bool may_make) {
  const bool is_known = find(path) != nullptr;
  change(path);
  File* const file = is_known || !may_make ? nullptr : find(path);
  if (file != nullptr) file->may_be_new = true;
}

void Deeds::remove(std::string_view path) {
  File* const file = touch(path);
  if (file == nullptr) return;
  file->is_gone = true;
  if (file->is_new) {
    ++passing_;
  } else if (file->first != path) {
    gone_.emplace_back(file->first, *file);
  } else {
    return;  // it may come again
  }
  files_.erase(files_.find(path));
}

void Deeds::rename(std::string_view from, std::string_view to) {
  if (from == to || touch(from) == nullptr) return;
  File file = std::move(files_.extract(files_.find(from)).mapped());
  const std::string target(to);
  const File* const replaced = find(to);
  if (replaced != nullptr && !replaced->is_new && file.is_new) {  // written anew, as editors do
    file.is_new = false;
    file.is_changed = true;
    file.first = target;
  }
  files_.insert_or_assign(target, std::move(file));
  move_contents(std::string(from) + '/', target + '/');
}

// What was in a directory is in the one that it has become.
void Deeds::move_contents(const std::string& from, const std::string& to) {
  if (to.starts_with(from)) return;
  for (auto next = files_.lower_bound(from); next != files_.end() && next->first.starts_with(from);) {
    auto node = files_.extract(next++);
    node.key() = to + node.key().substr(from.size());
    files_.insert(std::move(node));
  }
}

}  // namespace knox::event
