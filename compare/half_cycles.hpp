// A test of a cell against time, and the charges and discharges that it consists of.
#pragma once

#include <string>
#include <vector>

namespace closo::compare {

/// A test row by row, measured or simulated; current and charge per mass of active material, positive on discharge. Of
/// cells without masses they are per area, and each kg below is a m2.
struct Recording {
  std::vector<double> time, voltage;    // s, V
  std::vector<double> current, charge;  // A kg-1, C kg-1 since the start
  std::vector<long> cycle, step;        // numbers, or empty; a step that was not recorded leaves a gap in the numbers
};

/// Charge or discharge: what passed since it began, never falling, and the voltage.
struct HalfCycle {
  enum class Direction { charge, discharge };
  Direction direction = Direction::charge;
  long cycle = 0;                       // number of the cycle
  int occurrence = 1;                   // counts those of one direction in one cycle
  std::vector<double> charge, voltage;  // C kg-1, V
  std::vector<double> time;             // s; empty where the data have none

  /// "discharge 2"; "discharge 2.3" is the third in its cycle.
  std::string name() const;
  double specific_charge() const { return charge.back(); }
  /// Integral of the voltage over all of the charge [J kg-1]. What passed before the first row, which instruments write
  /// some time after a step began, passed at its voltage.
  double energy() const;
  double mean_voltage() const { return energy() / specific_charge(); }

  bool matches(const HalfCycle& other) const {
    return direction == other.direction && cycle == other.cycle && occurrence == other.occurrence;
  }
};

const char* name(HalfCycle::Direction direction);

/// Splits a test where the direction of the current turns or another cycle begins; rests belong to nothing. A step of
/// the recording that goes one way is taken whole, so that the noise of a small current splits no hold. Without
/// numbers of cycles they are counted: a cycle begins with the direction in which the test began.
std::vector<HalfCycle> half_cycles(const Recording& recording);

/// The same of another recording, whose rows are the first of those of `split`: the charges and discharges of `split`,
/// as far as it goes, with its own charge and voltage.
std::vector<HalfCycle> half_cycles(const Recording& recording, const Recording& split);

}  // namespace closo::compare
