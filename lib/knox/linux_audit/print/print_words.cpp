// The format text with --interpret: what each event means, in one line, and its records with words for their
// numbers.
//
//   ---
//   2024-03-01T09:00:00.041Z alice (as root) opened-file /etc/hosts using /usr/bin/cat: success
//   type=SYSCALL msg=audit(2024-03-01T09:00:00.041Z:812): arch=x86_64 syscall=openat success=yes exit=3 ...
//   type=PATH msg=audit(...): item=0 name=/etc/hosts inode=7 dev=fd:01 mode=file,0644 ouid=root ...
//   type=SOCKADDR msg=audit(...): saddr={ family=inet address=192.0.2.7 port=443 }
//   type=PROCTITLE msg=audit(...): proctitle=(sh -c 'echo a')
//
// Strings are words of a shell (emit/shell.h), lists of them stand in parentheses. What auditd added is left
// out, since its names are in their places.
#include "knox/base/time.h"
#include "knox/emit/line.h"
#include "knox/emit/shell.h"
#include "knox/linux_audit/meaning/normalize.h"
#include "knox/linux_audit/print/formats.h"
#include "knox/linux_audit/print/normal_print.h"
#include "knox/linux_audit/print/print_records.h"
#include "knox/linux_audit/print/sockaddr_members.h"
#include "knox/linux_audit/record/interpret.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

using Fields = std::span<const Field>;

// The members of a socket address: key=value, with a space in front.
class WordMembers {
 public:
  explicit WordMembers(Out& out) noexcept : out_(out) {}

  void string(std::string_view key, std::string_view value) {
    begin(key);
    emit::shell_word(out_, value);
  }
  void number(std::string_view key, std::uint64_t value) {
    text(key, [&](Pen& pen) { pen.dec(value); });
  }
  void signed_number(std::string_view key, std::int64_t value) {
    text(key, [&](Pen& pen) { pen.sdec(value); });
  }
  template <class Put>
  void text(std::string_view key, Put put) {
    begin(key);
    Pen pen(out_);
    pen.room(100);
    put(pen);
  }

 private:
  void begin(std::string_view key) {
    out_.text(" ");
    out_.text(key);
    out_.text("=");
  }

  Out& out_;
};

class WordsPrinter final : public Printer {
 public:
  explicit WordsPrinter(const PrintOptions& options)
      : interpreter_(options.names), normalizer_(*options.names) {}

  void print(const Event& event, Out& out) override {
    out.text("---\n");
    put_sentence(out, normalizer_.normalize(event));
    out.text("\n");
    interpreter_.begin(event);
    for (const Line& line : event.records) print_record(line, out);
    out.end_record();
  }

 private:
  void print_record(const Line& line, Out& out);
  void print_head(const Line& line, Out& out);
  void print_fields(Fields fields, Part part, Out& out);
  void print_field(const Field& field, Fields inside, Out& out);
  void print_value(FieldKind kind, const Field& field, const Value& value, Out& out);
  static void print_sockaddr(std::string_view bytes, Out& out);
  static void print_list(const Value& value, Out& out);

  Interpreter interpreter_;
  Normalizer normalizer_;
  TimeFormat times_;
  Record record_;
};

void WordsPrinter::print_head(const Line& line, Out& out) {
  if (!line.node.empty()) {
    out.text("node=");
    emit::line_text(out, line.node);
    out.text(" ");
  }
  out.text("type=");
  const std::string_view name = record_type_name(line.type);
  if (name.empty()) {
    emit::line_text(out, line.type_name);
  } else {
    out.text(name);
  }
  Pen pen(out);
  pen.room(128);
  pen.put(" msg=audit(");
  times_.put(pen, line.time, 3);
  pen.put(':').dec(line.serial).put("):");
}

void WordsPrinter::print_record(const Line& line, Out& out) {
  record_.parse(line);
  interpreter_.begin(record_);
  print_head(line, out);
  if (!record_.fields().empty()) out.text(" ");
  print_fields(record_.fields(), Part::kBody, out);
  out.text("\n");
}

void WordsPrinter::print_fields(Fields fields, Part part, Out& out) {
  for (std::size_t i = 0; i < fields.size() && fields[i].part == part; i += 1 + fields[i].inside) {
    if (i > 0) out.text(" ");
    print_field(fields[i], fields.subspan(i + 1, fields[i].inside), out);
  }
}

void WordsPrinter::print_field(const Field& field, Fields inside, Out& out) {
  if (field.key.empty()) return emit::line_text(out, field.value);
  emit::line_text(out, field.key);
  out.text("=");
  const FieldKind kind = field_kind(record_.type(), field.key);
  const Value value = interpreter_.value(field, kind);
  if (value.form != Value::Form::kFields) return print_value(kind, field, value, out);
  out.text("'");
  print_fields(inside, Part::kMessage, out);
  out.text("'");
}

void WordsPrinter::print_value(FieldKind kind, const Field& field, const Value& value, Out& out) {
  using enum Value::Form;
  if (!value.name.empty()) return emit::shell_word(out, value.name);
  if (value.has_words()) return put_argument(out, value.argument, interpreter_.arch(), value.number);
  switch (value.form) {
    case kNothing:
    case kDigits:
    case kBoolean: return emit::line_text(out, field.value);
    case kText:
    case kFields: return emit::shell_word(out, value.text);
    case kSockaddr: return print_sockaddr(value.text, out);
    case kList: return print_list(value, out);
    case kCapabilities: return put_capabilities(out, value.number);
    default: break;
  }
  Pen pen(out);
  pen.room(64);
  const bool is_id = kind == FieldKind::kUid || kind == FieldKind::kGid || kind == FieldKind::kLoginUid ||
                     kind == FieldKind::kSession;
  if (is_id && value.number == kUnsetId) {
    pen.put("unset");
  } else if (value.form == kUnsigned) {
    pen.dec(value.number);
  } else if (value.form == kSigned) {
    pen.sdec(static_cast<std::int64_t>(value.number));
  } else if (value.form == kMode) {
    const std::string_view type = file_type(static_cast<std::uint32_t>(value.number));
    if (!type.empty()) pen.put(type).put(',');
    pen.put('0').octal(type.empty() ? value.number : value.number & 07777);
  } else {
    pen.put("0x").put(value.text);
  }
}

void WordsPrinter::print_sockaddr(std::string_view bytes, Out& out) {
  const SocketAddress address = decode_sockaddr(bytes).value_or(SocketAddress());
  WordMembers members(out);
  out.text("{");
  members.text("family", [&](Pen& pen) { put_family(pen, address.family); });
  put_sockaddr_members(members, address);
  if (!is_understood(address)) {
    members.text("hex", [&](Pen& pen) { pen.hex_bytes(bytes); });
  }
  out.text(" }");
}

void WordsPrinter::print_list(const Value& value, Out& out) {
  if (value.text.find(value.separator) == value.text.npos) return emit::shell_word(out, value.text);
  std::string_view before = "(";
  for_each_piece(value.text, value.separator, [&](std::string_view piece) {
    out.text(before);
    emit::shell_word(out, piece);
    before = " ";
  });
  out.text(")");
}

}  // namespace

std::unique_ptr<Printer> make_words_printer(const PrintOptions& options) {
  return std::make_unique<WordsPrinter>(options);
}

}  // namespace knox::linux_audit
