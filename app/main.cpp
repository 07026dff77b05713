// The closo command: messages and exit statuses.
#include <cstdio>
#include <filesystem>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "app/command_line.hpp"
#include "app/tool_command.hpp"
#include "base/error.hpp"

namespace closo {
namespace {

void set_up_log(bool quiet, bool verbose) {
  auto log = spdlog::stderr_color_st("closo");
  log->set_pattern("%v");
  log->set_level(quiet ? spdlog::level::warn : verbose ? spdlog::level::debug : spdlog::level::info);
  spdlog::set_default_logger(log);
}

int report(ExitStatus status, const std::string& message) {
  std::fprintf(stderr, "closo: %s\n", message.c_str());
  return static_cast<int>(status);
}

int main_function(int argc, char** argv) {
  if (argc > 1 && is_tool(argv[1])) return report(ExitStatus::bad_input, become_tool(argv + 1));
  CommandLine line;
  try {
    line.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (const std::string wrong = line.unknown_command(argc, argv); !wrong.empty())
      return report(ExitStatus::bad_input, wrong);
    return line.app.exit(error) == 0 ? 0 : static_cast<int>(ExitStatus::bad_input);
  }
  set_up_log(line.quiet, line.verbose);
  try {
    return static_cast<int>(line.action());
  } catch (const InputError& error) {
    return report(ExitStatus::bad_input, error.what());
  } catch (const std::filesystem::filesystem_error& error) {
    return report(ExitStatus::bad_input, error.path1().string() + ": " + error.code().message());
  } catch (const std::exception& error) {
    return report(ExitStatus::failed_run, error.what());
  }
}

}  // namespace
}  // namespace closo

int main(int argc, char** argv) {
  return closo::main_function(argc, argv);
}
