// LinuxToBsm: an event of Linux Audit as one BSM record, like those that the kernels of Darwin and FreeBSD
// write, so that whatever reads trails reads it. The man page knox-bsm(5) lists what is where; in short:
//
//   header32       version 11, the event (linux_events.h), milliseconds
//   arg32, arg64   numbers that the call was given (linux_arguments.h); "child PID" of a new process
//   ipc            the object of System V IPC
//   exec_args      of an execution
//   path, attr32   every PATH: as given, made absolute with CWD if it can be, then its attributes; of an
//                  execution the last path is the file that was executed
//   sockinet32 ... SOCKADDR
//   process32      OBJ_PID
//   subject32      who; subject32_ex where a program told of an IPv6 address
//   text           the rest: linux_texts.h
//   return32       BSM's error number, or the value; return64 if it takes that; none if nothing tells of an
//   end seq            the serial number trailer
//
// What decides is what the kernel wrote, never the look of a value, and nothing is left out but values that
// say nothing, (null) and ?, and what stands before a line (a syslog header). Only where an event is larger
// than any kernel makes them, some of its records are: then the last text says how many, left_out=3.
#pragma once

#include <string>

#include "knox/bsm/write.h"
#include "knox/convert/linux_facts.h"
#include "knox/convert/linux_paths.h"
#include "knox/convert/linux_subject.h"
#include "knox/convert/linux_texts.h"
#include "knox/linux_audit/meaning/exec.h"

namespace knox::convert {

class LinuxToBsm {
 public:
  // The whole record, at most bsm::kMaxRecord bytes. Good until the next call.
  Bytes encode(const linux_audit::Event& event) { return encode(event, reader_.read(event)); }
  // The same, for who knows the facts already.
  Bytes encode(const linux_audit::Event& event, const LinuxFacts& facts);

 private:
  struct Result {
    std::optional<std::int64_t> exit;
    bool from_call = false;     // success= was there
    bool from_program = false;  // res= was there
  };

  std::size_t room() const noexcept;
  bool has_room(const linux_audit::Line& line) const noexcept;
  void add_call(const LinuxFacts& facts);
  std::uint32_t add_arguments(const LinuxCall& call);
  void add_arguments(const event::Exec& exec);
  bool is_told(bool success) const noexcept;

  void add_record(const linux_audit::Line& line, const LinuxFacts& facts);
  template <class Take>
  void add_rest(const linux_audit::Line& line, bool always, Take take);
  void add_texts(const linux_audit::Line& line, const LinuxFacts& facts);
  void add_socketcall(const linux_audit::Line& line, const LinuxFacts& facts);
  void add_how(const linux_audit::Line& line);
  void add_process(const linux_audit::Line& line);
  void add_address(const linux_audit::Line& line);

  void add_directory(const linux_audit::Line& line);
  void add_path(const linux_audit::Line& line);
  void add_return(const LinuxFacts& facts);

  LinuxFactsReader reader_;
  linux_audit::ExecDecoder executions_;
  linux_audit::Record record_;
  bsm::RecordWriter writer_;
  LinuxTexts texts_;

  // Of the event at hand.
  LinuxSubject subject_;
  LinuxPaths paths_;
  Result result_;
  std::string memory_, unix_path_;
};

}  // namespace knox::convert
