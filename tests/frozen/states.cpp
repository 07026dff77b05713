// Everything that a cell computes at a state, at states that depend on the names of its fields alone.
#include <cstdint>
#include <numbers>
#include <string_view>
#include <utility>

#include "tests/cell_options.hpp"
#include "tests/frozen/frozen.hpp"

namespace closo::frozen {
namespace {

using Eigen::ArrayXd;
using Field = std::pair<std::string, Eigen::Map<ArrayXd>>;

constexpr int trials = 7;  // states of each option

/// The fields that a cell has, by name; matrices column by column.
std::vector<Field> fields_of(const Layout& layout, ArrayXd& values) {
  const Fields<double> s(layout, values.data());
  std::vector<Field> out;
  const auto scalar = [&](const std::string& name, double& value) {
    out.emplace_back(name, Eigen::Map<ArrayXd>(&value, 1));
  };
  for (Index p = 0; p < layout.composite().n_p; ++p) {
    out.emplace_back(fmt::format("y{}", p), Eigen::Map<ArrayXd>(s.y(p).data(), s.y(p).size()));
    out.emplace_back(fmt::format("j{}", p), s.j(p));
    if (layout.place("branch").columns > 0) out.emplace_back(fmt::format("branch{}", p), test::field(s, "branch", p));
  }
  for (Index k = 0; k < layout.place("film_rate").columns; ++k) {
    out.emplace_back(fmt::format("film_unspent{}", k), test::field(s, "film_unspent", k));
    out.emplace_back(fmt::format("film_rate{}", k), test::field(s, "film_rate", k));
  }
  if (layout.n_s > 0) out.emplace_back("salt", test::field(s, "salt"));
  if (layout.composite().n_x > 0) out.emplace_back("u", s.u());
  scalar("i", s.i()), scalar("V", s.V()), scalar("q", s.q()),
      scalar("leaked", s.ionic_charge());  // but for q, see shear()
  scalar("cycles", s.cycles()), scalar("temperature", s.temperature());
  if (layout.composite().n_x > 0) scalar("contact", s.contact()), scalar("ions", s.ions());
  for (Index flat = 0; flat < layout.flats(); ++flat) {
    scalar(fmt::format("eta_m{}", flat), s.eta_m(flat)),
        scalar(fmt::format("voids{}", flat), s.data()[test::voids_place(layout, flat)]);
  }
  return out;
}

/// Numbers between -1 and 1 that follow from a text and a place (FNV-1a, then the finaliser of splitmix64).
double noise(std::string_view text, Index place) {
  std::uint64_t h = 14695981039346656037ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  h += static_cast<std::uint64_t>(place + 1) * 0x9e3779b97f4a7c15ULL;
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ULL;
  h = (h ^ (h >> 27)) * 0x94d049bb133111ebULL;
  return static_cast<double>((h ^ (h >> 31)) >> 11) * 0x1p-52 - 1;
}

/// Where a field lies: `middle` at rest is kept if it is NaN.
struct Range {
  std::string_view field;
  double middle, width;
};
constexpr double at_rest = std::numeric_limits<double>::quiet_NaN();
constexpr Range ranges[] = {{"y", 0.5, 0.3},        {"j", 0, 1},
                            {"branch", 0, 0.8},     {"film_unspent", 0.4, 0.3},
                            {"film_rate", 0, 1e-3}, {"salt", 1, 0.6},
                            {"u", at_rest, 0.2},    {"i", at_rest, 3},
                            {"V", at_rest, 0.1},    {"q", 0.2, 0.1},
                            {"leaked", 0.1, 0.02},  {"contact", at_rest, 0.05},
                            {"ions", 0.6, 0.05},    {"temperature", 300, 5},
                            {"eta_m", 0, 0.1},      {"voids", 0.5, 0.4},
                            {"cycles", 4, 1}};

const Range& range_of(const std::string& field) {
  const std::string_view stem = std::string_view(field).substr(0, field.find_first_of("0123456789"));
  return *std::find_if(std::begin(ranges), std::end(ranges), [&](const Range& r) { return r.field == stem; });
}

/// The charge of the ions is that outside and what leaked: from the latter to the former, and back with -1.
void shear(const Layout& layout, ArrayXd& values, double factor) {
  values(layout.ionic_charge()) += factor * values(layout.q());
}

void fill(const std::string& name, const Layout& layout, ArrayXd& values) {
  for (auto& [field, value] : fields_of(layout, values)) {
    const Range& range = range_of(field);
    for (Index k = 0; k < value.size(); ++k)
      value(k) = (std::isnan(range.middle) ? value(k) : range.middle) + range.width * noise(name + field, k);
  }
  shear(layout, values, 1);
}

void print_fields(const std::string& name, const std::string& what, const Layout& layout, ArrayXd values) {
  shear(layout, values, -1);
  for (const auto& [field, value] : fields_of(layout, values)) print(name, what + "." + field, value);
}

/// Every kind of limit, some of which a cell may not have.
std::vector<Event> events_of(const Cell& cell) {
  using Kind = Event::Kind;
  std::vector<Event> events = {{Kind::voltage_falls, 2.5},
                               {Kind::voltage_rises, 4.2},
                               {Kind::current_falls, 0.1},
                               {Kind::current_rises, 10},
                               {Kind::charge_rises, 0.7},
                               {Kind::charge_falls, -0.3},
                               {Kind::energy_rises, 2.5},
                               {Kind::energy_falls, -1.5},
                               {Kind::level, 0.01, 0, test::limit("salt_low")},
                               {Kind::level, 4, 0, test::limit("salt_high")},
                               {Kind::level, 330, 0, test::limit("too_hot")},
                               {Kind::level, 270, 0, test::limit("too_cold")},
                               {Kind::level, 1, 0, test::limit("critical_current")}};
  if (cell.parameters().has_active_material()) {
    events.push_back({Kind::surface_full});
    events.push_back({Kind::surface_empty});
    events.push_back({Kind::mean_rises, 0.7});
    events.push_back({Kind::mean_falls, 0.2});
  }
  Index flat = 0;
  for (const Side side : cell.parameters().flat_sides()) {
    if (!cell.parameters().flat(side).blocking)
      events.push_back({Kind::level, 0, 0, test::limit("metal_exhausted", flat)});
    ++flat;
  }
  std::erase_if(events, [&](const Event& e) {
    return e.kind == Kind::level && e.limit->name.starts_with("salt") && !cell.electrolyte().active();
  });
  return events;
}

/// What an option of the Jacobian's test does not reach: all that only an impedance sees.
std::vector<test::Option> impedance_options() {
  const Control current{Control::Kind::current, 1.0};
  const auto interfaces = [](CellParameters& c) {
    Electrolyte grains = c.separator.layers.front().electrolyte;
    grains.relative_permittivity = 2e4;
    grains.grain_boundary = GrainBoundary{0.3, 1e4, 0.9};
    c.separator.layers.push_back({grains, 200e-6});
    c.flat(Side::negative).double_layer = {0.02, 0.9, 100};
    c.composite().double_layer = {0.1, 0.85, 10};
    c.composite().film_resistance = 0.3, c.composite().film_capacitance = {0.002, 0.8, 30};
  };
  return {{"interfaces that store charge", interfaces, current},
          {"every option and interfaces that store charge",
           [interfaces](CellParameters& c) { test::add_every_option(c), interfaces(c); }, current},
          {"two layers and a collector's resistance",
           [](CellParameters& c) {
             Electrolyte other = c.separator.layers.front().electrolyte;
             other.conductivity = {0.03, 30e3, 298.15};
             c.separator.layers.push_back({other, 100e-6});
             c.composite().collector_resistance = 2e-3;
             c.composite().ion_path = {ConductionPath::Kind::tortuosity_factor, 4};
           },
           current}};
}

void print_state(const std::string& name, Cell& cell) {
  const Index n = cell.size();
  const Layout& layout = cell.layout();
  ArrayXd state = cell.parameters().has_active_material() ? cell.resting_state(0.5) : cell.resting_state_at(3.0);
  ArrayXd rate(n), right(n), row(n), step(n);
  rate.setZero(), right.setZero();
  fill(name, layout, state), fill(name + "/rate", layout, rate), fill(name + "/right", layout, right);
  rate *= 1e-3;
  const double cj = std::pow(10.0, 2 * noise(name, 0) - 1);
  cell.set_meter(0.1, cell.resting_state_at(3.5));
  cell.residual(0, ConstVector(state.data(), n), ConstVector(rate.data(), n), Vector(row.data(), n));
  cell.solve(cj, ConstVector(right.data(), n), Vector(step.data(), n));
  print_fields(name, "residual", layout, row);
  print_fields(name, "step", layout, step);
  ArrayXd spectrum(6);
  for (Index k = 0; k < 3; ++k) {
    const double frequency = std::pow(10.0, 3 * k - 3);
    const std::complex<double> Z = cell.impedance({0, 2 * std::numbers::pi * frequency});
    spectrum(2 * k) = Z.real(), spectrum(2 * k + 1) = Z.imag();
  }
  print(name, "impedance", spectrum);
  ArrayXd distance(cell.event_count());
  cell.events(0, ConstVector(state.data(), n), Vector(distance.data(), distance.size()));
  print(name, "events", distance);
  cell.set_temperature(state(layout.temperature()));
  if (cell.model()->heated()) print(name, "heat", std::array{cell.heat(state)});
  const auto terms = overpotentials(cell, state).values();
  print(name, "overpotentials",
        std::vector<double>(terms.begin(), terms.begin() + Overpotentials::count_in(cell.layout())));
}

}  // namespace

void print_states() {
  std::vector<test::Option> options = test::options();
  for (test::Option& option : impedance_options()) options.push_back(option);
  for (const test::Option& option : options) {
    CellParameters parameters = test::simple_cell();
    option.change(parameters);
    Cell cell(parameters, {option.one_cell_in_x() ? 1 : 4, 5, 1.8, 3});
    for (int trial = 0; trial < trials; ++trial) {
      cell.set_step(option.control, events_of(cell));
      print_state(fmt::format("{}/{}", option.name, trial), cell);
    }
  }
}

}  // namespace closo::frozen
