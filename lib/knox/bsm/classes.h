// Audit classes, as in audit_class(5): each is a name of two or three letters for bits of a 32-bit mask. An
// event belongs to some ("pc,ex"), and a selection (audit_control(5), auditreduce -c) names those wanted.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/error.h"
#include "knox/bsm/platform.h"

namespace knox::bsm {

struct Class {
  std::uint32_t mask;
  std::string_view name;         // "fr"
  std::string_view description;  // "file read"
};

// The classes of one system. Owns the text of a loaded file, so it can be moved but not copied; a Class is
// good until load() or the table's end.
class ClassTable {
 public:
  // The compiled-in classes (tables/classes.def); those of OpenBSM when the platform is unknown.
  explicit ClassTable(Platform platform);

  // Replaces them by the rows of an audit_class(5) file, `mask:name:description`, the mask in hex (0x...) or
  // decimal. Of two rows with one name the first counts. A bad line is kBadValue with the line's number as
  // its offset, and leaves the table as it was.
  Result<void> load(std::string text);

  // nullptr when there is none. Case matters, as in auditreduce(1).
  const Class* find(std::string_view name) const noexcept;

  // The bits of a list like "pc,ex". A class that is not in the table has none.
  std::uint32_t mask_of(std::string_view names) const noexcept;

  // The reverse: the class with just this mask, otherwise those with one bit of it each, "pc,ex". Bits that
  // have no class come last, in hex.
  std::string names_of(std::uint32_t mask) const;

  // In the order of the file, or by mask.
  std::span<const Class> classes() const noexcept { return classes_; }

 private:
  std::shared_ptr<const std::string> text_;  // of the loaded file; copies share it
  std::vector<Class> classes_;
};

// Calls visit(name) for each name in a list like "pc,ex", never with an empty one.
template <class Visit>
void for_each_class(std::string_view names, Visit visit) {
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(','));
    names.remove_prefix(std::min(name.size() + 1, names.size()));
    if (!name.empty()) visit(name);
  }
}

// Which events are wanted, by their classes: those that succeeded and those that failed. An event that is in
// no class, or whose number no table has, is in `all` and nothing else, so that taking a class away from all
// leaves it there.
struct ClassSelection {
  std::uint32_t success = 0;
  std::uint32_t failure = 0;
  bool unclassed_success = false;  // also those in no class
  bool unclassed_failure = false;

  // `event_mask`: 0 for an event that is in no class.
  bool keeps(std::uint32_t event_mask, bool succeeded) const noexcept {
    if (event_mask == 0) return succeeded ? unclassed_success : unclassed_failure;
    return (event_mask & (succeeded ? success : failure)) != 0;
  }
};

// Reads a list like "lo,+fc,-fr,^-fw" from left to right: a class adds itself to both outcomes, with + only
// to success, with - only to failure; ^ takes away instead of adding. A class that is not in the table and an
// empty item are kBadValue, with the item's place in `text` as the offset.
Result<ClassSelection> parse_class_selection(std::string_view text, const ClassTable& classes);
// The same error in words, for the user: "unknown class 'xx'; known are no, fr ...".
std::string unknown_class(std::string_view text, const Error& error, const ClassTable& classes);

}  // namespace knox::bsm
