// Two halves of cells in series at every face, which a film makes longer.
#include "models/electrodes/ion_path.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "models/cell.hpp"
#include "models/parameters/close.hpp"
#include "models/reporting_units.hpp"
#include "solver/unwritten.hpp"

namespace closo {

using Eigen::ArrayXd;

namespace {

constexpr double least_left = 1e-6;  // of the electrolyte: a trial value of an iteration may ask for less

bool consumes(const CellParameters& cell, std::size_t number) {
  const Composite* composite = cell.composite_of(number);
  return composite != nullptr && composite->film.consumes();
}

}  // namespace

void check_consumption(const FilmSpec& s, const std::string& key, const Composite& p) {
  if (!p.film.consumes()) return;
  const char* name = "electrolyte_molar_volume";
  if (p.electrolyte.fills_pores())
    refuse(key, name, s.electrolyte_molar_volume, "m3/mol", "no such key: a liquid electrolyte keeps its volume");
  if (!p.ion_path.exponent())
    refuse(key, name, s.electrolyte_molar_volume, "m3/mol",
           "an 'ion_path' with 'bruggeman' or 'tortuosity_factor', by which the conductivity follows the volume");
  double charge = 0;
  for (const OxidationReaction& r : p.film.reactions) charge += r.electrolyte_charge * p.electrolyte_loading;
  if (const double share = p.oxidised_share(charge); share > 1)
    refuse(key, name, s.electrolyte_molar_volume, "m3/mol",
           fmt::format("at most {:.4g} cm3/mol, with which the reactions together take all of the electrolyte",
                       *s.electrolyte_molar_volume / share * 1e6));
}

IonPath::IonPath(const Composite& composite, Index n_x)
    : half_width_(n_x > 0 ? composite.thickness / static_cast<double>(2 * n_x) : 0),
      resistance_(ArrayXd::Constant(std::max<Index>(n_x - 1, 0), unwritten)) {
  if (!composite.film.consumes()) return;
  loss_per_charge_ = composite.oxidised_share(composite.reference_loading());
  exponent_ = composite.ion_path.exponent().value_or(exponent_);
  half_ = by_charge_ = effect_.potential = ArrayXd::Constant(n_x, unwritten);
  effect_.current_by_from = effect_.current_by_to = resistance_;
}

void IonPath::set_conductivity(double conductivity) {
  half_resistance_ = half_width_ / conductivity;
  if (follows_film()) return;
  resistance_.setConstant(2 * half_resistance_);
  from_separator_ = to_end_ = half_resistance_;
}

void IonPath::follow(const ArrayXd& charge) {
  const Index n = charge.size();
  for (Index k = 0; k < n; ++k) {
    const double left = std::max(1 - loss_per_charge_ * charge(k), least_left);
    half_(k) = half_resistance_ * std::pow(left, -exponent_);
    by_charge_(k) = half_(k) * exponent_ * loss_per_charge_ / left;
  }
  resistance_ = half_.head(n - 1) + half_.tail(n - 1);
  from_separator_ = half_(0), to_end_ = half_(n - 1);
}

/// As  I_e = (i r_s + du) / (r_s + r),  dI_e/dr = -I_e / (r_s + r);  the ions lose  r I_e  at a face.
void IonPath::linearise(double i, const SolidFaces& faces) {
  const Index n = resistance_.size();
  effect_.current_by_from = -faces.current * faces.conductance * by_charge_.head(n);
  effect_.current_by_to = -faces.current * faces.conductance * by_charge_.tail(n);
  const auto lost = faces.current * faces.by_i;
  effect_.potential.setZero();
  effect_.potential(0) = -i * by_charge_(0);
  effect_.potential.head(n) -= lost * by_charge_.head(n);
  effect_.potential.tail(n) -= lost * by_charge_.tail(n);
}

void IonPath::add_columns(Columns& columns) {
  for (const std::size_t number : {0, 1}) {
    const auto has = [number](const CellParameters& cell) { return consumes(cell, number); };
    const std::string prefix = prefix_of(number), of = words_of(number),
                      in = cells_with(number, number == 0 ? "cells with `positive.film.electrolyte_molar_volume`"
                                                          : "`negative.film.electrolyte_molar_volume`");
    const auto of_number = [number](const Cell& cell) -> const CompositeElectrode& {
      return cell.composite(static_cast<Index>(number));
    };
    const auto left = [of_number](const Cell& cell, const ArrayXd& state) -> ArrayXd {
      const CompositeElectrode& composite = of_number(cell);
      const Fields<const double> s = Fields<const double>(cell.layout(), state.data()).of(composite.place());
      const Composite& p = composite.parameters();
      return 1 - p.oxidised_share(p.reference_loading()) * composite.film().charge(s);
    };
    columns.profiles.push_back({{prefix + "electrolyte_fraction", "1",
                                 "Volume fraction of the electrolyte that the film has left" + of + ", (time, x)", has,
                                 [number, left](const Cell& cell, const ArrayXd& state, const Origin&) -> ArrayXd {
                                   const auto k = static_cast<Index>(number);
                                   return cell.coefficients().composite(k).eps_electrolyte * left(cell, state);
                                 },
                                 in},
                                places_of(number)});
    columns.cycles.push_back({prefix + "ion_resistance", "ohm cm2",
                              "Resistance for ions across the composite" + of + ", times the cell area", has,
                              [has, number](const Cell& cell, const ArrayXd& state, const Origin&) {
                                if (!has(cell.parameters())) return 0.0;
                                return to_ohm_cm2 * cell.ions_at(state, static_cast<Index>(number)).across();
                              },
                              in});
  }
}

}  // namespace closo
