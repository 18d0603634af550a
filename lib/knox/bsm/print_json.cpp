// The format json: one object a record, made to be used from jq. Tokens are gathered by what they are, under
// the key that tokens.h names; what can occur more than once is always an array. knox-json(5) is its manual.
#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <vector>

#include "knox/bsm/address_texts.h"
#include "knox/bsm/formats.h"
#include "knox/bsm/json_event.h"
#include "knox/bsm/json_fields.h"
#include "knox/bsm/json_subjects.h"
#include "knox/bsm/json_tokens.h"
#include "knox/bsm/json_value.h"
#include "knox/bsm/origin.h"
#include "knox/bsm/record_id.h"

namespace knox::bsm {

namespace {

// The keys in the order of the tokens that bring them: tokens of one key form a group.
constexpr auto kGroups = [] {
  struct Groups {
    std::array<std::uint8_t, kKinds> of_kind{};
    std::array<std::string_view, kKinds> key{};
    std::array<bool, kKinds> once{};
    std::array<bool, kKinds> list{};  // the value is a list of strings
    std::uint8_t count = 0;
  } groups;
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    const std::string_view key = kInfos[kind].json;
    std::uint8_t group = 0;
    while (group < groups.count && groups.key[group] != key) ++group;
    if (group == groups.count) {
      groups.key[group] = key;
      groups.once[group] = kInfos[kind].once;
      groups.list[group] = kind == kKindOf<ExecArgs> || kind == kKindOf<ExecEnv> ||
                           kind == kKindOf<Krb5Principals> || kind == kKindOf<CertHashes>;
      ++groups.count;
    }
    groups.of_kind[kind] = group;
  }
  return groups;
}();
static_assert(kGroups.count <= 64, "a set of groups is one word");
template <class T>
constexpr std::uint8_t kGroupOf = kGroups.of_kind[kKindOf<T>];

// What stands before a group: ,"subject": or ,"paths":[ -- padded, so that it is copied without counting.
struct KeyText {
  static constexpr std::size_t kPadded = 32;
  std::array<char, kPadded> text{};
  std::size_t size = 0;
};
constexpr auto kKeyTexts = [] {
  std::array<KeyText, kKinds> texts{};
  for (std::size_t group = 0; group < kGroups.count; ++group) {
    const auto add = [&](std::string_view s) {
      for (const char c : s) texts[group].text[texts[group].size++] = c;
    };
    add(",\"");
    add(kGroups.key[group]);
    add(kGroups.once[group] ? "\":" : "\":[");
  }
  return texts;
}();

class JsonPrinter final : public Printer {
 public:
  explicit JsonPrinter(const PrintOptions& options)
      : tables_(*options.tables), fields_(options), events_(*options.tables), subjects_(options) {}

  void print(const Record& record, std::uint64_t offset, Out& out) override;
  bool is_independent() const override { return true; }
  RecordIds* ids() override { return &ids_; }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  std::uint64_t gather(const Record& record);
  std::string_view host_of(const Record& record);
  void print_header(const Record& record, Out& out);
  void print_group(const Record& record, std::uint8_t group, Out& out);
  static void print_count(Bytes token, std::string_view key, Out& out);
  void print_extra(const Record& record, Out& out);

  const PlatformTables& tables_;
  JsonFields fields_;
  JsonEvents events_;
  JsonSubjects subjects_;
  TimeFormat times_;
  AddressTexts hosts_;
  RecordIds ids_;

  // The tokens of the record at hand by group: the first and last of each, and the next of each token.
  std::array<std::uint32_t, 64> first_, last_;
  std::vector<std::uint32_t> next_;
  std::vector<std::uint32_t> extra_;  // second ones of what a record has once
};

// Sorts the record's tokens into groups; returns the set of groups that there are.
std::uint64_t JsonPrinter::gather(const Record& record) {
  const auto& tokens = record.tokens();
  std::uint64_t present = 0;
  extra_.clear();
  if (next_.size() < tokens.size()) next_.resize(tokens.size() * 2);
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    const std::uint8_t group = kGroups.of_kind[tokens[i].kind];
    const std::uint64_t bit = std::uint64_t{1} << group;
    next_[i] = kNone;
    if ((present & bit) == 0) {
      present |= bit;
      first_[group] = last_[group] = i;
    } else if (kGroups.once[group]) {
      extra_.push_back(i);
    } else {
      next_[last_[group]] = i;
      last_[group] = i;
    }
  }
  return present;
}

// What the id calls it, as in the format ecs.
std::string_view JsonPrinter::host_of(const Record& record) {
  if (is_from_linux(record, tables_)) {
    if (const std::string_view node = linux_node(record); !node.empty()) return node;
  }
  hosts_.begin_record();
  return hosts_.of(record.header().host);
}

void JsonPrinter::print_header(const Record& record, Out& out) {
  const HeaderFacts& header = record.header();
  const std::string& event = events_.of(header.event);
  const Time time = {header.seconds, header.nanoseconds};
  const int digits = header.milliseconds ? 3 : 9;
  const std::string_view id = ids_.of(record.bytes(), time, digits, host_of(record));
  Pen pen(out);
  pen.room(512);
  pen.put("{\"time\":\"");
  times_.put(pen, time, digits);
  pen.put("\",\"id\":\"").put(id).put("\",\"version\":").dec(header.version).put(',');
  pen.text(event);
  pen.room(256);
  pen.dec(header.modifier).put('}');
  if (!header.host.empty()) {
    pen.put(",\"host\":\"");
    put_address(pen, header.host);
    pen.put('"');
  }
}

void JsonPrinter::print_group(const Record& record, std::uint8_t group, Out& out) {
  const std::string_view key = kGroups.key[group];
  const bool once = kGroups.once[group];
  {
    Pen pen(out);
    pen.room(KeyText::kPadded);
    const KeyText& text = kKeyTexts[group];
    std::memcpy(pen.at(), text.text.data(), KeyText::kPadded);
    pen.at(pen.at() + text.size);
  }
  JsonFields::Place place(fields_, key);
  for (std::uint32_t i = first_[group]; i != kNone; i = next_[i]) {
    const TokenRef& ref = record.tokens()[i];
    if (!once) place.next(out);
    if (group == kGroupOf<Subject32>) {
      subjects_.put(fields_, ref.kind, record.token(ref), out);
    } else {
      put_json_value(fields_, record.header().event, ref.kind, record.token(ref), out);
    }
  }
  if (!once) out.text("]");
  if (kGroups.list[group]) print_count(record.token(record.tokens()[first_[group]]), key, out);
}

// ,"exec_args_count":200 -- beside a list that was cut.
void JsonPrinter::print_count(Bytes token, std::string_view key, Out& out) {
  const auto list = decode_token<ExecArgs>(token).args;  // all of these tokens have this layout
  if (list.count == list.present) return;
  Pen pen(out);
  pen.room(128);
  pen.put(",\"").put(key).put("_count\":").dec(list.count);
}

// Second subjects and the like: as in the format tokens, so that the keys keep their types.
void JsonPrinter::print_extra(const Record& record, Out& out) {
  out.text(",\"extra_tokens\":[");
  JsonFields::Place place(fields_, "extra_tokens");
  for (const std::uint32_t i : extra_) {
    const TokenRef& ref = record.tokens()[i];
    place.next(out);
    put_token_object(fields_, ref.kind, record.token(ref), out);
  }
  out.text("]");
}

void JsonPrinter::print(const Record& record, std::uint64_t offset, Out& out) {
  constexpr std::uint64_t kFraming = std::uint64_t{1} << kGroupOf<Header32> | std::uint64_t{1}
                                                                                  << kGroupOf<Trailer>;
  std::uint64_t groups = gather(record);
  fields_.begin_record(record);
  if (record.is_file()) {
    out.text("{\"file\":");
    const JsonFields::Place place(fields_, "file");
    put_json_value(fields_, 0, record.tokens()[0].kind, record.token(record.tokens()[0]), out);
    groups = 0;
  } else {
    print_header(record, out);
  }
  for (groups &= ~kFraming; groups != 0; groups &= groups - 1) {
    print_group(record, static_cast<std::uint8_t>(std::countr_zero(groups)), out);
  }
  if (!extra_.empty()) print_extra(record, out);
  if (!record.cut_token().empty()) put_cut_token(record, out);
  if (record.damage()) put_damage(record, offset, out);
  Pen pen(out);
  fields_.raw().put_member(pen);
  pen.room(8);
  pen.put("}\n");
  pen.end_record();
}

}  // namespace

std::unique_ptr<Printer> make_json_printer(const PrintOptions& options) {
  return std::make_unique<JsonPrinter>(options);
}

}  // namespace knox::bsm
