// Values on either side of the range of each key.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/units.hpp"
#include "tests/error_of.hpp"
#include "tests/stated_cells.hpp"

namespace closo {
namespace {

using test::read_stated, test::stated_liquid, test::stated_solid;

struct Bound {
  const char* text;
  const char* key;
  const char* refused;
  const char* taken;
  const char* where = nullptr;  // the refusal begins with, if not with the value itself
};

const char* const factor_table = "cell.yaml:56: materials.electrolyte.salt.thermodynamic_factor.table: ";

const Bound bounds[] = {
    {stated_solid, "area", "0 cm2", "1e-9 cm2"},
    {stated_solid, "pressure", "-1 Pa", "1 Pa"},
    {stated_solid, "temperature", "2.99 degC", "3.01 degC"},
    {stated_solid, "temperature", "61.01 degC", "60.99 degC"},
    {stated_solid, "limits.upper", "2.1 V", "2.11 V"},
    {stated_solid, "temperature", "61.01 degC", "61 degC"},
    {stated_solid, "temperature", "2.99 degC", "3 degC"},
    {stated_solid, "temperature", "61.000002 degC", "61.0000005 degC"},
    {stated_solid, "temperature", "2.999998 degC", "2.9999995 degC"},
    {stated_solid, "heat.capacity", "0 J/K", "1e-9 J/K"},
    {stated_solid, "heat.transfer", "-1 W/K", "0 W/K"},
    {stated_solid, "nominal_capacity", "0 mAh/g", "1e-3 mAh/g"},
    {stated_solid, "negative.thickness", "-1e-3 um", "0 um"},
    {stated_solid, "negative.transfer_coefficients.anodic", "0.049", "0.05"},
    {stated_solid, "negative.transfer_coefficients.anodic", "2.01", "2"},
    {stated_solid, "negative.transfer_coefficients.cathodic", "0.049", "0.05"},
    {stated_solid, "negative.transfer_coefficients.cathodic", "2.01", "2"},
    {stated_solid, "negative.interface_resistance", "-1 ohm cm2", "0 ohm cm2"},
    {stated_solid, "negative.double_layer.exponent", "0.29", "0.3"},
    {stated_solid, "negative.double_layer.exponent", "1.01", "1"},
    {stated_solid, "negative.interface.pressure_exponent", "-0.1", "0"},
    {stated_solid, "negative.interface.pressure_exponent", "10.1", "10"},
    {stated_solid, "negative.interface.growth.with_charge", "-1 ohm cm2", "0 ohm cm2"},
    {stated_solid, "negative.interface.growth.with_time", "-1 ohm cm2", "0 ohm cm2"},
    {stated_solid, "negative.interface.plating.conductance", "-1 mS/cm2", "0 mS/cm2"},
    {stated_solid, "positive.porosity", "100 %", "99 %"},
    {stated_solid, "positive.porosity", "-1 %", "0 %"},
    {stated_solid, "positive.ion_path.tortuosity_factor", "0.99", "1"},
    {stated_solid, "positive.ion_path.tortuosity_factor", "1001", "1000"},
    {stated_solid, "positive.contact", "0 %", "1 %"},
    {stated_solid, "positive.contact", "101 %", "100 %"},
    {stated_solid, "positive.contact_pressure.exponent", "10.1", "10"},
    {stated_solid, "positive.contact_loss.limit", "0 %", "1 %"},
    {stated_solid, "positive.contact_loss.limit", "101 %", "100 %"},
    {stated_solid, "positive.contact_loss.cycles", "0", "1"},
    {stated_solid, "positive.coverage.share", "0 %", "1 %"},
    {stated_solid, "positive.coverage.share", "101 %", "100 %"},
    {stated_solid, "positive.coverage.loss.limit", "0 %", "1 %"},
    {stated_solid, "positive.interphase.rate", "0 ohm cm2/h", "1e-9 ohm cm2/h"},
    {stated_solid, "positive.interphase.transfer_coefficient", "2.01", "2"},
    {stated_solid, "positive.interphase.transfer_coefficient", "-0.01", "0"},
    {stated_solid, "positive.interphase.hindrance.exponent", "4.01", "4"},
    {stated_solid, "positive.interphase.hindrance.exponent", "-0.01", "0"},
    {stated_solid, "positive.film.reactions.0.transfer_coefficient", "0", "0.01"},
    {stated_solid, "positive.film.reactions.0.transfer_coefficient", "1.01", "1"},
    {stated_solid, "materials.active.open_circuit_voltage.transition", "0 %", "1 %"},
    {stated_solid, "materials.active.open_circuit_voltage.transition", "101 %", "100 %"},
    {stated_solid, "materials.active.open_circuit_voltage.discharge.empty", "4 V", "4.01 V"},
    {stated_solid, "materials.active.open_circuit_voltage.discharge.full", "3.6 V", "3.59 V"},
    {stated_solid, "materials.active.temperature_range.high", "1 degC", "31 degC"},
    {stated_solid, "materials.electrolyte.grain_boundary.share", "0 %", "1 %"},
    {stated_solid, "materials.electrolyte.grain_boundary.share", "100 %", "99 %"},
    {stated_solid, "materials.electrolyte.grain_boundary.exponent", "0.29", "0.3"},
    {stated_solid, "materials.electrolyte.grain_boundary.exponent", "1.01", "1"},
    {stated_solid, "start.stoichiometry", "1.01", "1"},
    {stated_solid, "start.stoichiometry", "-0.01", "0"},
    {stated_solid, "mesh.positive", "0", "1"},
    {stated_solid, "mesh.positive", "1001", "1000"},
    {stated_solid, "mesh.particle", "2", "3"},
    {stated_solid, "mesh.particle", "1001", "1000"},
    {stated_solid, "mesh.grading", "0.99", "1"},
    {stated_solid, "mesh.grading", "4.01", "4"},
    {stated_solid, "tolerance", "0.99e-10", "1e-10"},
    {stated_solid, "tolerance", "0.11", "0.1"},
    {stated_solid, "record.series_voltage_change", "0.9 uV", "1 uV"},
    {stated_solid, "record.series_voltage_change", "11 V", "10 V"},
    {stated_solid, "record.profiles_every", "0.009 %", "0.01 %"},
    {stated_solid, "record.retention_from", "0", "1"},
    {stated_liquid, "mesh.separator", "0", "1"},
    {stated_liquid, "mesh.separator", "1001", "1000"},
    {stated_liquid, "separator.membrane.porosity", "0 %", "1 %"},
    {stated_liquid, "separator.membrane.porosity", "101 %", "100 %"},
    {stated_liquid, "separator.membrane.ion_path.bruggeman", "0.99", "1"},
    {stated_liquid, "separator.membrane.ion_path.bruggeman", "10.1", "10"},
    {stated_liquid, "positive.porosity", "0 %", "1 %"},
    {stated_liquid, "positive.particles.width", "0", "0.01"},
    {stated_liquid, "positive.particles.width", "2.01", "2"},
    {stated_liquid, "positive.particles.classes", "1", "2"},
    {stated_liquid, "positive.particles.classes", "13", "12"},
    {stated_liquid, "start.voltage", "4.201 V", "4.199 V"},
    {stated_liquid, "start.voltage", "3.199 V", "3.201 V"},
    {stated_liquid, "materials.electrolyte.salt.transference_number", "1", "0.99"},
    {stated_liquid, "materials.electrolyte.salt.transference_number", "-0.01", "0"},
    {stated_liquid, "materials.electrolyte.salt.concentration", "2.01 mol/l", "2 mol/l", factor_table},
    {stated_liquid, "materials.electrolyte.salt.concentration", "0.09 mol/l", "0.1 mol/l", factor_table},
};

/// The quantity that a key was read as; nullptr for what is none.
const ReadParameter* logged(const ParameterList& log, const std::string& key) {
  for (const ReadParameter& p : log)
    if (p.key == key || p.key == "cell." + key || p.key == key + ".value" || p.key == "cell." + key + ".value")
      return &p;
  return nullptr;
}

TEST(ReadRanges, RefusesWhatLiesOutsideItsRangeAndTakesWhatLiesWithin) {
  for (const auto& [text, key, refused, taken, where] : bounds) {
    const std::string set = std::string(key) + "=";
    const std::string error = test::error_of([&] { read_stated(text, {set + refused}); });
    EXPECT_TRUE(error.starts_with(where != nullptr ? where : "--set " + set + refused + ": "))
        << refused << ": " << error;
    ParameterList log;
    const ResolvedInput input = resolve_text(text, "cell.yaml", {set + taken});
    read_run(input, &log);
    if (const ReadParameter* quantity = logged(log, key))
      EXPECT_EQ(quantity->value, parse_quantity(taken, quantity->unit)) << key;
    else  // a whole number
      EXPECT_EQ(node_at(input.tree, run_key(key))->scalar, taken) << key;
  }
}

}  // namespace
}  // namespace closo
