// Two runs that state every key of a cell, no two numbers alike.
#pragma once

#include <string>
#include <vector>

#include "formats/yaml/run_input.hpp"

namespace closo::test {

inline const char* const stated_solid = R"(
closo: 1
title: every key
start: {stoichiometry: 0.5}
mesh: {positive: 4, particle: 5, grading: 1.5}
tolerance: 1e-5
record: {series_every: 2 min, series_voltage_change: 4 mV, profiles_every: 30 %, retention_from: 7, cycles: [3, 11, every 25]}
protocol: [Rest for 1 s]
cell:
  closo: 1
  title: the cell
  area: 2 cm2
  pressure: 2 MPa
  temperature: 30 degC
  heat: {capacity: 3 J/K, transfer: 40 mW/K}
  nominal_capacity: 100 mAh/g
  limits: {lower: 2.1 V, upper: 4.4 V}
  collectors: {positive: {thickness: 15 um, density: 2.7 g/cm3}, negative: {thickness: 10 um, density: 8.96 g/cm3}}
  negative:
    metal: metal
    thickness: 0.5 mm
    exchange_current_density: {value: 12 A/m2, activation_energy: 20 kJ/mol, reference_temperature: 20 degC}
    transfer_coefficients: {anodic: 0.4, cathodic: 0.7}
    interface_resistance: 3 ohm cm2
    double_layer: {value: 5 uF/cm2, exponent: 0.9, frequency: 2 kHz}
    interface:
      reference_pressure: 1.5 MPa
      pressure_exponent: 0.6
      growth: {with_charge: 7 ohm cm2, with_time: {value: 4 ohm cm2, activation_energy: 22 kJ/mol, reference_temperature: 22 degC}}
      plating: {critical_current: {value: 0.1 mA/cm2, activation_energy: 23 kJ/mol, reference_temperature: 23 degC},
                charge: 2 mAh/cm2, conductance: 0.5 mS/cm2, at_short: continue}
      voids: {depth: 2 um, critical_current: {value: 0.05 mA/cm2, activation_energy: 21 kJ/mol, reference_temperature: 21 degC},
              critical_current_per_pressure: 0.9 mA/cm2/MPa, at_critical_current: stop}
  separator: {layers: [{electrolyte: electrolyte, thickness: 100 um}, {electrolyte: other, thickness: 200 um, loading: 33 mg/cm2}]}
  positive:
    composition: {active: 60 wt%, electrolyte: 25 wt%, carbon: 10 wt%, binder: 5 wt%}
    active_loading: 2.2 mg/cm2
    porosity: 12 %
    ion_path: {tortuosity_factor: 3}
    electron_path: {effective_conductivity: 4 S/m}
    particles: [{radius: 0.3 um, share: 40 %}, {material: active, shape: rod, radius: 1.1 um, share: 60 %}]
    coating: {thickness: 11 nm, conductivity: {value: 1e-7 S/cm, activation_energy: 31 kJ/mol, reference_temperature: 31 degC}}
    contact: 80 %
    contact_pressure: {reference: 0.5 MPa, exponent: 0.45}
    contact_loss: {limit: 55 %, cycles: 310}
    swelling: {into_thickness: 64 %}
    coverage: {share: 72 %, loss: {limit: 12 %, cycles: 210}}
    interphase:
      potential: 3.9 V
      rate: {value: 0.7 ohm cm2/h, activation_energy: 29 kJ/mol, reference_temperature: 29 degC}
      transfer_coefficient: 0.6
      hindrance: {resistance: 1100 ohm cm2, exponent: 0.9}
      capacitance: 11 uF/cm2
    double_layer: {value: 8 uF/cm2, exponent: 0.8, frequency: 70 Hz}
    film_resistance: 6 ohm cm2
    film_capacitance: {value: 9 nF/cm2, exponent: 0.7, frequency: 90 Hz}
    contact_resistance: 13 ohm cm2
    film:
      specific_area: 410 m2/kg
      molar_volume: 150 cm3/mol
      electrolyte_molar_volume: 140 cm3/mol
      reactions:
        - name: first
          potential: 3.45 V
          rate: {value: 1e-4 1/s, activation_energy: 22 kJ/mol, reference_temperature: 22 degC}
          transfer_coefficient: 0.35
          electrolyte_charge: 17 mAh/g
          passivating_thickness: 19 nm
          conductivity: {value: 1e-8 S/cm, activation_energy: 23 kJ/mol, reference_temperature: 23 degC}
materials:
  active:
    closo: 1
    material: active
    title: the host
    molar_mass: 411 g/mol
    density: 3.1 g/cm3
    exchanged_ions: 1.5
    temperature_range: {low: 1 degC, high: 61 degC}
    open_circuit_voltage:
      discharge: {galleries: [{fraction: 0.3, potential: 3.6 V, width: 0.42}, {fraction: 0.7, potential: 4.0 V, width: 0.31}],
                  empty: 4.9 V, full: 2.3 V}
      charge: {galleries: [{fraction: 0.4, potential: 3.65 V, width: 0.43}, {fraction: 0.6, potential: 4.05 V, width: 0.32}],
               empty: 4.95 V, full: 2.35 V}
      transition: 6 %
      start: charge
      entropic_coefficient: -0.2 mV/K
      reference_temperature: 24 degC
    relative_volume: {expression: {formula: 0.93 + 0.07 * y}}
    diffusivity: {value: 2e-16 m2/s, activation_energy: 25 kJ/mol, reference_temperature: 26 degC}
    exchange_current_density: {value: 0.55 A/m2, activation_energy: 27 kJ/mol, reference_temperature: 27 degC}
    transfer_coefficients: {anodic: 0.45, cathodic: 0.65}
  electrolyte:
    closo: 1
    material: electrolyte
    title: electrolyte
    density: 1.15 g/cm3
    temperature_range: {low: 2 degC, high: 62 degC}
    conductivity: {value: 0.9 mS/cm, activation_energy: 28 kJ/mol, reference_temperature: 28 degC}
    relative_permittivity: 21
    electronic_conductivity: 1e-9 S/cm
    grain_boundary: {share: 30 %, frequency: 50 kHz, exponent: 0.85}
  other:
    {closo: 1, material: electrolyte, title: other, density: 1.9 g/cm3, temperature_range: {low: 3 degC, high: 63 degC},
     conductivity: 2.5 mS/cm, electronic_conductivity: 3e-9 S/cm}
  carbon: {closo: 1, material: additive, title: carbon, density: 2 g/cm3}
  binder: {closo: 1, material: additive, title: binder, density: 1.8 g/cm3}
  metal: {closo: 1, material: metal, title: sodium, molar_mass: 22.99 g/mol, density: 0.968 g/cm3}
)";

inline const char* const stated_liquid = R"(
closo: 1
title: a liquid between composite and metal
start: {voltage: 3.7 V}
mesh: {separator: 3, positive: 4, particle: 5}
tolerance: 1e-5
protocol: [Rest for 1 s]
cell:
  closo: 1
  title: the cell
  area: 2 cm2
  pressure: 0 MPa
  temperature: 30 degC
  nominal_capacity: 100 mAh/g
  limits: {lower: 2.1 V, upper: 4.4 V}
  negative: {metal: metal, thickness: 0.5 mm, exchange_current_density: 12 A/m2, interface_resistance: 0 ohm cm2,
             transfer_coefficients: {anodic: 0.5, cathodic: 0.5}}
  separator: {electrolyte: electrolyte, thickness: 100 um,
              membrane: {porosity: 40 %, ion_path: {bruggeman: 1.6}, density: 0.9 g/cm3}}
  positive:
    composition: {active: 85 wt%, carbon: 15 wt%}
    active_loading: 2.2 mg/cm2
    porosity: 45 %
    ion_path: {effective_conductivity: 0.3 S/m}
    electron_path: {effective_conductivity: 4 S/m}
    particles: {distribution: log-normal, median_radius: 0.7 um, width: 0.4, classes: 3}
    contact: 100 %
    film_resistance: 0 ohm cm2
    contact_resistance: 0 ohm cm2
materials:
  active:
    closo: 1
    material: active
    title: the host
    molar_mass: 411 g/mol
    density: 3.1 g/cm3
    exchanged_ions: 2
    temperature_range: {low: 1 degC, high: 61 degC}
    open_circuit_voltage: {table: {name: ocv.csv, columns: [stoichiometry, 'ocv [mV]'], rows: [[0, 4200], [0.4, 3900], [1, 3200]]}, gap: 24 mV, transition: 7 %, start: discharge}
    diffusivity: {table: {name: D.csv, columns: [stoichiometry, 'D [cm2/s]'], rows: [[0, 1e-12], [0.5, 3e-12], [1, 2e-12]]},
                  scale: {value: 0.5, activation_energy: 25 kJ/mol, reference_temperature: 26 degC}}
    exchange_current_density: 0.5 A/m2
    transfer_coefficients: {anodic: 0.5, cathodic: 0.5}
  electrolyte:
    closo: 1
    material: electrolyte
    title: electrolyte
    density: 1.2 g/cm3
    temperature_range: {low: 2 degC, high: 62 degC}
    conductivity: {table: {name: k.csv, columns: ['c [mol/l]', 'kappa [mS/cm]'], rows: [[0.1, 2], [1, 8], [2, 6]]},
                   activation_energy: 14 kJ/mol, reference_temperature: 29 degC}
    salt:
      concentration: 1 mol/l
      transference_number: 0.38
      diffusivity: {value: 2.5e-10 m2/s, activation_energy: 15 kJ/mol, reference_temperature: 31 degC}
      thermodynamic_factor: {table: {name: f.csv, columns: ['c [mol/l]', 'factor [%]'], rows: [[2, 240], [1, 120], [0.1, 100]]}}
  carbon: {closo: 1, material: additive, title: carbon, density: 2 g/cm3}
  metal: {closo: 1, material: metal, title: sodium, molar_mass: 22.99 g/mol, density: 0.968 g/cm3}
)";

inline RunInput read_stated(const char* text, const std::vector<std::string>& overrides = {}) {
  return read_run(resolve_text(text, "cell.yaml", overrides), nullptr);
}

}  // namespace closo::test
