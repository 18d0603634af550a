# find_package(knox) and target_link_libraries(PROGRAM knox::knox); see knox(3).
include(CMakeFindDependencyMacro)
find_dependency(fmt)
find_dependency(simdjson)
find_dependency(Threads)
find_dependency(ZLIB)
list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})
find_dependency(zstd)
include(${CMAKE_CURRENT_LIST_DIR}/knoxTargets.cmake)
