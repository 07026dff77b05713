// One run for each design.
#include "design/evaluator.hpp"

#include <algorithm>
#include <cmath>

#include <tbb/parallel_for.h>

namespace closo::design {

double Design::of(const Figure& quantity) const {
  return results[static_cast<std::size_t>(&quantity - all_figures().data())];
}

Evaluator::Evaluator(const DesignProblem& problem)
    : problem_(problem), runners_([&problem] { return std::make_unique<sweep::CaseRunner>(problem.cases); }) {}

Design Evaluator::operator()(const std::vector<double>& point) const {
  std::vector<CaseValue> values;
  for (std::size_t k = 0; k < point.size(); ++k) {
    const VariedKey& v = problem_.variables[k];
    const bool unchanged = point[k] == problem_.reference[k];
    const std::string text = unchanged ? *problem_.cases.run->at(v.key) : v.text_at(point[k]);
    values.push_back(
        {v.key, text, unchanged ? v.text.value(text) : v.value(point[k]), v.text.unit, v.text.is_quantity()});
  }
  const sweep::CaseRow row = runners_.local()->run(values);
  ++evaluated_;
  const auto kept = static_cast<std::ptrdiff_t>(all_figures().size());
  return {point, {row.numbers.end() - kept, row.numbers.end()}, row.input, row.reason};
}

std::vector<Design> Evaluator::sample() const {
  const sweep::Block block = sweep::sobol(problem_.variables, problem_.samples);
  std::vector<Design> designs(problem_.samples);
  tbb::parallel_for(std::size_t{0}, designs.size(), [&](std::size_t k) {
    std::vector<double> point;
    for (std::size_t j = 0; j < problem_.variables.size(); ++j)
      point.push_back(problem_.variables[j].coordinate(block.axes[j].numbers[k]));
    designs[k] = (*this)(point);
  });
  return designs;
}

Design best_design(const Evaluator& evaluator, const Judge& judge, std::size_t constraints,
                   const std::vector<std::size_t>& free, const std::vector<Design>& candidates, double first_step) {
  const auto judged = [&](const Design& design) { return ConstrainedMinimum{design.point, judge(design)}; };
  const Design* start = &candidates.front();
  for (const Design& other : candidates)
    if (judged(other).is_better_than(judged(*start))) start = &other;
  const auto design_at = [&](const std::vector<double>& x) {
    std::vector<double> point = start->point;
    for (std::size_t k = 0; k < free.size(); ++k) point[free[k]] = x[k];
    return evaluator(point);
  };
  std::vector<double> first;
  for (const std::size_t k : free) first.push_back(std::clamp(start->point[k], 0.0, 1.0));
  const ConstrainedMinimum found = minimise([&](const std::vector<double>& x) { return judge(design_at(x)); },
                                            constraints, first, {evaluator.problem().evaluations, first_step});
  Design best = design_at(found.point);
  return judged(best).is_better_than(judged(*start)) ? best : *start;
}

// Beyond it shortfalls grow more slowly, so that those that are known stay below that of a failed design.
constexpr double known_shortfall = failed_shortfall - 1;

std::vector<double> shortfalls(const Design& design, const std::vector<DesignTarget>& targets) {
  std::vector<double> all;
  for (const DesignTarget& target : targets) {
    const double missed = target.shortfall(design.of(*target.quantity));
    all.push_back(!std::isfinite(missed)      ? failed_shortfall
                  : missed <= known_shortfall ? missed
                                              : failed_shortfall - 1 / (missed - known_shortfall + 1));
  }
  return all;
}

}  // namespace closo::design
