// The columns of a solution that tell of moments, steps and cycles.
#include <cmath>

#include <fmt/format.h>

#include "cycler/cycle_quantities.hpp"
#include "cycler/figures.hpp"
#include "cycler/solution_columns.hpp"
#include "models/columns.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

using namespace fill;

/// What passed in each direction.     @param of  gives it from a row [C m-2 or J m-2]
template <class Row, class Of>
void add_passed(std::vector<ColumnSource<Row>>& list, const std::string& since, const Of& of) {
  const struct {
    const char *name, *unit, *meaning;
    double Passed::*what;
  } columns[] = {{"charge_in", "C", "Charge that went into the cell", &Passed::charged},
                 {"charge_out", "C", "Charge that came out of the cell", &Passed::discharged},
                 {"energy_in", "J", "Energy that went into the cell", &Passed::energy_in},
                 {"energy_out", "J", "Energy that came out of the cell", &Passed::energy_out}};
  for (const auto& [name, unit, meaning, what] : columns)
    list.push_back(number<Row>(name, unit, meaning + since, [of, what = what](const Row& row) {
      return of(row).*what * row.cell.parameters().area;
    }));
}

TableSource<SeriesRow> make_series() {
  using Row = SeriesRow;
  TableSource<Row> t{"series",
                     "One row per time step of the integrator, or as `record.series_every` and "
                     "`record.series_voltage_change` ask; only cycles in `record.cycles`."};
  auto& c = t.columns;
  c.push_back(number<Row>("time", "s", "Time since the start of the run", [](const Row& r) { return r.moment.time; }));
  c.push_back(integer<Row>("step", "Number of the protocol step, from 1", [](const Row& r) { return r.moment.step; }));
  c.push_back(number<Row>("voltage", "V", "Cell voltage", [](const Row& r) { return r.state().V(); }));
  c.push_back(number<Row>("current", "A", "Cell current, positive on discharge",
                          [](const Row& r) { return r.cell.current(r.moment.state) * r.area(); }));
  c.push_back(number<Row>("current_density", "A m-2", "Current per cell area, positive on discharge",
                          [](const Row& r) { return r.cell.current(r.moment.state); }));
  c.push_back(
      number<Row>("temperature", "K", "Temperature of the cell", [](const Row& r) { return r.state().temperature(); }));
  c.push_back(number<Row>("charge", "C", "Charge passed since the start of the run, positive on discharge",
                          [](const Row& r) { return r.moment.charge * r.area(); }));
  c.push_back(number<Row>("energy", "J",
                          "Energy passed since the start of the run, positive on discharge: the integral of V over "
                          "the charge",
                          [](const Row& r) { return r.moment.energy * r.area(); }));
  add_passed<Row>(c, " since the start of the run", [](const Row& r) -> const Passed& { return r.moment.passed; });
  c.push_back(only(number<Row>("stoichiometry", "1", "Mean stoichiometry of the connected active material",
                               [](const Row& r) { return r.cell.mean_stoichiometry(r.moment.state); }),
                   has_active_material, of_particles));
  c.push_back(only(number<Row>("negative_stoichiometry", "1",
                               "Mean stoichiometry of the connected active material of the negative electrode",
                               [](const Row& r) { return r.cell.mean_stoichiometry(r.moment.state, 1); }),
                   has_negative_particles, of_two_composites));
  c.push_back(only(number<Row>("open_circuit_voltage", "V", "Open-circuit voltage U at the mean stoichiometry",
                               [](const Row& r) { return r.cell.open_circuit_voltage(r.moment.state); }),
                   has_active_material, of_particles));
  c.push_back(number<Row>("positive_potential", "V",
                          "Potential of the positive electrode against a reference of the metal in the middle of the "
                          "separator",
                          [](const Row& r) { return r.state().V() + r.negative_potential(); }));
  c.push_back(number<Row>("negative_potential", "V", "Potential of the negative electrode against this reference",
                          [](const Row& r) { return r.negative_potential(); }));
  for (std::size_t k = 0; k < Overpotentials::count; ++k) {
    const LossName& name = Overpotentials::names()[k];
    c.push_back(only(
        number<Row>(fmt::format("overpotential/{}", name.key), "V", std::string(name.long_name),
                    [k](const Row& r) { return r.loss(k); }),
        [k](const Cell& cell) { return Overpotentials::occurs(k, cell); },
        name.of == LossName::Of::electrolyte ? "cells with a concentration in the electrolyte"
        : name.of == LossName::Of::foil      ? "cells with `alloy.diffusion`"
        : name.of == LossName::Of::particles ? of_particles
        : name.of == LossName::Of::composite ? of_composites
        : name.negative()                    ? of_two_composites
                                             : ""));
  }
  for (const Column& column : columns().series)
    c.push_back(only(
        number<Row>(column.name, column.unit, column.long_name,
                    [&column](const Row& r) { return column.value(r.cell, r.moment.state, r.moment.origin); }),
        [&column](const Cell& cell) { return column.applies(cell.parameters()); }, column.in));
  return t;
}

/// The reasons as values.
void add_stops(std::vector<ColumnSource<StepRow>>& list) {
  using Row = StepRow;
  list.push_back(text<Row>("stop_reason", "Why the step ended", [](const Row& s) { return s.r.stop_reason(); }));
  list.push_back(
      text<Row>("stop_kind", "What ended the step, as one word", [](const Row& s) { return name_of(s.r.stop); }));
  list.push_back(text<Row>("stop_origin", "Whether it is a limit of the step or of the cell",
                           [](const Row& s) { return s.r.stop.origin == StopReason::Origin::step ? "step" : "cell"; }));
  list.push_back(integer<Row>("stop_at_start", "Whether the limit was exceeded before the step began",
                              [](const Row& s) { return s.r.stop.at_start; }));
  list.push_back(text<Row>("stop_place", "Electrode concerned, if it matters which",
                           [](const Row& s) { return s.r.stop.side ? name_of(*s.r.stop.side) : ""; }));
  list.push_back(number<Row>("stop_limit", "1", "Limit, in the unit given by stop_unit",
                             [](const Row& s) { return s.r.stop.limit; }));
  list.push_back(number<Row>("stop_value", "1", "Value reached, in the unit given by stop_unit",
                             [](const Row& s) { return s.r.stop.value; }));
  list.push_back(
      text<Row>("stop_unit", "Unit of stop_limit and stop_value", [](const Row& s) { return unit_of(s.r.stop); }));
}

TableSource<StepRow> make_steps() {
  using Row = StepRow;
  TableSource<Row> t{"steps", "One row per step of the protocol."};
  auto& c = t.columns;
  c.push_back(integer<Row>("number", "Number of the step, from 1", [](const Row& s) { return s.r.number; }));
  c.push_back(integer<Row>("cycle", "Number of the cycle that the step belongs to, from 1",
                           [](const Row& s) { return s.r.cycle; }));
  c.push_back(text<Row>("text", "The step as written", [](const Row& s) { return s.r.text; }));
  add_stops(c);
  c.push_back(number<Row>("temperature", "K", "Temperature at the start of the step",
                          [](const Row& s) { return s.r.temperature; }));
  c.push_back(number<Row>("pressure", "Pa", "Pressure on the cell", [](const Row& s) { return s.r.pressure; }));
  c.push_back(number<Row>("start_time", "s", "Start of the step", [](const Row& s) { return s.r.start_time; }));
  c.push_back(number<Row>("duration", "s", "Duration of the step", [](const Row& s) { return s.r.duration; }));
  c.push_back(number<Row>("charge", "C",
                          "Charge passed, positive on discharge: of a profile, what came out minus what went in",
                          [](const Row& s) { return s.r.charge * s.cell.parameters().area; }));
  add_passed<Row>(c, ", moment by moment", [](const Row& s) -> const Passed& { return s.r.passed; });
  c.push_back(number<Row>("areal_capacity", "mAh cm-2", "Absolute charge passed per cell area",
                          [](const Row& s) { return mAh_per_cm2(std::abs(s.r.charge)); }));
  c.push_back(only(number<Row>("specific_capacity", "mAh g-1", "Absolute charge passed per mass of active material",
                               [](const Row& s) { return mAh_per_g(std::abs(s.r.charge), s.cell.parameters()); }),
                   has_masses, of_masses));
  c.push_back(only(number<Row>("specific_energy", "Wh kg-1", "Absolute energy passed per mass of active material",
                               [](const Row& s) { return Wh_per_kg(std::abs(s.r.energy), s.cell.parameters()); }),
                   has_masses, of_masses));
  c.push_back(number<Row>("mean_voltage", "V", "Energy over charge, of both directions; NaN if no charge passed",
                          [](const Row& s) { return s.r.passed.mean_voltage(); }));
  c.push_back(number<Row>("start_voltage", "V", "Voltage at the start, under load",
                          [](const Row& s) { return s.r.start_voltage; }));
  c.push_back(
      number<Row>("end_voltage", "V", "Voltage at the end, under load", [](const Row& s) { return s.r.end_voltage; }));
  for (std::size_t k = 0; k < columns().loads.size(); ++k) {
    const Load& load = columns().loads[k];
    c.push_back(only(
        number<Row>(load.name, "1", load.long_name, [k](const Row& s) { return s.r.loads[k]; }),
        [&load](const Cell& cell) { return load.applies(cell.parameters()); }, load.in));
  }
  return t;
}

TableSource<StepRow> make_statistics() {
  using Row = StepRow;
  TableSource<Row> t{"statistics", "What the solver did in each step of the protocol."};
  auto& c = t.columns;
  c.push_back(integer<Row>("integrator_steps", "Time steps, per protocol step",
                           [](const Row& s) { return s.r.statistics.steps; }));
  c.push_back(integer<Row>("newton_iterations", "Newton iterations, per protocol step",
                           [](const Row& s) { return s.r.statistics.newton_iterations; }));
  c.push_back(integer<Row>("error_test_failures", "Time steps repeated because of their error, per protocol step",
                           [](const Row& s) { return s.r.statistics.error_test_failures; }));
  c.push_back(integer<Row>("convergence_failures",
                           "Time steps repeated because Newton's method did not converge, per protocol step",
                           [](const Row& s) { return s.r.statistics.convergence_failures; }));
  return t;
}

TableSource<CycleRow> make_cycles() {
  using Row = CycleRow;
  TableSource<Row> t{"cycles",
                     "One row per cycle. Capacities and energies are summed in each direction, moment by moment: the "
                     "charging and discharging parts of a profile count separately."};
  auto& c = t.columns;
  c.push_back(integer<Row>("number", "Number of the cycle, from 1", [](const Row& r) { return r.r.number; }));
  c.push_back(integer<Row>("first_step", "Its first step", [](const Row& r) { return r.r.first_step; }));
  c.push_back(integer<Row>("last_step", "Its last step", [](const Row& r) { return r.r.last_step; }));
  c.push_back(number<Row>("start_time", "s", "Start of the cycle", [](const Row& r) { return r.r.start_time; }));
  c.push_back(number<Row>("duration", "s", "Duration of the cycle", [](const Row& r) { return r.r.duration; }));
  for (const CycleQuantity& q : cycle_quantities())
    c.push_back(only(
        number<Row>(q.name, q.unit, q.meaning, [&q](const Row& r) { return q.value(r.r, r.cell.parameters()); }),
        [&q](const Cell& cell) { return q.applies_to(cell.parameters()); }, q.in));
  c.push_back(text<Row>("stop_reason", "Why its last step ended", [](const Row& r) { return r.r.stop_reason; }));
  return t;
}

TableSource<DesignRow> make_design() {
  using Row = DesignRow;
  TableSource<Row> t{"design",
                     "Performance of the cell per mass, volume and area in the reference cycle: the first, or that of "
                     "`record.retention_from`. Values that this cycle does not have are NaN.",
                     true};
  auto& c = t.columns;
  const auto add = [&](ColumnSource<Row> column) {
    c.push_back(only(std::move(column), has_active_material, of_particles));
  };
  for (const Figure& q : all_figures()) {
    auto column =
        number<Row>(q.name, q.unit, q.meaning, [&q](const Row& r) { return q.value(r.r, r.cell.parameters()); });
    if (q.of_two_composites)
      c.push_back(only(std::move(column), has_negative_particles, of_two_composites));
    else
      add(std::move(column));
  }
  add(integer<Row>("cycle", "The reference cycle, record.retention_from; 0 if the run has none",
                   [](const Row& r) { return r.r.cycle.number; }));
  add({"losses",
       "1",
       "Names of the losses",
       typename ColumnSource<Row>::Texts([](const Row& r) {
         std::vector<std::string> names;
         for (std::size_t k = 0; k < Overpotentials::count_in(r.cell.layout()); ++k)
           names.emplace_back(Overpotentials::names()[k].key);
         return names;
       }),
       {"loss"}});
  return t;
}

}  // namespace

const TableSource<SeriesRow>& series_table() {
  static const TableSource<SeriesRow> table = make_series();
  return table;
}
const TableSource<StepRow>& steps_table() {
  static const TableSource<StepRow> table = make_steps();
  return table;
}
const TableSource<StepRow>& statistics_table() {
  static const TableSource<StepRow> table = make_statistics();
  return table;
}
const TableSource<CycleRow>& cycles_table() {
  static const TableSource<CycleRow> table = make_cycles();
  return table;
}
const TableSource<DesignRow>& design_table() {
  static const TableSource<DesignRow> table = make_design();
  return table;
}

}  // namespace closo
