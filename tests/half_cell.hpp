// The half cells that PyBaMM is compared on: pybamm_half_cell.py and pybamm_liquid_cell.py in tests/benchmark/ describe
// the same ones.
#pragma once

#include "tests/cells.hpp"

namespace closo::test {

struct HalfCellCase {
  double loading = 1.14e-2;   // kg m-2
  double D = 1e-16;           // m2 s-1
  double R = 0.25e-6;         // m
  double kappa = 0.09;        // S m-1
  double separator = 550e-6;  // m
  double i_0 = 0.5;           // A m-2
};

/// Sampled densely enough that the table adds less than 1e-6 V.
inline CubicTable half_cell_voltage() {
  constexpr Index count = 4001;
  Eigen::ArrayXd y(count), U(count);
  for (Index k = 0; k < count; ++k) {
    const double s = static_cast<double>(k) / (count - 1);
    y(k) = 0.5 * s + 0.25 * (1 - std::cos(M_PI * s));  // denser towards both ends
    U(k) = 3.83 - 0.21 * std::tanh((y(k) - 0.5) / 0.03) - 0.02 * (y(k) - 0.5) + 0.03 * std::exp(-y(k) / 0.01) -
           0.9 * std::exp((y(k) - 1) / 0.012);
  }
  return CubicTable::monotone(y, U);
}

inline CellParameters half_cell(const HalfCellCase& k) {
  CellParameters c = simple_cell();
  c.nominal_capacity = 130.17 * 3600;
  c.separator.layers.front().thickness = k.separator;
  c.separator.layers.front().electrolyte.conductivity.value = k.kappa;
  Composite& p = c.composite();
  p.electrolyte().conductivity.value = k.kappa;
  p.active_loading = k.loading;
  p.thickness = k.loading / p.active_weight_fraction * p.specific_volume() / (1 - p.porosity);
  p.active().diffusivity.value = k.D;
  p.active().kinetics.exchange_current_density.value = k.i_0;
  p.active().open_circuit_voltage.table = half_cell_voltage();
  p.particles = {{k.R, 1.0}};
  // PyBaMM lets electrons pass through all that is not electrolyte.
  p.electron_conductivity.value = 10 * std::pow(1 - coefficients_of(c).composite().eps_electrolyte, 1.5);
  return c;
}

/// With a liquid electrolyte.
struct LiquidCellCase {
  HalfCellCase cell{.kappa = 0.8, .separator = 200e-6};
  double t_plus = 0.4;
  double D_e = 2e-10;   // m2 s-1
  double factor = 1;    // thermodynamic
  bool curves = false;  // whether these depend on the concentration
};

inline CellParameters liquid_cell(const LiquidCellCase& k) {
  CellParameters c = half_cell(k.cell);
  Electrolyte electrolyte = liquid(k.curves);
  electrolyte.conductivity.value = k.cell.kappa;
  electrolyte.salt->transference_number = k.t_plus;
  electrolyte.salt->diffusivity.value = k.D_e;
  electrolyte.salt->thermodynamic_factor.value = k.factor;
  fill_with_liquid(c, electrolyte);
  c.composite().electron_conductivity.value = 10 * std::pow(1 - c.composite().porosity, 1.5);
  return c;
}

/// A discharge; the voltage can be asked for at given times.
struct Discharge {
  std::vector<double> voltage;  // at the times asked for that were reached
  double charge = 0.0;          // over the nominal capacity
  double end_time = 0.0;        // s
};

/// From a state at rest until one of the events.
inline Discharge discharge(Cell& cell, Integrator& integrator, Eigen::ArrayXd state, double c_rate,
                           const std::vector<Event>& events, const std::vector<double>& times) {
  cell.set_step({Control::Kind::current, c_rate * cell.coefficients().one_c()}, events);
  Eigen::ArrayXd between;
  make_consistent(cell, state);
  integrator.start(0, state, cell.rate_of(state), INFINITY);
  Discharge d;
  std::size_t next = 0;
  if (!times.empty() && times[0] == 0) d.voltage.push_back(state(cell.layout().V())), next = 1;
  Advance advance;
  do {
    advance = integrator.advance();
    for (; next < times.size() && times[next] <= integrator.time(); ++next) {
      integrator.interpolate(times[next], between);
      d.voltage.push_back(between(cell.layout().V()));
    }
  } while (advance == Advance::stepped);
  d.charge = integrator.state()(cell.layout().q());
  d.end_time = integrator.time();
  return d;
}

/// From y = 0.02 to 2.5 V.
inline Discharge discharge(Cell& cell, Integrator& integrator, double c_rate, const std::vector<double>& times) {
  return discharge(cell, integrator, cell.resting_state(0.02), c_rate,
                   {{Event::Kind::voltage_falls, 2.5}, {Event::Kind::surface_full}}, times);
}

inline Discharge discharge(Cell& cell, double c_rate, double tolerance, const std::vector<double>& times) {
  Integrator integrator(cell, tolerance);
  return discharge(cell, integrator, c_rate, times);
}

}  // namespace closo::test
