#include "knox/linux_audit/log/log_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "knox/base/scan.h"
#include "knox/io/foreign.h"
#include "knox/linux_audit/names/record_types.h"

namespace knox::linux_audit {

namespace {

constexpr std::size_t kNone = std::string_view::npos;

constexpr std::string_view kShortHint =
    "lines of journald without time and serial number are no records: journalctl -o export writes both";
constexpr std::string_view kMissingHint =
    "journalctl left out the text of long records: with --all it writes them, and so does -o export";
constexpr std::string_view kWordsHint =
    "records whose numbers have become words cannot be read: without -i, ausearch and auparse print the "
    "numbers";
constexpr std::string_view kQuotedHint =
    "records in quotes are read where they are in JSON with an object on each line (jq -c makes that)";

// audit[123]: SYSCALL arch=..., or what follows the colon alone: the type of a record, and fields.
bool is_short_line(std::string_view text) {
  const std::size_t name = text.find("audit");
  if (name != kNone) {
    const std::size_t colon = text.find(": ", name);
    if (colon != kNone) text.remove_prefix(colon + 2);
  }
  const std::size_t size = text.find(' ');
  if (size == kNone || size < 3) return false;
  const std::string_view word = text.substr(0, size);
  const bool is_type =
      parse_record_type(word).has_value() || (word.starts_with("AUDIT1") && is_digit(word.back()));
  return is_type && is_capital(word[0]) && text.find('=') != kNone;
}

// type=SYSCALL msg=audit(07/01/2024 09:56:03.243:24287) : arch=x86_64
bool has_words_for_numbers(std::string_view text) {
  const std::size_t stamp = text.find("msg=audit(");
  if (stamp == kNone) return false;
  const std::string_view time = text.substr(stamp + 10, 24);
  return !time.empty() && is_digit(time[0]) && time.find_first_of("/-") < 5;
}

// type= behind a quote, and a stamp.
bool is_quoted_record(std::string_view text) {
  const std::size_t type = text.find("type=");
  return type != kNone && type > 0 && std::string_view("\"'`\\").find(text[type - 1]) != kNone &&
         text.find("audit(", type) != kNone;
}

// Where an object begins that is all of the rest of the line: behind nothing, or a syslog header.
std::size_t find_object(std::string_view text) {
  if (text[0] == '{' || text[0] == '[')
    return text.size() > 1 && text[0] == '[' && text[1] != '{' ? kNone : 0;
  return text.back() == '}' ? text.find("{\"") : kNone;
}

// 2023-10-06T09:47:13.9Z stdout P TEXT
struct Piece {
  std::string_view stream, text;
  bool is_last;
};
std::optional<Piece> find_piece(std::string_view text) {
  constexpr std::size_t kMost = 64;  // of the time and the names
  for (const std::string_view stream : {" stdout ", " stderr "}) {
    const std::size_t at = text.substr(0, kMost).find(stream);
    if (at == kNone || !is_digit(text[0])) continue;
    const std::string_view rest = text.substr(at + stream.size());
    if (rest.starts_with("P ") || rest.starts_with("F "))
      return Piece{stream, rest.substr(2), rest[0] == 'F'};
  }
  return std::nullopt;
}

}  // namespace

void LogReader::begin() {
  told_ = {};
  in_line_ = false;
  inner_ = {};
  unwrapper_.begin();
  pieces_ = {};
}

// A record of a line on which there are others, or with something in front.
void LogReader::see(std::string_view frame, Line& line) {
  told_.any = true;
  const std::string_view prefix = line.prefix();
  told_.mixed |= !prefix.empty() && !prefix.starts_with("type=") && !prefix.starts_with("node=");
  const bool goes_on = std::exchange(in_line_, !frame.ends_with('\n'));
  const bool is_same = goes_on && line.time == time_ && line.serial == serial_;
  if (is_same && line.node.empty() && !node_.empty()) {
    with_node_.assign("node=").append(node_).append(" ").append(line.text.substr(prefix.size()));
    heads_.peek(with_node_, line);
  } else if (in_line_ && (!is_same || !line.node.empty())) {
    node_ = line.node;
    time_ = line.time;
    serial_ = line.serial;
  }
}

LineKind LogReader::read_other(std::string_view frame, LineKind kind, Line& line) {
  inner_ = {};
  const std::optional<Piece> piece = kind == LineKind::kBlank ? std::nullopt : find_piece(line.text);
  if (piece) {
    const std::optional<std::string_view> whole = pieces_.join(piece->stream, piece->text, piece->is_last);
    if (!whole) return LineKind::kBlank;
    if (whole->data() != piece->text.data()) {
      lines_.assign(*whole) += '\n';
      return read_wrapped(Wrapped::kLines, line);
    }
  }
  if (kind == LineKind::kRecord) see(frame, line);
  if (kind == LineKind::kRecord) return kind;
  in_line_ = false;
  if (kind == LineKind::kBlank) {
    trouble_ = io::foreign_line();
    const bool is_blank = !line.text.empty() || frame.find_first_not_of(" \t\r\n\v\f") == kNone;
    return is_blank ? kind : LineKind::kOther;  // nothing but controls is no blank line
  }
  lines_.clear();
  if (line.text.starts_with(kJournalEntry))
    return read_wrapped(unwrapper_.journal_entry(frame, lines_), line);
  if (const std::size_t object = find_object(line.text); object != kNone) {
    const Wrapped found = unwrapper_.json(line.text.substr(object), lines_);
    if (found != Wrapped::kNothing) return read_wrapped(found, line);
  }
  return refuse(line.text);
}

LineKind LogReader::read_wrapped(Wrapped found, Line& line) {
  trouble_ = io::foreign_line();
  if (found == Wrapped::kPiece) return LineKind::kBlank;
  if (found == Wrapped::kTwice) return LineKind::kTwice;
  if (found == Wrapped::kBroken || found == Wrapped::kMissing) {
    trouble_ = {.code = Code::kNotARecord, .what = "line"};
    if (found == Wrapped::kMissing) told_.hint = kMissingHint;
  }
  if (found != Wrapped::kLines) return LineKind::kOther;
  inner_ = lines_;
  inner_framer_ = {};
  if (!next_inner(line)) return LineKind::kOther;
  told_.mixed = true;
  return LineKind::kRecord;
}

bool LogReader::next_inner(Line& line) {
  while (!inner_.empty()) {
    const io::Step step = inner_framer_.next(as_bytes(inner_), true);
    const std::string_view frame = inner_.substr(0, step.size);
    inner_.remove_prefix(step.size);
    if (step.what != io::Step::What::kFrame || heads_.peek(frame, line) != LineKind::kRecord) continue;
    see(frame, line);
    return true;
  }
  return false;
}

LineKind LogReader::refuse(std::string_view text) {
  trouble_ = io::foreign_line();
  if (text.starts_with("type=") || text.starts_with("node="))
    trouble_ = {.code = Code::kNotARecord, .what = "line"};
  if (has_words_for_numbers(text)) {
    told_.hint = kWordsHint;
  } else if (is_quoted_record(text)) {
    told_.hint = kQuotedHint;
  } else if (is_short_line(text)) {
    told_.hint = kShortHint;
  }
  return LineKind::kOther;
}

bool looks_like_log(Bytes front) {
  LineFramer framer;
  LogReader reader;
  Line line;
  while (!front.empty()) {
    const io::Step step = framer.next(front, true);
    const std::string_view frame = as_chars(front.first(step.size));
    if (step.what != io::Step::What::kSkip && reader.read(frame, line) == LineKind::kRecord) return true;
    front = front.subspan(step.size);
  }
  return false;
}

}  // namespace knox::linux_audit
