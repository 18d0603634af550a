#include "knox/bsm/ecs_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "knox/base/address.h"
#include "knox/bsm/constants.h"
#include "knox/emit/json.h"

namespace knox::bsm {

namespace {

constexpr std::uint32_t kUnset = ~std::uint32_t{0};

void add_member(std::string& members, std::string_view member) {
  if (!members.empty() && !member.empty()) members += ',';
  members += member;
}

std::string array_of(std::string_view names) {
  std::string elements;
  for_each_name(names, [&](std::string_view name) { add_member(elements, fmt::format("\"{}\"", name)); });
  return fmt::format("[{}]", elements);
}

bool same_texts(const SubjectFacts& a, const SubjectFacts& b) {
  return a.auid == b.auid && a.euid == b.euid && a.egid == b.egid && a.ruid == b.ruid && a.rgid == b.rgid &&
         a.session == b.session && a.port == b.port && a.address == b.address;
}

std::size_t hash(const SubjectFacts& s) {
  std::uint64_t h = s.session;
  for (const std::uint64_t part : {std::uint64_t{s.auid}, std::uint64_t{s.euid}, std::uint64_t{s.egid},
                                   std::uint64_t{s.ruid}, std::uint64_t{s.rgid}, s.port}) {
    h = (h ^ part) * 0x9e3779b97f4a7c15u;
  }
  return static_cast<std::size_t>(h >> 32);
}

}  // namespace

EcsTexts::EcsTexts(const PrintOptions& options)
    : vocabulary_(*options.vocabulary), names_(*options.names), slots_(1024) {
  file_token_.event = R"("type":["info"],"action":"trail-file","module":"knox","dataset":"knox.bsm")";
  for (std::size_t i = 1; i < errors_.size(); ++i) {
    const auto number = static_cast<std::uint8_t>(i);
    const std::string_view name = errno_name(number);
    errors_[i] = name.empty() ? fmt::format("\"code\":\"{}\"", i) : fmt::format("\"code\":\"{}\"", name);
    if (const std::optional<int> local = local_errno(number)) {
      errors_[i] += fmt::format(",\"message\":{}", quoted(std::strerror(*local)));
    }
  }
}

std::string EcsTexts::quoted(std::string_view text) {
  written_.clear();
  emit::json_string(out_, text);
  out_.flush();
  return written_;
}

void EcsTexts::check_generation() {
  if (generation_ == vocabulary_.generation()) return;
  generation_ = vocabulary_.generation();
  events_.clear();
  events_.resize(std::size_t{1} << 16);
  switch (vocabulary_.platform()) {
    case Platform::kDarwin: host_ = R"("os":{"type":"macos","platform":"darwin"})"; break;
    case Platform::kFreeBsd: host_ = R"("os":{"type":"unix","platform":"freebsd"})"; break;
    case Platform::kSolaris: host_ = R"("os":{"type":"unix","platform":"solaris"})"; break;
    case Platform::kUnknown: host_.clear(); break;
  }
}

std::string_view EcsTexts::host() {
  check_generation();
  return host_;
}

const EcsTexts::OfEvent& EcsTexts::event(std::uint16_t number) {
  check_generation();
  std::unique_ptr<OfEvent>& event = events_[number];
  if (!event) event = std::make_unique<OfEvent>(make_event(number));
  return *event;
}

EcsTexts::OfEvent EcsTexts::make_event(std::uint16_t number) {
  const Event* const event = vocabulary_.events().find(number);
  const EcsEvent ecs = ecs_event(event);
  OfEvent texts;
  texts.hint = ecs.hint;
  texts.starts_process = has_name(ecs.categories, "process") && has_name(ecs.types, "start");
  texts.is_login = has_name(ecs.categories, "session") || has_name(ecs.categories, "authentication");

  if (!ecs.categories.empty()) texts.event = fmt::format("\"category\":{}", array_of(ecs.categories));
  add_member(texts.event, fmt::format("\"type\":{}", array_of(ecs.types)));
  if (!ecs.action.empty()) add_member(texts.event, fmt::format("\"action\":{}", quoted(ecs.action)));
  add_member(texts.event, fmt::format(R"("code":"{}","module":"knox","dataset":"knox.bsm")", number));

  texts.bsm = fmt::format("\"number\":{}", number);
  if (event == nullptr) return texts;
  std::string classes;
  for_each_class(event->class_names, [&](std::string_view name) { add_member(classes, quoted(name)); });
  add_member(texts.bsm, fmt::format("\"name\":{}", quoted(event->name)));
  add_member(texts.bsm, fmt::format("\"description\":{}", quoted(event->description)));
  add_member(texts.bsm, fmt::format("\"classes\":[{}]", classes));
  return texts;
}

const EcsTexts::OfSubject& EcsTexts::subject(const SubjectFacts& facts) {
  Slot& slot = slots_[hash(facts) % slots_.size()];
  if (slot.used && same_texts(slot.facts, facts)) return slot.texts;
  slot.used = true;
  slot.facts = facts;
  std::ranges::copy(facts.address, slot.address.begin());
  slot.facts.address = {slot.address.data(), facts.address.size()};
  slot.texts = make_subject(facts);
  return slot.texts;
}

EcsTexts::OfSubject EcsTexts::make_subject(const SubjectFacts& facts) {
  OfSubject texts;
  texts.user = user(facts.ruid, facts.rgid);
  const auto differs = [](std::uint32_t id, std::uint32_t real) { return id != real && id != kUnset; };
  if (differs(facts.euid, facts.ruid) || differs(facts.egid, facts.rgid)) {
    add_member(texts.user, fmt::format("\"effective\":{{{}}}", user(facts.euid, facts.egid)));
  }
  if (facts.auid != kUnset) {
    add_member(texts.user, fmt::format("\"audit\":{{{}}}", user(facts.auid, kUnset)));
  }

  std::vector<std::uint32_t> uids;
  for (const std::uint32_t uid : {facts.ruid, facts.euid, facts.auid}) {
    if (uid == kUnset || std::ranges::find(uids, uid) != uids.end()) continue;
    uids.push_back(uid);
    add_member(texts.related, name(uid));
  }

  written_.clear();
  {
    Pen pen(out_);
    pen.room(256);
    pen.put("\"session\":").dec(facts.session).put(",\"terminal\":{\"port\":").dec(facts.port);
    pen.put(",\"address\":\"");
    put_address(pen, facts.address);
    pen.put("\"}");
  }
  out_.flush();
  texts.bsm = written_;
  return texts;
}

std::string EcsTexts::name(std::uint32_t uid) {
  const std::string_view known = names_.user(uid);
  return known.empty() ? fmt::format("\"{}\"", uid) : quoted(known);
}

std::string EcsTexts::user(std::uint32_t uid, std::uint32_t gid) {
  const auto with_name = [&](std::uint32_t id, std::string_view name) {
    return name.empty() ? fmt::format("\"id\":\"{}\"", id)
                        : fmt::format("\"id\":\"{}\",\"name\":{}", id, quoted(name));
  };
  std::string members;
  if (uid != kUnset) members = with_name(uid, names_.user(uid));
  if (gid != kUnset) {
    add_member(members, fmt::format("\"group\":{{{}}}", with_name(gid, names_.group(gid))));
  }
  return members;
}

}  // namespace knox::bsm
