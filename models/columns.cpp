// Columns of the electrolyte and all electrodes, in the order in which results have them.
#include "models/columns.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "models/cell.hpp"
#include "models/mechanisms/leakage.hpp"

namespace closo {

bool composite_is_active(const CellParameters& cell, std::size_t number) {
  const Composite* composite = cell.composite_of(number);
  return composite != nullptr && composite->has_active_material();
}

Eigen::ArrayXd composite_centres(const Cell& cell, Index number) {
  const CompositeModel& composite = cell.model()->composite(number);
  const Index n = composite.place.n_x;
  const double separator = cell.parameters().separator.thickness();
  const bool two = cell.layout().composites() > 1;
  const double begin = two ? cell.parameters().composite(Side::negative).thickness : 0;
  if (number > 0) return cell_centres(0, composite.cell_width, n).reverse();
  return cell_centres(begin + separator, composite.cell_width, n);
}

std::string doubt_rate(const Curve& rate, double T, const char* name, const std::string& of) {
  constexpr double other_temperature = 5;  // K: more than a room changes
  if (rate.activation_energy > 0 || rate.variable == Curve::Variable::temperature) return {};
  if (!(std::abs(T - rate.reference_temperature) > other_temperature)) return {};
  return fmt::format("at {:.4g} degC the {} of {} is taken as at {:.4g} degC: it has no activation energy", degC(T),
                     name, of, degC(rate.reference_temperature));
}

std::optional<Places> places_of(std::size_t number) {
  if (number == 0) return std::nullopt;
  return Places{"negative_x",
                "Cell centres of the negative composite, from its collector; the first lies at the separator",
                [](const Cell& cell) { return composite_centres(cell, 1); }};
}

const Columns& columns() {
  static const Columns all = [] {
    Columns c;
    BinaryElectrolyte::add_columns(c);
    CompositeElectrode::add_columns(c);
    FlatInterface::add_columns(c);
    add_leakage_columns(c);
    CellTemperature::add_columns(c);
    return c;
  }();
  return all;
}

}  // namespace closo
