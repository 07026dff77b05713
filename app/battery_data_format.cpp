// Names, units and meanings are those of the format's ontology 1.2:
// w3id.org/battery-data-alliance/ontology/battery-data-format
#include "app/battery_data_format.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "io/result_reader.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

void check_rows(const fs::path& path, const std::string& dataset, std::size_t rows, std::size_t expected,
                const std::string& leader) {
  if (rows != expected)
    throw InputError(path.string(), dataset, fmt::format("{} rows", rows),
                     fmt::format("{} rows, as in {}", expected, leader));
}

void read_series(const fs::path& path, RecordedRun& run) {
  run.time = read_numbers(path, "/series/time");
  if (run.time.empty())
    throw InputError::invalid(path.string(), "/series/time", "no rows; the run must record its series (record.cycles)");
  run.step = read_integers(path, "/series/step");
  check_rows(path, "/series/step", run.step.size(), run.time.size(), "/series/time");
  const std::vector<std::string> members = read_members(path, "/series");
  const bool warms_itself = std::ranges::find(members, "ambient_temperature") != members.end();
  const std::pair<const char*, std::vector<double>*> columns[] = {
      {"/series/voltage", &run.voltage},
      {"/series/current", &run.current},
      {warms_itself ? "/series/ambient_temperature" : "/series/temperature", &run.ambient_temperature},
      {"/series/charge", &run.charge},
      {"/series/charge_in", &run.charge_in},
      {"/series/charge_out", &run.charge_out},
      {"/series/energy", &run.energy},
      {"/series/energy_in", &run.energy_in},
      {"/series/energy_out", &run.energy_out}};
  for (const auto& [dataset, values] : columns) {
    *values = read_numbers(path, dataset);
    check_rows(path, dataset, values->size(), run.time.size(), "/series/time");
  }
}

void read_steps(const fs::path& path, RecordedRun& run) {
  const std::vector<std::int64_t> number = read_integers(path, "/steps/number");
  run.steps.cycle = read_integers(path, "/steps/cycle");
  run.steps.text = read_texts(path, "/steps/text");
  check_rows(path, "/steps/cycle", run.steps.cycle.size(), number.size(), "/steps/number");
  check_rows(path, "/steps/text", run.steps.text.size(), number.size(), "/steps/number");
  for (std::size_t k = 0; k < number.size(); ++k)
    if (number[k] != static_cast<std::int64_t>(k + 1))
      throw InputError(path.string(), "/steps/number", std::to_string(number[k]),
                       fmt::format("{} in row {}", k + 1, k + 1));
  std::int64_t before = 1;
  for (const std::int64_t step : run.step) {
    if (step < before || step > static_cast<std::int64_t>(number.size()))
      throw InputError(path.string(), "/series/step", std::to_string(step),
                       fmt::format("ascending numbers up to {}, the last in /steps/number", number.size()));
    before = step;
  }
}

struct Energy {
  std::vector<double> in, out;  // (row), since the start
};

/// Where the voltage is below 0, as in a symmetric cell, a discharge takes energy in.
Energy by_its_own_sign(const RecordedRun& run) {
  Energy result;
  double in = 0, out = 0, in_before = 0, out_before = 0;
  for (std::size_t k = 0; k < run.energy_in.size(); ++k) {
    const double charging = run.energy_in[k] - in_before, discharging = run.energy_out[k] - out_before;
    (charging > 0 ? in : out) += std::abs(charging);
    (discharging > 0 ? out : in) += std::abs(discharging);
    result.in.push_back(in), result.out.push_back(out);
    in_before = run.energy_in[k], out_before = run.energy_out[k];
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
std::vector<double> cycle_of_rows(const RecordedRun& run) {
  std::vector<double> result;
  for (const std::int64_t number : run.step)
    result.push_back(static_cast<double>(run.steps.cycle[static_cast<std::size_t>(number - 1)]));
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
  RecordedRun run;
  read_attribute(result, "closo_format");  // says that it is ours
  run.file_name = result.filename().string();
  run.title = read_attribute(result, "title");
  run.cell = read_attribute(result, "cell");
  run.created = read_attribute(result, "created");
  run.closo_version = read_attribute(result, "closo_version");
  run.git_commit = read_attribute(result, "git_commit");
  run.area = read_number(result, "/cell/area");
  run.active_mass = find_number(result, "/cell/active_mass");
  run.one_c = find_number(result, "/cell/one_c");
  read_series(result, run);
  read_steps(result, run);
  return run;
}

std::vector<BatteryDataColumn> battery_data_columns(const RecordedRun& run) {
  const Energy energy = by_its_own_sign(run);
  return {
      {"Test Time", "s", "test_time_second", "Time since the start of the run", run.time},
      {"Voltage", "V", "voltage_volt", "Cell voltage", run.voltage},
      {"Current", "A", "current_ampere", "Cell current, positive on charge", scaled(run.current, -1)},
      {"Cycle Count", "1", "cycle_count", "Number of the cycle, from 1", cycle_of_rows(run)},
      {"Step Count", "1", "step_count", "Number of the protocol step, from 1", {run.step.begin(), run.step.end()}},
      {"Step Index", "1", "step_index", "Number of the row in its step, from 1", index_in_step(run.step)},
      {"Ambient Temperature", "degC", "ambient_temperature_celsius", "Temperature around the cell",
       celsius(run.ambient_temperature)},
      {"Charging Capacity", "Ah", "charging_capacity_ah", "Charge that went in since the start of the run",
       scaled(run.charge_in, to_hours)},
      {"Discharging Capacity", "Ah", "discharging_capacity_ah", "Charge that came out since the start of the run",
       scaled(run.charge_out, to_hours)},
      {"Net Capacity", "Ah", "net_capacity_ah", "Charging minus discharging capacity", scaled(run.charge, -to_hours)},
      {"Charging Energy", "Wh", "charging_energy_wh", "Energy that went in since the start of the run",
       scaled(energy.in, to_hours)},
      {"Discharging Energy", "Wh", "discharging_energy_wh", "Energy that came out since the start of the run",
       scaled(energy.out, to_hours)},
      {"Net Energy", "Wh", "net_energy_wh", "Charging minus discharging energy", scaled(run.energy, -to_hours)},
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
  const Json dataset{{"name", run.title},
                     {"description", fmt::format("Simulated by closo {}: {}", run.closo_version, run.cell)},
                     {"measurement_techniques", {"simulation"}},
                     {"variable_measured", variables}};
  Json own{{"version", run.closo_version},
           {"git_commit", run.git_commit},
           {"created", run.created},
           {"result_file", run.file_name},
           {"cell", run.cell},
           {"current_sign", "charge positive"},
           {"area", quantity(run.area, "m2")},
           {"protocol", run.steps.text}};
  if (run.active_mass) own["active_mass"] = quantity(*run.active_mass, "kg");
  if (run.one_c) own["current_at_1C"] = quantity(*run.one_c, "A");
  if (run.one_c) own["nominal_capacity"] = quantity(*run.one_c, "Ah");  // 1C empties it in an hour
  // A text that is not UTF-8 must not stop the export of the numbers.
  return Json{{"battinfo_dataset", {{"dataset", dataset}}}, {"extras", {{"closo", own}}}}.dump(
             2, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

}  // namespace closo
