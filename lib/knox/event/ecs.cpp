#include "knox/event/ecs.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "knox/emit/ecs_schema.h"
#include "knox/event/line.h"
#include "knox/event/lineage.h"
#include "knox/event/members.h"

namespace knox::event {

namespace {

using emit::JsonLine;
using std::string_view_literals::operator""sv;

constexpr std::string_view kVersion = R"("ecs":{"version":"8.11.0"})";
constexpr std::string_view kModule = "knox";

// What most of the object `event` is made of.
struct Description {
  Kind kind = Kind::kEvent;
  Action action = Action::kNone;
  std::optional<bool> success;
  std::string word, categories, types, code, dataset;

  bool operator==(const Event& e) const {
    return action == e.action && success == e.success && kind == e.kind && code == e.code &&
           dataset == e.dataset && word == e.word && types == e.types && categories == e.categories;
  }
};

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::kAlert: return "alert";
    case Kind::kDamaged: return "pipeline_error";
    default: return "event";
  }
}

std::string_view outcome_of(std::optional<bool> success) {
  if (!success) return "unknown";
  return *success ? "success" : "failure";
}

void put_words(JsonLine& line, std::string_view key, std::string_view words) {
  if (words.empty()) return;
  line.begin_array(key);
  emit::for_each_name(words, [&](std::string_view word) { line.element(word); });
  line.end();
}

// Texts, each once.
class Related {
 public:
  void begin() { count_ = 0; }
  void add(std::string_view text) {
    const std::span known = std::span(texts_).first(count_);
    if (text.empty() || count_ == texts_.size() || std::ranges::find(known, text) != known.end()) return;
    texts_[count_++] = text;
  }
  void put(JsonLine& line, std::string_view key) const { line.strings(key, std::span(texts_).first(count_)); }
  bool empty() const { return count_ == 0; }

 private:
  static constexpr std::size_t kMost = 24;  // a hostile event must not make this slow
  std::array<std::string_view, kMost> texts_;
  std::size_t count_ = 0;
};

// An address that stands for all of a host.
bool is_any(std::string_view address) {
  return address == "0.0.0.0" || address == "::";
}

// Of a Who::number; empty where a name is not UTF-8.
struct ActorTexts {
  std::uint64_t number = 0;
  std::string user;     // of user: "id":"501","name":"alice"
  std::string related;  // of related: "user":["alice"]
};

struct HostText {
  std::string name, address, os_type, os_platform;
  std::string text;  // "host":{...}

  bool is_of(const Host& host) const {
    return os_type == host.os_type && os_platform == host.os_platform && name == host.name &&
           address == host.address;
  }
};

// Of the object event what many have.
void put_description(JsonLine& line, const Event& event) {
  line.string("kind"sv, name_of(event.kind));
  put_words(line, "category"sv, event.categories);
  put_words(line, "type"sv, event.types);
  line.string_if("action"sv, event.word);
  line.string("outcome"sv, outcome_of(event.success));
  line.string_if("code"sv, event.code);
  line.string("module"sv, kModule);
  line.string_if("dataset"sv, event.dataset);
}

}  // namespace

struct EcsWriter::State {
  void put_event(JsonLine& line, const Event& event);
  void put_users(JsonLine& line, const Who& who, const ActorTexts* texts);
  void put_related(JsonLine& line, const Event& event, const ActorTexts* texts);
  const std::string& description(const Event& event);
  const ActorTexts* actor_texts(const Who& who);
  void put_host(JsonLine& line, const Host& host);
  void add_users(const Who& who);
  std::string_view text_of(const Principal& principal);

  Lineage lineage;
  emit::JsonMembers members;
  TimeFormat times;
  EventLine message;
  ProcessMembers process;
  // What is the same in many documents, as finished text.
  std::vector<std::pair<std::uint32_t, std::string>> numbered{1024};  // by Event::number
  std::vector<std::pair<Description, std::string>> descriptions{1024};
  std::vector<ActorTexts> actors{1024};  // by Who::number
  HostText host;
  Related related;
  std::array<std::array<char, 16>, 8> digits;  // of ids in `related`
  std::size_t used_digits = 0;
};

// Empty where it has to be written anew.
const std::string& EcsWriter::State::description(const Event& event) {
  if (event.number != 0) {
    auto& [number, text] = numbered[event.number % numbered.size()];
    if (number != event.number) {
      number = event.number;
      text = members.of([&](JsonLine& line) { put_description(line, event); });
    }
    return text;
  }
  std::uint64_t hash = 0;
  const auto mix = [&](std::size_t part) { hash = (hash ^ part) * 0x9e3779b97f4a7c15; };
  mix(static_cast<std::size_t>(event.action));
  mix(event.success ? std::size_t{*event.success} + 1 : 0);
  mix(event.code.empty() ? 0 : static_cast<std::uint8_t>(event.code.back()));
  mix(event.code.size());
  mix(event.word.size());
  mix(event.types.size());
  const auto at = [&](std::size_t place) -> auto& {
    return descriptions[place % descriptions.size()];
  };
  std::size_t place = hash >> 32;
  for (int i = 0; i < 4 && !at(place).second.empty() && !(at(place).first == event); ++i) ++place;
  auto& [known, text] = at(place);
  if (text.empty() || !(known == event)) {
    known = {event.kind,
             event.action,
             event.success,
             std::string(event.word),
             std::string(event.categories),
             std::string(event.types),
             std::string(event.code),
             std::string(event.dataset)};
    text = members.of([&](JsonLine& line) { put_description(line, event); });
  }
  return text;
}

void EcsWriter::State::put_event(JsonLine& line, const Event& event) {
  line.begin_object("event"sv);
  if (const std::string& text = description(event); !text.empty()) {
    line.members(text);
  } else {
    put_description(line, event);
  }
  if (event.sequence) line.number("sequence"sv, *event.sequence);
  line.string_if("id"sv, event.id);
  line.end();
}

// nullptr: they have to be written anew.
const ActorTexts* EcsWriter::State::actor_texts(const Who& who) {
  if (who.number == 0) return nullptr;
  ActorTexts& texts = actors[who.number % actors.size()];
  if (texts.number != who.number) {
    texts.number = who.number;
    texts.user = members.of([&](JsonLine& line) { put_actor(line, who); });
    add_users(who);
    texts.related = members.of([&](JsonLine& line) { related.put(line, "user"sv); });
  }
  return texts.user.empty() ? nullptr : &texts;
}

void EcsWriter::State::put_users(JsonLine& line, const Who& who, const ActorTexts* texts) {
  if (who.has_actor() || who.target.known()) {
    line.begin_object("user"sv);
    if (texts != nullptr) {
      line.members(texts->user);
    } else {
      put_actor(line, who);
    }
    put_user(line, "target"sv, who.target);
    line.end();
  }
  if (!who.group.known()) return;
  line.begin_object("group"sv);
  put_principal(line, who.group);
  line.end();
}

void EcsWriter::State::put_host(JsonLine& line, const Host& told) {
  if (!host.is_of(told)) {
    host = {std::string(told.name), std::string(told.address), std::string(told.os_type),
            std::string(told.os_platform),
            std::string(members.of([&](JsonLine& to) { event::put_host(to, told); }))};
  }
  if (host.text.empty()) return event::put_host(line, told);
  line.members(host.text);
}

// A name, or else the id's digits.
std::string_view EcsWriter::State::text_of(const Principal& principal) {
  if (!principal.name.empty() || !principal.id || used_digits == digits.size()) return principal.name;
  char* const begin = digits[used_digits++].data();
  return {begin, static_cast<std::size_t>(put_decimal(begin, *principal.id) - begin)};
}

// Into `related`, which is empty.
void EcsWriter::State::add_users(const Who& who) {
  used_digits = 0;
  related.begin();
  for (const Principal* user : {&who.audit, &who.real.user, &who.effective.user, &who.target.user}) {
    related.add(text_of(*user));
  }
}

void EcsWriter::State::put_related(JsonLine& line, const Event& event, const ActorTexts* texts) {
  bool is_open = false;
  const auto open = [&] {
    if (!is_open) line.begin_object("related"sv);
    is_open = true;
  };
  const auto put = [&](std::string_view key) {
    if (related.empty()) return;
    open();
    related.put(line, key);
  };
  if (texts != nullptr && !event.who.target.known()) {
    open();
    line.members(texts->related);
  } else {
    add_users(event.who);
    put("user"sv);
  }
  related.begin();
  for (const Endpoint* end : {&event.source, &event.destination, &event.server}) {
    if (end->is_ip && !is_any(end->address)) related.add(end->address);
  }
  for (const std::string_view address : event.addresses) related.add(address);
  put("ip"sv);
  related.begin();
  related.add(event.host.name);
  for (const Endpoint* end : {&event.source, &event.destination}) related.add(end->hostname);
  put("hosts"sv);
  if (is_open) line.end();
}

EcsWriter::EcsWriter() : state_(new State) {}
EcsWriter::~EcsWriter() = default;

void EcsWriter::put(const Event& event, JsonLine& line) {
  State& state = *state_;
  const Processes both = state.lineage.complete(event);
  line.text("@timestamp"sv, [&](Pen& pen) { state.times.put(pen, event.time, event.time_digits); });
  line.members(kVersion);
  state.put_event(line, event);
  line.string("message"sv, state.message.of(event, both));
  state.put_host(line, event.host);
  const ActorTexts* const actor = state.actor_texts(event.who);
  state.put_users(line, event.who, actor);
  if (event.who.session) {
    line.begin_object("session"sv);
    line.text("id"sv, [&](Pen& pen) { pen.dec(*event.who.session); });
    line.end();
  }
  state.process.put(line, both);
  put_file(line, event.file);
  put_network(line, event);
  put_error(line, event);
  state.put_related(line, event, actor);
  if (!event.tags.empty()) line.strings("tags"sv, event.tags);
}

}  // namespace knox::event
