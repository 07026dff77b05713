// What a step of a protocol asks of a cell: what to impose, for how long, and which limits to watch.
#pragma once

#include <vector>

#include "cycler/protocol.hpp"
#include "cycler/stop_reason.hpp"
#include "models/cell.hpp"

namespace closo {

/// An amount of current, power, charge or energy per cell area.
double per_area(const Amount& amount, const CellParameters& cell);

/// A stretch of a step in which the imposed quantity is linear in time and the temperature constant.
struct Segment {
  Control control;
  double duration = 0.0;     // s; infinite if only a limit ends it
  double temperature = 0.0;  // K
};

/// The segments of a step that starts at a cell voltage [V], one after the other.
std::vector<Segment> segments_of(const ProtocolStep& step, const CellParameters& cell, double voltage);

/// What to watch, and the reason that it is when it comes; its value is filled in then.
struct Limit {
  Event event;
  StopReason reason;
};

/// The limits to watch from a consistent state at the start of a step: those of the step, the cell's own voltages where
/// the step imposes no voltage, and those of its materials.
std::vector<Limit> limits_of(const ProtocolStep& step, const Cell& cell, const Eigen::ArrayXd& state);

/// Why a step ended that reached one of its limits.
/// @param distance  of the limit's event from its threshold, as Cell::events() gives it for the state
StopReason reached(const Limit& limit, double distance, const Cell& cell, const Eigen::ArrayXd& state);

}  // namespace closo
