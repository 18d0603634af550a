// What a message says beyond all that has a place of its own, as key=value.
#include "knox/emit/shell.h"
#include "knox/es/event_mapper.h"

namespace knox::es {

void EventMapper::put_value(const Member& member) {
  switch (member.kind) {
    case Member::Kind::kList: {
      bool is_first = true;
      for (const std::string_view one : member.list) {
        if (!is_first) out_.text(",");
        is_first = false;
        emit::shell_word(out_, one, emit::WordPlace::kArgument);
      }
      break;
    }
    case Member::Kind::kFile: emit::shell_word(out_, member.file->path, emit::WordPlace::kArgument); break;
    case Member::Kind::kProcess:
      emit::shell_word(out_, member.process->executable.path, emit::WordPlace::kArgument);
      [[fallthrough]];
    case Member::Kind::kToken:
      out_.text("[");
      out_.text(std::to_string(member.process->token.ids.pid.value_or(0)));
      out_.text("]");
      break;
    default: emit::shell_word(out_, member.text, emit::WordPlace::kArgument); break;
  }
}

// What has no place of its own.
void EventMapper::take_rest() {
  text_.clear();
  for (std::size_t i = 0; i < message_->members.size(); ++i) {
    const Member& member = message_->members[i];
    if (taken_[i] || member.kind == Member::Kind::kNull || member.kind == Member::Kind::kObject) continue;
    // Of a file system its names say enough.
    if (member.key.starts_with("f_") && member.kind != Member::Kind::kText) continue;
    if (!text_.empty()) out_.text(" ");
    emit::shell_word(out_, member.key, emit::WordPlace::kArgument);
    out_.text("=");
    put_value(member);
    out_.flush();
  }
  event_.text = text_;
}

}  // namespace knox::es
