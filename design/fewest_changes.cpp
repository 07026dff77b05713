// Sets of variables, smaller ones first; in each the smallest changes that meet the targets.
#include "design/fewest_changes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <tbb/parallel_for.h>

namespace closo::design {
namespace {

using Set = std::vector<std::size_t>;

constexpr int more_searches = 4;           // before targets are taken for out of reach
constexpr double close_miss = 0.05;        // parts of a target: a set that misses by less is searched again
constexpr std::size_t sample_of_set = 32;  // designs, from which the first of them begins
constexpr double settled = 1e-3;           // parts of a target by which the worst miss may grow for the sake of others
constexpr int refinements = 12;            // of a set that is told, each from where the one before it ended
constexpr double refined = 1e-4;           // of the distance: a refinement that gains less is the last

class Search {
 public:
  Search(const Evaluator& evaluator, const std::vector<Design>& sample)
      : evaluator_(evaluator), problem_(evaluator.problem()), sample_(sample) {
    all_.resize(problem_.variables.size());
    std::iota(all_.begin(), all_.end(), std::size_t{0});
  }

  FewestChanges result() {
    FewestChanges result;
    result.reference = evaluator_(problem_.reference);
    const ChangedDesign none = judged({}, result.reference);
    if (none.shortfall <= 0) return {result.reference, {none}, true, {}};
    whole_ = searched_again(nearest(all_, sample_), std::numeric_limits<double>::infinity());
    if (whole_.shortfall > 0) {
      result.sets = {with_least_misses(whole_)};
      result.alone.resize(problem_.targets.size());
      tbb::parallel_for(std::size_t{0}, result.alone.size(), [&](std::size_t k) { result.alone[k] = alone(k); });
      return result;
    }
    result.met = true;
    const Set needed = find_needed();
    for (std::size_t size = std::max<std::size_t>(needed.size(), 1); result.sets.empty() && size < all_.size(); ++size)
      result.sets = meeting(supersets(needed, size));
    if (result.sets.empty()) result.sets = {whole_};
    tbb::parallel_for(std::size_t{0}, result.sets.size(), [&](std::size_t k) { refine(result.sets[k]); });
    std::ranges::sort(result.sets, {}, &ChangedDesign::distance);
    return result;
  }

 private:
  ChangedDesign judged(const Set& changed, Design design) const {
    ChangedDesign result{changed, std::move(design), 0, 0};
    result.shortfall = std::ranges::max(shortfalls(result.design, problem_.targets));
    result.distance = std::sqrt(squared_distance(result.design));
    return result;
  }

  double squared_distance(const Design& design) const {
    double sum = 0;
    for (std::size_t k = 0; k < design.point.size(); ++k)
      sum += (design.point[k] - problem_.reference[k]) * (design.point[k] - problem_.reference[k]);
    return sum;
  }

  /// The smallest changes within a set that meet the targets, or what comes nearest to them.
  ChangedDesign nearest(const Set& set, const std::vector<Design>& candidates) const {
    return searched(set, {searched(set, candidates, wide_step).design}, narrow_step);
  }

  ChangedDesign searched(const Set& set, const std::vector<Design>& candidates, double first_step) const {
    const Judge judge = [&](const Design& d) {
      return Evaluation{squared_distance(d), shortfalls(d, problem_.targets)};
    };
    return judged(set, best_design(evaluator_, judge, problem_.targets.size(), set, candidates, first_step));
  }

  /// What misses the targets by less than `most` is searched again, from where it is.
  ChangedDesign searched_again(ChangedDesign found, double most) const {
    for (int k = 0; k < more_searches && found.shortfall > 0 && found.shortfall < most; ++k)
      found = nearest(found.changed, {found.design});
    return found;
  }

  /// The smallest changes lie on a curved border of what meets the targets, along which a search moves until its steps
  /// have become small: it begins again until that gains nothing.
  void refine(ChangedDesign& design) const {
    for (int k = 0; k < refinements; ++k) {
      const double before = design.distance;
      for (const double step : {wide_step, narrow_step}) {
        ChangedDesign next = searched(design.changed, {design.design}, step);
        if (next.shortfall <= 0 && next.distance < design.distance) design = std::move(next);
      }
      if (!(design.distance < (1 - refined) * before)) return;
    }
  }

  /// Among the designs that miss no target by more than this one does, that whose misses have the least sum of squares.
  ChangedDesign with_least_misses(const ChangedDesign& worst_settled) const {
    const double bound = worst_settled.shortfall + settled;
    const Judge judge = [&](const Design& d) {
      Evaluation evaluation{0, shortfalls(d, problem_.targets)};
      for (double& shortfall : evaluation.constraints) {
        evaluation.objective += std::pow(std::max(shortfall, 0.0), 2);
        shortfall -= bound;
      }
      return evaluation;
    };
    Design best = worst_settled.design;
    for (const double step : {wide_step, narrow_step})
      best = best_design(evaluator_, judge, problem_.targets.size(), all_, {best}, step);
    return judged(all_, std::move(best));
  }

  /// Candidates within a set: the design with all changes without those outside, and a sample.
  ChangedDesign nearest_within(const Set& set) const {
    std::vector<VariedKey> variables;
    std::vector<double> point = problem_.reference;
    for (const std::size_t k : set) point[k] = whole_.design.point[k], variables.push_back(problem_.variables[k]);
    std::vector<Design> candidates{evaluator_(point)};
    const sweep::Block block = sweep::sobol(variables, sample_of_set);
    for (std::size_t c = 0; c < sample_of_set; ++c) {
      for (std::size_t j = 0; j < set.size(); ++j) point[set[j]] = variables[j].coordinate(block.axes[j].numbers[c]);
      candidates.push_back(evaluator_(point));
    }
    return searched_again(nearest(set, candidates), close_miss);
  }

  std::vector<ChangedDesign> meeting(const std::vector<Set>& sets) const {
    std::vector<ChangedDesign> found(sets.size());
    tbb::parallel_for(std::size_t{0}, sets.size(), [&](std::size_t k) { found[k] = nearest_within(sets[k]); });
    std::erase_if(found, [](const ChangedDesign& c) { return c.shortfall > 0; });
    return found;
  }

  Set find_needed() const {
    std::vector<char> needed(all_.size(), 0);
    tbb::parallel_for(std::size_t{0}, all_.size(), [&](std::size_t k) {
      Set others = all_;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(k));
      needed[k] = others.empty() || nearest_within(others).shortfall > 0;
    });
    Set result;
    for (const std::size_t k : all_)
      if (needed[k] != 0) result.push_back(k);
    return result;
  }

  /// All sets of this size with the needed ones in them.
  std::vector<Set> supersets(const Set& needed, std::size_t size) const {
    std::vector<Set> sets;
    for (std::size_t bits = 0; bits < std::size_t{1} << all_.size(); ++bits) {
      Set set;
      for (const std::size_t k : all_)
        if ((bits >> k & 1) != 0) set.push_back(k);
      if (set.size() == size && std::ranges::includes(set, needed)) sets.push_back(std::move(set));
    }
    return sets;
  }

  Design alone(std::size_t target) const {
    const Judge judge = [&](const Design& d) { return Evaluation{shortfalls(d, problem_.targets)[target], {}}; };
    return best_design(evaluator_, judge, 0, all_, sample_, wide_step);
  }

  const Evaluator& evaluator_;
  const DesignProblem& problem_;
  const std::vector<Design>& sample_;
  Set all_;
  ChangedDesign whole_;  // with every variable free
};

}  // namespace

FewestChanges fewest_changes(const Evaluator& evaluator, const std::vector<Design>& sample) {
  return Search(evaluator, sample).result();
}

}  // namespace closo::design
