// The cases of a sweep: which value each swept key has in each of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cycler/varied_key.hpp"

namespace closo::sweep {

/// A swept key with its values: numbers, or texts as they stand.
struct Axis {
  std::string key;              // of the resolved run
  ValueText form;               // of the numbers
  std::vector<double> numbers;  // shape (points), in the unit of `form`, or
  std::vector<std::string> texts;

  std::size_t size() const { return texts.empty() ? numbers.size() : texts.size(); }
  /// The value as --set takes it.
  std::string text(std::size_t point) const;
  /// What stands for the value in a table: the number, or of texts the place in the list.
  double number(std::size_t point) const { return texts.empty() ? numbers[point] : static_cast<double>(point); }
};

/// Axes that go together: point k of all of them is one choice.
struct Block {
  std::vector<Axis> axes;
  std::size_t points() const { return axes.front().size(); }
};

/// Every combination of the points of all blocks, that of the last block changing fastest. Cases are numbered from 0.
class CaseSpace {
 public:
  explicit CaseSpace(std::vector<Block> blocks);

  std::int64_t size() const { return size_; }
  const std::vector<Block>& blocks() const { return blocks_; }
  std::vector<const Axis*> axes() const;
  /// The point of each axis in a case, shape (axes).
  std::vector<std::size_t> points(std::int64_t number) const;

 private:
  std::vector<Block> blocks_;
  std::int64_t size_ = 1;
};

/// `points` values, both bounds among them.
Axis range(const VariedKey& axis, std::size_t points);

/// Each axis is divided into as many parts as there are points, and each part holds one point.
Block latin_hypercube(const std::vector<VariedKey>& axes, std::size_t points, std::uint64_t seed);

/// The sequence of Sobol with the direction numbers of Joe and Kuo, without its first point, where all is 0.
Block sobol(const std::vector<VariedKey>& axes, std::size_t points);

/// The most axes that sobol() takes.
inline constexpr std::size_t most_sobol_axes = 100;

}  // namespace closo::sweep
