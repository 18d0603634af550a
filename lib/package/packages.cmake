# What is handed to others: the target dist makes knox-VERSION.tar.gz of what is committed (dist.cmake), and
# package makes Debian's packages knox and libknox-dev, from a build with -D CMAKE_INSTALL_PREFIX=/usr.
set(release ${PROJECT_NAME}-${PROJECT_VERSION})
add_custom_target(dist VERBATIM COMMENT "${release}.tar.gz of what is committed"
  COMMAND ${CMAKE_COMMAND} -DFROM=${PROJECT_SOURCE_DIR} -DTO=${PROJECT_BINARY_DIR} -DRELEASE=${release}
    -DURL=${PROJECT_HOMEPAGE_URL}/releases/download/v${PROJECT_VERSION}/${release}.tar.gz
    -P ${PROJECT_SOURCE_DIR}/lib/package/dist.cmake)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The knox authors <knox-audit@users.noreply.github.com>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL tools library)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/lib/package/debian.cmake)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME knox)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION admin)
set(CPACK_COMPONENT_TOOLS_DESCRIPTION "read, filter and ship audit data of Linux, macOS and FreeBSD
Small tools that turn BSM trails, Linux Audit logs, Endpoint Security messages
and unified logs into text, JSON, rows and Elastic Common Schema documents:
who got in, which commands were executed, what became of a file.")

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libknox-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS "libfmt-dev, libsimdjson-dev, zlib1g-dev, libzstd-dev, liblz4-dev")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "read the commands of audit trails, for C++ programs
A static library, its headers, and what CMake and pkg-config need to find it.
It opens trails and logs of Linux, macOS and FreeBSD, and hands out what
processes executed. knox(3) is its manual.")
include(CPack)
