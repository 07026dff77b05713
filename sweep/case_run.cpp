// From the number of a case to its row.
#include "sweep/case_run.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/expression.hpp"
#include "base/units.hpp"
#include "cycler/close_run.hpp"
#include "cycler/observers.hpp"
#include "cycler/simulate.hpp"
#include "models/reporting_units.hpp"

namespace closo::sweep {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double no_profiles = 1e3;  // nominal capacities between two profiles: none
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Gives up a case beyond the limits of the sweep.
class CaseWatch : public Observer {
 public:
  explicit CaseWatch(const CaseLimits& limits) : limits_(limits) {}

  void series(const Cell&, const Moment&) override {
    if (++shown_ > limits_.time_steps)
      throw RunError(fmt::format("limit of the sweep exceeded ({} time steps)", limits_.time_steps));
    if (Clock::now() - start_ > std::chrono::duration<double>(limits_.wall_time))
      throw RunError(fmt::format("time limit of the sweep exceeded ({:g} s)", limits_.wall_time));
  }
  void step_ended(const Cell&, const StepResult& result) override { time_steps_ += result.statistics.steps; }

  std::int64_t time_steps() const { return time_steps_; }

 private:
  const CaseLimits& limits_;
  const Clock::time_point start_ = Clock::now();
  std::int64_t shown_ = 0, time_steps_ = 0;
};

/// Columns of a solution that a sweep keeps numbers of.
Wanted wanted_of(const Kept& kept) {
  Wanted columns;
  for (const Figure* q : kept.design) columns.push_back("design/" + q->name);
  if (!kept.cycles.empty()) columns.emplace_back("cycles/number");
  for (const KeptCycle& k : kept.cycles) columns.push_back("cycles/" + k.quantity->name);
  if (!kept.curves.empty())
    columns.insert(columns.end(), {"series/time", "series/step", "series/charge", "series/voltage"});
  return columns;
}

/// The figure of one cycle; NaN of a run without it.
double figure_of(const KeptCycle& k, const SolutionTable& cycles) {
  const std::vector<std::int64_t>& numbers = cycles["number"].integers;
  const auto found = k.cycle != KeptCycle::last ? std::ranges::find(numbers, k.cycle)
                     : numbers.empty()          ? numbers.end()
                                                : numbers.end() - 1;
  if (found == numbers.end()) return nan;
  return cycles[k.quantity->name].numbers[static_cast<std::size_t>(found - numbers.begin())];
}

/// Capacity, time and voltage of a step. Straight lines between the rows, at points evenly spread over the charge; NaN
/// without a step of that number.
void write_curve(const KeptCurve& curve, const SolutionTable& series, const CellParameters& cell,
                 std::vector<double>& numbers) {
  const std::size_t points = curve.points;
  const auto rows = std::ranges::equal_range(series["step"].integers, curve.step);
  const auto begin = static_cast<std::size_t>(rows.begin() - series["step"].integers.begin());
  const auto column = [&](const char* name) { return series[name].numbers.data() + begin; };
  const double *time = column("time"), *charge = column("charge"), *voltage = column("voltage");
  const auto size = static_cast<std::size_t>(rows.size());
  std::vector<double> capacity(points, nan), moment(points, nan), volts(points, nan);
  std::size_t row = 0;
  for (std::size_t k = 0; k < points && size > 0; ++k) {
    const double width = std::abs(charge[size - 1] - charge[0]);
    const double passed = width * static_cast<double>(k) / static_cast<double>(points - 1);
    while (row + 2 < size && std::abs(charge[row + 1] - charge[0]) < passed) ++row;
    const std::size_t next = std::min(row + 1, size - 1);
    const double piece = std::abs(charge[next] - charge[row]);
    const double share = piece > 0 ? std::min((passed - std::abs(charge[row] - charge[0])) / piece, 1.0) : 0.0;
    capacity[k] = mAh_per_g(passed / cell.area, cell);
    moment[k] = time[row] - time[0] + share * (time[next] - time[row]);
    volts[k] = voltage[row] + share * (voltage[next] - voltage[row]);
  }
  for (const auto* values : {&capacity, &moment, &volts}) numbers.insert(numbers.end(), values->begin(), values->end());
}

void write(const Kept& kept, const Solution& solution, const CellParameters& cell, std::vector<double>& numbers) {
  for (const Figure* q : kept.design)
    numbers.push_back(!q->of_two_composites || cell.has_two_composites() ? solution.number("design", q->name)
                                                                         : FigureRecord::none);
  for (const KeptCycle& k : kept.cycles) numbers.push_back(figure_of(k, solution["cycles"]));
  for (const KeptCurve& curve : kept.curves) write_curve(curve, solution["series"], cell, numbers);
}

std::vector<std::string> names_of(const DependentValue& d) {
  std::vector<std::string> names;
  for (const DependentValue::Variable& v : d.variables) names.push_back(v.name);
  return names;
}

/// @throws RunError if the cell lacks what is to be kept
void require(const Kept& kept, const CellParameters& cell) {
  if (!kept.design.empty() && !cell.has_active_material())
    throw RunError("keep.design needs a cell with an active material");
  if (!kept.curves.empty() && !cell.has_composite()) throw RunError("keep.curves needs a cell with a composite");
  for (const KeptCycle& k : kept.cycles)
    if (!k.quantity->applies_to(cell)) throw RunError("keep.cycles: this cell has no " + k.quantity->name);
}

}  // namespace

/// A dependent value and its expression.
struct CaseRunner::Formula {
  const DependentValue& dependent;
  Expression expression;

  explicit Formula(const DependentValue& d) : dependent(d), expression(d.expression, names_of(d)) {}

  double value(const VariedRun& run) const {
    std::vector<double> values(dependent.variables.size());
    for (std::size_t k = 0; k < values.size(); ++k) {
      const auto& [name, key, unit] = dependent.variables[k];
      try {
        values[k] = run.number(key, unit);
      } catch (const std::out_of_range&) {
        throw InputError(dependent.where, dependent.key, key, "a quantity in the run");
      }
    }
    try {
      return expression(values);
    } catch (const ExpressionError&) {
      throw InputError(dependent.where, dependent.key, dependent.expression, "an expression with a finite value");
    }
  }
};

CaseRunner::CaseRunner(const SweepProblem& problem, StopRequest stop)
    : problem_(problem), stop_(stop), wanted_(wanted_of(problem.kept)), run_(problem.run) {
  for (const DependentValue& d : problem.dependents) formulas_.push_back(std::make_unique<Formula>(d));
}

CaseRunner::~CaseRunner() = default;

void CaseRunner::simulate(const RunSpec& spec, CaseRow& row) {
  RunInput run = close(spec);
  require(problem_.kept, run.cell);
  run.settings.sampling = {};
  run.settings.sampling.profile_charge = no_profiles;
  run.settings.sampling.every_time_step = run.settings.sampling.every_cycle =
      problem_.limits.any() || !problem_.kept.curves.empty();
  Cell cell(run.cell, run.settings.mesh);
  CaseWatch watch(problem_.limits);
  SolutionBuilder builder(cell, run.settings.retention_from, run.figures, &wanted_);
  Observers both({&watch, &builder});
  const Outcome outcome = closo::simulate(cell, run.settings, both, nullptr, stop_);
  if (outcome.kind == Outcome::Kind::interrupted) throw Cancelled();
  if (!outcome.completed()) throw RunError(outcome.reason);
  row.time_steps = watch.time_steps();
  builder.finish(cell, outcome);
  write(problem_.kept, builder.solution(), run.cell, row.numbers);
}

CaseRow CaseRunner::run(std::int64_t number) {
  const std::vector<std::size_t> points = problem_.space.points(number);
  const std::vector<const Axis*> axes = problem_.space.axes();
  std::vector<CaseValue> values;
  for (std::size_t k = 0; k < axes.size(); ++k)
    values.push_back({axes[k]->key, axes[k]->text(points[k]), axes[k]->number(points[k]), axes[k]->form.unit,
                      axes[k]->texts.empty() && axes[k]->form.is_quantity()});
  CaseRow row = run(values);
  row.number = number;
  return row;
}

CaseRow CaseRunner::run(const std::vector<CaseValue>& values) {
  CaseRow row;
  std::string input;
  for (const CaseValue& value : values) {
    row.numbers.push_back(value.number);
    input += fmt::format("{}--set {}='{}'", input.empty() ? "" : " ", value.key, value.text);
  }
  row.input = input;
  const auto follow = [&] {
    row.input = input, row.numbers.resize(values.size());
    for (const auto& formula : formulas_) {
      const DependentValue& d = formula->dependent;
      const double number = formula->value(run_);
      const std::string unit = d.unit == "1" ? "" : d.unit;
      const std::string text = fmt::format("{}{}{}", number, unit.empty() ? "" : " ", unit);
      row.numbers.push_back(number);
      row.input += fmt::format("{}--set {}='{}'", row.input.empty() ? "" : " ", d.key, text);
      run_.set({d.key, text, number, unit, true});
    }
  };
  try {
    simulate(run_.with(values, follow), row);
  } catch (const InputError& error) {
    row.reason = error.what();
  } catch (const RunError& error) {
    row.reason = error.what();
  } catch (const UnitError& error) {
    row.reason = error.what();
  }
  row.numbers.resize(values.size() + formulas_.size() + problem_.kept.numbers(), nan);
  return row;
}

}  // namespace closo::sweep
