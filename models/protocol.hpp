// The language of test protocols: "Discharge at C/10 for 10 hours or until 2.5 V".
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/cell.hpp"

namespace closo {

/// An amount as the user states it, before the cell gives it a size.
struct Amount {
  enum class Kind {
    c_rate,            // multiples of 1C
    current,           // A, of the whole cell
    current_density,   // A m-2
    specific_current,  // A per kg of active material
    voltage,           // V
    power,             // W, of the whole cell
    power_density,     // W m-2
  };
  Kind kind = Kind::c_rate;
  double value = 0.0;
  std::string text;  // as written
};

struct ProtocolStep {
  enum class Kind { charge, discharge, hold, rest };
  Kind kind = Kind::rest;
  Amount amount;                   // imposed; nothing for a rest
  std::optional<double> duration;  // s
  std::vector<Amount> until;       // a voltage, or the current a hold falls to
  std::string text;
};

/// What is wrong with a step, and at which character (from 1) of its text.
struct ProtocolError : std::runtime_error {
  ProtocolError(std::size_t character, const std::string& expected_here)
      : std::runtime_error(expected_here), position(character) {}
  std::size_t position;
};

/// Reads one step:
///   (Charge | Discharge) at AMOUNT [STOPS]  |  Hold at VOLTAGE STOPS  |  Rest for TIME
///   STOPS = (for TIME | until LIMIT) {or (for TIME | until LIMIT)}
/// with amounts such as C/10, 2C, 0.1 mA, 32.2 uA/cm2, 13 mA/g, 1 mW, 5 mW/cm2. Case does not matter in words.
/// @throws ProtocolError
ProtocolStep parse_step(const std::string& text);

/// The imposed quantity, per cell area, discharge positive.
Control control_of(const ProtocolStep& step, const Cell& cell);

/// The limits to watch: those of the step, the cell's own in the direction of the current, and those of its materials.
std::vector<Event> events_of(const ProtocolStep& step, const Cell& cell);

}  // namespace closo
