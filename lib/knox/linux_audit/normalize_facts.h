// Facts: what the records of an event say, each fact at its place. The first half of normalisation; what the
// facts mean together is the second one (normalize_summary.h).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "knox/linux_audit/arguments.h"
#include "knox/linux_audit/assembly.h"
#include "knox/linux_audit/exec_args.h"
#include "knox/linux_audit/fields.h"
#include "knox/linux_audit/normal_event.h"
#include "knox/linux_audit/normalize_texts.h"
#include "knox/linux_audit/record.h"
#include "knox/linux_audit/syscalls.h"
#include "knox/os/names.h"

namespace knox::linux_audit {

enum class Place : std::uint8_t;

class Facts {
 public:
  explicit Facts(os::Names& names) : names_(names) {}

  // Forgets the event before.
  void clear();
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
  ArgKinds kinds{};  // what these are
  std::uint64_t open_flags = 0;
  std::string_view call_result, record_result;  // success, fail
  std::string_view decision;                    // of a security module: denied, granted, allowed ...
  std::string_view apparmor;
  std::string_view command;    // cmd=
  std::string_view file_name;  // of a record that is no PATH
  std::string_view hostname;
  Identity account, group;
  Endpoint socket, remote, local;  // saddr; addr, raddr ...; laddr ...

  std::string_view find_datum(std::string_view key) const noexcept;
  bool has_only(std::string_view key, std::string_view value) const noexcept;  // in all records that have it
  std::vector<NormalPath>& paths() noexcept { return paths_; }

 private:
  void add_fields();
  std::size_t add_word(std::span<const Field> fields, std::size_t index);
  bool is_growing() const noexcept;
  void add_field(const Field& field, Place place);
  void add_enriched(const Field& field, NormalPath* path);
  void add_subject(const Field& field);
  void add_user_id(UserId which, const Field& field);
  void add_account_id(const Field& field);
  void add_tags(std::string_view value);
  void add_title(std::string_view value);
  void add_call_field(const Field& field, Place place);
  void add_call(const Field& field);
  void add_exit(const Field& field);
  void add_argument(const Field& field);
  void add_open_flags(const Field& field);
  void add_socketcall();
  void finish_arguments();

  // Of files and connections.
  void add_path();
  void add_path_field(NormalPath& path, const Field& field, Place place);
  void add_object_field(const Field& field, Place place);
  void add_file_field(const Field& field, Place place);
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
  void resolve(Identity& identity, bool is_group_id);
  std::optional<std::uint32_t> read_id(std::string_view value) const noexcept {
    return record_.read_id(value);
  }

  os::Names& names_;
  Record record_;
  RecordType type_{};
  ExecArgs args_;
  bool has_args_ = false;
  std::vector<NormalPath> paths_;
  std::vector<Datum> data_;
  std::uint64_t keys_seen_ = 0;  // bits of the keys in data_: one that is not set is of no key in there
  std::uint32_t data_left_out_ = 0;
  std::vector<std::string_view> tags_;
  std::array<std::string_view, 4> argument_values_;
  std::array<std::string_view, kUserIdNames.size()> enriched_;
  std::string_view enriched_account_;
  Identity last_user_, last_group_;
  const char* word_end_ = nullptr;  // of the word before, or of the value of op=
  bool is_old_ = false;             // the word before was "old": old auid=1 new auid=2
};

}  // namespace knox::linux_audit
