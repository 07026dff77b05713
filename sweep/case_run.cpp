// From the number of a case to its row.
#include "sweep/case_run.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>
#include <muParser.h>

#include "cycler/simulate.hpp"
#include "models/reporting_units.hpp"
#include "solver/error.hpp"
#include "solver/units.hpp"

namespace closo {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double no_profiles = 1e3;  // nominal capacities between two profiles: none
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Keeps what the sweep keeps, and gives up beyond its limits.
class CaseObserver : public Observer {
 public:
  CaseObserver(const SweepProblem& problem, const RunInput& run)
      : problem_(problem), meter_(run.settings.retention_from), curves_(problem.kept.curves.size()) {
    meter_.restore(run.figures);
  }

  bool follows(Index cycle) const override { return meter_.follows(cycle); }
  void advanced(const Cell& cell, const Moment& moment) override { meter_.advanced(cell, moment); }
  void series(const Cell& cell, const Moment& moment) override {
    count();
    for (std::size_t k = 0; k < curves_.size(); ++k)
      if (moment.step == problem_.kept.curves[k].step) curves_[k].add(cell, moment);
  }
  void profile(const Cell&, const Moment&) override {}
  void step_ended(const Cell&, const StepResult& result) override {
    meter_.step_ended();
    time_steps_ += result.statistics.steps;
  }
  void cycle_ended(const Cell&, const CycleResult& result) override {
    meter_.cycle_ended(result);
    for (const KeptCycle& k : problem_.kept.cycles)
      if (k.cycle == result.number) cycles_.push_back(result);
    last_ = result;
  }
  bool proceed(const Progress&) override { return true; }

  std::int64_t time_steps() const { return time_steps_; }

  void write(const CellParameters& cell, std::vector<double>& numbers) const {
    for (const DesignQuantity* q : problem_.kept.design) numbers.push_back(q->value(meter_.record(), cell));
    for (const KeptCycle& k : problem_.kept.cycles) {
      const CycleResult* cycle = find(k.cycle);
      numbers.push_back(cycle == nullptr ? nan : k.quantity->value(*cycle, cell));
    }
    for (std::size_t k = 0; k < curves_.size(); ++k) curves_[k].write(cell, problem_.kept.curves[k].points, numbers);
  }

 private:
  struct Curve {
    std::vector<double> time, charge, voltage;  // s; C m-2, positive on discharge; V

    void add(const Cell& cell, const Moment& m) {
      time.push_back(m.time);
      charge.push_back(m.charge);
      voltage.push_back(m.state(cell.layout().V()));
    }
    void write(const CellParameters& cell, std::size_t points, std::vector<double>& numbers) const;
  };

  void count() {
    if (++shown_ > problem_.limits.time_steps)
      throw RunError(fmt::format("limit of the sweep exceeded ({} time steps)", problem_.limits.time_steps));
    if (Clock::now() - start_ > std::chrono::duration<double>(problem_.limits.wall_time))
      throw RunError(fmt::format("time limit of the sweep exceeded ({:g} s)", problem_.limits.wall_time));
  }
  const CycleResult* find(Index cycle) const {
    if (cycle == KeptCycle::last) return last_.number > 0 ? &last_ : nullptr;
    const auto found = std::ranges::find_if(cycles_, [&](const CycleResult& c) { return c.number == cycle; });
    return found == cycles_.end() ? nullptr : &*found;
  }

  const SweepProblem& problem_;
  const Clock::time_point start_ = Clock::now();
  DesignMeter meter_;
  std::vector<Curve> curves_;
  std::vector<CycleResult> cycles_;
  CycleResult last_;
  std::int64_t shown_ = 0, time_steps_ = 0;
};

/// Straight lines between the rows, at points evenly spread over the charge; NaN without a step of that number.
void CaseObserver::Curve::write(const CellParameters& cell, std::size_t points, std::vector<double>& numbers) const {
  std::vector<double> capacity(points, nan), moment(points, nan), volts(points, nan);
  std::size_t row = 0;
  for (std::size_t k = 0; k < points && !charge.empty(); ++k) {
    const double width = std::abs(charge.back() - charge.front());
    const double passed = width * static_cast<double>(k) / static_cast<double>(points - 1);
    while (row + 2 < charge.size() && std::abs(charge[row + 1] - charge.front()) < passed) ++row;
    const std::size_t next = std::min(row + 1, charge.size() - 1);
    const double piece = std::abs(charge[next] - charge[row]);
    const double share = piece > 0 ? std::min((passed - std::abs(charge[row] - charge.front())) / piece, 1.0) : 0.0;
    capacity[k] = mAh_per_g(passed, cell);
    moment[k] = time[row] - time.front() + share * (time[next] - time[row]);
    volts[k] = voltage[row] + share * (voltage[next] - voltage[row]);
  }
  for (const auto* values : {&capacity, &moment, &volts}) numbers.insert(numbers.end(), values->begin(), values->end());
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

/// An expression and its variables, whose addresses the parser keeps.
struct CaseRunner::Formula {
  const DependentValue& dependent;
  std::vector<double> values;
  mu::Parser parser;

  explicit Formula(const DependentValue& d) : dependent(d), values(d.variables.size(), nan) {
    parser.SetExpr(d.expression);
    for (std::size_t k = 0; k < values.size(); ++k) parser.DefineVar(d.variables[k].name, &values[k]);
  }

  double value(const InputNode& tree) {
    for (std::size_t k = 0; k < values.size(); ++k) {
      const InputNode* node = node_at(tree, dependent.variables[k].key);
      const std::string* text = node == nullptr ? nullptr : quantity_text(*node);
      if (text == nullptr)
        throw InputError(dependent.where, dependent.key, dependent.variables[k].key, "a quantity in the run");
      values[k] = parse_quantity(*text, dependent.variables[k].unit);
    }
    const double result = parser.Eval();
    if (!std::isfinite(result))
      throw InputError(dependent.where, dependent.key, dependent.expression, "an expression with a finite value");
    return result;
  }
};

CaseRunner::CaseRunner(const SweepProblem& problem, StopRequest stop)
    : problem_(problem), stop_(stop), input_(problem.run) {
  for (const DependentValue& d : problem.dependents) formulas_.push_back(std::make_unique<Formula>(d));
}

CaseRunner::~CaseRunner() = default;

void CaseRunner::set(const std::string& key, const std::string& value, CaseRow& row) {
  row.input += fmt::format("{}--set {}='{}'", row.input.empty() ? "" : " ", key, value);
  set_value(input_.tree, key, value, "the case");
}

void CaseRunner::simulate(CaseRow& row) {
  RunInput run = read_run(input_, nullptr);
  require(problem_.kept, run.cell);
  run.settings.sampling = {};
  run.settings.sampling.profile_charge = no_profiles;
  run.settings.sampling.every_time_step = run.settings.sampling.every_cycle =
      problem_.limits.any() || !problem_.kept.curves.empty();
  Cell cell(run.cell, run.settings.mesh);
  CaseObserver observer(problem_, run);
  const Outcome outcome = closo::simulate(cell, run.settings, observer, nullptr, stop_);
  if (outcome.kind == Outcome::Kind::interrupted) throw Cancelled();
  if (!outcome.completed()) throw RunError(outcome.reason);
  row.time_steps = observer.time_steps();
  observer.write(run.cell, row.numbers);
}

CaseRow CaseRunner::run(std::int64_t number) {
  const std::vector<std::size_t> points = problem_.space.points(number);
  const std::vector<const Axis*> axes = problem_.space.axes();
  std::vector<CaseValue> values;
  for (std::size_t k = 0; k < axes.size(); ++k)
    values.push_back({axes[k]->key, axes[k]->text(points[k]), axes[k]->number(points[k])});
  CaseRow row = run(values);
  row.number = number;
  return row;
}

CaseRow CaseRunner::run(const std::vector<CaseValue>& values) {
  CaseRow row;
  for (const CaseValue& value : values) row.numbers.push_back(value.number);
  try {
    for (const CaseValue& value : values) set(value.key, value.text, row);
    for (const auto& formula : formulas_) {
      const DependentValue& d = formula->dependent;
      row.numbers.push_back(formula->value(input_.tree));
      set(d.key, fmt::format("{}{}{}", row.numbers.back(), d.unit == "1" ? "" : " ", d.unit == "1" ? "" : d.unit), row);
    }
    simulate(row);
  } catch (const InputError& error) {
    row.reason = error.what();
  } catch (const RunError& error) {
    row.reason = error.what();
  } catch (const UnitError& error) {
    row.reason = error.what();
  } catch (const mu::Parser::exception_type& error) {
    row.reason = error.GetMsg();
  }
  row.numbers.resize(values.size() + formulas_.size() + problem_.kept.numbers(), nan);
  return row;
}

}  // namespace closo
