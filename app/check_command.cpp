// closo check: whether an input has errors and what it holds, without running it.
#include <cmath>
#include <sstream>

#include <fmt/format.h>

#include "app/check_study.hpp"
#include "app/commands.hpp"
#include "app/run_cost.hpp"
#include "app/simulation.hpp"
#include "base/error.hpp"
#include "cycler/doubts.hpp"
#include "cycler/protocol_estimate.hpp"
#include "formats/yaml/protocol_input.hpp"
#include "formats/yaml/run_input.hpp"

namespace closo {
namespace {

constexpr std::size_t widest_line = 160;  // of the plan; profiles are longer
constexpr double moment = 0.1;            // s
constexpr double large = 1e8;             // bytes: of a result that few want

/// What the input left out.
void print_defaults(const std::vector<DefaultValue>& defaults) {
  if (defaults.empty()) return;
  std::size_t key_width = 0, value_width = 0;
  for (const DefaultValue& d : defaults)
    key_width = std::max(key_width, d.key.size()), value_width = std::max(value_width, d.text.size());
  fmt::print("\n  defaults for values not stated\n");
  for (const DefaultValue& d : defaults)
    fmt::print("    {:{}}  {:{}}  {}\n", d.key, key_width, d.text, value_width, d.why);
}

void print_doubts(const std::vector<std::string>& doubts) {
  for (const std::string& doubt : doubts) fmt::print("\n  warning: {}\n", doubt);
}

/// What a run asks of the machine. A run that fails says so when it is run.
void print_cost(const RunInput& run, double duration) {
  try {
    const RunCost cost = try_run(run, duration);
    const std::string time =
        cost.time < moment ? "less than " + format_duration(moment) : "about " + format_duration(cost.time);
    fmt::print("  cost      {}, {:.1f} MB, {:.3g} rows of /series", time, std::ceil(cost.bytes / 1e5) / 10, cost.rows);
    if (cost.tried < 1) fmt::print("; estimated from {:.2g} % of it", 100 * cost.tried);
    if (cost.bytes > large) fmt::print("; 'record: {{series_every: ...}}' keeps fewer rows");
    fmt::print("\n");
  } catch (const RunError&) {
  }
}

/// The protocol with its lists of values and loops as they will run, and how long that may take.
void print_plan(const RunInput& run) {
  const ProtocolEstimate estimate(run.cell, run.settings);
  fmt::print("  protocol  {} steps, about {} estimated from charge alone\n", estimate.steps(),
             format_duration(estimate.total()));
  print_cost(run, estimate.total());
  fmt::print("\n");
  const std::string plan = write_protocol(run.settings.protocol,
                                          [&](const ProtocolNode& node) { return format_duration(estimate.of(node)); });
  std::istringstream lines(plan);
  for (std::string line; std::getline(lines, line);) {
    if (line.size() > widest_line) line = fmt::format("{:.{}}...", line, widest_line - 3);
    fmt::print("  {}\n", line);
  }
}

}  // namespace

ExitStatus check_command(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  if (overrides.empty() && check_study(file)) return ExitStatus::done;
  const ResolvedInput input = resolve({file, {}, overrides});
  ParameterList parameters;
  switch (input.kind) {
    case InputKind::material: {
      const auto active = check_material(input, &parameters);
      fmt::print("{}: a material, {} parameters, no errors\n", file.string(), parameters.size());
      print_defaults(input.defaults);
      if (active) print_doubts(doubts(*active));
      break;
    }
    case InputKind::cell: {
      const CellParameters cell = read_cell_parameters(input, &parameters);
      fmt::print("{}: a cell, {} parameters, no errors\n", file.string(), parameters.size());
      print_defaults(input.defaults);
      print_doubts(doubts(cell));
      break;
    }
    case InputKind::run: {
      const RunInput run = read_run(input, &parameters);
      const Layout layout = layout_of(run.cell, run.settings.mesh);
      fmt::print("{}: a run, {} parameters, no errors\n", file.string(), parameters.size());
      fmt::print("  cell      {}\n  mesh      ", run.cell.title);
      if (layout.n_s > 0) fmt::print("{} cells across the separator, ", layout.n_s);
      for (Index k = 0; k < layout.composites(); ++k) {
        const CompositePlace& place = layout.composite(k);
        fmt::print("{} cells across the {}composite, ", place.n_x,
                   layout.composites() > 1 ? name_of(place.side) + std::string(" ") : "");
        if (place.n_p > 0)
          fmt::print("{} shells, {} particle class{}, ", place.n_r, place.n_p, place.n_p == 1 ? "" : "es");
      }
      fmt::print("{} unknowns\n", layout.size());
      print_plan(run);
      print_defaults(input.defaults);
      print_doubts(doubts(run));
    }
  }
  return ExitStatus::done;
}

}  // namespace closo
