// Versions, time and input.
#include "formats/results/provenance.hpp"

#include <chrono>

#include <fmt/chrono.h>

#include "base/version.hpp"

namespace closo {
namespace {

constexpr const char* format_version = "1";

}  // namespace

void write_provenance(ResultFile& file, const std::string& title, const std::string& input) {
  file.attribute("closo_format", format_version);
  file.attribute("closo_version", build::version);
  file.attribute("git_commit", build::git_commit);
  file.attribute("created", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::now())));
  file.attribute("title", title);
  file.attribute("input", input);
}

}  // namespace closo
