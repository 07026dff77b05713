// Composite | separator | composite: against half cells, its mirror image, a solid electrolyte, differences, and the
// balance of what passes from one to the other.
#include <cmath>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "models/balance.hpp"
#include "models/impedance.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

constexpr Mesh mesh{5, 7, 1.8, 4, 6};

/// A negative composite of a host of 0.1 to 0.9 V, beside which the positive one is that of a cell.
CellParameters with_negative_composite(CellParameters c) {
  Composite n = c.composite();
  n.active().name = "negative host";
  n.active().open_circuit_voltage = test::linear_voltage(0.9, 0.1);
  n.active().exchanged_ions = 1;
  n.active().molar_mass = 0.2;
  n.active().diffusivity.value = 3e-16;
  n.active().kinetics.exchange_current_density.value = 0.8;
  n.particles = {{0.4e-6, 1.0}};
  n.collector_resistance = 2e-4;
  n.electron_conductivity.value = 1.5;
  n.thickness *= 1.3, n.active_loading *= 1.3, n.electrolyte_loading *= 1.3;
  c.negative = n;
  c.lower_voltage = 2.0, c.upper_voltage = 4.2;
  return c;
}

CellParameters full_cell() {
  return with_negative_composite(test::simple_cell());
}

CellParameters liquid_full_cell(bool curves = true) {
  CellParameters c = test::simple_cell();
  test::fill_with_liquid(c, test::liquid(curves));
  return with_negative_composite(c);
}

/// Every option that a composite has, in both.
void add_everything(CellParameters& c) {
  c.pressure = 1e6;
  for (const Side side : sides) {
    Composite& p = c.composite(side);
    p.film = test::film();
    if (side == Side::negative)
      for (OxidationReaction& r : p.film.reactions) r.potential -= 3.2;
    p.film_resistance = 1e-3;
    p.particles = {{0.2e-6, 0.4}, {0.5e-6, 0.6}};
    p.contact = 0.8;
    p.contact_loss = ContactLoss{0.5, 30};
    p.electron_conductivity = test::by_stoichiometry(2e-3, Eigen::Array4d(6, 2, 0.7, 0.2));
    const auto& U = *p.active().open_circuit_voltage.table;
    p.active().open_circuit_voltage =
        test::two_branches(U.at(0).value, U.at(1).value, side == Side::negative ? 0.05 : 0.1);
  }
}

std::vector<std::pair<std::string, CellParameters>> kinds() {
  std::vector<std::pair<std::string, CellParameters>> all{{"solid", full_cell()},
                                                          {"liquid", liquid_full_cell()},
                                                          {"solid, all options", full_cell()},
                                                          {"liquid, all options", liquid_full_cell()},
                                                          {"heated", full_cell()},
                                                          {"carbon", test::carbon_cell(50)}};
  add_everything(all[2].second), add_everything(all[3].second);
  all[3].second.separator.layers.front().electrolyte.electronic_conductivity = 0;
  all[2].second.separator.layers.front().electrolyte.electronic_conductivity = 1e-7;
  for (const Side side : sides)
    all[4].second.composite(side).active().open_circuit_voltage.entropic_coefficient.value =
        side == Side::negative ? 2e-4 : -3e-4;
  all[4].second.heat = HeatBalance{0.05, 1e-3};
  all[5].second.negative = all[5].second.positive;
  all[5].second.composite(Side::negative).double_layer.capacitance = 80;
  return all;
}

/// A state off balance.
ArrayXd disturbed(const Cell& cell, std::mt19937& random) {
  std::uniform_real_distribution<double> uniform(-1, 1);
  const auto noise = [&](Index n) { return ArrayXd(ArrayXd::NullaryExpr(n, [&] { return uniform(random); })); };
  ArrayXd y = cell.parameters().has_active_material() ? cell.resting_state(0.5) : cell.resting_state_at(1);
  const Fields<double> all(cell.layout(), y.data());
  for (Index number = 0; number < 2; ++number) {
    const Fields<double> s = all.of(number);
    const CompositePlace& place = s.composite();
    for (Index p = 0; p < place.n_p; ++p) {
      s.y(p) += 0.3 * noise(place.shells()).reshaped(place.n_x, place.n_r);
      s.j(p) = noise(place.n_x);
    }
    s.u() += 0.1 * noise(place.n_x);
    s.contact() *= 0.9;
    for (Index k = 0; k < cell.layout().place(place.name("film_rate")).columns; ++k) {
      test::field(s, place.name("film_unspent"), k) = 0.4 + 0.3 * noise(place.n_x);
      test::field(s, place.name("film_rate"), k) = 1e-3 * noise(place.n_x);
    }
    for (Index p = 0; p < cell.layout().place(place.name("branch")).columns; ++p)
      test::field(s, place.name("branch"), p) = 0.8 * noise(place.n_x);
  }
  if (cell.electrolyte().active()) test::field(all, "salt") = 1 + 0.5 * noise(cell.layout().place("salt").rows);
  all.i() = 2 + uniform(random), all.V() += 0.1 * uniform(random), all.ionic_charge() = 0.3, all.cycles() = 4;
  all.temperature() = 300 + uniform(random);
  return y;
}

TEST(TwoComposites, SolveInvertsTheDifferencesOfTheResidual) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (const auto& [name, parameters] : kinds())
    for (const Control control : {Control{Control::Kind::current, 2.0}, Control{Control::Kind::voltage, 3.4},
                                  Control{Control::Kind::power, 5.0}}) {
      Cell cell(parameters, mesh);
      cell.set_step(control, {});
      const Index n = cell.size();
      const ArrayXd y = disturbed(cell, random), yp = 1e-3 * ArrayXd::NullaryExpr(n, [&] { return uniform(random); });
      ArrayXd wanted = ArrayXd::NullaryExpr(n, [&] { return uniform(random); });
      for (const char* rate : {"film_rate", "negative_film_rate"})
        for (Index k = 0; k < cell.layout().place(rate).columns; ++k)
          test::field(Fields<double>(cell.layout(), wanted.data()), rate, k) *= 1e-4;
      for (const double cj : {0.1, 10.0}) {
        const ArrayXd x = test::solved_from_differences(cell, y, yp, wanted, cj);
        Index worst;
        EXPECT_LT((x - wanted).abs().maxCoeff(&worst), cell.model()->heated() ? 2e-5 : 1e-5)
            << name << ", " << unknown_name(cell.layout(), worst);
      }
    }
}

CellParameters swapped(CellParameters c) {
  std::swap(c.negative, c.positive);
  c.lower_voltage = -std::exchange(c.upper_voltage, -c.lower_voltage);
  // 1C is that of the first composite, which is another one.
  c.nominal_capacity *= c.composite(Side::negative).reference_loading() / c.composite().reference_loading();
  return c;
}

/// The same state of the mirror image: by names of fields, with composites changed over and the other sign.
ArrayXd mirror_image(const Cell& cell, const Cell& image, const ArrayXd& values) {
  ArrayXd result(image.size());
  const Fields<const double> from(cell.layout(), values.data());
  const Fields<double> to(image.layout(), result.data());
  for (const Field& field : fields_of(image.layout())) {
    std::string name = field.name;
    constexpr const char* prefix = "negative_";
    bool composite = false;
    for (const Field& other : fields_of(cell.layout()))
      composite |= other.name == prefix + name || name == prefix + other.name;
    if (composite) name = name.starts_with(prefix) ? name.substr(9) : prefix + name;
    for (const Field& other : fields_of(cell.layout()))
      if (other.name == name) result.segment(field.begin, field.size()) = values.segment(other.begin, other.size());
  }
  if (cell.electrolyte().active()) test::field(to, "salt") = test::field(from, "salt").reverse().eval();
  for (double* value : {&to.i(), &to.V(), &to.q(), &to.ionic_charge()}) *value *= -1;
  return result;
}

TEST(TwoComposites, ResidualNewtonStepAndImpedanceAreThoseOfTheMirrorImage) {
  std::mt19937 random(3);
  for (const auto& [name, parameters] : kinds()) {
    Mesh other = mesh;
    std::swap(other.n_x, other.n_negative);
    Cell cell(parameters, mesh), image(swapped(parameters), other);
    ASSERT_NEAR(cell.coefficients().nominal_charge, image.coefficients().nominal_charge, 1e-9);
    cell.set_step({Control::Kind::current, 2}, {}), image.set_step({Control::Kind::current, -2}, {});
    const ArrayXd y = disturbed(cell, random), rate = ArrayXd::LinSpaced(cell.size(), -1e-4, 1e-4);
    const ArrayXd row = test::residual(cell, y, rate),
                  image_row = test::residual(image, mirror_image(cell, image, y), mirror_image(cell, image, rate)),
                  expected = mirror_image(cell, image, row);
    Index worst;
    EXPECT_LT(((image_row - expected) / (1 + expected.abs())).abs().maxCoeff(&worst), 1e-12)
        << name << ", " << unknown_name(image.layout(), worst);
    const ArrayXd b = ArrayXd::LinSpaced(cell.size(), -1e-3, 1e-3), image_b = mirror_image(cell, image, b);
    ArrayXd x(cell.size()), image_x(cell.size());
    cell.solve(0.1, ConstVector(b.data(), b.size()), Vector(x.data(), x.size()));
    image.solve(0.1, ConstVector(image_b.data(), b.size()), Vector(image_x.data(), x.size()));
    const ArrayXd expected_x = mirror_image(cell, image, x);
    EXPECT_LT((image_x - expected_x).abs().maxCoeff(&worst),
              (cell.model()->heated() ? 1e-4 : 1e-9) * (1 + x.abs().maxCoeff()))
        << name << ", " << unknown_name(image.layout(), worst);
    for (const double omega : {1e-4, 1.0, 1e4}) {
      const std::complex<double> Z = cell.impedance({0, omega});
      EXPECT_LT(std::abs(image.impedance({0, omega}) - Z), 1e-10 * std::abs(Z)) << name << " at " << omega;
    }
    if (parameters.heat) {
      EXPECT_NEAR(image.heat(mirror_image(cell, image, y)) / cell.heat(y), 1, 1e-9);
    }
  }
}

/// The potential of a composite in a solid electrolyte, against that at the separator, through a discharge of a half
/// cell at the same current.
std::vector<double> electrode_potential(CellParameters c, Side side, double i, double y,
                                        const std::vector<double>& at) {
  const FlatElectrode metal = test::simple_cell().flat(Side::negative);
  (side == Side::positive ? c.negative : c.positive) = metal;
  c.lower_voltage = -10, c.upper_voltage = 10;
  Mesh own = mesh;
  if (side == Side::negative) own.n_x = mesh.n_negative;
  Cell cell(c, own);
  cell.set_step({Control::Kind::current, i}, {});
  ArrayXd state = cell.resting_state(y), between;
  make_consistent(cell, state);
  Integrator integrator(cell, 1e-9);
  integrator.start(0, state, cell.rate_of(state), INFINITY);
  std::vector<double> potential;
  for (std::size_t next = 0; next < at.size();) {
    integrator.advance();
    for (; next < at.size() && at[next] <= integrator.time(); ++next) {
      integrator.interpolate(at[next], between);
      potential.push_back(cell.composite().potential({cell.layout(), between.data()}));
    }
  }
  return potential;
}

TEST(TwoComposites, VoltageIsThatOfTwoHalfCells) {
  const CellParameters c = full_cell();
  Cell cell(c, mesh);
  const double i = 1.5 * cell.coefficients().one_c();
  cell.set_step({Control::Kind::current, i}, {});
  ArrayXd state = cell.resting_state(Stoichiometries{0.2, 0.7}), between;
  make_consistent(cell, state);
  Integrator integrator(cell, 1e-9);
  integrator.start(0, state, cell.rate_of(state), INFINITY);
  const std::vector<double> times{10, 100, 300, 700};
  const std::vector<double> positive = electrode_potential(c, Side::positive, i, 0.2, times),
                            negative = electrode_potential(c, Side::negative, i, 0.7, times);
  for (std::size_t next = 0; next < times.size();) {
    integrator.advance();
    for (; next < times.size() && times[next] <= integrator.time(); ++next) {
      integrator.interpolate(times[next], between);
      const double R = cell.coefficients().R_separator;
      EXPECT_NEAR(between(cell.layout().V()), positive[next] - negative[next] - i * R, 2e-7) << times[next];
      const double reference = overpotentials(cell, between).negative_potential;
      EXPECT_NEAR(reference, negative[next] + i * R / 2, 2e-7);
    }
  }
}

TEST(TwoComposites, ImpedanceOfTwoEqualElectrodesIsTwiceThatOfOne) {
  CellParameters c = test::simple_cell();
  c.composite().double_layer.capacitance = 0.1;
  c.negative = c.positive;
  Mesh same = mesh;
  same.n_negative = same.n_x;
  Cell cell(c, same);
  EXPECT_NEAR(cell.resting_state(0.4)(cell.layout().V()), 0, 1e-15);
  CellParameters half = test::simple_cell();
  half.composite().double_layer.capacitance = 0.1;
  Cell one(half, same);
  const std::vector<double> frequencies{1e-4, 1e-2, 1, 100, 1e4};
  const auto both = impedance(cell, cell.resting_state(0.4), frequencies),
             Z = impedance(one, one.resting_state(0.4), frequencies);
  const double R = cell.coefficients().R_separator, f = cell.coefficients().f,
               metal = 1 / (f * one.coefficients().flat(Side::negative).i_ref);
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const std::complex<double> composite = Z[k] - R - metal;
    EXPECT_LT(std::abs(both[k] - R - 2.0 * composite), 1e-10 * std::abs(both[k])) << frequencies[k];
  }
}

/// With t+ = 1 the concentration of the salt stays as it is, and the liquid conducts as a solid does.
TEST(TwoComposites, ALiquidThatPassesCationsAloneIsASolid) {
  CellParameters c = liquid_full_cell(false);
  c.separator.layers.front().electrolyte.salt->transference_number = 1;
  for (const Side side : sides) c.composite(side).electrolyte().salt->transference_number = 1;
  CellParameters solid = c;
  const Coefficients k = coefficients_of(c);
  for (std::size_t number = 0; number < 2; ++number) {
    Composite& p = solid.composite(number == 0 ? Side::positive : Side::negative);
    const double kappa = k.composite(static_cast<Index>(number)).kappa_eff;
    // A solid component of no weight that conducts as the liquid in the pores does.
    p.ion_path = {ConductionPath::Kind::effective_conductivity, kappa};
    p.electrolyte().salt.reset();
  }
  solid.separator.layers.front().electrolyte.salt.reset();
  Cell liquid_cell(c, mesh), solid_cell(solid, mesh);
  std::vector<double> voltage[2];
  for (const int which : {0, 1}) {
    Cell& cell = which == 0 ? liquid_cell : solid_cell;
    cell.set_step({Control::Kind::current, 2 * cell.coefficients().one_c()}, {});
    ArrayXd state = cell.resting_state(Stoichiometries{0.2, 0.7}), between;
    make_consistent(cell, state);
    Integrator integrator(cell, 1e-9);
    integrator.start(0, state, cell.rate_of(state), INFINITY);
    for (const double time : {5.0, 50.0, 200.0}) {
      while (integrator.time() < time) integrator.advance();
      integrator.interpolate(time, between);
      voltage[which].push_back(between(cell.layout().V()));
      if (which == 0) {
        EXPECT_LT((test::field(Fields<double>(cell.layout(), between.data()), "salt") - 1).abs().maxCoeff(), 1e-12);
      }
    }
    for (const double omega : {1e-3, 10.0}) {
      test::residual(cell, cell.resting_state(0.4), ArrayXd::Zero(cell.size()));
      voltage[which].push_back(std::abs(cell.impedance({0, omega})));
    }
  }
  for (std::size_t m = 0; m < voltage[0].size(); ++m) EXPECT_NEAR(voltage[0][m], voltage[1][m], 1e-7) << m;
}

/// What one composite gives up the other takes; the salt stays; the terms of the voltage sum to it.
TEST(TwoComposites, KeepTheirContentsAndTheSumOfTheirLosses) {
  for (const auto& [name, parameters] : kinds()) {
    if (!parameters.has_active_material()) continue;
    Cell cell(parameters, mesh);
    RunSettings settings;
    settings.mesh = mesh;
    settings.start_stoichiometry = 0.3, settings.start_negative_stoichiometry = 0.8;
    settings.protocol =
        test::protocol_of({"Discharge at 1C until 2.2 V", "Rest for 10 minutes", "Charge at C/2 until 3.9 V",
                           "Hold at 3.9 V until C/10", "Discharge at 3 mW/cm2 for 10 minutes"});
    const ArrayXd start = cell.resting_state(Stoichiometries{0.3, 0.8});
    const auto held = [](const Cell& at, const ArrayXd& state, Index k) {
      return ions_in_composite(at, state, k) + ions_disconnected(at, state, k);
    };
    double before[2] = {held(cell, start, 0), held(cell, start, 1)};
    ArrayXd capacity;
    double largest = 0, moments = 0;
    test::Keeper keeper;
    keeper.each = [&](const Cell& at, const Moment& m) {
      ++moments;
      for (const Index k : {0, 1}) {
        const double sites = at.coefficients().composite(k).exchange_charge / faraday;
        ASSERT_NEAR((held(at, m.state, k) - before[k] - charge_passed(at, m.state, k) / faraday) / sites, 0, 1e-12)
            << name << " composite " << k;
      }
      double sum = at.open_circuit_voltage(m.state);
      std::optional<Cell> own;
      if (at.model()->heated()) sum = at.at_temperature_of(m.state, own).open_circuit_voltage(m.state);
      for (const double term : overpotentials(at, m.state).values()) sum += term;
      largest = std::max(largest, std::abs(sum - m.state(at.layout().V())));
    };
    ASSERT_TRUE(simulate(cell, settings, keeper).completed()) << name;
    EXPECT_GT(moments, 50);
    EXPECT_LT(largest, 1e-7) << name;
  }
}

TEST(TwoComposites, BalanceFollowsTheChargeAndItsInverse) {
  const CellParameters c = full_cell();
  const Balance balance(c, {0.2, 0.7});
  const Coefficients k = coefficients_of(c);
  for (const double y : {0.1, 0.2, 0.45}) {
    const auto [first, second] = balance.at(y);
    EXPECT_NEAR((first - 0.2) * k.composite(0).exchange_charge, (0.7 - second) * k.composite(1).exchange_charge, 1e-9);
    EXPECT_NEAR(balance.voltage(y), (4.2 - first) - (0.9 - 0.8 * second), 1e-9);
    EXPECT_NEAR(balance.stoichiometry(balance.voltage(y)), y, 1e-9);
  }
  EXPECT_NEAR(balance.at(balance.range().low)[1], std::min(1.0, balance.at(0)[1]), 1e-9);
}

/// Means over cells converge with the square of their width.
TEST(TwoComposites, ConvergeWithSecondOrder) {
  const CellParameters c = liquid_full_cell();
  const auto voltage = [&](Index n) {
    Cell cell(c, {n, 12, 2.0, n, n});
    cell.set_step({Control::Kind::current, 3 * cell.coefficients().one_c()}, {});
    ArrayXd state = cell.resting_state(Stoichiometries{0.2, 0.7}), between;
    make_consistent(cell, state);
    Integrator integrator(cell, 1e-9);
    integrator.start(0, state, cell.rate_of(state), INFINITY);
    while (integrator.time() < 60) integrator.advance();
    integrator.interpolate(60, between);
    return between(cell.layout().V());
  };
  const double a = voltage(8), b = voltage(16), d = voltage(32);
  EXPECT_NEAR(std::log2((a - b) / (b - d)), 2, 0.15);
}

}  // namespace
}  // namespace closo
