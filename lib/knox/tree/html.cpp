// One page for a browser, with everything in it: page.html, and the data as JSON, in which no < can end the
// element that it is in. All strings are words of a shell, so what could turn the direction of a text or
// cannot be seen is escaped in the page, too.
//
//   {"begin":1700003600000,"length":90180000,...,"texts":["","make run",...],"rows":[[1501,0,2,1,...],...]}
//
// Times are microseconds since the beginning; a text is its place in `texts`. The places in a row are those
// that page.html names.
#include <string>
#include <unordered_map>
#include <vector>

#include "knox/emit/json.h"
#include "knox/tree/formats.h"
#include "knox/tree/page.h"
#include "knox/tree/words.h"

namespace knox::tree {

namespace {

class ForScript final : public Writer {
 public:
  explicit ForScript(Out& out) : out_(out) {}
  bool write(std::string_view block, std::size_t) override {
    while (!block.empty()) {
      const std::size_t end = std::min(block.find('<'), block.size());
      out_.text(block.substr(0, end));
      if (end < block.size()) out_.text("\\u003c");
      block.remove_prefix(std::min(end + 1, block.size()));
    }
    return true;
  }

 private:
  Out& out_;
};

class Page {
 public:
  Page(Out& out, const Forest& forest, const TextOptions& options)
      : script_(out), out_(script_), forest_(forest), options_(options) {
    place_of("");
  }

  void put(const Totals& totals) {
    out_.text("{\"begin\":" + std::to_string(event::milliseconds(forest_.begin())));
    out_.text(",\"length\":" + std::to_string(since_begin(forest_.end())));
    out_.text(",\"from\":");
    std::string from;
    {
      StringWriter writer(from);
      Out text(writer);
      Pen pen(text);
      pen.room(48);
      UtcFormat().put(pen, forest_.begin(), 0);
      pen.leave().flush();
    }
    emit::json_string(out_, from);
    out_.text(",\"left\":" + std::to_string(forest_.history().left_out()));
    out_.text(forest_.history().ends_are_told() ? ",\"ends\":true" : ",\"ends\":false");
    out_.text(",\"rows\":[");
    for (const Row& row : forest_.rows()) put_row(row);
    out_.text("],\"texts\":[");
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (i > 0) out_.text(",");
      emit::json_string(out_, *texts_[i]);
    }
    out_.text("],\"sums\":");
    put_totals_json(out_, totals, {.top = 15, .width = 240, .harmless = true});
    out_.text("}");
    out_.flush();
  }

 private:
  std::uint64_t since_begin(Time time) const { return nanoseconds_between(forest_.begin(), time) / 1000; }
  // Of a text that is harmless.
  std::string place_of(std::string text) {
    const auto [found, is_new] = places_.emplace(std::move(text), texts_.size());
    if (is_new) texts_.push_back(&found->first);
    return std::to_string(found->second);
  }
  std::string place_of_word(const std::string& text) {
    return place_of(text.empty() ? text : safe_word(text));
  }

  void put_row(const Row& row) {
    enum : unsigned { kKnowsBegin = 1, kKnowsEnd = 2, kFailed = 4, kCopy = 8, kHeard = 16, kOthers = 32 };
    const Process& process = *row.process;
    unsigned flags = 0;
    if (process.began != Began::kUnknown) flags |= kKnowsBegin;
    if (process.ended == Ended::kExited) flags |= kKnowsEnd;
    if (has_failed(process)) flags |= kFailed;
    if (process.executions.empty()) flags |= kCopy;
    if (process.is_heard_of()) flags |= kHeard;
    if (row.is_shown_for_others) flags |= kOthers;
    std::string line = is_first_ ? "[" : ",\n[";
    is_first_ = false;
    line += std::to_string(process.pid);
    const auto add = [&](std::string_view value) { line.append(",").append(value); };
    add(row.parent == kNobody ? "-1" : std::to_string(row.parent));
    add(place_of_word(process.user));
    add(place_of(title(process)));
    add(std::to_string(since_begin(process.begin_shown())));
    add(std::to_string(since_begin(process.end_shown())));
    add(std::to_string(flags));
    add(place_of(ending(process)));
    add(deeds_of(process));
    add(executions_of(process));
    add(place_of_word(process.host_name));
    add(std::to_string(process.threads));
    out_.text(line + ']');
  }

  std::string deeds_of(const Process& process) {
    std::string list;
    for (const Deeds& deeds : process.deeds) {
      if (!options_.groups.has(deeds.deed)) continue;
      list += list.empty() ? "[[" : ",[";
      list += std::to_string(static_cast<int>(deeds.deed)) + ',' + std::to_string(deeds.count) + ',' +
              std::to_string(since_begin(deeds.first)) + ',' + std::to_string(since_begin(deeds.last)) + ',' +
              place_of(what_text(deeds)) + ',' + place_of_word(deeds.more) + ']';
    }
    return list.empty() ? "[]" : list + ']';
  }

  std::string executions_of(const Process& process) {
    std::string list;
    for (const Execution& execution : process.executions) {
      list += list.empty() ? "[[" : ",[";
      list += std::to_string(since_begin(execution.time)) + ',' + place_of(execution.command) + ',' +
              place_of_word(execution.path) + ']';
    }
    return list.empty() ? "[]" : list + ']';
  }

  ForScript script_;
  Out out_;
  const Forest& forest_;
  const TextOptions& options_;
  std::unordered_map<std::string, std::size_t> places_;
  std::vector<const std::string*> texts_;  // the keys of places_
  bool is_first_ = true;
};

}  // namespace

void put_html(Out& out, const Forest& forest, const TextOptions& options, const Totals& totals) {
  out.text(kPageBegin);
  Page(out, forest, options).put(totals);
  out.text(kPageEnd);
  out.end_record();
}

}  // namespace knox::tree
