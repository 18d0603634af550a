#include "knox/bsm/json_event.h"

#include "knox/emit/json.h"

namespace knox::bsm {

void JsonEvents::forget() {
  generation_ = tables_.generation();
  texts_.assign(std::size_t{1} << 16, {});
}

void JsonEvents::make(std::uint16_t number, std::string& text) const {
  StringWriter writer(text);
  Out out(writer);
  {
    Pen pen(out);
    pen.put("\"event\":{\"number\":").dec(number);
    if (const Event* event = tables_.events().find(number); event != nullptr) {
      pen.put(",\"name\":");
      emit::json_string(pen, event->name);
      pen.put(",\"description\":");
      emit::json_string(pen, event->description);
      pen.put(",\"classes\":[");
      bool first = true;
      for_each_class(event->class_names, [&](std::string_view name) {
        if (!first) pen.put(',');
        first = false;
        emit::json_string(pen, name);
      });
      pen.put(']');
    }
    pen.put(",\"modifier\":");
  }
  out.flush();
}

}  // namespace knox::bsm
