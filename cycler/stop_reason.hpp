// Why a step of a protocol ended: as values, from which the sentence for the user is made.
#pragma once

#include <limits>
#include <optional>
#include <string>

#include "models/parameters.hpp"

namespace closo {

struct StateLimit;

struct StopReason {
  enum class Kind {
    // What a step was asked to do is done.
    time,      // its duration has passed; limit and value [s]
    ramp,      // the ramp reached its voltage [V]
    profile,   // the last row of its profile is over [s]
    spectrum,  // the spectrum is taken
    // A limit of the step or of the cell.
    lower_voltage,  // [V]
    upper_voltage,
    current_fell,  // the current without sign [A m-2]
    current_rose,
    charge,         // passed in this step, positive in its direction [C m-2]
    energy,         // [J m-2]
    stoichiometry,  // mean of the connected active material
    // The cell or its data end.
    particles_full,  // the highest stoichiometry at a surface
    particles_empty,
    level,    // one that a mechanism limits, see StateLimit
    endless,  // charge passed without reaching any limit [C m-2]
    // The step cannot be done.
    power_out_of_reach,  // limit: imposed, value: the most that the cell delivers [W m-2]
    power_lost,          // limit: imposed, value: delivered last [W m-2]
    no_step,             // the solver failed
    // The user wanted it.
    interrupted,
  };
  enum class Origin { step, cell };
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  Kind kind = Kind::time;
  Origin origin = Origin::step;  // whose limit it is
  bool at_start = false;         // the limit was passed before the step began
  std::optional<Side> side{};    // of the electrode meant
  const StateLimit* of{};        // the limit of a level
  double limit = none;           // in unit()
  double value = none;           // what was reached, in unit()
  std::string subject{};         // the limit as the user stated it, or what the limit belongs to
  double voltage = none;         // of the cell at the end of the step [V]
  std::string detail{};          // what else is known

  /// Whether a cycler would call it a cut-off.
  bool at_voltage() const { return kind == Kind::lower_voltage || kind == Kind::upper_voltage; }
  /// Whether the run cannot continue.
  bool fatal() const { return kind == Kind::no_step || kind == Kind::interrupted; }
};

/// Name of its kind in result files, such as "lower_voltage".
std::string name_of(const StopReason& reason);

/// Unit of limit and value in SI; "1" without dimension.
std::string unit_of(const StopReason& reason);

/// In the user's terms: "lower cut-off 2.5 V reached".
std::string describe(const StopReason& reason);

}  // namespace closo
