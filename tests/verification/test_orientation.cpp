// A half cell and its mirror image, with the composite at the negative end: all within is the same, and the cell's
// current, voltage and charge have the other sign.
#include <cmath>

#include <gtest/gtest.h>

#include "models/impedance.hpp"
#include "tests/cell_options.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

CellParameters mirrored(CellParameters c) {
  std::swap(c.negative, c.positive);
  c.lower_voltage = -std::exchange(c.upper_voltage, -c.lower_voltage);
  return c;
}

Control mirrored(Control control) {
  const double sign = control.kind == Control::Kind::power ? 1 : -1;
  return {control.kind, sign * control.value, sign * control.slope};
}

/// @param values  a state, rate, residual or correction of a cell; of the imposed quantity a residual of `control`
void mirror(const Layout& layout, ArrayXd& values) {
  const Fields<double> s(layout, values.data());
  for (double* value : {&s.i(), &s.V(), &s.q(), &s.ionic_charge()}) *value *= -1;
}

ArrayXd mirror_image(const Layout& layout, ArrayXd values) {
  mirror(layout, values);
  return values;
}

/// The options that are half cells.
std::vector<test::Option> half_cells() {
  std::vector<test::Option> options = test::options();
  std::erase_if(options, [](const test::Option& o) {
    CellParameters c = test::simple_cell();
    o.change(c);
    return !c.has_composite();
  });
  return options;
}

TEST(Orientation, ResidualNewtonStepAndImpedanceAreThoseOfTheMirrorImage) {
  for (const test::Option& option : half_cells()) {
    CellParameters parameters = test::simple_cell();
    option.change(parameters);
    const Mesh mesh{option.one_cell_in_x() ? 1 : 4, 5, 1.8, 4};
    Cell cell(parameters, mesh), image(mirrored(parameters), mesh);
    cell.set_step(option.control, {});
    image.set_step(mirrored(option.control), {});
    const Layout& layout = cell.layout();
    ASSERT_EQ(image.size(), cell.size());
    ArrayXd y = parameters.has_active_material() ? cell.resting_state(0.4) : cell.resting_state_at(3.5);
    const ArrayXd at_rest = parameters.has_active_material() ? image.resting_state(0.4) : image.resting_state_at(-3.5);
    EXPECT_LT((mirror_image(layout, y) - at_rest).abs().maxCoeff(), 1e-12) << option.name;
    // A state off balance, and a rate.
    ArrayXd rate(cell.size());
    for (Index k = 0; k < y.size(); ++k) {
      y(k) += 0.02 * std::sin(7.0 * static_cast<double>(k) + 1);
      rate(k) = 1e-4 * std::cos(3.0 * static_cast<double>(k));
    }
    const Fields<double> s(layout, y.data());
    for (Index p = 0; p < layout.composite().n_p; ++p) s.j(p) = 0.3 * (s.j(p) * 40).sin() - 0.2;
    s.i() = 2.5, s.q() = 0.3, s.ionic_charge() = 0.35, s.cycles() = 3;

    const ArrayXd row = test::residual(cell, y, rate),
                  image_row = test::residual(image, mirror_image(layout, y), mirror_image(layout, rate));
    // A power is the same in both; the rows of current and voltage have the other sign.
    ArrayXd expected = mirror_image(layout, row);
    if (option.control.kind == Control::Kind::power) expected(layout.i()) *= -1;
    Index worst;
    EXPECT_LT(((image_row - expected) / (1 + expected.abs())).abs().maxCoeff(&worst), 1e-12)
        << option.name << ", " << unknown_name(layout, worst);

    ArrayXd b = ArrayXd::LinSpaced(cell.size(), -1e-3, 1e-3), x(cell.size()), image_x(cell.size());
    cell.solve(0.1, ConstVector(b.data(), b.size()), Vector(x.data(), x.size()));
    mirror(layout, b);
    if (option.control.kind == Control::Kind::power) b(layout.i()) *= -1;
    image.solve(0.1, ConstVector(b.data(), b.size()), Vector(image_x.data(), image_x.size()));
    mirror(layout, x);
    // The column of a temperature is one of differences.
    EXPECT_LT((image_x - x).abs().maxCoeff(&worst), (cell.model()->heated() ? 1e-4 : 1e-9) * (1 + x.abs().maxCoeff()))
        << option.name << ", " << unknown_name(layout, worst);

    for (const double omega : {1e-4, 1.0, 1e4}) {
      const std::complex<double> Z = cell.impedance({0, omega}), image_Z = image.impedance({0, omega});
      EXPECT_LT(std::abs(image_Z - Z), 1e-10 * std::abs(Z)) << option.name << " at " << omega;
    }
    if (parameters.heat) {
      EXPECT_NEAR(image.heat(mirror_image(layout, y)) / cell.heat(y), 1, 1e-9) << option.name;
    }
  }
}

struct Course {
  std::vector<double> time, voltage, terms;
};

Course run(const CellParameters& parameters, const std::vector<std::string>& protocol) {
  Cell cell(parameters, {6, 8, 2.0, 6});
  RunSettings settings;
  settings.mesh = cell.model()->mesh();
  settings.start_stoichiometry = 0.3;
  settings.start_voltage = parameters.orientation() * 3.5;
  settings.tolerance = 1e-7;
  settings.protocol = test::protocol_of(protocol);
  test::Keeper keeper;
  Course course;
  keeper.each = [&](const Cell& at, const Moment& m) {
    course.time.push_back(m.time);
    course.voltage.push_back(m.state(at.layout().V()));
    double sum = at.open_circuit_voltage(m.state);
    for (const double term : overpotentials(at, m.state).values()) sum += term;
    course.terms.push_back(sum);
  };
  EXPECT_TRUE(simulate(cell, settings, keeper).completed());
  return course;
}

/// With limits of charge, stoichiometry, current, voltage, power and time.
TEST(Orientation, ARunIsTheMirrorImage) {
  const std::vector<std::string> protocol{"Discharge at 1C until stoichiometry 0.5", "Rest for 10 minutes",
                                          "Charge at 1 mA/cm2 until 4.1 V", "Hold at 4.1 V until C/20",
                                          "Discharge at 5 mW/cm2 for 30 s"},
      image{"Charge at 1C until stoichiometry 0.5", "Rest for 10 minutes", "Discharge at 1 mA/cm2 until -4.1 V",
            "Hold at -4.1 V until C/20", "Discharge at 5 mW/cm2 for 30 s"};
  for (const test::Option& option : half_cells()) {
    CellParameters parameters = test::simple_cell();
    option.change(parameters);
    if (!parameters.has_active_material() || option.one_cell_in_x()) continue;
    const Course one = run(parameters, protocol), other = run(mirrored(parameters), image);
    ASSERT_EQ(one.time.size(), other.time.size()) << option.name;
    for (std::size_t k = 0; k < one.time.size(); ++k) {
      ASSERT_NEAR(other.time[k], one.time[k], 1e-5 * (1 + one.time[k])) << option.name;
      ASSERT_NEAR(other.voltage[k], -one.voltage[k], 1e-6) << option.name << " at " << one.time[k] << " s";
      ASSERT_NEAR(other.terms[k], other.voltage[k], 1e-7) << option.name << " at " << one.time[k] << " s";
    }
  }
}

}  // namespace
}  // namespace closo
