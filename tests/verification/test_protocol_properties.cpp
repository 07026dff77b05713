// The same protocol done another way: in one run or in many, resumed, split, in other units, scaled, mirrored, and with
// spectra in between.
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "cycler/step_control.hpp"
#include "tests/random_protocols.hpp"

namespace closo {
namespace {

using namespace test::random;
using Eigen::ArrayXd;

struct Ran {
  test::Keeper kept;
  Outcome outcome;
};

RunSettings settings_for(const CellParameters& cell, Protocol protocol, double y) {
  RunSettings settings;
  settings.mesh = {5, 8, 2.0};
  if (cell.separator.salt() != nullptr) settings.mesh.n_s = 4;
  settings.start_stoichiometry = y;
  settings.protocol = std::move(protocol);
  return settings;
}

Ran run(const CellParameters& parameters, const RunSettings& settings, const Progress* from = nullptr,
        std::size_t most_steps = SIZE_MAX) {
  Cell cell(parameters, settings.mesh);
  Ran r;
  r.kept.most_steps = most_steps;
  r.outcome = simulate(cell, settings, r.kept, from);
  return r;
}

CellParameters cell_of_kind(int kind) {
  CellParameters c = test::simple_cell();
  if (kind == 1) test::add_every_option(c);
  if (kind == 2) test::fill_with_liquid(c, test::liquid());
  if (kind == 3) c.composite().particles = {{0.2e-6, 0.4}, {0.6e-6, 0.6}}, c.composite().film = test::film();
  return c;
}

/// Bit for bit, NaN included.
bool identical(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

void expect_identical(const StepResult& a, const StepResult& b) {
  RC_ASSERT(a.number == b.number);
  RC_ASSERT(a.cycle == b.cycle);
  RC_ASSERT(a.start_time == b.start_time);
  RC_ASSERT(a.duration == b.duration);
  RC_ASSERT(a.charge == b.charge);
  RC_ASSERT(a.energy == b.energy);
  RC_ASSERT(a.start_voltage == b.start_voltage);
  RC_ASSERT(a.end_voltage == b.end_voltage);
  RC_ASSERT(describe(a.stop) == describe(b.stop));
  RC_ASSERT(identical(a.stop.value, b.stop.value));
}

void expect_identical(const Progress& a, const Progress& b) {
  RC_ASSERT(a.time == b.time);
  RC_ASSERT(a.step == b.step);
  RC_ASSERT(a.energy == b.energy);
  RC_ASSERT((a.state == b.state).all());
  RC_ASSERT(a.cycles.cycle.number == b.cycles.cycle.number);
  RC_ASSERT(a.cycles.cycle.passed.charged == b.cycles.cycle.passed.charged);
  RC_ASSERT(a.cycles.cycle.passed.discharged == b.cycles.cycle.passed.discharged);
  RC_ASSERT(identical(a.cycles.reference_capacity, b.cycles.reference_capacity));
}

RC_GTEST_PROP(ProtocolProperties, ARunIsTheChainOfItsSteps, ()) {
  const CellParameters cell = cell_of_kind(*inRange(0, 4));
  RunSettings settings = settings_for(cell, read(entries(0)), number(5, 95, 0.01));
  const Ran whole = run(cell, settings);
  const std::vector<ProtocolStep> steps = steps_run(settings, cell, whole.kept);
  std::size_t row = 0;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    settings.protocol = {steps[k]};
    const Ran link = run(cell, settings);
    expect_identical(link.kept.steps.front(), whole.kept.steps[k]);
    Progress end = link.kept.progress.front();
    expect_identical(end, whole.kept.progress[k]);
    for (const test::Keeper::Row& shown : link.kept.rows) {
      RC_ASSERT(shown.time == whole.kept.rows[row].time);
      RC_ASSERT((shown.state == whole.kept.rows[row++].state).all());
    }
    end.position.clear();
    settings.start = std::make_shared<const Progress>(std::move(end));
  }
  RC_ASSERT(row == whole.kept.rows.size());
}

RC_GTEST_PROP(ProtocolProperties, AResumedRunIsTheRunItself, ()) {
  const CellParameters cell = cell_of_kind(*inRange(0, 4));
  const RunSettings settings = settings_for(cell, read(entries(0)), number(5, 95, 0.01));
  const Ran whole = run(cell, settings);
  const std::size_t done = static_cast<std::size_t>(*inRange(1, static_cast<int>(whole.kept.steps.size()) + 1));
  const Ran first = run(cell, settings, nullptr, done);
  if (first.outcome.completed()) return;
  const Ran second = run(cell, settings, &first.kept.progress.back());
  RC_ASSERT(done + second.kept.steps.size() == whole.kept.steps.size());
  for (std::size_t k = 0; k < second.kept.steps.size(); ++k) {
    expect_identical(second.kept.steps[k], whole.kept.steps[done + k]);
    expect_identical(second.kept.progress[k], whole.kept.progress[done + k]);
  }
  RC_ASSERT(second.kept.cycles.back().passed.discharged == whole.kept.cycles.back().passed.discharged);
}

/// Every step of a protocol, loops included.
void each_step(Protocol& protocol, const std::function<void(ProtocolStep&)>& change) {
  for (ProtocolNode& node : protocol) {
    if (auto* loop = std::get_if<Loop>(&node.content)) {
      each_step(loop->body, change);
    } else {
      change(std::get<ProtocolStep>(node.content));
    }
  }
}

void scale_whole_cell(Amount& amount, double factor) {
  switch (amount.kind) {
    case Amount::Kind::current:
    case Amount::Kind::power:
    case Amount::Kind::charge:
    case Amount::Kind::energy:
      amount.value *= factor;
      break;
    default:
      break;
  }
}

RC_GTEST_PROP(ProtocolProperties, TwiceTheAreaIsTwoCellsBesideOneAnother, ()) {
  CellParameters cell = cell_of_kind(*inRange(0, 4));
  RunSettings settings = settings_for(cell, read(entries(0)), number(5, 95, 0.01));
  const Ran one = run(cell, settings);
  cell.area *= 2;
  if (cell.heat) cell.heat->capacity *= 2, cell.heat->transfer *= 2;
  each_step(settings.protocol, [](ProtocolStep& step) {
    if (step.imposed) scale_whole_cell(*step.imposed, 2);
    for (Amount& limit : step.until) scale_whole_cell(limit, 2);
  });
  const Ran two = run(cell, settings);
  RC_ASSERT(two.kept.steps.size() == one.kept.steps.size());
  for (std::size_t k = 0; k < one.kept.steps.size(); ++k) {  // a factor of two leaves no round-off
    RC_ASSERT(two.kept.steps[k].duration == one.kept.steps[k].duration);
    RC_ASSERT(two.kept.steps[k].charge == one.kept.steps[k].charge);
    RC_ASSERT((two.kept.progress[k].state == one.kept.progress[k].state).all());
  }
}

/// How far two runs of the same steps are apart at their ends: voltage [V], and charge over the nominal one.
double distance(const Ran& a, const Ran& b, const Cell& cell) {
  RC_ASSERT(a.kept.steps.size() == b.kept.steps.size());
  double largest = 0;
  for (std::size_t k = 0; k < a.kept.steps.size(); ++k) {
    const StepResult &x = a.kept.steps[k], &y = b.kept.steps[k];
    RC_ASSERT(x.stop.kind == y.stop.kind);
    largest = std::max({largest, std::abs(x.end_voltage - y.end_voltage),
                        std::abs(x.charge - y.charge) / cell.coefficients().nominal_charge});
  }
  return largest;
}

/// The same amount, stated in another unit.
void restate(Amount& amount, const CellParameters& cell, Amount::Kind whole, Amount::Kind density,
             Amount::Kind specific) {
  const double value = per_area(amount, cell);
  switch (*inRange(0, 3)) {
    case 0:
      amount.kind = whole, amount.value = value * cell.area;
      break;
    case 1:
      amount.kind = density, amount.value = value;
      break;
    default:
      amount.kind = specific, amount.value = value / cell.composite().reference_loading();
  }
}

void restate(Amount& amount, const CellParameters& cell) {
  using Kind = Amount::Kind;
  if (is_current(amount.kind) && *inRange(0, 4) == 0) {
    amount.value = per_area(amount, cell) / coefficients_of(cell).one_c(), amount.kind = Kind::c_rate;
  } else if (is_current(amount.kind)) {
    restate(amount, cell, Kind::current, Kind::current_density, Kind::specific_current);
  }
  if (is_power(amount.kind)) restate(amount, cell, Kind::power, Kind::power_density, Kind::specific_power);
  if (is_charge(amount.kind)) restate(amount, cell, Kind::charge, Kind::areal_charge, Kind::specific_charge);
  if (is_energy(amount.kind)) restate(amount, cell, Kind::energy, Kind::areal_energy, Kind::specific_energy);
}

/// Loops that look at results end at once where two passes differ by round-off: they are left out where runs are not
/// the same bit for bit.
Protocol without_loop_limits(Protocol protocol) {
  for (ProtocolNode& node : protocol)
    if (auto* loop = std::get_if<Loop>(&node.content)) {
      loop->until.clear();
      loop->body = without_loop_limits(std::move(loop->body));
    }
  return protocol;
}

// What round-off may grow to when it moves a step of the integrator, at a tolerance of 1e-6.
constexpr double close = 3e-5;

RC_GTEST_PROP(ProtocolProperties, UnitsDoNotMatter, ()) {
  const CellParameters cell = cell_of_kind(*inRange(0, 4));
  RunSettings settings = settings_for(cell, without_loop_limits(read(entries(0))), number(5, 95, 0.01));
  settings.tolerance = 1e-6;
  const Ran one = run(cell, settings);
  each_step(settings.protocol, [&](ProtocolStep& step) {
    if (step.imposed) restate(*step.imposed, cell);
    for (Amount& limit : step.until) restate(limit, cell);
  });
  RC_ASSERT(distance(one, run(cell, settings), Cell(cell, settings.mesh)) <= close);
}

RC_GTEST_PROP(ProtocolProperties, ASpectrumChangesNothing, ()) {
  const CellParameters cell = cell_of_kind(*inRange(0, 4));
  RunSettings settings = settings_for(cell, without_loop_limits(read(entries(0))), number(5, 95, 0.01));
  settings.tolerance = 1e-6;
  Ran one = run(cell, settings);
  Protocol with_spectra;
  ProtocolStep spectrum;
  spectrum.kind = ProtocolStep::Kind::eis;
  spectrum.frequencies = FrequencyRange{1000, 1, 1};
  for (ProtocolStep step : steps_run(settings, cell, one.kept)) {
    // A ramp begins at the voltage at which it finds the cell, and a spectrum lets the current go.
    if (step.kind != ProtocolStep::Kind::ramp) {
      spectrum.temperature = step.temperature, spectrum.pressure = step.pressure;
      with_spectra.emplace_back(spectrum);
    }
    with_spectra.emplace_back(std::move(step));
  }
  settings.protocol = std::move(with_spectra);
  Ran two = run(cell, settings);
  const auto is_spectrum = [](const StepResult& r) { return r.stop.kind == StopReason::Kind::spectrum; };
  std::erase_if(one.kept.steps, is_spectrum), std::erase_if(two.kept.steps, is_spectrum);
  // A step whose power is out of reach leaves the voltage that it found: that of the spectrum, at rest.
  for (Ran* ran : {&one, &two})
    for (StepResult& r : ran->kept.steps)
      if (r.stop.kind == StopReason::Kind::power_out_of_reach) r.end_voltage = 0;
  RC_ASSERT(distance(one, two, Cell(cell, settings.mesh)) <= close);
}

RC_GTEST_PROP(ProtocolProperties, TwoHalvesOfAStepAreTheStep, ()) {
  const CellParameters cell = cell_of_kind(*elementOf(std::vector<int>{0, 2, 3}));
  RunSettings settings = settings_for(cell, {}, number(20, 80, 0.01));
  settings.tolerance = 1e-7;
  Protocol halves;
  for (int k = 0; k < 4; ++k) {
    ProtocolStep step = parse_step(fmt::format(
        "{} for {:g} min", *elementOf(std::vector<std::string>{"Charge at C/5", "Discharge at C/4", "Rest"}),
        number(1, 60, 1)));
    settings.protocol.emplace_back(step);
    step.duration->value /= 2;
    halves.emplace_back(step), halves.emplace_back(step);
  }
  const Ran whole = run(cell, settings);
  settings.protocol = halves;
  const Ran split = run(cell, settings);
  for (std::size_t k = 0; k < whole.kept.steps.size(); ++k) {
    const StepResult &a = whole.kept.steps[k], &first = split.kept.steps[2 * k], &second = split.kept.steps[2 * k + 1];
    if (a.stop.kind != StopReason::Kind::time) return;  // cut short: the second half does not follow
    RC_ASSERT(std::abs(a.end_voltage - second.end_voltage) <= close);
    RC_ASSERT(std::abs(a.charge - first.charge - second.charge) <=
              1e-6 * cell.nominal_capacity * cell.composite().active_loading);
    RC_ASSERT(std::abs(a.energy - first.energy - second.energy) <=
              1e-5 * 4 * cell.nominal_capacity * cell.composite().active_loading);
  }
}

/// The other direction, seen from the other electrode.
ProtocolStep mirrored(ProtocolStep step) {
  using StepKind = ProtocolStep::Kind;
  if (step.kind == StepKind::charge) {
    step.kind = StepKind::discharge;
  } else if (step.kind == StepKind::discharge) {
    step.kind = StepKind::charge;
  }
  if (step.imposed && step.imposed->kind == Amount::Kind::voltage) step.imposed->value *= -1;
  for (Amount& limit : step.until)
    if (limit.kind == Amount::Kind::voltage) limit.value *= -1;
  return step;
}

RC_GTEST_PROP(ProtocolProperties, ASymmetricCellIsItsMirrorImage, ()) {
  CellParameters cell = test::symmetric_cell();
  if (*inRange(0, 2) == 0) {
    cell.flat(Side::negative).interface_resistance = cell.flat(Side::positive).interface_resistance = 1e-3;
    cell.flat(Side::negative).double_layer.capacitance = cell.flat(Side::positive).double_layer.capacitance = 0.1;
  }
  RunSettings settings = settings_for(cell, {}, 0.5);
  settings.tolerance = 1e-8;
  for (int k = 0; k < 4; ++k) {
    const std::string direction = *elementOf(std::vector<std::string>{"Charge", "Discharge"});
    settings.protocol.emplace_back(parse_step(*elementOf(std::vector<std::string>{
        fmt::format("{} at {:g} mA/cm2 for {:g} min", direction, number(1, 30, 0.1), number(1, 100, 1)),
        fmt::format("{} at {:g} mA/cm2 for 1 h or until {:g} mAh/cm2", direction, number(1, 30, 0.1),
                    number(1, 50, 0.02)),
        fmt::format("Hold at {:g} mV for {:g} min", number(-100, 100, 1.0), number(1, 30, 1)), "Rest for 5 min"})));
  }
  const Ran one = run(cell, settings);
  for (ProtocolNode& node : settings.protocol) node = mirrored(std::get<ProtocolStep>(node.content));
  const Ran two = run(cell, settings);
  RC_ASSERT(two.kept.steps.size() == one.kept.steps.size());
  for (std::size_t k = 0; k < one.kept.steps.size(); ++k) {
    const StepResult &a = one.kept.steps[k], &b = two.kept.steps[k];
    RC_ASSERT(std::abs(a.duration - b.duration) <= 1e-6 * (1 + a.duration));
    RC_ASSERT(std::abs(a.end_voltage + b.end_voltage) <= 1e-6);
    RC_ASSERT(std::abs(a.charge + b.charge) <= 1e-6 * cell.nominal_areal_capacity);
    RC_ASSERT(std::abs(a.energy - b.energy) <= 1e-6 * cell.nominal_areal_capacity);
  }
}

/// What ages moves while a step goes on: how a protocol is cut into steps matters by the tolerance alone.
TEST(ProtocolProperties, AgeingDoesNotDependOnHowStepsAreCut) {
  CellParameters cell = test::simple_cell();
  cell.pressure = 1e6;
  cell.composite().contact_loss = ContactLoss{0.5, 1250};
  cell.composite().contact = 0.84;
  cell.flat(Side::negative).interface = MetalInterface{1e6, 0.5, Growth{2e-3, {5e-3}}, {}, {}};
  RunSettings settings = settings_for(cell, test::protocol_of({"Discharge at C/10 for 7 h"}), 0.1);
  settings.tolerance = 1e-7;
  const Ran whole = run(cell, settings);
  settings.protocol = test::protocol_of(std::vector<std::string>(7, "Discharge at C/10 for 1 h"));
  const Ran split = run(cell, settings);
  const double apart = std::abs(whole.kept.steps.back().end_voltage - split.kept.steps.back().end_voltage);
  EXPECT_LT(apart, 2e-6);
}

}  // namespace
}  // namespace closo
