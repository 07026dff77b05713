// Capacities, energies, voltages and efficiencies of a cycle.
#include "cycler/cycle_quantities.hpp"

#include "cycler/column_source.hpp"
#include "models/columns.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

using Cycle = CycleResult;
using CellOf = CellParameters;

bool has_masses(const CellOf& cell) {
  return cell.has_masses();
}

void add_direction(std::vector<CycleQuantity>& list, const std::string& key, const std::string& name,
                   double Passed::*charge, double Passed::*energy) {
  list.push_back({key + "_capacity", "mAh", name + " capacity of the cell",
                  [charge](const Cycle& c, const CellOf& cell) { return mAh(c.passed.*charge, cell); }});
  list.push_back({key + "_areal_capacity", "mAh cm-2", name + " capacity per cell area",
                  [charge](const Cycle& c, const CellOf&) { return mAh_per_cm2(c.passed.*charge); }});
  list.push_back({key + "_specific_capacity", "mAh g-1", name + " capacity per mass of active material",
                  [charge](const Cycle& c, const CellOf& cell) { return mAh_per_g(c.passed.*charge, cell); },
                  has_masses, fill::of_masses});
  list.push_back({key + "_specific_energy", "Wh kg-1", name + " energy per mass of active material",
                  [energy](const Cycle& c, const CellOf& cell) { return Wh_per_kg(c.passed.*energy, cell); },
                  has_masses, fill::of_masses});
  list.push_back({key + "_mean_voltage", "V", name + " energy over charge; NaN if no charge passed",
                  [charge, energy](const Cycle& c, const CellOf&) { return c.passed.*energy / c.passed.*charge; }});
}

std::vector<CycleQuantity> make_cycle_quantities() {
  std::vector<CycleQuantity> list;
  add_direction(list, "charge", "Charge", &Passed::charged, &Passed::energy_in);
  add_direction(list, "discharge", "Discharge", &Passed::discharged, &Passed::energy_out);
  list.push_back({"coulombic_efficiency", "1", "Discharge capacity over charge capacity",
                  [](const Cycle& c, const CellOf&) { return c.coulombic_efficiency(); }});
  list.push_back({"energy_efficiency", "1", "Discharge energy over charge energy",
                  [](const Cycle& c, const CellOf&) { return c.energy_efficiency(); }});
  list.push_back({"voltage_efficiency", "1", "Mean discharge voltage over mean charge voltage",
                  [](const Cycle& c, const CellOf&) { return c.discharge_voltage() / c.charge_voltage(); }});
  list.push_back({"voltage_gap", "V", "Mean charge voltage minus mean discharge voltage",
                  [](const Cycle& c, const CellOf&) { return c.charge_voltage() - c.discharge_voltage(); }});
  const std::vector<Column>& at_end = columns().cycles;
  for (std::size_t k = 0; k < at_end.size(); ++k)
    list.push_back({at_end[k].name, at_end[k].unit, at_end[k].long_name,
                    [k](const Cycle& c, const CellOf&) { return c.at_end[k]; }, at_end[k].applies, at_end[k].in});
  list.push_back({"retention", "1", "Discharge capacity over that of the cycle record.retention_from",
                  [](const Cycle& c, const CellOf&) { return c.retention; }});
  return list;
}

}  // namespace

const std::vector<CycleQuantity>& cycle_quantities() {
  static const std::vector<CycleQuantity> list = make_cycle_quantities();
  return list;
}

}  // namespace closo
