#include "knox/event/deeds.h"

#include "knox/event/deeds_print.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

// Events of one program, and what is printed of them.
struct Story {
  Event event(Action action, std::string_view path, std::string_view target = {}) const {
    Event event;
    event.action = action;
    event.categories = info(action).categories;
    event.types = info(action).types;
    event.file.path = path;
    event.file.target_path = target;
    event.process.pid = 7;
    event.process.name = program;
    return event;
  }
  Story& add(Action action, std::string_view path, std::string_view target = {}) {
    deeds.take(event(action, path, target));
    return *this;
  }
  Story& write(std::string_view path) {
    Event opened = event(Action::kOpen, path);
    opened.types = "access change";
    deeds.take(opened);
    return *this;
  }
  Story& fail(Action action, std::string_view path, std::string_view error = "ENOENT") {
    Event failed = event(action, path);
    failed.success = false;
    failed.error = error;
    deeds.take(failed);
    return *this;
  }
  Story& connect(std::string_view address, std::uint32_t port, std::string_view error = {}) {
    Event connected = event(Action::kConnectionAttempted, {});
    connected.destination.address = address;
    connected.destination.port = port;
    if (!error.empty()) connected.success = false;
    connected.error = error;
    deeds.take(connected);
    return *this;
  }
  std::string text(void (*put)(const DeedsSum&, Out&) = put_deeds_text) const {
    std::string text;
    StringWriter writer(text);
    Out out(writer);
    put(deeds.sum(), out);
    out.flush();
    return text.substr(0, text.find("by program\n"));
  }

  std::string_view program = "sh";
  Deeds deeds;
};

}  // namespace

TEST_CASE("deeds: a file that was created and renamed counts under its last name") {
  Story story;
  story.add(Action::kCreation, "/a.tmp").write("/a.tmp").add(Action::kRename, "/a.tmp", "/a");
  CHECK(story.text() == "created: 1 file\n  /a, first /a.tmp (sh)\n");
  story.add(Action::kRename, "/a", "/b").add(Action::kRename, "/b", "/a.tmp");
  CHECK(story.text() == "created: 1 file\n  /a.tmp (sh)\n");
}

TEST_CASE("deeds: what was there before is changed, renamed or deleted") {
  CHECK(Story().write("/a").text() == "changed, or opened to be written: 1 file\n  /a (sh)\n");
  CHECK(Story().add(Action::kRename, "/a", "/b").text() == "renamed: 1 file\n  /a to /b (sh)\n");
  CHECK(Story().add(Action::kRename, "/a", "/b").add(Action::kDeletion, "/b").text() ==
        "deleted: 1 file\n  /a (sh)\n");
  CHECK(Story().add(Action::kRename, "/a", "/b").add(Action::kRename, "/b", "/a").text().empty());
  CHECK(Story().add(Action::kDeletion, "/a").text() == "deleted: 1 file\n  /a (sh)\n");
  CHECK(Story().add(Action::kDeletion, "/a").add(Action::kCreation, "/a").text() ==
        "changed, or opened to be written: 1 file\n  /a (sh)\n");
}

TEST_CASE("deeds: a file that replaces one of before has changed it") {
  CHECK(Story().write("/a").add(Action::kCreation, "/b").add(Action::kRename, "/b", "/a").text() ==
        "changed, or opened to be written: 1 file\n  /a (sh)\n");
}

TEST_CASE("deeds: what came and went is counted") {
  Story story;
  story.add(Action::kCreation, "/a").add(Action::kRename, "/a", "/b").add(Action::kDeletion, "/b");
  CHECK(story.text() == "1 file came and went\n");
}

TEST_CASE("deeds: where nobody knows whether a file was there, it is no created one, nor a renamed one") {
  Story story;
  Event opened = story.event(Action::kOpen, "/a.tmp");
  opened.types = "change creation";  // O_CREAT, as BSM has it
  story.deeds.take(opened);
  CHECK(story.text() == "changed, or opened to be written: 1 file\n  /a.tmp (sh)\n");
  story.add(Action::kRename, "/a.tmp", "/a");
  CHECK(story.text() == "changed, or opened to be written: 1 file\n  /a, first /a.tmp (sh)\n");
}

TEST_CASE("deeds: what is in a directory goes where that goes") {
  Story story;
  story.add(Action::kCreatedDirectory, "/d").add(Action::kCreation, "/d/x").add(Action::kRename, "/d", "/e");
  CHECK(story.text() == "created: 2 files\n  /e, first /d (sh)\n  /e/x, first /d/x (sh)\n");
  story.add(Action::kRename, "/e", "/e/f");  // which no system does
  CHECK(story.deeds.sum().files.size() == 2);
}

TEST_CASE("deeds: a link is created, and what it leads to is not") {
  CHECK(Story().add(Action::kLinked, "/l", "/a").text() == "created: 1 file\n  /l (sh)\n");
  CHECK(Story().add(Action::kSymlinked, "/s", "/a").text() == "created: 1 file\n  /s (sh)\n");
}

TEST_CASE("deeds: devices are no files that are changed") {
  Story story;
  story.write("/dev/null").write("/dev/null").write("/dev/shm/x");
  CHECK(story.text() ==
        "changed, or opened to be written: 1 file\n  /dev/shm/x (sh)\ndevices: 1 file\n  /dev/null (sh)\n");
}

TEST_CASE("deeds: a search is one miss") {
  Story story;
  for (const char* path : {"/usr/local/bin/make", "/usr/bin/make", "/bin/make", "/bin/make"})
    story.fail(Action::kExec, path);
  story.fail(Action::kOpen, "/etc/shadow", "EACCES");
  CHECK(story.text() ==
        "failed\n  exec make: ENOENT in 3 directories (sh)\n  open /etc/shadow: EACCES (sh)\n");
  story.add(Action::kExec, "/opt/bin/make");
  CHECK(story.deeds.sum().misses[0].is_found);
}

TEST_CASE("deeds: what failed and is none of that") {
  CHECK(Story().fail(Action::kCreatedDirectory, "/tmp", "EEXIST").text().empty());
  CHECK(Story().fail(Action::kOpen, "/a/", "ENOENT").text() == "failed\n  open in /a/: ENOENT (sh)\n");
  CHECK(Story().fail(Action::kOpen, "/a/x").add(Action::kOpen, "/b/x").text() ==
        "1 file not found at first, and then elsewhere\n");
}

TEST_CASE("deeds: whom they connected to") {
  Story story;
  story.connect("192.0.2.1", 80, "ECONNREFUSED").connect("192.0.2.2", 443, "EINPROGRESS");
  story.program = "curl";
  story.connect("192.0.2.2", 443);
  CHECK(story.text() ==
        "connected to\n  192.0.2.1 port 80: ECONNREFUSED (sh)\n  192.0.2.2 port 443 (sh, curl)\n");
}

TEST_CASE("deeds: no file name can break a line") {
  CHECK(Story().add(Action::kCreation, "/a\n\x1b[2Jb").text() == "created: 1 file\n  $'/a\\n\\e[2Jb' (sh)\n");
}

TEST_CASE("deeds: by program, and as JSON") {
  Story story;
  story.add(Action::kExec, "/bin/sh").add(Action::kCreation, "/a").fail(Action::kOpen, "/b");
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  put_deeds_text(story.deeds.sum(), out);
  out.flush();
  CHECK(text.ends_with("by program\n  sh: 1 execution, 1 created, 1 failed\n"));
  CHECK(
      story.text(put_deeds_json) ==
      R"({"kind":"created","path":"/a","count":1,"programs":["sh"]})"
      "\n"
      R"({"kind":"failure","action":"open","error":"ENOENT","path":"/b","directories":1,"found":false,"count":1,"programs":["sh"]})"
      "\n"
      R"({"kind":"program","name":"sh","executions":1,"created":1,"changed":0,"renamed":0,"deleted":0,"connections":0,"failures":1})"
      "\n"
      R"({"kind":"total","passing":0,"left_out":0})"
      "\n");
}

TEST_CASE("deeds: memory is bounded, and what had no room is counted") {
  Story story;
  story.deeds = Deeds(4096);
  for (int i = 0; i < 100; ++i) story.add(Action::kCreation, "/" + std::to_string(i));
  const DeedsSum sum = story.deeds.sum();
  CHECK(sum.files.size() < 16);
  CHECK(sum.files.size() + sum.left_out == 100);
}

}  // namespace knox::event
