// The records of an event as an object, for the formats json and yaml. Document is emit::JsonLine or
// emit::YamlDocument.
//
//   {"time":"2024-03-01T09:00:00.041Z","id":"web1-1709283600.041:812","serial":812,"node":"web1","records":[
//     {"type":"SYSCALL","fields":{"arch":"x86_64","syscall":257,"syscall_name":"openat","success":true,
//       "exit":3,"a0":"0xffffff9c","a0_text":"AT_FDCWD","a1":"0x7ffe3c1b27d4", ... ,"auid":1000,
//       "auid_name":"alice", ... ,"exe":"/usr/bin/cat","key":["sshd"]}},
//     {"type":"EXECVE","fields":{"argc":2,"args":["cat","/etc/hosts"]}},
//     {"type":"PATH","fields":{"item":0, ... ,"mode":"0100644","mode_text":"file", ... ,"cap_fp":[]}},
//     {"type":"AVC","fields":{"permissions":["read"],"pid":9, ... ,"decision":"denied",
//       "words":["avc:","denied","for"]}},
//     {"type":"USER_CMD","fields":{"pid":1,"msg":{"cmd":"id","res":true}}},
//     {"type":"SOCKADDR","fields":{"saddr":{"family":"inet","address":"192.0.2.7","port":443}}}]}
//
// - Fields stand in their order under their own keys; of keys that come twice, see member_names.h.
// - What is written in decimal is a number, what is written in hex a string with 0x, yes and no are booleans.
//   A number's name is beside it, under NAME_name, or words for it, under NAME_text.
// - A value that is not what its field should have is a string, as written. One that says "nothing" is null.
// - All arguments of an execve(2) are in its first EXECVE record; "args_missing", "args_gaps" and
//   "args_incomplete" tell of those that were lost.
// - Words between the fields are in "words", behind the fields. So are keys that are too long to be keys.
// - Names that auditd added are the names beside the ids; what else it added is under "enriched".
// - An address that was not understood in full has its bytes beside it, under NAME_hex.
// - What stands before the record in its line is its "prefix"; with PrintOptions::raw, "raw" is the line.
// - "late":true when other records of the event were printed before; "ending":"pressure" when others may
//   follow, because too much was waiting.
#pragma once

#include <algorithm>
#include <bit>
#include <utility>

#include "knox/base/scan.h"
#include "knox/base/time.h"
#include "knox/emit/raw_bytes.h"
#include "knox/linux_audit/meaning/stable_id.h"
#include "knox/linux_audit/print/member_names.h"
#include "knox/linux_audit/print/printer.h"
#include "knox/linux_audit/print/sockaddr_members.h"
#include "knox/linux_audit/record/exec_args.h"
#include "knox/linux_audit/record/interpret.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

// Which argument fields of EXECVE records have gone into an ExecArgs: all but those at a position that has
// been before.
class ArgumentsSeen {
 public:
  bool take(std::string_view key) noexcept;

 private:
  std::uint32_t next_ = 0;
  bool in_chunks_ = false;
};

// A field as it stands in the record.
inline std::string_view as_written(const Field& field) noexcept {
  if (field.key.empty()) return field.value;
  return between(field.key.data(), field.value.data() + field.value.size());
}

// Whether a field that auditd added says no more than what is shown beside the field that it is for.
bool is_used(const Record& record, const Field& enriched) noexcept;

template <class Document>
class RecordsPrinter final : public Printer {
 public:
  explicit RecordsPrinter(const PrintOptions& options) : interpreter_(options.names), raw_(options.raw) {}

  void print(const Event& event, Out& out) override;

 private:
  using Fields = std::span<const Field>;

  void print_record(Document& to, const Event& event, const Line& line);
  void print_fields(Document& to, Fields fields, Part part);
  // More than any record has are shown as words, so that neither time nor memory follows a hostile one.
  static constexpr std::size_t kMaxMembers = 2048;
  static const Field* member_limit(Fields fields) noexcept {
    return fields.data() + std::min(fields.size(), kMaxMembers);
  }
  static bool is_member(const Field& field, const Field* limit) noexcept {
    return !field.is_word() && MemberNames::fits(field.key) && &field < limit;
  }

  KNOX_INLINE void print_usual_field(Document& to, MemberNames::Object& names, const Field& field);
  bool print_field(Document& to, MemberNames::Object& names, const Field& field);
  KNOX_INLINE void print_value(Document& to, const Member& member, const Value& value);
  void print_sockaddr(Document& to, const Member& member, std::string_view bytes);
  void print_permissions(Document& to, const Member& member, Fields inside);
  void print_words(Document& to, Fields fields, Part part);
  void print_enriched(Document& to, Fields fields);
  void print_args(Document& to);
  void gather_args(const Event& event);

  const emit::Key type_key_{"type"}, fields_key_{"fields"};
  Interpreter interpreter_;
  bool raw_;
  TimeFormat times_;
  StableId id_;
  emit::RawBytes raw_bytes_;
  MemberNames names_;
  Record record_, exec_record_;
  ExecArgs args_;
  ArgumentsSeen arguments_seen_;
  bool is_exec_ = false;  // the record at hand
  bool args_gathered_ = false, args_printed_ = false;
};

template <class Document>
void RecordsPrinter<Document>::print(const Event& event, Out& out) {
  Document to(out, raw_bytes_);
  to.text("time", [&](Pen& pen) { times_.put(pen, event.time, 3); });
  to.text("id", [&](Pen& pen) { pen.text(id_.of(event, event.node)); });
  to.number("serial", event.serial);
  to.string_if("node", event.node);
  if (event.late) to.boolean("late", true);
  if (event.ending == Ending::kPressure) to.string("ending", "pressure");
  interpreter_.begin(event);
  args_gathered_ = args_printed_ = false;
  to.begin_array("records");
  for (const Line& line : event.records) print_record(to, event, line);
  to.end();
  to.finish();
}

template <class Document>
void RecordsPrinter<Document>::print_record(Document& to, const Event& event, const Line& line) {
  record_.parse(line);
  interpreter_.begin(record_);
  to.begin_object_element();
  const std::string_view name = record_type_name(line.type);
  to.string(type_key_, name.empty() ? line.type_name : name);
  if (const std::string_view prefix = line.prefix(); !prefix.empty()) to.string("prefix", prefix);
  is_exec_ = line.type == RecordType::EXECVE;
  const bool is_first_exec = is_exec_ && !std::exchange(args_gathered_, true);
  if (is_first_exec) gather_args(event);
  to.begin_object(fields_key_);
  print_fields(to, record_.fields(), Part::kBody);
  if (is_first_exec && !args_printed_) print_args(to);
  to.end();
  if (raw_) to.string("raw", line.text);
  to.end();
}

template <class Document>
void RecordsPrinter<Document>::print_fields(Document& to, Fields fields, Part part) {
  MemberNames::Object& names = names_.begin(record_.type(), part);
  bool has_words = false;
  const Field* const end = fields.data() + fields.size();
  const Field* const limit = member_limit(fields);
  const Field* field = fields.data();
  for (; field < limit && field->part == part; field += 1 + field->inside) {
    if (field->inside == 0 && MemberNames::is_usual(field->key) && !is_exec_) [[likely]] {
      print_usual_field(to, names, *field);
    } else {
      has_words |= !print_field(to, names, *field);
    }
  }
  for (; field < end && field->part == part; field += 1 + field->inside) has_words = true;
  if (has_words) print_words(to, fields, part);
  if (field < end && part == Part::kBody) print_enriched(to, {field, end});
}

template <class Document>
void RecordsPrinter<Document>::print_usual_field(Document& to, MemberNames::Object& names,
                                                 const Field& field) {
  const Member& member = names.next(field.key);
  interpreter_.value(field, member.kind,
                     [&](const Value& value) KNOX_INLINE_LAMBDA { print_value(to, member, value); });
}

// Any field. False: it is a word.
template <class Document>
bool RecordsPrinter<Document>::print_field(Document& to, MemberNames::Object& names, const Field& field) {
  if (field.is_word() || !MemberNames::fits(field.key)) return false;
  if (is_exec_ && field.part == Part::kBody && arguments_seen_.take(field.key)) {
    if (!args_printed_) print_args(to);
    return true;
  }
  const Member& member = names.next(field.key);
  const Fields inside(&field + 1, field.inside);
  if (field.key.empty()) {
    print_permissions(to, member, inside);
  } else if (interpreter_.has_fields(field, member.kind)) {
    to.begin_object(member.name);
    print_fields(to, inside, Part::kMessage);
    to.end();
  } else {
    print_value(to, member, interpreter_.value(field, member.kind));
  }
  return true;
}

template <class Document>
void RecordsPrinter<Document>::print_value(Document& to, const Member& member, const Value& value) {
  using enum Value::Form;
  switch (value.form) {
    case kNothing: return to.null(member.name);
    case kText:
    case kFields: to.string(member.name, value.text); break;
    case kDigits: to.digits(member.name, value.text); break;
    case kBoolean: return to.boolean(member.name, value.number != 0);
    case kUnsigned: to.number(member.name, value.number); break;
    case kSigned: to.signed_number(member.name, static_cast<std::int64_t>(value.number)); break;
    case kSockaddr: return print_sockaddr(to, member, value.text);
    case kHex:
    case kArgument: to.text(member.name, [&](Pen& pen) { pen.put("0x").put(value.text); }); break;
    case kMode: {
      to.text(member.name, [&](Pen& pen) { pen.put('0').octal(value.number); });
      const std::string_view type = file_type(static_cast<std::uint32_t>(value.number));
      return to.string_if(member.beside, type);
    }
    case kList:
      to.begin_array(member.name);
      for_each_piece(value.text, value.separator, [&](std::string_view piece) { to.element(piece); });
      return to.end();
    case kCapabilities:
      to.begin_array(member.name);
      for (std::uint64_t mask = value.number; mask != 0; mask &= mask - 1) {
        const auto number = static_cast<std::uint32_t>(std::countr_zero(mask));
        to.text_element([&](Pen& pen) { put_capability(pen, number); });
      }
      return to.end();
  }
  if (!value.name.empty()) {
    to.string(member.beside, value.name);
  } else if (value.has_words()) {
    to.text(member.beside,
            [&](Pen& pen) { put_argument(pen, value.argument, interpreter_.arch(), value.number); });
  }
}

template <class Document>
void RecordsPrinter<Document>::print_sockaddr(Document& to, const Member& member, std::string_view bytes) {
  const SocketAddress address = decode_sockaddr(bytes).value_or(SocketAddress());
  to.begin_object(member.name);
  to.text("family", [&](Pen& pen) { put_family(pen, address.family); });
  put_sockaddr_members(to, address);
  to.end();
  if (!is_understood(address)) {
    to.text(member.beside, [&](Pen& pen) { pen.hex_bytes(bytes); });
  }
}

// What is between braces. There are only words in a record that nobody made up.
template <class Document>
void RecordsPrinter<Document>::print_permissions(Document& to, const Member& member, Fields inside) {
  to.begin_array(member.name);
  for (std::size_t i = 0; i < inside.size(); i += 1 + inside[i].inside) to.element(as_written(inside[i]));
  to.end();
}

// The words between the fields.
template <class Document>
void RecordsPrinter<Document>::print_words(Document& to, Fields fields, Part part) {
  const Field* const limit = member_limit(fields);
  const auto for_each_word = [&](auto take) {
    for (std::size_t i = 0; i < fields.size() && fields[i].part == part; i += 1 + fields[i].inside) {
      if (!is_member(fields[i], limit)) take(as_written(fields[i]));
    }
  };
  std::string_view before, decision;
  for_each_word([&](std::string_view word) {
    if (before == "avc:" && decision.empty()) decision = word;
    before = word;
  });
  to.string_if("decision", decision);
  to.begin_array("words");
  for_each_word([&](std::string_view word) { to.element(word); });
  to.end();
}

template <class Document>
void RecordsPrinter<Document>::print_enriched(Document& to, Fields fields) {
  MemberNames::Object* names = nullptr;  // of what is printed, if anything is
  bool has_words = false;
  const Field* const limit = member_limit(fields);
  for (std::size_t i = 0; i < fields.size(); i += 1 + fields[i].inside) {
    const Field& field = fields[i];
    const bool is_word = !is_member(field, limit);
    if (!is_word && is_used(record_, field)) continue;
    if (names == nullptr) {
      to.begin_object("enriched");
      names = &names_.begin(record_.type(), Part::kEnriched);
    }
    has_words |= is_word;
    if (is_word) continue;
    const Member& member = names->next(field.key);
    to.string(member.name, is_quoted(field.value) ? unquote(field.value) : field.value);
  }
  if (has_words) print_words(to, fields, Part::kEnriched);
  if (names != nullptr) to.end();
}

template <class Document>
void RecordsPrinter<Document>::gather_args(const Event& event) {
  args_.clear();
  for (const Line& line : event.records) {
    if (line.type != RecordType::EXECVE) continue;
    exec_record_.parse(line);
    args_.add(exec_record_);
  }
  args_.finish();
  arguments_seen_ = {};
}

template <class Document>
void RecordsPrinter<Document>::print_args(Document& to) {
  args_printed_ = true;
  to.strings("args", args_.list());
  if (args_.missing() > 0) {
    to.number("args_missing", args_.missing());
    to.begin_array("args_gaps");
    for (const ExecArgs::Gap& gap : args_.gaps()) {
      to.begin_object_element();
      to.number("before", gap.before);
      to.number("count", gap.count);
      to.end();
    }
    to.end();
  }
  if (args_.incomplete() > 0) to.number("args_incomplete", args_.incomplete());
}

}  // namespace knox::linux_audit
