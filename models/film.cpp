// Rates of the oxidation reactions, and their elimination from the Newton system.
#include "models/film.hpp"

#include <cmath>

#include "models/charge_transfer.hpp"
#include "solver/unwritten.hpp"

namespace closo {
namespace {

constexpr double largest_exponent = 300;  // keeps trial values of an iteration finite

// What is oxidised has to get to the surface: no share is spent faster than this. Films grow for hours and do not
// notice, and a reaction that runs out does not make the voltage jump within less time than a clock resolves.
constexpr double fastest_rate = 1.0;  // s-1

}  // namespace

FilmGrowth::FilmGrowth(const PositiveElectrode& positive, double temperature, Index n_x)
    : film_(positive.film), density_(positive.thickness > 0 ? positive.reference_loading() / positive.thickness : 0) {
  thickness_per_charge_ = film_.reactions.empty() ? 0.0 : film_.molar_volume / (faraday * film_.specific_area);
  const ArrayXd blank = ArrayXd::Constant(n_x, unwritten);
  const double electrolyte =
      positive.reference_loading() > 0 ? positive.electrolyte_loading / positive.reference_loading() : 0;
  for (const OxidationReaction& r : film_.reactions)
    reactions_.push_back({r.potential, 0, 0, electrolyte * r.electrolyte_charge,
                          r.passivating_thickness / thickness_per_charge_, 0, blank, blank, blank, blank, blank});
  set_temperature(temperature);
  for (ArrayXd* work : {&charge_, &current_fixed_, &current_slope_, &charge_fixed_, &charge_slope_, &resistance_fixed_,
                        &resistance_slope_, &driven_, &tamed_, &by_half_, &ratio_, &root_, &arc_, &damping_})
    *work = blank;
}

void FilmGrowth::set_temperature(double T) {
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    reactions_[k].rate = film_.reactions[k].rate.at(T);
    reactions_[k].resistance = thickness_per_charge_ * reactions_[k].charge / film_.reactions[k].conductivity.at(T);
    reactions_[k].slope = film_.reactions[k].transfer_coefficient * faraday / (gas_constant * T);
  }
}

double FilmGrowth::total_current(const Fields<const double>& s) const {
  double sum = 0;
  for (std::size_t k = 0; k < reactions_.size(); ++k)
    sum += density_ * reactions_[k].charge * s.film_rate(static_cast<Index>(k)).sum();
  return sum;
}

double FilmGrowth::stored_power(const Fields<const double>& s) const {
  double sum = 0;
  for (std::size_t k = 0; k < reactions_.size(); ++k)
    sum += density_ * reactions_[k].charge * reactions_[k].potential * s.film_rate(static_cast<Index>(k)).sum();
  return sum;
}

void FilmGrowth::add_resistance(const Fields<const double>& s, Eigen::Ref<ArrayXd> sum) const {
  for (std::size_t k = 0; k < reactions_.size(); ++k)
    sum += reactions_[k].resistance * (1 - s.film_unspent(static_cast<Index>(k)));
}

void FilmGrowth::add_charge(const Fields<const double>& s, Eigen::Ref<ArrayXd> sum) const {
  for (std::size_t k = 0; k < reactions_.size(); ++k)
    sum += reactions_[k].charge * (1 - s.film_unspent(static_cast<Index>(k)));
}

void FilmGrowth::add_current(const Fields<const double>& s, double factor, Eigen::Ref<ArrayXd> sum) const {
  for (std::size_t k = 0; k < reactions_.size(); ++k)
    sum += (factor * density_ * reactions_[k].charge) * s.film_rate(static_cast<Index>(k));
}

Eigen::ArrayXd FilmGrowth::resistance(const Fields<const double>& s) const {
  ArrayXd sum = ArrayXd::Zero(charge_.size());
  add_resistance(s, sum);
  return sum;
}

Eigen::ArrayXd FilmGrowth::charge(const Fields<const double>& s) const {
  ArrayXd sum = ArrayXd::Zero(charge_.size());
  add_charge(s, sum);
  return sum;
}

Eigen::ArrayXd FilmGrowth::current(const Fields<const double>& s) const {
  ArrayXd sum = ArrayXd::Zero(charge_.size());
  add_current(s, 1, sum);
  return sum;
}

/// exp[alpha f (u - U) - G / G_k], limited to the fastest rate; its exponent's derivatives shrink by `tamed`.
void FilmGrowth::drive(const Reaction& r, const Eigen::Ref<const ArrayXd>& u, const ArrayXd& charge, ArrayXd& driven,
                       ArrayXd& tamed) const {
  driven = (log_factor_ + r.slope * (u - r.potential) - charge / r.passivating).min(largest_exponent).exp();
  tamed = (1 + (r.rate / fastest_rate) * driven).inverse();
  driven *= tamed;
}

void FilmGrowth::set_rates(const Fields<double>& s) {
  charge_.setZero(), add_charge({s.layout(), s.data()}, charge_);
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    const auto index = static_cast<Index>(k);
    drive(reactions_[k], s.u(), charge_, driven_, tamed_);
    s.film_rate(index) = reactions_[k].rate * s.film_unspent(index) * driven_;
  }
}

/// The row of a rate and its derivatives, at the film charge in charge_.
void FilmGrowth::evaluate(std::size_t k, const Fields<const double>& s, Eigen::Map<ArrayXd> row) {
  Reaction& r = reactions_[k];
  const auto unspent = s.film_unspent(static_cast<Index>(k));
  const auto v = s.film_rate(static_cast<Index>(k));
  drive(r, s.u(), charge_, driven_, tamed_);
  by_half_ = unspent * driven_ / 2;
  ratio_ = v / (2 * r.rate);
  root_ = (ratio_.square() + 1).sqrt();
  r.by_rate = 1 / (2 * r.rate * root_);
  fast_asinh(ratio_, root_, row);
  root_ = (by_half_.square() + 1).sqrt();
  fast_asinh(by_half_, root_, arc_);
  row -= arc_;
  r.by_unspent = driven_ / (2 * root_);
  tamed_ *= by_half_ / root_;
  r.by_u = tamed_ * r.slope;
  r.by_charge = tamed_ / r.passivating;
}

void FilmGrowth::residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row) {
  charge_.setZero(), add_charge(s, charge_);
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    const auto index = static_cast<Index>(k);
    row.film_unspent(index) = rate.film_unspent(index) + s.film_rate(index);
    evaluate(k, s, row.film_rate(index));
  }
}

double FilmGrowth::defect(const Fields<const double>& s, const Fields<double>& row) {
  double largest = 0;
  charge_.setZero(), add_charge(s, charge_);
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    evaluate(k, s, row.film_rate(static_cast<Index>(k)));
    largest = std::max(largest, row.film_rate(static_cast<Index>(k)).abs().maxCoeff() / reactions_[k].slope);
  }
  return largest;
}

/// With X_s = (b_s - X_v) / cj and the correction C = -sum Q X_s of the film charge:
///   X_v = (b_v + by_unspent b_s / cj + by_u x_u - by_charge C) / (by_rate + by_unspent / cj),
/// which summed over the reactions gives C, and with it all. Nothing is subtracted that could cancel: the slopes of
/// current and charge are never negative.
void FilmGrowth::condense(double cj, const Fields<const double>& b) {
  charge_fixed_.setZero(), charge_slope_.setZero(), damping_.setZero();
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    Reaction& r = reactions_[k];
    const auto b_s = b.film_unspent(static_cast<Index>(k));
    const auto b_v = b.film_rate(static_cast<Index>(k));
    r.inverse = (r.by_rate + r.by_unspent / cj).inverse();
    charge_fixed_ += r.charge * ((b_v + r.by_unspent * b_s / cj) * r.inverse - b_s);
    charge_slope_ += r.charge * r.by_u * r.inverse;
    damping_ += r.charge * r.by_charge * r.inverse;
  }
  damping_ = (1 + damping_ / cj).inverse();
  charge_fixed_ *= damping_;
  charge_slope_ *= damping_;
  // Here they are cj times the correction of the charge, which is the current but for the right-hand side.
  current_slope_ = density_ * charge_slope_;
  current_fixed_ = density_ * charge_fixed_;
  for (std::size_t k = 0; k < reactions_.size(); ++k)
    current_fixed_ += (density_ * reactions_[k].charge) * b.film_unspent(static_cast<Index>(k));
  charge_fixed_ /= cj;
  charge_slope_ /= cj;
  resistance_fixed_.setZero(), resistance_slope_.setZero();
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    const Reaction& r = reactions_[k];
    const auto b_s = b.film_unspent(static_cast<Index>(k));
    const auto b_v = b.film_rate(static_cast<Index>(k));
    resistance_fixed_ +=
        (r.resistance / cj) * ((b_v + r.by_unspent * b_s / cj - r.by_charge * charge_fixed_) * r.inverse - b_s);
    resistance_slope_ += (r.resistance / cj) * (r.by_u - r.by_charge * charge_slope_) * r.inverse;
  }
}

FilmGrowth::Response FilmGrowth::response(std::complex<double> s) const {
  using Eigen::ArrayXcd;
  ArrayXcd charge = ArrayXcd::Zero(charge_.size()), damping = charge;
  for (const Reaction& r : reactions_) {
    const ArrayXcd inverse = (r.by_rate + r.by_unspent / s).inverse();
    charge += r.charge * r.by_u * inverse;
    damping += r.charge * r.by_charge * inverse;
  }
  charge /= s + damping;
  Response slopes{density_ * s * charge, ArrayXcd::Zero(charge_.size())};
  for (const Reaction& r : reactions_)
    slopes.resistance += (r.resistance / s) * (r.by_u - r.by_charge * charge) / (r.by_rate + r.by_unspent / s);
  return slopes;
}

void FilmGrowth::expand(double cj, const Fields<const double>& b, const Fields<double>& x) const {
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    const Reaction& r = reactions_[k];
    const auto index = static_cast<Index>(k);
    const auto b_s = b.film_unspent(index);
    x.film_rate(index) = (b.film_rate(index) + r.by_unspent * b_s / cj + r.by_u * x.u() -
                          r.by_charge * (charge_fixed_ + charge_slope_ * x.u())) *
                         r.inverse;
    x.film_unspent(index) = (b_s - x.film_rate(index)) / cj;
  }
}

}  // namespace closo
