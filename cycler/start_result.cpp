// The state on another mesh, and the counters.
#include "cycler/start_result.hpp"

#include "models/state_transfer.hpp"

namespace closo {

StoredProgress first_progress(const StartResult& start, const Mesh& mesh, bool go_on) {
  StoredProgress first;
  if (go_on) first = start.end;
  Progress& p = first.progress;
  p.position.clear();
  p.state = on_other_mesh(start.cell, start.mesh, mesh, start.end.progress.state);
  if (!go_on) {
    const Layout layout = layout_of(start.cell, mesh);
    p.origin = {p.state(layout.q()), p.state(layout.ionic_charge())};
  }
  return first;
}

}  // namespace closo
