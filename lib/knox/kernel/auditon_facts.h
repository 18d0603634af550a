// What the structures of auditon(2) say, as facts; and lists of classes as a user changes masks with them.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knox/kernel/auditon.h"

namespace knox::kernel {

std::vector<Fact> facts_of_condition(std::int32_t condition);
std::vector<Fact> facts_of_policy(std::uint32_t policy);
std::vector<Fact> facts_of(const AuditonQueue& queue);
std::vector<Fact> facts_of(const AuditonFileSize& size);
std::vector<Fact> facts_of(const AuditonMask& mask, const bsm::ClassTable& classes);
std::vector<Fact> facts_of(const AuditonEventClass& event, const bsm::EventTable& events,
                           const bsm::ClassTable& classes);
std::vector<Fact> facts_of(const AuditonPinfoAddr& process, const bsm::ClassTable& classes);
std::vector<Fact> facts_of(const AuditonInfoAddr& session, const bsm::ClassTable& classes);
std::vector<Fact> facts_of(const AuditonExpiry& expiry);
std::vector<Fact> facts_of_host(const AuditonInfoAddr& host);
std::vector<Fact> facts_of_control_mode(std::uint8_t mode);

// Numbers by their names.
std::optional<std::int32_t> find_condition(std::string_view name);  // "on", "off"
std::optional<std::uint32_t> find_policy(std::string_view name);    // "argv"
std::string unknown_policy(std::string_view name);                  // what to say where that finds none
std::int32_t* find_limit(std::string_view name, AuditonQueue& queue);

// A mask as the flags of audit_control(5): "lo,+fc,-fr"; "no" for an empty one.
std::string mask_text(const AuditonMask& mask, const bsm::ClassTable& classes);

enum class MaskChange : std::uint8_t { kAdd, kTakeAway };

// Adds the classes of a list like "pc,+fc,^-fr" to a mask, and takes away those with ^; or the other way. The
// error is a whole line.
std::expected<void, std::string> change_mask(std::string_view list, MaskChange change,
                                             const bsm::ClassTable& classes, AuditonMask& mask);
// Of an event, whose classes know no success and failure.
std::expected<void, std::string> change_classes(std::string_view list, MaskChange change,
                                                const bsm::ClassTable& classes, std::uint32_t& mask);

}  // namespace knox::kernel
