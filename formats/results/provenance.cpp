// Versions, time and input.
#include "formats/results/provenance.hpp"

#include <chrono>

#include <fmt/chrono.h>

#include "base/version.hpp"
#include "io/result_reader.hpp"

namespace closo {
void write_provenance(ResultFile& file, const std::string& title, const std::string& input) {
  file.attribute("closo_format", std::to_string(result_format));
  file.attribute("closo_version", build::version);
  file.attribute("git_commit", build::git_commit);
  file.attribute("created", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::now())));
  file.attribute("title", title);
  file.attribute("input", input);
}

}  // namespace closo
