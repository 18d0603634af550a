// Joiner: the events of a source (event::Access) become records: one login is one record, however many lines
// its programs have written.
//
//   USER_AUTH  op=pubkey failed         a key that did not fit, and is of no interest any more
//   USER_AUTH  op=pubkey_auth         |
//   USER_ACCT  PAM:accounting         |  ssh login: of the account, with its key, port and terminal
//   LOGIN                             |
//   USER_START PAM:session_open       |
//   USER_LOGIN op=login               |
//   USER_END   PAM:session_close  |      ssh logout, which knows its login
//   USER_LOGOUT op=login          |
//
// A talk is what one process has to say: (host, pid). From its login on it is found by (host, session), too,
// since children report under other pids. A talk that nobody hears of any more is over, and what is known of
// it by then is reported: keys were refused, or nobody tried to get in.
//
// What is not said is not guessed: PAM does not tell a wrong password from a locked account, so both are
// authentication_failed.
//
// Memory is bounded: the oldest talk and the oldest session are forgotten first.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>

#include "knox/access/steps.h"
#include "knox/access/window.h"

namespace knox::access {

class Joiner {
 public:
  static constexpr std::size_t kTalks = 4096, kSessions = 16384;

  // Without `noise`, sessions of jobs, which are nothing else, need not come out. `wait`: how many seconds a
  // record waits for those that are earlier; of files Window::kWaitOfFiles.
  explicit Joiner(Emit emit, bool noise = true, std::uint64_t wait = Window::kWaitOfFiles)
      : window_(std::move(emit), wait), has_noise_(noise) {}

  void take(const event::Event& event);
  // A live input has been silent: what waits goes out.
  void silence();
  void finish();

 private:
  // Who has told of an attempt that failed. Each tells of it once.
  enum Teller : unsigned { kPam = 1, kProgram = 2, kCounter = 4 };

  struct Conversation;
  using Conversations = std::list<Conversation>;
  using At = Conversations::iterator;
  struct Conversation {
    Conversations* home = nullptr;
    At self;
    std::string host;
    std::uint32_t pid = 0;
    std::string place = {};  // in by_pid_
    Program program;         // whose names are in the table, or in `service`
    std::string service;     // empty: not known yet
    Time last;
    Record facts;  // what is known of whoever is there

    std::uint32_t failures = 0;
    std::string_view unknown = {};  // why nobody has that name; empty: somebody may have
    bool has_passed = false, is_denied = false;
    Time denied_at;
    Time refused_at;  // the last key
    std::string refused_key;

    std::uint64_t failure = 0;  // the record of the last one
    Time failed_at;
    unsigned told_by = 0;

    bool is_in = false;
    bool is_of_pam = false;  // PAM opened the session, so it tells of its end
    Time entered;
    std::uint64_t record = 0, end = 0, change = 0;  // of the login, sudo or su; its end; accounts
    Time changed_at;
  };

  void tell(const Told& told, const event::Event& event);
  bool join_told(Record& record, const event::Event& event);
  bool is_told_again(const Record& record);
  bool join_keys(Record& record);
  static bool is_authenticated_by(const Record& before, const Record& record, bool is_same_person);

  void take_step(Step step, const event::Event& event);
  At obtain(const event::Event& event, Step step);
  static bool is_same_person(const Conversation& talk, const event::Event& event);
  static bool contradicts(const Conversation& talk, const event::Event& event);
  static bool is_another(const Conversation& talk, const event::Event& event, Step step);
  void leave(At talk);
  At add(const event::Event& event);
  void move(At talk, Conversations& to) { to.splice(to.begin(), *talk->home, talk), talk->home = &to; }
  Conversation* find(const event::Event& event);
  Conversation* find_person(const event::Event& event);
  Conversation* find_without_pid(const event::Event& event);
  Conversation* find_session(const event::Event& event);
  const Record* find_login(const event::Event& event);
  Conversation* find_terminal(const event::Event& event);
  Conversation* find_child(const event::Event& event);
  Conversation* find_source(const event::Event& event, Conversations& in);
  static bool is_from_outside(Talk talk, const event::Event& event);
  void learn(Conversation& talk, const event::Event& event);
  void learn_people(Conversation& talk, const event::Event& event);
  void learn_caller(Conversation& talk, const event::Event& event);
  void learn_name(Person& person, const event::Event& event);

  void refuse(Conversation& talk, const event::Event& event);
  void refuse_key(Conversation& talk, const event::Event& event);
  void fail(Conversation& talk, const event::Event& event, Teller teller, std::string_view reason);
  void count_failed(Conversation& talk, const event::Event& event);
  void deny(Conversation& talk, const event::Event& event);
  bool take_back(Conversation& talk);
  void tell_denied(Conversation& talk);
  Record failure_of(const Conversation& talk, Time time, std::string_view reason) const;
  void know_nobody(At talk, const event::Event& event);
  void pass(Conversation& talk, const event::Event& event);
  void begin(At talk, const event::Event& event);
  void open(At talk, const event::Event& event);
  void enter(At talk, const event::Event& event);
  void see_terminal(const event::Event& event);
  void see_target(Conversation& talk, const event::Event& event);
  void run(Conversation& talk, const event::Event& event);
  void close(const event::Event& event);
  void replace(const event::Event& event);
  void change(Conversation& talk, const event::Event& event);
  void boot(const event::Event& event, Type type);

  Record record_of(const Conversation& talk, Time time) const;
  void resolve(Conversation& talk);
  void forget(At talk);
  void expire(Conversations& list, std::string_view host, Time now, std::uint64_t seconds);

  // Good until the next call.
  const std::string& key(std::string_view host, char kind, std::uint32_t number);
  const std::string& process_key(const event::Event& event);

  Window window_;
  bool has_noise_;
  // Those who are not in, those who are, and those who have gone, of whom there may come a last word; the
  // latest first.
  Conversations talks_, sessions_, gone_;
  std::unordered_map<std::string, At> by_pid_, by_session_;
  // Logins that ended: what runs on in their sessions is still theirs, until the host begins anew.
  std::unordered_map<std::string, Record> past_;
  std::string key_;
  std::uint64_t authentication_ = 0;                             // the latest record of one
  std::uint64_t lock_ = 0;                                       // of a lock or an unlock
  std::unordered_map<std::string, std::uint64_t> refused_keys_;  // by process: the record of the first
};

}  // namespace knox::access
