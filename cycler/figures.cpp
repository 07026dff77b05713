// Masses and thicknesses of the cell, and what its reference cycle gives per each.
#include "cycler/figures.hpp"

#include <fmt/format.h>

#include "models/columns.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

using Record = FigureRecord;
using CellOf = CellParameters;

constexpr double none = FigureRecord::none;

double separator_loading(const CellOf& cell) {
  double sum = 0;
  for (const Separator::Layer& layer : cell.separator.layers) sum += layer.loading;
  return sum;
}

double metal_loading(const CellOf& cell) {
  double sum = 0;
  for (const Side side : cell.flat_sides()) sum += cell.flat(side).thickness * cell.flat(side).metal.density;
  return sum;
}

/// Electrodes and separator, with the electrolyte in their pores [kg m-2].
double cell_loading(const CellOf& cell) {
  double sum = separator_loading(cell) + metal_loading(cell);
  for (const Side side : cell.composite_sides()) sum += cell.composite(side).loading();
  return sum;
}

double cell_thickness(const CellOf& cell) {
  double sum = cell.separator.thickness();
  for (const Side side : cell.composite_sides()) sum += cell.composite(side).thickness;
  for (const Side side : cell.flat_sides()) sum += cell.flat(side).thickness;
  return sum;
}

/// NaN for a cell that states no collectors.
double collector_sum(const CellOf& cell, const std::function<double(const Collector&)>& of) {
  if (cell.collectors.empty()) return none;
  double sum = 0;
  for (const Collector& collector : cell.collectors) sum += of(collector);
  return sum;
}

double collector_loading(const CellOf& cell) {
  return collector_sum(cell, [](const Collector& c) { return c.thickness * c.density; });
}

double collector_thickness(const CellOf& cell) {
  return collector_sum(cell, [](const Collector& c) { return c.thickness; });
}

double carbon_fraction(const CellOf& cell) {
  double sum = 0;
  for (const Additive& additive : cell.composite().additives) sum += additive.weight_fraction;
  return sum;
}

/// Discharge energy of the reference cycle [J m-2]; NaN without such a cycle or without a discharge in it.
double energy(const Record& r) {
  return r.cycle.number > 0 && r.discharges ? r.cycle.passed.energy_out : none;
}

double charge(const Record& r) {
  return r.cycle.number > 0 && r.discharges ? r.cycle.passed.discharged : none;
}

double power(const Record& r) {  // W m-2
  return energy(r) / r.discharge_time;
}

using List = std::vector<Figure>;

void add_energy(List& list) {
  list.push_back({"areal_capacity", "mAh cm-2", "Discharge capacity per cell area",
                  [](const Record& r, const CellOf&) { return mAh_per_cm2(charge(r)); }});
  list.push_back({"specific_capacity", "mAh g-1", "Discharge capacity per mass of active material",
                  [](const Record& r, const CellOf& cell) { return mAh_per_g(charge(r), cell); }});
  list.push_back({"mean_voltage", "V", "Discharge energy over discharge capacity",
                  [](const Record& r, const CellOf&) { return energy(r) / charge(r); }});
  list.push_back({"specific_energy_active", "Wh kg-1", "Discharge energy per mass of active material",
                  [](const Record& r, const CellOf& cell) { return Wh_per_kg(energy(r), cell); }});
  list.push_back(
      {"specific_energy_composite", "Wh kg-1",
       "Discharge energy per mass of cathode composite, with the electrolyte in its pores",
       [](const Record& r, const CellOf& cell) { return energy(r) * to_Wh_per_kg / cell.composite().loading(); }});
  list.push_back({"specific_energy_cell", "Wh kg-1",
                  "Discharge energy per mass of cathode composite, separator and anode",
                  [](const Record& r, const CellOf& cell) { return energy(r) * to_Wh_per_kg / cell_loading(cell); }});
  list.push_back({"specific_energy_cell_with_collectors", "Wh kg-1",
                  "Discharge energy per mass of cathode composite, separator, anode and collectors; NaN without "
                  "stated collectors",
                  [](const Record& r, const CellOf& cell) {
                    return energy(r) * to_Wh_per_kg / (cell_loading(cell) + collector_loading(cell));
                  }});
  list.push_back({"energy_density_cell", "Wh L-1",
                  "Discharge energy per volume of cathode composite, separator and anode",
                  [](const Record& r, const CellOf& cell) { return energy(r) / cell_thickness(cell) * to_Wh_per_L; }});
  list.push_back({"energy_density_cell_with_collectors", "Wh L-1",
                  "Discharge energy per volume of cathode composite, separator, anode and collectors; NaN without "
                  "stated collectors",
                  [](const Record& r, const CellOf& cell) {
                    return energy(r) / (cell_thickness(cell) + collector_thickness(cell)) * to_Wh_per_L;
                  }});
  list.push_back({"energy_efficiency", "1", "Discharge energy over charge energy; NaN without a charge",
                  [](const Record& r, const CellOf&) {
                    return r.cycle.passed.charged > 0 ? energy(r) / r.cycle.passed.energy_in : none;
                  }});
  list.push_back({"energy_retention", "1", "Discharge energy of the last cycle over that of the reference cycle",
                  [](const Record& r, const CellOf&) { return ratio(r.last_energy, energy(r)); }});
}

void add_resistance_and_power(List& list) {
  list.push_back({"resistance_ohmic", "ohm cm2", "Resistance of conduction at half charge",
                  [](const Record& r, const CellOf&) { return r.ohmic * to_ohm_cm2; }});
  list.push_back({"resistance_internal", "ohm cm2",
                  "Resistance of conduction and of the metal interface at half charge",
                  [](const Record& r, const CellOf&) { return r.internal * to_ohm_cm2; }});
  list.push_back({"resistance_1s", "ohm cm2", "Resistance 1 s after the discharge began",
                  [](const Record& r, const CellOf&) { return r.second * to_ohm_cm2; }});
  list.push_back({"resistance_30min", "ohm cm2",
                  "Resistance 30 min after the discharge began; NaN for a shorter discharge",
                  [](const Record& r, const CellOf&) { return r.half_hour * to_ohm_cm2; }});
  list.push_back({"current_density", "mA cm-2", "Mean current density of the discharge",
                  [](const Record& r, const CellOf&) { return charge(r) / r.discharge_time * to_mA_per_cm2; }});
  list.push_back({"areal_power", "mW cm-2", "Mean power of the discharge per cell area",
                  [](const Record& r, const CellOf&) { return power(r) * to_mW_per_cm2; }});
  list.push_back({"specific_power_cell", "W kg-1",
                  "Mean power of the discharge per mass of cathode composite, separator and anode",
                  [](const Record& r, const CellOf& cell) { return power(r) / cell_loading(cell); }});
}

void add_losses(List& list) {
  const auto& names = Overpotentials::names();
  for (std::size_t k = 0; k < names.size(); ++k)
    list.push_back({fmt::format("loss_{}", names[k].key), "V",
                    std::string(names[k].long_name) + "; mean over the discharge",
                    [k](const Record& r, const CellOf&) { return r.charge > 0 ? r.losses[k] / r.charge : none; },
                    names[k].negative()});
  for (std::size_t k = 0; k < names.size(); ++k)
    list.push_back({fmt::format("loss_share_{}", names[k].key), "1", "Its share of the sum of all losses",
                    [k](const Record& r, const CellOf&) {
                      double sum = 0;
                      for (const double loss : r.losses) sum += loss;
                      return sum > 0 ? r.losses[k] / sum : none;
                    },
                    names[k].negative()});
  list.push_back({"limiting_loss", "1", "Largest loss: its index in the list of losses, from 0",
                  [](const Record& r, const CellOf&) {
                    return r.charge > 0 && r.largest_loss() >= 0 ? static_cast<double>(r.largest_loss()) : none;
                  }});
}

/// Of the anode alone.
void add_loads(List& list) {
  for (std::size_t k = 0; k < columns().loads.size(); ++k) {
    const Load& load = columns().loads[k];
    if (load.name.starts_with("positive_")) continue;
    list.push_back({load.name, "1", load.long_name + ", in all steps of the run; NaN without such a limit",
                    [k, &load](const Record& r, const CellOf& cell) {
                      return k < r.loads.size() && load.applies(cell) ? r.loads[k] : none;
                    }});
  }
}

void add_build(List& list) {
  list.push_back({"active_fraction", "1", "Weight fraction of active material in the solids of the composite",
                  [](const Record&, const CellOf& cell) { return cell.composite().active_weight_fraction; }});
  list.push_back({"additive_fraction", "1", "Weight fraction of additives in the solids of the composite",
                  [](const Record&, const CellOf& cell) { return carbon_fraction(cell); }});
  list.push_back({"composite_thickness", "um", "Thickness of the composite",
                  [](const Record&, const CellOf& cell) { return cell.composite().thickness * to_um; }});
  list.push_back({"separator_thickness", "um", "Thickness of the separator",
                  [](const Record&, const CellOf& cell) { return cell.separator.thickness() * to_um; }});
  list.push_back({"composite_loading", "mg cm-2", "Mass of composite per cell area, with the electrolyte in its pores",
                  [](const Record&, const CellOf& cell) { return cell.composite().loading() * to_mg_per_cm2; }});
  list.push_back({"separator_loading", "mg cm-2", "Mass of separator per cell area, with the electrolyte in its pores",
                  [](const Record&, const CellOf& cell) { return separator_loading(cell) * to_mg_per_cm2; }});
  list.push_back({"anode_loading", "mg cm-2", "Mass of the anode per cell area: of metal, or of a negative composite",
                  [](const Record&, const CellOf& cell) {
                    const double composite = cell.has_two_composites() ? cell.composite(Side::negative).loading() : 0;
                    return (metal_loading(cell) + composite) * to_mg_per_cm2;
                  }});
  list.push_back({"area", "cm2", "Cell area", [](const Record&, const CellOf& cell) { return cell.area * to_cm2; }});
  list.push_back({"pressure", "MPa", "Pressure that the cell states",
                  [](const Record&, const CellOf& cell) { return cell.pressure * to_MPa; }});
}

/// Per mass, or of a mass.
bool is_of_mass(const Figure& figure) {
  return figure.unit.find("g-1") != std::string::npos || figure.unit.starts_with("mg ") ||
         figure.name.ends_with("_fraction");
}

List make_figures() {
  List list;
  add_energy(list);
  add_resistance_and_power(list);
  add_losses(list);
  add_loads(list);
  add_build(list);
  for (Figure& figure : list)
    if (is_of_mass(figure))
      figure.value = [of = std::move(figure.value)](const Record& r, const CellOf& cell) {
        return cell.has_masses() ? of(r, cell) : none;
      };
  return list;
}

}  // namespace

const List& all_figures() {
  static const List list = make_figures();
  return list;
}

}  // namespace closo
