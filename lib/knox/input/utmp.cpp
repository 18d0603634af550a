// wtmp, btmp, utmp and lastlog.
#include "knox/logins/utmp.h"
#include "knox/input/formats.h"

namespace knox::input {

namespace {

class UtmpInput final : public Input {
 public:
  explicit UtmpInput(const Options& options) : reader_(options.host) {}

  io::Framer& begin() override {
    framer_ = {};
    reader_.begin();
    return framer_;
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    const std::string_view bytes = as_chars(frame.bytes);
    const event::Event* const event = reader_.read(frame.bytes, framer_.layout(), framer_.success());
    if (event != nullptr) emit({.event = *event, .pieces = {&bytes, 1}});
    return std::nullopt;
  }

 private:
  logins::UtmpFramer framer_;
  logins::UtmpReader reader_;
};

}  // namespace

std::unique_ptr<Input> make_utmp_input(const Options& options) {
  return std::make_unique<UtmpInput>(options);
}

}  // namespace knox::input
