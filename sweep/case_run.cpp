// From the number of a case to its row.
#include "sweep/case_run.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

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
  for (const Figure* q : kept.design) numbers.push_back(solution.number("design", q->name));
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

/// Where a key of the cases has its value.
struct CaseRunner::Slot {
  std::optional<FoundQuantity> quantity;  // of the spec; none of a key that is no quantity
  std::optional<UnitConversion> to_SI;    // of the numbers of the cases
  double number = nan;                    // of the last case
  std::string unit;                       // of this number
};

/// A dependent value and its expression.
struct CaseRunner::Formula {
  const DependentValue& dependent;
  Expression expression;

  explicit Formula(const DependentValue& d) : dependent(d), expression(d.expression, names_of(d)) {}

  double value(const RunSource& source, const std::map<std::string, Slot>& slots) const {
    std::vector<double> values(dependent.variables.size(), nan);
    for (std::size_t k = 0; k < values.size(); ++k) {
      const auto& [name, key, unit] = dependent.variables[k];
      const auto slot = slots.find(key);
      if (slot != slots.end() && slot->second.quantity) {
        values[k] = UnitConversion(slot->second.unit, unit)(slot->second.number);
        continue;
      }
      const std::string* text = source.at(key);
      if (text == nullptr) throw InputError(dependent.where, dependent.key, key, "a quantity in the run");
      values[k] = parse_quantity(*text, unit);
    }
    try {
      return expression(values);
    } catch (const ExpressionError&) {
      throw InputError(dependent.where, dependent.key, dependent.expression, "an expression with a finite value");
    }
  }
};

CaseRunner::CaseRunner(const SweepProblem& problem, StopRequest stop)
    : problem_(problem), stop_(stop), wanted_(wanted_of(problem.kept)) {
  for (const DependentValue& d : problem.dependents) formulas_.push_back(std::make_unique<Formula>(d));
}

CaseRunner::~CaseRunner() = default;

void CaseRunner::read_again() {
  slots_.clear();
  spec_ = source_->spec();
  stale_ = false;
}

void CaseRunner::set_text(const CaseValue& value) {
  if (const std::string* text = source_->at(value.key); text != nullptr && *text == value.text) return;
  source_->set(value.key, value.text, "the case", "set");
  stale_ = true;
}

void CaseRunner::set(const CaseValue& value, CaseRow& row) {
  row.input += fmt::format("{}--set {}='{}'", row.input.empty() ? "" : " ", value.key, value.text);
  const auto [found, is_new] = slots_.try_emplace(value.key);
  Slot& slot = found->second;
  if (is_new && value.is_quantity && !spec_.start_result) {
    slot.quantity = find_quantity(spec_, value.key);
    if (slot.quantity) slot.to_SI.emplace(value.unit, slot.quantity->row.unit);
    slot.unit = value.unit.empty() ? "1" : value.unit;
  }
  if (!slot.quantity) return set_text(value);
  slot.number = value.number;
  *slot.quantity->entry = Quantity((*slot.to_SI)(value.number), Status::set,
                                   std::make_shared<const Statement>(Statement{value.text, "the case", "the case", 0}));
}

void CaseRunner::simulate(CaseRow& row) {
  RunInput run = close(spec_);
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
  for (const CaseValue& value : values) row.numbers.push_back(value.number);
  try {
    const auto set_all = [&] {
      for (const CaseValue& value : values) set(value, row);
      for (const auto& formula : formulas_) {
        const DependentValue& d = formula->dependent;
        const double number = formula->value(*source_, slots_);
        row.numbers.push_back(number);
        const std::string unit = d.unit == "1" ? "" : d.unit;
        set({d.key, fmt::format("{}{}{}", number, unit.empty() ? "" : " ", unit), number, unit, true}, row);
      }
    };
    if (stale_) source_ = problem_.run->copy();  // the first case, or what the one before set was wrong
    for (const CaseValue& value : values)
      if (!value.is_quantity) set_text(value);
    if (stale_) read_again();
    set_all();
    if (stale_) {  // by a number that is no quantity of the cell, as one of the mesh
      read_again();
      row.input.clear(), row.numbers.resize(values.size());
      set_all();
    }
    simulate(row);
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
