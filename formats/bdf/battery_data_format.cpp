// Names, units and meanings are those of the format's ontology 1.2:
// w3id.org/battery-data-alliance/ontology/battery-data-format
#include "formats/bdf/battery_data_format.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "formats/results/solution_reader.hpp"
#include "io/result_reader.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

/// A column of a run. @throws InputError if its file has none of the kind
const SolutionColumn& column(const fs::path& path, const Solution& run, const char* table, const char* name,
                             SolutionColumn::Kind kind = SolutionColumn::Kind::number) {
  const SolutionTable* found = run.find(table);
  const SolutionColumn* c = found == nullptr ? nullptr : found->find(name);
  const std::string dataset = fmt::format("/{}/{}", table, name);
  if (c == nullptr)
    throw InputError::invalid(path.string(), dataset, "no such dataset; expected a result file of closo");
  if (c->kind != kind)
    throw InputError::invalid(path.string(), dataset,
                              kind == SolutionColumn::Kind::integer ? "this dataset does not hold whole numbers"
                              : kind == SolutionColumn::Kind::text  ? "this dataset does not hold text"
                                                                    : "this dataset does not hold numbers");
  return *c;
}

/// A run in which steps follow one another and every row of the series belongs to one.
void check_steps(const fs::path& path, const Solution& run) {
  const auto& number = column(path, run, "steps", "number", SolutionColumn::Kind::integer).integers;
  for (std::size_t k = 0; k < number.size(); ++k)
    if (number[k] != static_cast<std::int64_t>(k + 1))
      throw InputError(path.string(), "/steps/number", std::to_string(number[k]),
                       fmt::format("{} in row {}", k + 1, k + 1));
  std::int64_t before = 1;
  for (const std::int64_t step : column(path, run, "series", "step", SolutionColumn::Kind::integer).integers) {
    if (step < before || step > static_cast<std::int64_t>(number.size()))
      throw InputError(path.string(), "/series/step", std::to_string(step),
                       fmt::format("ascending numbers up to {}, the last in /steps/number", number.size()));
    before = step;
  }
}

void check(const fs::path& path, const Solution& run) {
  if (column(path, run, "series", "time").rows() == 0)
    throw InputError::invalid(path.string(), "/series/time", "no rows; the run must record its series (record.cycles)");
  for (const char* name :
       {"voltage", "current", "temperature", "charge", "charge_in", "charge_out", "energy", "energy_in", "energy_out"})
    column(path, run, "series", name);
  column(path, run, "cell", "area");
  column(path, run, "steps", "cycle", SolutionColumn::Kind::integer);
  column(path, run, "steps", "text", SolutionColumn::Kind::text);
  check_steps(path, run);
}

struct Energy {
  std::vector<double> in, out;  // (row), since the start
};

/// Where the voltage is below 0, as in a symmetric cell, a discharge takes energy in.
Energy by_its_own_sign(const SolutionTable& series) {
  const std::vector<double>&energy_in = series["energy_in"].numbers, &energy_out = series["energy_out"].numbers;
  Energy result;
  double in = 0, out = 0, in_before = 0, out_before = 0;
  for (std::size_t k = 0; k < energy_in.size(); ++k) {
    const double charging = energy_in[k] - in_before, discharging = energy_out[k] - out_before;
    (charging > 0 ? in : out) += std::abs(charging);
    (discharging > 0 ? out : in) += std::abs(discharging);
    result.in.push_back(in), result.out.push_back(out);
    in_before = energy_in[k], out_before = energy_out[k];
  }
  return result;
}

std::vector<double> scaled(std::vector<double> values, double factor) {
  for (double& value : values) value = factor * value + 0.0;  // + 0 makes a plain zero of a negative one
  return values;
}

std::vector<double> celsius(std::vector<double> temperatures) {
  for (double& temperature : temperatures) temperature = degC(temperature);
  return temperatures;
}

/// For each row the cycle of its step.
std::vector<double> cycle_of_rows(const Solution& run) {
  const std::vector<std::int64_t>& cycle = run["steps"]["cycle"].integers;
  std::vector<double> result;
  for (const std::int64_t number : run["series"]["step"].integers)
    result.push_back(static_cast<double>(cycle[static_cast<std::size_t>(number - 1)]));
  return result;
}

/// Counts the rows of each step from 1.
std::vector<double> index_in_step(const std::vector<std::int64_t>& step) {
  std::vector<double> result;
  for (std::size_t k = 0; k < step.size(); ++k)
    result.push_back(k > 0 && step[k] == step[k - 1] ? result.back() + 1 : 1);
  return result;
}

}  // namespace

RecordedRun read_recorded_run(const fs::path& result) {
  const Wanted wanted{"cell",
                      "series/time",
                      "series/step",
                      "series/voltage",
                      "series/current",
                      "series/temperature",
                      "series/ambient_temperature",
                      "series/charge",
                      "series/charge_in",
                      "series/charge_out",
                      "series/energy",
                      "series/energy_in",
                      "series/energy_out",
                      "steps/number",
                      "steps/cycle",
                      "steps/text"};
  RecordedRun run{read_solution(result, &wanted), result.filename().string(), read_attribute(result, "created"),
                  read_attribute(result, "closo_version"), read_attribute(result, "git_commit")};
  check(result, run.solution);
  return run;
}

std::vector<BatteryDataColumn> battery_data_columns(const Solution& run) {
  const SolutionTable& series = run["series"];
  const Energy energy = by_its_own_sign(series);
  const auto of = [&](const char* name) -> const std::vector<double>& { return series[name].numbers; };
  const std::vector<std::int64_t>& step = series["step"].integers;
  return {
      {"Test Time", "s", "test_time_second", "Time since the start of the run", of("time")},
      {"Voltage", "V", "voltage_volt", "Cell voltage", of("voltage")},
      {"Current", "A", "current_ampere", "Cell current, positive on charge", scaled(of("current"), -1)},
      {"Cycle Count", "1", "cycle_count", "Number of the cycle, from 1", cycle_of_rows(run)},
      {"Step Count", "1", "step_count", "Number of the protocol step, from 1", {step.begin(), step.end()}},
      {"Step Index", "1", "step_index", "Number of the row in its step, from 1", index_in_step(step)},
      {"Ambient Temperature", "degC", "ambient_temperature_celsius", "Temperature around the cell",
       celsius(of(series.find("ambient_temperature") != nullptr ? "ambient_temperature" : "temperature"))},
      {"Charging Capacity", "Ah", "charging_capacity_ah", "Charge that went in since the start of the run",
       scaled(of("charge_in"), to_hours)},
      {"Discharging Capacity", "Ah", "discharging_capacity_ah", "Charge that came out since the start of the run",
       scaled(of("charge_out"), to_hours)},
      {"Net Capacity", "Ah", "net_capacity_ah", "Charging minus discharging capacity", scaled(of("charge"), -to_hours)},
      {"Charging Energy", "Wh", "charging_energy_wh", "Energy that went in since the start of the run",
       scaled(energy.in, to_hours)},
      {"Discharging Energy", "Wh", "discharging_energy_wh", "Energy that came out since the start of the run",
       scaled(energy.out, to_hours)},
      {"Net Energy", "Wh", "net_energy_wh", "Charging minus discharging energy", scaled(of("energy"), -to_hours)},
  };
}

std::string battery_metadata(const RecordedRun& run, const std::vector<BatteryDataColumn>& columns) {
  using Json = nlohmann::ordered_json;
  const auto quantity = [](double value, const char* unit) { return Json{{"value", value}, {"unit", unit}}; };
  Json variables = Json::array();
  for (const BatteryDataColumn& c : columns)
    variables.push_back({{"name", c.name},
                         {"unit_text", c.unit},
                         {"description", c.meaning},
                         {"same_as", "https://w3id.org/battery-data-alliance/ontology/battery-data-format#" + c.term}});
  const Solution& solution = run.solution;
  const Json dataset{{"name", solution.title},
                     {"description", fmt::format("Simulated by closo {}: {}", run.closo_version, solution.cell)},
                     {"measurement_techniques", {"simulation"}},
                     {"variable_measured", variables}};
  Json own{{"version", run.closo_version},
           {"git_commit", run.git_commit},
           {"created", run.created},
           {"result_file", run.file_name},
           {"cell", solution.cell},
           {"current_sign", "charge positive"},
           {"area", quantity(solution.number("cell", "area"), "m2")},
           {"protocol", solution["steps"]["text"].texts}};
  const SolutionTable& cell = solution["cell"];
  const auto add = [&](const char* key, const char* name, const char* unit) {
    if (cell.find(name) != nullptr) own[key] = quantity(cell[name].numbers.at(0), unit);
  };
  add("active_mass", "active_mass", "kg");
  add("current_at_1C", "one_c", "A");
  add("nominal_capacity", "one_c", "Ah");  // 1C empties it in an hour
  // A text that is not UTF-8 must not stop the export of the numbers.
  return Json{{"battinfo_dataset", {{"dataset", dataset}}}, {"extras", {{"closo", own}}}}.dump(
             2, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

}  // namespace closo
