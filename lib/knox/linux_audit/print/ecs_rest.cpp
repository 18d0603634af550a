#include "knox/linux_audit/print/ecs_rest.h"

#include <algorithm>
#include <array>

#include "knox/linux_audit/print/normal_print.h"

namespace knox::linux_audit {

namespace {

using emit::JsonLine;

// The ids of a process that sends a record: the users of the event are people.
void put_program_ids(JsonLine& line, const NormalEvent& event) {
  if (event.ecs.is_process) return;
  const auto put = [&](std::string_view object, auto is_known, auto put_one) {
    bool is_open = false;
    for (std::size_t i = kUid; i < kUserIdNames.size(); ++i) {
      const Identity& identity = event.user.ids[i];
      if (identity.id == kUnsetId || !is_known(identity)) continue;
      if (!is_open) line.begin_object(object);
      is_open = true;
      put_one(kUserIdNames[i], identity);
    }
    if (is_open) line.end();
  };
  if (!std::ranges::any_of(event.user.ids, &Identity::known)) return;
  line.begin_object("user"sv);
  put(
      "ids"sv, [](const Identity& identity) { return identity.id.has_value(); },
      [&](std::string_view key, const Identity& identity) { line.number(key, *identity.id); });
  put(
      "names"sv, [](const Identity& identity) { return !identity.name.empty(); },
      [&](std::string_view key, const Identity& identity) { line.string(key, identity.name); });
  line.end();
}

// Which of the arguments of a call it is, by its key; else their number.
std::size_t argument_of(const NormalCall& call, std::string_view key) {
  const std::size_t none = call.arguments.size();
  if (key.size() != 2 || key[0] != 'a' || key[1] < '0' || key[1] > '3') return none;
  const auto index = static_cast<std::size_t>(key[1] - '0');
  return call.arguments[index].digits.empty() ? none : index;
}

// An argument as it was written, with what other records have under its key, and what it means beside it:
// "a2":"241","a2_text":"O_WRONLY|O_CREAT|O_TRUNC". A text that is no more than the number in hex is left out.
void put_argument_of(JsonLine& line, const NormalEvent& event, std::size_t index, const Datum* first) {
  constexpr std::array kKeys = {"a0"sv, "a1"sv, "a2"sv, "a3"sv};
  constexpr std::array kTextKeys = {"a0_text"sv, "a1_text"sv, "a2_text"sv, "a3_text"sv};
  const NormalCall::Argument& argument = event.call.arguments[index];
  const std::string_view digits = argument.digits, word = argument.word;
  if (first == nullptr || (first->next == Datum::kNone && first->value == word)) {
    line.string(kKeys[index], digits);
  } else {
    line.begin_array(kKeys[index]);
    line.element(digits);
    for (std::size_t i = static_cast<std::size_t>(first - event.data.data());;) {
      const Datum& datum = event.data[i];
      if (datum.value != word) line.element(datum.value);
      if (datum.next == Datum::kNone) break;
      i = datum.next;
    }
    line.end();
  }
  if (word.empty() || word == digits || (word.starts_with("0x") && word.substr(2) == digits)) return;
  line.string(kTextKeys[index], word);
}

void put_data_and_arguments(JsonLine& line, const NormalEvent& event) {
  std::array<const Datum*, 4> arguments{};
  const auto& told = event.call.arguments;
  const bool has_arguments =
      std::ranges::any_of(told, [](const auto& argument) { return !argument.digits.empty(); });
  if (event.data.empty() && !has_arguments) return;
  line.begin_object("data"sv);
  for (const Datum& datum : event.data) {
    if (!datum.is_first) continue;
    const std::size_t index = argument_of(event.call, datum.key);
    if (index < arguments.size()) {
      arguments[index] = &datum;
    } else {
      put_datum(line, event.data, datum);
    }
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!told[i].digits.empty()) put_argument_of(line, event, i, arguments[i]);
  }
  line.end();
}

}  // namespace

void EcsRest::put(JsonLine& line, const event::Event& event, const NormalEvent& normal) {
  message_type_.resize(normal.record_type.size());
  std::ranges::transform(normal.record_type, message_type_.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  line.begin_object("auditd"sv);
  line.string("record_type"sv, normal.record_type);
  line.string("message_type"sv, message_type_);  // as Auditbeat has it
  line.string("category"sv, normal.category);
  line.string_if("result"sv, normal.result);
  put_session(line, normal.session);
  put_summary(line, normal);
  put_program_ids(line, normal);
  if (normal.process.ppid && event.parent.pid != normal.process.ppid) {  // the process is a child of its own
    line.begin_object("process"sv);
    line.number("ppid"sv, *normal.process.ppid);
    line.end();
  }
  if (!event.network.known()) put_network(line, normal);
  line.string_if("subject"sv, normal.user.selinux);
  line.string_if("object"sv, normal.file.selinux);
  put_data_and_arguments(line, normal);
  put_paths(line, normal.paths);
  line.end();
}

}  // namespace knox::linux_audit
