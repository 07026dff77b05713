// Which cycles of a run are shown, and what of a moment.
#include "cycler/run.hpp"

#include <algorithm>

namespace closo {

bool Sampling::shows(Index cycle) const {
  return every_cycle || std::find(cycles.begin(), cycles.end(), cycle) != cycles.end() ||
         std::any_of(cycle_periods.begin(), cycle_periods.end(), [&](Index period) { return cycle % period == 0; });
}

Moment moment_of(const Cell& cell, double time, Index step, const Eigen::ArrayXd& state, double energy,
                 const Passed& passed, const Origin& origin) {
  const double nominal = cell.coefficients().nominal_charge;
  const Layout& layout = cell.layout();
  return {time, step, state, energy * nominal, (state(layout.q()) - origin.charge) * nominal, passed, origin};
}

Flow flow_of(const Cell& cell, double time, const Eigen::ArrayXd& state, double energy) {
  const double nominal = cell.coefficients().nominal_charge;
  const Layout& layout = cell.layout();
  return {time, state(layout.q()) * nominal, energy * nominal, cell.current(state), state(layout.V())};
}

}  // namespace closo
