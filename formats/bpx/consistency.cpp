// Capacities, volumes and potentials of a file against one another, by the cell that was made of it.
#include "formats/bpx/consistency.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/reporting_units.hpp"
#include "models/electrodes/blend.hpp"

namespace closo::bpx {
namespace {

using Notes = std::vector<std::string>;

constexpr double same_potential = 1e-3;  // V
constexpr double beyond_limits = 0.01;   // V, of cut-offs

void check_capacity(const StatedCell& stated, const CellParameters& cell, Notes& notes) {
  constexpr double impossible = 10, unlikely = 2;  // times that of the electrodes
  const Coefficients c = coefficients_of(cell);
  double held = std::numeric_limits<double>::infinity();
  const std::vector<Side> order = cell.composite_sides();
  for (const StatedCell::Electrode& e : stated.electrodes) {
    const Index number = std::ranges::find(order, e.side) - order.begin();
    held = std::min(held, c.composite(number).exchange_charge * cell.area * (e.window.maximum - e.window.minimum));
  }
  held *= to_hours;
  const JsonValue nominal = stated.cell.at("Nominal cell capacity [A.h]");
  const double ratio = nominal.json().get<double>() / held;
  const std::string of_electrodes =
      fmt::format("{:.4g} A.h that the electrodes hold between their stoichiometries", held);
  const bool milli = ratio / to_milli < unlikely && ratio / to_milli > 1 / unlikely;
  if (ratio > impossible || ratio < 1 / impossible)
    nominal.fail(fmt::format(
        "between a tenth and ten times the {}; {}", of_electrodes,
        milli ? "is it in mAh?" : "are area, number of pairs, thickness and surface in the units of their keys?"));
  if (ratio > unlikely || ratio < 1 / unlikely)
    notes.push_back(fmt::format("{}: {:g} is {:.3g} times the {}", nominal.path(), nominal.json().get<double>(), ratio,
                                of_electrodes));
}

void check_volumes(const StatedCell::Electrode& e, const Composite& p, Notes& notes) {
  constexpr double least_active = 0.1;
  if (p.active_fraction() < least_active)
    notes.push_back(fmt::format("{}: the particles take {:.3g} % of the volume, by their surface and radius",
                                e.json.path(), p.active_fraction() * to_percent));
}

void check_path(const JsonValue& part, double efficiency, double pores, Notes& notes) {
  if (efficiency > pores)
    notes.push_back(
        fmt::format("{} / Transport efficiency: {:g} is above the porosity of {:g}, as if paths were "
                    "shorter than straight",
                    part.path(), efficiency, pores));
}

/// Refuses a potential that rises with stoichiometry, and tells of one that rises in between.
void check_potential(const MaterialWindow& m, const OpenCircuitVoltage& U, Notes& notes) {
  constexpr int steps = 500;
  const auto [minimum, maximum] = m.window;
  const double from = U.at(minimum).value, to = U.at(maximum).value;
  const auto branch = m.particle.find("OCP (lithiation) [V]"), single = m.particle.find("OCP [V]");
  const JsonValue stated = branch ? *branch : single.value_or(m.particle);
  if (to > from + same_potential)
    stated.fail(
        fmt::format("a potential that falls with stoichiometry, not one that rises from {:.4g} V at {:g} to {:.4g} "
                    "V at {:g}",
                    from, minimum, to, maximum));
  double lowest = from, rise = 0, at = minimum;
  for (int k = 1; k <= steps; ++k) {
    const double y = minimum + (maximum - minimum) * k / steps, here = U.at(y).value;
    if (here - lowest > rise) rise = here - lowest, at = y;
    lowest = std::min(lowest, here);
  }
  if (rise > same_potential)
    notes.push_back(fmt::format("{}: rises by {:.3g} mV below x = {:.3g}; potentials at rest fall with stoichiometry",
                                stated.path(), rise * to_milli, at));
}

/// Tells where the materials of a blend begin if the file has them at several potentials.
/// @return whether it has
bool tell_of_blend(const StatedCell::Electrode& e, double charge, const Composite& p, double T, Notes& notes) {
  const double share = share_of_maximum(e.side, charge);
  const OpenCircuitPotential potential(p, T);
  const double common = potential.at(e.window.at(share));
  const std::vector<double> begin = potential.stoichiometries(e.window.at(share));
  std::vector<std::string> moved;
  for (std::size_t k = 0; k < e.materials.size(); ++k) {
    const double y = e.materials[k].window.at(share);
    const double U = OpenCircuitVoltage(p.actives[k].material.open_circuit_voltage, T).at(y).value;
    if (std::abs(U - common) > same_potential)
      moved.push_back(fmt::format("{} from {:.4g} ({:.4f} V) to {:.4g}", p.actives[k].material.name, y, U, begin[k]));
  }
  if (moved.empty()) return false;
  notes.push_back(
      fmt::format("{}: its materials are not at one potential where the file begins; all begin at {:.4f} V, "
                  "by charge: {}",
                  e.json.path(), common, fmt::join(moved, ", ")));
  return true;
}

/// Refuses a start far beyond the limits of the cell, and tells of windows that reach beyond them.
/// @param moved  whether materials do not begin where the file has them
void check_voltages(const StatedCell& stated, const CellParameters& cell, bool moved, Notes& notes) {
  constexpr double impossible = 0.5;  // V
  const auto voltage = [&](double charge) {
    double V = 0;
    for (const StatedCell::Electrode& e : stated.electrodes)
      V += CellParameters::orientation(e.side) * OpenCircuitPotential(cell.composite(e.side), cell.temperature)
                                                     .at(e.window.at(share_of_maximum(e.side, charge)));
    return V;
  };
  const JsonValue lower = stated.cell.at("Lower voltage cut-off [V]"),
                  upper = stated.cell.at("Upper voltage cut-off [V]");
  const double start = voltage(stated.charge), room = moved ? beyond_limits : impossible;
  const char* why = moved ? ", with the materials of its blend at one potential" : "";
  if (start > cell.upper_voltage + room)
    upper.fail(fmt::format("at least the {:.4g} V at which the cell begins by its stoichiometries{}", start, why));
  if (start < cell.lower_voltage - room)
    lower.fail(fmt::format("at most the {:.4g} V at which the cell begins by its stoichiometries{}", start, why));
  if (const double V = voltage(1); V > cell.upper_voltage + beyond_limits)
    notes.push_back(fmt::format("{}: a charged cell is at {:.4g} V by its stoichiometries, beyond {:g} V", upper.path(),
                                V, cell.upper_voltage));
  if (const double V = voltage(0); V < cell.lower_voltage - beyond_limits)
    notes.push_back(fmt::format("{}: an empty cell is at {:.4g} V by its stoichiometries, beyond {:g} V", lower.path(),
                                V, cell.lower_voltage));
}

}  // namespace

void check_consistency(const StatedCell& stated, const CellParameters& cell, Notes& notes) {
  bool moved = false;
  for (const StatedCell::Electrode& e : stated.electrodes) {
    const Composite& p = cell.composite(e.side);
    check_volumes(e, p, notes);
    check_path(e.json, p.ion_path.efficiency(p.porosity, p.electrolyte().conductivity.value), p.porosity, notes);
    for (std::size_t k = 0; k < e.materials.size(); ++k)
      check_potential(e.materials[k], {p.actives[k].material.open_circuit_voltage, cell.temperature}, notes);
    moved = tell_of_blend(e, stated.charge, p, cell.temperature, notes) || moved;
  }
  check_capacity(stated, cell, notes);
  check_voltages(stated, cell, moved, notes);
}

}  // namespace closo::bpx
