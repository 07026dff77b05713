// A hand-written parser of one line.
#include "cycler/protocol_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.hpp"
#include "base/units.hpp"

namespace closo {
namespace {

using Kind = Amount::Kind;
using Kinds = std::vector<Kind>;

constexpr std::array<std::pair<Kind, const char*>, 15> units{{
    {Kind::current, "A"},
    {Kind::current_density, "A/m2"},
    {Kind::specific_current, "A/kg"},
    {Kind::voltage, "V"},
    {Kind::power, "W"},
    {Kind::power_density, "W/m2"},
    {Kind::specific_power, "W/kg"},
    {Kind::time, "s"},
    {Kind::voltage_rate, "V/s"},
    {Kind::charge, "C"},
    {Kind::areal_charge, "C/m2"},
    {Kind::specific_charge, "C/kg"},
    {Kind::energy, "J"},
    {Kind::areal_energy, "J/m2"},
    {Kind::specific_energy, "J/kg"},
}};

const Kinds currents{Kind::c_rate, Kind::current, Kind::current_density, Kind::specific_current};
const Kinds powers{Kind::power, Kind::power_density, Kind::specific_power};
const Kinds charges{Kind::charge, Kind::areal_charge, Kind::specific_charge};
const Kinds energies{Kind::energy, Kind::areal_energy, Kind::specific_energy};

bool among(Kind kind, const Kinds& kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

Kinds join(std::initializer_list<Kinds> parts) {
  Kinds all;
  for (const Kinds& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// Words of a text with their places.
class Words {
 public:
  explicit Words(const std::string& text) : text_(text) {
    for (std::size_t k = 0; k < text.size();) {
      const std::size_t begin = text.find_first_not_of(" \t", k);
      if (begin == std::string::npos) break;
      const std::size_t end = std::min(text.find_first_of(" \t", begin), text.size());
      places_.push_back({begin, end});
      k = end;
    }
  }

  bool done() const { return next_ == places_.size(); }
  /// Place of the next word, counted from 1; just behind the text when there is none.
  std::size_t position() const { return (done() ? text_.size() : places_[next_].first) + 1; }
  std::string peek() const { return done() ? "" : lower_case(word(next_)); }
  bool take(const std::string& wanted) {
    if (peek() != wanted) return false;
    ++next_;
    return true;
  }
  void skip() { ++next_; }
  void require(const std::string& wanted) {
    const std::size_t here = position();
    if (!take(wanted)) throw ProtocolError(here, "'" + wanted + "'");
  }
  /// The words up to the next "at", "for", "until" or "or".
  std::string phrase() {
    std::string text;
    while (!done() && peek() != "at" && peek() != "for" && peek() != "until" && peek() != "or") {
      if (!text.empty()) text += ' ';
      text += word(next_++);
    }
    return text;
  }

 private:
  std::string word(std::size_t k) const { return text_.substr(places_[k].first, places_[k].second - places_[k].first); }

  const std::string& text_;
  std::vector<std::pair<std::size_t, std::size_t>> places_;
  std::size_t next_ = 0;
};

std::optional<double> quantity(const std::string& text, const char* unit) {
  try {
    return parse_quantity(text, unit);
  } catch (const UnitError&) {
    return std::nullopt;
  }
}

/// "C/10", "2C", "C" as multiples of 1C; nothing if the text is no C-rate.
std::optional<double> c_rate(const std::string& text) {
  if (text == "C") return 1.0;
  if (text.starts_with("C/")) {
    const auto hours = quantity(text.substr(2), "1");
    if (hours && *hours > 0) return 1 / *hours;
    return std::nullopt;
  }
  if (text.ends_with('C') && text.size() > 1) return quantity(text.substr(0, text.size() - 1), "1");
  return std::nullopt;
}

Amount parse_amount(Words& words, const Kinds& allowed, const std::string& expected) {
  const std::size_t position = words.position();
  const bool stoichiometry = among(Kind::stoichiometry, allowed) && words.take("stoichiometry");
  const std::string text = words.phrase();
  if (stoichiometry) {
    if (const auto y = quantity(text, "1"); y && *y >= 0 && *y <= 1)
      return {Kind::stoichiometry, *y, "stoichiometry " + text};
    throw ProtocolError(position, "a stoichiometry from 0 to 1");
  }
  if (const auto rate = c_rate(text); rate && *rate > 0 && among(Kind::c_rate, allowed))
    return {Kind::c_rate, *rate, text};
  for (const auto& [kind, unit] : units) {
    if (!among(kind, allowed)) continue;
    const bool signed_kind = kind == Kind::voltage;  // of a symmetric cell both signs are meant
    if (const auto value = quantity(text, unit); value && (*value > 0 || signed_kind)) return {kind, *value, text};
  }
  throw ProtocolError(position, expected);
}

Amount parse_duration(Words& words) {
  return parse_amount(words, {Kind::time}, "a time such as '30 minutes' or '10 h'");
}

Amount parse_voltage(Words& words) {
  return parse_amount(words, {Kind::voltage}, "a voltage such as '4.15 V'");
}

/// What may end a step of this kind and with this amount imposed, and how to say so.
std::pair<Kinds, std::string> limits_of(const ProtocolStep& step) {
  const std::string passed = "'100 mAh/g', '1 mWh' or 'stoichiometry 0.5'";
  const Kinds counted = join({charges, energies, {Kind::stoichiometry}});
  const bool galvanostatic =
      (step.imposed && is_current(step.imposed->kind)) || (step.profile != nullptr && is_current(step.profile->kind));
  const bool potentiostatic = (step.imposed && step.imposed->kind == Kind::voltage) ||
                              (step.profile != nullptr && step.profile->kind == Kind::voltage);
  if (galvanostatic) return {join({{Kind::voltage}, counted}), "a limit such as '2.5 V', " + passed};
  if (potentiostatic) return {join({currents, counted}), "a limit such as 'C/50', '5 uA/cm2', " + passed};
  return {join({{Kind::voltage}, currents, counted}), "a limit such as '2.5 V', '1 mA/cm2', " + passed};
}

Amount parse_limit(Words& words, const ProtocolStep& step) {
  const auto [kinds, expected] = limits_of(step);
  return parse_amount(words, kinds, expected);
}

void parse_stops(Words& words, ProtocolStep& step) {
  const std::string expected = "'for' and a time, or 'until' and a limit";
  while (!words.done()) {
    const std::size_t begin = words.position();
    if (words.take("for")) {
      if (step.duration) throw ProtocolError(begin, "only one time");
      step.duration = parse_duration(words);
    } else if (words.take("until")) {
      if (step.kind == ProtocolStep::Kind::rest) throw ProtocolError(begin, "'for' and a time: a rest has no limits");
      step.until.push_back(parse_limit(words, step));
    } else {
      throw ProtocolError(words.position(), expected);
    }
    if (words.done()) return;
    const std::size_t position = words.position();
    if (!words.take("or")) throw ProtocolError(position, "'or' before another limit");
    if (words.done()) throw ProtocolError(words.position(), expected);
  }
}

Amount parse_current_or_power(Words& words) {
  return parse_amount(words, join({currents, powers}),
                      "a rate such as 'C/10', a current such as '0.1 mA', '32.2 uA/cm2' or '13 mA/g', or a power such "
                      "as '1 mW'");
}

template <class Read>
auto read_all(const std::string& text, const Read& read) {
  Words words(text);
  auto result = read(words);
  if (!words.done()) throw ProtocolError(words.position(), "the end of the step");
  return result;
}

}  // namespace

bool is_current(Kind kind) {
  return among(kind, currents);
}
bool is_specific(Kind kind) {
  return kind == Kind::specific_current || kind == Kind::specific_power || kind == Kind::specific_charge ||
         kind == Kind::specific_energy;
}

bool is_power(Kind kind) {
  return among(kind, powers);
}
bool is_charge(Kind kind) {
  return among(kind, charges);
}
bool is_energy(Kind kind) {
  return among(kind, energies);
}

const char* unit_of(Kind kind) {
  for (const auto& [known, unit] : units)
    if (known == kind) return unit;
  return "1";
}

Kind kind_of_unit(const std::string& unit) {
  const Kinds allowed = join({{Kind::current, Kind::current_density, Kind::specific_current, Kind::voltage}, powers});
  for (const Kind kind : allowed)
    if (quantity("1 " + unit, unit_of(kind))) return kind;
  throw ProtocolError(1, "a unit of current, power or voltage");
}

ProtocolStep parse_step(const std::string& text) {
  Words words(text);
  ProtocolStep step;
  if (words.peek() == "charge" || words.peek() == "discharge") {
    step.kind = words.peek() == "charge" ? ProtocolStep::Kind::charge : ProtocolStep::Kind::discharge;
    words.skip();
    words.require("at");
    step.imposed = parse_current_or_power(words);
  } else if (words.take("hold")) {
    step.kind = ProtocolStep::Kind::hold;
    words.require("at");
    step.imposed = parse_voltage(words);
  } else if (words.take("ramp")) {
    step.kind = ProtocolStep::Kind::ramp;
    words.require("to");
    step.imposed = parse_voltage(words);
    words.require("at");
    step.rate = parse_amount(words, {Kind::voltage_rate}, "a rate such as '0.1 mV/s'");
  } else if (words.take("rest")) {
    step.kind = ProtocolStep::Kind::rest;
    if (words.peek() != "for") throw ProtocolError(words.position(), "'for' and a time");
  } else {
    throw ProtocolError(words.position(), "'Charge', 'Discharge', 'Hold', 'Rest' or 'Ramp'");
  }
  parse_stops(words, step);
  if (step.kind == ProtocolStep::Kind::hold && step.until.empty() && !step.duration)
    throw ProtocolError(words.position(), "'until' and a limit, or 'for' and a time");
  return step;
}

Amount parse_limit(const std::string& text, const ProtocolStep& step) {
  return read_all(text, [&](Words& words) { return parse_limit(words, step); });
}

LoopLimit parse_loop_limit(const std::string& text) {
  return read_all(text, [](Words& words) -> LoopLimit {
    if (words.take("cut-off")) {
      words.require("reached");
      return {LoopLimit::Kind::cut_off, {}};
    }
    if (words.take("capacity")) {
      words.require("below");
      return {LoopLimit::Kind::capacity,
              parse_amount(words, charges, "a capacity such as '60 mAh/g' or '0.5 mAh/cm2'")};
    }
    if (!words.take("retention"))
      throw ProtocolError(words.position(), "'retention below 80 %', 'capacity below 60 mAh/g' or 'cut-off reached'");
    words.require("below");
    const std::size_t position = words.position();
    const std::string share = words.phrase();
    const auto value = quantity(share, "1");
    if (!value || *value <= 0 || *value > 1) throw ProtocolError(position, "a share such as '80 %'");
    return {LoopLimit::Kind::retention, {Kind::stoichiometry, *value, share}};
  });
}

}  // namespace closo
