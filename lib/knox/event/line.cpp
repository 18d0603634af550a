#include "knox/event/line.h"

#include "knox/emit/shell.h"

namespace knox::event {

namespace {

void put_principal(Out& out, const Principal& principal) {
  if (!principal.name.empty()) return emit::shell_word(out, principal.name);
  Pen pen(out);
  pen.room(16);
  if (principal.id) pen.dec(*principal.id);
}

bool is_same(const Principal& a, const Principal& b) {
  return a.id && b.id ? a.id == b.id : a.name == b.name;
}

// "alice (as root) ": who logged in, or else who acts, and with whose rights.
void put_who(Out& out, const Who& who) {
  const Principal& actor = who.audit.known() ? who.audit : who.real.user;
  const Principal& rights = who.effective.user.known() ? who.effective.user : who.real.user;
  if (!actor.known()) return;
  put_principal(out, actor);
  if (rights.known() && !is_same(actor, rights)) {
    out.text(" (as ");
    put_principal(out, rights);
    out.text(")");
  }
  out.text(" ");
}

void put_words(Out& out, const StringList& words) {
  bool is_first = true;
  for (const std::string_view word : words) {
    if (!is_first) out.text(" ");
    emit::shell_word(out, word, is_first ? emit::WordPlace::kCommand : emit::WordPlace::kArgument);
    is_first = false;
  }
}

void put_known_endpoint(Out& out, std::string_view before, const Endpoint& end) {
  out.text(before);
  if (end.address.empty() && end.path.empty() && end.hostname.empty()) {
    Pen pen(out);
    pen.room(32);
    return (void)pen.text("port ").dec(end.port.value_or(0));
  }
  const bool is_ipv6 = end.is_ip && end.address.find(':') != end.address.npos;
  if (is_ipv6 && end.port) out.text("[");
  if (!end.address.empty() || !end.path.empty()) {
    emit::shell_word(out, end.address.empty() ? end.path : end.address);
  } else {
    emit::shell_word(out, end.hostname);
  }
  if (is_ipv6 && end.port) out.text("]");
  if (!end.port) return;
  Pen pen(out);
  pen.room(16);
  pen.put(':').dec(*end.port);
}

// Most events have none.
KNOX_INLINE void put_endpoint(Out& out, std::string_view before, const Endpoint& end) {
  if (end.known()) [[unlikely]]
    put_known_endpoint(out, before, end);
}

void put_pid(Out& out, std::uint32_t pid) {
  Pen pen(out);
  pen.room(16);
  pen.put('[').dec(pid).put(']');
}

// Of an event that is no action.
void put_word(Out& out, const Event& event) {
  if (!event.word.empty()) return emit::shell_word(out, event.word);
  out.text("unknown");
  if (event.code.empty()) return;
  out.text("-");
  emit::shell_word(out, event.code);
}

// Whether the event is the beginning of what `process` is.
bool begins_process(const Event& event) {
  return event.action == Action::kExec || event.action == Action::kFork || event.action == Action::kRanJob;
}

// Whether argv[0] is the name of the executed file, as far as two strings can tell: "-zsh" of /bin/zsh, too.
bool names_file(std::string_view argv0, std::string_view path) {
  const std::string_view name = base_name(argv0);
  return name == base_name(path) || (name.starts_with('-') && name.substr(1) == base_name(path));
}

// The words are what the caller wrote, the file is what was executed: exec sshd -D (/tmp/evil) [900].
void put_beginning(Out& out, const Process& process) {
  const bool has_words = process.args.known() && !process.args.empty();
  if (has_words) {
    out.text(" ");
    put_words(out, process.args);
  }
  if (!process.executable.empty() && !(has_words && names_file(process.args.front(), process.executable))) {
    out.text(has_words ? " (" : " ");
    emit::shell_word(out, process.executable);
    if (has_words) out.text(")");
  }
  if (process.pid) {
    out.text(" ");
    put_pid(out, *process.pid);
  }
}

// What a program was asked to run, as sudo was.
void put_command(Out& out, const Process& process) {
  if (process.args.known()) {
    out.text(" ");
    put_words(out, process.args);
  } else if (!process.command_line.empty()) {
    out.text(" ");
    emit::shell_word(out, process.command_line);
  }
}

void put_target(Out& out, const Event& event) {
  const auto put = [&](const Principal& principal) {
    if (!principal.known()) return;
    out.text(" ");
    put_principal(out, principal);
  };
  if (event.object.name.empty()) put(event.who.target.user);
  put(event.who.group);
}

// "killed-pid 812 (sleep) of alice": whose process it is comes behind it.
void put_owner(Out& out, const Event& event) {
  if (!is_done_to_process(event.action) || event.object.name.empty() || !event.who.target.user.known())
    return;
  out.text(" of ");
  put_principal(out, event.who.target.user);
}

void put_object(Out& out, const Object& object) {
  if (!object.name.empty()) {
    out.text(" ");
    emit::shell_word(out, object.name);
  }
  if (!object.detail.empty()) {
    out.text(" (");
    emit::shell_word(out, object.detail);
    out.text(")");
  }
}

// Where somebody logs in or out who comes from nowhere else.
void put_terminal(Out& out, const Event& event) {
  const bool is_login = event.action == Action::kLoggedIn || event.action == Action::kLoggedOut;
  if (!is_login || event.who.terminal.empty() || event.source.known()) return;
  out.text(" on ");
  emit::shell_word(out, event.who.terminal);
}

void put_file(Out& out, const File& file, std::optional<bool> success) {
  if (!file.path.empty()) {
    // Of a call that failed a record may have no more than the directory.
    out.text(success == false && file.path.size() > 1 && file.path.ends_with('/') ? " in " : " ");
    emit::shell_word(out, file.path);
  }
  if (!file.target_path.empty()) {
    out.text(" to ");
    emit::shell_word(out, file.target_path);
  }
}

void put_program(Out& out, const Process& process) {
  const std::string_view name = program_name(process);
  if (name.empty() && !process.pid) return;
  out.text(" by ");
  if (!name.empty()) emit::shell_word(out, name);
  if (process.pid) put_pid(out, *process.pid);
}

void put_outcome(Out& out, const Event& event) {
  if (event.kind == Kind::kDamaged) out.text(": damaged");
  if (event.success != false) return;
  out.text(": failure");
  // A number says less than its text.
  const bool is_number = event.error.find_first_not_of("-0123456789") == event.error.npos;
  const std::string_view why = is_number && !event.error_text.empty() ? event.error_text : event.error;
  if (why.empty()) return;
  out.text(", ");
  emit::shell_word(out, why);
}

}  // namespace

std::string_view program_name(const Process& process) noexcept {
  if (!process.name.empty()) return process.name;
  if (!process.executable.empty()) return base_name(process.executable);
  return process.args.known() && !process.args.empty() ? base_name(process.args.front()) : std::string_view();
}

void put_event(Out& out, const Event& event, const Processes& both) {
  const Process &process = *both.process, &parent = *both.parent;
  put_who(out, event.who);
  if (event.action != Action::kNone) {
    out.text(event.word);
  } else {
    put_word(out, event);
  }
  if (event.action == Action::kExec && event.success == false && !process.args.known() &&
      !event.file.path.empty()) {
    put_file(out, event.file, event.success);  // which was tried: the process goes on as what it is
    put_program(out, process);
  } else if (begins_process(event)) {
    put_beginning(out, process);
    if (parent.pid) put_program(out, parent);
  } else {
    put_target(out, event);
    if (event.object.known()) [[unlikely]]
      put_object(out, event.object);
    put_owner(out, event);
    if (event.action == Action::kMounted && event.object.known() && !event.file.path.empty()) out.text(" on");
    if (event.file.path != event.destination.path || event.file.path.empty())
      put_file(out, event.file, event.success);
    put_command(out, process);
    put_endpoint(out, event.word.ends_with("-to") ? " " : " to ", event.destination);
    put_endpoint(out, " at ", event.server);
    put_endpoint(out, event.word.ends_with("-from") ? " " : " from ", event.source);
    put_terminal(out, event);
    // The arguments are those of a command that was asked for, and name no program that ran.
    if (process.args.known() && process.name.empty()) {
      put_program(out, {.pid = process.pid});
    } else {
      put_program(out, process);
    }
  }
  if (!event.text.empty()) {
    out.text(" ");
    emit::shell_word(out, event.text);
  }
  put_outcome(out, event);
}

std::string_view EventLine::of(const Event& event, const Processes& both) {
  text_.clear();
  put_event(out_, event, both);
  out_.flush();
  return text_;
}

}  // namespace knox::event
