// What the integrator calls is a function of its arguments alone, and takes nothing from the heap.
#include <memory>

#include <gtest/gtest.h>

#include "tests/allocations.hpp"
#include "tests/cell_options.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

std::vector<Event> every_event(const Cell& cell) {
  std::vector<Event> events;
  using Kind = Event::Kind;
  for (const Kind kind : {Kind::voltage_falls, Kind::voltage_rises, Kind::current_falls, Kind::current_rises,
                          Kind::charge_rises, Kind::charge_falls, Kind::energy_rises, Kind::energy_falls,
                          Kind::mean_rises, Kind::mean_falls, Kind::surface_full, Kind::surface_empty})
    events.push_back({kind, 1.0});
  for (Index flat = 0; flat < cell.layout().flats(); ++flat)
    if (!cell.parameters().flat(cell.layout().side(flat)).blocking)
      events.push_back({Kind::level, 0, 0, test::limit("metal_exhausted", flat)});
  for (const char* name : {"too_hot", "too_cold", "critical_current", "short_circuit"})
    events.push_back({Kind::level, 1, 0, test::limit(name)});
  if (cell.electrolyte().active())
    for (const char* name : {"salt_low", "salt_high"}) events.push_back({Kind::level, 0.5, 0, test::limit(name)});
  return events;
}

/// A cell of an option, in which what depends on temperature does so, and the arguments of its functions.
struct Probe {
  explicit Probe(const test::Option& option) : cell(cell_of(option), {option.one_cell_in_x() ? 1 : 6, 7, 1.8, 5}) {
    cell.set_step(option.control, every_event(cell));
    const Index n = cell.size();
    for (ArrayXd* work : {&y, &yp, &row, &x, &distance}) work->setZero(n);
    distance.resize(cell.event_count());
    y = cell.parameters().has_active_material() ? cell.resting_state(0.5) : cell.resting_state_at(3.0);
    make_consistent(cell, y);
    yp = cell.rate_of(y);
  }

  static CellParameters cell_of(const test::Option& option) {
    CellParameters c = test::simple_cell();
    option.change(c);
    for (Separator::Layer& layer : c.separator.layers) {
      layer.electrolyte.conductivity.activation_energy = 20e3;
      if (layer.electrolyte.salt) layer.electrolyte.salt->diffusivity.activation_energy = 20e3;
    }
    if (c.has_composite())
      for (OxidationReaction& r : c.composite().film.reactions) r.conductivity.activation_energy = 20e3;
    if (c.flat(Side::negative).interface && c.flat(Side::negative).interface->voids)
      c.flat(Side::negative).interface->voids->critical_current.activation_energy = 40e3;
    return c;
  }

  void residual() {
    cell.residual(0, ConstVector(y.data(), y.size()), ConstVector(yp.data(), y.size()), Vector(row.data(), y.size()));
  }
  void solve() { cell.solve(0.1, ConstVector(row.data(), y.size()), Vector(x.data(), y.size())); }
  void events() { cell.events(0, ConstVector(y.data(), y.size()), Vector(distance.data(), distance.size())); }
  double defect() { return cell.defect(ConstVector(y.data(), y.size())); }

  Cell cell;
  ArrayXd y, yp, row, x, distance;
};

/// From the first call on, as constructors make all the room that is needed.
TEST(Callbacks, TakeNothingFromTheHeap) {
  if (test::allocations() < 0) GTEST_SKIP() << "allocations are not counted here";
  const long before = test::allocations();
  std::make_unique<ArrayXd>(3);
  ASSERT_EQ(test::allocations() - before, 2);
  for (const test::Option& option : test::options()) {
    Probe probe(option);
    const auto copy = std::make_unique<Cell>(probe.cell);  // has room of its own
    std::swap(probe.cell, *copy);
    const auto allocated_by = [&](const auto& call) {
      const long start = test::allocations();
      call();
      return test::allocations() - start;
    };
    for (int pass = 0; pass < 3; ++pass) {
      EXPECT_EQ(allocated_by([&] { probe.residual(); }), 0) << option.name;
      EXPECT_EQ(allocated_by([&] { probe.solve(); }), 0) << option.name;
      EXPECT_EQ(allocated_by([&] { probe.defect(); }), 0) << option.name;
      probe.y(probe.cell.layout().temperature()) += 1;
      EXPECT_EQ(allocated_by([&] { probe.events(); }), 0) << option.name;
    }
  }
}

void expect_the_same(const ArrayXd& a, const ArrayXd& b, const std::string& what) {
  ASSERT_EQ(a.size(), b.size()) << what;
  for (Index k = 0; k < a.size(); ++k) EXPECT_EQ(a(k), b(k)) << what << " " << k;
}

/// Everything that follows from a state.
struct Everything {
  explicit Everything(Probe& probe) {
    probe.events();
    distance = probe.distance;
    const Cell& cell = probe.cell;
    if (cell.model()->heated()) heat = cell.heat(probe.y);
    const auto terms = overpotentials(cell, probe.y).values();
    losses = Eigen::Map<const ArrayXd>(terms.data(), static_cast<Index>(terms.size()));
    if (cell.layout().composite().n_x > 0) phi_e = potentials(cell, probe.y).phi_e, ions = cell.ionic_current(probe.y);
    if (cell.layout().composite().n_x > 0) film = cell.composite().layer_resistance({cell.layout(), probe.y.data()});
  }
  ArrayXd distance, losses, phi_e, ions, film;
  double heat = 0.0;
};

/// Coefficients are moved to the temperature of the state first; or they are at that of another one.
TEST(Callbacks, DoNotDependOnWhatWasAskedBefore) {
  for (const test::Option& option : test::options()) {
    Probe probe(option), other(option);
    other.y(other.cell.layout().temperature()) += 15;
    probe.residual();
    probe.solve();
    const ArrayXd row = probe.row, x = probe.x;
    const Everything own(probe);

    std::swap(probe.y, other.y);
    probe.residual();
    probe.solve();
    const Everything elsewhere(probe);
    if (probe.cell.model()->heated() && probe.cell.layout().composite().n_x > 0) {
      EXPECT_TRUE((own.losses != elsewhere.losses).any()) << option.name;
    }
    std::swap(probe.y, other.y);
    const Everything again(probe);
    expect_the_same(again.distance, own.distance, std::string(option.name) + ": event");
    expect_the_same(again.losses, own.losses, std::string(option.name) + ": overpotential");
    expect_the_same(again.phi_e, own.phi_e, std::string(option.name) + ": phi_e");
    expect_the_same(again.ions, own.ions, std::string(option.name) + ": ionic current");
    expect_the_same(again.film, own.film, std::string(option.name) + ": film");
    EXPECT_EQ(again.heat, own.heat) << option.name;
    probe.residual();
    probe.solve();
    expect_the_same(probe.row, row, std::string(option.name) + ": row");
    expect_the_same(probe.x, x, std::string(option.name) + ": correction");
  }
}

}  // namespace
}  // namespace closo
