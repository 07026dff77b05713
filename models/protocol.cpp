// A hand-written parser of one line, and the translation of its amounts by the size of the cell.
#include "models/protocol.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "solver/units.hpp"

namespace closo {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
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
  std::string peek() const { return done() ? "" : lower(word(next_)); }
  bool take(const std::string& wanted) {
    if (peek() != wanted) return false;
    ++next_;
    return true;
  }
  /// The words up to the next "for", "until" or "or".
  std::string phrase() {
    std::string text;
    while (!done() && peek() != "for" && peek() != "until" && peek() != "or") {
      text += (text.empty() ? "" : " ") + word(next_++);
    }
    return text;
  }

 private:
  std::string word(std::size_t k) const { return text_.substr(places_[k].first, places_[k].second - places_[k].first); }

  const std::string& text_;
  std::vector<std::pair<std::size_t, std::size_t>> places_;
  std::size_t next_ = 0;
};

/// "C/10", "2C", "C" as multiples of 1C; nothing if the text is no C-rate.
std::optional<double> c_rate(const std::string& text) {
  const auto number = [](const std::string& digits) -> std::optional<double> {
    try {
      return parse_quantity(digits, "1");
    } catch (const UnitError&) {
      return std::nullopt;
    }
  };
  if (text == "C") return 1.0;
  if (text.starts_with("C/")) {
    const auto hours = number(text.substr(2));
    if (hours && *hours > 0) return 1 / *hours;
    return std::nullopt;
  }
  if (text.ends_with("C") && text.size() > 1) {
    const auto rate = number(text.substr(0, text.size() - 1));
    if (rate && *rate > 0) return rate;
  }
  return std::nullopt;
}

constexpr struct {
  Amount::Kind kind;
  const char* unit;
} amount_units[] = {
    {Amount::Kind::current, "A"},
    {Amount::Kind::current_density, "A/m2"},
    {Amount::Kind::specific_current, "A/kg"},
    {Amount::Kind::voltage, "V"},
    {Amount::Kind::power, "W"},
    {Amount::Kind::power_density, "W/m2"},
};

Amount parse_amount(Words& words, const std::vector<Amount::Kind>& allowed, const std::string& expected) {
  const std::size_t position = words.position();
  const std::string text = words.phrase();
  const auto may_be = [&](Amount::Kind kind) {
    return std::find(allowed.begin(), allowed.end(), kind) != allowed.end();
  };
  if (const auto rate = c_rate(text); rate && may_be(Amount::Kind::c_rate)) return {Amount::Kind::c_rate, *rate, text};
  for (const auto& [kind, unit] : amount_units) {
    if (!may_be(kind)) continue;
    try {
      const double value = parse_quantity(text, unit);
      if (value > 0) return {kind, value, text};
    } catch (const UnitError&) {
      continue;  // perhaps an amount of the next kind
    }
  }
  throw ProtocolError(position, expected);
}

double parse_duration(Words& words) {
  const std::size_t position = words.position();
  try {
    const double seconds = parse_quantity(words.phrase(), "s");
    if (seconds > 0) return seconds;
  } catch (const UnitError&) {
    // reported below, with what is expected here
  }
  throw ProtocolError(position, "a time such as '30 minutes' or '10 h'");
}

using Kind = Amount::Kind;

void parse_stops(Words& words, ProtocolStep& step) {
  while (!words.done()) {
    const std::size_t begin = words.position();
    if (words.take("for")) {
      const double seconds = parse_duration(words);
      step.duration = std::min(seconds, step.duration.value_or(seconds));
    } else if (words.take("until")) {
      if (step.kind == ProtocolStep::Kind::rest) throw ProtocolError(begin, "a rest that ends after a time alone");
      step.until.push_back(
          step.kind == ProtocolStep::Kind::hold
              ? parse_amount(words, {Kind::c_rate, Kind::current, Kind::current_density, Kind::specific_current},
                             "a current such as 'C/50', '10 uA' or '5 uA/cm2'")
              : parse_amount(words, {Kind::voltage}, "a voltage such as '2.5 V'"));
    } else {
      throw ProtocolError(words.position(), "'for' and a time, or 'until' and a limit");
    }
    if (words.done()) return;
    const std::size_t position = words.position();
    if (!words.take("or")) throw ProtocolError(position, "'or' before a further stop");
    if (words.done()) throw ProtocolError(words.position(), "'for' and a time, or 'until' and a limit");
  }
}

void parse_imposed(Words& words, ProtocolStep& step) {
  if (!words.take("at")) throw ProtocolError(words.position(), "'at'");
  if (step.kind == ProtocolStep::Kind::hold) {
    step.amount = parse_amount(words, {Kind::voltage}, "a voltage such as '4.15 V'");
  } else {
    step.amount = parse_amount(
        words,
        {Kind::c_rate, Kind::current, Kind::current_density, Kind::specific_current, Kind::power, Kind::power_density},
        "a rate such as 'C/10', a current such as '0.1 mA', '32.2 uA/cm2' or '13 mA/g', or a "
        "power such as '1 mW'");
  }
}

}  // namespace

ProtocolStep parse_step(const std::string& text) {
  Words words(text);
  ProtocolStep step;
  step.text = text;
  if (words.take("charge")) {
    step.kind = ProtocolStep::Kind::charge;
  } else if (words.take("discharge")) {
    step.kind = ProtocolStep::Kind::discharge;
  } else if (words.take("hold")) {
    step.kind = ProtocolStep::Kind::hold;
  } else if (words.take("rest")) {
    step.kind = ProtocolStep::Kind::rest;
  } else {
    throw ProtocolError(words.position(), "'Charge', 'Discharge', 'Hold' or 'Rest'");
  }
  if (step.kind == ProtocolStep::Kind::rest) {
    if (words.peek() != "for") throw ProtocolError(words.position(), "'for' and a time");
  } else {
    parse_imposed(words, step);
  }
  parse_stops(words, step);
  if (step.kind == ProtocolStep::Kind::hold && step.until.empty() && !step.duration)
    throw ProtocolError(words.position(), "'until' and a current, or 'for' and a time");
  return step;
}

namespace {

/// An amount of current or power per cell area.
double per_area(const Amount& amount, const Cell& cell) {
  const CellParameters& parameters = cell.parameters();
  switch (amount.kind) {
    case Amount::Kind::c_rate:
      return amount.value * cell.coefficients().one_c();
    case Amount::Kind::current:
    case Amount::Kind::power:
      return amount.value / parameters.area;
    case Amount::Kind::specific_current:
      return amount.value * parameters.positive.active_loading;
    default:
      return amount.value;
  }
}

bool is_power(const Amount& amount) {
  return amount.kind == Amount::Kind::power || amount.kind == Amount::Kind::power_density;
}

}  // namespace

Control control_of(const ProtocolStep& step, const Cell& cell) {
  if (step.kind == ProtocolStep::Kind::rest) return {Control::Kind::current, 0.0};
  if (step.kind == ProtocolStep::Kind::hold) return {Control::Kind::voltage, step.amount.value};
  const double sign = step.kind == ProtocolStep::Kind::charge ? -1 : 1;
  return {is_power(step.amount) ? Control::Kind::power : Control::Kind::current, sign * per_area(step.amount, cell)};
}

std::vector<Event> events_of(const ProtocolStep& step, const Cell& cell) {
  std::vector<Event> events;
  const bool charge = step.kind == ProtocolStep::Kind::charge, discharge = step.kind == ProtocolStep::Kind::discharge;
  for (const Amount& limit : step.until) {
    if (step.kind == ProtocolStep::Kind::hold) {
      events.push_back({Event::Kind::current_falls, per_area(limit, cell)});
    } else {
      events.push_back({charge ? Event::Kind::voltage_rises : Event::Kind::voltage_falls, limit.value});
    }
  }
  if (charge) events.push_back({Event::Kind::voltage_rises, cell.parameters().upper_voltage});
  if (discharge) events.push_back({Event::Kind::voltage_falls, cell.parameters().lower_voltage});
  events.push_back({Event::Kind::surface_full});
  events.push_back({Event::Kind::surface_empty});
  events.push_back({Event::Kind::metal_exhausted});
  return events;
}

}  // namespace closo
