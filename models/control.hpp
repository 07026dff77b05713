// What the cycler imposes on a cell.
#pragma once

namespace closo {

/// What the cycler imposes: a current density [A m-2], a voltage [V] or a power density [W m-2]; discharge positive.
struct Control {
  enum class Kind { current, voltage, power };
  Kind kind = Kind::current;
  double value = 0.0;  // at time 0
  double slope = 0.0;  // change per second

  double at(double t) const { return value + slope * t; }
};

}  // namespace closo
