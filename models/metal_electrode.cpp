// Rows of the metal interface and their partial derivatives.
#include "models/metal_electrode.hpp"

#include <cmath>

namespace closo {
namespace {

// Plated metal fills voids down to about this depth, over that at which half of the contact is left.
constexpr double remaining_depth = 0.01;

/// A share, and its derivative to w. Below w = 0, where only trial values of an iteration lie, both go on as straight
/// lines that lead back.
struct Share {
  double value, by_w;
};

/// Of the interface that is void.
Share share_of_voids(double w) {
  return w < 0 ? Share{w, 1} : Share{w / (1 + w), 1 / ((1 + w) * (1 + w))};
}

/// Of the plated metal that finds no void to fill.
Share share_beside_voids(double w) {
  if (w < 0) return {1 - w / remaining_depth, -1 / remaining_depth};
  const double value = std::exp(-w / remaining_depth);
  return {value, -value / remaining_depth};
}

}  // namespace

void MetalElectrode::residual(const Fields<const double>& s, const Fields<const double>& rate,
                              const Fields<double>& row) {
  const double i = s.i(), w = s.voids();
  const double ratio = i * (1 + w) / (2 * c_.i_ref_metal), root = std::sqrt(ratio * ratio + 1);
  const auto [S, slope] = transfer_.at(c_.f * s.eta_m());
  row.eta_m() = std::asinh(ratio) - S;
  eta_di_ = (1 + w) / (2 * c_.i_ref_metal * root);
  eta_dw_ = i / (2 * c_.i_ref_metal * root);
  eta_deta_ = -c_.f * slope;

  const double g = c_.void_growth, c = c_.void_closing;
  const auto [creeping, by_w] = share_of_voids(w);
  const auto [unfilled, unfilled_by_w] = i < 0 ? share_beside_voids(w) : Share{0, 0};
  row.voids() = rate.voids() - g * i * (1 - unfilled) + c * creeping;
  voids_di_ = -g * (1 - unfilled);
  voids_dw_ = c * by_w + g * i * unfilled_by_w;

  drop_di_ = resistance(s);
  drop_dw_ = i * (c_.R_metal + s.metal_growth());
}

MetalElectrode::Condensed MetalElectrode::condense(double cj, const Fields<const double>& b) const {
  Condensed x;
  x.voids = {b.voids() / (cj + voids_dw_), -voids_di_ / (cj + voids_dw_)};
  x.eta = {(b.eta_m() - eta_dw_ * x.voids.fixed) / eta_deta_, -(eta_di_ + eta_dw_ * x.voids.slope) / eta_deta_};
  x.drop = {x.eta.fixed + drop_dw_ * x.voids.fixed, x.eta.slope + drop_di_ + drop_dw_ * x.voids.slope};
  return x;
}

std::complex<double> MetalElectrode::impedance(std::complex<double> s, double capacitance) const {
  const std::complex<double> voids = -voids_di_ / (s + voids_dw_);
  const std::complex<double> eta = -(eta_di_ + eta_dw_ * voids) / eta_deta_;
  return 1.0 / (1.0 / (eta + drop_di_ + drop_dw_ * voids) + s * capacitance);
}

}  // namespace closo
