#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "knox/base/counted.h"
#include "knox/emit/shell.h"
#include "knox/event/deeds_print.h"

namespace knox::event {

namespace {

struct Heading {
  Fate fate;
  std::string_view text;
};
constexpr std::array kHeadings = {Heading{Fate::kCreated, "created"},
                                  Heading{Fate::kChanged, "changed, or opened to be written"},
                                  Heading{Fate::kRenamed, "renamed"}, Heading{Fate::kDeleted, "deleted"},
                                  Heading{Fate::kDevice, "devices"}};

class Text {
 public:
  Text(const DeedsSum& sum, Out& out) : sum_(sum), out_(out) {}

  void put() {
    for (const Heading& heading : kHeadings) put_files(heading);
    if (sum_.passing > 0) out_.text(counted(sum_.passing, "file") + " came and went\n");
    put_peers("connected to", false);
    put_peers("connected from", true);
    put_misses();
    put_programs();
    if (sum_.left_out > 0) out_.text(counted(sum_.left_out, "event") + " left out, for want of memory\n");
    out_.end_record();
  }

 private:
  void begin(std::string_view heading, std::size_t count, std::string_view what) {
    out_.text(heading);
    out_.text(": ");
    out_.text(counted(count, what));
    out_.text("\n");
  }

  void put_doers(const Doers& doers) {
    constexpr std::size_t kMost = 5;
    const std::size_t shown = doers.size() > kMost ? kMost - 1 : doers.size();
    out_.text(" (");
    for (std::size_t i = 0; i < shown; ++i) {
      if (i > 0) out_.text(", ");
      put_program(doers[i]);
    }
    if (shown < doers.size()) out_.text(fmt::format(" and {} more", doers.size() - shown));
    out_.text(")\n");
  }

  void put_program(std::uint32_t program) {
    const std::string& name = sum_.programs[program].name;
    if (name.empty()) return out_.text("?");
    emit::shell_word(out_, name);
  }

  void put_files(const Heading& heading) {
    const auto files = std::ranges::equal_range(sum_.files, heading.fate, {}, &FileDeed::fate);
    if (files.empty()) return;
    begin(heading.text, files.size(), "file");
    for (const FileDeed& file : files) {
      out_.text("  ");
      if (heading.fate == Fate::kRenamed) {
        emit::shell_word(out_, file.first);
        out_.text(" to ");
      }
      emit::shell_word(out_, file.path);
      if (heading.fate != Fate::kRenamed && !file.first.empty()) {
        out_.text(", first ");
        emit::shell_word(out_, file.first);
      }
      put_doers(file.programs);
    }
  }

  void put_peers(std::string_view heading, bool is_incoming) {
    const auto is_one = [&](const PeerDeed& peer) { return peer.is_incoming == is_incoming; };
    const auto count = std::ranges::count_if(sum_.peers, is_one);
    if (count == 0) return;
    out_.text(heading);
    out_.text("\n");
    for (const PeerDeed& peer : sum_.peers) {
      if (!is_one(peer)) continue;
      out_.text("  ");
      emit::shell_word(out_, peer.address);
      if (peer.port) out_.text(fmt::format(" port {}", *peer.port));
      if (!peer.transport.empty()) {
        out_.text(" ");
        emit::shell_word(out_, peer.transport);
      }
      if (!peer.error.empty()) {
        out_.text(": ");
        emit::shell_word(out_, peer.error);
      }
      put_doers(peer.programs);
    }
  }

  // What was found in another place is of use only where one looked for it long.
  void put_misses() {
    std::uint64_t found = 0;
    bool has_heading = false;
    for (const Miss& miss : sum_.misses) {
      if (miss.is_found && miss.directories == 1) {
        ++found;
        continue;
      }
      if (!std::exchange(has_heading, true)) out_.text("failed\n");
      put_miss(miss);
    }
    if (found > 0) out_.text(counted(found, "file") + " not found at first, and then elsewhere\n");
  }

  void put_miss(const Miss& miss) {
    const bool is_search = miss.directories > 1, is_directory = miss.path.ends_with('/');
    out_.text("  ");
    emit::shell_word(out_, miss.action);
    out_.text(is_directory ? " in " : " ");
    emit::shell_word(out_, is_search && !is_directory ? base_name(miss.path) : std::string_view(miss.path));
    out_.text(": ");
    emit::shell_word(out_, miss.error.empty() ? "?" : std::string_view(miss.error));
    if (is_search) out_.text(fmt::format(" in {} directories", miss.directories));
    if (miss.is_found) out_.text(", and found");
    put_doers(miss.programs);
  }

  void put_programs() {
    if (!sum_.programs.empty()) out_.text("by program\n");
    for (std::uint32_t i = 0; i < sum_.programs.size(); ++i) {
      const ProgramDeeds& program = sum_.programs[i];
      out_.text("  ");
      put_program(i);
      std::string text;
      const auto add = [&](const std::string& part) { text += (text.empty() ? ": " : ", ") + part; };
      if (program.executions > 0) add(counted(program.executions, "execution"));
      for (const Fate fate : {Fate::kCreated, Fate::kChanged, Fate::kRenamed, Fate::kDeleted}) {
        const std::uint64_t count = program.files[static_cast<std::size_t>(fate)];
        if (count > 0) add(fmt::format("{} {}", count, name_of(fate)));
      }
      if (program.peers > 0) add(counted(program.peers, "connection"));
      if (program.misses > 0) add(fmt::format("{} failed", program.misses));
      out_.text(text + "\n");
    }
  }

  const DeedsSum& sum_;
  Out& out_;
};

}  // namespace

void put_deeds_text(const DeedsSum& sum, Out& out) {
  Text(sum, out).put();
}

}  // namespace knox::event
