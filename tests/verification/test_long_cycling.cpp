// 802 cycles: what goes in comes out, and nothing drifts.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/half_cell.hpp"

namespace closo {
namespace {

Loop cycles(long passes, const std::string& rate) {
  Loop loop;
  loop.passes = passes;
  loop.body = test::protocol_of({"Charge at " + rate + " until 4.15 V", "Discharge at " + rate + " until 2.5 V"});
  return loop;
}

/// Compares charge with the sodium in the particles, which is summed over their shells.
class Inventory : public Observer {
 public:
  explicit Inventory(double start) : start_(start) {}

  void step_ended(const Cell&, const StepResult& result) override { charge_ += result.charge; }
  void cycle_ended(const Cell&, const CycleResult& result) override {
    if (result.number <= 4) return;  // a cycle after a change of rate does not close
    largest_imbalance = std::max(largest_imbalance, std::abs(result.passed.charged / result.passed.discharged - 1));
    ++closed;
  }
  bool proceed(const Progress& progress) override {
    const double sodium = ions_in_composite(*cell, progress.state) * faraday;
    largest_error = std::max(largest_error, std::abs(sodium - start_ - charge_));
    return true;
  }

  const Cell* cell = nullptr;
  double largest_error = 0, largest_imbalance = 0;  // C m-2; relative
  int closed = 0;

 private:
  double start_, charge_ = 0;
};

TEST(LongCycling, ClosesEveryCycleAndKeepsItsSodium) {
  CellParameters parameters = test::half_cell({});
  RunSettings settings;
  settings.mesh = {8, 8, 2};
  settings.start_stoichiometry = 0.98;
  settings.sampling.every_cycle = false;
  settings.protocol = {cycles(2, "C/10"), cycles(800, "C/5")};
  Cell cell(parameters, settings.mesh);
  Inventory inventory(ions_in_composite(cell, cell.resting_state(settings.start_stoichiometry)) * faraday);
  inventory.cell = &cell;
  ASSERT_TRUE(simulate(cell, settings, inventory).completed());
  EXPECT_EQ(inventory.closed, 798);
  EXPECT_LT(inventory.largest_imbalance, 1e-9);
  EXPECT_LT(inventory.largest_error, 1e-9 * cell.coefficients().composite().exchange_charge);
}

}  // namespace
}  // namespace closo
