# What find_package() finds when cross.cmake compiles: Debian's headers in an include directory of their own, and
# for fmt, simdjson, zlib, zstd and lz4 stubs that only define the functions that Debian's build of the library has (as libc++
# spells them: without the tag of libstdc++'s strings), which is all that linking needs.
set(include ${CMAKE_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${include})
foreach(header CLI fmt simdjson.h zconf.h zlib.h zstd.h zstd_errors.h lz4.h)
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
  string(REGEX REPLACE "@[^\n]*|B5cxx11" "" symbols "${symbols}")
  if(CMAKE_SYSTEM_NAME STREQUAL Darwin)
    string(REGEX REPLACE "([^\n]+)" "_\\1" symbols "${symbols}")
  endif()
  string(REGEX REPLACE "([^\n]+)" ".globl \\1\n\\1:" symbols "${symbols}")
  file(WRITE ${CMAKE_BINARY_DIR}/${name}.s "${symbols}\n")
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} ${CMAKE_CXX_COMPILER_ARG1} -c ${name}.s -o ${name}.o
                  WORKING_DIRECTORY ${CMAKE_BINARY_DIR} COMMAND_ERROR_IS_FATAL ANY)
  target_link_libraries(${target} INTERFACE ${CMAKE_BINARY_DIR}/${name}.o)
endfunction()

package(CLI11::CLI11)
package_with_stub(fmt::fmt libfmt)
package_with_stub(simdjson::simdjson libsimdjson)
package_with_stub(ZLIB::ZLIB libz)
package_with_stub(zstd::zstd libzstd)
package_with_stub(lz4::lz4 liblz4)

macro(provide method name)
  if(NOT ${name} STREQUAL Threads)
    set(${name}_FOUND TRUE)
  endif()
endmacro()
cmake_language(SET_DEPENDENCY_PROVIDER provide SUPPORTED_METHODS FIND_PACKAGE)
