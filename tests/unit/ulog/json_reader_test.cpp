#include "knox/ulog/json_reader.h"

#include <string>

#include "knox/io/foreign.h"
#include "unit/catch.h"

namespace knox::ulog {

namespace {

const std::string kError =
    R"({"timezoneName":"","messageType":"Error","eventType":"logEvent","source":null,"formatString":"Failed to )"
    R"(authenticate user <%s> (error: %d).","userID":0,"activityIdentifier":1303937,"subsystem":"com.apple.)"
    R"(Authorization","category":"AuthorizationHost","threadID":848669,"senderImageUUID":"CA6E4F8C","backtrace":)"
    R"({"frames":[{"imageOffset":134502,"imageUUID":"CA6E4F8C"}]},"bootUUID":"D6025D8F","processImagePath":)"
    R"("\/System\/Library\/authorizationhost.bundle\/authorizationhost","senderImagePath":"\/usr\/lib\/a.dylib",)"
    R"("timestamp":"2025-04-02 16:17:12.103054+0530","machTimestamp":18446744073709551614,"eventMessage":)"
    R"("Failed to authenticate\n \"user\" \ud83d\ude00.","processImageUUID":"CA","traceID":730831668842500,)"
    R"("processID":73362,"senderProgramCounter":134502,"parentActivityIdentifier":1303936})";

Error error_of(std::string_view object) {
  JsonReader reader;
  const auto read = reader.read(object);
  REQUIRE(!read);
  return read.error();
}

}  // namespace

TEST_CASE("ulog json: every member of an entry") {
  JsonReader reader;
  const auto read = reader.read(kError);
  REQUIRE(read);
  const Record& r = **read;
  CHECK(r.type == Type::kLog);
  CHECK(r.level == Level::kError);
  CHECK(r.time == Time{1743590832, 103'054'000});
  CHECK(r.time_digits == 6);
  CHECK(r.zone == 330);
  CHECK(r.written_time == "2025-04-02 16:17:12.103054+0530");
  CHECK(r.message == "Failed to authenticate\n \"user\" \U0001f600.");
  CHECK(r.format == "Failed to authenticate user <%s> (error: %d).");
  CHECK(r.subsystem == "com.apple.Authorization");
  CHECK(r.category == "AuthorizationHost");
  CHECK(r.pid == 73362);
  CHECK(r.uid == 0);
  CHECK(r.process == "authorizationhost");
  CHECK(r.process_path == "/System/Library/authorizationhost.bundle/authorizationhost");
  CHECK(r.process_uuid == "CA");
  CHECK(r.sender == "a.dylib");
  CHECK(r.sender_path == "/usr/lib/a.dylib");
  CHECK(r.sender_uuid == "CA6E4F8C");
  CHECK(r.sender_offset == 134502U);
  CHECK(r.thread == 848669U);
  CHECK(r.activity == 1303937U);
  CHECK(r.parent_activity == 1303936U);
  CHECK(r.mach_time == 18446744073709551614U);  // more than a double holds
  CHECK(r.trace == 730831668842500U);
  CHECK(r.boot_uuid == "D6025D8F");
  CHECK(!r.creator_activity);
  CHECK(!r.signpost);
  CHECK(!r.loss_count);
  CHECK(!r.source_file);
}

TEST_CASE("ulog json: what an entry has not is absent, and what is empty is there") {
  JsonReader reader;
  const auto read = reader.read(
      R"( { "eventType" : "activityCreateEvent", "subsystem" : "", "eventMessage" : null, "processID" : -1 } )");
  REQUIRE(read);
  const Record& r = **read;
  CHECK(r.type == Type::kActivityCreate);
  CHECK(r.subsystem == "");
  CHECK(r.pid == -1);
  CHECK(!r.message);
  CHECK(!r.level);
  CHECK(!r.time);
  CHECK(!r.process);
}

TEST_CASE("ulog json: signposts, losses, the source of a message") {
  JsonReader reader;
  const auto signpost = reader.read(
      R"({"eventType":"signpostEvent","signpostID":17216892719917625070,"signpostName":"parse","signpostType":)"
      R"("begin","signpostScope":"system"})");
  REQUIRE(signpost);
  CHECK((*signpost)->signpost == 17216892719917625070U);
  CHECK((*signpost)->signpost_name == "parse");
  CHECK((*signpost)->signpost_type == SignpostType::kBegin);
  CHECK((*signpost)->signpost_scope == SignpostScope::kSystem);
  const auto loss = reader.read(R"({"eventType":"lossEvent","lossCount":63,"machTimestamp":1})");
  REQUIRE(loss);
  CHECK((*loss)->type == Type::kLoss);
  CHECK((*loss)->loss_count == 63U);
  const auto source =
      reader.read(R"({"eventMessage":"x","source":{"symbol":"$s","line":24,"image":"i","file":"a.swift"}})");
  REQUIRE(source);
  CHECK((*source)->source_symbol == "$s");
  CHECK((*source)->source_line == 24U);
  CHECK((*source)->source_file == "a.swift");
}

TEST_CASE("ulog json: what macos-unifiedlogs writes") {
  JsonReader reader;
  const auto read = reader.read(
      R"({"subsystem":"com.apple.TCC","thread_id":100,"pid":148,"euid":501,"library":"/usr/lib/b.dylib",)"
      R"("library_uuid":"AA","activity_id":7,"time":1.6423023264348508e18,"category":"access","event_type":"Log",)"
      R"("log_type":"Fault","process":"/usr/libexec/tccd","process_uuid":"BB","message":"hello","raw_message":)"
      R"("%s","boot_uuid":"CC","timezone_name":"Pacific","message_entries":[{"message_strings":"hello"}]})");
  REQUIRE(read);
  const Record& r = **read;
  CHECK(r.type == Type::kLog);
  CHECK(r.level == Level::kFault);
  CHECK(r.time->seconds == 1642302326);
  CHECK(r.time_digits == 6);
  CHECK(r.message == "hello");
  CHECK(r.format == "%s");
  CHECK(r.process == "tccd");
  CHECK(r.sender == "b.dylib");
  CHECK(r.uid == 501);
  CHECK(r.activity == 7U);
  const auto dated = reader.read(
      R"({"timestamp":"2022-01-16T03:05:26.434850816Z","time":0.0,"log_type":"ProcessSignpostStart",)"
      R"("event_type":"Signpost","message":""})");
  REQUIRE(dated);
  CHECK((*dated)->time == Time{1642302326, 434'850'816});
  CHECK((*dated)->type == Type::kSignpost);
  CHECK((*dated)->signpost_type == SignpostType::kBegin);
  CHECK((*dated)->signpost_scope == SignpostScope::kProcess);
  CHECK(!(*dated)->level);
}

TEST_CASE("ulog json: what is no entry, and what is no JSON") {
  CHECK(io::is_foreign(error_of(R"({"count":2,"finished":1})")));
  CHECK(io::is_foreign(error_of("{}")));
  CHECK(error_of("{\"eventMessage\":\"\xff\"}").code == Code::kMalformed);
  CHECK(error_of(R"({"eventMessage":"a"}})").code == Code::kMalformed);
  CHECK(error_of("[1]").code == Code::kMalformed);
  for (std::size_t size = 0; size < kError.size(); ++size) {
    CHECK(error_of(kError.substr(0, size)).code == Code::kMalformed);
  }
}

}  // namespace knox::ulog
