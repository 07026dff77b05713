// The rows of the residual: what the electrodes leave to the cell.
#include "models/cell.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "solver/unwritten.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

// Over which the rows are differenced by the temperature [K]: round-off and curvature both stay below 1e-6.
constexpr double temperature_difference = 1e-5;
// Errors of the temperature count over this [K].
constexpr double temperature_scale = 100;

}  // namespace

Cell::Cell(const CellParameters& parameters, const Mesh& mesh)
    : Cell(std::make_shared<const CellModel>(parameters, mesh)) {}

Cell::Cell(std::shared_ptr<const CellModel> model)
    : model_(std::move(model)),
      temperature_(std::numeric_limits<double>::quiet_NaN()),
      electrolyte_(parameters(), layout()),
      own_temperature_(parameters()) {
  for (Index k = 0; k < layout().composites(); ++k) composites_.emplace_back(*model_, k);
  for (const Side side : parameters().flat_sides())
    flats_.emplace_back(parameters().flat(side), side, static_cast<Index>(flats_.size()), layout());
  set_conditions({parameters().temperature, parameters().pressure});
  scratch_.setConstant(layout().size(), unwritten);
  by_temperature_ = per_kelvin_ = scratch_;
  set_scale();
}

void Cell::set_conditions(const Conditions& conditions) {
  if (conditions == conditions_) return;
  conditions_ = conditions;
  for (CompositeElectrode& composite : composites_)
    composite.set_conditions(conditions.temperature, conditions.pressure);
  temperature_ = std::numeric_limits<double>::quiet_NaN();
  set_temperature(conditions.temperature);
}

void Cell::set_scale() {
  scale_.setOnes(layout().size());
  const Rows scale(layout(), scale_.data());
  scale.V() = model_->voltage_scale();
  scale.i() = c_.one_c();
  scale.temperature() = temperature_scale;
  scale.ionic_charge() = std::numeric_limits<double>::infinity();  // as wrong as q
  // Reaction rates follow from stoichiometries and potentials; sharp in x and t, they would only shorten the steps.
  for (Index k = 0; k < layout().composites(); ++k) {
    scale.of(k).u().setConstant(model_->voltage_scale());
    for (Index p = 0; p < layout().composite(k).n_p; ++p)
      scale.of(k).j(p).setConstant(std::numeric_limits<double>::infinity());
  }
  for (const Field& field : layout().own())
    if (field.kind == Field::rate)
      scale_.segment(field.begin, field.size()).setConstant(std::numeric_limits<double>::infinity());
}

void Cell::set_temperature(double T) {
  if (T == temperature_) return;
  temperature_ = T;
  c_ = coefficients_of(parameters(), T, conditions_.pressure, std::move(c_));
  for (CompositeElectrode& composite : composites_) composite.set(c_, T);
  for (FlatInterface& flat : flats_) flat.set(c_, T);
  electrolyte_.set(c_, T);
}

bool Cell::has_side_reactions() const {
  return std::ranges::any_of(composites_, &CompositeElectrode::has_side_reactions);
}

double Cell::open_circuit_voltage(const ArrayXd& state) const {
  double U = 0;
  for (const FlatInterface& flat : flats_)
    U -= flat.sign() * flat.alloy().mean_potential(State(layout(), state.data()));
  for (const CompositeElectrode& composite : composites_)
    U +=
        composite.orientation() * composite.open_circuit_potential(mean_stoichiometry(state, composite.place().number));
  return U;
}

void Cell::set_step(const Control& control, const std::vector<Event>& events) {
  control_ = control;
  events_ = events;
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

void Cell::residual(double t, const ConstVector& state, const ConstVector& rate, Vector row) {
  const State s(layout(), state.data()), d(layout(), rate.data());
  if (!model_->heated()) return rows(t, s, d, Rows(layout(), row.data()));
  set_temperature(s.temperature() + temperature_difference);
  rows(t, s, d, Rows(layout(), by_temperature_.data()));
  set_temperature(s.temperature());
  rows(t, s, d, Rows(layout(), row.data()));
  by_temperature_ = (by_temperature_ - row) / temperature_difference;
}

void Cell::rows(double t, const State& s, const State& d, const Rows& r) {
  const double per_charge = 1 / (2 * c_.nominal_charge);
  cycling_ = {std::abs(s.i()) * per_charge, (s.i() < 0 ? -1 : s.i() > 0 ? 1 : 0) * per_charge};
  r.cycles() = d.cycles() - cycling_.speed;
  follow(s);
  for (CompositeElectrode& composite : composites_)
    composite.residual(s.of(composite.place()), d.of(composite.place()), r.of(composite.place()), electrolyte_,
                       cycling_);
  if (electrolyte_.active()) electrolyte_.residual(d, r);                   // (18), (19)
  for (FlatInterface& flat : flats_) flat.residual(s, d, r, electrolyte_);  // (5), (10), (16)
  const double outside = terminal(t, s, d, r);                              // (6), (11)
  const double stored = model_->heated() ? keep_stored_power(s) : 0;
  own_temperature_.residual(s, d, r, conditions_.temperature, stored, outside);  // (13)
}

/// The paths of electrons and ions at a state.
void Cell::follow(const State& s) {
  BinaryElectrolyte::OfComposites<ElectronPath> electrons{};
  for (CompositeElectrode& composite : composites_) {
    composite.follow(s.of(composite.place()));
    electrons[static_cast<std::size_t>(composite.place().number)] = &composite.electrons();
  }
  if (electrolyte_.active()) electrolyte_.evaluate(s, electrons);
}

/// The defect of the charge transfer as the overpotential it is worth, and with a binary electrolyte that of the
/// balance of charge; all other rows are linear or, beside a composite, close to it.
double Cell::defect(const ConstVector& state) {
  const State s(layout(), state.data());
  const Rows r(layout(), scratch_.data());
  if (model_->heated()) set_temperature(s.temperature());
  follow(s);
  double largest = 0;
  for (CompositeElectrode& composite : composites_)
    largest = std::max(largest, composite.defect(s.of(composite.place()), r.of(composite.place()), electrolyte_));
  const State any_rate(layout(), scale_.data());  // the rows looked at have none
  if (electrolyte_.active()) {
    for (CompositeElectrode& composite : composites_)
      composite.balance_charge(s.of(composite.place()), any_rate.of(composite.place()), r.of(composite.place()),
                               electrolyte_);
    electrolyte_.residual(any_rate, r);
    largest = std::max({largest, electrolyte_.defect(State(layout(), scratch_.data())), std::abs(voltage_defect(s))});
  }
  if (!layout().has_particles()) {
    for (FlatInterface& flat : flats_) {
      flat.residual(s, any_rate, r, electrolyte_);
      largest = std::max(largest, flat.defect(State(layout(), scratch_.data())));
    }
  }
  return largest / model_->voltage_scale();
}

/// V = E_positive - E_negative - i R_separator, with the path of a binary electrolyte in the place of all but metals.
double Cell::voltage_defect(const State& s) const {
  double defect = s.V();
  for (const FlatInterface& flat : flats_) defect += flat.sign() * flat.drop(s);
  if (electrolyte_.active()) return defect - model_->orientation() * electrolyte_.potential_difference();
  for (const CompositeElectrode& composite : composites_)
    defect -= composite.orientation() * composite.potential(s.of(composite.place()));
  return defect + c_.R_separator * s.i();
}

/// Lambda: of the separator, and of what has grown through it [S m-2].
double Cell::bypass_conductance(const State& s) const {
  double conductance = c_.electronic_conductance;
  for (const FlatInterface& flat : flats_) conductance += flat.soft_short().conductance(s);
  return conductance;
}

/// Of the current outside, with the corrections of all unknowns.
double Cell::current_change(const State& x) const {
  double conductance = 0;
  for (const FlatInterface& flat : flats_) conductance += flat.soft_short().conductance_change(x);
  return x.i() - bypass_.conductance * x.V() - bypass_.V * conductance;
}

/// Current, voltage or power is imposed; electrons pass the separator, so that the current outside is
/// i - Lambda V:  d(q)/dt = i - Lambda V                                                               (6), (11)
double Cell::terminal(double t, const State& s, const State& rate, const Rows& row) {
  bypass_ = {bypass_conductance(s), s.V()};
  const double outside = s.i() - bypass_.conductance * s.V();
  row.V() = voltage_defect(s);
  row.q() = rate.q() - outside / c_.nominal_charge;
  row.ionic_charge() = rate.ionic_charge() - s.i() / c_.nominal_charge;
  switch (control_.kind) {
    case Control::Kind::current:
      row.i() = outside - control_.at(t);
      control_by_current_ = 1, control_by_V_ = 0;
      break;
    case Control::Kind::voltage:
      row.i() = s.V() - control_.at(t);
      control_by_current_ = 0, control_by_V_ = 1;
      break;
    case Control::Kind::power:
      row.i() = s.V() * outside - control_.at(t);
      control_by_current_ = s.V(), control_by_V_ = outside;
      break;
  }
  return outside;
}

/// Composites without active material share the voltage.
ArrayXd Cell::resting_state_at(double voltage) const {
  ArrayXd state = ArrayXd::Zero(layout().size());
  const Rows s(layout(), state.data());
  s.temperature() = conditions_.temperature;
  s.V() = voltage;
  electrolyte_.rest(s);
  double left = voltage;  // by alloys
  for (const FlatInterface& flat : flats_) {
    flat.alloy().start(s);
    left += flat.sign() * flat.alloy().potential_as_assembled();
  }
  for (const CompositeElectrode& composite : composites_)
    composite.rest_at(composite.orientation() * left / static_cast<double>(composites_.size()),
                      s.of(composite.place()));
  return state;
}

ArrayXd Cell::resting_state(const Stoichiometries& y) const {
  ArrayXd state = resting_state_at(0);
  const Rows s(layout(), state.data());
  for (const FlatInterface& flat : flats_) s.V() -= flat.sign() * flat.alloy().potential_as_assembled();
  for (const CompositeElectrode& composite : composites_)
    s.V() +=
        composite.orientation() *
        composite.rest_at_stoichiometry(y[static_cast<std::size_t>(composite.place().number)], s.of(composite.place()));
  return state;
}

/// What the reactions give up beyond what leaves at the terminals. On discharge j < 0 and i > 0:
///   heat = F c_max sum over all volumes of H(y) dy/dt - sum_k dx j_k Phi_k - V i.                               (13)
double Cell::heat(const State& s) const {
  double stored = s.V() * current(s);
  for (const FlatInterface& flat : flats_) stored += flat.stored_power(s);
  for (const CompositeElectrode& composite : composites_) stored += composite.stored_power(s.of(composite.place()));
  return -stored;
}

double Cell::heat(const ArrayXd& state) const {
  std::optional<Cell> own;
  return at_temperature_of(state, own).heat(State(layout(), state.data()));
}

double Cell::keep_stored_power(const State& s) {
  double stored = 0;
  for (FlatInterface& flat : flats_) stored += flat.keep_heat(s);
  for (CompositeElectrode& composite : composites_) stored += composite.keep_heat(s.of(composite.place()));
  return stored;
}

double Cell::stored_power_change(const State& x) const {
  double change = 0;
  for (const FlatInterface& flat : flats_) change += flat.heat_change(x);
  for (const CompositeElectrode& composite : composites_) change += composite.heat_change(x.of(composite.place()));
  return change;
}

ArrayXd Cell::rate_of(const ArrayXd& state) {
  const ArrayXd zero = ArrayXd::Zero(layout().size());
  ArrayXd rows(layout().size()), rate = zero;
  residual(0, ConstVector(state.data(), state.size()), ConstVector(zero.data(), zero.size()),
           Vector(rows.data(), rows.size()));
  const State r(layout(), rows.data());
  const Rows d(layout(), rate.data());
  for (const CompositeElectrode& composite : composites_)
    composite.rates(r.of(composite.place()), d.of(composite.place()));
  d.q() = -r.q(), d.ionic_charge() = -r.ionic_charge(), d.cycles() = -r.cycles();
  for (const FlatInterface& flat : flats_) flat.rates(r, d);
  electrolyte_.rates(r, d);
  d.temperature() = own_temperature_.rate(r);
  return rate;
}

}  // namespace closo
