// Rows of a flat interface and their partial derivatives.
#include "models/electrodes/flat_interface.hpp"

#include <cmath>

namespace closo {

void FlatInterface::set(const Coefficients& c, double T) {
  c_ = c.flat(side_);
  f_ = c.f;
  charge_unit_ = c.nominal_charge;
  stock_.set(charge_unit_);
  growth_.set(T, charge_unit_);
  voids_.set(c_.critical_current);
  soft_short_.set(T);
  alloy_.set(charge_unit_, T);
}

void FlatInterface::residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row,
                             const BinaryElectrolyte& electrolyte) {
  const double i = sign_ * s.i(), w = voids_.depth(s);
  drop_di_ = sign_ * resistance(s);
  drop_dw_ = i * (c_.resistance + growth_.resistance(s) / c_.true_area);
  drop_dR_ = i * (1 + w) / c_.true_area;
  contact_ = c_.true_area / (1 + w);
  growth_.residual(s, rate, row);
  voids_.residual(s, rate, row, blocking_ ? 0 : i, sign_);
  soft_short_.residual(s, rate, row, i, sign_);
  alloy_.residual(s, rate, row);
  if (blocking_) {
    row.eta_m(flat_) = s.eta_m(flat_) - sign_ * s.ionic_charge() * charge_unit_ / double_layer_.capacitance;
    eta_deta_ = 1;
    return;
  }
  const CubicTable::Point& log_c = electrolyte.at_electrode(flat_).log;
  const double i_0 = c_.i_ref * std::exp(transfer_.alpha_a * log_c.value);
  const double ratio = i * (1 + w) / (2 * i_0), root = std::sqrt(ratio * ratio + 1);
  const auto [S, slope] = transfer_.at(f_ * s.eta_m(flat_));
  row.eta_m(flat_) = std::asinh(ratio) - S;
  eta_di_ = sign_ * (1 + w) / (2 * i_0 * root);
  eta_dw_ = i / (2 * i_0 * root);
  eta_dc_ = -ratio / root * transfer_.alpha_a * log_c.slope;
  eta_deta_ = -f_ * slope;
}

FlatInterface::Condensed FlatInterface::condense(double cj, const Fields<const double>& b, const Line& c,
                                                 const Line& cycles) {
  Condensed x;
  x.growth = growth_.condense(cj, b);
  x.voids = voids_.condense(cj, b);
  x.soft_short = soft_short_.condense(cj, b);
  x.conductance = soft_short_.conductance_change(x.soft_short);
  if (blocking_) {
    const double per_charge = sign_ / double_layer_.capacitance / cj;
    x.eta = {b.eta_m(flat_) + per_charge * charge_unit_ * b.ionic_charge(), per_charge};
  } else {
    x.eta = {(b.eta_m(flat_) - eta_dw_ * x.voids.fixed - eta_dc_ * c.fixed) / eta_deta_,
             -(eta_di_ + eta_dw_ * x.voids.slope + eta_dc_ * c.slope) / eta_deta_};
  }
  const Line U = alloy_.condense(cj, b), R = growth_.change(x.growth, cycles);
  x.drop = {U.fixed + x.eta.fixed + drop_dw_ * x.voids.fixed + drop_dR_ * R.fixed,
            U.slope + x.eta.slope + drop_di_ + drop_dw_ * x.voids.slope + drop_dR_ * R.slope};
  return x;
}

/// The reaction behind its own impedance Z is driven by a source, the concentration, and the double layer lies over
/// both.
std::complex<double> FlatInterface::impedance(std::complex<double> s, std::complex<double> c) const {
  if (blocking_) return 1.0 / double_layer_.admittance(s);
  const std::complex<double> parallel = contact_ * double_layer_.admittance(s);
  const std::complex<double> voids = voids_.slope(s);
  const std::complex<double> eta = -(eta_di_ + eta_dw_ * voids) / eta_deta_;
  const std::complex<double> Z = sign_ * (eta + drop_di_ + drop_dw_ * voids) + alloy_.impedance(s);
  const std::complex<double> source = -sign_ * eta_dc_ / eta_deta_ * c;
  return (1.0 + source / Z) / (1.0 / Z + parallel);
}

void FlatInterface::add_unknowns(const FlatElectrode& electrode, Side side, Layout& layout) {
  VoidGrowth::add_unknowns(side, layout);
  AlloyPotential::add_unknowns(electrode.alloy, side, layout);
  if (!electrode.interface) return;
  InterfaceGrowth::add_unknowns(electrode.interface->growth, side, layout);
  SoftShort::add_unknowns(electrode.interface->plating, side, layout);
}

void FlatInterface::add_columns(Columns& columns) {
  MetalStock::add_columns(columns);
  InterfaceGrowth::add_columns(columns);
  VoidGrowth::add_columns(columns);
  SoftShort::add_columns(columns);
  AlloyPotential::add_columns(columns);
}

}  // namespace closo
