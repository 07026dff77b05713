# The state of the sources, as git names it, in a header that each build writes anew if it has changed.

if(CMAKE_SCRIPT_MODE_FILE)  # at build time, with SOURCES, TEMPLATE, HEADER and PROJECT_VERSION
  find_package(Git QUIET)
  set(CLOSO_GIT_COMMIT "unknown")
  if(GIT_FOUND AND EXISTS ${SOURCES}/.git)
    execute_process(COMMAND ${GIT_EXECUTABLE} -c safe.directory=* describe --always --dirty --abbrev=12
      WORKING_DIRECTORY ${SOURCES} OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(commit)
      set(CLOSO_GIT_COMMIT ${commit})
    endif()
  endif()
  configure_file(${TEMPLATE} ${HEADER} @ONLY)
  return()
endif()

# Adds a target that writes `header` from `template`.
function(closo_add_git_version target template header)
  add_custom_target(${target}
    COMMAND ${CMAKE_COMMAND} -DSOURCES=${PROJECT_SOURCE_DIR} -DTEMPLATE=${template} -DHEADER=${header}
      -DPROJECT_VERSION=${PROJECT_VERSION} -P ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
    BYPRODUCTS ${header}
    VERBATIM)
endfunction()
