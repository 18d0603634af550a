# A toolchain that compiles and links for macOS on Linux, with zig's clang, libc++ and libSystem. Nothing that it
# makes is ever run: it shows that knox builds there. Reads ZIG (the program) and ARCH (aarch64 or x86_64) from the
# environment. The libraries come from macos-packages.cmake.
set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_PROCESSOR $ENV{ARCH})
set(CMAKE_CXX_COMPILER $ENV{ZIG} c++ -target $ENV{ARCH}-macos)
set(CMAKE_CXX_FLAGS_INIT -fno-sanitize=undefined)  # zig's default
set(CMAKE_BUILD_TYPE None)
set(CMAKE_CXX_ARCHIVE_CREATE "$ENV{ZIG} ar qc <TARGET> <OBJECTS>")
set(CMAKE_CXX_ARCHIVE_FINISH "$ENV{ZIG} ranlib <TARGET>")
set(CMAKE_INSTALL_NAME_TOOL true)
