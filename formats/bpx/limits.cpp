// One row for each quantity; the file is walked as it stands, before anything is made of it.
#include "formats/bpx/limits.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/expression.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "formats/bpx/formula.hpp"

namespace closo::bpx {

const std::vector<Limits>& all_limits() {
  constexpr Range any_voltage = Range::between(-10, 10), usual_voltage = Range::between(-1, 6);
  constexpr Range any_temperature = Range::between(100, 1000), usual_temperature = Range::between(230, 450);
  constexpr Range any_energy = Range::between(-2e5, 5e5), usual_energy = Range::between(500, 2e5);
  constexpr Range any_salt = Range::between(10, 2e4), usual_salt = Range::between(100, 6000);
  static const std::vector<Limits> limits{
      {"Cell", "Electrode area [m2]", "m2", Range::between(1e-8, 100), Range::between(1e-6, 10), {"cm2", "mm2"}},
      {"Cell",
       "Number of electrode pairs connected in parallel to make a cell",
       "1",
       Range::between(1, 1e5),
       Range::between(1, 500),
       {}},
      {"Cell", "Nominal cell capacity [A.h]", "Ah", Range::between(1e-12, 1e5), Range::between(1e-7, 1000), {"mAh"}},
      {"Cell", "Lower voltage cut-off [V]", "V", any_voltage, usual_voltage, {"mV"}},
      {"Cell", "Upper voltage cut-off [V]", "V", any_voltage, usual_voltage, {"mV"}},
      {"", "Reference temperature [K]", "K", any_temperature, usual_temperature, {"degC"}},
      {"", "Initial temperature [K]", "K", any_temperature, usual_temperature, {"degC"}},
      {"", "Ambient temperature [K]", "K", any_temperature, usual_temperature, {"degC"}},
      {"Electrolyte", "Initial concentration [mol.m-3]", "mol/m3", any_salt, usual_salt, {"mol/l"}},
      {"State", "Initial electrolyte concentration [mol.m-3]", "mol/m3", any_salt, usual_salt, {"mol/l"}},
      {"Electrolyte", "Cation transference number", "1", Range::open_fraction(), Range::open_fraction(), {"%"}},
      {"Electrolyte",
       "Conductivity [S.m-1]",
       "S/m",
       Range::between(1e-9, 1000),
       Range::between(1e-4, 5),
       {"mS/cm", "S/cm"}},
      {"Electrolyte",
       "Diffusivity [m2.s-1]",
       "m2/s",
       Range::between(1e-16, 1e-6),
       Range::between(1e-13, 1e-8),
       {"cm2/s"}},
      {"", "Conductivity activation energy [J.mol-1]", "J/mol", any_energy, usual_energy, {"kJ/mol", "eV"}},
      {"", "Diffusivity activation energy [J.mol-1]", "J/mol", any_energy, usual_energy, {"kJ/mol", "eV"}},
      {"", "Reaction rate constant activation energy [J.mol-1]", "J/mol", any_energy, usual_energy, {"kJ/mol", "eV"}},
      {"", "Thickness [m]", "m", Range::between(1e-8, 0.01), Range::between(1e-7, 2e-3), {"um", "mm", "nm"}},
      {"", "Porosity", "1", Range::positive_fraction(), Range::between(0.01, 1), {"%"}},
      {"", "Transport efficiency", "1", Range::positive_fraction(), Range::between(1e-3, 1), {"%"}},
      {"electrode",
       "Conductivity [S.m-1]",
       "S/m",
       Range::between(1e-10, 1e8),
       Range::between(1e-5, 1e5),
       {"mS/cm", "S/cm"}},
      {"electrode", "Minimum stoichiometry", "1", Range::fraction(), Range::fraction(), {"%"}},
      {"electrode", "Maximum stoichiometry", "1", Range::fraction(), Range::fraction(), {"%"}},
      {"electrode",
       "Particle radius [m]",
       "m",
       Range::between(1e-9, 1e-3),
       Range::between(1e-8, 1e-4),
       {"um", "nm", "mm"}},
      {"electrode",
       "Surface area per unit volume [m-1]",
       "m-1",
       Range::between(10, 1e10),
       Range::between(1e4, 1e9),
       {"cm-1", "um-1"}},
      {"electrode",
       "Maximum concentration [mol.m-3]",
       "mol/m3",
       Range::between(100, 1e6),
       Range::between(1000, 4e5),
       {"mol/l", "mol/cm3"}},
      {"electrode",
       "Diffusivity [m2.s-1]",
       "m2/s",
       Range::between(1e-26, 1e-6),
       Range::between(1e-20, 1e-8),
       {"cm2/s"}},
      {"electrode", "OCP [V]", "V", any_voltage, usual_voltage, {"mV"}},
      {"electrode", "OCP (lithiation) [V]", "V", any_voltage, usual_voltage, {"mV"}},
      {"electrode", "OCP (delithiation) [V]", "V", any_voltage, usual_voltage, {"mV"}},
      {"electrode", "OCP hysteresis decay constant", "1", Range::between(1, 1e6), Range::between(1, 1e5), {}},
      {"electrode",
       "Entropic change coefficient [V.K-1]",
       "V/K",
       Range::between(-0.05, 0.05),
       Range::between(-3e-3, 3e-3),
       {"mV/K"}},
      {"electrode",
       "Reaction rate constant [mol.m-2.s-1]",
       "mol m-2 s-1",
       Range::between(1e-18, 1000),
       Range::between(1e-10, 0.01),
       {}},
      {"State", "Initial state-of-charge", "1", Range::fraction(), Range::fraction(), {"%"}},
      {"Validation", "Voltage [V]", "V", any_voltage, usual_voltage, {"mV"}},
      {"Validation", "Temperature [K]", "K", any_temperature, usual_temperature, {"degC"}},
  };
  return limits;
}

std::string likely_slip(const Limits& limits, double value) {
  constexpr double largest = 1e100;  // that every unit can have
  if (std::abs(value) > largest) return "";
  for (const std::string& unit : limits.slips)
    if (limits.usual.contains(parse_quantity(fmt::format("{} {}", value, unit), limits.unit)))
      return fmt::format("; is it in {}?", unit);
  return "";
}

namespace {

class Walk {
 public:
  Walk(const JsonValue& root, double concentration, std::vector<std::string>& notes)
      : file_(root.where()), concentration_(concentration), notes_(notes) {}

  /// @param path  of the object     @param section  which it is or lies in
  void visit(const Json& object, const std::string& path, const std::string& section) {
    for (const auto& [key, value] : object.items()) {
      const std::string below = path.empty() ? key : path + " / " + key;
      if (const Limits* limits = find(section, key))
        check(*limits, value, below, arguments(object));
      else if (value.is_object() && key != "User-defined")
        visit(value, below, path.empty() || path == "Parameterisation" ? key : section);
    }
  }

 private:
  static const Limits* find(const std::string& section, const std::string& key) {
    const auto found = std::ranges::find_if(
        all_limits(), [&](const Limits& l) { return key == l.key && section.find(l.section) != std::string::npos; });
    return found == all_limits().end() ? nullptr : &*found;
  }

  /// Where the formulas of a section are tried.
  std::vector<double> arguments(const Json& section) const {
    std::vector<double> ends;
    for (const char* key : {"Minimum stoichiometry", "Maximum stoichiometry"})
      if (section.contains(key) && section[key].is_number()) ends.push_back(section[key].get<double>());
    return ends.empty() ? std::vector{concentration_} : ends;
  }

  void check(const Limits& limits, const Json& value, const std::string& path, const std::vector<double>& arguments) {
    if (value.is_number()) {
      check(limits, value.get<double>(), path);
    } else if (value.is_array()) {
      check_rows(limits, value, path);
    } else if (value.is_object() && value.contains("y")) {
      check_rows(limits, value["y"], path + " / y");
    } else if (value.is_string()) {
      check_formula(limits, value.get<std::string>(), path, arguments);
    }
  }

  void check(const Limits& limits, double value, const std::string& path) {
    refuse_impossible(limits, value, path);
    if (!is_usual(limits, value)) doubt(limits, value, path);
  }

  /// A table may begin or end with what is unusual.
  void check_rows(const Limits& limits, const Json& rows, const std::string& path) {
    bool usual = rows.empty();
    for (std::size_t k = 0; k < rows.size(); ++k) {
      if (!rows[k].is_number()) return;
      const auto value = rows[k].get<double>();
      refuse_impossible(limits, value, fmt::format("{}[{}]", path, k));
      usual = usual || is_usual(limits, value);
    }
    if (!usual) doubt(limits, rows[0].get<double>(), path);
  }

  void check_formula(const Limits& limits, const std::string& formula, const std::string& path,
                     const std::vector<double>& arguments) {
    try {
      const Expression f(translated(formula, python, of_stoichiometry), {of_stoichiometry.variable});
      for (const double x : arguments) check(limits, f({x}), fmt::format("{} (at x = {:g})", path, x));
    } catch (const ExpressionError&) {  // which is told where the formula is read
    }
  }

  static bool is_usual(const Limits& limits, double value) { return value == 0 || limits.usual.contains(value); }

  void refuse_impossible(const Limits& limits, double value, const std::string& path) const {
    if (!limits.possible.contains(value))
      throw InputError(file_, path, fmt::format("{}", value),
                       limits.possible.describe(limits.unit) + likely_slip(limits, value));
  }

  void doubt(const Limits& limits, double value, const std::string& path) {
    notes_.push_back(fmt::format("{}: {:g} is unusual; most cells have {}{}", path, value,
                                 limits.usual.describe(limits.unit), likely_slip(limits, value)));
  }

  std::string file_;
  double concentration_;
  std::vector<std::string>& notes_;
};

}  // namespace

void check_limits(const JsonValue& root, double concentration, std::vector<std::string>& notes) {
  Walk(root, concentration, notes).visit(root.json(), "", "");
}

}  // namespace closo::bpx
