// What the machine that this runs on is called by records that say who wrote them: node= of Linux Audit. What
// auditd writes there is chosen by name_format in auditd.conf(5): the host's name, its full name, or an
// address of it. (A name that the administrator chose stands in auditd.conf itself.)
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace knox::os {

class ThisHost {
 public:
  struct Facts {
    std::string name;                        // as gethostname(2) has it
    std::vector<std::string> addresses;      // of its interfaces, as inet_ntop(3) writes them
    std::function<std::string()> full_name;  // of that name; it may take a server to know it
  };
  ThisHost();  // as the system says
  explicit ThisHost(Facts facts) : facts_(std::move(facts)) {}

  // Whether it is called that. The full name is asked for once, and only for a node that begins as it would.
  bool is(std::string_view node);

 private:
  Facts facts_;
  std::optional<std::string> full_name_;
};

}  // namespace knox::os
