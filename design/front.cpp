// The front by epsilon-constraints (Haimes, Lasdon and Wismer 1971): one constrained search for each level.
#include "design/front.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <tbb/parallel_for.h>

namespace closo::design {
namespace {

constexpr double alike = 1e-3;  // designs of which one is better by less are the same

class Front {
 public:
  Front(const Evaluator& evaluator, const std::vector<Design>& sample)
      : evaluator_(evaluator), front_(*evaluator.problem().front), sample_(sample) {
    free_.resize(evaluator.problem().variables.size());
    std::iota(free_.begin(), free_.end(), std::size_t{0});
  }

  std::vector<Design> designs() {
    std::vector<Design> ends(2);
    tbb::parallel_for(0, 2, [&](int k) { ends[k] = end(k == 0 ? *front_.most : *front_.against); });
    const double low = ends[0].of(*front_.against), high = ends[1].of(*front_.against);
    std::vector<Design> found = ends;
    if (meets(ends[0]) && meets(ends[1]) && low > 0 && low < high) {
      found.resize(front_.points);
      found.front() = ends[0], found.back() = ends[1];
      for (const double step : {wide_step, narrow_step}) improve(found, low, (1 - alike) * high, step);
    }
    std::erase_if(found, [&](const Design& d) { return !meets(d); });
    return not_beaten(std::move(found));
  }

 private:
  bool meets(const Design& design) const {
    return std::ranges::all_of(shortfalls(design, front_.require), [](double s) { return s <= 0; });
  }

  /// The most of a quantity, in parts of `scale`, under the requirements and a level of the other quantity.
  Judge judge(const Figure& quantity, double scale, const DesignTarget* level) const {
    return [&quantity, scale, level, this](const Design& design) {
      const double value = design.of(quantity) / scale;
      Evaluation evaluation{std::isfinite(value) ? -value : failed_shortfall, shortfalls(design, front_.require)};
      if (level != nullptr) evaluation.constraints.push_back(shortfalls(design, {*level}).front());
      return evaluation;
    };
  }

  double scale(const Figure& quantity) const {
    double most = 0;
    for (const Design& d : sample_)
      if (std::isfinite(d.of(quantity))) most = std::max(most, std::abs(d.of(quantity)));
    return most > 0 ? most : 1;
  }

  Design end(const Figure& quantity) const {
    const Judge wanted = judge(quantity, scale(quantity), nullptr);
    const Design first = best_design(evaluator_, wanted, front_.require.size(), free_, sample_, wide_step);
    return best_design(evaluator_, wanted, front_.require.size(), free_, {first}, narrow_step);
  }

  /// One search for each level between the ends, from the best of the sample and of all designs that are there.
  void improve(std::vector<Design>& found, double low, double high, double step) const {
    std::vector<Design> candidates = sample_;
    for (const Design& d : found)
      if (!d.point.empty()) candidates.push_back(d);
    const double part = 1 / static_cast<double>(found.size() - 1);
    tbb::parallel_for(std::size_t{1}, found.size(), [&](std::size_t k) {
      const DesignTarget level{front_.against, low * std::pow(high / low, static_cast<double>(k) * part), true};
      found[k] = best_design(evaluator_, judge(*front_.most, scale(*front_.most), &level), front_.require.size() + 1,
                             free_, candidates, step);
    });
  }

  std::vector<Design> not_beaten(std::vector<Design> found) const {
    const auto of = [&](const Design& d) { return std::pair(d.of(*front_.against), d.of(*front_.most)); };
    std::ranges::sort(found, [&](const Design& a, const Design& b) { return of(a) > of(b); });
    std::vector<Design> front;
    for (Design& d : found)
      if (front.empty() || of(d).second > (1 + alike) * of(front.back()).second) front.push_back(std::move(d));
    std::ranges::reverse(front);
    return front;
  }

  const Evaluator& evaluator_;
  const FrontProblem& front_;
  const std::vector<Design>& sample_;
  std::vector<std::size_t> free_;
};

}  // namespace

std::vector<Design> pareto_front(const Evaluator& evaluator, const std::vector<Design>& sample) {
  return Front(evaluator, sample).designs();
}

}  // namespace closo::design
