// Parameters of the swelling, the volume that particles add, and its columns.
#include "models/mechanisms/swelling.hpp"

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "models/cell.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"

namespace closo {

using Eigen::ArrayXd;

void rows(RowVisitor& v, SwellingSpec& s) {
  v.quantity(
      s.into_thickness,
      number("into_thickness", Range::fraction(),
             "share of the volume that particles add by which the composite becomes thicker; the rest takes pores"));
}

void close_swelling(const ElectrodeSpec& s, const std::string& key, Composite& p) {
  if (!s.swelling) return;
  const std::string own = key + ".swelling";
  if (p.dense) refuse(*s.swelling, own, "without electrolyte there are no paths that could become longer");
  if (p.electrolyte().has_concentration())
    refuse(*s.swelling, own, "no such key where the concentration of the electrolyte varies");
  if (!p.ion_path.exponent())
    refuse(
        *s.swelling, own,
        "expected an 'ion_path' with 'bruggeman' or 'tortuosity_factor', by which the conductivity follows the volume");
  for (const ActiveComponent& a : p.actives)
    if (!a.material.relative_volume)
      refuse(*s.swelling, own, fmt::format("the material '{}' states no 'relative_volume'", a.material.name));
  p.swelling = Swelling{*s.swelling->into_thickness};
}

ParticleSwelling::ParticleSwelling(const Composite& composite) : porosity_(composite.porosity) {
  if (!composite.swelling) return;
  into_thickness_ = composite.swelling->into_thickness;
  for (const ParticleClass& k : composite.particles) {
    const ActiveComponent& active = composite.actives[k.active];
    classes_.push_back(
        {composite.contact * composite.active_fraction(active) * k.share, *active.material.relative_volume});
  }
}

CubicTable::Point ParticleSwelling::added(std::size_t p, double y) const {
  const auto& [fraction, volume] = classes_[p];
  const auto [value, slope] = volume.shape(y);
  return {fraction * (volume.value * value - 1), fraction * volume.value * slope};
}

double ParticleSwelling::porosity(double added) const {
  return (porosity_ - (1 - into_thickness_) * added) / (1 + into_thickness_ * added);
}

namespace {

bool swells(const CellParameters& cell, std::size_t number) {
  const Composite* composite = cell.composite_of(number);
  return composite != nullptr && composite->swelling;
}

ArrayXd volume_in(const Cell& cell, const ArrayXd& state, Index number) {
  return cell.composite(number).added_volume(Fields<const double>(cell.layout(), state.data()).of(number));
}

std::string doubt_pores(const Cell& cell, const ArrayXd& state) {
  for (const CompositeElectrode& composite : cell.composites()) {
    const Index number = composite.place().number;
    if (!swells(cell.parameters(), static_cast<std::size_t>(number))) continue;
    if (composite.swelling().porosity(volume_in(cell, state, number).maxCoeff()) >= 0) continue;
    return fmt::format(
        "the particles have taken all pores of the composite{}: what they add from here on strains it, which the model "
        "leaves out",
        words_of(static_cast<std::size_t>(number)));
  }
  return {};
}

}  // namespace

void ParticleSwelling::add_columns(Columns& columns) {
  for (const std::size_t number : {0, 1}) {
    const auto has = [number](const CellParameters& cell) { return swells(cell, number); };
    const auto k = static_cast<Index>(number);
    const std::string prefix = prefix_of(number), of = words_of(number),
                      in = cells_with(number, number == 0 ? "cells with `positive.swelling`" : "`negative.swelling`");
    columns.series.push_back({prefix + "thickness_change", "m",
                              "Thickness of the composite" + of + " less that as assembled", has,
                              [has, k](const Cell& cell, const ArrayXd& state, const Origin&) {
                                if (!has(cell.parameters())) return 0.0;
                                const CompositeElectrode& composite = cell.composite(k);
                                return composite.parameters().thickness * composite.swelling().into_thickness() *
                                       volume_in(cell, state, k).mean();
                              },
                              in});
    columns.profiles.push_back({{prefix + "porosity", "1", "Volume fraction of the pores" + of + ", (time, x)", has,
                                 [k](const Cell& cell, const ArrayXd& state, const Origin&) -> ArrayXd {
                                   return volume_in(cell, state, k).unaryExpr([&](double volume) {
                                     return cell.composite(k).swelling().porosity(volume);
                                   });
                                 },
                                 in},
                                places_of(number)});
  }
  columns.doubts.push_back(doubt_pores);
}

}  // namespace closo
