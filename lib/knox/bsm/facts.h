// What a record tells, sorted by what event::Event has a place for. Everything borrows from the record.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "knox/base/time.h"
#include "knox/bsm/lists.h"
#include "knox/bsm/meaning.h"
#include "knox/bsm/record.h"

namespace knox::bsm {

struct FileAttributes {  // of a file, from any of the three attribute tokens
  std::uint32_t mode, uid, gid, fsid;
  std::uint64_t node, device;
  // False: the call changed it to something that the record does not tell.
  bool has_mode = true, has_uid = true, has_gid = true;

  std::string_view type() const;  // as ECS and Elastic's own beats call it: "file"; empty: not known
  bool is_device() const;
  // Whether type() and the bits 07777 are all of the mode.
  bool is_usual() const;
};

struct TargetIds {  // 4294967295: not known
  std::uint32_t uid, gid;
};

struct SocketEnd {                // of a connection
  std::string_view address = {};  // 4 or 16 bytes; empty: not known
  std::uint16_t port = 0;
};

struct SocketEnds {
  SocketEnd local, remote;     // a token that has one end only has a remote one
  std::string_view path = {};  // of a local socket, which has no ends
};

// Whose program an identity is of, in an event's terms.
enum class Signer : std::uint8_t {
  kProcess,
  kParent,
  kCaller  // what made the call: `process` is, or would have been, another program
};

// What a call makes of a file's attributes, by its arguments; not told: it leaves them alone, or does not
// say.
struct AttributeChange {
  std::optional<std::uint32_t> mode, uid, gid;
};

// The facts that there is one of.
struct SingleFacts {
  const Record* record = nullptr;
  Time time;            // in the header, or in a file token
  int time_digits = 3;  // of the fraction, as recorded

  std::optional<SubjectFacts> subject;
  std::optional<SubjectFacts> process;  // that something was done to
  std::optional<TargetIds> target;      // who something was done to, or who logged in
  std::optional<ReturnFacts> result;
  bool result_is_cut = false;  // it is of a return token that is not whole
  std::optional<Identity> identity;
  std::optional<FileAttributes> attributes;  // as they are after the call, where that is known
  AttributeChange change;
  std::optional<SocketEnds> socket;    // where the event's hint says what it means
  SocketEnd origin;                    // where a session came from, when that is another machine
  std::optional<std::uint32_t> child;  // pid of a process that the subject made
  std::optional<std::uint32_t> exit_status;
  std::optional<std::uint32_t> sequence;
  // A command is in exec_args and exec_env or in Solaris' cmd, not in both.
  std::optional<ExecArgs> args;
  std::optional<ExecEnv> env;
  std::optional<Command> command;

  std::string_view path, target_path;  // a file, and where it was moved to or leads to
  std::string_view executable;         // the path, where it is what was executed
  std::string_view target_name;        // of the target, when only a text tells it
};

struct ArgumentFacts {
  std::string_view text;  // what it is called
  std::uint64_t value = 0;
};

struct Facts : SingleFacts {
  Hint hint = Hint::kPlain;             // the event's
  std::vector<std::string_view> paths;  // all of them
  std::size_t first_paths = 0;          // how many of them came before the first attributes; 0: no attributes
  std::vector<std::string_view> texts;  // all of them
  std::vector<ArgumentFacts> arguments;     // all of them
  std::vector<std::string_view> addresses;  // 4 or 16 bytes each, of any machine; none twice
  std::size_t first_texts = 0;              // how many of them came before the subject
  bool is_linux = false;  // and the others are members of Linux' records, key=value (origin.h)
  // Tokens, by their number in Record::tokens(): those that an event has no place for, or not for all that
  // they say; and second ones of what there should be one of.
  std::vector<std::uint32_t> rest, extra;

  bool has_command() const { return args || env || command; }
  // visit(list) with the arguments (the environment), if they are known: Strings or Texts.
  template <class Visit>
  void visit_args(Visit visit) const {
    if (args) {
      visit(args->args);
    } else if (command) {
      visit(command->args);
    }
  }
  template <class Visit>
  void visit_env(Visit visit) const {
    if (env) {
      visit(env->env);
    } else if (command) {
      visit(command->env);
    }
  }
  bool is_signed() const {
    return identity && !(identity->signing_id.bytes.empty() && identity->team_id.bytes.empty());
  }
  // An identity is that of the program which made the call, and taken before the call: xnu's audit_new(). So
  // it says nothing of a program that is executed, nor of one that sudo is asked to run.
  Signer signer() const {
    if (child) return Signer::kParent;
    return hint == Hint::kExec || has_command() ? Signer::kCaller : Signer::kProcess;
  }
};

// Fills `facts`, whatever was in there; memory is used again.
void gather(const Record& record, Hint hint, Facts& facts);

template <class Visit>
void for_each(const Strings& list, Visit visit) {
  for_each_string(list, visit);
}
template <class Visit>
void for_each(const Texts& list, Visit visit) {
  for_each_text(list, visit);
}

// Kinds that share a key in the format json (TokenInfo::json): the first of them.
inline constexpr std::array kFirstOfKey = [] {
  std::array<Kind, kKinds> first{};
  for (Kind kind = 0; kind < kKinds; ++kind) {
    while (std::string_view(kInfos[first[kind]].json) != kInfos[kind].json) ++first[kind];
  }
  return first;
}();

}  // namespace knox::bsm
