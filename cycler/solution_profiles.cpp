// The columns of a solution that hold arrays: what stands fast of a cell, profiles across it, and spectra.
#include <algorithm>

#include "cycler/solution_columns.hpp"
#include "models/columns.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

using namespace fill;

using Eigen::ArrayXd;

TableSource<Cell> make_cell() {
  using Row = Cell;
  TableSource<Row> t{"cell", "For conversions.", true};
  auto& c = t.columns;
  c.push_back(number<Row>("area", "m2", "Cell area", [](const Row& r) { return r.parameters().area; }));
  c.push_back(number<Row>("separator_thickness", "m", "Thickness of the separator",
                          [](const Row& r) { return r.parameters().separator.thickness(); }));
  c.push_back(only(
      number<Row>("one_c", "A", "Current at 1C",
                  [](const Row& r) { return r.coefficients().one_c() * r.parameters().area; }),
      [](const Cell& cell) { return cell.parameters().has_nominal_capacity(); }, "cells with a nominal capacity"));
  c.push_back(only(number<Row>("active_mass", "kg",
                               "Mass to which capacities refer: of active material or, without one, of electrolyte",
                               [](const Row& r) { return r.parameters().reference_mass(); }),
                   has_masses, of_masses));
  return t;
}

std::vector<double> of_classes(const Cell& cell, double ParticleClass::*what) {
  std::vector<double> values;
  for (const ParticleClass& p : cell.parameters().composite().particles) values.push_back(p.*what);
  return values;
}

TableSource<Cell> make_mesh() {
  using Row = Cell;
  TableSource<Row> t{"mesh", "Where the unknowns are. A mesh cell is one control volume across the composite.", true};
  auto& c = t.columns;
  c.push_back(only(field<Row>("x", "m", "Cell centres, from the metal", {"x"},
                              [](const Row& r) {
                                return cell_centres(r.parameters().separator.thickness(), r.model()->cell_width(),
                                                    r.layout().n_x);
                              }),
                   has_composite, of_composites));
  c.push_back(
      only(number<Row>("cell_width", "m", "Width of a cell", [](const Row& r) { return r.model()->cell_width(); }),
           has_composite, of_composites));
  c.push_back(only(field<Row>("r", "1", "Nodes of a particle, over its radius", {"r"},
                              [](const Row& r) { return r.model()->radial_mesh().node; }),
                   has_active_material, of_particles));
  c.push_back(only(field<Row>("shell_volume", "1", "Control volumes of a particle, over its volume", {"r"},
                              [](const Row& r) { return ArrayXd(3 * r.model()->radial_mesh().volume); }),
                   has_active_material, of_particles));
  c.push_back(only(field<Row>("particle_radius", "m", "Radius of each particle class", {"class"},
                              [](const Row& r) { return of_classes(r, &ParticleClass::radius); }),
                   has_active_material, of_particles));
  c.push_back(only(field<Row>("particle_share", "1", "Share of each particle class in the volume of active material",
                              {"class"}, [](const Row& r) { return of_classes(r, &ParticleClass::share); }),
                   has_active_material, of_particles));
  c.push_back(
      only(field<Row>("specific_area", "m-1", "Connected surface of each particle class per volume of composite",
                      {"class"}, [](const Row& r) { return r.coefficients().a; }),
           has_active_material, of_particles));
  for (const FieldColumn& column : columns().profiles)
    if (column.places)
      c.push_back(only(
          field<Row>(column.places->name, "m", column.places->long_name, {column.places->name},
                     [&column](const Row& r) { return column.places->centres(r); }),
          [&column](const Cell& cell) { return column.applies(cell.parameters()); }, column.in));
  return t;
}

/// Values of one class of particles after another, shape (class, x).
template <class Of>
ArrayXd by_class(const Cell& cell, const Of& of) {
  const Layout& layout = cell.layout();
  ArrayXd all(layout.n_p * layout.n_x);
  for (Index p = 0; p < layout.n_p; ++p) all.segment(p * layout.n_x, layout.n_x) = of(p);
  return all;
}

void add_particle_profiles(std::vector<ColumnSource<ProfileRow>>& list) {
  using Row = ProfileRow;
  const auto add = [&](ColumnSource<Row> column) {
    list.push_back(only(std::move(column), has_active_material, of_particles));
  };
  add(field<Row>("stoichiometry_surface", "1", "Stoichiometry at the particle surfaces, (time, class, x)",
                 {"class", "x"},
                 [](const Row& r) { return by_class(r.cell, [s = r.state()](Index p) { return s.y_surface(p); }); }));
  add(field<Row>("stoichiometry_mean", "1", "Mean stoichiometry of the particles, (time, class, x)", {"class", "x"},
                 [](const Row& r) {
                   return by_class(r.cell, [&](Index p) { return particle_stoichiometry(r.cell, r.moment.state, p); });
                 }));
  // Classes follow one another, x runs fastest: as in the state.
  add(field<Row>("stoichiometry", "1", "Stoichiometry in the particles, (time, class, r, x)", {"class", "r", "x"},
                 [](const Row& r) {
                   const Layout& layout = r.cell.layout();
                   return Eigen::Map<const ArrayXd>(r.state().y(0).data(), layout.n_p * layout.shells());
                 }));
  add(field<Row>("reaction_rate", "A m-2",
                 "Reaction current density at the particles, positive when ions leave, (time, class, x)",
                 {"class", "x"}, [](const Row& r) {
                   const Layout& layout = r.cell.layout();
                   return Eigen::Map<const ArrayXd>(r.state().j(0).data(), layout.n_p * layout.n_x);
                 }));
}

TableSource<ProfileRow> make_profiles() {
  using Row = ProfileRow;
  TableSource<Row> t{"profiles",
                     "Values across the composite at the start and the end of every step, and each time "
                     "`record.profiles_every` of the nominal capacity has passed."};
  auto& c = t.columns;
  const auto has_profiles = [](const Cell& cell) {
    return has_composite(cell) || std::ranges::any_of(columns().profiles, [&](const FieldColumn& column) {
             return column.places && column.applies(cell.parameters());
           });
  };
  const std::string of_profiles = "cells with a composite, or with a concentration in the electrolyte";
  c.push_back(
      only(number<Row>("time", "s", "Time since the start of the run", [](const Row& r) { return r.moment.time; }),
           has_profiles, of_profiles));
  c.push_back(
      only(integer<Row>("step", "Number of the protocol step, from 1", [](const Row& r) { return r.moment.step; }),
           has_profiles, of_profiles));
  for (const FieldColumn& column : columns().profiles)
    c.push_back(only(
        field<Row>(column.name, column.unit, column.long_name, {column.places ? column.places->name : "x"},
                   [&column](const Row& r) { return column.value(r.cell, r.moment.state, r.moment.origin); }),
        [&column](const Cell& cell) {
          return (column.places || has_composite(cell)) && column.applies(cell.parameters());
        },
        column.in));
  c.push_back(only(field<Row>("phi_s", "V", "Potential of the electrons against the metal, (time, x)", {"x"},
                              [](const Row& r) -> const ArrayXd& { return r.phi().phi_s; }),
                   has_composite, of_composites));
  c.push_back(only(field<Row>("phi_e", "V", "Potential of the ions against the metal, (time, x)", {"x"},
                              [](const Row& r) -> const ArrayXd& { return r.phi().phi_e; }),
                   has_composite, of_composites));
  c.push_back(
      only(field<Row>("ionic_current", "A m-2", "Ionic current density at the faces between cells, (time, face)",
                      {"face"}, [](const Row& r) { return r.cell.ionic_current(r.moment.state); }),
           has_composite, of_composites));
  add_particle_profiles(c);
  return t;
}

TableSource<SpectrumRow> make_spectrum() {
  using Row = SpectrumRow;
  TableSource<Row> t{"impedance/N", "A spectrum, named after its step: one table for each `eis` step N.", true};
  auto& c = t.columns;
  c.push_back(field<Row>("frequency", "Hz", "Frequency", {"frequency"},
                         [](const Row& r) -> const std::vector<double>& { return r.frequency; }));
  const auto part = [](double (*of)(const std::complex<double>&)) {
    return [of](const Row& r) {
      std::vector<double> values;
      for (const std::complex<double>& Z : r.impedance) values.push_back(of(Z) * to_ohm_cm2);
      return values;
    };
  };
  c.push_back(field<Row>("real", "ohm cm2", "Real part of the impedance times the cell area", {"frequency"},
                         part([](const std::complex<double>& Z) { return Z.real(); })));
  c.push_back(field<Row>("imaginary", "ohm cm2", "Imaginary part of the impedance times the cell area", {"frequency"},
                         part([](const std::complex<double>& Z) { return Z.imag(); })));
  c.push_back(number<Row>("time", "s", "Time since the start of the run", [](const Row& r) { return r.moment.time; }));
  c.push_back(
      number<Row>("voltage", "V", "Cell voltage", [](const Row& r) { return r.moment.state(r.cell.layout().V()); }));
  c.push_back(number<Row>("temperature", "K", "Temperature of the cell",
                          [](const Row& r) { return r.moment.state(r.cell.layout().temperature()); }));
  c.push_back(only(number<Row>("stoichiometry", "1", "Mean stoichiometry of the connected active material",
                               [](const Row& r) { return r.cell.mean_stoichiometry(r.moment.state); }),
                   has_active_material, of_particles));
  return t;
}

}  // namespace

std::optional<std::size_t> axis_length(const std::string& axis, const Cell& cell) {
  const Layout& layout = cell.layout();
  const auto length = [](Index n) { return static_cast<std::size_t>(n); };
  if (axis == "x") return length(layout.n_x);
  if (axis == "face") return length(layout.n_x + 1);
  if (axis == "r") return length(layout.n_r);
  if (axis == "class") return length(layout.n_p);
  for (const FieldColumn& column : columns().profiles)
    if (column.places && column.places->name == axis) return length(column.places->centres(cell).size());
  return std::nullopt;
}

const TableSource<Cell>& cell_table() {
  static const TableSource<Cell> table = make_cell();
  return table;
}
const TableSource<Cell>& mesh_table() {
  static const TableSource<Cell> table = make_mesh();
  return table;
}
const TableSource<ProfileRow>& profiles_table() {
  static const TableSource<ProfileRow> table = make_profiles();
  return table;
}
const TableSource<SpectrumRow>& spectrum_table() {
  static const TableSource<SpectrumRow> table = make_spectrum();
  return table;
}

}  // namespace closo
