// The language of protocol steps: "Discharge at C/10 for 10 hours or until 2.5 V".
#pragma once

#include <stdexcept>
#include <string>

#include "cycler/protocol.hpp"

namespace closo {

/// What is wrong with a step, and at which character (from 1) of its text.
struct ProtocolError : std::runtime_error {
  ProtocolError(std::size_t character, const std::string& expected_here)
      : std::runtime_error(expected_here), position(character) {}
  std::size_t position;
};

/// Reads one step:
///   (Charge | Discharge) at AMOUNT [STOPS]  |  Hold at VOLTAGE STOPS  |  Rest for TIME  |  Ramp to VOLTAGE at RATE
///   [STOPS] STOPS = (for TIME | until LIMIT) {or (for TIME | until LIMIT)}
/// AMOUNT is a rate, current or power such as C/10, 2C, 0.1 mA, 32.2 uA/cm2, 13 mA/g, 1 mW, 5 mW/cm2; RATE such as
/// 0.1 mV/s; LIMIT a voltage, current, capacity (100 mAh/g), energy (1 mWh) or "stoichiometry 0.5". Case does not
/// matter in words.
/// @throws ProtocolError
ProtocolStep parse_step(const std::string& text);

/// Reads what may follow "until" in a step of this kind and with this amount imposed.
/// @throws ProtocolError
Amount parse_limit(const std::string& text, const ProtocolStep& step);

/// Reads "retention below 80 %", "capacity below 60 mAh/g" or "cut-off reached".
/// @throws ProtocolError
LoopLimit parse_loop_limit(const std::string& text);

/// The kind of current, power or voltage that a unit stands for. @throws ProtocolError if it is none
Amount::Kind kind_of_unit(const std::string& unit);

/// The unit of the values of a kind: "A m-2".
const char* unit_of(Amount::Kind kind);

bool is_current(Amount::Kind kind);
bool is_power(Amount::Kind kind);
bool is_charge(Amount::Kind kind);
bool is_energy(Amount::Kind kind);
/// Per mass.
bool is_specific(Amount::Kind kind);

}  // namespace closo
