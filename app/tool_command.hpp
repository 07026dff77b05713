// Commands that are programs of their own, in Python: closo plot is closo-plot, with all that follows, as with git.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace closo {

struct Tool {
  const char* name;
  const char* what;
};

inline constexpr std::array tools{
    Tool{"plot", "Draw a result file"},
    Tool{"import", "Convert a measured file to the Battery Data Format"},
    Tool{"analyse", "Derive resistances, open-circuit voltage, diffusivity, sensitivity, ... from curves and results"},
};

bool is_tool(std::string_view name);

/// Becomes the tool that the first of the arguments names, with those that follow: closo-NAME beside the command or on
/// the path, else the Python package that came with the command. The end of the arguments is a null pointer, as in
/// main(). Returns only if that cannot be done: what is wrong.
std::string become_tool(char** arguments);

}  // namespace closo
