// The format ecs: one document of the Elastic Common Schema 8 a command, as all events have them (ecs.h).
#include "knox/event/ecs.h"
#include "knox/event/exec_event.h"
#include "knox/event/exec_formats.h"

namespace knox::event {

namespace {

class EcsPrinter final : public ExecPrinter {
 public:
  explicit EcsPrinter(const ExecPrintOptions& options) : event_(*options.names) {}

  void print(const Exec& exec, Out& out) override {
    emit::JsonLine line(out, raw_);
    ecs_.put(event_.of(exec), line);
    line.finish();
  }

 private:
  ExecEvent event_;
  EcsWriter ecs_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<ExecPrinter> make_exec_ecs(const ExecPrintOptions& options) {
  return std::make_unique<EcsPrinter>(options);
}

}  // namespace knox::event
