# A toolchain that compiles and links for macOS and FreeBSD on Linux, with zig's clang, libc++ and their systems'
# headers and libraries. Nothing that it makes is ever run: it shows that knox builds there. Reads ZIG (the program)
# and TARGET (aarch64-macos, x86_64-macos, x86_64-freebsd) from the environment. The libraries come from
# cross-packages.cmake.
string(REGEX MATCH "^(.+)-(.+)$" target $ENV{TARGET})
set(CMAKE_SYSTEM_PROCESSOR ${CMAKE_MATCH_1})
if(CMAKE_MATCH_2 STREQUAL macos)
  set(CMAKE_SYSTEM_NAME Darwin)
else()
  set(CMAKE_SYSTEM_NAME FreeBSD)
endif()
set(CMAKE_CXX_COMPILER $ENV{ZIG} c++ -target $ENV{TARGET})
# CMake does not look what compiler this is, since it would link for that, and zig then makes its libc++, a minute's
# work, for FreeBSD, too, where nothing else is linked.
set(CMAKE_CXX_COMPILER_FORCED TRUE)
set(CMAKE_CXX_COMPILER_ID_RUN TRUE)
set(CMAKE_CXX_COMPILER_ID Clang)
set(CMAKE_CXX_COMPILER_VERSION 21)
set(CMAKE_CXX_COMPILER_FRONTEND_VARIANT GNU)
set(CMAKE_BUILD_WITH_INSTALL_RPATH TRUE)  # it does not know what programs look like either
set(CMAKE_CXX_FLAGS_INIT "-fno-sanitize=undefined -g0")  # zig would do these
set(CMAKE_BUILD_TYPE None)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_CXX_ARCHIVE_CREATE "$ENV{ZIG} ar qc <TARGET> <OBJECTS>")
set(CMAKE_CXX_ARCHIVE_FINISH "$ENV{ZIG} ranlib <TARGET>")
set(CMAKE_INSTALL_NAME_TOOL true)
