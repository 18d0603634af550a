#include "knox/emit/json_line.h"
#include "knox/event/deeds_print.h"

namespace knox::event {

namespace {

using emit::JsonLine;
using std::string_view_literals::operator""sv;

class Json {
 public:
  Json(const DeedsSum& sum, Out& out) : sum_(sum), out_(out) {}

  void put() {
    for (const FileDeed& file : sum_.files) {
      put_line(name_of(file.fate), [&](JsonLine& line) {
        line.string("path"sv, file.path);
        line.string_if("first_path"sv, file.first);
        put_end(line, file.count, file.programs);
      });
    }
    for (const PeerDeed& peer : sum_.peers) {
      put_line("connection", [&](JsonLine& line) {
        line.string("direction"sv, peer.is_incoming ? "ingress"sv : "egress"sv);
        line.string("address"sv, peer.address);
        line.number_if("port"sv, peer.port);
        line.string_if("transport"sv, peer.transport);
        line.string_if("error"sv, peer.error);
        put_end(line, peer.count, peer.programs);
      });
    }
    for (const Miss& miss : sum_.misses) {
      put_line("failure", [&](JsonLine& line) {
        line.string("action"sv, miss.action);
        line.string_if("error"sv, miss.error);
        line.string("path"sv, miss.path);
        line.number("directories"sv, miss.directories);
        line.boolean("found"sv, miss.is_found);
        put_end(line, miss.count, miss.programs);
      });
    }
    for (const ProgramDeeds& program : sum_.programs) put_program(program);
    put_line("total", [&](JsonLine& line) {
      line.number("passing"sv, sum_.passing);
      line.number("left_out"sv, sum_.left_out);
    });
  }

 private:
  void put_line(std::string_view kind, auto put) {
    JsonLine line(out_, raw_);
    line.string("kind"sv, kind);
    put(line);
    line.finish();
    out_.end_record();
  }

  void put_end(JsonLine& line, std::uint64_t count, const Doers& doers) {
    line.number("count"sv, count);
    line.begin_array("programs"sv);
    for (const std::uint32_t doer : doers) line.element(sum_.programs[doer].name);
    line.end();
  }

  void put_program(const ProgramDeeds& program) {
    put_line("program", [&](JsonLine& line) {
      line.string("name"sv, program.name);
      line.number("executions"sv, program.executions);
      for (const Fate fate : {Fate::kCreated, Fate::kChanged, Fate::kRenamed, Fate::kDeleted}) {
        line.number(name_of(fate), program.files[static_cast<std::size_t>(fate)]);
      }
      line.number("connections"sv, program.peers);
      line.number("failures"sv, program.misses);
    });
  }

  const DeedsSum& sum_;
  Out& out_;
  emit::RawBytes raw_;
};

}  // namespace

void put_deeds_json(const DeedsSum& sum, Out& out) {
  Json(sum, out).put();
}

}  // namespace knox::event
