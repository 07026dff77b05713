# Installs the shared libraries that closo needs, those of the C library apart, with their licences and the database of units.
# Of this system's libraries these are what the build was linked with.
set(bundle ${CMAKE_INSTALL_LIBDIR}/closo)

# The old kind of run path holds for what the libraries need in their turn, too: they stay as they are.
foreach(target closo closo_library)
  target_link_options(${target} PRIVATE LINKER:--disable-new-dtags)
endforeach()
file(RELATIVE_PATH from_bin ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR}/closo)
set_target_properties(closo PROPERTIES INSTALL_RPATH "$ORIGIN/${from_bin}")
set_target_properties(closo_library PROPERTIES INSTALL_RPATH "$ORIGIN/closo")
# A linker that makes programs of others looks through them, too.
target_link_options(closo_library INTERFACE "$<INSTALL_INTERFACE:-Wl,-rpath-link,$<INSTALL_PREFIX>/${bundle}>")

find_file(CLOSO_UDUNITS_DATABASE udunits2.xml PATHS /usr/share/xml /usr/share PATH_SUFFIXES udunits REQUIRED)
get_filename_component(database ${CLOSO_UDUNITS_DATABASE} DIRECTORY)
install(DIRECTORY ${database}/ DESTINATION ${CMAKE_INSTALL_DATADIR}/closo/udunits FILES_MATCHING PATTERN "*.xml")

# What was compiled into closo has licences, too: a file of each.
set(contained)
foreach(header Eigen/Core CLI/CLI.hpp nlohmann/json.hpp boost/version.hpp ceres/ceres.h sundials/sundials_types.h)
  string(MAKE_C_IDENTIFIER CLOSO_LICENSED_${header} found)
  find_file(${found} ${header} PATH_SUFFIXES eigen3)
  mark_as_advanced(${found})
  if(${found})
    list(APPEND contained ${${found}})
  endif()
endforeach()

# MPI is not among the libraries: a cluster has its own.
install(CODE "
set(binaries \"$<TARGET_FILE:closo>\" \"$<TARGET_FILE:closo_library>\")
set(libraries \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${bundle}\")
set(licences \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DOCDIR}/licences\")
set(others \"${contained};${CLOSO_UDUNITS_DATABASE}\")
include(\"${CMAKE_CURRENT_LIST_DIR}/bundle.cmake\")")
