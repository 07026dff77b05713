// What cells made at random have in common: their numbers, their composites, and the protocols they run.
#pragma once

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/cells.hpp"

namespace closo::test {

/// A number between low and high, uniform in its logarithm.
inline double log_uniform(std::mt19937& random, double low, double high) {
  return std::exp(std::uniform_real_distribution<double>(std::log(low), std::log(high))(random));
}

inline double uniform(std::mt19937& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

/// Number of cells: CLOSO_RANDOM_CELLS, or enough to meet every option many times in a second or two.
inline int cells_to_try() {
  const char* wanted = std::getenv("CLOSO_RANDOM_CELLS");
  return wanted != nullptr ? std::atoi(wanted) : 400;
}

/// Loading, diffusivity, kinetics, particles and contact of a composite.
inline void vary_composite(std::mt19937& random, Composite& p) {
  p.active_loading = log_uniform(random, 0.2e-2, 20e-2);
  p.electrolyte_loading = p.active_loading * 2 / 7;
  p.thickness = p.active_loading / 0.7 * p.specific_volume() / (1 - p.porosity);
  p.active().diffusivity = {log_uniform(random, 1e-18, 1e-14), 30e3, 298.15};
  p.active().kinetics.exchange_current_density = {log_uniform(random, 1e-4, 10), 34e3, 298.15};
  p.particles = {{log_uniform(random, 0.05e-6, 5e-6), 1.0}};
  if (random() % 4 == 0)
    p.particles = {{log_uniform(random, 0.05e-6, 1e-6), 0.3}, {log_uniform(random, 0.5e-6, 5e-6), 0.7}};
  if (random() % 5 == 0)
    for (ParticleClass& k : p.particles) k.shape = random() % 2 == 0 ? Shape::rod : Shape::plate;
  p.contact = uniform(random, 0.1, 1);
}

/// Transfer coefficients, a film as assembled, and a diffusivity that follows the stoichiometry, each in some cells.
inline void add_fast_options(std::mt19937& random, Composite& p) {
  if (random() % 4 == 0) {
    p.active().kinetics.alpha_a = uniform(random, 0.2, 0.8), p.active().kinetics.alpha_c = uniform(random, 0.2, 0.8);
    p.film_resistance = log_uniform(random, 1e-5, 1);
  }
  if (random() % 4 == 0) {
    p.active().diffusivity.table = CubicTable::monotone(Eigen::Array3d(0, 0.5, 1), Eigen::Array3d(30, 1, 0.3));
  }
}

/// A second active material in some cells, of another voltage by up to 0.3 V.
inline void add_blend(std::mt19937& random, Composite& p) {
  if (random() % 4 != 0) return;
  ActiveMaterial other = p.active();
  other.name = "second active";
  other.density *= uniform(random, 0.5, 2), other.molar_mass *= uniform(random, 0.3, 1);
  const double shift = uniform(random, -0.3, 0.3);
  OpenCircuitVoltageData& ocv = other.open_circuit_voltage;
  if (ocv.table) ocv.table = linear_voltage(ocv.table->at(0).value + shift, ocv.table->at(1).value + shift).table;
  for (Gallery& g : ocv.galleries) g.potential += shift;
  ocv.empty += shift, ocv.full += shift;
  other.diffusivity.value *= log_uniform(random, 1e-2, 1e2);
  other.kinetics.exchange_current_density.value *= log_uniform(random, 1e-2, 1e2);
  const double share = uniform(random, 0.02, 0.98);
  p.actives.front().share = 1 - share;
  p.actives.push_back({other, share});
  p.particles.push_back({log_uniform(random, 0.05e-6, 5e-6), 1, 1});
}

/// A growing film in some cells.     @param low, high  of the potentials of its reactions [V]
inline void add_film(std::mt19937& random, Composite& p, double low, double high) {
  if (random() % 3 != 0) return;
  p.film = film();
  for (OxidationReaction& r : p.film.reactions) {
    r.potential = uniform(random, low, high);
    r.rate = {log_uniform(random, 1e-9, 1e-2), 30e3, 298.15};
    r.transfer_coefficient = uniform(random, 0.2, 1);
    r.electrolyte_charge = 3.5 * log_uniform(random, 1e2, 1e6);
    r.conductivity.value = log_uniform(random, 1e-9, 1e-3);
    r.passivating_thickness = log_uniform(random, 0.5e-9, 1e-6);
  }
}

/// The same with the electrolyte of both and the thickness of the separator.
inline void vary_composite_and_separator(std::mt19937& random, CellParameters& c) {
  vary_composite(random, c.composite());
  Separator::Layer& separator = c.separator.layers.front();
  const Curve conductivity{log_uniform(random, 1e-3, 3), 34e3, 298.15};
  c.composite().electrolyte().conductivity = separator.electrolyte.conductivity = conductivity;
  separator.thickness = log_uniform(random, 5e-6, 800e-6);
}

/// An open-circuit voltage with plateaus at 3.605 and 4.005 V.
inline OpenCircuitVoltageData two_plateaus() {
  OpenCircuitVoltageData ocv;
  ocv.galleries = {{0.5, 3.605, 0.42}, {0.5, 4.005, 0.30}};
  ocv.empty = 5.0, ocv.full = 2.4;
  return ocv;
}

/// A liquid whose coefficients are random.
inline Electrolyte random_liquid(std::mt19937& random) {
  Electrolyte electrolyte = liquid(random() % 2 == 0);
  electrolyte.conductivity.value = log_uniform(random, 1e-2, 3);
  electrolyte.salt->diffusivity = {log_uniform(random, 1e-11, 1e-9), 20e3, 298.15};
  electrolyte.salt->transference_number = uniform(random, 0, 0.95);
  electrolyte.salt->thermodynamic_factor.value = uniform(random, 0.5, 3);
  return electrolyte;
}

/// Charge and discharge at a rate of 0.01C to 50C, and in some cells a power, a rest or a hold between two voltages.
inline Protocol random_protocol(std::mt19937& random, double low, double high) {
  const double rate = log_uniform(random, 0.01, 50);
  std::vector<std::string> steps{fmt::format("Discharge at {:.6g}C", rate), fmt::format("Charge at {:.6g}C", rate)};
  if (random() % 2 == 0) std::swap(steps[0], steps[1]);
  if (random() % 3 == 0) steps.push_back(fmt::format("Discharge at {:.6g} mW/cm2", log_uniform(random, 1e-3, 100)));
  if (random() % 3 == 0) steps.push_back("Rest for 1 h");
  if (random() % 3 == 0)
    steps.push_back(fmt::format("Hold at {:.4f} V until C/100 or for 10 h", uniform(random, low, high)));
  return protocol_of(steps);
}

/// A step of a random cell comes to a limit, and to where that says. @return whether it was there at once
inline bool ends_well(const StepResult& step) {
  EXPECT_FALSE(step.stop.fatal()) << step.stop_reason();
  EXPECT_TRUE(std::isfinite(step.charge) && std::isfinite(step.energy) && std::isfinite(step.end_voltage));
  if (step.stop.at_start) {
    EXPECT_EQ(step.charge, 0.0) << step.text;
  } else if (step.stop.at_voltage()) {
    EXPECT_NEAR(step.end_voltage, step.stop.limit, 1e-5) << step.text << ": " << step.stop_reason();
  }
  return step.stop.at_start;
}

}  // namespace closo::test
