// What can be read off a binary electrolyte: limits, currents, potentials, columns and numbers for the user.
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "models/cell.hpp"
#include "models/derived.hpp"
#include "models/mechanisms/binary_electrolyte.hpp"

namespace closo {

using Eigen::ArrayXd;

std::array<double, 2> BinaryElectrolyte::extremes(const Fields<const double>& s, double T) const {
  const auto c = s.column(c_, 0);
  const double diffusion = T == temperature_ ? diffusion_ : diffusion_at(T);
  double low = c.minCoeff(), high = c.maxCoeff();
  for (Index flat = 0; flat < flats_; ++flat) {
    const double beside = c(cell_at(flat));
    const double end =
        beside + end_by_i(flat, diffusion * salt_.diffusivity.shape(beside).value) * orientation_ * s.i();
    low = std::min(low, end), high = std::max(high, end);
  }
  return {low, high};
}

ArrayXd BinaryElectrolyte::ionic_current(Index number) const {
  const Part& p = part(number);
  if (p.n == 0) return ArrayXd::Constant(1, i_);
  ArrayXd current = ArrayXd::Zero(p.n + 1);
  if (place_of(number) == after)
    current.head(p.n) = balance_.current.tail(p.n);
  else
    current.head(p.n) = -balance_.current.head(p.n).reverse();
  return current;
}

BinaryElectrolyte::Path BinaryElectrolyte::path() const {
  Path path;
  if (parts_[before].n > 0) path.negative_current = ionic_current(1);
  const Index n = c_.rows, first = parts_[before].n, last = first + n_s_ - 1;  // cells of the separator
  ArrayXd ohmic(n), concentration(n);
  ohmic(0) = concentration(0) = 0;
  if (first == 0) ohmic(0) = end_ohmic_[0], concentration(0) = end_concentration_;
  for (Index m = 0; m + 1 < n; ++m) {
    ohmic(m + 1) = ohmic(m) - balance_.current(m) * resistance_(m);
    concentration(m + 1) = concentration(m) + rise_(m);
  }
  // Where a region ends, between the centres of two cells.
  const auto end_of = [&](Index m) {
    return ohmic(m) - balance_.current(m) * resistance_(m) * half_length_(m) / length_(m);
  };
  path.begin = first > 0 ? end_of(first - 1) : 0;
  path.end = last + 1 < n ? end_of(last) : ohmic(last) + end_ohmic_[1];
  const Index centre = first + (n_s_ - 1) / 2, other = first + n_s_ / 2;  // the same of an odd number of cells
  path.middle = (ohmic(centre) + concentration(centre) + ohmic(other) + concentration(other)) / 2;
  for (const std::size_t place : {before, after}) {
    const Part& p = parts_[place];
    ArrayXd &o = path.ohmic[number_of(place)], &c = path.concentration[number_of(place)];
    o = ohmic.segment(p.begin, p.n), c = concentration.segment(p.begin, p.n);
    if (place == before) o.reverseInPlace(), c.reverseInPlace();
  }
  return path;
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

/// Those of the control volumes in the order of the chain.
ArrayXd all_centres(const Cell& cell) {
  const Layout& layout = cell.layout();
  const double end = cell.parameters().separator.thickness();
  const Index n_before = layout.composites() > 1 ? layout.composite(1).n_x : 0,
              n_after = layout.has_composite() ? layout.composite().n_x : 0;
  const double begin = n_before > 0 ? cell.parameters().composite(Side::negative).thickness : 0;
  ArrayXd centres(n_before + layout.n_s + n_after);
  centres.segment(n_before, layout.n_s) = cell_centres(begin, end / static_cast<double>(layout.n_s), layout.n_s);
  if (n_before > 0) centres.head(n_before) = cell_centres(0, cell.model()->composite(1).cell_width, n_before);
  if (n_after > 0) centres.tail(n_after) = cell_centres(begin + end, cell.model()->composite().cell_width, n_after);
  return centres;
}

}  // namespace

void BinaryElectrolyte::add_columns(Columns& columns) {
  const auto has = [](const CellParameters& cell) { return cell.separator.salt() != nullptr; };
  columns.profiles.push_back(
      {{"salt", "mol m-3", "Concentration of the salt through separator and composites, (time, x)", has,
        [](const Cell& cell, const ArrayXd& state, const Origin&) -> ArrayXd {
          const BinaryElectrolyte& own = cell.electrolyte();
          return own.salt_.concentration * Fields<const double>(cell.layout(), state.data()).column(own.c_, 0);
        },
        "cells whose electrolyte has a salt"},
       Places{"x_salt",
              "Cell centres of an electrolyte with a salt, from the metal, or from the negative collector of two "
              "composites",
              all_centres}});
  for (const std::size_t end : {0, 1})
    columns.limits.push_back(
        {end == 0 ? "salt_low" : "salt_high", "mol m-3", end == 1,
         [has, end](const Cell& cell, const Fields<const double>&) -> std::optional<StateLimit::End> {
           if (!has(cell.parameters())) return std::nullopt;
           const auto at = data_range(cell.parameters().separator.layers.front().electrolyte)[end];
           return std::isfinite(at.level) ? std::optional(at) : std::nullopt;
         },
         [end](const Cell& cell, const Fields<const double>& s) {
           return cell.electrolyte().extremes(s, cell.temperature_of(s))[end];
         },
         [](const StateLimit::Reached& at) {
           return fmt::format("the salt concentration reached {:.4g} mol/l: {}", at.limit * to_mol_per_l, at.detail);
         }});
}

LossName BinaryElectrolyte::loss() {
  return {"concentration",
          "Potential of the concentration of the salt, from the metal to the mean position in the composite, or from "
          "that in "
          "the negative composite to that in the positive one",
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
