// Equations (1) to (6), one function each, then the condensed Newton solve from the particles up to the terminals.
#include "models/cell.hpp"

#include <cmath>
#include <limits>

namespace closo {
namespace {

// A surface counts as full or empty this far beyond the end of its data: above the error of the
// integrator, below anything a user could see.
constexpr double surface_margin = 1e-6;

}  // namespace

Cell::Cell(const CellParameters& parameters, const Mesh& mesh)
    : parameters_(parameters),
      mesh_(mesh),
      c_(coefficients_of(parameters)),
      ocv_(parameters.positive.active.open_circuit_voltage, parameters.temperature),
      range_(stoichiometry_range(parameters.positive.active)),
      layout_{mesh.n_x, mesh.n_r, static_cast<Index>(parameters.positive.particles.size()),
              static_cast<Index>(parameters.positive.film.reactions.size())},
      dx_(parameters.positive.thickness / static_cast<double>(mesh.n_x)),
      film_(parameters.positive, parameters.temperature, mesh.n_x),
      transfer_{parameters.positive.active.kinetics.alpha_a, parameters.positive.active.kinetics.alpha_c},
      transfer_metal_{parameters.negative.kinetics.alpha_a, parameters.negative.kinetics.alpha_c} {
  const Index n_x = mesh.n_x;
  const RadialMesh radial(mesh.n_r, mesh.grading);
  const Diffusivity diffusivity(parameters.positive.active.diffusivity, parameters.temperature);
  for (Index p = 0; p < layout_.n_p; ++p) {
    const double R = parameters.positive.particles[static_cast<std::size_t>(p)].radius;
    Class particles{SphereDiffusion(n_x, radial, R, diffusivity),
                    c_.a[static_cast<std::size_t>(p)],
                    1 / (faraday * c_.c_max * R),
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {}};
    for (ArrayXd* work : {&particles.outflow, &particles.dj, &particles.dy, &particles.du, &particles.dG,
                          &particles.surface, &particles.gain, &particles.reaction, &particles.slope})
      work->setZero(n_x);
    classes_.push_back(std::move(particles));
  }
  for (ArrayXd* work :
       {&ground_, &pivot_, &u_fixed_, &u_current_, &U_, &dUdy_, &shape_, &dlog_, &eta_, &ratio_, &root_, &R_film_})
    work->setZero(n_x);

  // Between two cell centres the currents share one difference of potential u = phi_s - phi_e:
  //   I_e = (i r_s + u_{k+1} - u_k) / (r_s + r_e),   I_s = i - I_e.
  const double r_e = ionic_resistance(), r_s = electronic_resistance();
  face_conductance_ = 1 / (r_s + r_e);
  const double electronic_share = r_s * face_conductance_;
  current_share_.setZero(n_x);
  current_share_.head(n_x - 1) += electronic_share;
  current_share_.tail(n_x - 1) -= electronic_share;
  current_share_(0) -= 1;
  // phi_s at the collector, from phi_e at the separator through every face to u of the last cell.
  voltage_weight_.setZero(n_x);
  voltage_weight_(n_x - 1) = 1;
  voltage_weight_.head(n_x - 1) += 1 - electronic_share;
  voltage_weight_.tail(n_x - 1) -= 1 - electronic_share;
  series_resistance_ = c_.R_separator + c_.R_metal + parameters.positive.contact_resistance + (r_e + r_s) / 2 +
                       static_cast<double>(n_x - 1) * r_e * r_s * face_conductance_;

  R_film_.setConstant(parameters.positive.film_resistance);
  scale_.setOnes(layout_.size());
  scratch_.setZero(layout_.size());
  const Rows scale(layout_, scale_.data());
  scale.u().setConstant(parameters.upper_voltage);
  scale.V() = parameters.upper_voltage;
  scale.i() = c_.one_c();
  // Reaction rates follow from stoichiometries and potentials; sharp in x and t, they would only shorten the steps.
  for (Index p = 0; p < layout_.n_p; ++p) scale.j(p).setConstant(std::numeric_limits<double>::infinity());
  for (Index k = 0; k < layout_.n_f; ++k) scale.film_rate(k).setConstant(std::numeric_limits<double>::infinity());
}

void Cell::set_step(const Control& control, const std::vector<Event>& events) {
  control_ = control;
  events_ = events;
}

double Cell::metal_thickness(double q) const {
  return parameters_.negative.thickness - q * c_.nominal_charge * parameters_.negative.metal.thickness_per_charge();
}

ArrayXd Cell::ionic_current(const ArrayXd& u, double i) const {
  const Index n = layout_.n_x;
  ArrayXd I_e(n + 1);
  I_e(0) = i;
  I_e.segment(1, n - 1) = face_conductance_ * (i * electronic_resistance() + u.tail(n - 1) - u.head(n - 1));
  I_e(n) = 0;
  return I_e;
}

ArrayXd Cell::film_charge(const ArrayXd& state) const {
  return film_.charge(State(layout_, state.data()));
}

ArrayXd Cell::film_resistance(const ArrayXd& state) const {
  return film_resistance(State(layout_, state.data()));
}

ArrayXd Cell::film_resistance(const State& s) const {
  return parameters_.positive.film_resistance + film_.resistance_per_charge() * film_.charge(s);
}

void Cell::set_meter(double energy, const ArrayXd& state) {
  const State s(layout_, state.data());
  meter_ = {energy, s.q(), s.V()};
}

double Cell::energy(const ArrayXd& state) const {
  return energy(State(layout_, state.data()));
}

double Cell::energy(const State& s) const {
  return meter_.energy + (meter_.V + s.V()) / 2 * (s.q() - meter_.q);
}

void Cell::residual(double t, const ConstVector& state, const ConstVector& rate, Vector row) {
  const State s(layout_, state.data()), d(layout_, rate.data());
  const Rows r(layout_, row.data());
  connected_ = s.contact() / parameters_.positive.contact;
  grow_film(s, d, r);                                                                         // (7)
  r.contact() = d.contact(), r.cut_off() = d.cut_off(), r.metal_growth() = d.metal_growth();  // between steps
  for (Index p = 0; p < layout_.n_p; ++p) {
    Class& particles = classes_[static_cast<std::size_t>(p)];
    particles.outflow = particles.outflow_per_current * s.j(p);
    particles.diffusion.residual(s.y(p), d.y(p), particles.outflow, r.y(p));  // (3)
    charge_transfer(p, s, r);                                                 // (4)
  }
  charge_balance(s, r);   // (1), (2)
  metal_interface(s, r);  // (5)
  terminal(t, s, d, r);   // (6)
}

/// The defect of the charge transfer as the overpotential it is worth; all other rows are linear or close to it.
double Cell::defect(const ConstVector& state) {
  const State s(layout_, state.data());
  const Rows r(layout_, scratch_.data());
  double largest = 0;
  if (film_.active()) {
    R_film_ = film_resistance(s);
    largest = film_.defect(s, r);
  }
  for (Index p = 0; p < layout_.n_p; ++p) {
    charge_transfer(p, s, r);
    largest = std::max(largest, (r.j(p) / classes_[static_cast<std::size_t>(p)].du).abs().maxCoeff());
  }
  return largest / parameters_.upper_voltage;
}

/// d(p)/dt and v of each film reaction; R_film grows with the charge of the film                              (7)
void Cell::grow_film(const State& s, const State& rate, const Rows& row) {
  if (!film_.active()) return;
  film_.residual(s, rate, row);
  R_film_ = film_resistance(s);
}

/// asinh(j / 2 i_0(y)) = S(f eta),   eta = u - U(y) - j R_film                                                 (4)
void Cell::charge_transfer(Index p, const State& s, const Rows& row) {
  Class& particles = classes_[static_cast<std::size_t>(p)];
  const auto y = s.y_surface(p);
  const auto j = s.j(p);
  for (Index k = 0; k < layout_.n_x; ++k) {
    const auto [U, dUdy] = ocv_.at(y(k));
    U_(k) = U;
    dUdy_(k) = dUdy;
  }
  exchange_current_shape(y, transfer_.alpha_a, transfer_.alpha_c, shape_, dlog_);
  eta_ = s.u() - U_ - R_film_ * j;
  ratio_ = j / (2 * c_.i_ref * shape_);
  root_ = (ratio_.square() + 1).sqrt();
  auto residual = row.j(p);
  fast_asinh(ratio_, root_, residual);
  if (transfer_.symmetric()) {
    residual -= (transfer_.alpha_a * c_.f) * eta_;
    particles.du.setConstant(-transfer_.alpha_a * c_.f);
  } else {
    for (Index k = 0; k < layout_.n_x; ++k) {
      const auto [S, slope] = transfer_.at(c_.f * eta_(k));
      residual(k) -= S;
      particles.du(k) = -c_.f * slope;
    }
  }
  particles.dj = 1 / (2 * c_.i_ref * shape_ * root_) - particles.du * R_film_;
  particles.dG = -film_.resistance_per_charge() * j;
  particles.dy = -ratio_ / root_ * dlog_ - particles.du * dUdy_;
}

/// d(i_e)/dx = sum_p a_p j_p in every cell, i_s + i_e = i at every face                                    (1), (2)
void Cell::charge_balance(const State& s, const Rows& row) const {
  const Index n = layout_.n_x;
  const auto u = s.u();
  auto r = row.u();
  r = current_share_ * s.i();
  for (Index p = 0; p < layout_.n_p; ++p) r -= (connected_ * classes_[static_cast<std::size_t>(p)].area * dx_) * s.j(p);
  if (film_.active()) r -= dx_ * film_.current(s);
  r.head(n - 1) += face_conductance_ * (u.tail(n - 1) - u.head(n - 1));
  r.tail(n - 1) -= face_conductance_ * (u.tail(n - 1) - u.head(n - 1));
}

/// asinh(i / 2 i_0,m) = S_m(f eta_m)                                                                           (5)
void Cell::metal_interface(const State& s, const Rows& row) {
  const double ratio = s.i() / (2 * c_.i_ref_metal);
  const auto [S, slope] = transfer_metal_.at(c_.f * s.eta_m());
  row.eta_m() = std::asinh(ratio) - S;
  metal_di_ = 1 / (2 * c_.i_ref_metal * std::sqrt(ratio * ratio + 1));
  metal_deta_ = -c_.f * slope;
}

/// V = phi_s(L) - i R_contact, with the imposed current, voltage or power;  q integrates i                      (6)
void Cell::terminal(double t, const State& s, const State& rate, const Rows& row) {
  resistance_ = series_resistance_ + s.metal_growth();
  row.V() = s.V() + s.eta_m() + resistance_ * s.i() - (voltage_weight_ * s.u()).sum();
  row.q() = rate.q() - s.i() / c_.nominal_charge;
  switch (control_.kind) {
    case Control::Kind::current:
      row.i() = s.i() - control_.at(t);
      control_di_ = 1, control_dV_ = 0;
      break;
    case Control::Kind::voltage:
      row.i() = s.V() - control_.at(t);
      control_di_ = 0, control_dV_ = 1;
      break;
    case Control::Kind::power:
      row.i() = s.V() * s.i() - control_.at(t);
      control_di_ = s.V(), control_dV_ = s.i();
      break;
  }
}

void Cell::solve(double cj, const ConstVector& right, Vector correction) {
  const State b(layout_, right.data());
  const Rows x(layout_, correction.data());
  condense_reactions(cj, b);
  condense_charge_balance(b);
  solve_globals(cj, b, x);
  expand(cj, b, x);
}

/// Particles leave x_surface = surface - gain x_j; with it the reaction leaves x_j = reaction + slope x_u.
void Cell::condense_reactions(double cj, const State& b) {
  if (film_.active()) film_.condense(cj, b);
  for (Index p = 0; p < layout_.n_p; ++p) {
    Class& k = classes_[static_cast<std::size_t>(p)];
    k.diffusion.eliminate(cj, b.y(p), k.surface, k.gain);
    k.gain *= k.outflow_per_current;
    k.slope = (k.dj - k.dy * k.gain).inverse();
    k.reaction = (b.j(p) - k.dy * k.surface) * k.slope;
    k.slope *= -k.du;
    if (film_.active()) {
      k.reaction += k.slope * k.dG * film_.charge_fixed();
      // A film that grows faster than the current may bear has no step to offer: the slope stays positive.
      k.slope *= (1 + k.dG * film_.charge_slope()).max(0.0);
    }
  }
}

/// The charge balance is then a ladder of face conductances g with a conductance to ground in every cell, and x_i on
/// the right:  x_u = u_fixed + u_current x_i.  Conductances in series and parallel need no subtraction, so the sum of
/// the reactions is exact to round-off however well the composite conducts.
void Cell::condense_charge_balance(const State& b) {
  const Index n = layout_.n_x;
  const double g = face_conductance_;
  ground_.setZero();
  u_fixed_ = -b.u();
  for (const Class& k : classes_) {
    ground_ += (connected_ * k.area * dx_) * k.slope;
    u_fixed_ -= (connected_ * k.area * dx_) * k.reaction;
  }
  if (film_.active()) {
    ground_ += dx_ * film_.current_slope();
    u_fixed_ -= dx_ * film_.current_fixed();
  }
  u_current_ = current_share_;
  for (Index k = 1; k < n; ++k) {
    pivot_(k - 1) = 1 / (g + ground_(k - 1));
    const double passed = g * pivot_(k - 1);
    ground_(k) += passed * ground_(k - 1);
    u_fixed_(k) += passed * u_fixed_(k - 1);
    u_current_(k) += passed * u_current_(k - 1);
  }
  u_fixed_(n - 1) /= ground_(n - 1);
  u_current_(n - 1) /= ground_(n - 1);
  for (Index k = n - 1; k-- > 0;) {
    u_fixed_(k) = (u_fixed_(k) + g * u_fixed_(k + 1)) * pivot_(k);
    u_current_(k) = (u_current_(k) + g * u_current_(k + 1)) * pivot_(k);
  }
}

void Cell::solve_globals(double cj, const State& b, const Rows& x) const {
  // x_eta = eta_fixed + eta_current x_i and x_V = V_fixed + V_current x_i; the imposed quantity gives x_i.
  const double eta_fixed = b.eta_m() / metal_deta_, eta_current = -metal_di_ / metal_deta_;
  const double V_fixed = b.V() - eta_fixed + (voltage_weight_ * u_fixed_).sum();
  const double V_current = -eta_current - resistance_ + (voltage_weight_ * u_current_).sum();
  x.i() = (b.i() - control_dV_ * V_fixed) / (control_di_ + control_dV_ * V_current);
  x.eta_m() = eta_fixed + eta_current * x.i();
  x.V() = V_fixed + V_current * x.i();
  x.q() = (b.q() + x.i() / c_.nominal_charge) / cj;
  x.contact() = b.contact() / cj, x.cut_off() = b.cut_off() / cj, x.metal_growth() = b.metal_growth() / cj;
}

void Cell::expand(double cj, const State& b, const Rows& x) {
  x.u() = u_fixed_ + u_current_ * x.i();
  if (film_.active()) film_.expand(cj, b, x);
  for (Index p = 0; p < layout_.n_p; ++p) {
    Class& k = classes_[static_cast<std::size_t>(p)];
    x.j(p) = k.reaction + k.slope * x.u();
    k.diffusion.back_substitute(k.surface - k.gain * x.j(p), x.y(p));
  }
}

void Cell::events(double, const ConstVector& state, Vector distance) const {
  const State s(layout_, state.data());
  for (Index k = 0; k < event_count(); ++k) {
    const Event& event = events_[static_cast<std::size_t>(k)];
    double& d = distance(k);
    switch (event.kind) {
      case Event::Kind::voltage_falls:
        d = s.V() - event.threshold;
        break;
      case Event::Kind::voltage_rises:
        d = event.threshold - s.V();
        break;
      case Event::Kind::current_falls:
        d = std::abs(s.i()) - event.threshold;
        break;
      case Event::Kind::current_rises:
        d = event.threshold - std::abs(s.i());
        break;
      case Event::Kind::charge_rises:
        d = event.threshold - s.q();
        break;
      case Event::Kind::charge_falls:
        d = s.q() - event.threshold;
        break;
      case Event::Kind::energy_rises:
        d = event.threshold - energy(s);
        break;
      case Event::Kind::energy_falls:
        d = energy(s) - event.threshold;
        break;
      case Event::Kind::surface_full:
        d = range_.high + surface_margin;
        for (Index p = 0; p < layout_.n_p; ++p)
          d = std::min(d, range_.high + surface_margin - s.y_surface(p).maxCoeff());
        break;
      case Event::Kind::surface_empty:
        d = 1;
        for (Index p = 0; p < layout_.n_p; ++p)
          d = std::min(d, s.y_surface(p).minCoeff() - range_.low + surface_margin);
        break;
      case Event::Kind::metal_exhausted:
        d = metal_thickness(s.q()) / parameters_.negative.thickness;
        break;
    }
  }
}

ArrayXd Cell::resting_state(double y) const {
  ArrayXd state = ArrayXd::Zero(layout_.size());
  const Rows s(layout_, state.data());
  for (Index p = 0; p < layout_.n_p; ++p) s.y(p).setConstant(y);
  for (Index k = 0; k < layout_.n_f; ++k) s.film_unspent(k).setOnes();
  s.contact() = parameters_.positive.contact;
  s.cut_off() = (1 - parameters_.positive.contact) * y;
  s.V() = ocv_.at(y).value;
  s.u().setConstant(s.V());
  return state;
}

ArrayXd Cell::rate_of(const ArrayXd& state) {
  const ArrayXd zero = ArrayXd::Zero(layout_.size());
  ArrayXd rows(layout_.size()), rate = zero;
  residual(0, ConstVector(state.data(), state.size()), ConstVector(zero.data(), zero.size()),
           Vector(rows.data(), rows.size()));
  const Rows r(layout_, rows.data()), d(layout_, rate.data());
  for (Index p = 0; p < layout_.n_p; ++p)
    for (Index k = 0; k < layout_.n_r; ++k) d.y(p).col(k) = -r.y(p).col(k) / radial_mesh().volume(k);
  for (Index k = 0; k < layout_.n_f; ++k) d.film_unspent(k) = -r.film_unspent(k);
  d.q() = -r.q();
  return rate;
}

}  // namespace closo
