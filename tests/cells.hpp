// Cells for tests: one simple half cell, to be changed where a test needs it, and ways to run it.
#pragma once

#include <algorithm>
#include <functional>
#include <string_view>
#include <vector>

#include "base/reporting_units.hpp"
#include "cycler/protocol_text.hpp"
#include "cycler/simulate.hpp"
#include "models/consistent_start.hpp"
#include "models/observables.hpp"

namespace closo::test {

/// A field that a mechanism has added to the state, by its name, where `fields` views one.
template <class AnyFields>
auto field(const AnyFields& fields, std::string_view name, Index k = 0) {
  return fields.column(fields.layout().place(name), k);
}

/// The place of the voids of a flat electrode in a state.
inline Index voids_place(const Layout& layout, Index flat = 0) {
  return layout.place(std::string(name_of(layout.side(flat))) + "_voids").begin;
}

/// A level at which a mechanism ends a step, by its name; of two flat electrodes that have it the first, or the other.
inline const StateLimit* limit(std::string_view name, Index flat = 0) {
  const auto named = [&](const StateLimit& l) { return l.name == name; };
  const std::vector<StateLimit>& all = columns().limits;
  const auto first = std::ranges::find_if(all, named);
  return flat == 0 ? &*first : &*std::find_if(first + 1, all.end(), named);
}

/// The largest load of a step, by its name.
inline double load(const StepResult& step, std::string_view name) {
  const std::vector<Load>& all = columns().loads;
  const auto found = std::ranges::find_if(all, [&](const Load& l) { return l.name == name; });
  return step.loads.at(static_cast<std::size_t>(found - all.begin()));
}

/// Growth at a metal to `resistance` in the first equivalent cycle, with the square root of their number [ohm m2].
inline Growth growth_per_cycle(const CellParameters& cell, double resistance) {
  return {resistance * std::sqrt(Growth::charge / (2 * coefficients_of(cell).nominal_charge)), {}};
}

/// What a cycle has left in the cell, a column by its name.
inline double at_end(const CycleResult& cycle, std::string_view name) {
  const std::vector<Column>& all = columns().cycles;
  const auto found = std::ranges::find_if(all, [&](const Column& c) { return c.name == name; });
  return cycle.at_end.at(static_cast<std::size_t>(found - all.begin()));
}

/// A charge among these, which is told per mass; 0 without a composite [C m-2].
inline double charge_at_end(const CellParameters& cell, const CycleResult& cycle, std::string_view name) {
  return at_end(cycle, name) / to_mAh_per_g * cell.composite().reference_loading();
}

/// The rows of a cell at a state and a rate, shape (size()).
inline Eigen::ArrayXd residual(Cell& cell, const Eigen::ArrayXd& y, const Eigen::ArrayXd& rate) {
  Eigen::ArrayXd row(cell.size());
  cell.residual(0, ConstVector(y.data(), y.size()), ConstVector(rate.data(), rate.size()),
                Vector(row.data(), row.size()));
  return row;
}

/// What the condensed solve makes of J `wanted`, J by central differences of the rows at a state and a rate, of which
/// the rate goes with the state by the weight cj: `wanted` again, shape (size()).
inline Eigen::ArrayXd solved_from_differences(Cell& cell, const Eigen::ArrayXd& y, const Eigen::ArrayXd& rate,
                                              const Eigen::ArrayXd& wanted, double cj) {
  const double h = 1e-6;
  const Eigen::ArrayXd b = (residual(cell, y + h * wanted, rate + cj * h * wanted) -
                            residual(cell, y - h * wanted, rate - cj * h * wanted)) /
                           (2 * h);
  residual(cell, y, rate);
  Eigen::ArrayXd x(cell.size());
  cell.solve(cj, ConstVector(b.data(), b.size()), Vector(x.data(), x.size()));
  return x;
}

/// An open-circuit voltage that falls by a straight line from `high` at y = 0 to `low` at y = 1.
inline OpenCircuitVoltageData linear_voltage(double high, double low) {
  OpenCircuitVoltageData data;
  data.table = CubicTable::monotone(Eigen::Array2d(0, 1), Eigen::Array2d(high, low));
  data.table_name = "a straight line";
  return data;
}

/// A composite of 70:20:10 by weight with 1.14 mg/cm2 of active material; all numbers are for tests only.
inline CellParameters simple_cell() {
  CellParameters c;
  c.title = "test cell";
  c.area = 1e-4;
  c.temperature = 298.15;
  c.nominal_capacity = 468e3;
  c.lower_voltage = 2.5;
  c.upper_voltage = 4.3;
  c.flat(Side::negative).metal = {"sodium", 0.02299, 968};
  c.flat(Side::negative).thickness = 1e-3;
  c.flat(Side::negative).kinetics.exchange_current_density.value = 20;
  const Electrolyte electrolyte{"electrolyte", 1150, {200, 500}, {0.09}};
  c.separator.layers = {{electrolyte, 550e-6}};
  Composite& p = c.composite();
  p.active().name = "active";
  p.active().molar_mass = 0.41179;
  p.active().density = 3200;
  p.active().exchanged_ions = 2;
  p.active().temperature_range = {200, 500};
  p.active().open_circuit_voltage = linear_voltage(4.2, 3.2);
  p.active().diffusivity.value = 1e-16;
  p.active().kinetics.exchange_current_density.value = 0.5;
  p.electrolyte() = electrolyte;
  p.additives = {{"carbon", 2000, 0.1}};
  p.active_weight_fraction = 0.7;
  p.electrolyte_weight_fraction = 0.2;
  p.active_loading = 1.14e-2;
  p.electrolyte_loading = p.active_loading * p.electrolyte_weight_fraction / p.active_weight_fraction;
  p.porosity = 0.1;
  p.thickness = p.active_loading / p.active_weight_fraction * p.specific_volume() / (1 - p.porosity);
  p.ion_path = {ConductionPath::Kind::bruggeman, 1.5};
  p.electron_conductivity.value = 3;
  p.particles = {{0.25e-6, 1.0}};
  return c;
}

/// A curve of stoichiometry through value * shape at y = 0, 0.3, 0.6 and 1.
inline Curve by_stoichiometry(double value, const Eigen::Array4d& shape) {
  Curve c{value};
  c.variable = Curve::Variable::stoichiometry, c.name = "curve.csv";
  c.table = CubicTable::monotone(Eigen::Array4d(0, 0.3, 0.6, 1), shape);
  return c;
}

/// An electronic conductivity that falls with stoichiometry, so low that it matters.
inline void let_electrons_follow(CellParameters& c) {
  c.composite().electron_conductivity = by_stoichiometry(2e-3, Eigen::Array4d(6, 2, 0.7, 0.2));
}

/// Makes of a composite a blend of its active material and a quarter by mass of another one, in rods.
/// @param shift  of the open-circuit voltage of this other one, from 4.2 V empty to 3.2 V full [V]
inline void blend(Composite& p, double shift = -0.15) {
  p.actives.resize(1);
  p.actives.front().share = 0.75;
  ActiveMaterial other = p.active();
  other.name = "second active";
  other.molar_mass = 0.15, other.density = 4500, other.exchanged_ions = 1;
  other.open_circuit_voltage = linear_voltage(4.2 + shift, 3.2 + shift);
  other.diffusivity = {3e-16, 20e3, 298.15};
  other.kinetics = {{1.5, 20e3, 298.15}, 0.4, 0.6};
  p.actives.push_back({other, 0.25});
  p.particles = {{0.1e-6, 0.4}, {0.3e-6, 0.6}, {0.2e-6, 1, 1, Shape::rod}};
  p.thickness = p.active_loading / p.active_weight_fraction * p.specific_volume() / (1 - p.porosity);
}

/// Makes of a composite a dense film of its active material.
inline void make_dense(Composite& p, double thickness) {
  p.dense = true;
  p.active_weight_fraction = 1, p.electrolyte_weight_fraction = 0;
  p.additives.clear();
  p.porosity = 0, p.thickness = thickness;
  p.active_loading = p.active().density * thickness, p.electrolyte_loading = 0;
  p.particles = {{thickness, 1, 0, Shape::plate}};
}

/// An alloy whose potential falls by a straight line as it fills.     @param capacity  [C m-2]
inline Alloy alloy(double capacity = 4e4) {
  Alloy a;
  a.potential = {1.0};
  a.potential.variable = Curve::Variable::stoichiometry, a.potential.name = "a straight line";
  a.potential.table = CubicTable::monotone(Eigen::Array2d(0, 1), Eigen::Array2d(0.7, 0.4));
  a.capacity = capacity, a.stoichiometry = 0.6;
  return a;
}

/// The same foil, into which the metal diffuses.
inline Alloy foil() {
  Alloy a = alloy();
  a.diffusion = FoilDiffusion{50e-6, {2e-13, 30e3, 298.15}};
  return a;
}

/// Metal | electrolyte | metal.
inline CellParameters symmetric_cell() {
  CellParameters c = simple_cell();
  c.positive = c.negative;
  c.nominal_areal_capacity = 36e3;
  c.lower_voltage = -2.5;
  c.upper_voltage = 2.5;
  return c;
}

/// Blocking electrode | electrolyte | blocking electrode.     @param capacitance  of each [F m-2]
inline CellParameters blocking_cell(double capacitance) {
  CellParameters c = symmetric_cell();
  FlatElectrode blocking;
  blocking.blocking = true;
  blocking.double_layer.capacitance = capacitance;
  c.negative = c.positive = blocking;
  return c;
}

/// Metal | electrolyte | composite of electrolyte and carbon.     @param capacitance  of all its carbon [F m-2]
inline CellParameters carbon_cell(double capacitance) {
  CellParameters c = simple_cell();
  Composite& p = c.composite();
  p.active() = ActiveMaterial{};
  p.particles.clear();
  p.active_weight_fraction = p.active_loading = 0;
  p.electrolyte_weight_fraction = 0.75;
  p.additives = {{"carbon", 2000, 0.25}};
  p.thickness = 20e-6;
  p.electrolyte_loading = p.thickness * (1 - p.porosity) / p.specific_volume() * p.electrolyte_weight_fraction;
  p.double_layer.capacitance = capacitance;
  return c;
}

/// A solution of 1 mol/l of a salt. @param curves  whether its coefficients depend on the concentration
inline Electrolyte liquid(bool curves = false) {
  Electrolyte e{"liquid", 1200, {200, 500}, {0.8}};
  e.salt = Salt{1000, 0.4, {2e-10}, {1.0}};
  if (!curves) return e;
  const Eigen::ArrayXd c = Eigen::ArrayXd::LinSpaced(1001, 0.01, 5);
  const auto add = [&](Curve& curve, const Eigen::ArrayXd& shape, const char* name) {
    curve.variable = Curve::Variable::concentration, curve.name = name;
    curve.table = CubicTable::monotone(c, shape);
  };
  add(e.conductivity, c * ((1 - c) / 1.2).exp(), "conductivity.csv");
  add(e.salt->diffusivity, (-0.4 * (c - 1)).exp(), "diffusivity.csv");
  add(e.salt->thermodynamic_factor, 1 + 0.3 * (c - 1), "factor.csv");
  return e;
}

/// Puts a liquid in the place of a cell's solid electrolyte, between active material and carbon of 87.5:12.5.
inline void fill_with_liquid(CellParameters& c, const Electrolyte& electrolyte) {
  Separator::Layer& membrane = c.separator.layers.front();
  membrane.electrolyte = electrolyte;
  membrane.fraction = 0.5, membrane.efficiency = std::pow(0.5, 1.5);
  if (!c.has_composite()) return;
  Composite& p = c.composite();
  p.electrolyte() = electrolyte;
  p.active_weight_fraction = 0.875, p.electrolyte_weight_fraction = 0;
  p.additives.front().weight_fraction = 0.125;
  p.porosity = 0.45;
  p.thickness = p.active_loading / p.active_weight_fraction * p.specific_volume() / (1 - p.porosity);
  p.electrolyte_loading = p.thickness * p.porosity * electrolyte.density;
}

/// Two oxidation reactions, fast enough to be seen within a test.
inline Film film() {
  Film f;
  f.reactions = {{"first", 3.45, {1e-4, 50e3}, 0.5, 210e3, 20e-9, {1e-6}},
                 {"second", 4.2, {2e-4, 40e3}, 0.4, 315e3, 30e-9, {3e-7}}};
  f.specific_area = 400;
  f.molar_volume = 2e-4;
  return f;
}

/// The same, of which all reactions together take a share of the electrolyte of a composite.
inline Film consuming_film(const Composite& composite, double share) {
  Film f = film();
  double charge = 0;  // C per kg of electrolyte
  for (const OxidationReaction& r : f.reactions) charge += r.electrolyte_charge;
  f.electrolyte_molar_volume = share * faraday / (charge * composite.electrolyte().density);
  return f;
}

/// Lets the particles of a composite swell by a third as they fill, and those of other materials shrink.
inline void swell(Composite& composite, double into_thickness) {
  for (ActiveComponent& a : composite.actives)
    a.material.relative_volume = by_stoichiometry(
        1, &a == composite.actives.data() ? Eigen::Array4d(0.9, 1, 1.1, 1.2) : Eigen::Array4d(1.3, 1.2, 1.1, 0.9));
  composite.swelling = Swelling{into_thickness};
}

/// An interphase that has grown by its own scale after some hours on charge.
inline CompositeInterphase interphase() {
  return {3.6, {4e-7, 40e3}, 0.4, 0.05, 1.0, 0};
}

/// Voids at the metal, whose critical current is 1 A m-2 under 1 MPa.
inline Voids voids() {
  Voids v;
  v.depth = 2e-6;
  v.critical_current.value = 0.2;
  v.critical_current_per_pressure = 0.8e-6;
  return v;
}

/// Plating beyond 0.5 A m-2 shorts the cell after 200 C m-2.
inline Plating plating() {
  return {{0.5, 20e3}, 200, 3e-2, false};
}

/// An open-circuit voltage with two branches, `gap` apart.
inline OpenCircuitVoltageData two_branches(double high, double low, double gap) {
  OpenCircuitVoltageData data = linear_voltage(high, low);
  data.hysteresis = Hysteresis{linear_voltage(high + gap, low + gap), 0.05, -1};
  return data;
}

/// All that a cell may have beyond the core at once.
inline void add_every_option(CellParameters& c) {
  c.pressure = 1e6;
  c.composite().film = film();
  c.composite().contact = 0.8;
  c.composite().contact_loss = ContactLoss{0.5, 50};
  c.composite().contact_pressure = ContactPressure{1e6, 0.3};
  c.flat(Side::negative).interface = MetalInterface{1e6, 0.5, growth_per_cycle(c, 1e-3), voids(), {}};
  c.flat(Side::negative).interface_resistance = 1e-3;
  c.separator.layers.front().electrolyte.electronic_conductivity = 1e-8;
  c.composite().active().open_circuit_voltage = two_branches(4.2, 3.2, 0.03);
  c.composite().active().open_circuit_voltage.entropic_coefficient.value = -2e-4;
  c.composite().active().diffusivity.activation_energy = 30e3;
  c.composite().active().kinetics.exchange_current_density.activation_energy = 34e3;
  c.heat = HeatBalance{0.05, 1e-4};
}

/// The state after `duration` at a constant current density from stoichiometry y (of a cell that has an active
/// material), with potentials to round-off.
inline Eigen::ArrayXd state_after(Cell& cell, double current, double y, double duration, double tolerance = 1e-9) {
  cell.set_step({Control::Kind::current, current}, {});
  Eigen::ArrayXd state = cell.parameters().has_active_material() ? cell.resting_state(y) : cell.resting_state_at(0);
  make_consistent(cell, state);
  Integrator integrator(cell, tolerance);
  integrator.start(0, state, cell.rate_of(state), duration);
  while (integrator.advance() == Advance::stepped) continue;
  return integrator.state();
}

/// Keeps everything a run shows.
struct Keeper : Observer {
  struct Row {
    double time;
    Eigen::ArrayXd state;
  };
  std::vector<Row> rows;
  std::vector<StepResult> steps;
  std::vector<CycleResult> cycles;
  Progress first;                     // before the first step
  std::vector<Progress> progress;     // after each step
  std::size_t most_steps = SIZE_MAX;  // then the run is interrupted
  std::function<void(const Cell&, const Moment&)> each = [](const Cell&, const Moment&) {};

  void series(const Cell& cell, const Moment& m) override {
    rows.push_back({m.time, m.state});
    each(cell, m);
  }
  void step_ended(const Cell&, const StepResult& result) override { steps.push_back(result); }
  void cycle_ended(const Cell&, const CycleResult& result) override { cycles.push_back(result); }
  void begins(const Progress& now) override { first = now; }
  bool proceed(const Progress& now) override {
    progress.push_back(now);
    return steps.size() < most_steps;
  }
};

/// Steps one after the other, all of them so many times.
inline Protocol protocol_of(const std::vector<std::string>& texts, int times = 1) {
  Protocol protocol;
  for (int k = 0; k < times; ++k)
    for (const std::string& text : texts) protocol.emplace_back(parse_step(text));
  return protocol;
}

/// Order of convergence from three errors at meshes that double.
inline double observed_order(double coarse, double fine) {
  return std::log2(std::abs(coarse / fine));
}

}  // namespace closo::test
