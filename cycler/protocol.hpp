// A test protocol: steps, and loops over steps.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace closo {

/// An amount as the user states it, before the cell gives it a size. Current and power are without sign.
struct Amount {
  enum class Kind {
    c_rate,            // multiples of 1C
    current,           // A, of the whole cell
    current_density,   // A m-2
    specific_current,  // A per kg of active material
    voltage,           // V
    power,             // W, of the whole cell
    power_density,     // W m-2
    specific_power,    // W per kg of active material
    time,              // s
    voltage_rate,      // V s-1
    charge,            // C, of the whole cell
    areal_charge,      // C m-2
    specific_charge,   // C per kg of active material
    energy,            // J, of the whole cell
    areal_energy,      // J m-2
    specific_energy,   // J per kg of active material
    stoichiometry,     // mean of the connected active material
  };
  Kind kind = Kind::c_rate;
  double value = 0.0;  // > 0; a voltage or stoichiometry may be anything
  std::string text;    // as written

  friend bool operator==(const Amount& a, const Amount& b) { return a.kind == b.kind && a.value == b.value; }
};

/// A quantity against time, linear between its rows; two rows of one time are a jump. Of a temperature alone, `value`
/// is empty.
struct Profile {
  std::string name;
  Amount::Kind kind = Amount::Kind::current;  // a current, a power or a voltage
  std::vector<double> time, value;            // s from 0 on; in the unit of the kind, discharge positive
  std::vector<double> temperature;            // K, or empty

  friend bool operator==(const Profile&, const Profile&) = default;
};

/// The frequencies of an impedance spectrum, evenly spread over their logarithm.
struct FrequencyRange {
  double from = 0.0, to = 0.0;  // Hz
  double points_per_decade = 0.0;
  bool charging = false;  // by the current that the step imposes, if it imposes one

  friend bool operator==(const FrequencyRange&, const FrequencyRange&) = default;
};

struct ProtocolStep {
  enum class Kind { charge, discharge, hold, rest, ramp, profile, eis };
  Kind kind = Kind::rest;
  std::optional<Amount> imposed;              // a current or power; the voltage of a hold, or that a ramp goes to;
                                              // the current under which a spectrum is taken
  std::optional<Amount> rate;                 // of a ramp
  std::optional<Amount> duration;             // at most
  std::vector<Amount> until;                  // the limits that end the step, whichever comes first
  std::shared_ptr<const Profile> profile;     // of a profile step
  std::shared_ptr<const Profile> ambient;     // the temperature against time, from the start of the step
  std::optional<FrequencyRange> frequencies;  // of a spectrum
  std::optional<double> temperature;          // K; the cell's own if not stated
  std::optional<double> pressure;             // Pa; the cell's own if not stated

  friend bool operator==(const ProtocolStep&, const ProtocolStep&);
};

/// What ends a loop before its last pass, looked at after each pass.
struct LoopLimit {
  enum class Kind {
    retention,  // discharge capacity of the latest cycle over that of the first pass, below the value
    capacity,   // discharge capacity of the latest cycle below the amount
    cut_off,    // a charge or discharge of the pass ended at a voltage
  };
  Kind kind = Kind::cut_off;
  Amount amount;  // a charge; of a retention the fraction, with the kind stoichiometry

  friend bool operator==(const LoopLimit&, const LoopLimit&) = default;
};

struct ProtocolNode;

struct Loop {
  long passes = 1;  // at most
  std::vector<LoopLimit> until;
  std::vector<ProtocolNode> body;

  friend bool operator==(const Loop&, const Loop&);
};

struct ProtocolNode {
  std::variant<ProtocolStep, Loop> content;

  ProtocolNode(ProtocolStep step) : content(std::move(step)) {}
  ProtocolNode(Loop loop) : content(std::move(loop)) {}

  friend bool operator==(const ProtocolNode&, const ProtocolNode&) = default;
};

using Protocol = std::vector<ProtocolNode>;

/// The step in the language of protocol_text.hpp, without its temperature and pressure; a profile by its name.
std::string print(const ProtocolStep& step);

/// The current under which a spectrum is taken: "Discharge at C/10".
std::string current_of_spectrum(const ProtocolStep& step);

/// How many loops lie within one another at most, and the protocol around them.
std::size_t depth_of(const Protocol& protocol);

/// Whether any step takes a spectrum.
bool takes_spectra(const Protocol& protocol);

/// "retention below 80 %".
std::string print(const LoopLimit& limit);

}  // namespace closo
