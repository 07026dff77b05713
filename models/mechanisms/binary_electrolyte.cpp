// Fluxes between control volumes, with all coefficients at the concentration of the face between them.
#include "models/mechanisms/binary_electrolyte.hpp"

#include <cmath>

#include "solver/unwritten.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

// Over the initial concentration: below it logarithms of potentials continue as straight lines, and those of
// exchange-current densities stay. A run ends before, see the events of the cell; this is for trial values.
constexpr double least = 1e-5;

CubicTable::Point logarithm(double c) {
  return c > least ? CubicTable::Point{std::log(c), 1 / c}
                   : CubicTable::Point{std::log(least) + (c - least) / least, 1 / least};
}

/// Logarithm of a concentration, for an exchange-current density.
CubicTable::Point kept_logarithm(double c) {
  return c > least ? CubicTable::Point{std::log(c), 1 / c} : CubicTable::Point{std::log(least), 0};
}

}  // namespace

BinaryElectrolyte::BinaryElectrolyte(const CellParameters& cell, const Layout& layout) {
  const Index n = layout.n_salt();
  if (n == 0) return;
  const Separator::Layer& membrane = cell.separator.layers.front();
  n_s_ = layout.n_s, n_x_ = layout.n_x, in_separator_ = n_x_ > 0 ? n_s_ : n_s_ - 1;
  salt_ = *membrane.electrolyte.salt;
  conductivity_ = membrane.electrolyte.conductivity;
  collector_ = cell.composite().collector_resistance;
  orientation_ = cell.orientation();
  anion_share_ = 1 - salt_.transference_number;
  half_length_.resize(n), capacity_.resize(n);
  const double dx_s = membrane.thickness / static_cast<double>(n_s_);
  half_length_.head(n_s_).setConstant(dx_s / (2 * membrane.efficiency));
  capacity_.head(n_s_).setConstant(dx_s * membrane.fraction);
  if (n_x_ > 0) {
    const Coefficients c = coefficients_of(cell);
    const double dx = cell.composite().thickness / static_cast<double>(n_x_);
    half_length_.tail(n_x_).setConstant(dx / (2 * c.ion_efficiency));
    capacity_.tail(n_x_).setConstant(dx * c.eps_electrolyte);
  }
  capacity_ *= faraday * salt_.concentration;
  length_ = half_length_.head(n - 1) + half_length_.tail(n - 1);
  from_weight_ = half_length_.tail(n - 1) / length_;
  const ArrayXd zero = ArrayXd::Zero(n - 1), blank = ArrayXd::Constant(n - 1, unwritten);
  faces_ = {blank, zero, zero, blank, blank, blank, blank, blank, blank, blank, blank, blank};  // two stay in part
  faces_.current_by_i.head(in_separator_).setOnes();
  for (AtFaces* at : {&kappa_at_, &diffusivity_at_, &factor_at_}) at->value.setOnes(n - 1), at->slope = zero;
  potential_.by_u.setZero(n_x_), potential_.by_salt.setZero(n);
}

void BinaryElectrolyte::set(const Coefficients& c, double T) {
  kappa_ = conductivity_.at(T);
  diffusion_ = diffusion_at(T);
  temperature_ = T;
  chi_ = 2 * anion_share_ * salt_.thermodynamic_factor.value / c.f;
}

void BinaryElectrolyte::look_up(const Curve& curve, const ArrayXd& c, AtFaces& at) {
  if (!curve.shaped()) return;
  for (Index m = 0; m < c.size(); ++m) {
    const auto [value, slope] = curve.shape(c(m));
    at.value(m) = value, at.slope(m) = slope;
  }
}

void BinaryElectrolyte::evaluate(const Fields<const double>& s, const ElectronPath* electrons) {
  i_ = orientation_ * s.i();
  const auto c = s.salt();
  log_kept_ = c.max(least).log();
  log_ = log_kept_ + (c - least).min(0.0) / least;
  log_slope_ = 1 / c.max(least);
  log_kept_slope_ = (c > least).select(log_slope_, 0.0);
  evaluate_faces(s, electrons);
  potential_.value = (faces_.potential - i_ * faces_.resistance).head(in_separator_).sum();
  potential_.by_i = -faces_.resistance.head(in_separator_).sum();
  potential_.by_u.setZero(), potential_.by_salt.setZero();
  potential_.by_salt.head(in_separator_) += faces_.rise_by_from.head(in_separator_);
  potential_.by_salt.segment(1, in_separator_) += faces_.rise_by_to.head(in_separator_);
  add_end(0, s);
  n_x_ > 0 ? add_composite(s, electrons) : add_end(1, s);
}

/// Between two cell centres of the composite the currents share one difference of u, as in a solid electrolyte:
///   i_e = (i r_s + u_{m+1} - u_m + potential) / (r_s + resistance).
void BinaryElectrolyte::evaluate_faces(const Fields<const double>& s, const ElectronPath* electrons) {
  const Index n = capacity_.size(), within = n - 1 - in_separator_;
  const auto c = s.salt();
  const auto& w = from_weight_;
  Faces& f = faces_;
  step_ = c.tail(n - 1) - c.head(n - 1);
  log_step_ = log_.tail(n - 1) - log_.head(n - 1);
  face_c_ = c.tail(n - 1) - w * step_;
  look_up(conductivity_, face_c_, kappa_at_);
  look_up(salt_.diffusivity, face_c_, diffusivity_at_);
  look_up(salt_.thermodynamic_factor, face_c_, factor_at_);

  f.resistance = length_ / (kappa_ * kappa_at_.value);
  f.potential = chi_ * factor_at_.value * log_step_;
  potential_by_from_ = chi_ * (w * factor_at_.slope * log_step_ - factor_at_.value * log_slope_.head(n - 1));
  potential_by_to_ = chi_ * ((1 - w) * factor_at_.slope * log_step_ + factor_at_.value * log_slope_.tail(n - 1));

  f.current.head(in_separator_).setConstant(i_);
  if (within > 0) {
    const auto u = s.u();
    const auto& r_s = electrons->resistance();
    auto g = f.conductance.tail(within);
    g = 1 / (r_s + f.resistance.tail(within));
    f.current_by_i.tail(within) = r_s * g;
    f.current.tail(within) = (i_ * r_s + u.tail(within) - u.head(within) + f.potential.tail(within)) * g;
  }
  by_face_c_ = f.current * f.resistance * kappa_at_.slope / kappa_at_.value;  // of -current resistance
  f.rise_by_from = potential_by_from_ + w * by_face_c_;
  f.rise_by_to = potential_by_to_ + (1 - w) * by_face_c_;
  f.current_by_from = f.conductance * f.rise_by_from;
  f.current_by_to = f.conductance * f.rise_by_to;

  const auto d = diffusion_ * diffusivity_at_.value / length_;
  f.anions = -d * step_ - anion_share_ * f.current;
  by_face_c_ = diffusion_ * diffusivity_at_.slope / length_ * step_;  // of the diffusion
  f.anions_by_from = d - w * by_face_c_ - anion_share_ * f.current_by_from;
  f.anions_by_to = -d - (1 - w) * by_face_c_ - anion_share_ * f.current_by_to;
}

/// From a flat electrode to the centre of the cell beside it, or the other way round. Only cations pass the electrode:
///   m = 0  leaves  c_electrode = c + sign (1 - t+) i dx / (2 B D F c_0).
void BinaryElectrolyte::add_end(Index flat, const Fields<const double>& s) {
  const double sign = flat == 0 ? 1.0 : -1.0;
  const Index m = cell_at(flat);
  const double c = s.salt()(m);
  const CubicTable::Point kappa = conductivity_.shape(c), D = salt_.diffusivity.shape(c),
                          factor = salt_.thermodynamic_factor.shape(c);
  AtElectrode& end = ends_[static_cast<std::size_t>(flat)];
  end.by_i = end_by_i(flat, diffusion_ * D.value);
  end.by_salt = 1 - end.by_i * i_ * D.slope / D.value;
  end.c = c + end.by_i * i_;
  end.log = kept_logarithm(end.c);
  const CubicTable::Point log_end = logarithm(end.c);
  const double resistance = half_length_(m) / (kappa_ * kappa.value), step = log_(m) - log_end.value;
  const double concentration = sign * chi_ * factor.value * step;
  end_ohmic_[static_cast<std::size_t>(flat)] = -i_ * resistance;
  if (flat == 0) end_concentration_ = concentration;
  potential_.value += concentration - i_ * resistance;
  potential_.by_i -= resistance + sign * chi_ * factor.value * log_end.slope * end.by_i;
  potential_.by_salt(m) +=
      i_ * resistance * kappa.slope / kappa.value +
      sign * chi_ * (factor.slope * step + factor.value * (log_slope_(m) - log_end.slope * end.by_salt));
}

double BinaryElectrolyte::end_by_i(Index flat, double diffusion) const {
  return (flat == 0 ? 1.0 : -1.0) * anion_share_ * half_length_(cell_at(flat)) / diffusion;
}

/// From the electrolyte in the first cell to its electrons, and on with them to the collector.
void BinaryElectrolyte::add_composite(const Fields<const double>& s, const ElectronPath* electrons) {
  const auto& r_s = electrons->resistance();
  const double last = electrons->to_collector() + collector_;
  const Index within = n_x_ - 1;
  potential_.value += s.u()(0) - i_ * last;
  potential_.by_i -= last;
  potential_.by_u(0) += 1;
  if (within == 0) return;
  const Faces& f = faces_;
  potential_.value -= (r_s * (i_ - f.current.tail(within))).sum();
  potential_.by_i -= (r_s * (1 - f.current_by_i.tail(within))).sum();
  potential_.by_u.head(within) -= r_s * f.conductance.tail(within);
  potential_.by_u.tail(within) += r_s * f.conductance.tail(within);
  potential_.by_salt.segment(n_s_, within) += r_s * f.current_by_from.tail(within);
  potential_.by_salt.tail(within) += r_s * f.current_by_to.tail(within);
}

void BinaryElectrolyte::add_fluxes(const Fields<const double>& rate, const Fields<double>& row) const {
  const Index faces = capacity_.size() - 1;
  auto salt = row.salt();
  salt = capacity_ * rate.salt();
  salt.head(faces) += faces_.anions;
  salt.tail(faces) -= faces_.anions;
  if (n_x_ == 0) return;
  auto charge = row.u();
  charge.head(n_x_ - 1) += faces_.current.tail(n_x_ - 1);
  charge -= faces_.current.tail(n_x_);
}

double BinaryElectrolyte::defect(const Fields<const double>& row) const {
  if (n_x_ < 2) return 0;
  const auto g = faces_.conductance.tail(n_x_ - 1);
  const auto r = row.u();
  return std::max((r.head(n_x_ - 1) / g).abs().maxCoeff(), (r.tail(n_x_ - 1) / g).abs().maxCoeff());
}

BinaryElectrolyte::Extremes BinaryElectrolyte::extremes(const Fields<const double>& s, double T) const {
  const auto c = s.salt();
  const double diffusion = T == temperature_ ? diffusion_ : diffusion_at(T);
  Extremes e{c.minCoeff(), c.maxCoeff()};
  for (Index flat = 0; flat < (n_x_ > 0 ? 1 : 2); ++flat) {
    const double beside = c(cell_at(flat));
    const double end =
        beside + end_by_i(flat, diffusion * salt_.diffusivity.shape(beside).value) * orientation_ * s.i();
    e = {std::min(e.low, end), std::max(e.high, end)};
  }
  return e;
}

ArrayXd BinaryElectrolyte::ionic_current() const {
  ArrayXd current = ArrayXd::Zero(n_x_ + 1);
  current.head(n_x_) = faces_.current.tail(n_x_);
  if (n_x_ == 0) current(0) = i_;
  return current;
}

BinaryElectrolyte::Path BinaryElectrolyte::path() const {
  Path p{ArrayXd(n_x_), ArrayXd(n_x_)};
  double ohmic = end_ohmic_[0], concentration = end_concentration_;
  for (Index m = 0; m + 1 < capacity_.size(); ++m) {
    const double drop = -faces_.current(m) * faces_.resistance(m);
    // The last face of the separator lies between its last cell and the first of the composite.
    if (m == n_s_ - 1) p.separator = ohmic + drop * half_length_(m) / length_(m);
    ohmic += drop;
    concentration += faces_.potential(m);
    if (m >= n_s_ - 1) p.ohmic(m - n_s_ + 1) = ohmic, p.concentration(m - n_s_ + 1) = concentration;
  }
  if (n_x_ == 0) p.separator = ohmic + end_ohmic_[1];
  return p;
}

}  // namespace closo
