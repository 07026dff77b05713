// From states of the cell to rows of a test.
#include "compare/trace.hpp"

namespace closo {

void Trace::series(const Cell& cell, const Moment& moment) {
  next_.series(cell, moment);
  const Fields<const double> s(cell.layout(), moment.state.data());
  const double loading = cell.parameters().composite().active_loading;
  recording_.time.push_back(moment.time);
  recording_.voltage.push_back(s.V());
  recording_.current.push_back(cell.current(moment.state) / loading);
  recording_.charge.push_back(moment.charge / loading);
  recording_.step.push_back(moment.step);
}

void Trace::step_ended(const Cell& cell, const StepResult& result) {
  next_.step_ended(cell, result);
  recording_.cycle.resize(recording_.time.size(), result.cycle);
}

}  // namespace closo
