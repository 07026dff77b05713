// What leaves one electrode enters the other.
#include "formats/bpx/state_of_charge.hpp"

#include <algorithm>

#include "models/coefficients.hpp"

namespace closo::bpx {
namespace {

struct Host {
  OpenCircuitVoltage U;
  StoichiometryRange range;
  double capacity;  // C m-2, from stoichiometry 0 to 1
  double start;
};

Host host_of(const CellParameters& cell, Side side, double start) {
  const auto& p = std::get<Composite>(cell.electrode(side));
  return {{p.active.open_circuit_voltage, cell.temperature},
          stoichiometry_range(p),
          p.contact * p.active.theoretical_capacity() * p.active_loading,
          start};
}

}  // namespace

StateOfCharge state_of_charge(const CellParameters& cell, const std::array<double, 2>& start) {
  const Host n = host_of(cell, Side::negative, start[0]), p = host_of(cell, Side::positive, start[1]);
  const auto y_n = [&](double q) { return n.start - q / n.capacity; };  // after the discharge of q [C m-2]
  const auto y_p = [&](double q) { return p.start + q / p.capacity; };
  const double least = std::max((n.start - n.range.high) * n.capacity, (p.range.low - p.start) * p.capacity);
  const double most = std::min((n.start - n.range.low) * n.capacity, (p.range.high - p.start) * p.capacity);
  const auto where = [&](double voltage) {
    double low = least, high = most;
    for (int k = 0; k < 200; ++k) {
      const double q = (low + high) / 2;
      (p.U.at(y_p(q)).value - n.U.at(y_n(q)).value > voltage ? low : high) = q;
    }
    return (low + high) / 2;
  };
  const double charged = where(cell.upper_voltage), discharged = where(cell.lower_voltage);
  StateOfCharge state;
  state.stoichiometries[0] = {y_n(discharged), y_n(charged)};
  state.stoichiometries[1] = {y_p(charged), y_p(discharged)};
  state.charge = std::clamp(discharged / (discharged - charged), 0.0, 1.0);
  return state;
}

}  // namespace closo::bpx
