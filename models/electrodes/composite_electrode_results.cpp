// What can be read off the state of a composite: its losses, and what lies on its particles.
#include <algorithm>

#include "models/cell.hpp"

namespace closo {

using Eigen::ArrayXd;

const std::array<LossName, CompositeLosses::composite_count>& CompositeLosses::composite_names() {
  using Of = LossName::Of;
  static const std::array<LossName, composite_count> table{{
      particle_names()[0],
      particle_names()[1],
      {"charge_transfer",
       "Overpotential of the charge transfer at the particles, mean over the composite; without active material the "
       "whole potential there",
       Of::composite},
      FilmGrowth::loss(),
      {"composite_ions", "Ohmic loss of the ions within the composite", Of::composite},
      {"composite_electrons", "Ohmic loss of the electrons within the composite", Of::composite},
      {"contact", "Ohmic loss at the contact composite | collector", Of::composite},
  }};
  return table;
}

std::array<double*, CompositeLosses::composite_count> CompositeLosses::composite_terms() {
  const auto own = particle_terms();
  return {own[0], own[1], &charge_transfer, &layers, &composite_ions, &composite_electrons, &collector};
}

std::array<double, CompositeLosses::composite_count> CompositeLosses::composite_values() const {
  CompositeLosses copy = *this;
  std::array<double, composite_count> all{};
  std::ranges::transform(copy.composite_terms(), all.begin(), [](const double* term) { return *term; });
  return all;
}

CompositeLosses CompositeElectrode::losses(const State& s, const ArrayXd& phi_e, double ions,
                                           double to_collector) const {
  CompositeLosses o;
  const ArrayXd R_layer = layer_resistance(s);  // of what is covered
  double U_surface = 0;
  if (!particles_.empty()) o.particle_diffusion = -open_circuit_potential(mean_stoichiometry(s));
  for (std::size_t p = 0; p < particles_.size(); ++p) {
    const auto k = static_cast<Index>(p);
    const double share = particles_[p].share();
    U_surface += particles_[p].add_losses(s, equilibria_[particles_[p].active()], o);
    o.layers += share * (s.j(k) * R_layer).mean();
  }
  o.charge_transfer = s.u().mean() - U_surface - o.layers;
  o.composite_ions = ions;
  const auto phi_s = phi_e + s.u();
  o.composite_electrons = phi_s(phi_s.size() - 1) - current(s) * to_collector - phi_s.mean();
  o.collector = -current(s) * parameters_->collector_resistance;
  return o;
}

namespace {

/// What is slow in the particles goes with the temperature, by ten and more from 25 to 60 degC.
std::string doubt_temperature(const Cell& cell, const ArrayXd& state) {
  const double T = Fields<const double>(cell.layout(), state.data()).temperature();
  for (const CompositeElectrode& composite : cell.composites()) {
    if (composite.particles().empty()) continue;
    const Composite& p = composite.parameters();
    for (const auto& [material, share] : p.actives)
      for (const auto& [rate, name] : {std::pair{&material.diffusivity, "diffusivity"},
                                       {&material.kinetics.exchange_current_density, "exchange-current density"}})
        if (std::string text = doubt_rate(*rate, T, name, material.name); !text.empty()) return text;
    if (p.interphase)
      if (std::string text = doubt_rate(p.interphase->rate, T, "interphase", p.active().name); !text.empty())
        return text;
  }
  return {};
}

}  // namespace

void CompositeElectrode::add_columns(Columns& columns) {
  columns.doubts.push_back(doubt_temperature);
  FilmGrowth::add_columns(columns);
  CompositeInterphaseGrowth::add_columns(columns);
  ContactAgeing::add_columns(columns);
  SurfaceCoverage::add_columns(columns);
  ParticleSwelling::add_columns(columns);
}

/// Places and classes in parallel.
double CompositeElectrode::in_parallel(const State& s, const ArrayXd& R) const {
  if (particles_.empty() || R.minCoeff() <= 0) return 0;
  double area = 0;
  for (const Particles& p : particles_) area += coverage_.at(s) * surface(p, connected(s));
  return 1 / (area / R).sum();
}

}  // namespace closo
