// Tests as they stand in the file, and whether they can be of its cell.
#include "formats/bpx/experiments.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "models/coefficients.hpp"

namespace closo::bpx {
namespace {

std::string file_name(std::string name) {
  for (char& c : name)
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) c = '_';
  return name;
}

void check_current(const JsonValue& test, const Experiment& e, const CellParameters& cell,
                   std::vector<std::string>& notes) {
  constexpr double impossible = 500, unlikely = 50;  // times the nominal current
  const auto [least, most] = std::ranges::minmax(e.current);
  const double largest = std::max(-least, most), rate = largest / (coefficients_of(cell).one_c() * cell.area);
  const JsonValue current = test.at("Current [A]");
  if (rate > impossible)
    current.fail(fmt::format("at most {:g}C, not {:.4g} A or {:.4g}C; is it in mA?", impossible, largest, rate));
  if (rate > unlikely)
    notes.push_back(fmt::format("{}: {:.4g} A are {:.4g}C of this cell", current.path(), largest, rate));
}

void check_temperature(const JsonValue& test, const Experiment& e, const CellParameters& cell,
                       std::vector<std::string>& notes) {
  constexpr double same = 1;  // K
  const auto stated = test.find("Temperature [K]");
  if (!stated) return;
  const std::vector<double> T = stated->numbers(Range::positive(), "K");
  if (T.size() != e.time.size()) test.fail("lists of one length");
  const double mean = std::accumulate(T.begin(), T.end(), 0.0) / static_cast<double>(T.size());
  if (std::abs(mean - cell.temperature) > same)
    notes.push_back(
        fmt::format("{}: {:.5g} K on average, where the cell is at {:.5g} K", stated->path(), mean, cell.temperature));
}

}  // namespace

std::vector<Experiment> read_experiments(const JsonValue& root, const CellParameters& cell,
                                         std::vector<std::string>& notes) {
  std::vector<Experiment> experiments;
  const auto validation = root.find("Validation");
  if (!validation) return experiments;
  for (const std::string& name : validation->keys()) {
    const JsonValue test = validation->at(name);
    test.allow({"Time [s]", "Current [A]", "Voltage [V]", "Temperature [K]"});
    Experiment e{name, file_name(name), test.at("Time [s]").numbers(Range::any(), "s"),
                 test.at("Voltage [V]").numbers(Range::any(), "V"), test.at("Current [A]").numbers(Range::any(), "A")};
    if (e.voltage.size() != e.time.size() || e.current.size() != e.time.size()) test.fail("lists of one length");
    if (std::ranges::adjacent_find(e.time, std::greater_equal<>()) != e.time.end())
      test.at("Time [s]").fail("times that rise");
    if (std::ranges::any_of(experiments, [&](const Experiment& other) { return other.name == e.name; }))
      test.fail("another name, as its file would have that of another test");
    if (cell.has_nominal_capacity()) check_current(test, e, cell, notes);
    check_temperature(test, e, cell, notes);
    experiments.push_back(std::move(e));
  }
  return experiments;
}

}  // namespace closo::bpx
