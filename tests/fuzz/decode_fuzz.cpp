// Record, and all that asks it for facts, on any bytes: as a record, and as the tokens of one.
#include <cstdlib>
#include <string>

#include "knox/bsm/exec.h"
#include "knox/bsm/platform_tables.h"
#include "knox/bsm/trailer.h"
#include "support/bsm_builder.h"

namespace {

using namespace knox;

void require(bool holds) {
  if (!holds) std::abort();
}

template <class... T>
void find_all(const bsm::Record& record, bsm::TokenList<T...>) {
  (void)(record.find<T>().has_value() + ...);
}

void look(Bytes bytes) {
  static bsm::Record record;
  static bsm::ExecDecoder decoder;
  if (!record.parse(bytes)) {
    require(record.tokens().empty());
    return;
  }
  // Tokens follow each other without a gap, from the first byte to the damage or the end.
  std::size_t end = 0;
  for (const bsm::TokenRef& ref : record.tokens()) {
    require(ref.offset == end && ref.size > 0);
    end += ref.size;
    require(record.token(ref).size() == ref.size);
    (void)bsm::subject_facts(ref.kind, record.token(ref));
  }
  require(end + record.cut_token().size() == record.decoded());
  require(record.decoded() <= bytes.size());
  if (record.damage()) {
    require(record.damage()->offset == record.decoded() && record.decoded() <= bytes.size());
    require(!describe(*record.damage()).empty());
  }
  (void)record.subject();
  (void)record.result();
  find_all(record, bsm::Tokens{});
  (void)decoder.decode(record);
  static bsm::PlatformTables tables(bsm::Platform::kUnknown);
  (void)tables.observe(record);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, size);
  look(bytes);
  for (const std::uint8_t version : {std::uint8_t{11}, std::uint8_t{2}}) {
    for (const bool trailer : {true, false}) {
      for (const char* const host : {"", "10.0.0.7"}) {
        test::RecordBuilder record({.event = 23, .version = version, .host = host});
        record.raw(as_chars(bytes));
        if (!trailer) record.no_trailer();
        const std::string whole = record.finish();
        look(as_bytes(whole));
      }
    }
  }
  return 0;
}
