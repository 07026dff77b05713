// YAML and tables of what was imported.
#include "formats/bpx/cell_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/text.hpp"
#include "io/yaml_input.hpp"

namespace closo::bpx {
namespace {

/// Between rows that straight lines may join: a share of the time between two rows of the fastest test.
double record_interval(const std::vector<Experiment>& experiments) {
  constexpr double rows_between = 20, shortest = 1;  // s; that of a test if it is shorter
  double fastest = std::numeric_limits<double>::infinity();
  for (const Experiment& e : experiments) {
    if (e.time.size() < 2) continue;
    const double mean = (e.time.back() - e.time.front()) / static_cast<double>(e.time.size() - 1);
    fastest = std::min(fastest, mean);
  }
  return std::min(fastest, std::max(shortest, fastest / rows_between));
}

/// A run but for its cell.
std::string settings(const std::vector<Experiment>& experiments) {
  std::string text =
      "title: discharge at 1C\n"
      "mesh: {negative: 20, separator: 20, positive: 20, particle: 30}\n"
      "tolerance: 1e-4\n";
  if (const double interval = record_interval(experiments); std::isfinite(interval))
    text += fmt::format("record: {{series_every: {:.3g} s}}\n", interval);
  return text + "protocol:\n  - Discharge at 1C\n";
}

}  // namespace

std::string cell_text(const Import& made, const std::filesystem::path& from) {
  return fmt::format("# From {} (BPX), by closo bpx import.\n{}", excerpt(from.filename().string()),
                     write_yaml(made.tree));
}

std::string run_text(const Import& made, const std::filesystem::path& cell) {
  const std::string name = excerpt(cell.filename().string()), stem = excerpt(cell.stem().string());
  std::string text = fmt::format("# A discharge of {}, or with --replay what was measured:\n", name);
  for (const Experiment& e : made.experiments)
    text += fmt::format("#   closo compare {}.run.yaml -m {}.{}.csv --replay\n", stem, stem, e.name);
  return text + "closo: 1\ncell: " + write_yaml({cell.filename().string(), "", 0}) + settings(made.experiments);
}

InputNode run_tree(const Import& made) {
  InputNode run = parse_yaml("closo: 1\n" + settings(made.experiments), made.tree.file);
  for (const auto& [key, part] : made.tree.children) run.children.emplace_back(key, part);
  return run;
}

std::string table_text(const Experiment& e) {
  std::string text = "Test Time / s,Voltage / V,Current / A\n";
  for (std::size_t k = 0; k < e.time.size(); ++k)
    text += fmt::format("{},{},{}\n", e.time[k], e.voltage[k], e.current[k]);
  return text;
}

}  // namespace closo::bpx
