// The format ecs: one document of the Elastic Common Schema 8 a record (elastic.co/guide/en/ecs). Categories,
// types and actions come from tables/ecs.def. What ECS has no field for is in the object bsm, so that nothing
// is lost. knox-json(5) is its manual.
#include <algorithm>
#include <span>

#include "knox/base/address.h"
#include "knox/bsm/ecs_facts.h"
#include "knox/bsm/ecs_fields.h"
#include "knox/bsm/ecs_rest.h"
#include "knox/bsm/ecs_texts.h"
#include "knox/bsm/formats.h"
#include "knox/emit/shell.h"
#include "knox/event/exec.h"

namespace knox::bsm {

namespace {

using event::base_name;

constexpr std::size_t kRoom = 128;

class EcsPrinter final : public Printer {
 public:
  explicit EcsPrinter(const PrintOptions& options)
      : names_(*options.names), texts_(options), fields_(options) {}

  void print(const Record& record, std::uint64_t offset, Out& out) override;

 private:
  // The objects of a document, in their order. Each begins with a comma.
  void put_head(Out& out);
  void put_event(bool damaged, Out& out);
  void put_message(Out& out);
  void put_host(std::string_view address, Out& out);
  void put_user(Out& out);
  void put_process(Out& out);
  void put_file(Out& out);
  void put_network(Out& out);
  void put_error(const std::optional<Error>& damage, Out& out);
  void put_related(Out& out);

  // Parts of them.
  void put_command(Out& out);
  std::string_view join_command_line(std::string_view executable);
  void put_signature(std::string_view pointer, Out& out);
  void put_attributes(const EcsAttributes& file, Out& out);
  void put_addresses(std::string_view key, std::span<const std::string_view> addresses, Out& out);
  void put_end(std::string_view role, const EcsEnd& end, std::string_view path, Out& out);

  os::Names& names_;
  EcsTexts texts_;
  EcsFields fields_;
  UtcFormat utc_;

  // Of the record at hand
  EcsFacts facts_;
  const EcsTexts::OfEvent* event_ = nullptr;
  const EcsTexts::OfSubject* subject_ = nullptr;  // nullptr: it has none

  std::string joined_;
  StringWriter writer_{joined_};
  Out joining_{writer_};
};

void EcsPrinter::print(const Record& record, std::uint64_t offset, Out& out) {
  event_ = record.is_file() ? &texts_.file_token() : &texts_.event(record.header().event);
  gather(record, event_->hint, facts_);
  subject_ = facts_.subject ? &texts_.subject(*facts_.subject) : nullptr;
  put_head(out);
  put_event(record.damage().has_value(), out);
  put_message(out);
  put_host(record.header().host, out);
  put_user(out);
  put_process(out);
  put_file(out);
  put_network(out);
  put_error(record.damage(), out);
  put_related(out);
  if (!record.is_file()) put_ecs_rest(fields_, record, offset, facts_, *event_, subject_, out);
  fields_.raw.put_member(out);
  out.text("}\n");
}

void EcsPrinter::put_head(Out& out) {
  Pen pen(out);
  pen.room(kRoom);
  pen.put("{\"@timestamp\":\"");
  utc_.put(pen, facts_.time, facts_.time_digits);
  pen.put(R"(","ecs":{"version":"8.11.0"})");
}

void EcsPrinter::put_event(bool damaged, Out& out) {
  const auto outcome = [&]() -> std::string_view {
    if (!facts_.result) return "unknown";
    return facts_.result->error == 0 ? "success" : "failure";
  };
  fields_.begin(out, "event", event_->event);
  fields_.word(out, "kind", damaged ? "pipeline_error" : "event");
  fields_.word(out, "outcome", outcome());
  if (facts_.sequence) fields_.member(out, "sequence", *facts_.sequence);
  fields_.end(out);
}

// The texts, which are a program's own words.
void EcsPrinter::put_message(Out& out) {
  joined_.clear();
  for (const std::string_view text : facts_.texts) {
    if (!joined_.empty()) joined_ += ", ";
    joined_ += text;
  }
  fields_.place = {};
  fields_.text_if(out, "message", joined_);
}

void EcsPrinter::put_host(std::string_view address, Out& out) {
  const std::string_view system = texts_.host();
  if (system.empty() && address.empty()) return;
  fields_.begin(out, "host", system);
  if (!address.empty()) put_addresses("ip", {&address, 1}, out);
  fields_.end(out);
}

void EcsPrinter::put_user(Out& out) {
  const std::string_view user = subject_ == nullptr ? std::string_view() : std::string_view(subject_->user);
  const bool has_target = facts_.target || !facts_.target_name.empty();
  if (user.empty() && !has_target) return;
  fields_.begin(out, "user", user);
  if (facts_.target) {
    fields_.begin(out, "user/target", texts_.user(facts_.target->uid, facts_.target->gid));
    fields_.end(out);
  } else if (has_target) {
    fields_.begin(out, "user/target");
    fields_.text(out, "name", facts_.target_name);
    fields_.end(out);
  }
  fields_.end(out);
}

// The subject's process; where it made another one, that one, and the subject's is the parent.
void EcsPrinter::put_process(Out& out) {
  const bool is_parent = event_->starts_process && facts_.child;
  if (!facts_.subject && !is_parent && !facts_.has_command() && !facts_.exit_status && !facts_.is_signed())
    return;
  fields_.begin(out, "process");
  if (is_parent) {
    fields_.member(out, "pid", *facts_.child);
  } else if (facts_.subject) {
    fields_.member(out, "pid", facts_.subject->pid);
  }
  put_command(out);
  if (facts_.exit_status) fields_.member(out, "exit_code", *facts_.exit_status);
  if (!is_parent) {
    put_signature("process/code_signature", out);
  } else if (facts_.subject || facts_.is_signed()) {
    fields_.begin(out, "process/parent");
    if (facts_.subject) fields_.member(out, "pid", facts_.subject->pid);
    put_signature("process/parent/code_signature", out);
    fields_.end(out);
  }
  fields_.end(out);
}

void EcsPrinter::put_command(Out& out) {
  const std::string_view executable = event_->starts_process ? facts_.path : std::string_view();
  if (!facts_.has_command() && executable.empty()) return;
  const std::string_view first = join_command_line(executable);
  fields_.text_if(out, "name", base_name(executable.empty() ? first : executable));
  fields_.text_if(out, "executable", executable);
  facts_.visit_args([&](const auto& args) {
    fields_.list(out, "args", args);
    fields_.member(out, "args_count", args.count);
  });
  fields_.text_if(out, "command_line", joined_);
  facts_.visit_env([&](const auto& env) { fields_.list(out, "env_vars", env); });
}

// The arguments, or else the executable, as words for a shell. Returns the first.
std::string_view EcsPrinter::join_command_line(std::string_view executable) {
  std::string_view first = executable;
  bool has_words = false;
  const auto add = [&](std::string_view word) {
    if (has_words) joining_.text(" ");
    emit::shell_word(joining_, word, has_words ? emit::Place::kArgument : emit::Place::kCommand);
    if (!has_words) first = word;
    has_words = true;
  };
  joined_.clear();
  facts_.visit_args([&](const auto& args) { for_each(args, add); });
  if (!has_words && !executable.empty()) add(executable);
  joining_.flush();
  return first;
}

void EcsPrinter::put_signature(std::string_view pointer, Out& out) {
  if (!facts_.is_signed()) return;
  fields_.begin(out, pointer);
  fields_.text_if(out, "signing_id", facts_.identity->signing_id.bytes);
  fields_.text_if(out, "team_id", facts_.identity->team_id.bytes);
  fields_.end(out);
}

void EcsPrinter::put_file(Out& out) {
  const std::string_view path = facts_.path;
  if (path.empty() && facts_.target_path.empty() && !facts_.attributes) return;
  fields_.begin(out, "file");
  fields_.text_if(out, "path", path);
  fields_.text_if(out, "name", base_name(path));
  if (const std::size_t slash = path.rfind('/'); slash != path.npos) {
    fields_.text(out, "directory", path.substr(0, std::max(slash, std::size_t{1})));
  }
  fields_.text_if(out, "target_path", facts_.target_path);
  if (facts_.attributes) put_attributes(*facts_.attributes, out);
  fields_.end(out);
}

void EcsPrinter::put_attributes(const EcsAttributes& file, Out& out) {
  if (!file.type().empty()) fields_.word(out, "type", file.type());
  fields_.member(out, "mode", Octal<std::uint32_t>{file.mode & 07777});
  fields_.id(out, "uid", file.uid);
  fields_.text_if(out, "owner", names_.user(file.uid));
  fields_.id(out, "gid", file.gid);
  fields_.text_if(out, "group", names_.group(file.gid));
  fields_.id(out, "inode", file.node);
  fields_.id(out, "device", file.fsid);
}

void EcsPrinter::put_network(Out& out) {
  if (!facts_.socket) {
    if (event_->is_login) put_end("source", facts_.origin, {}, out);
    return;
  }
  const auto& [local, remote, path] = *facts_.socket;
  const bool outgoing = facts_.hint == EcsHint::kOutgoing;
  const bool serving = facts_.hint == EcsHint::kServing;
  if (path.empty()) {
    fields_.begin(out, "network");
    fields_.word(out, "type", remote.address.size() == 16 ? "ipv6" : "ipv4");
    if (!serving) fields_.word(out, "direction", outgoing ? "egress" : "ingress");
    fields_.end(out);
  }
  if (serving) return put_end("server", remote, path, out);
  put_end(outgoing ? "source" : "destination", local, {}, out);
  put_end(outgoing ? "destination" : "source", remote, path, out);
}

// The address is the one in the record, whatever it is: that of a local socket is a path.
void EcsPrinter::put_end(std::string_view role, const EcsEnd& end, std::string_view path, Out& out) {
  if (end.address.empty() && path.empty()) return;
  fields_.begin(out, role);
  if (!path.empty()) {
    fields_.text(out, "address", path);
  } else {
    fields_.member(out, "address", Ipv4{end.address});
    fields_.member(out, "ip", Ipv4{end.address});
    if (end.port != 0) fields_.member(out, "port", end.port);
  }
  fields_.end(out);
}

void EcsPrinter::put_error(const std::optional<Error>& damage, Out& out) {
  const bool failed = facts_.result && facts_.result->error != 0;
  if (!failed && !damage) return;
  fields_.begin(out, "error", failed ? texts_.error(facts_.result->error) : "");
  if (!failed) fields_.text(out, "message", describe(*damage));
  fields_.end(out);
}

void EcsPrinter::put_related(Out& out) {
  joined_.clear();
  const auto add_user = [&](std::string_view quoted) {
    if (joined_.find(quoted) != joined_.npos) return;
    if (!joined_.empty()) joined_ += ',';
    joined_ += quoted;
  };
  if (subject_ != nullptr) joined_ = subject_->related;
  if (facts_.target) add_user(texts_.name(facts_.target->uid));
  if (!facts_.target_name.empty()) add_user(texts_.quoted(facts_.target_name));
  if (joined_.empty() && facts_.addresses.empty()) return;

  fields_.begin(out, "related");
  if (!joined_.empty()) {
    fields_.put_key(out, "user");
    out.text("[");
    out.text(joined_);
    out.text("]");
  }
  if (!facts_.addresses.empty()) put_addresses("ip", facts_.addresses, out);
  fields_.end(out);
}

void EcsPrinter::put_addresses(std::string_view key, std::span<const std::string_view> addresses, Out& out) {
  fields_.put_key(out, key);
  char separator = '[';
  for (const std::string_view address : addresses) {
    Pen pen(out);
    pen.room(kRoom);
    pen.put(separator).put('"');
    put_address(pen, address);
    pen.put('"');
    separator = ',';
  }
  out.text("]");
}

}  // namespace

std::unique_ptr<Printer> make_ecs_printer(const PrintOptions& options) {
  return std::make_unique<EcsPrinter>(options);
}

}  // namespace knox::bsm
