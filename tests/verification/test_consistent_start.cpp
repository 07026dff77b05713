// The search for consistent potentials: what it may cost, and what it says when that is not enough.
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

/// A cell whose film takes part in the current, which costs more than one iteration.
Cell film_cell() {
  CellParameters c = test::simple_cell();
  c.composite().film = test::film();
  Cell cell(c, {6, 7, 1.8, 5});
  cell.set_step({Control::Kind::voltage, 4.25}, {});
  return cell;
}

TEST(ConsistentStart, EndsBeyondItsBudgetAndSaysHowFarItCame) {
  Cell cell = film_cell();
  ArrayXd state = cell.resting_state(0.5);
  try {
    make_consistent(cell, state, 1);
    ADD_FAILURE() << "found in one iteration";
  } catch (const RunError& error) {
    const std::string says = error.what();
    EXPECT_TRUE(
        says.starts_with("no consistent potentials found for the imposed voltage in 1 iterations, 2 residuals: "
                         "the last correction was "))
        << says;
    EXPECT_NE(says.find(" of "), std::string::npos) << says;
  }
}

/// A search that was cut short leaves nothing behind in the cell, and the budget has no part in the result.
TEST(ConsistentStart, FindsTheSameStateWhateverWasCutShortBefore) {
  Cell fresh = film_cell(), used = film_cell();
  const ArrayXd start = fresh.resting_state(0.5);
  ArrayXd expected = start;
  make_consistent(fresh, expected);
  int cut_short = 0;
  for (long budget = 1; budget < 1000; budget *= 2) {
    ArrayXd state = start;
    try {
      make_consistent(used, state, budget);
    } catch (const RunError&) {
      ++cut_short;
      continue;
    }
    EXPECT_EQ((state - expected).abs().maxCoeff(), 0) << budget;
  }
  EXPECT_GT(cut_short, 1);
  EXPECT_LT(cut_short, 9);
}

TEST(ConsistentStart, NamesTheUnknownThatIsNoNumber) {
  Cell cell = film_cell();
  ArrayXd state = cell.resting_state(0.5);
  Fields<double>(cell.layout(), state.data()).u()(2) = NAN;
  try {
    make_consistent(cell, state);
    ADD_FAILURE() << "found";
  } catch (const RunError& error) {
    EXPECT_NE(std::string(error.what()).find("nan of "), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace closo
