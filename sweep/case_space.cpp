// Points of lists, ranges and samplings, and their combinations.
#include "sweep/case_space.hpp"

#include <numeric>
#include <random>

#include <boost/random/sobol.hpp>

namespace closo::sweep {
namespace {

Axis axis_at(const VariedKey& varied, const std::vector<double>& coordinates) {
  Axis axis{varied.key, varied.text, {}, {}};
  for (const double z : coordinates) axis.numbers.push_back(varied.value(z));
  return axis;
}

}  // namespace

std::string Axis::text(std::size_t point) const {
  if (!texts.empty()) return texts[point];
  return form(numbers[point]);
}

CaseSpace::CaseSpace(std::vector<Block> blocks) : blocks_(std::move(blocks)) {
  for (const Block& block : blocks_) size_ *= static_cast<std::int64_t>(block.points());
}

std::vector<const Axis*> CaseSpace::axes() const {
  std::vector<const Axis*> all;
  for (const Block& block : blocks_)
    for (const Axis& axis : block.axes) all.push_back(&axis);
  return all;
}

std::vector<std::size_t> CaseSpace::points(std::int64_t number) const {
  std::vector<std::size_t> all;
  for (auto block = blocks_.rbegin(); block != blocks_.rend(); ++block) {
    const auto size = static_cast<std::int64_t>(block->points());
    all.insert(all.begin(), block->axes.size(), static_cast<std::size_t>(number % size));
    number /= size;
  }
  return all;
}

Axis range(const VariedKey& axis, std::size_t points) {
  std::vector<double> z(points);
  for (std::size_t k = 0; k < points; ++k) z[k] = static_cast<double>(k) / static_cast<double>(points - 1);
  Axis values = axis_at(axis, z);
  values.numbers.back() = axis.high;  // without rounding
  return values;
}

Block latin_hypercube(const std::vector<VariedKey>& axes, std::size_t points, std::uint64_t seed) {
  // Written out, because the distributions of the standard library differ from one to the next.
  std::mt19937_64 random(seed);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  Block block;
  for (const VariedKey& axis : axes) {
    std::vector<std::size_t> part(points);
    std::iota(part.begin(), part.end(), std::size_t{0});
    for (std::size_t k = points; k > 1; --k) std::swap(part[k - 1], part[random() % k]);
    std::vector<double> z;
    for (const std::size_t k : part) z.push_back((static_cast<double>(k) + uniform()) / static_cast<double>(points));
    block.axes.push_back(axis_at(axis, z));
  }
  return block;
}

Block sobol(const std::vector<VariedKey>& axes, std::size_t points) {
  boost::random::sobol engine(axes.size());
  std::vector<std::vector<double>> z(axes.size());
  for (std::size_t k = 0; k < points; ++k)
    for (auto& coordinates : z) coordinates.push_back(static_cast<double>(engine() >> 11) * 0x1p-53);
  Block block;
  for (std::size_t j = 0; j < axes.size(); ++j) block.axes.push_back(axis_at(axes[j], z[j]));
  return block;
}

}  // namespace closo::sweep
