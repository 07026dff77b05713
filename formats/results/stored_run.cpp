// Attributes and the columns of steps.
#include "formats/results/stored_run.hpp"

#include "formats/results/progress_file.hpp"
#include "io/result_reader.hpp"

namespace closo {

namespace fs = std::filesystem;

ResolvedInput resolve_any(const fs::path& file, const std::vector<std::string>& overrides) {
  if (!is_result_file(file)) return resolve_file(file, overrides);
  check_result_file(file);
  return resolve_text(read_attribute(file, "input"), file.string() + " (its input)", overrides, file);
}

std::optional<std::string> end_of_run(const fs::path& result) {
  check_result_file(result);
  const std::optional<std::string> outcome = find_attribute(result, "outcome");
  if (!outcome || *outcome == "interrupted") return std::nullopt;
  return read_attribute(result, "stop_reason");
}

bool has_steps(const fs::path& file) {
  return is_result_file(file) && !read_integers(file, "/steps/number").empty();
}

std::optional<Progress> progress_left(const fs::path& file, const RunInput& run) {
  if (!is_result_file(file)) return std::nullopt;
  return read_progress(file, "/progress", layout_of(run.cell, run.settings.mesh)).progress;
}

double temperature_left(const fs::path& result, const RunInput& run) {
  if (run.cell.heat) return read_numbers(result, "/steps/temperature").back();
  return progress_left(result, run)->state(layout_of(run.cell, run.settings.mesh).temperature());
}

double pressure_left(const fs::path& result) {
  return read_numbers(result, "/steps/pressure").back();
}

}  // namespace closo
