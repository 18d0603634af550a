# What find_package() finds when macos.cmake compiles: Debian's headers in an include directory of their own (zlib.h
# comes with zig), fmt header-only, and for zlib and simdjson stubs that only say which functions the library has
# (those of Debian's build of it), which is all that linking needs.
set(include ${CMAKE_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${include})
foreach(header CLI fmt simdjson.h)
  file(CREATE_LINK /usr/include/${header} ${include}/${header} SYMBOLIC)
endforeach()

function(package target)
  add_library(${target} INTERFACE IMPORTED)
  target_include_directories(${target} INTERFACE ${include})
endfunction()

function(package_with_stub target name)
  package(${target})
  file(GLOB library /usr/lib/*-linux-gnu/${name}.so)
  execute_process(COMMAND nm -D --defined-only --format=just-symbols ${library}
                  OUTPUT_VARIABLE symbols OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "@[^\n]*" "" symbols "${symbols}")
  string(REPLACE "\n" ", _" symbols "_${symbols}")
  set(targets "[ arm64-macos, x86_64-macos ]")
  file(WRITE ${CMAKE_BINARY_DIR}/${name}.tbd
"--- !tapi-tbd
tbd-version: 4
targets: ${targets}
install-name: '/usr/lib/${name}.dylib'
exports:
  - targets: ${targets}
    symbols: [ ${symbols} ]
...
")
  target_link_libraries(${target} INTERFACE ${CMAKE_BINARY_DIR}/${name}.tbd)
endfunction()

package(CLI11::CLI11)
package(fmt::fmt)
target_compile_definitions(fmt::fmt INTERFACE FMT_HEADER_ONLY)
package_with_stub(simdjson::simdjson libsimdjson)
package_with_stub(ZLIB::ZLIB libz)

macro(provide method name)
  if(NOT ${name} STREQUAL Threads)
    set(${name}_FOUND TRUE)
  endif()
endmacro()
cmake_language(SET_DEPENDENCY_PROVIDER provide SUPPORTED_METHODS FIND_PACKAGE)
