#include "knox/convert/linux_formats.h"

#include <vector>

#include "knox/convert/linux_bsm.h"

namespace knox::convert {

namespace {

class BsmPrinter final : public linux_audit::Printer {
 public:
  void print(const linux_audit::Event& event, Out& out) override {
    out.text(as_chars(convert_.encode(event)));
    out.end_record();
  }

 private:
  LinuxToBsm convert_;
};

}  // namespace

std::span<const linux_audit::Format> linux_formats() {
  static const auto formats = [] {
    const std::span<const linux_audit::Format> own = linux_audit::formats();
    std::vector<linux_audit::Format> all(own.begin(), own.end());
    all.push_back({"bsm", "OpenBSM records, for praudit, bsm2json and commands", &make_bsm_printer,
                   &make_bsm_printer, true});
    return all;
  }();
  return formats;
}

std::unique_ptr<linux_audit::Printer> make_bsm_printer(const linux_audit::PrintOptions&) {
  return std::make_unique<BsmPrinter>();
}

}  // namespace knox::convert
