// Cells for tests, one for each option of the model and for some of them at once.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/cells.hpp"

namespace closo::test {

/// A change to simple_cell(), and what is imposed on the cell.
struct Option {
  const char* name;
  std::function<void(CellParameters&)> change;
  Control control;

  bool one_cell_in_x() const { return std::string(name).starts_with("one cell in x"); }
};

inline std::vector<Option> options() {
  const Control current{Control::Kind::current, 3.0};
  return {
      {"base", [](CellParameters&) {}, current},
      {"imposed voltage", [](CellParameters&) {}, {Control::Kind::voltage, 3.7}},
      {"imposed power", [](CellParameters&) {}, {Control::Kind::power, 12.0}},
      {"film", [](CellParameters& c) { c.composite().film_resistance = 0.02; }, current},
      {"unequal transfer coefficients",
       [](CellParameters& c) {
         c.composite().active().kinetics.alpha_a = 0.3, c.composite().active().kinetics.alpha_c = 0.7;
         c.flat(Side::negative).kinetics.alpha_a = 0.6, c.flat(Side::negative).kinetics.alpha_c = 0.4;
       },
       current},
      {"diffusivity table",
       [](CellParameters& c) {
         c.composite().active().diffusivity.table =
             CubicTable::monotone(Eigen::Array4d(0, 0.3, 0.6, 1), Eigen::Array4d(1e-15, 1e-16, 3e-16, 5e-17));
         c.composite().active().diffusivity.value = 1;
       },
       current},
      {"galleries",
       [](CellParameters& c) {
         OpenCircuitVoltageData data;
         data.galleries = {{0.5, 3.605, 0.42}, {0.5, 4.005, 0.30}};
         data.empty = 5.0, data.full = 2.4;
         c.composite().active().open_circuit_voltage = std::move(data);
       },
       current},
      {"three particle classes",
       [](CellParameters& c) {
         c.composite().particles = {{0.1e-6, 0.2}, {0.3e-6, 0.5}, {1e-6, 0.3}};
       },
       current},
      {"contact, collector and interface resistance",
       [](CellParameters& c) {
         c.composite().contact = 0.4, c.composite().collector_resistance = 1e-3,
         c.flat(Side::negative).interface_resistance = 2e-3;
       },
       {Control::Kind::voltage, 3.6}},
      {"growing film", [](CellParameters& c) { c.composite().film = film(); }, current},
      {"growing film at an imposed voltage",
       [](CellParameters& c) { c.composite().film = film(); },
       {Control::Kind::voltage, 4.1}},
      {"voids",
       [](CellParameters& c) {
         c.flat(Side::negative).interface = MetalInterface{0.3e6, 0.5, {}, voids(), {}}, c.pressure = 1e6,
         c.flat(Side::negative).interface_resistance = 2e-3;
       },
       current},
      {"growing resistance at the metal",
       [](CellParameters& c) {
         c.flat(Side::negative).interface = MetalInterface{0.3e6, 0.5, Growth{1e-2, {3e-2, 30e3}}, voids(), {}};
         c.pressure = 1e6;
       },
       current},
      {"soft short at an imposed power",
       [](CellParameters& c) {
         c.flat(Side::negative).interface = MetalInterface{1e6, 0, {}, {}, plating()};
       },
       {Control::Kind::power, -8.0}},
      {"soft short in a cell that makes heat",
       [](CellParameters& c) {
         c.flat(Side::negative).interface = MetalInterface{1e6, 0, Growth{1e-2, {3e-2, 30e3}}, {}, plating()};
         c.heat = HeatBalance{2e-3, 1e-4};
       },
       {Control::Kind::current, -3.0}},
      {"alloy", [](CellParameters& c) { c.flat(Side::negative).alloy = alloy(); }, current},
      {"alloy in a cell that makes heat",
       [](CellParameters& c) {
         c.flat(Side::negative).alloy = alloy(), c.heat = HeatBalance{2e-3, 1e-4};
         c.separator.layers.front().electrolyte.conductivity.activation_energy = 30e3;
       },
       {Control::Kind::power, 8.0}},
      {"alloy into which the metal diffuses",
       [](CellParameters& c) {
         c.flat(Side::negative).alloy = foil(), c.flat(Side::negative).inactive_share = 0.1;
         c.flat(Side::negative).alloy->diffusion->diffusivity.value = 2e-12;  // so that no step ends at a full face
       },
       {Control::Kind::power, 8.0}},
      {"alloy into which the metal diffuses, and heat",
       [](CellParameters& c) {
         c.flat(Side::negative).alloy = foil(), c.heat = HeatBalance{2e-3, 1e-4};
         c.flat(Side::negative).alloy->diffusion->diffusivity.value = 2e-12;
       },
       {Control::Kind::voltage, 3.6}},
      {"leakage at an imposed power",
       [](CellParameters& c) { c.separator.layers.front().electrolyte.electronic_conductivity = 1e-5; },
       {Control::Kind::power, 8.0}},
      {"hysteresis",
       [](CellParameters& c) { c.composite().active().open_circuit_voltage = two_branches(4.2, 3.2, 0.1); }, current},
      {"heat",
       [](CellParameters& c) {
         c.heat = HeatBalance{2e-3, 1e-4}, c.composite().active().diffusivity.activation_energy = 30e3;
         c.composite().active().open_circuit_voltage.entropic_coefficient.value = 3e-4;
       },
       current},
      {"every option", add_every_option, {Control::Kind::power, 10.0}},
      {"every option on charge", add_every_option, {Control::Kind::current, -3.0}},
      {"symmetric",
       [](CellParameters& c) {
         c = symmetric_cell();
         c.pressure = 1e6;
         c.flat(Side::negative).interface = c.flat(Side::positive).interface =
             MetalInterface{1e6, 0.5, {}, voids(), {}};
         c.flat(Side::positive).interface_resistance = 2e-3, c.flat(Side::positive).kinetics.alpha_a = 0.4;
         c.separator.layers.front().electrolyte.electronic_conductivity = 1e-5;
       },
       {Control::Kind::voltage, 0.1}},
      {"blocking", [](CellParameters& c) { c = blocking_cell(20.0); }, current},
      {"metal and blocking",
       [](CellParameters& c) {
         c = blocking_cell(20.0);
         c.negative = symmetric_cell().negative;
       },
       {Control::Kind::power, 2.0}},
      {"carbon composite",
       [](CellParameters& c) {
         c = carbon_cell(15.0);
         c.composite().film = film();
       },
       {Control::Kind::voltage, 3.2}},
      {"liquid", [](CellParameters& c) { fill_with_liquid(c, liquid()); }, current},
      {"liquid whose coefficients depend on the concentration",
       [](CellParameters& c) { fill_with_liquid(c, liquid(true)); },
       {Control::Kind::power, 9.0}},
      {"liquid and every option",
       [](CellParameters& c) {
         add_every_option(c);
         c.composite().active().kinetics.alpha_a = 0.3, c.composite().active().kinetics.alpha_c = 0.7;
         c.flat(Side::negative).kinetics.alpha_a = 0.6, c.flat(Side::negative).kinetics.alpha_c = 0.4;
         fill_with_liquid(c, liquid(true));
       },
       {Control::Kind::voltage, 3.7}},
      {"symmetric with a liquid",
       [](CellParameters& c) {
         c = symmetric_cell();
         fill_with_liquid(c, liquid(true));
       },
       {Control::Kind::voltage, 0.1}},
      {"one cell in x with a liquid", [](CellParameters& c) { fill_with_liquid(c, liquid(true)); }, current},
      {"one cell in x", [](CellParameters&) {}, {Control::Kind::power, -5.0}},
      {"heat with galleries, classes and a table of the diffusivity",
       [](CellParameters& c) {
         c.heat = HeatBalance{2e-3, 1e-4};
         c.composite().particles = {{0.1e-6, 0.4}, {0.3e-6, 0.6}};
         c.composite().active().open_circuit_voltage.table.reset();
         c.composite().active().open_circuit_voltage.galleries = {{0.5, 3.605, 0.42}, {0.5, 4.005, 0.30}};
         c.composite().active().open_circuit_voltage.empty = 5.0,
         c.composite().active().open_circuit_voltage.full = 2.4;
         c.composite().active().diffusivity.table =
             CubicTable::monotone(Eigen::Array4d(0, 0.3, 0.6, 1), Eigen::Array4d(1e-15, 1e-16, 3e-16, 5e-17));
         c.composite().active().diffusivity.value = 1, c.composite().active().diffusivity.activation_energy = 30e3;
       },
       current},
      {"electrons that follow stoichiometry", let_electrons_follow, current},
      {"electrons that follow stoichiometry, classes, branches and films",
       [](CellParameters& c) {
         let_electrons_follow(c);
         c.composite().particles = {{0.1e-6, 0.4}, {0.3e-6, 0.6}};
         c.composite().active().open_circuit_voltage = two_branches(4.2, 3.2, 0.05);
         c.composite().film = film(), c.composite().film_resistance = 0.02, c.composite().collector_resistance = 1e-3;
         c.composite().double_layer = {0.1, 0.9, 10}, c.composite().film_capacitance = {0.01, 1, 1};
       },
       {Control::Kind::voltage, 3.6}},
      {"electrons that follow stoichiometry and a liquid",
       [](CellParameters& c) {
         let_electrons_follow(c);
         c.composite().electron_conductivity.activation_energy = 20e3;
         fill_with_liquid(c, liquid(true));
         c.composite().film_resistance = 0.02;
         c.composite().double_layer.capacitance = 0.1, c.composite().film_capacitance.capacitance = 0.01;
       },
       current},
      {"blend", [](CellParameters& c) { blend(c.composite()); }, current},
      {"blend with every option, branches, coating and heat",
       [](CellParameters& c) {
         add_every_option(c);
         blend(c.composite());
         c.composite().actives[1].material.open_circuit_voltage = two_branches(4.1, 3.1, 0.06);
         c.composite().coating = Coating{5e-9, {1e-6, 40e3, 298.15}};
         c.composite().coverage = {0.7, 0.3, 0.1};
       },
       {Control::Kind::power, 10.0}},
      {"blend and a liquid",
       [](CellParameters& c) {
         blend(c.composite());
         fill_with_liquid(c, liquid(true));
       },
       current},
      {"plates",
       [](CellParameters& c) {
         c.composite().particles = {{0.1e-6, 0.4, 0, Shape::plate}, {0.3e-6, 0.6, 0, Shape::rod}};
         c.composite().active().diffusivity = by_stoichiometry(1e-16, Eigen::Array4d(3, 1, 0.5, 2));
       },
       current},
      {"one cell in x: dense film", [](CellParameters& c) { make_dense(c.composite(), 0.4e-6); }, current},
      {"film that consumes the electrolyte",
       [](CellParameters& c) { c.composite().film = consuming_film(c.composite(), 0.9); }, current},
      {"film that consumes the electrolyte, electrons that follow stoichiometry and heat",
       [](CellParameters& c) {
         let_electrons_follow(c);
         c.composite().film = consuming_film(c.composite(), 0.9), c.heat = HeatBalance{2e-3, 1e-4};
         c.composite().interphase = interphase();
         c.composite().ion_path = {ConductionPath::Kind::tortuosity_factor, 3};
         c.composite().double_layer.capacitance = 0.1;
       },
       {Control::Kind::voltage, 3.6}},
      {"carbon composite of which the film consumes the electrolyte",
       [](CellParameters& c) {
         c = carbon_cell(15.0);
         c.composite().film = consuming_film(c.composite(), 0.9);
       },
       {Control::Kind::voltage, 3.2}},
      {"particles that swell",
       [](CellParameters& c) {
         swell(c.composite(), 0.6);
         c.composite().electron_conductivity.value = 0.02, c.composite().double_layer.capacitance = 0.1;
       },
       current},
      {"blend that swells, film that consumes the electrolyte, coverage and heat",
       [](CellParameters& c) {
         blend(c.composite());
         swell(c.composite(), 1);
         c.composite().film = consuming_film(c.composite(), 0.9), c.composite().coverage = {0.7, 0.3, 0.1};
         c.composite().contact_loss = {0.5, 100}, c.composite().double_layer.capacitance = 0.1;
         c.heat = HeatBalance{2e-3, 1e-4};
       },
       {Control::Kind::power, 8.0}},
      {"particles that swell, electrons that follow stoichiometry",
       [](CellParameters& c) {
         let_electrons_follow(c);
         swell(c.composite(), 0.3);
         c.composite().particles = {{0.1e-6, 0.4}, {0.3e-6, 0.6}};
       },
       {Control::Kind::voltage, 3.6}},
      {"interphase", [](CellParameters& c) { c.composite().interphase = interphase(); }, current},
      {"coverage that falls",
       [](CellParameters& c) {
         c.composite().coverage = {0.7, 0.3, 0.1}, c.composite().film_resistance = 0.02;
       },
       current},
      {"every option, interphase and coverage",
       [](CellParameters& c) {
         add_every_option(c);
         c.composite().interphase = interphase(), c.composite().coverage = {0.7, 0.3, 0.1};
         c.composite().particles = {{0.1e-6, 0.4}, {0.3e-6, 0.6}};
         c.composite().double_layer = {0.1, 0.9, 10}, c.composite().film_capacitance = {0.01, 1, 1};
         c.composite().interphase->capacitance = 0.3;
       },
       {Control::Kind::power, 10.0}},
      {"interphase, coverage, electrons that follow stoichiometry and a liquid",
       [](CellParameters& c) {
         let_electrons_follow(c);
         c.composite().interphase = interphase(), c.composite().coverage = {0.7, 0.3, 0.1};
         fill_with_liquid(c, liquid(true));
         c.composite().double_layer.capacitance = 0.1, c.composite().interphase->capacitance = 0.3;
       },
       {Control::Kind::voltage, 3.7}},
      {"interphase, coverage and electrons that follow stoichiometry",
       [](CellParameters& c) {
         let_electrons_follow(c);
         c.composite().interphase = interphase(), c.composite().coverage = {0.7, 0.3, 0.1};
       },
       current},
      {"curves of exchange-current density and entropy, and heat",
       [](CellParameters& c) {
         c.heat = HeatBalance{2e-3, 1e-4};
         c.composite().active().kinetics.exchange_current_density =
             by_stoichiometry(0.5, Eigen::Array4d(0.3, 2, 1, 0.1));
         c.composite().active().kinetics.exchange_current_density.activation_energy = 30e3;
         c.composite().active().open_circuit_voltage.entropic_coefficient =
             by_stoichiometry(1, Eigen::Array4d(4e-4, -3e-4, 2e-4, 1e-4));
       },
       current},
  };
}

}  // namespace closo::test
