// YAML and tables of what was imported.
#include "formats/bpx/cell_text.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "io/yaml_input.hpp"

namespace closo::bpx {

std::string cell_text(const Import& made, const std::filesystem::path& from) {
  return fmt::format("# From {} (BPX), by closo bpx import.\n{}", excerpt(from.filename().string()),
                     write_yaml(made.tree));
}

std::string run_text(const Import& made, const std::filesystem::path& cell) {
  const std::string name = excerpt(cell.filename().string()), stem = excerpt(cell.stem().string());
  std::string text = fmt::format("# A discharge of {}, or with --replay what was measured:\n", name);
  for (const Experiment& e : made.experiments)
    text += fmt::format("#   closo compare {}.run.yaml -m {}.{}.csv --replay\n", stem, stem, e.name);
  return text + "closo: 1\ntitle: discharge at 1C\ncell: " + write_yaml({cell.filename().string(), "", 0}) +
         "mesh: {negative: 20, separator: 20, positive: 20, particle: 30}\ntolerance: 1e-4\n"
         "protocol:\n  - Discharge at 1C\n";
}

std::string table_text(const Experiment& e) {
  std::string text = "Test Time / s,Voltage / V,Current / A\n";
  for (std::size_t k = 0; k < e.time.size(); ++k)
    text += fmt::format("{},{},{}\n", e.time[k], e.voltage[k], e.current[k]);
  return text;
}

}  // namespace closo::bpx
