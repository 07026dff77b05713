// What can be read off a film, and what about it is doubtful.
#include <cmath>

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "models/cell.hpp"
#include "models/reporting_units.hpp"

namespace closo {

using Eigen::ArrayXd;

namespace {

constexpr double warmer = 5;           // K: more than a room changes
constexpr double most_oxidised = 0.2;  // of the electrolyte: more of it changes what conducts

bool grows(const CellParameters& cell, std::size_t number) {
  const Composite* composite = cell.composite_of(number);
  return composite != nullptr && !composite->film.reactions.empty();
}

bool takes_electrolyte(const CellParameters& cell, std::size_t number) {
  return grows(cell, number) && cell.composite_of(number)->film.consumes();
}

/// A film that grows more slowly where it is warm has an activation energy that was left out.
std::string doubt_warmth(const Cell& cell, const CompositeElectrode& composite, const Fields<const double>& s) {
  const double T = s.temperature(), highest = cell.parameters().upper_voltage;
  for (const OxidationReaction& reaction : composite.parameters().film.reactions) {
    const double apparent = reaction.apparent_activation_energy(highest);
    if (apparent >= 0 || std::abs(T - reaction.rate.reference_temperature) < warmer) continue;
    return fmt::format(
        "at {:.4g} degC the film of {} grows more slowly at {:.4g} V the warmer the cell is: the activation energy of "
        "its rate, {:.3g} eV, is {:.3g} eV too small to balance the overpotential",
        degC(T), reaction.name, highest, reaction.rate.activation_energy / faraday, -apparent / faraday);
  }
  return {};
}

std::string doubt_volume(const Cell&, const CompositeElectrode& composite, const Fields<const double>& s) {
  const double share = consumed_share(composite.parameters(), composite.side_charge(s));
  if (share <= most_oxidised) return {};
  return fmt::format("the film has consumed {:.0f} % of the electrolyte in the composite{}", share * to_percent,
                     composite.parameters().film.consumes() ? "; ions conduct through what is left of it"
                                                            : ", but the model keeps its volume and conductivity "
                                                              "constant");
}

std::string doubt_conductivity(const Cell&, const CompositeElectrode& composite, const Fields<const double>& s) {
  for (const OxidationReaction& reaction : composite.parameters().film.reactions)
    if (std::string text =
            doubt_rate(reaction.conductivity, s.temperature(), "conductivity", "the film of " + reaction.name);
        !text.empty())
      return text;
  return {};
}

using DoubtOfComposite = std::string (*)(const Cell&, const CompositeElectrode&, const Fields<const double>&);

/// Of the first composite with a film and an active material that gives reason.
Doubt of_any(DoubtOfComposite doubt) {
  return [doubt](const Cell& cell, const ArrayXd& state) {
    const Fields<const double> s(cell.layout(), state.data());
    for (const CompositeElectrode& composite : cell.composites()) {
      if (!composite.has_side_reactions() || !composite.parameters().has_active_material()) continue;
      if (std::string text = doubt(cell, composite, s.of(composite.place())); !text.empty()) return text;
    }
    return std::string();
  };
}

}  // namespace

LossName FilmGrowth::loss() {
  return {"film", "Ohmic loss in film and interphase on the particles, mean over the composite",
          LossName::Of::particles};
}

void FilmGrowth::add_columns(Columns& columns) {
  for (const std::size_t number : {0, 1}) {
    const auto has = [number](const CellParameters& cell) { return grows(cell, number); };
    const std::string prefix = prefix_of(number), of = words_of(number),
                      has_film = cells_with(number, number == 0 ? "cells with `positive.film`" : "`negative.film`");
    const auto composite = [number](const Cell& cell) -> const CompositeElectrode& {
      return cell.composite(static_cast<Index>(number));
    };
    const auto charge = [number, composite](const Cell& cell, const ArrayXd& state, const Origin&) {
      if (!grows(cell.parameters(), number)) return 0.0;
      const Fields<const double> s(cell.layout(), state.data());
      return mAh_per_g(composite(cell).side_charge(s.of(composite(cell).place())), cell.parameters());
    };
    columns.series.push_back({prefix + "film_charge", "mAh g-1",
                              "Charge consumed by the film" + of + ", per mass of active material", has, charge,
                              has_film});
    columns.cycles.push_back({prefix + "film_charge", "mAh g-1",
                              "Charge consumed by the film" + of + " so far, per mass of active material",
                              [number](const CellParameters& cell) { return cell.composite_of(number) != nullptr; },
                              charge, number == 0 ? "cells with a composite" : "cells with two composites"});
    columns.cycles.push_back({prefix + "film_resistance", "ohm cm2",
                              "Resistance of the film on the particles" + of + ", times the cell area",
                              [number](const CellParameters& cell) { return composite_is_active(cell, number); },
                              [number](const Cell& cell, const ArrayXd& state, const Origin&) {
                                const auto k = static_cast<Index>(number);
                                if (!cell.layout().has_particles(k)) return 0.0;
                                const CompositeElectrode& composite = cell.composite(k);
                                const Fields<const double> s = Fields<const double>(cell.layout(), state.data()).of(k);
                                return to_ohm_cm2 * composite.in_parallel(s, composite.film_resistance(s));
                              },
                              cells_with(number, "cells with an active material")});
    columns.profiles.push_back({{prefix + "film_thickness", "m", "Thickness of the film" + of + ", (time, x)", has,
                                 [composite](const Cell& cell, const ArrayXd& state, const Origin&) -> ArrayXd {
                                   const FilmGrowth& film = composite(cell).film();
                                   return film.thickness_per_charge_ * film.charge({cell.layout(), state.data()});
                                 },
                                 has_film},
                                places_of(number)});
    const auto narrows = [number](const CellParameters& cell) { return takes_electrolyte(cell, number); };
    const std::string in = cells_with(number, number == 0 ? "cells with `positive.film.electrolyte_molar_volume`"
                                                          : "`negative.film.electrolyte_molar_volume`");
    columns.profiles.push_back(
        {{prefix + "electrolyte_fraction", "1",
          "Volume fraction of the electrolyte that the film has left" + of + ", (time, x)", narrows,
          [number, composite](const Cell& cell, const ArrayXd& state, const Origin&) -> ArrayXd {
            const CompositeElectrode& electrode = composite(cell);
            const auto k = static_cast<Index>(number);
            const Fields<const double> s = Fields<const double>(cell.layout(), state.data()).of(k);
            ArrayXd share(electrode.place().n_x);
            electrode.film().consumed(s, share);
            return cell.coefficients().composite(k).eps_electrolyte * (1 - share) / (1 + electrode.stretch(s));
          },
          in},
         places_of(number)});
    columns.cycles.push_back({prefix + "ion_resistance", "ohm cm2",
                              "Resistance for ions across the composite" + of + ", times the cell area", narrows,
                              [narrows, number](const Cell& cell, const ArrayXd& state, const Origin&) {
                                if (!narrows(cell.parameters())) return 0.0;
                                return to_ohm_cm2 * cell.ions_at(state, static_cast<Index>(number)).across();
                              },
                              in});
  }
  columns.doubts.push_back(of_any(doubt_warmth));
  columns.doubts.push_back(of_any(doubt_volume));
  columns.doubts.push_back(of_any(doubt_conductivity));
}

}  // namespace closo
