// From what was typed to a Selection.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "knox/base/unknown.h"
#include "knox/linux_audit/names/arch.h"
#include "knox/linux_audit/names/constants.h"
#include "knox/linux_audit/names/syscalls.h"
#include "knox/linux_audit/record/value.h"
#include "knox/linux_audit/select/select.h"

namespace knox::linux_audit {
namespace {

using enum Criterion;

template <class Number>
std::optional<Number> whole_number(std::string_view text) noexcept {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

// As in values that are written in hex digits.
std::string hex_of(std::string_view text) {
  std::string hex;
  for (const char c : text) hex += fmt::format("{:02X}", static_cast<std::uint8_t>(c));
  return hex;
}

std::string to_lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'F' ? static_cast<char>(c + ('a' - 'A')) : c;
  return text;
}

// The options that take names of users or groups.
struct NameOption {
  Criterion criterion;
  std::string_view option;
  SelectionText::List SelectionText::*texts;
  std::optional<std::uint32_t> (os::Names::*id)(std::string_view) const;
  std::string (*unknown)(std::string_view);
};
constexpr auto kNameOptions = std::to_array<NameOption>({
    {kUid, "uid", &SelectionText::uid, &os::Names::uid, os::unknown_user},
    {kEuid, "euid", &SelectionText::euid, &os::Names::uid, os::unknown_user},
    {kAuid, "auid", &SelectionText::auid, &os::Names::uid, os::unknown_user},
    {kUidAll, "uid-all", &SelectionText::uid_all, &os::Names::uid, os::unknown_user},
    {kGid, "gid", &SelectionText::gid, &os::Names::gid, os::unknown_group},
    {kEgid, "egid", &SelectionText::egid, &os::Names::gid, os::unknown_group},
    {kGidAll, "gid-all", &SelectionText::gid_all, &os::Names::gid, os::unknown_group},
});

}  // namespace

// Reads the values of one option after the other; after the first that is not understood it reads no more.
class Selection::Reader {
 public:
  explicit Reader(const os::Names& names) : names_(names) {}

  std::expected<Selection, std::string> read(const SelectionText& text) {
    read_head(text);
    read_what(text);
    read_who(text);
    read_strings(text);
    if (error_) return std::unexpected(std::move(*error_));

    for (std::size_t i = 0; i < kCriteria; ++i) {
      if (!s_.values_[i].empty()) s_.asked_ |= set_of(static_cast<Criterion>(i));
    }
    s_.word_ = text.word;
    s_.invert_ = text.invert;
    const bool any_head = s_.serials_.empty() && s_.nodes_.empty() && s_.when_ == Period{};
    s_.empty_ = any_head && s_.types_.empty() && s_.asked_ == 0 && !s_.invert_;
    return std::move(s_);
  }

 private:
  using List = SelectionText::List;

  // The value of an option is not understood: what is wrong with it, and what it could be.
  void refuse(std::string_view option, std::string_view text, std::string_view wrong,
              std::string_view right) {
    if (!error_) error_ = fmt::format("--{}: {} '{}' ({})", option, wrong, text, right);
  }
  void refuse_name(std::string_view option, const std::string& error) {
    if (!error_) error_ = fmt::format("--{}: {}", option, error);
  }

  void read_head(const SelectionText& text) {
    for (const std::string& event : text.event) read_event(event);
    for (const std::string& node : text.node) {
      if (node.empty()) refuse("node", node, "nothing to look for:", "some text");
      s_.nodes_.push_back(node);
    }
    s_.when_ = text.when;
  }

  // 812, 800-900, 1700000000.041:812
  void read_event(const std::string& text) {
    Line line;
    const std::string stamp = "type=X msg=audit(" + text + "):";
    if (text.find(':') != text.npos && peek(stamp, line) == LineKind::kRecord &&
        text.find(')') == text.npos) {
      s_.serials_.push_back({line.serial, line.serial, line.time});
      return;
    }
    const std::size_t dash = text.find('-');
    const auto first = whole_number<std::uint32_t>(std::string_view(text).substr(0, dash));
    const auto last =
        dash == text.npos ? first : whole_number<std::uint32_t>(std::string_view(text).substr(dash + 1));
    if (first && last && *first <= *last) {
      s_.serials_.push_back({*first, *last, std::nullopt});
    } else {
      refuse("event", text, "not an event:", "812, 800-900 or 1700000000.041:812");
    }
  }

  void read_what(const SelectionText& text) {
    bool all = false;
    for (const std::string& message : text.message) {
      for_each_piece(message, ',', [&](std::string_view name) { all |= read_type(name); });
    }
    if (all) s_.types_.clear();
    const auto unknown_one = [](std::string_view kind, std::string_view known) {
      return [kind, known](const std::string& t) { return unknown(kind, t, known); };
    };
    read_named(kArch, "arch", text.arch, read_arch,
               unknown_one("architecture", "x86_64, i386, aarch64 ..., c000003e, b32 and b64"));
    read_named(kSyscall, "syscall", text.syscall, read_syscall,
               unknown_one("system call", "names as openat, and numbers"));
    read_named(kExit, "exit", text.exit, read_exit,
               unknown_one("exit", "numbers, and errors as EACCES or -EACCES"));
    read(kSuccess, "success", text.success, "neither yes nor no:", "yes or no", read_success);
  }

  // Whether it is ALL.
  bool read_type(std::string_view name) {
    std::string upper(name);
    std::ranges::transform(upper, upper.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    if (upper == "ALL") return true;
    if (const std::optional<RecordType> type = parse_record_type(upper)) {
      s_.types_.push_back(*type);
    } else {
      refuse_name("message", unknown("record type", name, "SYSCALL, USER_LOGIN ..., numbers, and ALL"));
    }
    return false;
  }

  void read_who(const SelectionText& text) {
    read(kPpid, "ppid", text.ppid, "not a number:", "digits, or -1 for one that was never set",
         [](const std::string& t) { return read_id(t); });
    search_for_ids(kPpid);

    for (const NameOption& name : kNameOptions) {
      const auto read_one = [&](const std::string& t) { return read_name(t, (names_.*name.id)(t)); };
      read(name.criterion, name.option, text.*name.texts, "nothing to look for:", "a name or a number",
           read_one);
      search_for_ids(name.criterion);
    }
  }

  void read_strings(const SelectionText& text) {
    const auto read_text = [&](Criterion criterion, std::string_view option, const List& texts) {
      read(criterion, option, texts, "nothing to look for:", "some text",
           [](const std::string& t) -> std::optional<Value> {
             if (t.empty()) return std::nullopt;
             return Value{.text = t};
           });
      search_for_texts(criterion);
    };
    read_text(kComm, "comm", text.comm);
    read_text(kExecutable, "executable", text.executable);
    read_text(kFile, "file", text.file);
    read_text(kKey, "key", text.key);
    read_text(kHost, "host", text.host);
    read_text(kTerminal, "terminal", text.terminal);
    read_text(kVm, "vm", text.vm);
    read_text(kUuid, "uuid", text.uuid);
    read_text(kSubject, "subject", text.subject);
    read_text(kObject, "object", text.object);
    read_text(kContext, "context", text.context);
  }

  // What is no value, `explain` says so.
  template <class Read, class Explain>
  void read_all(Criterion criterion, const List& texts, Read read_one, Explain explain) {
    for (const std::string& text : texts) {
      if (std::optional<Value> value = read_one(text)) {
        s_.values_[static_cast<std::size_t>(criterion)].push_back(std::move(*value));
      } else {
        explain(text);
      }
    }
  }
  template <class Read>
  void read(Criterion criterion, std::string_view option, const List& texts, std::string_view wrong,
            std::string_view right, Read read_one) {
    read_all(criterion, texts, read_one,
             [&](const std::string& text) { refuse(option, text, wrong, right); });
  }
  template <class Read, class Explain>
  void read_named(Criterion criterion, std::string_view option, const List& texts, Read read_one,
                  Explain unknown_one) {
    read_all(criterion, texts, read_one,
             [&](const std::string& text) { refuse_name(option, unknown_one(text)); });
  }

  // Of a path only the last part is sure to be in one record; the others can be in that of its directory.
  void search_for_texts(Criterion criterion) {
    for (const Value& value : s_.values(criterion)) {
      const std::size_t slash = criterion == Criterion::kFile ? value.text.rfind('/') : value.text.npos;
      const std::string text = value.text.substr(slash + 1);
      needles(criterion).push_back(text);
      needles(criterion).push_back(hex_of(text));
      needles(criterion).push_back(to_lower(hex_of(text)));  // of logs that were rewritten
    }
  }

  void search_for_ids(Criterion criterion) {
    for (const Value& value : s_.values(criterion)) {
      if (value.number == kUnsetId) return needles(criterion).clear();  // that is written in several ways
      if (value.number != kNoId) needles(criterion).push_back(std::to_string(value.number));
      if (!value.text.empty()) needles(criterion).push_back(value.text);
    }
  }

  std::vector<std::string>& needles(Criterion criterion) {
    return s_.needles_[static_cast<std::size_t>(criterion)];
  }

  static std::optional<Value> read_id(const std::string& text) {
    const std::optional<std::uint32_t> id = parse_id(text);
    if (!id) return std::nullopt;
    return Value{.number = *id};
  }

  static std::optional<Value> read_name(const std::string& text, std::optional<std::uint32_t> id) {
    if (std::optional<Value> number = read_id(text)) return number;
    if (text.empty()) return std::nullopt;
    return Value{.number = id ? std::int64_t{*id} : kNoId, .text = text};
  }

  static std::optional<Value> read_arch(const std::string& text) {
    if (text == "b32" || text == "b64") return Value{.text = text};
    const std::optional<Arch> arch = parse_arch(text);
    if (!arch) return std::nullopt;
    return Value{.number = static_cast<std::uint32_t>(*arch)};
  }

  static std::optional<Value> read_syscall(const std::string& text) {
    if (const auto number = whole_number<std::uint32_t>(text)) return Value{.number = *number};
    const Syscall call = find_syscall(text);
    if (call == Syscall::kUnknown) return std::nullopt;
    return Value{.number = static_cast<std::int64_t>(call), .text = std::string(syscall_name(call))};
  }

  static std::optional<Value> read_exit(const std::string& text) {
    if (const auto number = whole_number<std::int64_t>(text)) return Value{.number = *number};
    const std::string_view name = std::string_view(text).substr(text.starts_with('-') ? 1 : 0);
    const auto error = constant_number(ArgKind::kErrno, Arch::kUnknown, name);
    if (!error) return std::nullopt;
    return Value{.number = -std::int64_t{*error}};
  }

  static std::optional<Value> read_success(const std::string& text) {
    if (text != "yes" && text != "no") return std::nullopt;
    return Value{.number = text == "yes" ? 1 : 0};
  }

  const os::Names& names_;
  Selection s_;
  std::optional<std::string> error_;
};

std::expected<Selection, std::string> Selection::make(const SelectionText& text, const os::Names& names) {
  return Reader(names).read(text);
}

std::optional<std::string> Selection::unknown_name() const {
  for (const NameOption& name : kNameOptions) {
    for (const Value& wanted : values(name.criterion)) {
      if (wanted.number == kNoId && !wanted.is_met)
        return fmt::format("--{}: {}", name.option, name.unknown(wanted.text));
    }
  }
  return std::nullopt;
}

}  // namespace knox::linux_audit
