# SUNDIALS' IDA, as the target closo_ida.
find_package(SUNDIALS REQUIRED COMPONENTS ida)  # which holds no major release to be as good as another
if(SUNDIALS_VERSION VERSION_LESS 6.4)
  message(FATAL_ERROR "closo needs SUNDIALS 6.4 or later, and found ${SUNDIALS_VERSION} in ${SUNDIALS_DIR}")
endif()
add_library(closo_ida INTERFACE)
set(common SUNDIALS::generic)  # what the solvers of SUNDIALS share, up to release 6
if(TARGET SUNDIALS::core)
  set(common SUNDIALS::core)
endif()

# Debian 13 and its like build SUNDIALS with MPI, which takes a program longer to load than closo takes for a run. IDA
# never calls it without a communicator: its archives are linked to functions of the same names instead.
function(closo_link_without_mpi)
  foreach(part ida core)
    if(NOT TARGET SUNDIALS::${part}_static)
      return()
    endif()
    get_target_property(archive SUNDIALS::${part}_static LOCATION)
    list(APPEND archives ${archive})
  endforeach()
  get_target_property(includes SUNDIALS::ida_static INTERFACE_INCLUDE_DIRECTORIES)
  set(stand_ins ${PROJECT_SOURCE_DIR}/solver/no_mpi.c)
  try_compile(CLOSO_LINKS_WITHOUT_MPI ${CMAKE_BINARY_DIR}/without_mpi
    SOURCES ${PROJECT_SOURCE_DIR}/cmake/ida_links.c ${stand_ins}
    CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${includes};${MPI_C_INCLUDE_DIRS}"
    LINK_LIBRARIES ${archives} m)
  if(CLOSO_LINKS_WITHOUT_MPI)
    add_library(closo_no_mpi STATIC ${stand_ins})
    set_target_properties(closo_no_mpi PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_include_directories(closo_ida SYSTEM INTERFACE ${includes} ${MPI_C_INCLUDE_DIRS})
    target_link_libraries(closo_ida INTERFACE ${archives} closo_no_mpi m)
  endif()
endfunction()

get_target_property(requirements ${common} INTERFACE_LINK_LIBRARIES)
if(TARGET ${common}_shared)
  get_target_property(requirements ${common}_shared INTERFACE_LINK_LIBRARIES)
endif()
if(requirements MATCHES "MPI::")
  closo_link_without_mpi()
endif()
if(NOT CLOSO_LINKS_WITHOUT_MPI)
  target_link_libraries(closo_ida INTERFACE SUNDIALS::ida ${common})
endif()
