// Values on either side of the range of each key.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "solver/error.hpp"
#include "tests/stated_cells.hpp"

namespace closo {
namespace {

using namespace test;

struct Bound {
  const char* text;
  const char* key;
  const char* refused;
  const char* taken;
};

const Bound bounds[] = {
    {solid, "area", "0 cm2", "1e-9 cm2"},
    {solid, "pressure", "-1 Pa", "1 Pa"},
    {solid, "temperature", "2.99 degC", "3.01 degC"},
    {solid, "temperature", "61.01 degC", "60.99 degC"},
    {solid, "limits.upper", "2.1 V", "2.11 V"},
    {solid, "heat.capacity", "0 J/K", "1e-9 J/K"},
    {solid, "heat.transfer", "-1 W/K", "0 W/K"},
    {solid, "nominal_capacity", "0 mAh/g", "1e-3 mAh/g"},
    {solid, "negative.thickness", "0 um", "1e-3 um"},
    {solid, "negative.transfer_coefficients.anodic", "0.049", "0.05"},
    {solid, "negative.transfer_coefficients.anodic", "2.01", "2"},
    {solid, "negative.transfer_coefficients.cathodic", "0.049", "0.05"},
    {solid, "negative.transfer_coefficients.cathodic", "2.01", "2"},
    {solid, "negative.interface_resistance", "-1 ohm cm2", "0 ohm cm2"},
    {solid, "negative.double_layer.exponent", "0.29", "0.3"},
    {solid, "negative.double_layer.exponent", "1.01", "1"},
    {solid, "negative.interface.pressure_exponent", "-0.1", "0"},
    {solid, "negative.interface.pressure_exponent", "10.1", "10"},
    {solid, "negative.interface.growth", "-1 ohm cm2", "0 ohm cm2"},
    {solid, "positive.porosity", "100 %", "99 %"},
    {solid, "positive.porosity", "-1 %", "0 %"},
    {solid, "positive.ion_path.tortuosity_factor", "0.99", "1"},
    {solid, "positive.ion_path.tortuosity_factor", "1001", "1000"},
    {solid, "positive.contact", "0 %", "1 %"},
    {solid, "positive.contact", "101 %", "100 %"},
    {solid, "positive.contact_pressure.exponent", "10.1", "10"},
    {solid, "positive.contact_loss.limit", "0 %", "1 %"},
    {solid, "positive.contact_loss.limit", "101 %", "100 %"},
    {solid, "positive.contact_loss.cycles", "0", "1"},
    {solid, "positive.film.reactions.0.transfer_coefficient", "0", "0.01"},
    {solid, "positive.film.reactions.0.transfer_coefficient", "1.01", "1"},
    {solid, "materials.active.open_circuit_voltage.transition", "0 %", "1 %"},
    {solid, "materials.active.open_circuit_voltage.transition", "101 %", "100 %"},
    {solid, "materials.active.open_circuit_voltage.discharge.empty", "4 V", "4.01 V"},
    {solid, "materials.active.open_circuit_voltage.discharge.full", "3.6 V", "3.59 V"},
    {solid, "materials.active.temperature_range.high", "1 degC", "31 degC"},
    {solid, "materials.electrolyte.grain_boundary.share", "0 %", "1 %"},
    {solid, "materials.electrolyte.grain_boundary.share", "100 %", "99 %"},
    {solid, "materials.electrolyte.grain_boundary.exponent", "0.29", "0.3"},
    {solid, "materials.electrolyte.grain_boundary.exponent", "1.01", "1"},
    {solid, "start.stoichiometry", "1.01", "1"},
    {solid, "start.stoichiometry", "-0.01", "0"},
    {solid, "mesh.positive", "0", "1"},
    {solid, "mesh.positive", "1001", "1000"},
    {solid, "mesh.particle", "2", "3"},
    {solid, "mesh.particle", "1001", "1000"},
    {solid, "mesh.grading", "0.99", "1"},
    {solid, "mesh.grading", "4.01", "4"},
    {solid, "tolerance", "0.99e-10", "1e-10"},
    {solid, "tolerance", "0.11", "0.1"},
    {solid, "record.series_voltage_change", "0.9 uV", "1 uV"},
    {solid, "record.series_voltage_change", "11 V", "10 V"},
    {solid, "record.profiles_every", "0.009 %", "0.01 %"},
    {solid, "record.retention_from", "0", "1"},
    {liquid, "mesh.separator", "0", "1"},
    {liquid, "mesh.separator", "1001", "1000"},
    {liquid, "separator.membrane.porosity", "0 %", "1 %"},
    {liquid, "separator.membrane.porosity", "101 %", "100 %"},
    {liquid, "separator.membrane.ion_path.bruggeman", "0.99", "1"},
    {liquid, "separator.membrane.ion_path.bruggeman", "10.1", "10"},
    {liquid, "positive.porosity", "0 %", "1 %"},
    {liquid, "positive.particles.width", "0", "0.01"},
    {liquid, "positive.particles.width", "2.01", "2"},
    {liquid, "positive.particles.classes", "1", "2"},
    {liquid, "positive.particles.classes", "13", "12"},
    {liquid, "start.voltage", "4.201 V", "4.199 V"},
    {liquid, "start.voltage", "3.199 V", "3.201 V"},
    {liquid, "materials.electrolyte.salt.transference_number", "1", "0.99"},
    {liquid, "materials.electrolyte.salt.transference_number", "-0.01", "0"},
    {liquid, "materials.electrolyte.salt.concentration", "2.01 mol/l", "2 mol/l"},
    {liquid, "materials.electrolyte.salt.concentration", "0.09 mol/l", "0.1 mol/l"},
};

TEST(ReadRanges, RefusesWhatLiesOutsideItsRangeAndTakesWhatLiesWithin) {
  for (const auto& [text, key, refused, taken] : bounds) {
    EXPECT_THROW(read(text, {std::string(key) + "=" + refused}), InputError) << key << " = " << refused;
    EXPECT_NO_THROW(read(text, {std::string(key) + "=" + taken})) << key << " = " << taken;
  }
}

}  // namespace
}  // namespace closo
