// closo against PyBaMM's half-cell DFN, with a transference number of one and with a liquid electrolyte, both on fine
// meshes.
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/half_cell.hpp"

namespace closo {
namespace {

/// One discharge: the parameters of its first row, time and voltage.
struct Curve {
  std::map<std::string, double> parameters;
  std::vector<double> time, voltage;
};

std::vector<std::string> cells_of(const std::string& line) {
  std::stringstream text(line);
  std::vector<std::string> cells;
  for (std::string cell; std::getline(text, cell, ',');) cells.push_back(cell);
  return cells;
}

/// Curves of a file in tests/validation, whose head says how they were made.
std::map<std::string, Curve> read_curves(const std::string& name) {
  std::ifstream file(CLOSO_SOURCE_DIR "/tests/validation/" + name);
  std::map<std::string, Curve> curves;
  std::vector<std::string> header;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> cells = cells_of(line);
    if (header.empty()) {
      header = cells;
      continue;
    }
    Curve& curve = curves[cells.at(0)];
    for (std::size_t k = 1; k < cells.size(); ++k) {
      const double value = std::stod(cells[k]);
      if (header.at(k) == "time [s]") {
        curve.time.push_back(value);
      } else if (header.at(k) == "voltage [V]") {
        curve.voltage.push_back(value);
      } else {
        curve.parameters[header.at(k)] = value;
      }
    }
  }
  return curves;
}

test::HalfCellCase half_cell_of(const std::map<std::string, double>& p) {
  return {p.at("loading"), p.at("D"), p.at("R"), p.at("kappa"), p.at("separator"), p.at("i_0")};
}

/// Rms difference of the voltage [V].
double distance(const Curve& curve, const CellParameters& parameters) {
  Cell cell(parameters, {40, 240, 2, 80});
  const test::Discharge d = test::discharge(cell, curve.parameters.at("c_rate"), 1e-6, curve.time);
  if (d.voltage.size() != curve.time.size()) return INFINITY;
  double sum = 0;
  for (std::size_t k = 0; k < curve.time.size(); ++k) sum += std::pow(d.voltage[k] - curve.voltage[k], 2);
  return std::sqrt(sum / static_cast<double>(curve.time.size()));
}

constexpr double half_a_millivolt = 0.5e-3;

TEST(PyBaMM, AgreesWithinHalfAMillivoltOnEveryParameterSet) {
  const auto curves = read_curves("pybamm_half_cell.csv");
  ASSERT_GE(curves.size(), 15u);
  for (const auto& [name, curve] : curves) {
    const double rms = distance(curve, test::half_cell(half_cell_of(curve.parameters)));
    std::printf("%-24s rms %.3f mV\n", name.c_str(), rms * 1e3);
    EXPECT_LT(rms, half_a_millivolt) << name;
  }
}

TEST(PyBaMM, AgreesWithinHalfAMillivoltWithALiquidElectrolyte) {
  const auto curves = read_curves("pybamm_liquid_cell.csv");
  ASSERT_GE(curves.size(), 15u);
  for (const auto& [name, curve] : curves) {
    const auto& p = curve.parameters;
    const double rms = distance(
        curve, test::liquid_cell({half_cell_of(p), p.at("t_plus"), p.at("D_e"), p.at("factor"), p.at("curves") != 0}));
    std::printf("%-24s rms %.3f mV\n", name.c_str(), rms * 1e3);
    EXPECT_LT(rms, half_a_millivolt) << name;
  }
}

}  // namespace
}  // namespace closo
