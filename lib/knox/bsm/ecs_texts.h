// The parts of ECS documents that are the same in many records, as finished JSON: made when first needed,
// kept. What is returned is good until the next call for another event or subject.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "knox/bsm/ecs.h"
#include "knox/bsm/printer.h"

namespace knox::bsm {

class EcsTexts {
 public:
  explicit EcsTexts(const PrintOptions& options);

  // All texts are members of an object, without the braces and without a comma around them; some are empty.
  struct OfEvent {
    std::string event;  // of event: "category":["process"], ... "dataset":"knox.bsm"
    std::string bsm;    // of bsm.event: "number":23,"name":"AUE_EXECVE", ...
    EcsHint hint = EcsHint::kPlain;
    bool starts_process = false;  // a path is its executable
    bool is_login = false;        // the terminal is where the user came from
  };
  const OfEvent& event(std::uint16_t number);
  const OfEvent& file_token() const { return file_token_; }

  struct OfSubject {
    std::string user;     // of user: "id":"501","name":"alice", ...
    std::string related;  // elements of related.user: "alice","root"
    std::string bsm;      // of bsm.subject: "session":100004,"terminal":{...}
  };
  const OfSubject& subject(const SubjectFacts& facts);

  // Of user.target: "id":"0","name":"root","group":{...}
  std::string user(std::uint32_t uid, std::uint32_t gid);
  // Of related.user: "root", or "0" where it has no name.
  std::string name(std::uint32_t uid);
  // Of host: "os":{"type":"macos","platform":"darwin"}
  std::string_view host();
  // Of error: "code":"ENOENT","message":"No such file or directory"
  std::string_view error(std::uint8_t bsm_errno) const { return errors_[bsm_errno]; }
  // In quotes and escaped.
  std::string quoted(std::string_view text);

 private:
  struct Slot {
    bool used = false;
    SubjectFacts facts;            // but for the pid, which no text has
    std::array<char, 16> address;  // what facts.address borrows
    OfSubject texts;
  };

  void check_generation();
  OfEvent make_event(std::uint16_t number);
  OfSubject make_subject(const SubjectFacts& facts);

  const Vocabulary& vocabulary_;
  os::Names& names_;
  unsigned generation_ = ~0U;
  std::vector<std::unique_ptr<OfEvent>> events_;  // by number
  OfEvent file_token_;
  std::string host_;
  std::vector<Slot> slots_;
  std::array<std::string, 256> errors_;

  std::string written_;
  StringWriter writer_{written_};
  Out out_{writer_};
};

}  // namespace knox::bsm
