// Damped Newton on the algebraic rows; a power is reached through the currents that bracket it.
#include "models/consistent_start.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

constexpr int max_iterations = 1000;  // mostly ten, but hundreds where a thick layer meets a reaction that hardly goes
constexpr int max_halvings = 40;
// The last correction, relative to the unknowns: with quadratic convergence what is left is round-off.
constexpr double correction_tolerance = 1e-9;
// Rates have no part in the size of a correction, but in the defect of a start.
constexpr double largest_defect = 1e-7;
// Relative tolerance of the current in the search for a power; Newton's method then takes it to round-off.
constexpr double current_tolerance = 1e-5;

/// The search for one state, with what it has cost and how far it is.
class Search {
 public:
  Search(Cell& cell, ArrayXd& state, long budget, StopRequest stop)
      : cell_(cell),
        state_(state),
        budget_(budget),
        stop_(stop),
        zero_(ArrayXd::Zero(cell.size())),
        row_(zero_),
        correction_(zero_),
        trial_(zero_) {}

  void reach_control() { require(newton()); }
  Start reach_power();

 private:
  void evaluate(const ArrayXd& y);
  double merit() const;
  bool damped_newton();
  bool newton_with_side_reactions(double factor);
  bool newton_by_side_reactions();
  bool newton();
  void require(bool converged) const;
  double power_at(double current, double sign);
  double best_current(double a, double b, double sign, double target);

  Cell& cell_;
  ArrayXd& state_;
  long budget_;  // of residuals
  StopRequest stop_;
  ArrayXd zero_, row_, correction_, trial_;
  long residuals_ = 0, iterations_ = 0;  // for the control of now
  double size_ = 0.0;                    // of the last correction, over the unknowns
  Index largest_ = 0;                    // the unknown with the largest correction
};

void Search::evaluate(const ArrayXd& y) {
  const Index n = cell_.size();
  ++residuals_;
  stop_.check();
  cell_.residual(0, ConstVector(y.data(), n), ConstVector(zero_.data(), n), Vector(row_.data(), n));
}

/// Sum of squares of the rows that are not linear. The linear ones hold exactly after a first full step.
double Search::merit() const {
  const Fields<const double> r(cell_.layout(), row_.data());
  double sum = cell_.electrolyte().active() ? std::pow(cell_.coefficients().f * r.V(), 2) : 0;
  for (Index k = 0; k < cell_.layout().flats(); ++k) sum += std::pow(r.eta_m(k), 2);
  if (cell_.control().kind == Control::Kind::power) sum += std::pow(r.i() / cell_.control().value, 2);
  for (Index k = 0; k < cell_.layout().composites(); ++k)
    for (Index p = 0; p < cell_.layout().composite(k).n_p; ++p) sum += r.of(k).j(p).square().sum();
  for (const Field& field : cell_.layout().own())
    if (field.kind == Field::rate) sum += row_.segment(field.begin, field.size()).square().sum();
  return sum;
}

bool Search::damped_newton() {
  const Index n = cell_.size();
  for (int iteration = 0; iteration < max_iterations && residuals_ < budget_; ++iteration) {
    ++iterations_;
    evaluate(state_);
    const double now = merit();
    cell_.solve(INFINITY, ConstVector(row_.data(), n), Vector(correction_.data(), n));
    size_ = (correction_.abs() / (cell_.scale() + state_.abs())).maxCoeff<Eigen::PropagateNaN>(&largest_);
    if (!std::isfinite(size_)) return false;
    double step = 1.0;
    for (int halving = 0; halving < max_halvings; ++halving, step /= 2) {
      trial_ = state_ - step * correction_;
      evaluate(trial_);
      if (iteration == 0 || merit() <= now || size_ < correction_tolerance) break;
    }
    state_ = trial_;
    if (size_ >= correction_tolerance) continue;
    if (cell_.defect(ConstVector(state_.data(), n)) < largest_defect) return true;
  }
  return false;
}

/// With side reactions scaled by a factor, from the potentials in the state.
bool Search::newton_with_side_reactions(double factor) {
  const Fields<double> s(cell_.layout(), state_.data());
  for (CompositeElectrode& composite : cell_.composites()) {
    composite.scale_side_reactions(factor);
    composite.set_side_reactions(s.of(composite.place()));
  }
  const bool found = damped_newton();
  for (CompositeElectrode& composite : cell_.composites()) composite.scale_side_reactions(1);
  return found;
}

/// First without side reactions, whose exponentials would lead the first steps astray; then with them. Where that is
/// too far, because they take most of the current, their rates are raised by and by.
bool Search::newton_by_side_reactions() {
  if (!newton_with_side_reactions(0)) return false;
  const ArrayXd without = state_;
  if (newton_with_side_reactions(1)) return true;
  state_ = without;
  constexpr int first = -100;  // logarithm of the factor
  for (int exponent = first; exponent <= 0; ++exponent)
    if (!newton_with_side_reactions(std::exp(exponent))) return false;
  return true;
}

/// Where a current without side reactions is tens of volts away from that with them, the state as given is closer: in
/// the search for a power it is that of another current.
bool Search::newton() {
  residuals_ = iterations_ = 0;
  if (!cell_.has_side_reactions()) return damped_newton();
  const ArrayXd given = state_;
  if (newton_by_side_reactions()) return true;
  state_ = given;
  return damped_newton();
}

void Search::require(bool converged) const {
  if (converged) return;
  throw RunError(fmt::format(
      "no consistent potentials found for the imposed {} in {} iterations, {} residuals: the last correction "
      "was {:.2g} of {}, the residual {:.2g} of the upper cut-off; please report this cell",
      cell_.control().kind == Control::Kind::voltage ? "voltage" : "current", iterations_, residuals_, size_,
      unknown_name(cell_.layout(), largest_), cell_.defect(ConstVector(state_.data(), cell_.size()))));
}

/// Power in the wanted direction at a current in the direction that makes it, with the state left at its solution.
double Search::power_at(double current, double sign) {
  cell_.set_step({Control::Kind::current, sign * current}, cell_.watched());
  require(newton());
  return current * cell_.model()->orientation() * state_(cell_.layout().V());
}

/// Current of the largest power between a and b, or the first one found whose power reaches the target.
double Search::best_current(double a, double b, double sign, double target) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double c = b - golden * (b - a), d = a + golden * (b - a);
  while (b - a > current_tolerance * b) {
    const double power_c = power_at(c, sign), power_d = power_at(d, sign);
    if (std::max(power_c, power_d) >= target) return power_c >= target ? c : d;
    (power_c > power_d ? b : a) = power_c > power_d ? d : c;
    c = b - golden * (b - a), d = a + golden * (b - a);
  }
  return c;
}

/// On charge every power has one current. On discharge the power rises with the current to a maximum, where
/// V + i dV/di = 0; of the two currents that give less, the smaller is taken.
Start Search::reach_power() {
  const Control wanted = cell_.control();
  const double sign = (wanted.value < 0 ? -1.0 : 1.0) * cell_.model()->orientation(), target = std::abs(wanted.value);
  double before = 0, low = 0, power_low = 0;
  double high = target / std::max(std::abs(state_(cell_.layout().V())), 1.0), power = power_at(high, sign);
  while (power < target && power > power_low) {
    before = low, low = high, power_low = power;
    high *= 1.5;
    power = power_at(high, sign);
  }
  if (power < target) {
    high = best_current(before, high, sign, target);
    low = before;
    power = power_at(high, sign);
  }
  while (power >= target && high - low > current_tolerance * high) {
    const double middle = (low + high) / 2;
    (power_at(middle, sign) < target ? low : high) = middle;
  }
  cell_.set_step(wanted, cell_.watched());
  if (power < target) return {StartStatus::power_out_of_reach, power};
  // From the current found, with the side reactions: without them this power may be out of reach.
  residuals_ = iterations_ = 0;
  require(damped_newton());
  return {};
}

}  // namespace

Start make_consistent(Cell& cell, ArrayXd& state, long budget, StopRequest stop) {
  Search search(cell, state, budget, stop);
  if (cell.control().kind == Control::Kind::power && cell.control().value != 0) return search.reach_power();
  search.reach_control();
  return {};
}

}  // namespace closo
