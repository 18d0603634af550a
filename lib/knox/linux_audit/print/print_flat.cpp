// The format records: one flat object a record, under the log's own names, so that what was written for
// fields of auditd's log (Sigma's rules, add-ons, SQL) works on it as it is.
//
//   {"time":"2024-03-01T09:00:00.041Z","serial":812,"node":"web1","type":"SYSCALL","arch":"c000003e",
//    "syscall":"59", ... ,"auid":"1000", ... ,"key":"exec","ARCH":"x86_64","SYSCALL":"execve","AUID":"alice",
//    "raw":"type=SYSCALL msg=audit(1709283600.041:812): arch=c000003e syscall=59 ..."}
//   {"time": ... ,"type":"EXECVE","argc":"3","a0":"sh","a1":"-c","a2":"echo a","raw": ... }
//   {"time": ... ,"type":"USER_CMD","pid":"9", ... ,"cwd":"/","cmd":"id","terminal":"pts/1","res":"success",
//   ... }
//
// - All values but serial are strings, as they are written; strings in quotes or in hex digits are decoded,
// so
//   that a key has one type in all records. What says nothing stays: "(null)", "?", "(none)".
// - Names in capitals are those of an ENRICHED log. Those of numbers that knox knows are added where the log
// has
//   none: ARCH and SYSCALL always, users' and groups' where the reader's names may be used; "unset" for an id
//   that was never set.
// - Fields inside of msg='...' and SADDR={...} stand beside the others. saddr_fam, laddr, lport and path are
// added to
//   a saddr where the log has no SADDR.
// - All arguments of an execve(2), whole, are in its first EXECVE record; the others of the event have none.
// - The arguments in a proctitle have spaces between them. Several keys are one string with U+0001 between
// them.
// - A key that comes again is KEY_2, KEY_3 ...; so is one that is called time, serial, node, type or raw.
// - Words between the fields are one string, "words".
#include <algorithm>
#include <array>
#include <utility>

#include "knox/base/address.h"
#include "knox/base/time.h"
#include "knox/emit/json_line.h"
#include "knox/linux_audit/names/syscalls.h"
#include "knox/linux_audit/print/formats.h"
#include "knox/linux_audit/print/member_names.h"
#include "knox/linux_audit/print/print_records.h"
#include "knox/linux_audit/record/enriched.h"
#include "knox/linux_audit/record/exec_args.h"
#include "knox/linux_audit/record/sockaddr.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

// Keys that are not in a line. MemberNames compares eight bytes up to a key's end.
constexpr std::size_t kFront = 8;
template <std::size_t N>
constexpr std::string_view after_front(const char (&text)[N]) {
  return std::string_view(text, N - 1).substr(kFront);
}

// What print_args() uses, and one more of it would come twice.
bool is_argument(std::string_view key) {
  return key.size() > 1 && key[0] == 'a' && is_digit(key[1]);
}

// A key in capitals, as auditd writes it.
class UpperKey {
 public:
  static bool fits(std::string_view key) { return !key.empty() && key.size() <= kMax; }
  explicit UpperKey(std::string_view key) : size_(key.size()) {
    std::ranges::transform(key, text_.begin() + kFront,
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  }
  std::string_view text() const { return {text_.data() + kFront, size_}; }

 private:
  static constexpr std::size_t kMax = 20;
  std::array<char, kFront + kMax> text_{};
  std::size_t size_;
};

class FlatPrinter final : public Printer {
 public:
  explicit FlatPrinter(const PrintOptions& options) : users_(*options.names) {}

  void print(const Event& event, Out& out) override {
    has_args_ = false;
    for (const Line& line : event.records) print_record(event, line, out);
  }

 private:
  void print_record(const Event& event, const Line& line, Out& out);
  void print_fields(const Event& event);
  void print_field(const Field& field);
  void print_args(const Event& event);
  void print_names();
  void print_address(std::string_view saddr);
  std::string_view text_of(const Field& field, FieldKind kind);
  std::string_view name_of(const Field& field, FieldKind kind);
  bool has_enriched(std::string_view upper) const noexcept;
  void add_word(std::string_view word) { words_.append(words_.empty() ? "" : " ").append(word); }
  void put(std::string_view key, std::string_view value) { to_->string(members_->next(key).name, value); }

  static constexpr std::size_t kMaxMembers = 2048;  // as in the format json

  os::Names& users_;
  TimeFormat times_;
  emit::RawBytes raw_bytes_;
  MemberNames names_;
  Record record_, exec_record_;
  ExecArgs args_;
  bool has_args_ = false;  // of the event: they are printed
  std::string memory_, words_;
  emit::JsonLine* to_ = nullptr;
  MemberNames::Object* members_ = nullptr;  // of the record at hand
};

void FlatPrinter::print_record(const Event& event, const Line& line, Out& out) {
  record_.parse(line);
  words_.clear();
  emit::JsonLine to(out, raw_bytes_);
  to_ = &to;
  members_ = &names_.begin(line.type, Part::kBody);
  to.text(members_->next(after_front("        time")).name,
          [&](Pen& pen) { times_.put(pen, event.time, 3); });
  to.number(members_->next(after_front("        serial")).name, event.serial);
  const Member& node = members_->next(after_front("        node"));
  to.string_if(node.name, event.node);
  const std::string_view type = record_type_name(line.type);
  put(after_front("        type"), type.empty() ? line.type_name : type);
  const emit::Key raw = members_->next(after_front("        raw")).name;
  members_->next(after_front("        raw_bytes"));  // what JsonLine may add
  print_fields(event);
  print_names();
  to.string_if("words", words_);
  to.string(raw, line.text);
  to.finish();
}

void FlatPrinter::print_fields(const Event& event) {
  const std::span<const Field> fields = record_.fields();
  const bool is_exec = record_.type() == RecordType::EXECVE;
  ArgumentsSeen arguments;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    if (field.key.empty()) {
      add_word(field.value);
      i += field.inside;
    } else if (is_exec && field.part == Part::kBody && arguments.take(field.key)) {
      if (!std::exchange(has_args_, true)) print_args(event);
    } else if (!MemberNames::fits(field.key) || i >= kMaxMembers || (is_exec && is_argument(field.key))) {
      add_word(as_written(field));
      i += field.inside;
    } else if (field.inside == 0) {
      print_field(field);
    }
  }
}

void FlatPrinter::print_field(const Field& field) {
  const Member& member = members_->next(field.key);
  to_->string(member.name, text_of(field, member.kind));
  if (member.kind == FieldKind::kSockaddr && !has_enriched("SADDR")) print_address(field.value);
}

void FlatPrinter::print_args(const Event& event) {
  args_.clear();
  for (const Line& line : event.records) {
    if (line.type != RecordType::EXECVE) continue;
    exec_record_.parse(line);
    args_.add(exec_record_);
  }
  args_.finish();
  std::string key = "a";
  std::uint32_t position = 0, index = 0;
  auto gap = args_.gaps().begin();
  for (const std::string_view arg : args_.list()) {
    for (; gap != args_.gaps().end() && gap->before == index; ++gap) position += gap->count;
    key.resize(1);
    to_->string(std::string_view(key.append(std::to_string(position++))), arg);
    ++index;
  }
}

// What auditd would have added.
void FlatPrinter::print_names() {
  std::size_t left = kMaxMembers;
  for (const Field& field : record_.fields()) {
    if (field.part == Part::kEnriched || left-- == 0) return;
    if (!UpperKey::fits(field.key)) continue;
    const std::string_view name = name_of(field, field_kind(record_.type(), field.key));
    if (name.empty()) continue;
    const UpperKey key(field.key);
    if (!has_enriched(key.text())) put(key.text(), name);
  }
}

std::string_view FlatPrinter::name_of(const Field& field, FieldKind kind) {
  switch (kind) {
    case FieldKind::kArch: {
      const auto number = parse_hex(field.value);
      return number && *number <= UINT32_MAX ? arch_name(static_cast<Arch>(*number)) : std::string_view();
    }
    case FieldKind::kSyscall: {
      const auto arch = parse_hex(record_.find("arch")), number = parse_number(field.value);
      if (!arch || !number || *arch > UINT32_MAX || *number > UINT32_MAX) return {};
      return syscall_name(static_cast<Arch>(*arch), static_cast<std::uint32_t>(*number));
    }
    case FieldKind::kUid:
    case FieldKind::kLoginUid:
    case FieldKind::kGid: {
      const auto id = parse_id(field.value);
      if (!id) return {};
      if (*id == kUnsetId) return "unset";
      return kind == FieldKind::kGid ? users_.group(*id) : users_.user(*id);
    }
    default: return {};
  }
}

bool FlatPrinter::has_enriched(std::string_view upper) const noexcept {
  const std::span<const Field> fields = record_.fields();
  for (auto field = fields.rbegin(); field != fields.rend() && field->part == Part::kEnriched; ++field) {
    if (field->key == upper) return true;
  }
  return false;
}

// As auditd has it in SADDR={ saddr_fam=inet laddr=192.0.2.7 lport=443 }.
void FlatPrinter::print_address(std::string_view saddr) {
  std::string bytes;
  if (!append_hex(bytes, saddr)) return;
  const auto address = decode_sockaddr(bytes);
  if (!address) return;
  to_->text(members_->next(after_front("        saddr_fam")).name,
            [&](Pen& pen) { put_family(pen, address->family); });
  if (const auto* inet = std::get_if<InetAddress>(&address->parts);
      inet != nullptr && !inet->address.empty()) {
    to_->text(members_->next(after_front("        laddr")).name,
              [&](Pen& pen) { put_address(pen, inet->address); });
    to_->text(members_->next(after_front("        lport")).name, [&](Pen& pen) { pen.dec(inet->port); });
  } else if (const auto* local = std::get_if<UnixAddress>(&address->parts)) {
    put(after_front("        path"), local->path);
  }
}

std::string_view FlatPrinter::text_of(const Field& field, FieldKind kind) {
  using enum FieldKind;
  const std::string_view value = field.value;
  if (is_quoted(value)) return unquote(value);
  switch (kind) {
    case kText:
    case kCommand:
    case kTtyData:
    case kExecArgument:
    case kExecArgumentPart:
    case kKeys: return decode_string(value, memory_).value_or(value);
    case kTitle: {
      const auto title = decode_string(value, memory_);
      if (!title || title->data() != memory_.data()) return value;
      while (memory_.ends_with('\0')) memory_.pop_back();
      std::ranges::replace(memory_, '\0', ' ');
      return memory_;
    }
    default: return value;
  }
}

}  // namespace

std::unique_ptr<Printer> make_flat_printer(const PrintOptions& options) {
  return std::make_unique<FlatPrinter>(options);
}

}  // namespace knox::linux_audit
