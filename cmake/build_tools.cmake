# Tools that make a build faster and change nothing in it, where they are installed: ccache, and the linkers mold and lld.
if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(CLOSO_CCACHE ccache)
  mark_as_advanced(CLOSO_CCACHE)
  if(CLOSO_CCACHE)
    # What ccache must not look at where headers are precompiled.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CLOSO_CCACHE})
  endif()
endif()

if(CLOSO_PARTS)  # for others: only the linker of GNU marks what processor it is for
  return()
endif()
include(CheckLinkerFlag)
foreach(linker mold lld)
  check_linker_flag(CXX -fuse-ld=${linker} CLOSO_LINKS_WITH_${linker})
  if(CLOSO_LINKS_WITH_${linker})
    add_link_options(-fuse-ld=${linker})
    break()
  endif()
endforeach()
