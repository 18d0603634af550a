#include "knox/bsm/platform_tables.h"

#include <utility>

namespace knox::bsm {

namespace {

// What a token says about where its record was written; kUnknown: nothing.
Platform origin_of(Kind kind) {
  switch (kind) {
    case kKindOf<Identity>:
    case kKindOf<Krb5Principals>:
    case kKindOf<CertHashes>: return Platform::kDarwin;
    case kKindOf<ZoneName>:  // Solaris has it too, but its headers have told before
    case kKindOf<ArgumentUuid>:
    case kKindOf<ReturnUuid>:
    case kKindOf<Rights>: return Platform::kFreeBsd;
    default: return Platform::kUnknown;
  }
}

Platform origin_of(const Record& record) {
  if (record.is_file()) return Platform::kUnknown;
  if (record.is_solaris()) return Platform::kSolaris;
  const HeaderFacts& header = record.header();
  if (header.version == 1) return Platform::kDarwin;
  // Darwin's session events, and its loginwindow and SecurityServer, which nobody else has.
  if (header.event >= 44901 && header.event <= 44904) return Platform::kDarwin;
  if (header.event >= 45021 && header.event <= 45026) return Platform::kDarwin;
  if (header.event == 45030) return Platform::kDarwin;
  for (const TokenRef& ref : record.tokens()) {
    if (const Platform origin = origin_of(ref.kind); origin != Platform::kUnknown) return origin;
  }
  return Platform::kUnknown;
}

}  // namespace

PlatformTables::PlatformTables(Platform platform)
    : platform_(platform),
      given_(platform != Platform::kUnknown),
      settled_(given_),
      classes_(platform),
      events_(platform) {}

Result<void> PlatformTables::load_classes(std::string text) {
  const Result<void> loaded = classes_.load(std::move(text));
  if (!loaded) return loaded;
  own_classes_ = true;
  events_.use(classes_);
  return {};
}

Result<void> PlatformTables::load_events(std::string text) {
  const Result<void> loaded = events_.load(std::move(text), classes_);
  if (loaded) own_events_ = true;
  return loaded;
}

void PlatformTables::begin_trail() {
  if (given_) return;
  settled_ = false;
  if (platform_ != Platform::kUnknown) set_platform(Platform::kUnknown);
}

void PlatformTables::observe(const PlatformTables& others) {
  if (agree(others)) return;
  settled_ = others.settled_;
  set_platform(others.platform_);
}

bool PlatformTables::settle(const Record& record) {
  const Platform origin = origin_of(record);
  if (origin == Platform::kUnknown) return false;
  set_platform(origin);
  settled_ = true;
  return true;
}

void PlatformTables::set_platform(Platform platform) {
  platform_ = platform;
  ++generation_;
  if (!own_classes_) classes_ = ClassTable(platform);
  if (!own_events_) events_ = EventTable(platform);
  events_.use(classes_);
}

}  // namespace knox::bsm
