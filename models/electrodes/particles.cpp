// The rows of a class of particles, their elimination in time and at a frequency, and the heat that they store.
#include "models/electrodes/particles.hpp"

#include "solver/unwritten.hpp"

namespace closo {

using Complex = std::complex<double>;
using Eigen::ArrayXcd;
using Eigen::ArrayXd;
using Eigen::ArrayXXd;

namespace {

const ParticleClass& class_of(const CompositeModel& model, Index p) {
  return model.parameters->particles[static_cast<std::size_t>(p)];
}

const ActiveMaterial& material_of(const CompositeModel& model, Index p) {
  return model.parameters->actives[class_of(model, p).active].material;
}

}  // namespace

Particles::Particles(const CompositeModel& model, double temperature, Index p, const Layout& layout, bool heated)
    : p_(p),
      active_(class_of(model, p).active),
      radius_(class_of(model, p).radius),
      share_(class_of(model, p).share * model.parameters->charge_share(model.parameters->actives[active_])),
      follows_c_(model.parameters->electrolyte().has_concentration()),
      follows_coverage_(model.parameters->coverage.falls()),
      transfer_{material_of(model, p).kinetics.alpha_a, material_of(model, p).kinetics.alpha_c},
      exchange_current_(material_of(model, p).kinetics.exchange_current_density),
      diffusion_(model.place.n_x, model.radial[static_cast<std::size_t>(p)], radius_,
                 Diffusivity(material_of(model, p).diffusivity, temperature)),
      branch_(material_of(model, p).open_circuit_voltage, static_cast<int>(class_of(model, p).shape), p, model.place,
              layout) {
  const ArrayXd blank = ArrayXd::Constant(model.place.n_x, unwritten);
  for (ArrayXd* work : {&outflow_, &by_.j, &by_.y, &by_.u, &by_.R, &by_.c, &heat_.by_j, &surface_, &gain_,
                        &reaction_.fixed, &reaction_.by_u, &reaction_.by_c, &work_.U, &work_.dUdy, &work_.shape,
                        &work_.dlog, &work_.eta, &work_.ratio, &work_.root})
    *work = blank;
  if (!heated) return;
  for (ArrayXXd* work : {&heat_.H, &heat_.slope, &heat_.by_y})
    work->setConstant(model.place.n_x, mesh().node.size(), unwritten);
}

void Particles::add_unknowns(const Composite& composite, const CompositePlace& place, Layout& layout) {
  BranchPosition::add_unknowns(composite, place, layout);
}

const std::array<LossName, 2>& ParticleLosses::particle_names() {
  static const std::array<LossName, 2> table{{
      {"particle_diffusion", "Loss due to diffusion in the particles: mean U(surface) - U(mean)",
       LossName::Of::particles},
      {"hysteresis", "Open-circuit voltage on its branch minus the mean of both, mean over the composite",
       LossName::Of::particles},
  }};
  return table;
}

double Particles::start(double y, const Equilibrium& equilibrium, const Rows& state) const {
  state.y(p_).setConstant(y);
  branch_.start(state);
  return equilibrium.curve().at(y).value + branch_.start_voltage(equilibrium, y);
}

void Particles::rates(const State& row, const Rows& rate) const {
  for (Index k = 0; k < row.y(p_).cols(); ++k) rate.y(p_).col(k) = -row.y(p_).col(k) / diffusion_.mesh().volume(k);
  branch_.rates(row, rate);
}

double Particles::add_losses(const State& s, const Equilibrium& equilibrium, ParticleLosses& losses) const {
  const double of_branch = share_ * branch_.overpotential(s, equilibrium);
  const double U = share_ * s.y_surface(p_).unaryExpr([&](double y) { return equilibrium.at(y).value; }).mean();
  losses.hysteresis += of_branch;
  losses.particle_diffusion += U;
  return U + of_branch;
}

void Particles::set(const CompositeCoefficients& c, double f, double T) {
  diffusion_.set_temperature(T);
  const auto& [a, c_max, i_ref] = c.particles[static_cast<std::size_t>(p_)];
  i_ref_ = i_ref, f_ = f;
  area_ = a;
  outflow_per_current_ = 1 / (faraday * c_max * radius_);
}

void Particles::residual(const State& s, const State& rate, const Rows& row, const Surroundings& around) {
  outflow_ = outflow_per_current_ * s.j(p_);
  diffusion_.residual(s.y(p_), rate.y(p_), outflow_, row.y(p_));
  react(s, row, around);
  branch_.residual(s, rate, row, outflow_, outflow_per_current_);
}

double Particles::defect(const State& s, const Rows& row, const Surroundings& around) {
  react(s, row, around);
  return (row.j(p_) / by_.u).abs().maxCoeff();
}

/// asinh(j / 2 i_0(y)) = S,   eta = u - U(y) - j R_layer                                                 (4)
/// Where the electrolyte has a concentration i_0 goes with it, as c^alpha_a.                                   (20)
void Particles::react(const State& s, const Rows& row, const Surroundings& around) {
  const auto y = s.y_surface(p_);
  const auto j = s.j(p_);
  auto& [U, dUdy, shape, dlog, eta, ratio, root] = work_;
  for (Index k = 0; k < y.size(); ++k) {
    const CubicTable::Point at = around.equilibrium.at(y(k));
    U(k) = at.value, dUdy(k) = at.slope;
  }
  branch_.shift(s, around.equilibrium, U, dUdy);
  exchange_current_shape(y);
  eta = s.u() - U - around.layer_resistance * j;
  if (follows_c_) shape *= (transfer_.alpha_a * around.concentration.log).exp();
  const double i_ref = i_ref_ * around.coverage;
  ratio = j / (2 * i_ref * shape);
  root = (ratio.square() + 1).sqrt();
  auto residual = row.j(p_);
  fast_asinh(ratio, root, residual);
  if (transfer_.symmetric()) {
    residual -= (transfer_.alpha_a * f_) * eta;
    by_.u.setConstant(-transfer_.alpha_a * f_);
  } else {
    for (Index k = 0; k < y.size(); ++k) {
      const auto [S, slope] = transfer_.at(f_ * eta(k));
      residual(k) -= S;
      by_.u(k) = -f_ * slope;
    }
  }
  by_.j = 1 / (2 * i_ref * shape * root) - by_.u * around.layer_resistance;
  by_.R = -j;
  by_.y = -ratio / root * dlog - by_.u * dUdy;
  if (follows_c_) by_.c = -ratio / root * transfer_.alpha_a * around.concentration.log_slope;
  if (follows_coverage_) by_.coverage = -by_.j * j / around.coverage;  // current and coverage act as their ratio  (8a)
}

/// i_0 over i_ref, and d ln(i_0) / dy                                                                          (4b)
void Particles::exchange_current_shape(const Eigen::Ref<const ArrayXd>& y) {
  if (!exchange_current_.shaped())
    return closo::exchange_current_shape(y, transfer_.alpha_a, transfer_.alpha_c, work_.shape, work_.dlog);
  for (Index k = 0; k < y.size(); ++k) {
    const auto [value, slope] = exchange_current_.shape(y(k));
    work_.shape(k) = value, work_.dlog(k) = slope / value;
  }
}

/// Diffusion leaves x_surface = surface - gain x_j; with it the reaction leaves its line.
void Particles::condense(double cj, double cj_y, const State& b, const FieldLine* layer) {
  diffusion_.eliminate(cj_y, b.y(p_), surface_, gain_);
  gain_ *= outflow_per_current_;
  ArrayXd &slope = reaction_.by_u, &fixed = reaction_.fixed;
  slope = by_.j - by_.y * gain_;
  fixed = b.j(p_) - by_.y * surface_;
  branch_.condense(cj, b, by_.u, slope, fixed);
  slope = slope.inverse();
  fixed *= slope;
  slope *= -by_.u;
  if (follows_c_) reaction_.by_c = slope * by_.c / by_.u;
  if (follows_coverage_) reaction_.by_coverage = slope * by_.coverage / by_.u;
  if (layer == nullptr) return;
  fixed += slope * by_.R * layer->fixed;
  slope *= 1 + by_.R * layer->by_u;  // below 0 where the layer grows faster than the current may bear
}

void Particles::expand(const Rows& x, const Eigen::Map<const ArrayXd>& c, double coverage) {
  x.j(p_) = reaction_.fixed + reaction_.by_u * x.u();
  if (follows_c_) x.j(p_) += reaction_.by_c * c;
  if (follows_coverage_) x.j(p_) += reaction_.by_coverage * coverage;
  branch_.expand(x);
  surface_ -= gain_ * x.j(p_);
  diffusion_.back_substitute(surface_, x.y(p_));
}

/// Charge transfer and diffusion conduct as  slope = dj/du  with what lies behind; the double layer lies in parallel.
/// Outside of the double layer lie, one after another, the layers that have a capacitance of their own.
/// The concentration drives the reaction like a source of (dc/du) x_c behind the double layer.
Particles::Response Particles::response(Complex s, const Layers& layers) const {
  Response r;
  ArrayXcd& slope = r.reaction.by_u;
  slope = by_.j - by_.y * (outflow_per_current_ * diffusion_.surface_gain(s));
  branch_.add_slope(s, by_.u, slope);
  slope = -by_.u / slope;
  ArrayXcd source;  // over x_c
  if (follows_c_) source = (by_.c / by_.u).cast<Complex>();
  if (layers.growing.size() > 0) {
    const ArrayXcd growing = 1.0 + by_.R * layers.growing;
    slope *= growing;
    if (follows_c_) source /= growing;
  }
  const Complex Y = layers.double_layer;
  if (layers.resistance.size() > 0) {
    const ArrayXcd transfer = 1.0 / (1.0 / slope - layers.resistance), inner = transfer + Y;
    r.interface.by_u = 1.0 / (1.0 / inner + layers.impedance);
    slope = r.interface.by_u * transfer / inner;
    if (follows_c_)
      r.reaction.by_c = source * transfer * (1.0 - transfer * r.interface.by_u * layers.impedance / inner);
  } else {
    r.interface.by_u = slope + Y;
    if (follows_c_) r.reaction.by_c = source * slope;
  }
  if (follows_c_) r.interface.by_c = source * slope;
  return r;
}

double Particles::stored_power(const State& s, const ArrayXXd& H) const {
  const double from_surface = (s.j(p_) * H.col(H.cols() - 1)).sum();
  return from_surface + diffusion_.gained(s.y(p_), H) / outflow_per_current_;
}

double Particles::stored_power(const State& s, const Equilibrium& equilibrium) const {
  return stored_power(s, s.y(p_).unaryExpr([&](double y) { return equilibrium.enthalpy(y).value; }));
}

double Particles::keep_heat(const State& s, const Equilibrium& equilibrium, double surface) {
  const auto y = s.y(p_);
  for (Index k = 0; k < y.size(); ++k) {
    const auto [H, slope] = equilibrium.enthalpy(y.data()[k]);
    heat_.H.data()[k] = H;
    heat_.slope.data()[k] = slope;
  }
  const Index last = y.cols() - 1;
  heat_.by_j = surface * heat_.H.col(last);
  heat_.by_y.setZero();
  heat_.by_y.col(last) = surface * s.j(p_) * heat_.slope.col(last);
  diffusion_.add_gained_slope(y, heat_.H, heat_.slope, surface / outflow_per_current_, heat_.by_y);
  return surface * stored_power(s, heat_.H);
}

}  // namespace closo
