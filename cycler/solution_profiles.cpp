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

/// Which cells have a composite of a number, or particles in it.
struct Having {
  std::size_t number;

  std::function<bool(const Cell&)> composite() const { return number == 0 ? has_composite : has_two_composites; }
  std::function<bool(const Cell&)> particles() const {
    return number == 0 ? has_active_material : has_negative_particles;
  }
  const char* of_composite() const { return number == 0 ? of_composites : of_two_composites; }
  const char* of_particles_in_it() const { return number == 0 ? of_particles : of_two_composites; }
  Index index() const { return static_cast<Index>(number); }
  std::string axis(const char* name) const { return prefix_of(number) + name; }
};

/// What `of` gives of each class of particles.
template <class Of>
std::vector<double> of_classes(const Cell& cell, Index number, const Of& of) {
  std::vector<double> values;
  for (const ParticleClass& p : cell.composite(number).parameters().particles)
    values.push_back(static_cast<double>(of(p)));
  return values;
}

void add_mesh_of(const Having& having, std::vector<ColumnSource<Cell>>& c) {
  using Row = Cell;
  const Index k = having.index();
  const std::string prefix = prefix_of(having.number), of = words_of(having.number);
  const auto add = [&](ColumnSource<Row> column) {
    c.push_back(only(std::move(column), having.particles(), having.of_particles_in_it()));
  };
  if (k == 0)
    c.push_back(only(field<Row>("x", "m", "Cell centres, from the metal or the negative collector", {"x"},
                                [k](const Row& r) { return composite_centres(r, k); }),
                     having.composite(), having.of_composite()));
  else
    c.push_back(
        only(field<Row>(places_of(having.number)->name, "m", places_of(having.number)->long_name,
                        {places_of(having.number)->name}, [k](const Row& r) { return composite_centres(r, k); }),
             having.composite(), having.of_composite()));
  c.push_back(only(number<Row>(prefix + "cell_width", "m", "Width of a cell" + of,
                               [k](const Row& r) { return r.model()->composite(k).cell_width; }),
                   having.composite(), having.of_composite()));
  if (k == 0) {
    add(field<Row>("r", "1", "Nodes of a particle, over its radius", {"r"},
                   [](const Row& r) { return r.composite().particles().front().mesh().node; }));
    add(field<Row>("shell_volume", "1", "Control volumes of a particle, over its volume", {"r"},
                   [](const Row& r) { return r.composite().particles().front().mesh().shares(); }));
  }
  const std::string classes = having.axis("class");
  const auto add_of_class = [&](const char* name, const char* unit, const char* meaning, auto value) {
    add(field<Row>(prefix + name, unit, meaning + of, {classes},
                   [k, value](const Row& r) { return of_classes(r, k, value); }));
  };
  add_of_class("particle_radius", "m", "Radius of each particle class, of plates half their thickness",
               [](const ParticleClass& p) { return p.radius; });
  add_of_class("particle_dimension", "1", "Of each particle class: 1 of plates, 2 of rods, 3 of spheres",
               [](const ParticleClass& p) { return p.shape; });
  add_of_class("particle_share", "1", "Share of each particle class in the volume of its active material",
               [](const ParticleClass& p) { return p.share; });
  add_of_class("particle_active", "1",
               "Which active material each particle class is of, in the order of the composition, from 0",
               [](const ParticleClass& p) { return p.active; });
  add(field<Row>(prefix + "specific_area", "m-1",
                 "Connected surface of each particle class per volume of composite" + of, {classes}, [k](const Row& r) {
                   std::vector<double> a;
                   for (const ParticleCoefficients& p : r.coefficients().composite(k).particles) a.push_back(p.a);
                   return a;
                 }));
}

TableSource<Cell> make_mesh() {
  TableSource<Cell> t{"mesh", "Where the unknowns are. A mesh cell is one control volume across a composite.", true};
  auto& c = t.columns;
  using Row = Cell;
  for (const std::size_t number : {0, 1}) add_mesh_of({number}, c);
  for (const FieldColumn& column : columns().profiles)
    if (column.places && column.places->name != places_of(1)->name)
      c.push_back(only(
          field<Row>(column.places->name, "m", column.places->long_name, {column.places->name},
                     [&column](const Row& r) { return column.places->centres(r); }),
          [&column](const Cell& cell) { return column.applies(cell.parameters()); }, column.in));
  return t;
}

/// Values of one class of particles after another, shape (class, x).
template <class Of>
ArrayXd by_class(const CompositePlace& place, const Of& of) {
  ArrayXd all(place.n_p * place.n_x);
  for (Index p = 0; p < place.n_p; ++p) all.segment(p * place.n_x, place.n_x) = of(p);
  return all;
}

void add_particle_profiles(const Having& having, std::vector<ColumnSource<ProfileRow>>& list) {
  using Row = ProfileRow;
  const Index k = having.index();
  const std::string prefix = prefix_of(having.number), of = words_of(having.number), x = having.axis("x"),
                    classes = having.axis("class");
  const auto place = [k](const Row& r) -> const CompositePlace& { return r.cell.layout().composite(k); };
  const auto add = [&](ColumnSource<Row> column) {
    list.push_back(only(std::move(column), having.particles(), having.of_particles_in_it()));
  };
  add(field<Row>(prefix + "stoichiometry_surface", "1",
                 "Stoichiometry at the particle surfaces" + of + ", (time, class, x)", {classes, x},
                 [k, place](const Row& r) {
                   return by_class(place(r), [s = r.state().of(k)](Index p) { return s.y_surface(p); });
                 }));
  add(field<Row>(prefix + "stoichiometry_mean", "1", "Mean stoichiometry of the particles" + of + ", (time, class, x)",
                 {classes, x}, [k, place](const Row& r) {
                   return by_class(place(r),
                                   [&](Index p) { return particle_stoichiometry(r.cell, r.moment.state, p, k); });
                 }));
  // Classes follow one another, x runs fastest: as in the state.
  add(field<Row>(prefix + "stoichiometry", "1", "Stoichiometry in the particles" + of + ", (time, class, r, x)",
                 {classes, "r", x}, [k, place](const Row& r) {
                   return Eigen::Map<const ArrayXd>(r.state().of(k).y(0).data(), place(r).n_p * place(r).shells());
                 }));
  add(field<Row>(prefix + "reaction_rate", "A m-2",
                 "Reaction current density at the particles" + of + ", positive when ions leave, (time, class, x)",
                 {classes, x}, [k, place](const Row& r) {
                   return Eigen::Map<const ArrayXd>(r.state().of(k).j(0).data(), place(r).n_p * place(r).n_x);
                 }));
}

void add_potential_profiles(const Having& having, std::vector<ColumnSource<ProfileRow>>& list) {
  using Row = ProfileRow;
  const Index k = having.index();
  const std::string prefix = prefix_of(having.number), of = words_of(having.number), x = having.axis("x");
  const auto add = [&](ColumnSource<Row> column) {
    list.push_back(only(std::move(column), having.composite(), having.of_composite()));
  };
  const std::string against = " against the metal, or the negative collector of two composites, (time, x)";
  add(field<Row>(prefix + "phi_s", "V", "Potential of the electrons" + of + against, {x},
                 [k](const Row& r) -> const ArrayXd& { return r.phi(k).phi_s; }));
  add(field<Row>(prefix + "phi_e", "V", "Potential of the ions" + of + against, {x},
                 [k](const Row& r) -> const ArrayXd& { return r.phi(k).phi_e; }));
  add(field<Row>(prefix + "ionic_current", "A m-2",
                 "Ionic current density at the faces between cells" + of + ", out of the separator, (time, face)",
                 {having.axis("face")}, [k](const Row& r) { return r.cell.ionic_current(r.moment.state, k); }));
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
  for (const std::size_t number : {0, 1}) {
    add_potential_profiles({number}, c);
    add_particle_profiles({number}, c);
  }
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
  if (axis == "r") return length(layout.composite().n_r);
  for (const std::size_t number : {0, 1}) {
    const CompositePlace& place = layout.composite(static_cast<Index>(number));
    if (axis == prefix_of(number) + "x") return length(place.n_x);
    if (axis == prefix_of(number) + "face") return length(place.n_x + 1);
    if (axis == prefix_of(number) + "class") return length(place.n_p);
  }
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
