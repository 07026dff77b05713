# What `cmake --install` puts where: the command, the library with its headers and what find_package() reads, the cells and
# materials, the Python package of its plots and analyses, the schema for editors.
include(CMakePackageConfigHelpers)

if(CLOSO_NATIVE)
  install(CODE [[message(WARNING "This closo was compiled for the processor of this machine (CLOSO_NATIVE): on others it may "
    "stop with an illegal instruction. The preset `package` runs on all.")]])
endif()

install(TARGETS closo)
if(SKBUILD)  # a wheel has no links: one file of the name that the loader asks for
  set_property(TARGET closo_library PROPERTY VERSION)
  set(links LIBRARY NAMELINK_SKIP)
endif()
install(TARGETS closo_library EXPORT closo ${links} FILE_SET HEADERS FILE_SET generated)
# Headers that public ones include, beside those.
install(FILES base/error.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/closo/base)
install(FILES cycler/solution.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/closo/cycler)
if(TARGET closo_mpi)
  install(TARGETS closo_mpi DESTINATION ${CMAKE_INSTALL_LIBDIR}/closo)
endif()

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/closo)
install(EXPORT closo DESTINATION ${package} NAMESPACE closo:: FILE closo-targets.cmake)
configure_package_config_file(cmake/closo-config.cmake.in closo-config.cmake INSTALL_DESTINATION ${package}
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(closo-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/closo-config.cmake ${PROJECT_BINARY_DIR}/closo-config-version.cmake
  DESTINATION ${package})

install(DIRECTORY params DESTINATION ${CMAKE_INSTALL_DATADIR}/closo)
install(DIRECTORY python/closo DESTINATION ${CMAKE_INSTALL_DATADIR}/closo/python FILES_MATCHING PATTERN "*.py")
install(PROGRAMS python/run DESTINATION ${CMAKE_INSTALL_DATADIR}/closo/python)
install(FILES ${PROJECT_BINARY_DIR}/app/closo.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/closo/schema)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

if(CLOSO_PARTS)
  install(DIRECTORY ${CLOSO_PARTS}/share/licences DESTINATION ${CMAKE_INSTALL_DOCDIR})
  install(DIRECTORY ${CLOSO_PARTS}/share/udunits DESTINATION ${CMAKE_INSTALL_DATADIR}/closo)
elseif(CLOSO_SELF_CONTAINED)
  include(cmake/self_contained.cmake)
endif()
