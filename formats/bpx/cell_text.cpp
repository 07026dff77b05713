// YAML and tables of what was imported.
#include "formats/bpx/cell_text.hpp"

#include <fmt/format.h>

#include "io/yaml_input.hpp"

namespace closo::bpx {

std::string cell_text(const Import& made, const std::filesystem::path& from) {
  return fmt::format("# From {} (BPX), by closo bpx import.\n{}", from.filename().string(), write_yaml(made.tree));
}

std::string run_text(const Import& made, const std::filesystem::path& cell) {
  const std::string name = cell.filename().string();
  std::string text = fmt::format("# A discharge of {}, or with --replay what was measured:\n", name);
  for (const Experiment& e : made.experiments)
    text += fmt::format("#   closo compare {} -m {} --replay\n", cell.stem().string() + ".run.yaml",
                        cell.stem().string() + "." + e.name + ".csv");
  return text + fmt::format(
                    "closo: 1\ntitle: discharge at 1C\ncell: {}\nmesh: {{negative: 20, separator: 20, positive: 20, "
                    "particle: 30}}\n"
                    "tolerance: 1e-4\nprotocol:\n  - Discharge at 1C\n",
                    name);
}

std::string table_text(const Experiment& e) {
  std::string text = "Test Time / s,Voltage / V,Current / A\n";
  for (std::size_t k = 0; k < e.time.size(); ++k)
    text += fmt::format("{},{},{}\n", e.time[k], e.voltage[k], e.current[k]);
  return text;
}

}  // namespace closo::bpx
