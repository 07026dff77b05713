// Fluxes between control volumes, with all coefficients at the concentration of the face between them; what is left of
// them in the solve; and what is stated of a salt.
#include "models/mechanisms/binary_electrolyte.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/reporting_units.hpp"
#include "models/cell.hpp"
#include "models/derived.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"
#include "solver/unwritten.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

constexpr const char* field_name = "salt";

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

void rows(RowVisitor& v, SaltSpec& s) {
  v.quantity(s.concentration, {"concentration", "mol/m3", Range::positive(), "of the salt, initially"});
  v.quantity(s.transference_number, number("transference_number", {0.0, 1.0, false, true}, "of the cation"));
  curve(v, s.diffusivity,
        {"diffusivity", "m2/s", Range::positive(), "of the salt; a number, or a curve of its concentration"},
        concentration, Beside::activation);
  curve(
      v, s.thermodynamic_factor,
      number("thermodynamic_factor", Range::positive(), "1 + dln f / dln c; a number, or a curve of the concentration"),
      concentration, Beside::nothing);
}

Curve close_of_concentration(const CurveSpec& s, const std::string& key, double initial) {
  Curve c = close(s, Curve::Variable::concentration);
  if (!c.table) return c;
  if (initial < c.table->lower() || initial > c.table->upper())
    throw InputError(
        place(s.table->file, s.table->line), key + (s.table->is_expression() ? ".expression" : ".table"), s.table->name,
        fmt::format("a curve that covers the initial concentration of {:g} mol/l", initial * to_mol_per_l));
  c = over_value_at(std::move(c), initial);
  c.table = c.table->scaled(1 / initial, 1);
  return c;
}

Salt close(const SaltSpec& s, const std::string& key) {
  Salt salt;
  salt.concentration = *s.concentration;
  salt.transference_number = *s.transference_number;
  salt.diffusivity = close_of_concentration(s.diffusivity, key + ".diffusivity", salt.concentration);
  salt.thermodynamic_factor =
      close_of_concentration(s.thermodynamic_factor, key + ".thermodynamic_factor", salt.concentration);
  return salt;
}

void BinaryElectrolyte::add_unknowns(const CellParameters& cell, const Mesh& mesh, Layout& layout) {
  if (cell.separator.salt() == nullptr) return;
  layout.n_s = mesh.n_s;
  layout.add({field_name,
              "1",
              "Concentration of the salt over the initial one, (x)",
              {layout.across_separator_and_composite()}});
}

BinaryElectrolyte::BinaryElectrolyte(const CellParameters& cell, const Layout& layout) : c_(layout.place(field_name)) {
  const Index n = c_.rows;
  if (n == 0) return;
  const Separator::Layer& membrane = cell.separator.layers.front();
  n_s_ = layout.n_s, n_x_ = layout.n_x, in_separator_ = n_x_ > 0 ? n_s_ : n_s_ - 1;
  salt_ = *membrane.electrolyte.salt;
  conductivity_ = membrane.electrolyte.conductivity;
  collector_ = cell.composite().collector_resistance;
  orientation_ = cell.orientation();
  balance_.anion_share = 1 - salt_.transference_number;
  ArrayXd& capacity = balance_.capacity;
  half_length_.resize(n), capacity.resize(n);
  const double dx_s = membrane.thickness / static_cast<double>(n_s_);
  half_length_.head(n_s_).setConstant(dx_s / (2 * membrane.efficiency));
  capacity.head(n_s_).setConstant(dx_s * membrane.fraction);
  if (n_x_ > 0) {
    const Coefficients c = coefficients_of(cell);
    const double dx = cell.composite().thickness / static_cast<double>(n_x_);
    half_length_.tail(n_x_).setConstant(dx / (2 * c.ion_efficiency));
    capacity.tail(n_x_).setConstant(dx * c.eps_electrolyte);
  }
  capacity *= faraday * salt_.concentration;
  length_ = half_length_.head(n - 1) + half_length_.tail(n - 1);
  from_weight_ = half_length_.tail(n - 1) / length_;
  const ArrayXd zero = ArrayXd::Zero(n - 1), blank = ArrayXd::Constant(n - 1, unwritten);
  SaltBalance& f = balance_;
  for (ArrayXd* work : {&f.current, &f.current_by_from, &f.current_by_to, &f.anions, &f.anions_by_from, &f.anions_by_to,
                        &resistance_, &rise_, &rise_by_from_, &rise_by_to_})
    *work = blank;
  f.current_by_i = f.conductance = zero;  // which they stay in the separator, but for
  f.current_by_i.head(in_separator_).setOnes();
  for (AtFaces* at : {&kappa_at_, &diffusivity_at_, &factor_at_}) at->value.setOnes(n - 1), at->slope = zero;
  potential_.by_u.setZero(n_x_), potential_.by_c.setZero(n);
  chain_.reserve(n_s_, n_x_);
}

void BinaryElectrolyte::set(const Coefficients& c, double T) {
  if (!active()) return;
  kappa_ = conductivity_.at(T);
  diffusion_ = diffusion_at(T);
  temperature_ = T;
  chi_ = 2 * balance_.anion_share * salt_.thermodynamic_factor.value / c.f;
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
  const auto c = s.column(c_, 0);
  log_kept_ = c.max(least).log();
  log_ = log_kept_ + (c - least).min(0.0) / least;
  log_slope_ = 1 / c.max(least);
  log_kept_slope_ = (c > least).select(log_slope_, 0.0);
  evaluate_faces(s, electrons);
  potential_.value = (rise_ - i_ * resistance_).head(in_separator_).sum();
  potential_.by_i = -resistance_.head(in_separator_).sum();
  potential_.by_u.setZero(), potential_.by_c.setZero();
  potential_.by_c.head(in_separator_) += rise_by_from_.head(in_separator_);
  potential_.by_c.segment(1, in_separator_) += rise_by_to_.head(in_separator_);
  add_end(0, s);
  n_x_ > 0 ? add_composite(s, electrons) : add_end(1, s);
}

/// Between two cell centres of the composite the currents share one difference of u, as in a solid electrolyte:
///   i_e = (i r_s + u_{m+1} - u_m + rise) / (r_s + resistance).
void BinaryElectrolyte::evaluate_faces(const Fields<const double>& s, const ElectronPath* electrons) {
  const Index n = c_.rows, within = n - 1 - in_separator_;
  const auto c = s.column(c_, 0);
  const auto& w = from_weight_;
  SaltBalance& f = balance_;
  step_ = c.tail(n - 1) - c.head(n - 1);
  log_step_ = log_.tail(n - 1) - log_.head(n - 1);
  face_c_ = c.tail(n - 1) - w * step_;
  look_up(conductivity_, face_c_, kappa_at_);
  look_up(salt_.diffusivity, face_c_, diffusivity_at_);
  look_up(salt_.thermodynamic_factor, face_c_, factor_at_);

  resistance_ = length_ / (kappa_ * kappa_at_.value);
  rise_ = chi_ * factor_at_.value * log_step_;
  potential_by_from_ = chi_ * (w * factor_at_.slope * log_step_ - factor_at_.value * log_slope_.head(n - 1));
  potential_by_to_ = chi_ * ((1 - w) * factor_at_.slope * log_step_ + factor_at_.value * log_slope_.tail(n - 1));

  f.current.head(in_separator_).setConstant(i_);
  if (within > 0) {
    const auto u = s.u();
    const auto& r_s = electrons->resistance();
    auto g = f.conductance.tail(within);
    g = 1 / (r_s + resistance_.tail(within));
    f.current_by_i.tail(within) = r_s * g;
    f.current.tail(within) = (i_ * r_s + u.tail(within) - u.head(within) + rise_.tail(within)) * g;
  }
  by_face_c_ = f.current * resistance_ * kappa_at_.slope / kappa_at_.value;  // of -current resistance
  rise_by_from_ = potential_by_from_ + w * by_face_c_;
  rise_by_to_ = potential_by_to_ + (1 - w) * by_face_c_;
  f.current_by_from = f.conductance * rise_by_from_;
  f.current_by_to = f.conductance * rise_by_to_;

  const auto d = diffusion_ * diffusivity_at_.value / length_;
  f.anions = -d * step_ - f.anion_share * f.current;
  by_face_c_ = diffusion_ * diffusivity_at_.slope / length_ * step_;  // of the diffusion
  f.anions_by_from = d - w * by_face_c_ - f.anion_share * f.current_by_from;
  f.anions_by_to = -d - (1 - w) * by_face_c_ - f.anion_share * f.current_by_to;
}

/// From a flat electrode to the centre of the cell beside it, or the other way round. Only cations pass the electrode:
///   m = 0  leaves  c_electrode = c + sign (1 - t+) i dx / (2 B D F c_0).
void BinaryElectrolyte::add_end(Index flat, const Fields<const double>& s) {
  const double sign = flat == 0 ? 1.0 : -1.0;
  const Index m = cell_at(flat);
  const double c = s.column(c_, 0)(m);
  const CubicTable::Point kappa = conductivity_.shape(c), D = salt_.diffusivity.shape(c),
                          factor = salt_.thermodynamic_factor.shape(c);
  AtElectrode& end = ends_[static_cast<std::size_t>(flat)];
  end.by_i = end_by_i(flat, diffusion_ * D.value);
  end.by_c = 1 - end.by_i * i_ * D.slope / D.value;
  end.c = c + end.by_i * i_;
  end.log = kept_logarithm(end.c);
  const CubicTable::Point log_end = logarithm(end.c);
  const double resistance = half_length_(m) / (kappa_ * kappa.value), step = log_(m) - log_end.value;
  const double concentration = sign * chi_ * factor.value * step;
  end_ohmic_[static_cast<std::size_t>(flat)] = -i_ * resistance;
  if (flat == 0) end_concentration_ = concentration;
  potential_.value += concentration - i_ * resistance;
  potential_.by_i -= resistance + sign * chi_ * factor.value * log_end.slope * end.by_i;
  potential_.by_c(m) += i_ * resistance * kappa.slope / kappa.value +
                        sign * chi_ * (factor.slope * step + factor.value * (log_slope_(m) - log_end.slope * end.by_c));
}

double BinaryElectrolyte::end_by_i(Index flat, double diffusion) const {
  return (flat == 0 ? 1.0 : -1.0) * balance_.anion_share * half_length_(cell_at(flat)) / diffusion;
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
  const SaltBalance& f = balance_;
  potential_.value -= (r_s * (i_ - f.current.tail(within))).sum();
  potential_.by_i -= (r_s * (1 - f.current_by_i.tail(within))).sum();
  potential_.by_u.head(within) -= r_s * f.conductance.tail(within);
  potential_.by_u.tail(within) += r_s * f.conductance.tail(within);
  potential_.by_c.segment(n_s_, within) += r_s * f.current_by_from.tail(within);
  potential_.by_c.tail(within) += r_s * f.current_by_to.tail(within);
}

void BinaryElectrolyte::residual(const Fields<const double>& rate, const Fields<double>& row) const {
  const Index faces = c_.rows - 1;
  auto salt = row.column(c_, 0);
  salt = balance_.capacity * rate.column(c_, 0);
  salt.head(faces) += balance_.anions;
  salt.tail(faces) -= balance_.anions;
  if (n_x_ == 0) return;
  auto charge = row.u();
  charge.head(n_x_ - 1) += balance_.current.tail(n_x_ - 1);
  charge -= balance_.current.tail(n_x_);
}

void BinaryElectrolyte::condense(double cj, const Fields<const double>& b, const Interfaces<double>& interfaces,
                                 const StoichiometryEffect& effect) {
  chain_.solve(balance_, std::min(cj, largest_cj), interfaces, b.column(c_, 0), effect);
  const Corrections<double>& x = chain_.x;
  path_ = {orientation_ * x.fixed_of(potential_, effect), x.slope_of(potential_, effect)};
  for (Index flat = 0; flat < flats(); ++flat) {
    const AtElectrode& end = at_electrode(flat);
    const Index m = cell_at(flat);
    at_flat_[static_cast<std::size_t>(flat)] = {end.by_c * x.c_fixed(m),
                                                orientation_ * (end.by_c * x.c_current(m) + end.by_i)};
  }
}

BinaryElectrolyte::Response BinaryElectrolyte::response(std::complex<double> s,
                                                        const Interfaces<std::complex<double>>& interfaces,
                                                        const StoichiometryEffect& effect) const {
  SaltChain<std::complex<double>> chain;
  chain.solve(balance_, s, interfaces, Eigen::ArrayXcd::Zero(c_.rows), effect);
  Response r{-chain.x.slope_of(potential_, effect)};
  for (Index flat = 0; flat < flats(); ++flat) {
    const AtElectrode& end = at_electrode(flat);
    r.c[static_cast<std::size_t>(flat)] = orientation_ * (end.by_c * chain.x.c_current(cell_at(flat)) + end.by_i);
  }
  return r;
}

double BinaryElectrolyte::defect(const Fields<const double>& row) const {
  if (n_x_ < 2) return 0;
  const auto g = balance_.conductance.tail(n_x_ - 1);
  const auto r = row.u();
  return std::max((r.head(n_x_ - 1) / g).abs().maxCoeff(), (r.tail(n_x_ - 1) / g).abs().maxCoeff());
}

std::array<double, 2> BinaryElectrolyte::extremes(const Fields<const double>& s, double T) const {
  const auto c = s.column(c_, 0);
  const double diffusion = T == temperature_ ? diffusion_ : diffusion_at(T);
  double low = c.minCoeff(), high = c.maxCoeff();
  for (Index flat = 0; flat < flats(); ++flat) {
    const double beside = c(cell_at(flat));
    const double end =
        beside + end_by_i(flat, diffusion * salt_.diffusivity.shape(beside).value) * orientation_ * s.i();
    low = std::min(low, end), high = std::max(high, end);
  }
  return {low, high};
}

ArrayXd BinaryElectrolyte::ionic_current() const {
  ArrayXd current = ArrayXd::Zero(n_x_ + 1);
  current.head(n_x_) = balance_.current.tail(n_x_);
  if (n_x_ == 0) current(0) = i_;
  return current;
}

BinaryElectrolyte::Path BinaryElectrolyte::path() const {
  Path p{ArrayXd(n_x_), ArrayXd(n_x_)};
  double ohmic = end_ohmic_[0], concentration = end_concentration_;
  for (Index m = 0; m + 1 < c_.rows; ++m) {
    const double drop = -balance_.current(m) * resistance_(m);
    // The last face of the separator lies between its last cell and the first of the composite.
    if (m == n_s_ - 1) p.separator = ohmic + drop * half_length_(m) / length_(m);
    ohmic += drop;
    concentration += rise_(m);
    if (m >= n_s_ - 1) p.ohmic(m - n_s_ + 1) = ohmic, p.concentration(m - n_s_ + 1) = concentration;
  }
  if (n_x_ == 0) p.separator = ohmic + end_ohmic_[1];
  return p;
}

namespace {

/// The smallest and the largest concentration at which its data hold, over the initial one.
std::array<StateLimit::End, 2> data_range(const Electrolyte& electrolyte) {
  // Next to nothing: what is beyond is space charge, of which the theory knows nothing.
  constexpr double used_up = 1e-4;
  const Salt& salt = *electrolyte.salt;
  StateLimit::End low{used_up, salt.concentration, "it is depleted, because the current exceeds the limiting current"};
  StateLimit::End high{std::numeric_limits<double>::infinity(), salt.concentration, {}};
  for (const Curve* curve : {&electrolyte.conductivity, &salt.diffusivity, &salt.thermodynamic_factor}) {
    if (!curve->table) continue;
    const std::string end = "the end of the table " + curve->name;
    if (curve->table->lower() > low.level) low.level = curve->table->lower(), low.detail = end;
    if (curve->table->upper() < high.level) high.level = curve->table->upper(), high.detail = end;
  }
  return {low, high};
}

/// Those of the control volumes across the separator and then those of the composite.
ArrayXd all_centres(const Cell& cell) {
  const Layout& layout = cell.layout();
  const double end = cell.parameters().separator.thickness();
  ArrayXd centres(layout.n_s + layout.n_x);
  centres << cell_centres(0, end / static_cast<double>(layout.n_s), layout.n_s),
      cell_centres(end, cell.model()->cell_width(), layout.n_x);
  return centres;
}

}  // namespace

void BinaryElectrolyte::add_columns(Columns& columns) {
  const auto has = [](const CellParameters& cell) { return cell.separator.salt() != nullptr; };
  columns.profiles.push_back(
      {{"salt", "mol m-3", "Concentration of the salt through separator and composite, (time, x)", has,
        [](const Cell& cell, const ArrayXd& state, const Origin&) -> ArrayXd {
          const BinaryElectrolyte& own = cell.electrolyte();
          return own.salt_.concentration * Fields<const double>(cell.layout(), state.data()).column(own.c_, 0);
        },
        "cells with a liquid electrolyte"},
       Places{"x_salt", "Cell centres of the liquid electrolyte, from the metal", all_centres}});
  for (const std::size_t end : {0, 1})
    columns.limits.push_back({end == 0 ? "salt_low" : "salt_high", "mol m-3", end == 1,
                              [has, end](const CellParameters& cell) -> std::optional<StateLimit::End> {
                                if (!has(cell)) return std::nullopt;
                                const auto at = data_range(cell.separator.layers.front().electrolyte)[end];
                                return std::isfinite(at.level) ? std::optional(at) : std::nullopt;
                              },
                              [end](const Cell& cell, const Fields<const double>& s) {
                                return cell.electrolyte().extremes(s, cell.temperature_of(s))[end];
                              },
                              [](double limit, const std::string& detail) {
                                return fmt::format("the salt concentration reached {:.4g} mol/l: {}",
                                                   limit * to_mol_per_l, detail);
                              }});
}

LossName BinaryElectrolyte::loss() {
  return {"concentration",
          "Potential of the concentration of the salt, from the metal to the mean position in the composite",
          LossName::Of::electrolyte};
}

void BinaryElectrolyte::add_derived(const CellParameters& cell, std::vector<DerivedQuantity>& out) {
  const Salt* salt = cell.separator.salt();
  if (salt == nullptr) return;
  const Separator::Layer& membrane = cell.separator.layers.front();
  const double D = salt->diffusivity.at(cell.temperature) * membrane.efficiency;
  // Beyond it, between two electrodes of metal, the salt at the one that is plated is used up.
  const double limiting =
      2 * faraday * D * salt->concentration / ((1 - salt->transference_number) * membrane.thickness);
  out.push_back({"limiting current of the separator", limiting * to_mA_per_cm2, "mA/cm2"});
  out.push_back({"diffusion time L2/D of the separator",
                 membrane.fraction * membrane.thickness * membrane.thickness / D * to_hours, "h"});
}

}  // namespace closo
