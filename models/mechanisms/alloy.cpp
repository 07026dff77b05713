// What is stated of an alloy, its stoichiometry in results, and where it ends.
#include "models/mechanisms/alloy.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/cell.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"
#include "solver/unwritten.hpp"

namespace closo {
namespace {

/// That of a flat electrode, by its number; nullptr without one that fills and empties.
const Alloy* alloy_of(const CellParameters& cell, std::size_t flat) {
  const FlatElectrode* electrode = cell.flat_of(flat);
  return electrode != nullptr && electrode->alloy && electrode->alloy->capacity > 0 ? &*electrode->alloy : nullptr;
}

/// Where it is empty, or full: at the end of its capacity, or of its data.
double end_of(const Alloy& alloy, bool full) {
  if (!alloy.potential.table) return full ? 1 : 0;
  return full ? std::min(1.0, alloy.potential.table->upper()) : std::max(0.0, alloy.potential.table->lower());
}

}  // namespace

CubicTable::Point Alloy::potential_at(double y) const {
  const double inside = potential.table ? std::clamp(y, potential.table->lower(), potential.table->upper()) : y;
  const auto [value, slope] = potential.shape(inside);
  return {potential.value * (value + slope * (y - inside)), potential.value * slope};
}

static void rows(RowVisitor& v, FoilDiffusionSpec& s) {
  v.quantity(s.thickness, {"thickness", "m", Range::positive(), "of the foil, of which the face behind is closed"});
  curve(v, s.diffusivity,
        {"diffusivity", "m2/s", Range::positive(),
         "of the metal in the foil, chemical; a number, or a curve of the stoichiometry of the alloy"},
        stoichiometry, Beside::activation);
}

void rows(RowVisitor& v, AlloySpec& s) {
  curve(v, s.potential,
        {"potential", "V", Range::any(),
         "against the metal whose ions are conducted; a number, or a curve of the stoichiometry of the alloy"},
        stoichiometry, Beside::nothing);
  v.quantity(s.capacity, Row{"capacity", "C/m2", Range::positive(),
                             "for a stoichiometry from 0 to 1; without it a constant potential has no end"}
                             .optional());
  v.quantity(s.stoichiometry, number("stoichiometry", Range::fraction(), "as assembled, with a capacity").optional());
  v.part(
      s.diffusion,
      group("diffusion", "in the foil, with a capacity; without it its composition is the same throughout").optional());
}

Alloy close(const AlloySpec& s, const std::string& key) {
  Alloy a;
  a.potential = close(s.potential, Curve::Variable::stoichiometry);
  if (a.potential.table && !s.capacity)
    refuse_missing(s, key + ".capacity", "a quantity in mAh/cm2: the potential is a curve");
  if (s.diffusion && !s.capacity)
    refuse_missing(s, key + ".capacity", "a quantity in mAh/cm2: what the foil into which the metal diffuses can hold");
  if (s.diffusion)
    a.diffusion = {*s.diffusion->thickness, close(s.diffusion->diffusivity, Curve::Variable::stoichiometry)};
  if (s.capacity && !s.stoichiometry)
    refuse_missing(s, key + ".stoichiometry", "a number from 0 to 1, how far the alloy is filled as assembled");
  a.capacity = s.capacity.value_or(0);
  a.stoichiometry = s.stoichiometry.value_or(0);
  if (s.capacity && (a.stoichiometry < end_of(a, false) || a.stoichiometry > end_of(a, true)))
    refuse(key, "stoichiometry", s.stoichiometry, "1",
           fmt::format("a value from {:g} to {:g}, where the data of the potential are valid", end_of(a, false),
                       end_of(a, true)));
  return a;
}

namespace {

std::string name_of_nodes(Side side) {
  return std::string(name_of(side)) + "_alloy";
}

/// What the plane of a foil is to ParticleDiffusion: one plate.
template <class Map, class Value>
Map plate(Value* data, const FieldPlace& place) {
  return {data + place.begin, 1, place.rows};
}

}  // namespace

void AlloyPotential::add_unknowns(const std::optional<Alloy>& law, Side side, Layout& layout) {
  constexpr Index nodes = 24;  // so many that a foil adds less than 0.1 mV
  if (law && law->diffusion)
    layout.add({name_of_nodes(side),
                "1",
                "Stoichiometry of the alloy from behind to the electrolyte, (node)",
                {{"node", nodes}}});
}

bool AlloyPotential::diffuses_in(const Layout& layout) {
  return layout.place(name_of_nodes(Side::negative)).rows > 0 || layout.place(name_of_nodes(Side::positive)).rows > 0;
}

AlloyPotential::AlloyPotential(const std::optional<Alloy>& law, Side side, double sign, const Layout& layout)
    : law_(law), sign_(sign), nodes_(layout.place(name_of_nodes(side))) {
  if (!law || !law->diffusion) return;
  const auto& [thickness, diffusivity] = *law->diffusion;
  constexpr double grading = 2;
  diffusion_.emplace(1, RadialMesh(nodes_.rows, grading, 1), thickness,
                     Diffusivity(diffusivity, diffusivity.reference_temperature));
  outflow_ = fixed_ = gain_ = Eigen::ArrayXd::Constant(1, unwritten);
}

void AlloyPotential::residual(const Fields<const double>& s, const Fields<const double>& rate,
                              const Fields<double>& row) {
  if (!active()) return;
  slope_ = law_->potential_at(surface(s)).slope;
  if (!diffusion_) return;
  using Field = ParticleDiffusion::Field;
  using ConstField = ParticleDiffusion::ConstField;
  outflow_ = sign_ * s.i() / law_->capacity;
  diffusion_->residual(plate<ConstField>(s.data(), nodes_), plate<ConstField>(rate.data(), nodes_), outflow_,
                       plate<Field>(row.data(), nodes_));
}

Line AlloyPotential::condense(double cj, const Fields<const double>& b) {
  if (!diffusion_) return {by_charge() * b.ionic_charge() / cj, by_charge() / (charge_unit_ * cj)};
  diffusion_->eliminate(cj, plate<ParticleDiffusion::ConstField>(b.data(), nodes_), fixed_, gain_);
  gain_ *= sign_ / law_->capacity;
  return {slope_ * fixed_(0), -slope_ * gain_(0)};
}

void AlloyPotential::expand(const Fields<double>& x) {
  if (!diffusion_) return;
  fixed_ -= gain_ * x.i();
  diffusion_->back_substitute(fixed_, plate<ParticleDiffusion::Field>(x.data(), nodes_));
}

double AlloyPotential::stored_power(const Fields<const double>& s) const {
  const double from_face = sign_ * s.i() * potential(s);
  if (!diffusion_) return from_face;
  const auto y = plate<ParticleDiffusion::ConstField>(s.data(), nodes_);
  return from_face + law_->capacity *
                         diffusion_->gained(y, y.unaryExpr([this](double at) { return law_->potential_at(at).value; }));
}

double AlloyPotential::keep_heat(const Fields<const double>& s) {
  heat_by_i_ = sign_ * potential(s);
  heat_by_charge_ = sign_ * s.i() * by_charge();
  if (!diffusion_) return stored_power(s);
  const auto y = plate<ParticleDiffusion::ConstField>(s.data(), nodes_);
  U_.resize(1, nodes_.rows), slopes_.resize(1, nodes_.rows), heat_by_y_.setZero(1, nodes_.rows);
  for (Index k = 0; k < nodes_.rows; ++k) {
    const auto [U, slope] = law_->potential_at(y(k));
    U_(k) = U, slopes_(k) = slope;
  }
  heat_by_y_(nodes_.rows - 1) = sign_ * s.i() * slopes_(nodes_.rows - 1);
  diffusion_->add_gained_slope(y, U_, slopes_, law_->capacity, heat_by_y_);
  return heat_by_i_ * s.i() + law_->capacity * diffusion_->gained(y, U_);
}

double AlloyPotential::heat_change(const Fields<const double>& x) const {
  const double change = heat_by_i_ * x.i();
  if (!diffusion_) return change + heat_by_charge_ * x.ionic_charge();
  return change + (heat_by_y_ * plate<ParticleDiffusion::ConstField>(x.data(), nodes_)).sum();
}

LossName AlloyPotential::loss() {
  return {"alloy_diffusion",
          "Open-circuit potential of alloys at the electrolyte less that at their mean stoichiometry",
          LossName::Of::foil};
}

std::complex<double> AlloyPotential::impedance(std::complex<double> s) const {
  if (!diffusion_) return sign_ * by_charge() / (charge_unit_ * s);
  return -slope_ / law_->capacity * diffusion_->surface_gain(s)(0);
}

void AlloyPotential::add_columns(Columns& columns) {
  for (const std::size_t flat : {0, 1}) {
    const auto has = [flat](const CellParameters& cell) { return alloy_of(cell, flat) != nullptr; };
    const std::string prefix = flat == 0 ? "" : "positive_";
    columns.series.push_back(
        {prefix + "alloy_stoichiometry", "1",
         flat == 0 ? "Stoichiometry of the alloy" : "Stoichiometry of the alloy at the positive end", has,
         [flat](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
           return cell.flat_interfaces()[flat].alloy().stoichiometry({cell.layout(), state.data()});
         },
         "cells with `alloy.capacity`"});
    columns.series.push_back(
        {prefix + "alloy_surface_stoichiometry", "1",
         std::string("Stoichiometry of the alloy at the electrolyte") + (flat == 0 ? "" : ", at the positive end"),
         [has, flat](const CellParameters& cell) { return has(cell) && alloy_of(cell, flat)->diffusion; },
         [flat](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
           return cell.flat_interfaces()[flat].alloy().surface({cell.layout(), state.data()});
         },
         "cells with `alloy.diffusion`"});
    for (const bool full : {false, true})
      columns.limits.push_back(
          {prefix + (full ? "alloy_full" : "alloy_empty"), "1", full,
           [flat, full](const Cell& cell, const Fields<const double>&) -> std::optional<StateLimit::End> {
             const Alloy* alloy = alloy_of(cell.parameters(), flat);
             if (alloy == nullptr) return std::nullopt;
             const Side side = cell.flat_interfaces()[flat].side();
             return StateLimit::End{end_of(*alloy, full), 1, cell.parameters().flat(side).metal.name};
           },
           [flat](const Cell& cell, const Fields<const double>& s) {
             return cell.flat_interfaces()[flat].alloy().surface(s);
           },
           [full](const StateLimit::Reached& at) {
             return fmt::format("the {} electrode is {}: its stoichiometry reached {:g}", at.detail,
                                full ? "full" : "empty", at.limit);
           }});
  }
}

}  // namespace closo
