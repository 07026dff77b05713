// Rates of the oxidation reactions, and their elimination from the Newton system.
#include "models/mechanisms/film.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/error.hpp"
#include "models/cell.hpp"
#include "models/electrodes/charge_transfer.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"
#include "solver/unwritten.hpp"

namespace closo {
namespace {

constexpr const char *unspent_name = "film_unspent", *rate_name = "film_rate";

constexpr double largest_exponent = 300;  // keeps trial values of an iteration finite

// What is oxidised has to get to the surface: no share is spent faster than this. Films grow for hours and do not
// notice, and a reaction that runs out does not make the voltage jump within less time than a clock resolves.
constexpr double fastest_rate = 1.0;  // s-1

}  // namespace

static void rows(RowVisitor& v, OxidationReactionSpec& s) {
  v.word(s.name, word("name", "of the reaction"));
  v.quantity(s.potential, {"potential", "V", Range::any(), "against the metal, at which the rate is stated"});
  arrhenius(v, s.rate,
            {"rate", "1/s", Range::positive(), "at this potential without film, as a share of the remaining reactant"});
  v.quantity(s.transfer_coefficient, number("transfer_coefficient", Range::positive_fraction(), "anodic"));
  v.quantity(s.electrolyte_charge,
             {"electrolyte_charge", "C/kg", Range::positive(),
              "charge available per mass of electrolyte, n F / M for n electrons per formula unit"});
  v.quantity(s.passivating_thickness, {"passivating_thickness", "m", Range::positive(),
                                       "film thickness over which the rate falls by a factor of e"});
  arrhenius(v, s.conductivity, {"conductivity", "S/m", Range::positive(), "of the product"});
}

void rows(RowVisitor& v, FilmSpec& s) {
  v.list(s.reactions, group("reactions", "in which the electrolyte is oxidised"));
  v.quantity(s.specific_area, {"specific_area", "m2/kg", Range::positive(),
                               "covered by the film, of particles and carbon, per mass of active material"});
  v.quantity(s.molar_volume, {"molar_volume", "m3/mol", Range::positive(), "volume of film per mole of electrons"});
  v.quantity(s.electrolyte_molar_volume,
             Row{"electrolyte_molar_volume", "m3/mol", Range::positive(),
                 "volume of electrolyte that decomposes per mole of electrons, and conducts no longer; without it the "
                 "electrolyte keeps volume and conductivity"}
                 .optional());
}

Film close(const FilmSpec& s) {
  Film f;
  for (const OxidationReactionSpec& r : s.reactions)
    f.reactions.push_back({*r.name, *r.potential, close(r.rate), *r.transfer_coefficient, *r.electrolyte_charge,
                           *r.passivating_thickness, close(r.conductivity)});
  f.specific_area = *s.specific_area;
  f.molar_volume = *s.molar_volume;
  f.electrolyte_molar_volume = s.electrolyte_molar_volume.value_or(0);
  return f;
}

double consumed_share(const Composite& p, double charge) {
  const double volume = p.film.consumes() ? p.film.electrolyte_molar_volume : p.film.molar_volume;  // m3 mol-1
  const double electrolyte = p.electrolyte_volume();                                                // m
  return electrolyte > 0 ? charge / faraday * volume / electrolyte : 0;
}

static void check_consumed(const FilmSpec& s, const std::string& key, const Composite& p) {
  if (!p.film.consumes()) return;
  const char* name = "electrolyte_molar_volume";
  if (p.electrolyte().has_concentration())
    refuse(key, name, s.electrolyte_molar_volume, "m3/mol",
           "no such key where the concentration of the electrolyte varies");
  if (!p.ion_path.exponent())
    refuse(key, name, s.electrolyte_molar_volume, "m3/mol",
           "an 'ion_path' with 'bruggeman' or 'tortuosity_factor', by which the conductivity follows the volume");
  double charge = 0;
  for (const OxidationReaction& r : p.film.reactions) charge += r.electrolyte_charge * p.electrolyte_loading;
  if (const double share = consumed_share(p, charge); share > 1)
    refuse(
        key, name, s.electrolyte_molar_volume, "m3/mol",
        fmt::format("at most {:.4g} of it, with which the reactions together take all of the electrolyte", 1 / share));
}

void close_layers(const ElectrodeSpec& s, const std::string& key, Composite& p) {
  if (p.has_active_material()) {
    p.film_resistance = *s.film_resistance;
    p.film_capacitance = close(s.film_capacitance);
  }
  if (!s.film) return;
  p.film = close(*s.film);
  check_consumed(*s.film, key + ".film", p);
}

void refuse_layers_per_mass(const ElectrodeSpec& s, const std::string& key) {
  if (s.film)
    throw InputError::forbidden(s.film->where(), key + ".film",
                                "a film grows per mass, and not all densities of this cell are stated");
}

void FilmGrowth::add_unknowns(const Film& film, const CompositePlace& place, Layout& layout) {
  if (film.reactions.empty()) return;
  const Field::Axis reaction{"reaction", static_cast<Index>(film.reactions.size())}, x = place.across();
  layout.add({place.name(unspent_name),
              "1",
              "Unspent share of the charge of each film reaction, (reaction, x)",
              {reaction, x}});
  layout.add({place.name(rate_name), "s-1", "Rate of each film reaction, (reaction, x)", {reaction, x}, Field::rate});
}

FilmGrowth::FilmGrowth(const Composite& composite, const CompositePlace& place, const Layout& layout,
                       double temperature)
    : film_(composite.film),
      unspent_(layout.place(place.name(unspent_name))),
      rate_(layout.place(place.name(rate_name))),
      density_(composite.reference_loading() / composite.thickness),
      consumed_per_charge_(consumed_share(composite, composite.reference_loading())) {
  thickness_per_charge_ = film_.reactions.empty() ? 0.0 : film_.molar_volume / (faraday * film_.specific_area);
  const ArrayXd blank = ArrayXd::Constant(place.n_x, unwritten);
  const double electrolyte =
      composite.reference_loading() > 0 ? composite.electrolyte_loading / composite.reference_loading() : 0;
  for (const OxidationReaction& r : film_.reactions)
    reactions_.push_back({r.potential,
                          0,
                          0,
                          electrolyte * r.electrolyte_charge,
                          r.passivating_thickness / thickness_per_charge_,
                          0,
                          blank,
                          blank,
                          blank,
                          blank,
                          {blank, blank},
                          blank});
  set_temperature(temperature);
  for (ArrayXd* work : {&charge_, &current_.fixed, &current_.by_u, &charge_line_.fixed, &charge_line_.by_u,
                        &resistance_.fixed, &resistance_.by_u, &driven_, &tamed_, &by_half_, &ratio_, &root_,
                        &half_root_, &apart_, &inverse_, &passed_, &damping_})
    *work = blank;
}

void FilmGrowth::set_temperature(double T) {
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    reactions_[k].rate = film_.reactions[k].rate.at(T);
    reactions_[k].resistance = thickness_per_charge_ * reactions_[k].charge / film_.reactions[k].conductivity.at(T);
    reactions_[k].slope = film_.reactions[k].transfer_coefficient * faraday / (gas_constant * T);
  }
}

void FilmGrowth::start(const Fields<double>& s) const {
  for (Index k = 0; k < unspent_.columns; ++k) s.column(unspent_, k).setOnes();
}

void FilmGrowth::rates(const Fields<const double>& row, const Fields<double>& rate) const {
  for (Index k = 0; k < unspent_.columns; ++k) rate.column(unspent_, k) = -row.column(unspent_, k);
}

double FilmGrowth::total_current(const Fields<const double>& s) const {
  double sum = 0;
  for (std::size_t k = 0; k < reactions_.size(); ++k)
    sum += density_ * reactions_[k].charge * s.column(rate_, static_cast<Index>(k)).sum();
  return sum;
}

double FilmGrowth::stored_power(const Fields<const double>& s) const {
  double sum = 0;
  for (std::size_t k = 0; k < reactions_.size(); ++k)
    sum += density_ * reactions_[k].charge * reactions_[k].potential * s.column(rate_, static_cast<Index>(k)).sum();
  return sum;
}

void FilmGrowth::add_resistance(const Fields<const double>& s, Eigen::Ref<ArrayXd> sum) const {
  for (std::size_t k = 0; k < reactions_.size(); ++k)
    sum += reactions_[k].resistance * (1 - s.column(unspent_, static_cast<Index>(k)));
}

void FilmGrowth::add_charge(const Fields<const double>& s, Eigen::Ref<ArrayXd> sum) const {
  for (std::size_t k = 0; k < reactions_.size(); ++k)
    sum += reactions_[k].charge * (1 - s.column(unspent_, static_cast<Index>(k)));
}

void FilmGrowth::add_current(const Fields<const double>& s, double factor, Eigen::Ref<ArrayXd> sum) const {
  for (std::size_t k = 0; k < reactions_.size(); ++k)
    sum += (factor * density_ * reactions_[k].charge) * s.column(rate_, static_cast<Index>(k));
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
  charge_.setZero(), add_charge(s, charge_);
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    const auto index = static_cast<Index>(k);
    drive(reactions_[k], s.u(), charge_, driven_, tamed_);
    s.column(rate_, index) = reactions_[k].rate * s.column(unspent_, index) * driven_;
  }
}

/// The row of a rate and its derivatives, at the film charge in charge_.
void FilmGrowth::evaluate(std::size_t k, const Fields<const double>& s, Eigen::Map<ArrayXd> row) {
  Reaction& r = reactions_[k];
  const auto unspent = s.column(unspent_, static_cast<Index>(k));
  const auto v = s.column(rate_, static_cast<Index>(k));
  drive(r, s.u(), charge_, driven_, tamed_);
  by_half_ = unspent * driven_ / 2;
  ratio_ = v / (2 * r.rate);
  root_ = (ratio_.square() + 1).sqrt();
  half_root_ = (by_half_.square() + 1).sqrt();
  fast_asinh_difference(ratio_, root_, by_half_, half_root_, apart_, row);
  r.by_rate = 1 / (2 * r.rate * root_);
  r.by_unspent = driven_ / (2 * half_root_);
  tamed_ *= by_half_ / half_root_;
  r.by_u = tamed_ * r.slope;
  r.by_charge = tamed_ / r.passivating;
}

void FilmGrowth::residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row) {
  charge_.setZero(), add_charge(s, charge_);
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    const auto index = static_cast<Index>(k);
    row.column(unspent_, index) = rate.column(unspent_, index) + s.column(rate_, index);
    evaluate(k, s, row.column(rate_, index));
  }
}

double FilmGrowth::defect(const Fields<const double>& s, const Fields<double>& row) {
  double largest = 0;
  charge_.setZero(), add_charge(s, charge_);
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    evaluate(k, s, row.column(rate_, static_cast<Index>(k)));
    largest = std::max(largest, row.column(rate_, static_cast<Index>(k)).abs().maxCoeff() / reactions_[k].slope);
  }
  return largest;
}

/// With X_s = (b_s - X_v) / cj and the correction C = -sum Q X_s of the film charge:
///   X_v = (b_v + by_unspent b_s / cj + by_u x_u - by_charge C) / (by_rate + by_unspent / cj),
/// which summed over the reactions gives C, and with it all. Nothing is subtracted that could cancel: the slopes of
/// current and charge are never negative.
void FilmGrowth::condense(double cj, const Fields<const double>& b) {
  charge_line_.fixed.setZero(), charge_line_.by_u.setZero(), damping_.setZero();
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    Reaction& r = reactions_[k];
    const auto b_s = b.column(unspent_, static_cast<Index>(k));
    const auto b_v = b.column(rate_, static_cast<Index>(k));
    passed_ = r.by_unspent * (1 / cj);
    inverse_ = (r.by_rate + passed_).inverse();
    r.line.fixed = (b_v + passed_ * b_s) * inverse_;
    r.line.by_u = r.by_u * inverse_;
    r.damping = r.by_charge * inverse_;
    charge_line_.fixed += r.charge * (r.line.fixed - b_s);
    charge_line_.by_u += r.charge * r.line.by_u;
    damping_ += r.charge * r.damping;
  }
  damping_ = (1 + damping_ / cj).inverse();
  charge_line_.fixed *= damping_;
  charge_line_.by_u *= damping_;
  // Here they are cj times the correction of the charge, which is the current but for the right-hand side.
  current_.by_u = density_ * charge_line_.by_u;
  current_.fixed = density_ * charge_line_.fixed;
  for (std::size_t k = 0; k < reactions_.size(); ++k)
    current_.fixed += (density_ * reactions_[k].charge) * b.column(unspent_, static_cast<Index>(k));
  charge_line_.fixed /= cj;
  charge_line_.by_u /= cj;
  resistance_.fixed.setZero(), resistance_.by_u.setZero();
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    Reaction& r = reactions_[k];
    r.line.fixed -= r.damping * charge_line_.fixed;
    r.line.by_u -= r.damping * charge_line_.by_u;
    resistance_.fixed += (r.resistance / cj) * (r.line.fixed - b.column(unspent_, static_cast<Index>(k)));
    resistance_.by_u += (r.resistance / cj) * r.line.by_u;
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
  Response slopes{density_ * s * charge, ArrayXcd::Zero(charge_.size()), consumed_per_charge_ * charge};
  for (const Reaction& r : reactions_)
    slopes.resistance += (r.resistance / s) * (r.by_u - r.by_charge * charge) / (r.by_rate + r.by_unspent / s);
  return slopes;
}

void FilmGrowth::expand(double cj, const Fields<const double>& b, const Fields<double>& x) const {
  for (std::size_t k = 0; k < reactions_.size(); ++k) {
    const Reaction& r = reactions_[k];
    const auto index = static_cast<Index>(k);
    x.column(rate_, index) = r.line.fixed + r.line.by_u * x.u();
    x.column(unspent_, index) = (b.column(unspent_, index) - x.column(rate_, index)) * (1 / cj);
  }
}

}  // namespace closo
