// What the formats json and tokens can print, in the notation of emit/json_schema.h: from the descriptions of
// tokens that the printers print from.
#include "knox/bsm/json_shape.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <vector>

#include "knox/bsm/decode.h"
#include "knox/bsm/json_value.h"

namespace knox::bsm {

namespace {

// The type of a value, as JsonFields::value() writes it.
template <class T>
consteval std::string_view type_of() {
  if constexpr (std::is_same_v<T, Truncated>) return "flag";
  if constexpr (std::is_same_v<T, PrivilegeUse>) return "text";
  if constexpr (requires(T t) { t.port; }) return "{port: count address: text}";
  if constexpr (std::is_same_v<T, Blob> || std::is_same_v<T, CapRights> || std::is_same_v<T, Rest>)
    return "hex";
  if constexpr (std::is_same_v<T, Strings> || std::is_same_v<T, Texts>) return "[text]";
  if constexpr (std::is_same_v<T, Groups> || std::is_same_v<T, Groups16>)
    return "[{gid: count gid_name: text}]";
  if constexpr (std::is_same_v<T, Octal<std::uint32_t>>) return "octal";
  if constexpr (std::is_same_v<T, Signed<std::uint64_t>>) return "number";
  if constexpr (std::is_integral_v<T> || OneNumber<T>) return "count";
  return "text";  // strings, addresses, UUIDs
}

template <class T>
constexpr bool kIsNamed =
    std::is_same_v<T, Uid> || std::is_same_v<T, Gid> || std::is_same_v<T, SocketDomain> ||
    std::is_same_v<T, HexDomain> || std::is_same_v<T, SocketType> || std::is_same_v<T, HexType> ||
    std::is_same_v<T, IpcType>;

// The members of an object, each once; one that has several types has them all.
class Members {
 public:
  void add(std::string_view name, std::string_view type) {
    const auto found = std::ranges::find(all_, name, &Member::name);
    if (found == all_.end()) {
      all_.push_back({std::string(name), {std::string(type)}});
    } else if (std::ranges::find(found->types, type) == found->types.end()) {
      found->types.emplace_back(type);
    }
  }
  void add(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
    for (const auto& [name, type] : members) add(name, type);
  }
  bool empty() const { return all_.empty(); }
  std::string text() const {
    std::string text;
    for (const Member& member : all_) {
      text += member.name + ": " + member.types.front();
      for (std::size_t i = 1; i < member.types.size(); ++i) text += "|" + member.types[i];
      text += "\n";
    }
    return text;
  }

 private:
  struct Member {
    std::string name;
    std::vector<std::string> types;
  };
  std::vector<Member> all_;
};

// What JsonFields::member() writes.
template <class T>
void add_field(Members& to, std::string_view name, const T&, bool lossless) {
  if constexpr (std::is_same_v<T, Errno>) {
    to.add({{"status", "text"}, {"errno", "count"}, {"error", "text"}});
  } else if constexpr (std::is_same_v<T, FileStamp32> || std::is_same_v<T, FileStamp64>) {
    if (!lossless) return to.add("time", "time");
    to.add({{"seconds", "count"}, {"fraction", "count"}});
  } else if constexpr (TwoPartTime<T>) {
    to.add({{"seconds", "count"}, {"fraction", "count"}});
  } else if constexpr (std::is_same_v<T, SocketEx>) {
    to.add({{"local_port", "count"}, {"local_address", "text"}});
    to.add({{"remote_port", "count"}, {"remote_address", "text"}});
  } else if constexpr (std::is_same_v<T, Compartments>) {
    to.add({{"classification", "count"}, {"compartments", "hex"}});
  } else if constexpr (std::is_same_v<T, DataValues>) {
    to.add({{"format", "text"}, {"unit", "text"}, {"format_number", "count"}});
    to.add({{"text", "text"}, {"values", "[number]"}});
  } else {
    to.add(name, type_of<T>());
    if constexpr (kIsNamed<T>) to.add(std::string(name) + "_name", "text");
    if constexpr (std::is_same_v<T, Strings>) to.add("count", "count");
    if (!lossless) return;
    // The format tokens keeps what is no word, and says what has no NUL.
    if constexpr (std::is_same_v<T, Truncated> || std::is_same_v<T, PrivilegeUse>) to.add(name, "count");
    if constexpr (std::is_same_v<T, Text>) to.add(std::string(name) + "_unterminated", "flag");
    if constexpr (std::is_same_v<T, Texts>) to.add(std::string(name) + "_unterminated", "[count]");
  }
}

template <class T>
void add_fields(Members& to, bool lossless) {
  const T token{};
  for_each_field(token,
                 [&](const auto& field, const auto& value) { add_field(to, field.name, value, lossless); });
}

// The keys of the format json: several kinds of tokens can have one.
struct Key {
  std::string_view name;
  bool once = false;
  Members object;
  std::string bare;  // the type of what is no object
};

template <class T>
void add_token(std::vector<Key>& keys) {
  if (std::string_view(T::kInfo.json) == "header" || std::string_view(T::kInfo.json) == "trailer") return;
  auto key = std::ranges::find(keys, T::kInfo.json, &Key::name);
  if (key == keys.end())
    key = keys.insert(key, {.name = T::kInfo.json, .once = T::kInfo.once, .object = {}, .bare = {}});
  if constexpr (kIsBare<T>) {
    using Value = std::remove_cvref_t<decltype(T{}.*std::get<0>(T::kFields).member)>;
    key->bare = type_of<Value>();
  } else {
    add_fields<T>(key->object, false);
    if (key->name == "args") key->object.add("value_name", "text");
    if constexpr (std::is_same_v<T, Unknown>) key->object.add("token_id", "hexnum");
  }
}

template <class... T>
std::vector<Key> keys_of(TokenList<T...>) {
  std::vector<Key> keys;
  (add_token<T>(keys), ...);
  return keys;
}

template <class... T>
std::string any_token(TokenList<T...>) {
  Members all;
  (add_fields<T>(all, true), ...);
  return "{token!: text token_id!: hexnum " + all.text() + "}";
}

constexpr std::string_view kCutToken = "cut_token: {token_id: hexnum bytes: hex}\n";

std::string json_notation() {
  std::string text = R"(
    time: time id: text version: count
    event: {number!: count name: text description: text classes: [text] modifier: count}
    host: text
    file: {time: time name: text}
    damage: {offset: count size: count token: text reason: text}
    extra_tokens: [$token]
  )";
  for (const Key& key : keys_of(Tokens{})) {
    const std::string type = key.object.empty() ? key.bare : "{" + key.object.text() + "}";
    text.append(key.name).append(": ").append(key.once ? type : "[" + type + "]").append("\n");
    if (key.bare == "[text]" && key.once) text.append(key.name).append("_count: count\n");
  }
  return "$token = " + any_token(Tokens{}) + text.append(kCutToken);
}

std::string tokens_notation() {
  return "$token = " + any_token(Tokens{}) +
         "offset!: count size!: count tokens!: [$token]\n"
         "return: {status: text errno: count error: text}\n"
         "damage: {offset: count size: count token: text reason: text bytes: hex}\n" +
         std::string(kCutToken);
}

constexpr std::array kSchemas = {
    emit::JsonSchema{"json", "a record of BSM", &json_notation},
    emit::JsonSchema{"tokens", "a record of BSM with all of its tokens", &tokens_notation},
};

}  // namespace

std::span<const emit::JsonSchema> json_schemas() {
  return kSchemas;
}

}  // namespace knox::bsm
