#include "knox/kernel/auditon_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "knox/base/address.h"
#include "knox/base/out.h"
#include "knox/base/unknown.h"
#include "knox/kernel/settings_arguments.h"

namespace knox::kernel {
namespace {

template <class Number>
struct Named {
  Number number;
  std::string_view name;
};

// AUC_*, AUDIT_*, AU_SESSION_FLAG_* and AUDIT_CTLMODE_* of <bsm/audit.h>.
constexpr auto kConditions =
    std::to_array<Named<std::int32_t>>({{1, "on"}, {2, "off"}, {-1, "disabled"}, {0, "unset"}});
constexpr auto kPolicies = std::to_array<Named<std::uint32_t>>({{0x0001, "cnt"},
                                                                {0x0002, "ahlt"},
                                                                {0x0004, "argv"},
                                                                {0x0008, "arge"},
                                                                {0x0010, "seq"},
                                                                {0x0020, "windata"},
                                                                {0x0040, "user"},
                                                                {0x0080, "group"},
                                                                {0x0100, "trail"},
                                                                {0x0200, "path"},
                                                                {0x0400, "scnt"},
                                                                {0x0800, "public"},
                                                                {0x1000, "zonename"},
                                                                {0x2000, "perzone"}});
constexpr auto kSessionFlags = std::to_array<Named<std::uint64_t>>({{0x0001, "is_initial"},
                                                                    {0x0010, "has_graphic_access"},
                                                                    {0x0020, "has_tty"},
                                                                    {0x1000, "is_remote"},
                                                                    {0x2000, "has_console_access"},
                                                                    {0x4000, "has_authenticated"}});
constexpr auto kControlModes = std::to_array<Named<std::uint8_t>>({{1, "normal"}, {2, "external"}});

struct Limit {
  std::string_view name;
  std::int32_t AuditonQueue::*value;
};
constexpr auto kLimits = std::to_array<Limit>({{"hiwater", &AuditonQueue::hiwater},
                                               {"lowater", &AuditonQueue::lowater},
                                               {"bufsz", &AuditonQueue::bufsz},
                                               {"delay", &AuditonQueue::delay},
                                               {"minfree", &AuditonQueue::minfree}});

template <class Rows>
auto find_number(const Rows& rows, std::string_view name) {
  const auto row = std::ranges::find(rows, name, [](const auto& of) { return of.name; });
  return row == rows.end() ? std::nullopt : std::optional(row->number);
}

std::string id_text(std::uint32_t id) {
  return id == 0xffffffff ? "unset" : fmt::format("{}", id);
}

std::string address_text(const AuditonTerminalAddr& terminal) {
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  put_address(out, {reinterpret_cast<const char*>(terminal.address.data()), terminal.type == 16 ? 16U : 4U});
  out.flush();
  return text;
}

}  // namespace

std::vector<Fact> facts_of_condition(std::int32_t condition) {
  return {{"condition", name_of(kConditions, condition)}};
}

std::vector<Fact> facts_of_policy(std::uint32_t policy) {
  return {{"policy", names_of_bits(kPolicies, policy)}};
}

std::vector<Fact> facts_of(const AuditonQueue& queue) {
  std::vector<Fact> facts;
  for (const Limit& limit : kLimits) {
    facts.push_back({limit.name, static_cast<std::uint64_t>(std::max(queue.*limit.value, 0))});
  }
  return facts;
}

std::vector<Fact> facts_of(const AuditonFileSize& size) {
  return {{"limit", size.limit}, {"current", size.current}};
}

std::vector<Fact> facts_of(const AuditonMask& mask, const bsm::ClassTable& classes) {
  return {{"mask", mask_text(mask, classes)}};
}

std::vector<Fact> facts_of(const AuditonEventClass& event, const bsm::EventTable& events,
                           const bsm::ClassTable& classes) {
  const bsm::Event* const known = events.find(event.event);
  return {{"event", known == nullptr ? fmt::format("{}", event.event) : std::string(known->name)},
          {"number", std::uint64_t{event.event}},
          {"classes", classes.names_of(event.classes)}};
}

std::vector<Fact> facts_of(const AuditonPinfoAddr& process, const bsm::ClassTable& classes) {
  return {{"pid", static_cast<std::uint64_t>(process.pid)},
          {"auid", id_text(process.auid)},
          {"mask", mask_text(process.mask, classes)},
          {"port", static_cast<std::uint64_t>(process.terminal.port)},
          {"address", address_text(process.terminal)},
          {"session", id_text(static_cast<std::uint32_t>(process.session))},
          {"flags", names_of_bits(kSessionFlags, process.flags)}};
}

std::vector<Fact> facts_of(const AuditonInfoAddr& session, const bsm::ClassTable& classes) {
  return {{"session", id_text(static_cast<std::uint32_t>(session.session))},
          {"auid", id_text(session.auid)},
          {"mask", mask_text(session.mask, classes)},
          {"port", static_cast<std::uint64_t>(session.terminal.port)},
          {"address", address_text(session.terminal)},
          {"flags", names_of_bits(kSessionFlags, session.flags)}};
}

// The kernel writes the address into headers, if it has one.
std::vector<Fact> facts_of_host(const AuditonInfoAddr& host) {
  return {{"address", host.terminal.type == 0 ? std::string("none") : address_text(host.terminal)}};
}

std::vector<Fact> facts_of(const AuditonExpiry& expiry) {
  return {{"age", static_cast<std::uint64_t>(expiry.age)},
          {"size", expiry.size},
          {"when", std::string(expiry.either != 0 ? "either" : "both")}};
}

std::vector<Fact> facts_of_control_mode(std::uint8_t mode) {
  return {{"control_mode", name_of(kControlModes, mode)}};
}

std::optional<std::int32_t> find_condition(std::string_view name) {
  return find_number(kConditions, name);
}
std::optional<std::uint32_t> find_policy(std::string_view name) {
  return find_number(kPolicies, name);
}

std::string unknown_policy(std::string_view name) {
  return unknown("policy", name, names_of(kPolicies));
}

std::int32_t* find_limit(std::string_view name, AuditonQueue& queue) {
  const auto row = std::ranges::find(kLimits, name, &Limit::name);
  return row == kLimits.end() ? nullptr : &(queue.*row->value);
}

std::string mask_text(const AuditonMask& mask, const bsm::ClassTable& classes) {
  struct Part {
    std::string_view sign;
    std::uint32_t bits;
  };
  const std::uint32_t both = mask.success & mask.failure;
  std::string text;
  for (const Part& part :
       {Part{"", both}, Part{"+", mask.success & ~both}, Part{"-", mask.failure & ~both}}) {
    if (part.bits == 0) continue;
    const std::string names = classes.names_of(part.bits);
    bsm::for_each_class(names, [&](std::string_view name) {
      text += fmt::format("{}{}{}", text.empty() ? "" : ",", part.sign, name);
    });
  }
  return text.empty() ? "no" : text;
}

std::expected<void, std::string> change_mask(std::string_view list, MaskChange change,
                                             const bsm::ClassTable& classes, AuditonMask& mask) {
  if (const auto checked = bsm::parse_class_selection(list, classes); !checked) {
    return std::unexpected(bsm::unknown_class(list, checked.error(), classes));
  }
  bsm::for_each_class(list, [&](std::string_view item) {
    const bool takes_away = item.starts_with('^') != (change == MaskChange::kTakeAway);
    if (item.starts_with('^')) item.remove_prefix(1);
    const bsm::ClassSelection bits = *bsm::parse_class_selection(item, classes);
    mask.success = takes_away ? mask.success & ~bits.success : mask.success | bits.success;
    mask.failure = takes_away ? mask.failure & ~bits.failure : mask.failure | bits.failure;
  });
  return {};
}

std::expected<void, std::string> change_classes(std::string_view list, MaskChange change,
                                                const bsm::ClassTable& classes, std::uint32_t& mask) {
  AuditonMask both = {.success = mask, .failure = mask};
  if (list.find_first_of("+-") != std::string_view::npos) {
    return std::unexpected(fmt::format("{}: events have classes without + and -", list));
  }
  const auto changed = change_mask(list, change, classes, both);
  mask = both.success;
  return changed;
}

}  // namespace knox::kernel
