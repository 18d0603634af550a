// Entries of the unified log to ask predicates about, by name.
#pragma once

#include <string_view>

#include "knox/ulog/record.h"

namespace knox::ulog::test {

// 2025-04-02T10:47:12.103054Z
inline constexpr Time kTime{1743590832, 103'054'000};

// A record as --style ndjson tells it.
inline Record json_record() {
  Record record;
  record.time = kTime;
  record.time_digits = 6;
  record.zone = 330;
  record.type = Type::kLog;
  record.level = Level::kDefault;
  record.message = "";
  record.format = "%s";
  record.subsystem = "";
  record.category = "";
  record.pid = 73362;
  record.uid = 501;
  record.process_path = "/usr/bin/sudo";
  record.process_uuid = "CA6E4F8C-42DB-3E86-AB29-98D79D2666B6";
  record.sender_path = "/usr/bin/sudo";
  record.sender_uuid = "CA6E4F8C-42DB-3E86-AB29-98D79D2666B6";
  record.sender_offset = 134502;
  record.thread = 848669;
  record.activity = 0;
  record.parent_activity = 0;
  record.mach_time = 18446744073709551615U;
  record.trace = 41979461356879876;
  record.boot_uuid = "";
  return record;
}

inline Record record_of(std::string_view name) {
  Record record = json_record();
  if (name == "sudo") {
    record.message =
        "   alice : 2 incorrect password attempts ; TTY=ttys002 ; PWD=/Users/alice ; USER=root ; COMMAND=su";
  } else if (name == "auth") {
    record.level = Level::kError;
    record.message = "Failed to authenticate user <<private>> (error: 9).";
    record.format = "Failed to authenticate user <%s> (error: %d).";
    record.subsystem = "com.apple.Authorization";
    record.category = "AuthorizationHost";
    record.uid = 0;
    record.activity = 1303937;
    record.process_path = "/System/Library/Frameworks/Security.framework/MachServices/authorizationhost";
    record.sender_path = record.process_path;
  } else if (name == "tcc") {
    record.message =
        "AUTHREQ_RESULT: msgID=75841.27701, authValue=0,\n\tauthReason=2, \"quoted\" c:\\d 100% [x]*?";
    record.subsystem = "com.apple.TCC";
    record.category = "access";
    record.pid = 75697;
    record.process_path = "/System/Library/PrivateFrameworks/TCC.framework/Support/tccd";
    record.sender_path = "/System/Library/PrivateFrameworks/TCC.framework/Versions/A/TCC";
    record.boot_uuid = "3590A0B1-4C7D-4C4A-9F0B-69FAC3D0BD58";
  } else if (name == "kernel") {
    record.level = Level::kFault;
    record.message = "hfs: mounted Firefox on device disk4s3";
    record.pid = 0;
    record.uid = 0;
    record.process_path = "/kernel";
    record.sender_path = "/System/Library/Extensions/HFS.kext/Contents/MacOS/HFS";
  } else if (name == "unicode") {
    // The first café has one character for é, the second two; STRASSE, the Kelvin sign, a dotted capital I,
    // Greek.
    record.message =
        "Caf\xc3\xa9 cafe\xcc\x81 Stra\xc3\x9f"
        "e 300 \xe2\x84\xaa \xc4\xb0stanbul \xce\x9f\xce\xb4\xcf\x8c\xcf\x82 \xf0\x90\x90\x80 "
        "\xe0\xa4\x95\xe0\xa4\xbf";
    record.process_path =
        "/Applications/\xc3\x9c"
        "bersicht.app/Contents/MacOS/\xc3\x9c"
        "bersicht";
    record.sender_path = record.process_path;
    record.subsystem =
        "tracesof.\xc3\x9c"
        "bersicht";
  } else if (name == "signpost") {
    record.type = Type::kSignpost;
    record.level = std::nullopt;
    record.message = "";
    record.subsystem = "com.apple.SkyLight";
    record.category = "performance_instrumentation";
    record.signpost = 0xeeeeb0b5b2b2eeee;
    record.signpost_name = "FramesBegin";
    record.signpost_type = SignpostType::kBegin;
    record.signpost_scope = SignpostScope::kProcess;
  } else if (name == "loss") {
    record.type = Type::kLoss;
    record.level = std::nullopt;
    record.message = std::nullopt;
    record.pid = -1;
    record.loss_count = 12;
  } else if (name == "text") {  // of --style default
    record = {};
    record.time = kTime;
    record.type = Type::kLog;
    record.level = Level::kInfo;
    record.message = "Capturing image";
    record.process = "My App";
    record.sender = "libxpc.dylib";
    record.pid = 30612;
    record.thread = 0x96aa6;
    record.activity = 0;
    record.ttl = 8;
    record.subsystem = "com.apple.screencapture";
    record.category = "default";
  } else if (name == "nothing") {
    record = {};
  }
  return record;
}

}  // namespace knox::ulog::test
