// Facts: what the records of an event say, each fact at its place. The first half of normalisation; what the
// facts mean together is the second one (meaning/meaning.h).
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/meaning/normal_event.h"
#include "knox/linux_audit/meaning/texts.h"
#include "knox/linux_audit/names/arguments.h"
#include "knox/linux_audit/names/fields.h"
#include "knox/linux_audit/names/syscalls.h"
#include "knox/linux_audit/record/event_paths.h"
#include "knox/linux_audit/record/exec_args.h"
#include "knox/linux_audit/record/record.h"
#include "knox/os/names.h"

namespace knox::linux_audit {

enum class Place : std::uint8_t;

class Facts {
 public:
  explicit Facts(os::Names& names) : names_(names) {}

  // Forgets the event before. This one outlives what is asked for.
  void begin(const Event& of);
  void add(const Line& line);
  // All records were added.
  void finish();

  NormalEvent event;
  Texts texts;

  // What is not in the event, or not yet.
  Syscall call = Syscall::kUnknown;
  bool has_call = false;
  Arch arch = Arch::kUnknown;
  std::uint32_t call_number = 0;
  bool is_packet = false;  // the local end is the source, whatever the call is
  std::array<std::uint64_t, 4> arguments{};
  ArgKinds kinds{};               // what these are
  std::string_view new_identity;  // of a call that changes the process's ids
  std::uint64_t open_flags = 0;
  std::string_view call_result, record_result;  // success, fail
  std::string_view decision;                    // of a security module: denied, granted, allowed ...
  std::string_view apparmor;
  std::string_view command;    // cmd=
  std::string_view file_name;  // of a record that is no PATH
  std::string_view hostname;
  Identity account, group;         // acct=, id=; grp=, new_gid=
  Identity old_login;              // old-auid=
  Identity victim;                 // the user of the process that is sent a signal, or traced: ouid=
  RecordType meant_type{};         // what its program should have sent the record as
  Endpoint socket, remote, local;  // saddr; addr, raddr ...; laddr ...

  std::string_view find_datum(std::string_view key) const noexcept;
  bool has_only(std::string_view key, std::string_view value) const noexcept;  // in all records that have it
  std::vector<NormalPath>& paths() noexcept { return paths_; }
  // That user or group, with the name that is known of it.
  Identity named(std::uint32_t id, bool is_group_id) {
    Identity identity{id, {}};
    resolve(identity, is_group_id);
    return identity;
  }
  // An IP address that is of no end of a connection.
  void add_other_address(std::string_view address) {
    if (addresses_.size() < kMaxAddresses) addresses_.push_back(address);
  }
  // The name of one of them from the root, as far as that is told.
  std::string_view absolute(const NormalPath& path);
  // The directory of a descriptor, of which the kernel writes that it is the working directory.
  bool is_untold(const NormalPath& path);

 private:
  void add_fields();
  void check_hostname();
  std::size_t add_word(std::span<const Field> fields, std::size_t index);
  bool is_growing() const noexcept;
  void add_field(const Field& field, Place place);
  void add_enriched(const Field& field, NormalPath* path);
  void add_subject(const Field& field);
  void add_user_id(UserId which, const Field& field);
  void add_message_id(const Field& field, Place place);
  bool add_subject_of_manager(const Field& field, Place place);
  void add_old_login(std::string_view value);
  void add_account(const Field& field);
  void add_account_id(const Field& field);
  void add_group(const Field& field);
  void add_group_id(const Field& field);
  void add_tags(std::string_view value);
  void add_title(std::string_view value);
  void add_call_field(const Field& field, Place place);
  void add_call(const Field& field);
  void add_exit(const Field& field);
  void add_argument(const Field& field);
  void add_open_flags(const Field& field);
  void add_socketcall();
  std::string_view argument_word(ArgKind kind, std::string_view digits, std::uint64_t number);
  std::string_view argument_name(Identity identity, ArgKind kind);
  std::string_view changed_identity() const;
  void finish_arguments();

  // Of files and connections.
  void add_path();
  void add_path_field(NormalPath& path, const Field& field, Place place);
  void add_object_field(const Field& field, Place place);
  void add_file_field(const Field& field, Place place);
  void add_peer(const Field& field);
  void add_address(Endpoint& end, const Field& field);
  void add_sockaddr(const Field& field);

  // Of the data.
  void add_datum(const Field& field);
  void add_datum(std::string_view key, std::string_view value);
  void add_value(const Datum& first, std::string_view value);
  std::string_view data_value(const Field& field, FieldKind kind);
  void finish_data();
  static std::optional<std::uint64_t> parse_c_number(std::string_view value);  // 0x1f, 017, 15
  std::string_view user_word(std::string_view value, bool is_group_id);
  std::string_view capability_words(std::string_view value);
  void resolve(Identity& identity, bool is_group_id);
  std::optional<std::uint32_t> read_id(std::string_view value) const noexcept {
    return record_.read_id(value);
  }

  // More than any event has; a hostile one must not cost more than its share of time.
  static constexpr std::size_t kMaxAddresses = 16;

  os::Names& names_;
  Record record_;
  RecordType type_{};
  ExecArgs args_;
  bool has_args_ = false;
  std::vector<NormalPath> paths_;
  std::vector<const Line*> path_lines_;  // their records
  EventPaths event_paths_;
  std::vector<Datum> data_;
  std::uint32_t data_left_out_ = 0;
  std::vector<std::string_view> tags_, addresses_;
  std::array<std::string_view, kUserIdNames.size()> enriched_;
  std::bitset<kUserIdNames.size()> has_enriched_;  // by the record at hand
  std::string_view enriched_account_, enriched_group_;
  Identity last_user_, last_group_;
  const char* word_end_ = nullptr;  // of the word before, or of the value of op=
  bool has_other_process_ = false;  // pid= is that of a manager's client
  bool is_old_ = false;             // the word before was "old": old auid=1 new auid=2
};

}  // namespace knox::linux_audit
