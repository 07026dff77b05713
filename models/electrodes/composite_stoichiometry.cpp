// Mean stoichiometries of a composite: at rest, of what comes back into contact, and as they follow the reactions.
#include "models/electrodes/composite_electrode.hpp"

namespace closo {

using Eigen::ArrayXd;

void CompositeElectrode::mean_across(const State& s, ArrayXd& mean) const {
  mean.setZero(s.u().size());
  for (std::size_t p = 0; p < particles_.size(); ++p) add_mean(s, p, particles_[p].share(), mean);
}

/// Of a class in each cell of the mesh.
void CompositeElectrode::add_mean(const State& s, std::size_t p, double weight, Eigen::Ref<ArrayXd> sum) const {
  const auto y = s.y(static_cast<Index>(p));
  const RadialMesh& mesh = particles_[p].mesh();
  for (Index k = 0; k < y.cols(); ++k) sum += (weight * mesh.dimension * mesh.volume(k)) * y.col(k);
}

ArrayXd CompositeElectrode::added_volume(const State& s) const {
  ArrayXd added = ArrayXd::Zero(place().n_x), mean = added;
  for (std::size_t p = 0; swelling_.active() && p < particles_.size(); ++p) {
    mean.setZero(), add_mean(s, p, 1, mean);
    added += mean.unaryExpr([&](double y) { return swelling_.added(p, y).value; });
  }
  return added;
}

double CompositeElectrode::mean_of_class(const State& s, std::size_t p) const {
  const auto nodes = s.y(static_cast<Index>(p));
  const Eigen::Map<const ArrayXd> y(nodes.data(), nodes.size());
  return (y * model_->mean_weights[p]).sum();
}

double CompositeElectrode::mean_stoichiometry(const State& s) const {
  double mean = 0;
  for (std::size_t p = 0; p < particles_.size(); ++p) mean += particles_[p].share() * mean_of_class(s, p);
  return mean;
}

/// Material that comes back brings what all material without contact holds: of a blend, each material as much more
/// than it holds with contact as all of them do.                                                                  (8)
void CompositeElectrode::bring_back(const State& s, const Rows& row) const {
  const double all = mean_stoichiometry(s), there = (s.ions() - s.contact() * all) / (1 - s.contact());
  for (std::size_t active = 0; active < equilibria_.size(); ++active) {
    double own = 0, share = 0;
    for (std::size_t p = 0; p < particles_.size(); ++p) {
      if (particles_[p].active() != active) continue;
      share += particles_[p].share(), own += particles_[p].share() * mean_of_class(s, p);
    }
    for (std::size_t p = 0; p < particles_.size(); ++p) {
      if (particles_[p].active() != active) continue;
      const auto number = static_cast<Index>(p);
      const double brought = there + (own / share - all);
      for (Index k = 0; k < s.y(number).cols(); ++k)
        row.y(number).col(k) -=
            (particles_[p].mesh().volume(k) * contact_ageing_.returning()) * (brought - s.y(number).col(k));
    }
  }
}

/// @param as_assembled  with the potentials that particles as assembled have
std::vector<BlendMember> CompositeElectrode::blend(bool as_assembled) const {
  std::vector<BlendMember> members;
  for (std::size_t k = 0; k < equilibria_.size(); ++k) {
    const auto potential = [&equilibrium = equilibria_[k], as_assembled](double y) {
      return as_assembled ? equilibrium.curve().as_assembled(y) : equilibrium.at(y);
    };
    const StoichiometryRange& range = model_->stoichiometries[k];
    members.push_back({potential, parameters_->charge_share(parameters_->actives[k]), range.low, range.high});
  }
  return members;
}

double CompositeElectrode::open_circuit_potential(double y) const {
  if (!parameters_->is_blend()) return equilibria_.front().at(y).value;
  const std::vector<BlendMember> members = blend(false);
  return potential_of(members, at_one_potential(members, y));
}

double CompositeElectrode::rest_at_stoichiometry(double y, const Rows& state) const {
  double u = 0;
  const std::vector<double> each = parameters_->is_blend() ? at_one_potential(blend(true), y) : std::vector{y};
  for (const Particles& p : particles_) u = p.start(each[p.active()], equilibria_[p.active()], state);
  rest_at(u, state);
  state.ions() = y;
  return u;
}

}  // namespace closo
