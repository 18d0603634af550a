// The members of ECS documents: those of the format json, and what ECS wants in a way of its own. Short and
// long ones alike go to the Out; a Pen would be in nobody's register here.
#pragma once

#include "knox/bsm/json_fields.h"
#include "knox/event/exec.h"

namespace knox::bsm {

class EcsFields : public JsonFields {
 public:
  using JsonFields::JsonFields;

  // An object at `pointer` ("process/parent"), of which the last word is its key. It begins with members that
  // are finished text, or gets one at least.
  void begin(Out& out, std::string_view pointer, std::string_view members = {}) {
    place = {pointer};
    put_key(out, event::base_name(pointer));
    if (members.empty()) return begin_object();
    out.text("{");
    out.text(members);
  }
  static void end(Out& out) { out.text("}"); }

  // "key": with the comma or brace before it.
  void put_key(Out& out, std::string_view key) {
    Pen pen(out);
    pen.room(64);
    put_name(pen, key);
  }
  template <class T>
  void member(Out& out, std::string_view key, const T& v) {
    Pen pen(out);
    JsonFields::member(pen, key, v);
  }
  void text(Out& out, std::string_view key, std::string_view bytes) { member(out, key, CString{bytes}); }
  void text_if(Out& out, std::string_view key, std::string_view bytes) {
    if (!bytes.empty()) text(out, key, bytes);
  }
  // A text that nobody else chose.
  void word(Out& out, std::string_view key, std::string_view word) {
    Pen pen(out);
    pen.room(128);
    put_name(pen, key);
    pen.put('"').put(word).put('"');
  }
  // A list, but not how many strings were lost of it.
  template <class List>
  void list(Out& out, std::string_view key, const List& strings) {
    put_key(out, key);
    Pen pen(out);
    pen.room(64);
    value(pen, key, strings);
  }
  // Ids are strings in ECS.
  void id(Out& out, std::string_view key, std::int64_t number) {
    Pen pen(out);
    pen.room(128);
    put_name(pen, key);
    pen.put('"').sdec(number).put('"');
  }
};

}  // namespace knox::bsm
