// The condensed Newton solve, from the particles up to the terminals, and the temperature around all of it; and the
// same on complex numbers: what a small sine of the current does to the voltage.
#include <algorithm>
#include <array>

#include "models/cell.hpp"

namespace closo {

using Complex = std::complex<double>;

void Cell::solve(double cj, const ConstVector& right, Vector correction) {
  const State b(layout(), right.data());
  const Rows x(layout(), correction.data());
  solve_at_temperature(cj, b, x);
  if (!model_->heated()) return;
  // All rows depend on the temperature, and its row on all else: what is left is one equation for it.
  const State column(layout(), by_temperature_.data());
  solve_at_temperature(cj, column, Rows(layout(), per_kelvin_.data()));
  const auto row_change = [&](const State& at) {
    return own_temperature_.change(at, stored_power_change(at), current_change(at));
  };
  const double pivot =
      own_temperature_.own(cj) + column.temperature() - row_change(State(layout(), per_kelvin_.data()));
  const double change = (b.temperature() - row_change(State(layout(), correction.data()))) / pivot;
  correction -= change * per_kelvin_;
  x.temperature() = change;
}

void Cell::solve_at_temperature(double cj, const State& b, const Rows& x) {
  for (CompositeElectrode& composite : composites_) composite.condense(cj, b.of(composite.place()));
  if (electrolyte_.active()) condense_electrolyte(cj, b);
  solve_globals(cj, b, x);
  if (electrolyte_.active()) electrolyte_.expand(x);
  for (CompositeElectrode& composite : composites_)
    composite.expand(cj, b.of(composite.place()), x.of(composite.place()), electrolyte_);
}

void Cell::condense_electrolyte(double cj, const State& b) {
  BinaryElectrolyte::OfComposites<Interfaces<double>> interfaces{};
  for (const CompositeElectrode& composite : composites_)
    interfaces[static_cast<std::size_t>(composite.place().number)] = &composite.interfaces();
  electrolyte_.condense(cj, b, interfaces, effects());
}

BinaryElectrolyte::OfComposites<OfPaths<PathEffect>> Cell::effects() const {
  BinaryElectrolyte::OfComposites<OfPaths<PathEffect>> effects{};
  for (const CompositeElectrode& composite : composites_)
    effects[static_cast<std::size_t>(composite.place().number)] = &composite.effects();
  return effects;
}

/// What all but flat electrodes add to x_V.
Line Cell::condensed_path() const {
  if (electrolyte_.active()) return electrolyte_.condensed_path();
  Line path{0, -c_.R_separator};
  for (const CompositeElectrode& composite : composites_) {
    const Line E = composite.condensed_potential();
    path.fixed += composite.orientation() * E.fixed, path.slope += composite.orientation() * E.slope;
  }
  return path;
}

void Cell::solve_globals(double cj, const State& b, const Rows& x) {
  // x_V = V_fixed + V_current x_i, the current outside changes by  out_fixed + out_current x_i,  and the imposed
  // quantity gives x_i.
  const Line path = condensed_path(), cycles{b.cycles() / cj, cycling_.by_i / cj};
  double V_fixed = b.V() + path.fixed, V_current = path.slope;
  Line conductance;  // of electrons
  std::array<FlatInterface::Condensed, 2> flats;
  for (std::size_t k = 0; k < flats_.size(); ++k) {
    flats[k] = flats_[k].condense(cj, b, electrolyte_.condensed_at(static_cast<Index>(k)), cycles);
    V_fixed -= flats_[k].sign() * flats[k].drop.fixed;
    V_current -= flats_[k].sign() * flats[k].drop.slope;
    conductance.fixed += flats[k].conductance.fixed, conductance.slope += flats[k].conductance.slope;
  }
  const double out_fixed = -bypass_.conductance * V_fixed - bypass_.V * conductance.fixed;
  const double out_current = 1 - bypass_.conductance * V_current - bypass_.V * conductance.slope;
  x.i() = (b.i() - control_by_current_ * out_fixed - control_by_V_ * V_fixed) /
          (control_by_current_ * out_current + control_by_V_ * V_current);
  for (std::size_t k = 0; k < flats_.size(); ++k) flats_[k].expand(flats[k], x);
  x.V() = V_fixed + V_current * x.i();
  x.q() = (b.q() + (out_fixed + out_current * x.i()) / c_.nominal_charge) / cj;
  x.ionic_charge() = (b.ionic_charge() + x.i() / c_.nominal_charge) / cj;
  x.cycles() = cycles.at(x.i());
  x.temperature() = b.temperature() / cj;
}

/// The way of electrons through the separator is in parallel to that of the ions.
Complex Cell::impedance(Complex s) const {
  return 1.0 / (1.0 / (electrolyte_.active() ? impedance_with_concentration(s) : impedance_in_series(s)) +
                bypass_.conductance);
}

/// Parts as worn as they are: growth does not move with a sine.
Complex Cell::impedance_in_series(Complex s) const {
  Complex inside = parameters().separator.impedance(temperature_, s);
  for (const FlatInterface& flat : flats_) inside += flat.impedance(s, 0);
  for (const CompositeElectrode& composite : composites_) inside += composite.impedance(s);
  return inside;
}

/// The potential difference at a current of one, which charge and concentration follow.
Complex Cell::impedance_with_concentration(Complex s) const {
  std::array<Interfaces<Complex>, 2> linearised;
  BinaryElectrolyte::OfComposites<Interfaces<Complex>> interfaces{};
  for (std::size_t k = 0; k < composites_.size(); ++k)
    linearised[k] = composites_[k].interfaces_at(s), interfaces[k] = &linearised[k];
  const BinaryElectrolyte::Response at = electrolyte_.response(s, interfaces, effects());
  Complex Z = at.impedance;
  for (std::size_t k = 0; k < flats_.size(); ++k) Z += flats_[k].impedance(s, at.c[k]);
  return Z;
}

}  // namespace closo
