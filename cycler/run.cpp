// Which cycles of a run are shown.
#include "cycler/run.hpp"

#include <algorithm>

namespace closo {

bool Sampling::shows(Index cycle) const {
  return every_cycle || std::find(cycles.begin(), cycles.end(), cycle) != cycles.end() ||
         std::any_of(cycle_periods.begin(), cycle_periods.end(), [&](Index period) { return cycle % period == 0; });
}

}  // namespace closo
