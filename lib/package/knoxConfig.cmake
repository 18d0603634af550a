# find_package(knox) and target_link_libraries(PROGRAM knox::knox); see knox(3).
include(CMakeFindDependencyMacro)
find_dependency(fmt)
find_dependency(simdjson)
find_dependency(Threads)
find_dependency(ZLIB)
include(${CMAKE_CURRENT_LIST_DIR}/knoxTargets.cmake)
