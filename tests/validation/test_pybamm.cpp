// closo against PyBaMM's half-cell DFN with a transference number of one, both on fine meshes.
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/half_cell.hpp"

namespace closo {
namespace {

struct Curve {
  double c_rate = 0;
  test::HalfCellCase cell;
  std::vector<double> time, voltage;
};

/// Curves of tests/validation/pybamm_half_cell.csv, whose head says how they were made.
std::map<std::string, Curve> read_curves() {
  std::ifstream file(CLOSO_SOURCE_DIR "/tests/validation/pybamm_half_cell.csv");
  std::map<std::string, Curve> curves;
  std::string line;
  bool header = true;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    if (std::exchange(header, false)) continue;
    std::stringstream cells(line);
    std::string name, cell;
    std::getline(cells, name, ',');
    std::vector<double> v;
    while (std::getline(cells, cell, ',')) v.push_back(std::stod(cell));
    Curve& curve = curves[name];
    curve.c_rate = v.at(0);
    curve.cell = {v.at(1), v.at(2), v.at(3), v.at(4), v.at(5), v.at(6)};
    curve.time.push_back(v.at(7));
    curve.voltage.push_back(v.at(8));
  }
  return curves;
}

TEST(PyBaMM, AgreesWithinHalfAMillivoltOnEveryParameterSet) {
  const auto curves = read_curves();
  ASSERT_GE(curves.size(), 15u);
  for (const auto& [name, curve] : curves) {
    Cell cell(test::half_cell(curve.cell), {40, 240, 2});
    const test::Discharge d = test::discharge(cell, curve.c_rate, 1e-6, curve.time);
    ASSERT_EQ(d.voltage.size(), curve.time.size()) << name;
    double sum = 0;
    for (std::size_t k = 0; k < curve.time.size(); ++k) sum += std::pow(d.voltage[k] - curve.voltage[k], 2);
    const double rms = std::sqrt(sum / static_cast<double>(curve.time.size()));
    RecordProperty(name + "_rms_mV", std::to_string(rms * 1e3));
    std::printf("%-24s rms %.3f mV\n", name.c_str(), rms * 1e3);
    EXPECT_LT(rms, 0.5e-3) << name;
  }
}

}  // namespace
}  // namespace closo
