#include "knox/tree/totals.h"

#include <charconv>

#include "knox/event/line.h"

namespace knox::tree {

namespace {

bool changes_processes(event::Action action) {
  return action == event::Action::kExec || action == event::Action::kFork || action == event::Action::kEnd;
}

}  // namespace

void Totals::add(Total total, std::string_view name) {
  if (!name.empty()) tallies_[static_cast<std::size_t>(total)].add(name, events_);
}

void Totals::take(const event::Event& event, bool selected) {
  // Who says what it is called need not be looked up; but beginnings and ends have to be known.
  std::string_view program = event::program_name(event.process);
  if (program.empty() || changes_processes(event.action)) {
    program = event::program_name(*lineage_.complete(event).process);
  }
  if (!selected) return;
  ++events_;
  timeline_.add(event.time);
  add(Total::kAction, event.word);
  add(Total::kProgram, program);
  add(Total::kFile, event.file.path);
  add(Total::kFile, event.file.target_path);
  add(Total::kHost, event.host.name.empty() ? event.host.address : event.host.name);
  for (const event::Endpoint* end : {&event.source, &event.destination, &event.server}) {
    if (end->is_ip) add(Total::kAddress, end->address);
  }
  const event::Principal& user =
      event.who.effective.user.known() ? event.who.effective.user : event.who.real.user;
  if (!user.name.empty()) {
    add(Total::kUser, user.name);
  } else if (user.id) {
    std::array<char, 16> digits;
    char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), *user.id).ptr;
    add(Total::kUser, {digits.data(), static_cast<std::size_t>(end - digits.data())});
  }
  if (event.action == event::Action::kLoggedIn && !event.source.address.empty()) {
    std::string login(event.source.address);
    if (event.success == false) login += " failed";
    add(Total::kLogin, login);
  }
  if (event.success != false) return;
  ++failed_;
  add(Total::kError, event.error);
}

}  // namespace knox::tree
