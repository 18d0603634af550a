# libknox for other programs: the headers that knox(3) names and what these include, and how CMake and pkg-config
# find it. It is a static library, so who links it links its libraries, too. tests/installed builds against this.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
set(public_headers base/error.h base/inline.h base/out.h base/time.h event/command_line.h event/exec.h
  event/string_list.h input/exec_reader.h)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/knox)

foreach(header IN LISTS public_headers)
  cmake_path(GET header PARENT_PATH folder)
  install(FILES lib/knox/${header} DESTINATION include/knox/${folder} COMPONENT library)
endforeach()
install(TARGETS knox EXPORT knox ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
  INCLUDES DESTINATION include)
install(EXPORT knox NAMESPACE knox:: FILE knoxTargets.cmake DESTINATION ${package_dir} COMPONENT library)

set(built ${PROJECT_BINARY_DIR}/package)
write_basic_package_version_file(${built}/knoxConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES lib/package/knoxConfig.cmake lib/package/Findzstd.cmake lib/package/Findlz4.cmake
  ${built}/knoxConfigVersion.cmake DESTINATION ${package_dir} COMPONENT library)

file(RELATIVE_PATH to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /.)  # so that the tree can be moved
configure_file(lib/package/knox.pc.in ${built}/knox.pc @ONLY)
install(FILES ${built}/knox.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT library)
