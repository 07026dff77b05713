// Fluxes between control volumes, with all coefficients at the concentration of the face between them; what is left of
// them in the solve; and what is stated of a salt.
#include "models/mechanisms/binary_electrolyte.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/reporting_units.hpp"
#include "models/cell.hpp"
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
  v.word(s.host,
         word("host",
              "what it is dissolved in: a liquid, which fills the pores of electrodes and membrane, or a polymer, "
              "which is weighed as one of the solids and needs no membrane; without it a liquid",
              "liquid|polymer")
             .optional());
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

bool is_polymer(const SaltSpec& s) {
  return s.host.value_or("") == "polymer";
}

Salt close(const SaltSpec& s, const std::string& key) {
  Salt salt;
  salt.concentration = *s.concentration;
  salt.transference_number = *s.transference_number;
  salt.in_polymer = is_polymer(s);
  salt.diffusivity = close_of_concentration(s.diffusivity, key + ".diffusivity", salt.concentration);
  salt.thermodynamic_factor =
      close_of_concentration(s.thermodynamic_factor, key + ".thermodynamic_factor", salt.concentration);
  return salt;
}

void BinaryElectrolyte::add_unknowns(const CellParameters& cell, const Mesh& mesh, Layout& layout) {
  if (cell.separator.salt() == nullptr) return;
  layout.n_s = mesh.n_s;
  Index n = layout.n_s;
  for (Index k = 0; k < layout.composites(); ++k) n += layout.composite(k).n_x;
  layout.add(
      {field_name, "1", "Concentration of the salt over the initial one, (x)", {{"x", n, Field::Axis::through}}});
}

BinaryElectrolyte::BinaryElectrolyte(const CellParameters& cell, const Layout& layout) : c_(layout.place(field_name)) {
  const Index n = c_.rows;
  if (n == 0) return;
  const Separator::Layer& membrane = cell.separator.layers.front();
  n_s_ = layout.n_s, flats_ = layout.flats();
  salt_ = *membrane.electrolyte.salt;
  conductivity_ = membrane.electrolyte.conductivity;
  orientation_ = cell.orientation();
  balance_.anion_share = 1 - salt_.transference_number;
  ArrayXd& capacity = balance_.capacity;
  half_length_.resize(n), capacity.resize(n);
  const Coefficients c = coefficients_of(cell);
  for (Index number = 0; number < layout.composites(); ++number) {
    const CompositePlace& place = layout.composite(number);
    const Composite& composite = cell.composite(place.side);
    Part& p = parts_[place_of(number)];
    p.n = place.n_x, p.collector = composite.collector_resistance;
    p.begin = place_of(number) == after ? n - p.n : 0;
    const double dx = composite.thickness / static_cast<double>(p.n);
    half_length_.segment(p.begin, p.n).setConstant(dx / (2 * c.composite(number).ion_efficiency));
    capacity.segment(p.begin, p.n).setConstant(dx * c.composite(number).eps_electrolyte);
    const ArrayXd blank = ArrayXd::Constant(p.n, unwritten);
    p.by_u.setZero(p.n), p.log = p.log_slope = p.c = blank;
  }
  const Index separator = parts_[before].n;  // its first cell
  const double dx_s = membrane.thickness / static_cast<double>(n_s_);
  half_length_.segment(separator, n_s_).setConstant(dx_s / (2 * membrane.efficiency));
  capacity.segment(separator, n_s_).setConstant(dx_s * membrane.fraction);
  begin_ = std::max<Index>(separator - 1, 0);
  faces_ = (parts_[after].n > 0 ? parts_[after].begin : n - 1) - begin_;
  capacity *= faraday * salt_.concentration;
  length_ = half_length_.head(n - 1) + half_length_.tail(n - 1);
  from_weight_ = half_length_.tail(n - 1) / length_;
  const ArrayXd zero = ArrayXd::Zero(n - 1), blank = ArrayXd::Constant(n - 1, unwritten);
  SaltBalance& f = balance_;
  for (ArrayXd* work : {&f.current, &f.current_by_from, &f.current_by_to, &f.anions, &f.anions_by_from, &f.anions_by_to,
                        &resistance_, &rise_, &rise_by_from_, &rise_by_to_, &electrons_, &u_step_})
    *work = blank;
  f.current_by_i = f.conductance = zero;  // which they stay in the separator, but for
  f.current_by_i.segment(begin_, faces_).setOnes();
  for (AtFaces* at : {&kappa_at_, &diffusivity_at_, &factor_at_}) at->value.setOnes(n - 1), at->slope = zero;
  potential_.by_c.setZero(n);
  chain_.reserve(parts_[before].n, n_s_, parts_[after].n);
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

void BinaryElectrolyte::evaluate(const Fields<const double>& s, const OfComposites<ElectronPath>& electrons) {
  i_ = orientation_ * s.i();
  const auto c = s.column(c_, 0);
  log_kept_ = c.max(least).log();
  log_ = log_kept_ + (c - least).min(0.0) / least;
  log_slope_ = 1 / c.max(least);
  log_kept_slope_ = (c > least).select(log_slope_, 0.0);
  take_over(s, electrons);
  evaluate_faces(s);
  potential_.value = (rise_ - i_ * resistance_).segment(begin_, faces_).sum();
  potential_.by_i = -resistance_.segment(begin_, faces_).sum();
  potential_.by_c.setZero();
  potential_.by_c.segment(begin_, faces_) += rise_by_from_.segment(begin_, faces_);
  potential_.by_c.segment(begin_ + 1, faces_) += rise_by_to_.segment(begin_, faces_);
  for (Index flat = 0; flat < flats_; ++flat) add_end(flat, s);
  for (const std::size_t place : {before, after})
    if (parts_[place].n > 0) add_part(place);
}

/// What composites bring, in the order of the chain.
void BinaryElectrolyte::take_over(const Fields<const double>& s, const OfComposites<ElectronPath>& electrons) {
  for (const std::size_t place : {before, after}) {
    Part& p = parts_[place];
    if (p.n == 0) continue;
    const Index within = p.n - 1, number = static_cast<Index>(number_of(place));
    const ElectronPath& path = *electrons[number_of(place)];
    const auto u = s.of(number).u();
    p.last = path.to_collector() + p.collector, p.beside = u(0);
    auto step = u_step_.segment(p.begin, within), r_s = electrons_.segment(p.begin, within);
    if (place == after) {
      step = u.tail(within) - u.head(within);
      r_s = path.resistance();
      continue;
    }
    step = (u.head(within) - u.tail(within)).reverse();
    r_s = path.resistance().reverse();
    p.log = log_kept_.segment(p.begin, p.n).reverse();
    p.log_slope = log_kept_slope_.segment(p.begin, p.n).reverse();
  }
}

BinaryElectrolyte::InComposite BinaryElectrolyte::in_composite(Index number) const {
  const Part& p = part(number);
  if (p.n == 0) return {};
  if (place_of(number) == before) return {{p.log.data(), p.n}, {p.log_slope.data(), p.n}};
  return {{log_kept_.data() + p.begin, p.n}, {log_kept_slope_.data() + p.begin, p.n}};
}

/// Between two cell centres of a composite the currents share one difference of u, as in a solid electrolyte:
///   i_e = (i r_s + u_{m+1} - u_m + rise) / (r_s + resistance).
void BinaryElectrolyte::evaluate_faces(const Fields<const double>& s) {
  const Index n = c_.rows;
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

  f.current.segment(begin_, faces_).setConstant(i_);
  for (Part& p : parts_) {
    const Index within = p.n - 1;
    if (within < 1) continue;
    const auto r_s = electrons_.segment(p.begin, within);
    auto g = f.conductance.segment(p.begin, within);
    g = 1 / (r_s + resistance_.segment(p.begin, within));
    f.current_by_i.segment(p.begin, within) = r_s * g;
    f.current.segment(p.begin, within) =
        (i_ * r_s + u_step_.segment(p.begin, within) + rise_.segment(p.begin, within)) * g;
    p.faces.conductance = g, p.faces.current = f.current.segment(p.begin, within);
    if (&p == &parts_[before]) p.faces = turned(p.faces);
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

/// From the electrolyte in the cell beside the separator to its electrons, and on with them to the collector; or all
/// the way back.
void BinaryElectrolyte::add_part(std::size_t place) {
  Part& p = parts_[place];
  const Index within = p.n - 1, beside = place == after ? 0 : within;
  const double sign = place == after ? 1.0 : -1.0;
  potential_.value += sign * p.beside - i_ * p.last;
  potential_.by_i -= p.last;
  p.by_u.setZero();
  p.by_u(beside) = sign;
  if (within == 0) return;
  const SaltBalance& f = balance_;
  const auto of = [&](const ArrayXd& faces) { return faces.segment(p.begin, within); };
  const auto r_s = of(electrons_);
  potential_.value -= (r_s * (i_ - of(f.current))).sum();
  potential_.by_i -= (r_s * (1 - of(f.current_by_i))).sum();
  p.by_u.head(within) -= r_s * of(f.conductance);
  p.by_u.tail(within) += r_s * of(f.conductance);
  potential_.by_c.segment(p.begin, within) += r_s * of(f.current_by_from);
  potential_.by_c.segment(p.begin + 1, within) += r_s * of(f.current_by_to);
}

void BinaryElectrolyte::residual(const Fields<const double>& rate, const Fields<double>& row) const {
  const Index faces = c_.rows - 1;
  auto salt = row.column(c_, 0);
  salt = balance_.capacity * rate.column(c_, 0);
  salt.head(faces) += balance_.anions;
  salt.tail(faces) -= balance_.anions;
  const ArrayXd& current = balance_.current;
  if (const Part& p = parts_[after]; p.n > 0) {
    auto charge = row.of(0).u();
    charge.head(p.n - 1) += current.tail(p.n - 1);
    charge -= current.tail(p.n);
  }
  if (const Part& p = parts_[before]; p.n > 0) {
    auto charge = row.of(1).u();
    charge.head(p.n) += current.head(p.n).reverse();
    charge.head(p.n - 1) -= current.head(p.n - 1).reverse();
  }
}

void BinaryElectrolyte::condense(double cj, const Fields<const double>& b,
                                 const OfComposites<Interfaces<double>>& interfaces,
                                 const OfComposites<OfPaths<PathEffect>>& effects) {
  Part& first = parts_[before];
  std::array<SaltChain<double>::Part, 2> parts{{{}, {interfaces[0], effects[0]}}};
  if (first.n > 0) {
    first.interfaces = turned(*interfaces[1]), first.effects = turned(*effects[1]);
    parts[before] = {&first.interfaces, &first.effects};
  }
  chain_.solve(balance_, std::min(cj, largest_cj), parts, b.column(c_, 0));
  if (first.n > 0) first.corrections = turned(chain_.composite[before]);
  path_ = {(potential_.by_c * chain_.c_fixed).sum(), potential_.by_i + (potential_.by_c * chain_.c_current).sum()};
  for (const std::size_t place : {before, after}) {
    if (parts_[place].n == 0) continue;
    path_.fixed += chain_.composite[place].fixed_of(parts_[place].by_u, *parts[place].effects);
    path_.slope += chain_.composite[place].slope_of(parts_[place].by_u, *parts[place].effects);
  }
  path_.fixed *= orientation_;
  for (Index flat = 0; flat < flats_; ++flat) {
    const AtElectrode& end = at_electrode(flat);
    const Index m = cell_at(flat);
    at_flat_[static_cast<std::size_t>(flat)] = {end.by_c * chain_.c_fixed(m),
                                                orientation_ * (end.by_c * chain_.c_current(m) + end.by_i)};
  }
}

void BinaryElectrolyte::expand(const Fields<double>& x) {
  auto c = x.column(c_, 0);
  c = chain_.c_fixed + chain_.c_current * (orientation_ * x.i());
  if (Part& p = parts_[after]; p.n > 0) p.c = c.tail(p.n);
  if (Part& p = parts_[before]; p.n > 0) p.c = c.head(p.n).reverse();
}

const Corrections<double>& BinaryElectrolyte::corrections(Index number) const {
  return place_of(number) == before ? parts_[before].corrections : chain_.composite[after];
}

BinaryElectrolyte::Response BinaryElectrolyte::response(
    std::complex<double> s, const OfComposites<Interfaces<std::complex<double>>>& interfaces,
    const OfComposites<OfPaths<PathEffect>>& effects) const {
  using Complex = std::complex<double>;
  std::array<SaltChain<Complex>::Part, 2> parts{{{}, {interfaces[0], effects[0]}}};
  Interfaces<Complex> turned_interfaces;
  OfPaths<PathEffect> turned_effects;
  if (parts_[before].n > 0) {
    turned_interfaces = turned(*interfaces[1]), turned_effects = turned(*effects[1]);
    parts[before] = {&turned_interfaces, &turned_effects};
  }
  SaltChain<Complex> chain;
  chain.solve(balance_, s, parts, Eigen::ArrayXcd::Zero(c_.rows));
  Complex slope = potential_.by_i + (potential_.by_c * chain.c_current).sum();
  for (const std::size_t place : {before, after})
    if (parts_[place].n > 0) slope += chain.composite[place].slope_of(parts_[place].by_u, *parts[place].effects);
  Response r{-slope};
  for (Index flat = 0; flat < flats_; ++flat) {
    const AtElectrode& end = at_electrode(flat);
    r.c[static_cast<std::size_t>(flat)] = orientation_ * (end.by_c * chain.c_current(cell_at(flat)) + end.by_i);
  }
  return r;
}

double BinaryElectrolyte::defect(const Fields<const double>& row) const {
  double largest = 0;
  for (const std::size_t place : {before, after}) {
    const Part& p = parts_[place];
    if (p.n < 2) continue;
    const auto r = row.of(static_cast<Index>(number_of(place))).u();
    const ArrayXd& g = p.faces.conductance;
    largest = std::max({largest, (r.head(p.n - 1) / g).abs().maxCoeff(), (r.tail(p.n - 1) / g).abs().maxCoeff()});
  }
  return largest;
}

}  // namespace closo
