// The rows of the residual, one function for each equation.
#include "models/cell.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "solver/unwritten.hpp"

namespace closo {
namespace {

// Over which the rows are differenced by the temperature [K]: round-off and curvature both stay below 1e-6.
constexpr double temperature_difference = 1e-5;
// Errors of the temperature count over this [K].
constexpr double temperature_scale = 100;

}  // namespace

Cell::Cell(const CellParameters& parameters, const Mesh& mesh)
    : Cell(std::make_shared<const CellModel>(parameters, mesh)) {}

Cell::Cell(std::shared_ptr<const CellModel> model)
    : model_(std::move(model)),
      film_(parameters().positive, parameters().temperature, layout().n_x),
      electrolyte_(parameters(), layout()),
      contact_ageing_(parameters()),
      temperature_(std::numeric_limits<double>::quiet_NaN()),
      electrons_(parameters().positive, layout().n_x) {
  const Index n_x = layout().n_x;
  for (const FlatElectrode* electrode : parameters().flat_electrodes())
    flats_.emplace_back(*electrode, static_cast<Index>(flats_.size()));
  const Diffusivity diffusivity(parameters().positive.active.diffusivity, parameters().temperature);
  const ArrayXd blank = ArrayXd::Constant(n_x, unwritten);
  for (const ParticleClass& p : parameters().positive.particles) {
    ParticleWorkspace particles{.diffusion = SphereDiffusion(n_x, radial_mesh(), p.radius, diffusivity),
                                .radius = p.radius};
    for (ArrayXd* work : {&particles.outflow, &particles.dj, &particles.dy, &particles.du, &particles.dR, &particles.dc,
                          &particles.dh, &particles.branch_dj, &particles.branch_dh, &particles.branch_fixed,
                          &particles.branch_gain, &particles.heat_dj, &particles.surface, &particles.gain,
                          &particles.reaction, &particles.slope, &particles.by_salt})
      *work = blank;
    if (heated())
      for (ArrayXXd* work : {&particles.enthalpy, &particles.enthalpy_slope, &particles.heat_dy})
        work->setConstant(n_x, mesh().n_r, unwritten);
    classes_.push_back(std::move(particles));
  }
  for (ArrayXd* work : {&ground_, &ground_by_salt_, &charge_, &charge_by_i_, &by_contact_, &U_, &dUdy_, &gap_, &shape_,
                        &dlog_, &eta_, &ratio_, &root_, &R_film_})
    *work = blank;
  faces_.conductance = faces_.by_i = electrons_.resistance();
  if (electrons_.follows_stoichiometry()) mean_y_ = mean_.fixed = mean_.by_u = mean_.by_salt = blank;
  set_conditions({parameters().temperature, parameters().pressure});
  R_film_.setConstant(parameters().positive.film_resistance);
  charge_and_salt_.reserve(n_x, layout().n_salt());
  scratch_.setConstant(layout().size(), unwritten);
  by_temperature_ = per_kelvin_ = scratch_;
  set_scale();
}

void Cell::set_conditions(const Conditions& conditions) {
  if (conditions == conditions_) return;
  conditions_ = conditions;
  const OpenCircuitVoltageData& voltage = parameters().positive.active.open_circuit_voltage;
  if (parameters().has_active_material()) ocv_.emplace(voltage, conditions.temperature);
  if (heated()) warmer_.emplace(voltage, conditions.temperature + warmer);
  contact_ageing_.set_pressure(parameters(), conditions.pressure);
  temperature_ = std::numeric_limits<double>::quiet_NaN();
  set_temperature(conditions.temperature);
}

void Cell::set_scale() {
  scale_.setOnes(layout().size());
  const Rows scale(layout(), scale_.data());
  scale.u().setConstant(parameters().upper_voltage);
  scale.V() = parameters().upper_voltage;
  scale.i() = c_.one_c();
  scale.temperature() = temperature_scale;
  // Reaction rates follow from stoichiometries and potentials; sharp in x and t, they would only shorten the steps.
  for (Index p = 0; p < layout().n_p; ++p) scale.j(p).setConstant(std::numeric_limits<double>::infinity());
  for (Index k = 0; k < layout().n_f; ++k) scale.film_rate(k).setConstant(std::numeric_limits<double>::infinity());
}

void Cell::set_temperature(double T) {
  if (T == temperature_) return;
  temperature_ = T;
  c_ = coefficients_of(parameters(), T, conditions_.pressure, std::move(c_.a));
  for (FlatInterface& flat : flats_) flat.set(c_);
  film_.set_temperature(T);
  for (std::size_t p = 0; p < classes_.size(); ++p) {
    classes_[p].diffusion.set_temperature(T);
    classes_[p].area = c_.a[p];
    classes_[p].outflow_per_current = 1 / (faraday * c_.c_max * classes_[p].radius);
  }
  set_conductances();
}

void Cell::set_step(const Control& control, const std::vector<Event>& events) {
  control_ = control;
  events_ = events;
}

CubicTable::Point Cell::equilibrium(double y) const {
  if (!ocv_) return {0, 0};
  CubicTable::Point U = ocv_->at(y);
  if (warmer_) {
    const auto [value, slope] = warmer_->at(y);
    const double share = (temperature_ - conditions_.temperature) / warmer;
    U.value += share * (value - U.value), U.slope += share * (slope - U.slope);
  }
  return U;
}

double Cell::metal_thickness(const State& s, Index flat) const {
  const FlatElectrode& electrode = parameters().flat_electrode(flat);
  const double stripped = flats_[static_cast<std::size_t>(flat)].sign() * (s.q() + s.leaked()) * c_.nominal_charge;
  return electrode.thickness - stripped * electrode.metal.thickness_per_charge();
}

double Cell::metal_thickness(const ArrayXd& state, Index flat) const {
  return metal_thickness(State(layout(), state.data()), flat);
}

double Cell::critical_current(const State& s, Index flat) const {
  const double T = temperature_of(s);
  if (T == temperature_) return (flat == 0 ? c_.negative : c_.counter).critical_current();
  return flat_coefficients(parameters().flat_electrode(flat), conditions_.pressure, T).critical_current();
}

Stripping Cell::stripping(const State& s, Index flat) const {
  const double critical = critical_current(s, flat);
  return {flats_[static_cast<std::size_t>(flat)].sign() * s.i() / critical, flat, critical};
}

Stripping Cell::stripping(const ArrayXd& state) const {
  const State s(layout(), state.data());
  Stripping most = stripping(s, 0);
  for (Index flat = 1; flat < layout().n_flat; ++flat)
    if (const Stripping other = stripping(s, flat); other.share > most.share) most = other;
  return most;
}

double Cell::current(const ArrayXd& state) const {
  return current(State(layout(), state.data()));
}

ArrayXd Cell::film_charge(const ArrayXd& state) const {
  return film_.charge(State(layout(), state.data()));
}

ArrayXd Cell::film_resistance(const ArrayXd& state) const {
  std::optional<Cell> own;
  const FilmGrowth& film = at_temperature_of(state, own).film_;
  return parameters().positive.film_resistance + film.resistance(State(layout(), state.data()));
}

void Cell::set_film_resistance(const State& s) {
  R_film_.setConstant(parameters().positive.film_resistance);
  film_.add_resistance(s, R_film_);
}

const Cell& Cell::at_temperature_of(const ArrayXd& state, std::optional<Cell>& own) const {
  const double T = temperature_of(State(layout(), state.data()));
  if (T == temperature_) return *this;
  own.emplace(*this).set_temperature(T);
  return *own;
}

void Cell::set_meter(double energy, const ArrayXd& state) {
  const State s(layout(), state.data());
  meter_ = {energy, s.q(), s.V()};
}

double Cell::energy(const ArrayXd& state) const {
  return energy(State(layout(), state.data()));
}

double Cell::energy(const State& s) const {
  return meter_.energy + (meter_.V + s.V()) / 2 * (s.q() - meter_.q);
}

void Cell::residual(double t, const ConstVector& state, const ConstVector& rate, Vector row) {
  const State s(layout(), state.data()), d(layout(), rate.data());
  if (!heated()) return rows(t, s, d, Rows(layout(), row.data()));
  set_temperature(s.temperature() + temperature_difference);
  rows(t, s, d, Rows(layout(), by_temperature_.data()));
  set_temperature(s.temperature());
  rows(t, s, d, Rows(layout(), row.data()));
  by_temperature_ = (by_temperature_ - row) / temperature_difference;
}

void Cell::rows(double t, const State& s, const State& d, const Rows& r) {
  connected_ = s.contact() / parameters().positive.contact;
  follow_stoichiometry(s);
  if (electrolyte_.active()) electrolyte_.evaluate(s, electrons_);
  grow_film(s, d, r);  // (7)
  cycle(s, d, r);      // (8), (9)
  for (Index p = 0; p < layout().n_p; ++p) {
    ParticleWorkspace& particles = classes_[static_cast<std::size_t>(p)];
    particles.outflow = particles.outflow_per_current * s.j(p);
    particles.diffusion.residual(s.y(p), d.y(p), particles.outflow, r.y(p));  // (3)
    if (contact_ageing_.returning() > 0) bring_back(s, p, r);                 // (8)
    charge_transfer(p, s, r);                                                 // (4)
    choose_branch(p, s, d, r);                                                // (12)
  }
  charge_balance(s, d, r);                                                  // (1), (2), (18), (19)
  for (FlatInterface& flat : flats_) flat.residual(s, d, r, electrolyte_);  // (5), (10), (16)
  terminal(t, s, d, r);                                                     // (6), (11)
  balance_heat(s, d, r);                                                    // (13)
}

/// The defect of the charge transfer as the overpotential it is worth, and with a liquid electrolyte that of the
/// balance of charge; all other rows are linear or, beside a composite, close to it.
double Cell::defect(const ConstVector& state) {
  const State s(layout(), state.data());
  const Rows r(layout(), scratch_.data());
  if (heated()) set_temperature(s.temperature());
  double largest = 0;
  follow_stoichiometry(s);
  if (electrolyte_.active()) electrolyte_.evaluate(s, electrons_);
  if (film_.active()) {
    set_film_resistance(s);
    largest = film_.defect(s, r);
  }
  for (Index p = 0; p < layout().n_p; ++p) {
    charge_transfer(p, s, r);
    largest = std::max(largest, (r.j(p) / classes_[static_cast<std::size_t>(p)].du).abs().maxCoeff());
  }
  const State any_rate(layout(), scale_.data());  // the rows looked at have none
  if (electrolyte_.active()) {
    charge_balance(s, any_rate, r);
    largest = std::max({largest, electrolyte_.defect(State(layout(), scratch_.data())), std::abs(voltage_defect(s))});
  }
  if (layout().n_p == 0) {
    for (FlatInterface& flat : flats_) {
      flat.residual(s, any_rate, r, electrolyte_);
      largest = std::max(largest, flat.defect(State(layout(), scratch_.data())));
    }
  }
  return largest / parameters().upper_voltage;
}

/// d(s_k)/dt and v_k of each film reaction; R_film grows with the charge of the film                              (7)
void Cell::grow_film(const State& s, const State& rate, const Rows& row) {
  if (!film_.active()) return;
  film_.residual(s, rate, row);
  set_film_resistance(s);
}

/// The equivalent cycles, the contact, and the ions in all active material, which what reactions bring fills.
void Cell::cycle(const State& s, const State& rate, const Rows& row) {
  const double per_charge = 1 / (2 * c_.nominal_charge);
  cycling_ = {std::abs(s.i()) * per_charge, (s.i() < 0 ? -1 : s.i() > 0 ? 1 : 0) * per_charge};
  row.cycles() = rate.cycles() - cycling_.speed;
  contact_ageing_.residual(s, rate, row, cycling_);
  row.ions() = rate.ions() - reaction_charge(s) * model_->ions_per_charge();
}

/// What the reactions of the particles bring to them, per cell area: what ions carry, and what films give [A m-2].
double Cell::reaction_charge(const State& s) const {
  return film_.active() ? s.i() + cell_width() * film_.total_current(s) : s.i();
}

/// Material that comes back brings what all material without contact holds.                                       (8)
void Cell::bring_back(const State& s, Index p, const Rows& row) const {
  const double there = (s.ions() - s.contact() * mean_stoichiometry(s)) / (1 - s.contact());
  for (Index k = 0; k < layout().n_r; ++k)
    row.y(p).col(k) -= (radial_mesh().volume(k) * contact_ageing_.returning()) * (there - s.y(p).col(k));
}

/// asinh(j / 2 i_0(y)) = S,   eta = u - U(y) - j R_film                                                 (4)
/// In a liquid electrolyte i_0 goes with the salt, as c^alpha_a.                                               (20)
void Cell::charge_transfer(Index p, const State& s, const Rows& row) {
  ParticleWorkspace& particles = classes_[static_cast<std::size_t>(p)];
  const auto y = s.y_surface(p);
  const auto j = s.j(p);
  for (Index k = 0; k < layout().n_x; ++k) {
    const auto [U, dUdy] = equilibrium(y(k));
    U_(k) = U;
    dUdy_(k) = dUdy;
  }
  if (layout().n_h > 0) add_branch(s.branch(p), y);
  exchange_current_shape(y);
  eta_ = s.u() - U_ - R_film_ * j;
  if (electrolyte_.active()) shape_ *= (model_->transfer().alpha_a * electrolyte_.log_salt()).exp();
  ratio_ = j / (2 * c_.i_ref * shape_);
  root_ = (ratio_.square() + 1).sqrt();
  auto residual = row.j(p);
  fast_asinh(ratio_, root_, residual);
  if (model_->transfer().symmetric()) {
    residual -= (model_->transfer().alpha_a * c_.f) * eta_;
    particles.du.setConstant(-model_->transfer().alpha_a * c_.f);
  } else {
    for (Index k = 0; k < layout().n_x; ++k) {
      const auto [S, slope] = model_->transfer().at(c_.f * eta_(k));
      residual(k) -= S;
      particles.du(k) = -c_.f * slope;
    }
  }
  particles.dj = 1 / (2 * c_.i_ref * shape_ * root_) - particles.du * R_film_;
  particles.dR = -j;
  particles.dy = -ratio_ / root_ * dlog_ - particles.du * dUdy_;
  if (electrolyte_.active())
    particles.dc = -ratio_ / root_ * model_->transfer().alpha_a * electrolyte_.log_salt_slope();
  if (layout().n_h > 0) particles.dh = -particles.du * gap_;
}

/// i_0 over i_ref, and d ln(i_0) / dy                                                                          (4b)
void Cell::exchange_current_shape(const Eigen::Ref<const ArrayXd>& y) {
  const Curve& i_0 = parameters().positive.active.kinetics.exchange_current_density;
  if (!i_0.shaped())
    return closo::exchange_current_shape(y, model_->transfer().alpha_a, model_->transfer().alpha_c, shape_, dlog_);
  for (Index k = 0; k < layout().n_x; ++k) {
    const auto [value, slope] = i_0.shape(y(k));
    shape_(k) = value, dlog_(k) = slope / value;
  }
}

/// U = mean of the branches + h half the gap between them                                                     (12)
void Cell::add_branch(const Eigen::Ref<const ArrayXd>& h, const Eigen::Ref<const ArrayXd>& y) {
  for (Index k = 0; k < layout().n_x; ++k) {
    const auto [gap, slope] = ocv_->half_gap(y(k));
    gap_(k) = gap;
    U_(k) += h(k) * gap;
    dUdy_(k) += h(k) * slope;
  }
}

/// d(h)/dt = (z - |z| h) / transition,  with the rate z = 3 j / (F c_max r_p) at which the stoichiometry falls (12)
void Cell::choose_branch(Index p, const State& s, const State& rate, const Rows& row) {
  if (layout().n_h == 0) return;
  ParticleWorkspace& particles = classes_[static_cast<std::size_t>(p)];
  const double per_outflow = 3 / parameters().positive.active.open_circuit_voltage.hysteresis->transition;
  const auto h = s.branch(p);
  const auto speed = per_outflow * particles.outflow.abs();
  row.branch(p) = rate.branch(p) - per_outflow * particles.outflow + speed * h;
  particles.branch_dh = speed;
  particles.branch_dj = -per_outflow * particles.outflow_per_current * (1 - particles.outflow.sign() * h);
}

ArrayXd Cell::resting_state_at(double voltage) const {
  ArrayXd state = ArrayXd::Zero(layout().size());
  const Rows s(layout(), state.data());
  for (Index k = 0; k < layout().n_f; ++k) s.film_unspent(k).setOnes();
  s.temperature() = conditions_.temperature;
  s.contact() = parameters().positive.contact;
  s.V() = voltage;
  s.u().setConstant(voltage);
  s.salt().setOnes();
  return state;
}

ArrayXd Cell::resting_state(double y) const {
  const double start = layout().n_h > 0 ? parameters().positive.active.open_circuit_voltage.hysteresis->start : 0;
  ArrayXd state = resting_state_at(ocv_->at(y).value + start * ocv_->half_gap(y).value);
  const Rows s(layout(), state.data());
  for (Index p = 0; p < layout().n_p; ++p) s.y(p).setConstant(y);
  for (Index p = 0; p < layout().n_h; ++p) s.branch(p).setConstant(start);
  s.ions() = y;
  return state;
}

ArrayXd Cell::rate_of(const ArrayXd& state) {
  const ArrayXd zero = ArrayXd::Zero(layout().size());
  ArrayXd rows(layout().size()), rate = zero;
  residual(0, ConstVector(state.data(), state.size()), ConstVector(zero.data(), zero.size()),
           Vector(rows.data(), rows.size()));
  const Rows r(layout(), rows.data()), d(layout(), rate.data());
  for (Index p = 0; p < layout().n_p; ++p)
    for (Index k = 0; k < layout().n_r; ++k) d.y(p).col(k) = -r.y(p).col(k) / radial_mesh().volume(k);
  for (Index k = 0; k < layout().n_f; ++k) d.film_unspent(k) = -r.film_unspent(k);
  for (Index p = 0; p < layout().n_h; ++p) d.branch(p) = -r.branch(p);
  d.q() = -r.q(), d.leaked() = -r.leaked();
  d.contact() = -r.contact(), d.ions() = -r.ions(), d.cycles() = -r.cycles();
  for (Index k = 0; k < layout().n_flat; ++k) d.voids(k) = -r.voids(k);
  if (model_->capacitance() > 0) d.u() = r.u() / model_->capacitance();
  if (electrolyte_.active()) d.salt() = -r.salt() / electrolyte_.capacity();
  if (heated()) d.temperature() = -r.temperature() * parameters().area / parameters().heat->capacity;
  return rate;
}

}  // namespace closo
