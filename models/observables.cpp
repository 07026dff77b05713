// Potentials are recovered from u and the currents along the path metal - separator - composite - collector.
#include "models/observables.hpp"

namespace closo {

using Eigen::ArrayXd;

namespace {

constexpr std::size_t terms_of_composite = CompositeLosses::composite_count;

/// Towards the end of the cell: what comes last of the first composite is beyond it. Then what few cells have.
template <class T>
std::array<T, Overpotentials::count> in_order(const std::array<T, terms_of_composite>& composite,
                                              const std::array<T, 4>& others,
                                              const std::array<T, terms_of_composite>& negative, const T& foils) {
  std::array<T, Overpotentials::count> all{};
  auto place = std::copy(composite.begin(), composite.end() - 1, all.begin());
  place = std::copy(others.begin(), others.end(), place);
  *place++ = composite.back();
  *std::copy(negative.begin(), negative.end(), place) = foils;
  return all;
}

/// The names of the losses of a composite, of the negative one.
std::array<LossName, terms_of_composite> negative_names() {
  static const std::array<std::array<std::string, 2>, terms_of_composite> texts = [] {
    std::array<std::array<std::string, 2>, terms_of_composite> all;
    for (std::size_t k = 0; k < terms_of_composite; ++k) {
      const LossName& name = CompositeLosses::composite_names()[k];
      all[k] = {prefix_of(1) + std::string(name.key), "Negative electrode: " + std::string(name.long_name)};
    }
    return all;
  }();
  std::array<LossName, terms_of_composite> names = CompositeLosses::composite_names();
  for (std::size_t k = 0; k < terms_of_composite; ++k) {
    names[k].key = texts[k][0], names[k].long_name = texts[k][1];
    names[k].of =
        names[k].of == LossName::Of::particles ? LossName::Of::negative_particles : LossName::Of::negative_composite;
  }
  return names;
}

}  // namespace

const std::array<LossName, Overpotentials::count>& Overpotentials::names() {
  static const std::array<LossName, count> table =
      in_order(CompositeLosses::composite_names(),
               {BinaryElectrolyte::loss(),
                {"separator", "Ohmic loss in the separator"},
                {"metal_charge_transfer",
                 "Overpotential of the charge transfer at the metal; of both ends in a cell without composite"},
                {"metal_resistance",
                 "Ohmic loss at the interface metal | electrolyte; of both ends in a cell without composite"}},
               negative_names(), AlloyPotential::loss());
  return table;
}

std::size_t Overpotentials::count_in(const Layout& layout) {
  if (AlloyPotential::diffuses_in(layout)) return count;
  return layout.composites() > 1 ? count - 1 : count - 1 - CompositeLosses::composite_count;
}

std::array<double, Overpotentials::count> Overpotentials::values() const {
  return in_order(composite.composite_values(), {concentration, separator, metal_charge_transfer, metal_resistance},
                  negative.composite_values(), alloy_diffusion);
}

std::array<double*, Overpotentials::count> Overpotentials::terms() {
  return in_order(composite.composite_terms(), {&concentration, &separator, &metal_charge_transfer, &metal_resistance},
                  negative.composite_terms(), &alloy_diffusion);
}

bool Overpotentials::occurs(std::size_t term, const Cell& cell) {
  const Layout& layout = cell.layout();
  switch (names()[term].of) {
    case LossName::Of::electrolyte:
      return cell.electrolyte().active();
    case LossName::Of::foil:
      return AlloyPotential::diffuses_in(layout);
    case LossName::Of::particles:
      return layout.has_particles(0);
    case LossName::Of::composite:
      return layout.has_composite();
    case LossName::Of::negative_particles:
      return layout.has_particles(1);
    case LossName::Of::negative_composite:
      return layout.composites() > 1;
    case LossName::Of::cell:
      break;
  }
  return true;
}

ArrayXd particle_stoichiometry(const Cell& cell, const ArrayXd& state, Index p, Index composite) {
  const Fields<const double> s(cell.layout(), state.data());
  const RadialMesh& mesh = cell.composite(composite).particles()[static_cast<std::size_t>(p)].mesh();
  return (s.of(composite).y(p).matrix() * mesh.shares().matrix()).array();
}

double ions_in_composite(const Cell& cell, const ArrayXd& state, Index composite) {
  if (!cell.layout().has_particles(composite)) return 0;
  const Fields<const double> s(cell.layout(), state.data());
  return cell.composite(composite).connected(s.of(composite)) * cell.mean_stoichiometry(state, composite) *
         cell.coefficients().composite(composite).exchange_charge / faraday;
}

double ions_disconnected(const Cell& cell, const ArrayXd& state, Index composite) {
  if (!cell.layout().has_particles(composite)) return 0;
  const Fields<const double> s = Fields<const double>(cell.layout(), state.data()).of(composite);
  const double all =
      cell.coefficients().composite(composite).exchange_charge / cell.composite(composite).parameters().contact;
  return (s.ions() - s.contact() * cell.mean_stoichiometry(state, composite)) * all / faraday;
}

double charge_passed(const Cell& cell, const ArrayXd& state, Index composite) {
  const Fields<const double> s(cell.layout(), state.data());
  const double charge = s.ionic_charge() * cell.coefficients().nominal_charge;
  if (!cell.layout().has_composite()) return charge;
  const CompositeElectrode& electrode = cell.composite(composite);
  return electrode.orientation() * charge + electrode.side_charge(s.of(composite));
}

namespace {

using Path = BinaryElectrolyte::Path;

/// Of a binary electrolyte at a state, if there is one.
std::optional<Path> path_of(const Cell& cell, const ArrayXd& state) {
  return cell.electrolyte().active() ? std::optional(cell.electrolyte_at(state).path()) : std::nullopt;
}

/// Potential of the ions in each cell of a composite, against those at the face of the separator, without what a
/// concentration adds.
ArrayXd ohmic_in(const Cell& cell, const ArrayXd& state, Index number, const std::optional<Path>& path) {
  if (path) return path->ohmic[static_cast<std::size_t>(number)] - (number == 0 ? path->end : path->begin);
  const ArrayXd I_e = cell.ionic_current(state, number);
  const IonPath ions = cell.ions_at(state, number);
  ArrayXd phi(I_e.size() - 1);
  phi(0) = -I_e(0) * ions.from_separator();
  for (Index k = 1; k < phi.size(); ++k) phi(k) = phi(k - 1) - I_e(k) * ions.resistance()(k - 1);
  return phi;
}

/// Potential of the ions where the separator begins, against the metal there or the negative collector.
/// @param cell  at the temperature of the state     @param path  of its electrolyte there
double before_separator(const Cell& cell, const ArrayXd& state, const std::optional<Path>& path) {
  const Fields<const double> s(cell.layout(), state.data());
  if (cell.layout().composites() < 2) return -cell.flat_interfaces().front().drop(s);
  const CompositeElectrode& composite = cell.composite(1);
  if (!path) return -composite.potential(s.of(1));
  std::optional<ElectronPath> electrons;
  const ElectronPath& own = cell.electrons_at(state, 1, electrons);
  const ArrayXd& I_e = path->negative_current;
  const Index faces = I_e.size() - 2;
  const double i = composite.current(s.of(1));
  // Of the electrons from the collector on to the cell beside the separator, and of the ions back to its face.
  const double phi_s = i * (own.to_collector() + composite.parameters().collector_resistance) +
                       (own.resistance() * (i - I_e.segment(1, faces))).sum();
  return phi_s - s.of(1).u()(0) + path->begin - path->ohmic[1](0);
}

/// That of the negative collector against a reference electrode in the middle of the separator.
double negative_potential(const Cell& cell, const ArrayXd& state, const std::optional<Path>& path) {
  const Fields<const double> s(cell.layout(), state.data());
  const double orientation = cell.model()->orientation();
  double middle = before_separator(cell, state, path);  // against the metal or the collector that the chain begins with
  if (path)
    middle += path->middle - path->begin - (cell.layout().composites() < 2 ? 0 : path->concentration[1](0));
  else
    middle -= orientation * s.i() * cell.coefficients().R_separator / 2;
  return orientation > 0 ? -middle : -(middle + s.V());
}

/// Potential of the ions in each cell of a composite, against the metal or the negative collector.
ArrayXd ions_along(const Cell& cell, const ArrayXd& state, Index number, const std::optional<Path>& path) {
  double at_face = before_separator(cell, state, path);
  if (!path) {
    if (number == 0) {
      const Fields<const double> s(cell.layout(), state.data());
      at_face -= cell.model()->orientation() * s.i() * cell.coefficients().R_separator;
    }
    return at_face + ohmic_in(cell, state, number, path);
  }
  // The concentration is counted from the first cell of the chain, that of a negative composite to the separator's face
  // is part of before_separator().
  const auto k = static_cast<std::size_t>(number);
  const double counted_from = cell.layout().composites() < 2 ? 0 : path->concentration[1](0);
  return at_face - path->begin + path->ohmic[k] + path->concentration[k] - counted_from;
}

}  // namespace

Potentials potentials(const Cell& any, const ArrayXd& state, Index composite) {
  std::optional<Cell> own;
  const Cell& cell = any.at_temperature_of(state, own);
  Potentials p;
  p.phi_e = ions_along(cell, state, composite, path_of(cell, state));
  p.phi_s = p.phi_e + Fields<const double>(cell.layout(), state.data()).of(composite).u();
  return p;
}

Overpotentials overpotentials(const Cell& any, const ArrayXd& state) {
  std::optional<Cell> own;
  const Cell& cell = any.at_temperature_of(state, own);
  const Fields<const double> s(cell.layout(), state.data());
  Overpotentials o;
  for (const FlatInterface& interface : cell.flat_interfaces()) {
    o.metal_charge_transfer -= interface.sign() * interface.overpotential(s);
    o.metal_resistance -= s.i() * interface.resistance(s);
    o.alloy_diffusion -= interface.sign() * (interface.alloy().potential(s) - interface.alloy().mean_potential(s));
  }
  const std::optional<Path> path = path_of(cell, state);
  o.separator =
      path ? cell.model()->orientation() * (path->end - path->begin) : -s.i() * cell.coefficients().R_separator;
  for (const CompositeElectrode& composite : cell.composites()) {
    const Index number = composite.place().number;
    std::optional<ElectronPath> electrons;
    CompositeLosses& losses = number == 0 ? o.composite : o.negative;
    const ArrayXd ohmic = ohmic_in(cell, state, number, path);
    ArrayXd phi_e = ohmic;
    if (path) phi_e += path->concentration[static_cast<std::size_t>(number)];
    losses =
        composite.losses(s.of(number), phi_e, ohmic.mean(), cell.electrons_at(state, number, electrons).to_collector());
    for (double* term : losses.composite_terms()) *term *= composite.orientation();
  }
  o.negative_potential = negative_potential(cell, state, path);
  // What is left. Logarithms and curves of a foil are the only terms that an interpolated state does not keep.
  if (path || AlloyPotential::diffuses_in(cell.layout())) {
    double& last = path ? o.concentration : o.alloy_diffusion;
    last = 0;
    double left = s.V() - cell.open_circuit_voltage(state);
    for (const double term : o.values()) left -= term;
    last = left;
  }
  return o;
}

Eigen::ArrayXd Cell::ionic_current(const ArrayXd& state, Index number) const {
  if (electrolyte_.active()) return electrolyte_at(state).ionic_current(number);
  const State s = State(layout(), state.data()).of(number);
  const Index n = s.composite().n_x;
  if (n == 0) return ArrayXd::Constant(1, s.i());
  std::optional<Cell> own;
  const CompositeElectrode& electrode = at_temperature_of(state, own).composite(number);
  std::optional<ElectronPath> electrons;
  const ArrayXd& r_s = electrons_at(state, number, electrons).resistance();
  const auto u = s.u();
  ArrayXd I_e(n + 1);
  I_e(0) = electrode.current(s);
  I_e.segment(1, n - 1) = (I_e(0) * r_s + u.tail(n - 1) - u.head(n - 1)) / (r_s + ions_at(state, number).resistance());
  I_e(n) = 0;
  return I_e;
}

const ElectronPath& Cell::electrons_at(const ArrayXd& state, Index number, std::optional<ElectronPath>& own) const {
  const State s = State(layout(), state.data()).of(number);
  const double T = temperature_of(s);
  const ElectronPath& now = composite(number).electrons();
  if (T == temperature_ && !now.varies()) return now;
  return own.emplace(composite(number).electrons_at(s, T));
}

IonPath Cell::ions_at(const ArrayXd& state, Index number) const {
  std::optional<Cell> own;
  return at_temperature_of(state, own).composite(number).ions_at(State(layout(), state.data()).of(number));
}

BinaryElectrolyte Cell::electrolyte_at(const ArrayXd& state) const {
  std::optional<Cell> own;
  BinaryElectrolyte electrolyte = at_temperature_of(state, own).electrolyte_;
  if (!electrolyte.active()) return electrolyte;
  std::array<std::optional<ElectronPath>, 2> copies;
  BinaryElectrolyte::OfComposites<ElectronPath> electrons{};
  for (std::size_t k = 0; k < composites_.size(); ++k)
    electrons[k] = &electrons_at(state, static_cast<Index>(k), copies[k]);
  electrolyte.evaluate(State(layout(), state.data()), electrons);
  return electrolyte;
}

}  // namespace closo
