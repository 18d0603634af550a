// What the formats json of events and of executions can print, in the notation of emit/json_schema.h. Who
// changes print_json.cpp, members.cpp or exec_json.cpp changes it here; tests/schema compares them.
#include "knox/event/json_shape.h"

#include <array>

namespace knox::event {

namespace {

constexpr std::string_view kProcess = R"(
      pid: count entity_id: text name: text executable: text args: [text] args_count: count command_line: text
      title: text working_directory: text env_vars: [text] exit_code: number interactive: flag
      thread: {capabilities: {effective: [text] permitted: [text]}}
      code_signature: {
        exists: flag signing_id: text team_id: text valid: flag adhoc: flag flags: digits platform_binary: flag
      }
      hash: {cdhash: text sha1: text sha256: text} user: $user
  )";

constexpr std::string_view kEvents[] = {R"(
    $principal = {id: digits name: text}
    $user = {id: digits name: text group: $principal}
    $end = {address: text ip: text port: count domain: text}
    $parent = {)",
                                        kProcess, "} $process = {parent: $parent ", kProcess, R"(}

    time!: time id: text host: {hostname: text ip: [text] os: {type: text platform: text}}
    dataset: text code: text sequence: count
    kind: text action: text object: text object_name: text object_detail: text outcome!: text
    error: {code: text message: text}
    user: {
      id: digits name: text group: $principal
      effective: $user saved: $user filesystem: $user audit: $user target: $user
    }
    group: $principal session: count terminal: text process: $process
    file: {
      path: text name: text extension: text directory: text target_path: text type: text mode: octal
      uid: digits owner: text gid: digits group: text inode: digits device: text
    }
    network: {direction: text type: text transport: text} source: $end destination: $end server: $end
    message!: text text: text addresses: [text] tags: [text]
  )"};

std::string event_notation() {
  std::string notation;
  for (const std::string_view part : kEvents) notation += part;
  return notation;
}

std::string exec_notation() {
  return R"(
    $token = {
      auid: count egid: count euid: count gid: count group: text pid: count uid: count username: text
    }

    timestamp!: time hostname: text
    log!: {
      command: text args: [text] args_missing: count args_source: text exec_path: text script: text cwd: text
      env: [text] env_missing: count username: text group: text tty!: text
      audit_token: $token parent_audit_token: $token responsible_audit_token: $token
      run_by: text run_as: $token ppid: count success: flag error: text
    }
  )";
}

constexpr std::array kEvent = {emit::JsonSchema{"json", "an event", &event_notation}};
constexpr std::array kExec = {emit::JsonSchema{"json", "an execution", &exec_notation}};

}  // namespace

std::span<const emit::JsonSchema> json_schemas() {
  return kEvent;
}

std::span<const emit::JsonSchema> exec_json_schemas() {
  return kExec;
}

}  // namespace knox::event
