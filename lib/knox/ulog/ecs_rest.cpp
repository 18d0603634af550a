#include "knox/ulog/ecs_rest.h"

#include "knox/ulog/names.h"

namespace knox::ulog {

namespace {

using emit::JsonLine;
using std::string_view_literals::operator""sv;

void put(JsonLine& line, std::string_view key, const Record::Text& text) {
  if (text && !text->empty()) line.string(key, *text);
}
void put(JsonLine& line, std::string_view key, const Record::Number& number) {
  if (number && *number != 0) line.number(key, *number);
}

}  // namespace

void put_ecs_rest(JsonLine& line, const Record& r) {
  if (r.level) {
    line.begin_object("log"sv);
    line.string("level"sv, word_of(*r.level));
    line.end();
  }
  line.begin_object("unified_log"sv);
  put(line, "subsystem"sv, r.subsystem);
  put(line, "category"sv, r.category);
  put(line, "format"sv, r.format);
  put(line, "sender"sv, r.sender_path ? r.sender_path : r.sender);
  put(line, "thread"sv, r.thread);
  put(line, "activity"sv, r.activity);
  put(line, "parent_activity"sv, r.parent_activity);
  put(line, "boot_uuid"sv, r.boot_uuid);
  line.end();
}

}  // namespace knox::ulog
