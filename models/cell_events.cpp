// Distances from the limits at which a step may end.
#include "models/cell.hpp"
#include "models/columns.hpp"

namespace closo {
namespace {

// A surface counts as full or empty this far beyond the end of its data: above the error of the
// integrator, below anything a user could see.
constexpr double surface_margin = 1e-6;

/// Calls `see` with the number of every class of particles that an event of surfaces is about, and their range.
template <class See>
void see_classes(const CellModel& model, const Event& event, const See& see) {
  for (Index p = 0; p < model.layout().composite(event.number).n_p; ++p) {
    const CompositeModel& composite = model.composite(event.number);
    if (composite.parameters->particles[static_cast<std::size_t>(p)].active == event.active)
      see(p, composite.stoichiometries[event.active]);
  }
}

}  // namespace

void Cell::events(double, const ConstVector& state, Vector distance) const {
  const State s(layout(), state.data());
  for (Index k = 0; k < event_count(); ++k) {
    const Event& event = events_[static_cast<std::size_t>(k)];
    double& d = distance(k);
    switch (event.kind) {
      case Event::Kind::voltage_falls:
        d = s.V() - event.threshold;
        break;
      case Event::Kind::voltage_rises:
        d = event.threshold - s.V();
        break;
      case Event::Kind::current_falls:
        d = std::abs(current(s)) - event.threshold;
        break;
      case Event::Kind::current_rises:
        d = event.threshold - std::abs(current(s));
        break;
      case Event::Kind::charge_rises:
        d = event.threshold - s.q();
        break;
      case Event::Kind::charge_falls:
        d = s.q() - event.threshold;
        break;
      case Event::Kind::energy_rises:
        d = event.threshold - energy(s);
        break;
      case Event::Kind::energy_falls:
        d = energy(s) - event.threshold;
        break;
      case Event::Kind::mean_rises:
        d = event.threshold - mean_stoichiometry(s);
        break;
      case Event::Kind::mean_falls:
        d = mean_stoichiometry(s) - event.threshold;
        break;
      case Event::Kind::surface_full:
        d = 1;
        see_classes(*model_, event, [&](Index p, const StoichiometryRange& range) {
          d = std::min(d, range.high + surface_margin - s.of(event.number).y_surface(p).maxCoeff());
        });
        break;
      case Event::Kind::surface_empty:
        d = 1;
        see_classes(*model_, event, [&](Index p, const StoichiometryRange& range) {
          d = std::min(d, s.of(event.number).y_surface(p).minCoeff() - range.low + surface_margin);
        });
        break;
      case Event::Kind::level:
        d = event.limit->level(*this, s) - event.threshold;
        if (event.limit->rises) d = -d;
        break;
    }
  }
}

}  // namespace closo
