// The condensed solve against differences of the residual, at random states, for every option of the model.
#include <random>

#include <gtest/gtest.h>

#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

struct Option {
  const char* name;
  std::function<void(CellParameters&)> change;
  Control control;
};

std::vector<Option> options() {
  const Control current{Control::Kind::current, 3.0};
  return {
      {"base", [](CellParameters&) {}, current},
      {"imposed voltage", [](CellParameters&) {}, {Control::Kind::voltage, 3.7}},
      {"imposed power", [](CellParameters&) {}, {Control::Kind::power, 12.0}},
      {"film", [](CellParameters& c) { c.positive.film_resistance = 0.02; }, current},
      {"unequal transfer coefficients",
       [](CellParameters& c) {
         c.positive.active.kinetics.alpha_a = 0.3, c.positive.active.kinetics.alpha_c = 0.7;
         c.negative.kinetics.alpha_a = 0.6, c.negative.kinetics.alpha_c = 0.4;
       },
       current},
      {"diffusivity table",
       [](CellParameters& c) {
         c.positive.active.diffusivity.table =
             CubicTable::monotone(Eigen::Array4d(0, 0.3, 0.6, 1), Eigen::Array4d(1e-15, 1e-16, 3e-16, 5e-17));
         c.positive.active.diffusivity.coefficient.value = 1;
       },
       current},
      {"galleries",
       [](CellParameters& c) {
         OpenCircuitVoltageData data;
         data.galleries = {{0.5, 3.605, 0.42}, {0.5, 4.005, 0.30}};
         data.empty = 5.0, data.full = 2.4;
         c.positive.active.open_circuit_voltage = data;
       },
       current},
      {"three particle classes",
       [](CellParameters& c) {
         c.positive.particles = {{0.1e-6, 0.2}, {0.3e-6, 0.5}, {1e-6, 0.3}};
       },
       current},
      {"contact, collector and interface resistance",
       [](CellParameters& c) {
         c.positive.contact = 0.4, c.positive.contact_resistance = 1e-3, c.negative.interface_resistance = 2e-3;
       },
       {Control::Kind::voltage, 3.6}},
      {"growing film", [](CellParameters& c) { c.positive.film = test::film(); }, current},
      {"growing film at an imposed voltage",
       [](CellParameters& c) { c.positive.film = test::film(); },
       {Control::Kind::voltage, 4.1}},
      {"voids",
       [](CellParameters& c) {
         c.negative.interface = MetalInterface{0.3e6, 0.5, 0, test::voids()}, c.pressure = 1e6,
         c.negative.interface_resistance = 2e-3;
       },
       current},
      {"leakage at an imposed power",
       [](CellParameters& c) { c.separator.layers.front().electrolyte.electronic_conductivity = 1e-5; },
       {Control::Kind::power, 8.0}},
      {"hysteresis",
       [](CellParameters& c) { c.positive.active.open_circuit_voltage = test::two_branches(4.2, 3.2, 0.1); }, current},
      {"heat",
       [](CellParameters& c) {
         c.heat = HeatBalance{2e-3, 1e-4}, c.positive.active.diffusivity.coefficient.activation_energy = 30e3;
         c.positive.active.open_circuit_voltage.entropic_coefficient = 3e-4;
       },
       current},
      {"every option", test::add_every_option, {Control::Kind::power, 10.0}},
      {"every option on charge", test::add_every_option, {Control::Kind::current, -3.0}},
      {"symmetric",
       [](CellParameters& c) {
         c = test::symmetric_cell();
         c.pressure = 1e6;
         c.negative.interface = c.counter->interface = MetalInterface{1e6, 0.5, 0, test::voids()};
         c.counter->interface_resistance = 2e-3, c.counter->kinetics.alpha_a = 0.4;
         c.separator.layers.front().electrolyte.electronic_conductivity = 1e-5;
       },
       {Control::Kind::voltage, 0.1}},
      {"blocking", [](CellParameters& c) { c = test::blocking_cell(20.0); }, current},
      {"metal and blocking",
       [](CellParameters& c) {
         c = test::blocking_cell(20.0);
         c.negative = test::symmetric_cell().negative;
       },
       {Control::Kind::power, 2.0}},
      {"carbon composite",
       [](CellParameters& c) {
         c = test::carbon_cell(15.0);
         c.positive.film = test::film();
       },
       {Control::Kind::voltage, 3.2}},
      {"liquid", [](CellParameters& c) { test::fill_with_liquid(c, test::liquid()); }, current},
      {"liquid whose coefficients depend on the concentration",
       [](CellParameters& c) { test::fill_with_liquid(c, test::liquid(true)); },
       {Control::Kind::power, 9.0}},
      {"liquid and every option",
       [](CellParameters& c) {
         test::add_every_option(c);
         c.positive.active.kinetics.alpha_a = 0.3, c.positive.active.kinetics.alpha_c = 0.7;
         c.negative.kinetics.alpha_a = 0.6, c.negative.kinetics.alpha_c = 0.4;
         test::fill_with_liquid(c, test::liquid(true));
       },
       {Control::Kind::voltage, 3.7}},
      {"symmetric with a liquid",
       [](CellParameters& c) {
         c = test::symmetric_cell();
         test::fill_with_liquid(c, test::liquid(true));
       },
       {Control::Kind::voltage, 0.1}},
      {"one cell in x with a liquid", [](CellParameters& c) { test::fill_with_liquid(c, test::liquid(true)); },
       current},
      {"one cell in x", [](CellParameters&) {}, {Control::Kind::power, -5.0}},
      {"heat with galleries, classes and a table of the diffusivity",
       [](CellParameters& c) {
         c.heat = HeatBalance{2e-3, 1e-4};
         c.positive.particles = {{0.1e-6, 0.4}, {0.3e-6, 0.6}};
         c.positive.active.open_circuit_voltage.table.reset();
         c.positive.active.open_circuit_voltage.galleries = {{0.5, 3.605, 0.42}, {0.5, 4.005, 0.30}};
         c.positive.active.open_circuit_voltage.empty = 5.0, c.positive.active.open_circuit_voltage.full = 2.4;
         c.positive.active.diffusivity.table =
             CubicTable::monotone(Eigen::Array4d(0, 0.3, 0.6, 1), Eigen::Array4d(1e-15, 1e-16, 3e-16, 5e-17));
         c.positive.active.diffusivity.coefficient = {1, 30e3, 298.15};
       },
       current},
  };
}

ArrayXd residual(Cell& cell, const ArrayXd& y, const ArrayXd& yp) {
  ArrayXd r(y.size());
  cell.residual(0, ConstVector(y.data(), y.size()), ConstVector(yp.data(), yp.size()), Vector(r.data(), r.size()));
  return r;
}

TEST(Jacobian, SolveInvertsTheDifferencesOfTheResidualForEveryOption) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> uniform(-1, 1);
  const auto noise = [&](Index n) { return ArrayXd(ArrayXd::NullaryExpr(n, [&] { return uniform(random); })); };
  for (const Option& option : options()) {
    CellParameters parameters = test::simple_cell();
    option.change(parameters);
    const bool active = parameters.has_active_material();
    Cell cell(parameters, {std::string(option.name).starts_with("one cell in x") ? 1 : 6, 7, 1.8, 5});
    cell.set_step(option.control, {});
    const Index n = cell.size();
    for (int trial = 0; trial < 5; ++trial) {
      ArrayXd y = active ? cell.resting_state(0.5) : cell.resting_state_at(3.0);
      const ArrayXd yp = 1e-3 * noise(n);
      ArrayXd wanted = noise(n);
      Fields<double> s(cell.layout(), y.data());
      for (Index p = 0; p < cell.layout().n_p; ++p) {
        s.y(p) += 0.3 * noise(cell.layout().shells()).reshaped(cell.layout().n_x, cell.layout().n_r);
        s.j(p) = noise(cell.layout().n_x);
      }
      for (Index k = 0; k < cell.layout().n_f; ++k) {
        s.film_unspent(k) = 0.4 + 0.3 * noise(cell.layout().n_x);
        s.film_rate(k) = 1e-3 * noise(cell.layout().n_x);
        Fields<double>(cell.layout(), wanted.data()).film_rate(k) *= 1e-4;
      }
      s.u() += 0.2 * noise(cell.layout().n_x);
      s.salt() = 1 + 0.6 * noise(cell.layout().n_salt());
      for (Index p = 0; p < cell.layout().n_h; ++p) s.branch(p) = 0.8 * noise(cell.layout().n_x);
      s.leaked() = 0.1, s.temperature() = 300 + 5 * uniform(random);
      s.i() = (uniform(random) > 0 ? 2 : -2) + uniform(random), s.V() += 0.1 * uniform(random);
      for (Index k = 0; k < cell.layout().n_flat; ++k)
        s.voids(k) = 0.5 + 0.4 * uniform(random), s.eta_m(k) = 0.1 * uniform(random), s.metal_growth(k) = 2e-3;
      const double cj = std::pow(10.0, 2 * uniform(random) - 1);
      // The slow states keep their values within a step.
      wanted(cell.layout().contact()) = wanted(cell.layout().cut_off()) = 0;
      for (Index k = 0; k < cell.layout().n_flat; ++k) wanted(cell.layout().metal_growth(k)) = 0;
      // b = J wanted by central differences; the solve must give `wanted` back.
      const double h = 1e-6;
      const ArrayXd b = (residual(cell, y + h * wanted, yp + cj * h * wanted) -
                         residual(cell, y - h * wanted, yp - cj * h * wanted)) /
                        (2 * h);
      residual(cell, y, yp);
      ArrayXd x(n);
      cell.solve(cj, ConstVector(b.data(), n), Vector(x.data(), n));
      Index worst;
      EXPECT_LT((x - wanted).abs().maxCoeff(&worst), 1e-5) << option.name << ", unknown " << worst;
    }
  }
}

}  // namespace
}  // namespace closo
