// Looks for what is allowed but probably not meant.
#include "base/reporting_units.hpp"
#include "cycler/doubts.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace closo {
namespace {

constexpr double noise = 1e-3;           // V: a rise of a measured table that means nothing
constexpr double beyond_any_cell = 100;  // V

void doubt_limits(const ProtocolStep& step, const CellParameters& cell, std::vector<std::string>& list) {
  for (const Amount& limit : step.until) {
    if (limit.kind != Amount::Kind::voltage) continue;
    const bool above = limit.value > cell.upper_voltage;
    if (!above && limit.value >= cell.lower_voltage) continue;
    std::string text = fmt::format("'{}' lies {} the cell's own limit, {:.6g} V, which ends the step first", limit.text,
                                   above ? "above" : "below", above ? cell.upper_voltage : cell.lower_voltage);
    const double in_mV = limit.value / to_milli;
    if (limit.value > beyond_any_cell && in_mV >= cell.lower_voltage && in_mV <= cell.upper_voltage)
      text += fmt::format("; did you mean {:.6g} mV?", limit.value);
    if (std::ranges::find(list, text) == list.end()) list.push_back(text);
  }
}

void doubt_limits(const Protocol& protocol, const CellParameters& cell, std::vector<std::string>& list) {
  for (const ProtocolNode& node : protocol) {
    if (const auto* step = std::get_if<ProtocolStep>(&node.content))
      doubt_limits(*step, cell, list);
    else
      doubt_limits(std::get<Loop>(node.content).body, cell, list);
  }
}

/// A stable host gives ions off at a higher voltage the fewer it holds.
void doubt_voltage(const VoltageCurve& curve, const std::string& material, std::vector<std::string>& list) {
  if (!curve.table) return;
  constexpr int points = 1000;
  const double low = curve.table->lower(), high = curve.table->upper();
  double lowest = curve.table->at(low).value, rise = 0, from = low, to = low, lowest_at = low;
  for (int k = 1; k <= points; ++k) {
    const double y = low + (high - low) * k / points, U = curve.table->at(y).value;
    if (U < lowest) lowest = U, lowest_at = y;
    if (U - lowest > rise) rise = U - lowest, from = lowest_at, to = y;
  }
  if (rise > noise)
    list.push_back(
        fmt::format("the open-circuit voltage of {} rises by {:.3g} V from stoichiometry {:.3g} to {:.3g} ({}); "
                    "that of a stable host falls as it fills",
                    material, rise, from, to, curve.table_name));
}

}  // namespace

std::vector<std::string> doubts(const ActiveMaterial& material) {
  std::vector<std::string> list;
  for (const VoltageCurve* curve : material.open_circuit_voltage.curves()) doubt_voltage(*curve, material.name, list);
  return list;
}

std::vector<std::string> doubts(const CellParameters& cell) {
  std::vector<std::string> list;
  for (const Side side : cell.composite_sides())
    if (const Composite& composite = cell.composite(side); composite.has_active_material())
      std::ranges::copy(doubts(composite.active), std::back_inserter(list));
  return list;
}

std::vector<std::string> doubts(const RunInput& run) {
  std::vector<std::string> list = doubts(run.cell);
  doubt_limits(run.settings.protocol, run.cell, list);
  return list;
}

}  // namespace closo
