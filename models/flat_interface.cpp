// Rows of a flat interface and their partial derivatives.
#include "models/flat_interface.hpp"

#include <cmath>

namespace closo {
namespace {

// Plated metal fills voids down to about this depth, over that at which half of the contact is left.
constexpr double remaining_depth = 0.01;

// Below it a square root of equivalent cycles is too steep for Newton's method; it is still some 0.001 % of what the
// first cycle adds.
constexpr double first_cycles = 1e-10;

/// A share, and its derivative to w. Below w = 0, where only trial values of an iteration lie, both continue as
/// straight lines that lead back.
struct Share {
  double value, by_w;
};

/// Share of the interface that is void.
Share share_of_voids(double w) {
  return w < 0 ? Share{w, 1} : Share{w / (1 + w), 1 / ((1 + w) * (1 + w))};
}

/// Share of the plated metal that finds no void to fill.
Share share_beside_voids(double w) {
  if (w < 0) return {1 - w / remaining_depth, -1 / remaining_depth};
  const double value = std::exp(-w / remaining_depth);
  return {value, -value / remaining_depth};
}

}  // namespace

void FlatInterface::set(const Coefficients& c) {
  c_ = place_ == 0 ? c.negative : c.counter;
  f_ = c.f;
  charge_unit_ = c.nominal_charge;
}

void FlatInterface::residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row,
                             const BinaryElectrolyte& electrolyte) {
  const double i = sign_ * s.i(), w = s.voids(place_);
  drop_di_ = sign_ * resistance(s);
  drop_dw_ = i * (c_.resistance + growth(s) / c_.true_area);
  drop_dn_ = i * (1 + w) * first_growth_ / (2 * std::sqrt(std::max(s.cycles(), first_cycles)) * c_.true_area);
  contact_ = c_.true_area / (1 + w);
  if (blocking_) {
    row.eta_m(place_) = s.eta_m(place_) - sign_ * (s.q() + s.leaked()) * charge_unit_ / double_layer_.capacitance;
    row.voids(place_) = rate.voids(place_);
    eta_deta_ = 1;
    return;
  }
  const CubicTable::Point log_c = electrolyte.active() ? electrolyte.at_electrode(place_).log : CubicTable::Point{0, 0};
  const double i_0 = c_.i_ref * std::exp(transfer_.alpha_a * log_c.value);
  const double ratio = i * (1 + w) / (2 * i_0), root = std::sqrt(ratio * ratio + 1);
  const auto [S, slope] = transfer_.at(f_ * s.eta_m(place_));
  row.eta_m(place_) = std::asinh(ratio) - S;
  eta_di_ = sign_ * (1 + w) / (2 * i_0 * root);
  eta_dw_ = i / (2 * i_0 * root);
  eta_dc_ = -ratio / root * transfer_.alpha_a * log_c.slope;
  eta_deta_ = -f_ * slope;

  const double g = c_.void_growth, c = c_.void_closing;
  const auto [refilled, by_w] = share_of_voids(w);
  const auto [unfilled, unfilled_by_w] = i < 0 ? share_beside_voids(w) : Share{0, 0};
  row.voids(place_) = rate.voids(place_) - g * i * (1 - unfilled) + c * refilled;
  voids_di_ = -sign_ * g * (1 - unfilled);
  voids_dw_ = c * by_w + g * i * unfilled_by_w;
}

FlatInterface::Condensed FlatInterface::condense(double cj, const Fields<const double>& b, const Line& salt,
                                                 const Line& cycles) const {
  Condensed x;
  if (blocking_) {
    const double per_charge = sign_ / double_layer_.capacitance / cj;
    x.voids = {b.voids(place_) / cj, 0};
    x.eta = {b.eta_m(place_) + per_charge * charge_unit_ * (b.q() + b.leaked()), per_charge};
  } else {
    x.voids = {b.voids(place_) / (cj + voids_dw_), -voids_di_ / (cj + voids_dw_)};
    x.eta = {(b.eta_m(place_) - eta_dw_ * x.voids.fixed - eta_dc_ * salt.fixed) / eta_deta_,
             -(eta_di_ + eta_dw_ * x.voids.slope + eta_dc_ * salt.slope) / eta_deta_};
  }
  x.drop = {x.eta.fixed + drop_dw_ * x.voids.fixed + drop_dn_ * cycles.fixed,
            x.eta.slope + drop_di_ + drop_dw_ * x.voids.slope + drop_dn_ * cycles.slope};
  return x;
}

/// The reaction behind its own impedance Z is driven by a source, the salt, and the double layer lies over both.
std::complex<double> FlatInterface::impedance(std::complex<double> s, std::complex<double> salt) const {
  if (blocking_) return 1.0 / double_layer_.admittance(s);
  const std::complex<double> parallel = contact_ * double_layer_.admittance(s);
  const std::complex<double> voids = -voids_di_ / (s + voids_dw_);
  const std::complex<double> eta = -(eta_di_ + eta_dw_ * voids) / eta_deta_;
  const std::complex<double> Z = sign_ * (eta + drop_di_ + drop_dw_ * voids);
  const std::complex<double> source = -sign_ * eta_dc_ / eta_deta_ * salt;
  return (1.0 + source / Z) / (1.0 / Z + parallel);
}

}  // namespace closo
