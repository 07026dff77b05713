// Damped Newton on the algebraic rows; a power is reached through the currents that bracket it.
#include "models/consistent_start.hpp"

#include <cmath>

#include "solver/error.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

constexpr int max_iterations = 1000;  // mostly ten, but hundreds where a thick film meets a reaction that hardly goes
constexpr int max_halvings = 40;
// The last correction, relative to the unknowns: with quadratic convergence what is left is round-off.
constexpr double correction_tolerance = 1e-9;
// Rates have no part in the size of a correction, but in the defect of a start.
constexpr double largest_defect = 1e-7;
// Of the current in the search for a power; Newton's method then takes it to round-off.
constexpr double current_tolerance = 1e-5;

/// Sum of squares of the rows that are not linear. The linear ones hold exactly after a first full step.
double merit(const Cell& cell, const ArrayXd& row) {
  const Fields<const double> r(cell.layout(), row.data());
  double sum = cell.layout().n_salt() > 0 ? std::pow(cell.coefficients().f * r.V(), 2) : 0;
  for (Index k = 0; k < cell.layout().n_flat; ++k) sum += std::pow(r.eta_m(k), 2);
  if (cell.control().kind == Control::Kind::power) sum += std::pow(r.i() / cell.control().value, 2);
  for (Index p = 0; p < cell.layout().n_p; ++p) sum += r.j(p).square().sum();
  for (Index k = 0; k < cell.layout().n_f; ++k) sum += r.film_rate(k).square().sum();
  return sum;
}

bool damped_newton(Cell& cell, ArrayXd& state) {
  const Index n = cell.size();
  const ArrayXd zero = ArrayXd::Zero(n);
  ArrayXd row(n), x(n), trial(n);
  const auto evaluate = [&](const ArrayXd& y) {
    cell.residual(0, ConstVector(y.data(), n), ConstVector(zero.data(), n), Vector(row.data(), n));
  };
  for (int iteration = 0; iteration < max_iterations; ++iteration) {
    evaluate(state);
    const double now = merit(cell, row);
    cell.solve(INFINITY, ConstVector(row.data(), n), Vector(x.data(), n));
    const double size = (x.abs() / (cell.scale() + state.abs())).maxCoeff();
    if (!std::isfinite(size)) return false;
    double step = 1.0;
    for (int halving = 0; halving < max_halvings; ++halving, step /= 2) {
      trial = state - step * x;
      evaluate(trial);
      const double next = merit(cell, row);
      if (iteration == 0 || next <= now || size < correction_tolerance) break;
    }
    state = trial;
    if (size < correction_tolerance && cell.defect(ConstVector(state.data(), n)) < largest_defect) return true;
  }
  return false;
}

/// With rates of the film scaled by a factor, from the potentials in `state`.
bool newton_with_film(Cell& cell, ArrayXd& state, double factor) {
  cell.film().scale_rates(factor);
  cell.film().set_rates({cell.layout(), state.data()});
  const bool found = damped_newton(cell, state);
  cell.film().scale_rates(1);
  return found;
}

/// First without the film, whose exponentials would lead the first steps astray; then with it. Where that is too far,
/// because the film takes most of the current, its rates are raised by and by.
bool newton(Cell& cell, ArrayXd& state) {
  if (!cell.film().active()) return damped_newton(cell, state);
  if (!newton_with_film(cell, state, 0)) return false;
  const ArrayXd without = state;
  if (newton_with_film(cell, state, 1)) return true;
  state = without;
  constexpr double first = -100, step = 1;  // logarithms of the factor
  for (double exponent = first; exponent <= 0; exponent += step)
    if (!newton_with_film(cell, state, std::exp(exponent))) return false;
  return true;
}

void require(bool converged, const Cell& cell) {
  if (!converged)
    throw RunError("no consistent potentials found for the imposed " +
                   std::string(cell.control().kind == Control::Kind::voltage ? "voltage" : "current") +
                   "; please report this cell");
}

/// Power in the wanted direction at a current in that direction, with `state` left at its solution.
double power_at(Cell& cell, double current, double sign, ArrayXd& state) {
  cell.set_step({Control::Kind::current, sign * current}, cell.watched());
  require(newton(cell, state), cell);
  return current * state(cell.layout().V());
}

/// Current of the largest power between a and b, or the first one found whose power reaches the target.
double best_current(Cell& cell, double a, double b, double sign, double target, ArrayXd& state) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double c = b - golden * (b - a), d = a + golden * (b - a);
  while (b - a > current_tolerance * b) {
    const double power_c = power_at(cell, c, sign, state), power_d = power_at(cell, d, sign, state);
    if (std::max(power_c, power_d) >= target) return power_c >= target ? c : d;
    (power_c > power_d ? b : a) = power_c > power_d ? d : c;
    c = b - golden * (b - a), d = a + golden * (b - a);
  }
  return c;
}

/// On charge every power has one current. On discharge the power rises with the current to a maximum, where
/// V + i dV/di = 0; of the two currents that give less, the smaller is taken.
Start reach_power(Cell& cell, ArrayXd& state) {
  const Control wanted = cell.control();
  const double sign = wanted.value < 0 ? -1.0 : 1.0, target = std::abs(wanted.value);
  double before = 0, low = 0, power_low = 0;
  double high = target / std::max(std::abs(state(cell.layout().V())), 1.0), power = power_at(cell, high, sign, state);
  while (power < target && power > power_low) {
    before = low, low = high, power_low = power;
    high *= 1.5;
    power = power_at(cell, high, sign, state);
  }
  if (power < target) {
    high = best_current(cell, before, high, sign, target, state);
    low = before;
    power = power_at(cell, high, sign, state);
  }
  while (power >= target && high - low > current_tolerance * high) {
    const double middle = (low + high) / 2;
    (power_at(cell, middle, sign, state) < target ? low : high) = middle;
  }
  cell.set_step(wanted, cell.watched());
  if (power < target) return {StartStatus::power_out_of_reach, power};
  require(newton(cell, state), cell);
  return {};
}

}  // namespace

Start make_consistent(Cell& cell, ArrayXd& state) {
  if (cell.control().kind == Control::Kind::power && cell.control().value != 0) return reach_power(cell, state);
  require(newton(cell, state), cell);
  return {};
}

}  // namespace closo
