// Distances from the limits at which a step may end.
#include "models/cell.hpp"
#include "models/columns.hpp"

namespace closo {
namespace {

// A surface counts as full or empty this far beyond the end of its data: above the error of the
// integrator, below anything a user could see.
constexpr double surface_margin = 1e-6;

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
        for (Index p = 0; p < layout().composite(event.number).n_p; ++p)
          d = std::min(d, model_->composite(event.number).stoichiometries.high + surface_margin -
                              s.of(event.number).y_surface(p).maxCoeff());
        break;
      case Event::Kind::surface_empty:
        d = 1;
        for (Index p = 0; p < layout().composite(event.number).n_p; ++p)
          d = std::min(d, s.of(event.number).y_surface(p).minCoeff() -
                              model_->composite(event.number).stoichiometries.low + surface_margin);
        break;
      case Event::Kind::level:
        d = event.limit->level(*this, s) - event.threshold;
        if (event.limit->rises) d = -d;
        break;
    }
  }
}

}  // namespace closo
