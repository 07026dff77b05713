// Looks for a tool, and replaces this process by it.
#include "app/tool_command.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include "base/data_folder.hpp"
#include "base/text.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

bool is_program(const fs::path& path) {
  std::error_code unknown;
  return fs::is_regular_file(path, unknown) && access(path.c_str(), X_OK) == 0;
}

/// The program closo-NAME beside the command or on the path; empty if there is none.
fs::path installed_tool(const std::string& program) {
  std::vector<fs::path> folders{own_file().parent_path()};
  const char* path = std::getenv("PATH");
  for (const std::string_view folder : split(path == nullptr ? "" : path, ':'))
    if (!folder.empty()) folders.emplace_back(folder);
  for (const fs::path& folder : folders)
    if (const fs::path found = folder / program; is_program(found)) return found;
  return {};
}

/// What runs the tools of the Python package that was installed with the command, or else is beside its sources.
fs::path package_runner() {
  const fs::path installed = installed_data(own_file(), "python/run");
  const fs::path runner = installed.empty() ? fs::path(CLOSO_PYTHON) / "run" : installed;
  return is_program(runner) ? runner : fs::path{};
}

}  // namespace

bool is_tool(std::string_view name) {
  return std::ranges::any_of(tools, [&](const Tool& tool) { return name == tool.name; });
}

std::string become_tool(char** arguments) {
  const std::string name = arguments[0], program = "closo-" + name;
  fs::path found = installed_tool(program);
  const bool whole = !found.empty();
  if (!whole) found = package_runner();
  if (found.empty())
    return name + " needs closo's Python package, which has " + program +
           ": install it with 'pip install .' in closo's sources, and put its programs on the path";
  std::string path = found.string();
  std::vector<char*> call{path.data()};
  for (char** argument = arguments + (whole ? 1 : 0); *argument != nullptr; ++argument) call.push_back(*argument);
  call.push_back(nullptr);
  setenv("CLOSO_COMMAND", own_file().c_str(), 1);  // for tools that run closo in turn
  execv(call[0], call.data());
  return path + ": cannot be run";
}

}  // namespace closo
