// Rows of a composite, their elimination from the particles up, impedance and heat.
#include "models/electrodes/composite_electrode.hpp"

#include <algorithm>

#include "models/cell.hpp"
#include "solver/unwritten.hpp"

namespace closo {

using Complex = std::complex<double>;
using Eigen::ArrayXcd;
using Eigen::ArrayXd;

void CompositeElectrode::add_unknowns(const Composite& composite, const CompositePlace& place, Layout& layout) {
  Particles::add_unknowns(composite, place, layout);
  FilmGrowth::add_unknowns(composite.film, place, layout);
  CompositeInterphaseGrowth::add_unknowns(composite.interphase, place, layout);
}

CompositeElectrode::CompositeElectrode(const CellModel& model, Index number)
    : model_(&model.composite(number)),
      parameters_(model_->parameters),
      own_chain_(!parameters_->electrolyte().has_concentration()),
      film_(*parameters_, place(), model.layout(), model.parameters().temperature),
      interphase_(parameters_->interphase, place(), model.layout(), model.parameters().temperature),
      coverage_(parameters_->coverage),
      contact_ageing_(*parameters_),
      swelling_(*parameters_),
      electrons_(*parameters_, place().n_x),
      ions_(*parameters_, place().n_x, film_.consumes()) {
  for (const ActiveComponent& a : parameters_->actives)
    equilibria_.emplace_back(a.material, parameters_->has_active_material(), model.heated());
  for (Index p = 0; p < place().n_p; ++p)
    particles_.emplace_back(*model_, model.parameters().temperature, p, model.layout(), model.heated());
  const ArrayXd blank = ArrayXd::Constant(place().n_x, unwritten);
  for (ArrayXd* work :
       {&by_contact_, &interfaces_.by_u, &interfaces_.by_c, &interfaces_.charge, &interfaces_.charge_by_i, &R_layer_})
    *work = blank;
  if (layers_grow()) layer_.fixed = layer_.by_u = blank;
  if (electrons_.varies()) interfaces_.halves.electrons = {blank, blank, blank, blank};
  if (ions_.varies()) interfaces_.halves.ions = {blank, blank, blank, blank};
  faces_.conductance = faces_.by_i = electrons_.resistance();
  if (own_chain_) chain_.reserve(place().n_x);
}

void CompositeElectrode::set_conditions(double temperature, double pressure) {
  for (Equilibrium& e : equilibria_) e.set_conditions(temperature);
  contact_ageing_.set_pressure(*parameters_, pressure);
}

void CompositeElectrode::set(const Coefficients& c, double T) {
  for (Equilibrium& e : equilibria_) e.set_temperature(T);
  film_.set_temperature(T);
  interphase_.set_temperature(T);
  for (Particles& p : particles_) p.set(c.composite(place().number), c.f, T);
  electrons_.set_temperature(T);
  R_assembled_ = assembled_resistance(T);
  if (!layers_change()) R_layer_.setConstant(R_assembled_ / coverage_.value());
  ions_.set_conductivity(c.composite(place().number).kappa_eff);
  if (own_chain_ && !paths_vary()) set_faces();
}

/// Between two cell centres the currents share one difference of potential u = phi_s - phi_e:
///   I_e = (i r_s + u_{k+1} - u_k) / (r_s + r_e),   I_s = i - I_e.
void CompositeElectrode::set_faces() {
  faces_.conductance = 1 / (electrons_.resistance() + ions_.resistance());
  faces_.by_i = electrons_.resistance() * faces_.conductance;
  // phi_s at the collector, from phi_e at the separator through every face to u of the last cell.
  const Index n_x = place().n_x;
  potential_.by_u.setZero(n_x);
  potential_.by_u(n_x - 1) = 1;
  potential_.by_u.head(n_x - 1) += 1 - faces_.by_i;
  potential_.by_u.tail(n_x - 1) -= 1 - faces_.by_i;
  potential_.by_i = -parameters_->collector_resistance - ions_.from_separator() - electrons_.to_collector() -
                    (ions_.resistance() * faces_.by_i).sum();
}

void CompositeElectrode::look(const State& s, Followed& now) const {
  now.stoichiometry.setZero(place().n_x), now.consumed.setZero(place().n_x);
  if (electrons_.follows_stoichiometry()) mean_across(s, now.stoichiometry);
  if (film_.consumes()) film_.consumed(s, now.consumed);
  if (!swelling_.active()) return;
  now.mean.setZero(place().n_x, place().n_p), now.stretch.setZero(place().n_x);
  for (std::size_t p = 0; p < particles_.size(); ++p) {
    auto mean = now.mean.col(static_cast<Index>(p));
    add_mean(s, p, 1, mean);
    now.stretch += mean.unaryExpr([&](double y) { return swelling_.into_thickness() * swelling_.added(p, y).value; });
  }
}

void CompositeElectrode::follow(const State& s) {
  if (!paths_vary()) return;
  look(s, followed_);
  if (electrons_.varies()) electrons_.follow(followed_.stoichiometry, followed_.stretch);
  if (ions_.varies()) ions_.follow(followed_.consumed, followed_.stretch);
  if (own_chain_) set_faces();
}

void CompositeElectrode::residual(const State& s, const State& rate, const Rows& row,
                                  const BinaryElectrolyte& electrolyte, const Cycling& cycling) {
  connected_ = connected(s);
  if (film_.active()) film_.residual(s, rate, row);
  if (interphase_.active()) interphase_.residual(s, rate, row);
  set_layers(s);
  cycling_ = {cycling.speed, orientation() * cycling.by_i};
  contact_ageing_.residual(s, rate, row, cycling_);
  row.ions() = rate.ions() - reaction_charge(s) * model_->ions_per_charge;
  for (Particles& p : particles_) p.residual(s, rate, row, surroundings(p, electrolyte));
  if (contact_ageing_.returning() > 0) bring_back(s, row);
  balance_charge(s, rate, row, electrolyte);
}

/// Of film and coating [ohm m2].
double CompositeElectrode::assembled_resistance(double T) const {
  const auto& coating = parameters_->coating;
  return parameters_->film_resistance + (coating ? coating->resistance(T) : 0);
}

/// What is covered carries the current: R_layer and the exchange current go with the coverage.                   (8a)
void CompositeElectrode::set_layers(const State& s) {
  coverage_.follow(s);
  if (!layers_change()) return;
  R_layer_.setConstant(R_assembled_);
  film_.add_resistance(s, R_layer_);
  if (interphase_.active()) R_layer_ += interphase_.resistance(s);
  R_layer_ /= coverage_.value();
}

ArrayXd CompositeElectrode::layer_resistance(const State& s) const {
  ArrayXd R = film_resistance(s);
  if (interphase_.active()) R += interphase_.resistance(s);
  return R / coverage_.at(s);
}

ElectronPath CompositeElectrode::electrons_at(const State& s, double T) const {
  ElectronPath electrons = electrons_;
  electrons.set_temperature(T);
  if (!electrons.varies()) return electrons;
  Followed now;
  look(s, now);
  electrons.follow(now.stoichiometry, now.stretch);
  return electrons;
}

IonPath CompositeElectrode::ions_at(const State& s) const {
  IonPath ions = ions_;
  if (!ions.varies()) return ions;
  Followed now;
  look(s, now);
  ions.follow(now.consumed, now.stretch);
  return ions;
}

/// What the reactions of the particles bring to them, per cell area: what ions carry, and what films give [A m-2].
double CompositeElectrode::reaction_charge(const State& s) const {
  return film_.active() ? current(s) + model_->cell_width * film_.total_current(s) : current(s);
}

/// d(i_e)/dx = sum_p a_p j_p in every cell, i_s + i_e = i at every face                                    (1), (2)
void CompositeElectrode::balance_charge(const State& s, const State& rate, const Rows& row,
                                        const BinaryElectrolyte& electrolyte) {
  const Index n = s.u().size();
  auto r = row.u();
  r.setZero();
  if (!electrolyte.active()) {
    const auto u = s.u();
    faces_.current = faces_.conductance * (u.tail(n - 1) - u.head(n - 1)) + faces_.by_i * current(s);
    r(0) -= current(s);
    r.head(n - 1) += faces_.current;
    r.tail(n - 1) -= faces_.current;
  }
  if (electrons_.varies()) {
    const SolidFaces& faces = electrolyte.active() ? electrolyte.faces_in_composite(place().number) : faces_;
    electrons_.linearise(current(s), faces.current, faces.conductance, effects_.electrons);
    find_slopes();
  }
  if (ions_.varies()) ions_.linearise(current(s), faces_, effects_.ions);
  by_contact_.setZero();
  for (std::size_t p = 0; p < particles_.size(); ++p)
    by_contact_ += (particles_[p].area() * model_->cell_width / parameters_->contact) * s.j(static_cast<Index>(p));
  r -= s.contact() * by_contact_;
  if (film_.active()) film_.add_current(s, -model_->cell_width, r);
  if (model_->capacitance > 0) r -= model_->capacitance * rate.u();  // (17)
}

double CompositeElectrode::defect(const State& s, const Rows& row, const BinaryElectrolyte& electrolyte) {
  set_layers(s);
  double largest = film_.active() ? film_.defect(s, row) : 0;
  for (Particles& p : particles_) largest = std::max(largest, p.defect(s, row, surroundings(p, electrolyte)));
  return largest;
}

void CompositeElectrode::rates(const State& row, const Rows& rate) const {
  for (const Particles& p : particles_) p.rates(row, rate);
  film_.rates(row, rate);
  if (interphase_.active()) interphase_.rates(row, rate);
  rate.contact() = -row.contact(), rate.ions() = -row.ions();
  if (model_->capacitance > 0) rate.u() = row.u() / model_->capacitance;
}

/// With x_j of the particles and x_I of the film in the balance of charge, u has a conductance to ground in every cell,
/// and x_i is on the right.
void CompositeElectrode::condense(double cj, const State& b) {
  const FieldLine* layers = condense_layers(cj, b);
  for (Particles& p : particles_) p.condense(cj, cj + contact_ageing_.returning(), b, layers);
  Interfaces<double>& f = interfaces_;
  f.by_u.setConstant(model_->capacitance * std::min(cj, largest_cj));
  const Line contact = contact_ageing_.condense(cj, b);
  f.charge = -b.u() - contact.fixed * by_contact_;
  f.charge_by_i = -contact.slope * by_contact_;
  for (const Particles& p : particles_) {
    const double area = surface(p, connected_);
    f.by_u += area * p.reaction().by_u;
    f.charge -= area * p.reaction().fixed;
    if (!coverage_.falls()) continue;
    const Line coverage = coverage_.condense(cj, b, cycling_);
    f.charge -= (area * coverage.fixed) * p.reaction().by_coverage;
    f.charge_by_i -= (area * coverage.slope) * p.reaction().by_coverage;
  }
  if (film_.active()) {
    f.by_u += model_->cell_width * film_.condensed_current().by_u;
    f.charge -= model_->cell_width * film_.condensed_current().fixed;
  }
  if (paths_vary()) condense_halves(cj, b);
  if (own_chain_) return chain_.solve(faces_, f, effects_);
  f.by_c.setZero();
  for (const Particles& p : particles_) f.by_c += surface(p, connected_) * p.reaction().by_c;
}

Line CompositeElectrode::condensed_potential() const {
  return {chain_.x.fixed_of(potential_.by_u, effects_),
          orientation() * (potential_.by_i + chain_.x.slope_of(potential_.by_u, effects_))};
}

/// How R_layer follows u; nullptr if it stays.
const FieldLine* CompositeElectrode::condense_layers(double cj, const State& b) {
  if (film_.active()) film_.condense(cj, b);
  if (interphase_.active()) interphase_.condense(cj, b);
  if (!layers_grow()) return nullptr;
  if (!interphase_.active() && coverage_.value() == 1) return &film_.condensed_resistance();
  const double per_surface = 1 / coverage_.value();
  layer_.fixed.setZero(), layer_.by_u.setZero();
  const auto add = [&](const FieldLine& line) {
    layer_.fixed += per_surface * line.fixed, layer_.by_u += per_surface * line.by_u;
  };
  if (film_.active()) add(film_.condensed_resistance());
  if (interphase_.active()) add(interphase_.condensed_resistance());
  return &layer_;
}

void CompositeElectrode::find_slopes() {
  slopes_.resize(particles_.size());
  for (std::size_t p = 0; p < particles_.size(); ++p) {
    auto& [electrons, ions] = slopes_[p];
    electrons.setZero(place().n_x);
    if (electrons_.follows_stoichiometry()) electrons = particles_[p].share() * electrons_.by_own();
    if (!swelling_.active()) continue;
    const auto stretch = followed_.mean.col(static_cast<Index>(p)).unaryExpr([&](double y) {
      return swelling_.into_thickness() * swelling_.added(p, y).slope;
    });
    electrons += electrons_.by_stretch() * stretch;
    ions = ions_.by_stretch() * stretch;
  }
}

/// Of a class of particles by what its rows sum to:  cj x_mean = d sum b - d d(outflow)/dj x_j.
void CompositeElectrode::condense_halves(double cj, const State& b) {
  auto& [electrons, ions] = interfaces_.halves;
  for (HalfResistance<double>* half : {&electrons, &ions})
    if (half->varies()) half->fixed.setZero(), half->by_u.setZero(), half->by_c.setZero(), half->by_i.setZero();
  if (film_.consumes()) {
    const FieldLine& charge = film_.condensed_charge();
    ions.fixed = (film_.consumed_per_charge() * ions_.by_own()) * charge.fixed;
    ions.by_u = (film_.consumed_per_charge() * ions_.by_own()) * charge.by_u;
  }
  if (!electrons_.varies()) return;
  const Line coverage = coverage_.condense(cj, b, cycling_);
  for (std::size_t p = 0; p < particles_.size(); ++p) {
    const ReactionLine<double>& reaction = particles_[p].reaction();
    const double weight = particles_[p].mesh().dimension / (cj + contact_ageing_.returning()),
                 outflow = weight * particles_[p].outflow_per_current();
    const auto add = [&](HalfResistance<double>& half, const ArrayXd& by) {
      half.fixed += by * (weight * b.y(static_cast<Index>(p)).rowwise().sum() - outflow * reaction.fixed);
      half.by_u -= outflow * by * reaction.by_u;
      if (!own_chain_) half.by_c -= outflow * by * reaction.by_c;
      if (!coverage_.falls()) return;
      half.fixed -= (outflow * coverage.fixed) * by * reaction.by_coverage;
      half.by_i -= (outflow * coverage.slope) * by * reaction.by_coverage;
    };
    add(electrons, slopes_[p].electrons);
    if (swelling_.active()) add(ions, slopes_[p].ions);
  }
}

void CompositeElectrode::expand(double cj, const State& b, const Rows& x, const BinaryElectrolyte& electrolyte) {
  const Corrections<double>& found = own_chain_ ? chain_.x : electrolyte.corrections(place().number);
  const State known = x;
  x.u() = found.u_fixed + found.u_current * current(known);
  if (film_.active()) film_.expand(cj, b, x);
  if (interphase_.active()) interphase_.expand(x);
  x.contact() = contact_ageing_.condense(cj, b).at(current(known));
  x.ions() = (b.ions() + reaction_charge(known) * model_->ions_per_charge) / cj;
  const double coverage = coverage_.condense(cj, b, cycling_).at(current(known));
  for (Particles& p : particles_) p.expand(x, electrolyte.corrections_in_composite(place().number), coverage);
}

/// Each interface conducts as its linearised reaction does, with its double layer in parallel:                   (14)
///   a dx (slope + s C),   slope = dj/du with diffusion and film behind it.
/// What goes with the cycles does not move with a sine: contact and growth stay as worn as they are.
Interfaces<Complex> CompositeElectrode::interfaces_at(Complex s) const {
  const Index n = place().n_x;
  Interfaces<Complex> f;
  f.by_u = f.charge = f.charge_by_i = ArrayXcd::Zero(n);
  if (!own_chain_) f.by_c = f.charge;
  for (const auto& [half, varies] :
       {std::pair{&f.halves.electrons, electrons_.varies()}, {&f.halves.ions, ions_.varies()}})
    if (varies) *half = {f.charge, f.charge, f.charge, f.charge};
  if (particles_.empty()) f.by_u += parameters_->double_layer.admittance(s) / static_cast<double>(n);
  FilmGrowth::Response film;
  if (film_.active()) {
    film = film_.response(s);
    f.by_u += model_->cell_width * film.current;
    if (film_.consumes()) f.halves.ions.by_u = ions_.by_own() * film.consumed;
  }
  const Particles::Layers layers = particles_.empty() ? Particles::Layers{} : layers_at(s, film.resistance);
  for (std::size_t p = 0; p < particles_.size(); ++p) {
    const Particles& particle = particles_[p];
    const Particles::Response r = particle.response(s, layers);
    if (electrons_.varies()) {
      const auto add = [&](HalfResistance<Complex>& half, const ArrayXd& by) {
        const ArrayXcd per_j = by * (-particle.emptying_per_current() / s);
        half.by_u += per_j * r.reaction.by_u;
        if (!own_chain_) half.by_c += per_j * r.reaction.by_c;
      };
      add(f.halves.electrons, slopes_[p].electrons);
      if (swelling_.active()) add(f.halves.ions, slopes_[p].ions);
    }
    const double area = surface(particle, connected_);
    f.by_u += area * r.interface.by_u;
    if (!own_chain_) f.by_c += area * r.interface.by_c;
  }
  return f;
}

/// Film and interphase lie behind the double layer, or with a capacitance of their own before it; all of them on what
/// is covered of the surface.                                                                            (8a), (14)
Particles::Layers CompositeElectrode::layers_at(Complex s, const ArrayXcd& film) const {
  const double coverage = coverage_.value();
  Particles::Layers layers{film / coverage, {}, {}, coverage * parameters_->double_layer.admittance(s)};
  if (interphase_.active()) {
    const ArrayXcd own = interphase_.response(s) / coverage;
    layers.growing = film.size() > 0 ? ArrayXcd(layers.growing + own) : own;
  }
  const auto add = [&](const ArrayXd& R, Complex Y) {
    const ArrayXcd Z = R / (1.0 + Y * coverage * R);
    if (layers.resistance.size() == 0) return void((layers.resistance = R, layers.impedance = Z));
    layers.resistance += R, layers.impedance += Z;
  };
  ArrayXd slow = ArrayXd::Zero(place().n_x);
  if (interphase_.active()) slow = interphase_.at_last_residual() / coverage;
  if (parameters_->film_capacitance.capacitance > 0) add(R_layer_ - slow, parameters_->film_capacitance.admittance(s));
  if (interphase_.has_capacitance()) add(slow, s * interphase_.capacitance());
  return layers;
}

Complex CompositeElectrode::impedance(Complex s) const {
  ChargeChain<Complex> chain;
  chain.solve(faces_, interfaces_at(s), effects_);
  return -potential_.by_i - chain.x.slope_of(potential_.by_u, effects_);
}

void CompositeElectrode::rest_at(double u, const Rows& state) const {
  film_.start(state);
  state.contact() = parameters_->contact;
  state.u().setConstant(u);
}

double CompositeElectrode::stored_power(const State& s) const {
  double stored = 0;
  for (const Particles& p : particles_) stored += surface(p, connected(s)) * p.stored_power(s, equilibria_[p.active()]);
  if (film_.active()) stored += model_->cell_width * film_.stored_power(s);
  return stored;
}

double CompositeElectrode::keep_heat(const State& s) {
  double by_particles = 0;
  for (Particles& p : particles_) by_particles += p.keep_heat(s, equilibria_[p.active()], surface(p, connected(s)));
  heat_by_contact_ = by_particles / s.contact();
  return film_.active() ? by_particles + model_->cell_width * film_.stored_power(s) : by_particles;
}

double CompositeElectrode::heat_change(const State& x) const {
  double change = heat_by_contact_ * x.contact();
  for (const Particles& p : particles_) change += p.heat_change(x);
  if (film_.active()) change += model_->cell_width * film_.stored_power(x);
  return change;
}

}  // namespace closo
