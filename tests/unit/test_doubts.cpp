// What is allowed in a run but probably not meant.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cycler/doubts.hpp"
#include "models/balance.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

std::vector<std::string> doubts_of(const CellParameters& cell, Protocol protocol) {
  RunInput run;
  run.cell = cell;
  run.settings.protocol = std::move(protocol);
  return doubts(run);
}

OpenCircuitVoltageData table_of(std::initializer_list<double> y, std::initializer_list<double> U) {
  const auto array = [](const std::initializer_list<double>& list) -> Eigen::ArrayXd {
    return Eigen::Map<const Eigen::ArrayXd>(list.begin(), static_cast<Index>(list.size()));
  };
  OpenCircuitVoltageData data;
  data.table = CubicTable::monotone(array(y), array(U));
  data.table_name = "ocv.csv";
  return data;
}

TEST(Doubts, AreOfLimitsThatTheCellsOwnComeBefore) {
  const CellParameters cell = test::simple_cell();  // 2.5 to 4.3 V
  EXPECT_EQ(doubts_of(cell, test::protocol_of({"Charge at C/10 until 4.3 V", "Discharge at C/10 until 2.5 V"})),
            std::vector<std::string>{});
  Loop loop;
  loop.passes = 3;
  loop.body = test::protocol_of({"Charge at C/10 until 4150 V", "Discharge at C/10 until 2.4 V"});
  Protocol protocol{loop};
  protocol.push_back(loop.body.front());
  EXPECT_EQ(doubts_of(cell, protocol),
            (std::vector<std::string>{
                "'4150 V' lies above the cell's own limit, 4.3 V, which ends the step first; did you mean 4150 mV?",
                "'2.4 V' lies below the cell's own limit, 2.5 V, which ends the step first"}));
}

TEST(Doubts, AskForMillivoltsWhereTheseWouldBeReached) {
  CellParameters cell = test::simple_cell();
  const auto asks = [&](const char* step) {
    return doubts_of(cell, test::protocol_of({step})).at(0).find("did you mean") != std::string::npos;
  };
  EXPECT_TRUE(asks("Charge at C/10 until 4200 V"));
  EXPECT_FALSE(asks("Charge at C/10 until 9000 V"));
  EXPECT_FALSE(asks("Charge at C/10 until 4.4 V"));
  cell.lower_voltage = -0.5, cell.upper_voltage = 0.5;
  EXPECT_TRUE(asks("Charge at C/10 until 400 V"));
  EXPECT_FALSE(asks("Charge at C/10 until 0.6 V"));
}

TEST(Doubts, AreOfVoltagesThatRiseWithStoichiometry) {
  CellParameters cell = test::simple_cell();
  EXPECT_TRUE(doubts_of(cell, {}).empty());
  cell.composite().active().open_circuit_voltage = table_of({0, 0.5, 1}, {4.2, 3.8, 3.2});
  EXPECT_TRUE(doubts_of(cell, {}).empty());
  cell.composite().active().open_circuit_voltage = table_of({0, 0.25, 0.5, 1}, {4.2, 3.6, 3.6005, 3.2});  // noise
  EXPECT_TRUE(doubts_of(cell, {}).empty());
  cell.composite().active().open_circuit_voltage = table_of({0, 0.5, 1}, {3.2, 3.8, 4.2});
  const std::vector<std::string> reversed = doubts_of(cell, {});
  ASSERT_EQ(reversed.size(), 1u);
  EXPECT_NE(reversed[0].find("rises by 1 V from stoichiometry 0 to 1 (ocv.csv)"), std::string::npos) << reversed[0];
  cell.composite().active().open_circuit_voltage = test::two_branches(4.2, 3.2, 0.1);
  EXPECT_TRUE(doubts_of(cell, {}).empty());
  cell.composite().active().open_circuit_voltage.hysteresis->charge = table_of({0, 0.5, 1}, {4.3, 3.5, 3.75});
  const std::vector<std::string> charge = doubts_of(cell, {});
  ASSERT_EQ(charge.size(), 1u);
  EXPECT_NE(charge[0].find("rises by 0.25 V from stoichiometry 0.5 to 1"), std::string::npos) << charge[0];
  EXPECT_EQ(doubts(cell), charge);  // as in a cell and in a material
  EXPECT_EQ(doubts(cell.composite().active()), charge);
}

/// One of the doubts of a cell has this in it.
bool is_told(const CellParameters& cell, const std::string& text, Protocol protocol = {}) {
  const std::vector<std::string> list = doubts_of(cell, std::move(protocol));
  return std::ranges::any_of(list, [&](const std::string& doubt) { return doubt.find(text) != std::string::npos; });
}

TEST(Doubts, AreOfWhatNoCellCanBe) {
  CellParameters cell = test::simple_cell();
  cell.composite().particles = {{0.49 * cell.composite().thickness, 1}};
  EXPECT_FALSE(is_told(cell, "do not fit"));
  cell.composite().particles.front().radius *= 1.05;
  EXPECT_TRUE(is_told(cell, "do not fit into a composite"));

  Separator::Layer& layer = cell.separator.layers.front();
  layer.loading = 1.1 * layer.thickness * layer.electrolyte.density;  // within the errors of the three
  EXPECT_FALSE(is_told(cell, "weighs"));
  layer.loading *= 1.1;
  EXPECT_TRUE(is_told(cell, "mass, thickness or area is off"));

  EXPECT_FALSE(is_told(cell, "no network"));
  cell.composite().electrolyte_weight_fraction *= 0.1;
  EXPECT_EQ(is_told(cell, "no network"), cell.composite().ion_path.kind == ConductionPath::Kind::bruggeman);
}

TEST(Doubts, AreOfAMetalThatMeltsOrFlows) {
  CellParameters cell = test::simple_cell();
  cell.flat(Side::negative).metal.melting_point = 370;
  cell.flat(Side::negative).metal.extrusion_pressure = 20e6;
  Protocol warm = test::protocol_of({"Rest for 1 h"});
  std::get<ProtocolStep>(warm.front().content).temperature = 369;
  EXPECT_FALSE(is_told(cell, "melts", warm));
  std::get<ProtocolStep>(warm.front().content).temperature = 371;
  EXPECT_TRUE(is_told(cell, "melts at 96.85 degC, and is at up to 97.85 degC here", warm));
  std::get<ProtocolStep>(warm.front().content).pressure = 25e6;
  EXPECT_TRUE(is_told(cell, "from 20 MPa on, and is under up to 25 MPa here", warm));
}

TEST(Doubts, AreOfANegativeElectrodeThatHoldsTooLittle) {
  CellParameters cell = test::simple_cell();
  cell.composite().active().open_circuit_voltage = test::linear_voltage(4.2, 3.2);
  Composite negative = cell.composite();
  negative.active().open_circuit_voltage = test::linear_voltage(0.4, 0.1);
  cell.negative = negative;
  // Discharged where it was assembled; full at 0.1 V, the negative electrode lets the positive one give 0.7.
  cell.assembled = {0.9, 0.05};
  cell.lower_voltage = (4.2 - 0.9) - (0.4 - 0.3 * 0.05), cell.upper_voltage = 3.9;
  const auto ratio = [&] {
    return Balance(cell, *cell.assembled).negative_to_positive(cell.lower_voltage, cell.upper_voltage);
  };
  EXPECT_NEAR(ratio(), 0.95 / 0.7, 1e-9);
  EXPECT_FALSE(is_told(cell, "N/P"));
  cell.composite(Side::negative).contact *= 0.5;
  EXPECT_NEAR(ratio(), 0.5 * 0.95 / 0.7, 1e-9);
  EXPECT_TRUE(is_told(cell, "0.679 times what the positive one gives until 3.9 V (N/P)"));
}

}  // namespace
}  // namespace closo
