// From what a program states to the run that is computed.
#include "closo/simulate.hpp"

#include "base/error.hpp"
#include "closo/data.hpp"
#include "formats/yaml/run_input.hpp"
#include "formats/yaml/run_source.hpp"
#include "cycler/simulate.hpp"
#include "cycler/solution_builder.hpp"
#include "formats/results/recorder.hpp"
#include "formats/results/solution_reader.hpp"
#include "formats/results/stored_run.hpp"
#include "io/replacing_file.hpp"
#include "io/result_reader.hpp"
#include "io/yaml_input.hpp"

namespace closo {
namespace {

InputNode list_of(const std::vector<std::string>& steps) {
  InputNode list = InputNode::mapping("protocol");
  list.kind = InputNode::Kind::sequence;
  for (std::size_t k = 0; k < steps.size(); ++k)
    list.children.emplace_back("", InputNode(steps[k], "protocol", static_cast<int>(k + 1)));
  return list;
}

}  // namespace

Steps::Steps(std::initializer_list<std::string> steps) : Steps(std::vector<std::string>(steps)) {}
Steps::Steps(const std::vector<std::string>& steps) : data_(std::make_shared<const Data>(Data{list_of(steps)})) {}

Steps Steps::from_text(const std::string& yaml, const std::string& name) {
  return Steps(std::make_shared<const Data>(Data{parse_yaml(yaml, name)}));
}

Run::Run(const Parameters& cell, const Steps& protocol) {
  InputNode root = InputNode::mapping("run");
  const InputNode& tree = cell.data().input.tree;
  root.children = {{"closo", InputNode("1", "run", 0)}, {"protocol", protocol.data().list}};
  root.children.insert(root.children.end(), tree.children.begin(), tree.children.end());
  data_ = std::make_shared<const Data>(resolve_tree(std::move(root), {}));
  data_->read();
}

Run Run::from_file(const std::filesystem::path& file) {
  const QuietHdf5 quiet;
  auto data = std::make_shared<const Data>(resolve_any(file, {}));
  data->read();
  return Run(std::move(data));
}

Run Run::from_text(const std::string& yaml, const std::string& name) {
  const QuietHdf5 quiet;
  auto data = std::make_shared<const Data>(resolve_text(yaml, name, {}));
  data->read();
  return Run(std::move(data));
}

bool states_run(const std::string& yaml, const std::string& name) {
  return parse_yaml(yaml, name).find("protocol") != nullptr;
}

std::string Run::text() const {
  return write_yaml(data_->input.tree);
}

std::string Run::unit(const std::string& key) const {
  RunSpec spec = *data_->read().spec;
  const auto found = find_quantity(spec, run_key(key));
  return found ? found->row.unit : "";
}

Run& Run::set(const std::string& key, const std::string& value) {
  data_ = std::make_shared<const Data>(with_value(data_->input, key, value));
  return *this;
}

Run& Run::set(const std::string& key, double value, const std::string& unit) {
  return set(key, quantity_text(value, unit));
}

const Run::Data::Read& Run::Data::read() const {
  std::call_once(once_, [this] {
    auto spec = std::make_shared<const RunSpec>(read_run_spec(input, nullptr));
    RunInput run = close(*spec);
    read_ = Read{source_of(input), std::move(spec), std::move(run)};
  });
  return *read_;
}

Solution solved(const RunInput& run, const SimulateOptions& options) {
  const StopRequest stop(options.stop, options.interrupted);
  const Wanted* wanted = options.columns.empty() ? nullptr : &options.columns;
  const auto solution_with = [&](const RunSettings& settings) {
    Solution solution = solve(run.cell, settings, run.figures, wanted, stop);
    solution.title = run.title;
    return solution;
  };
  if (options.times.empty()) return solution_with(run.settings);
  RunSettings settings = run.settings;
  settings.sampling.every_time_step = false;
  settings.sampling.series_interval = settings.sampling.series_voltage_change = 0.0;
  settings.sampling.series_times = options.times;
  return solution_with(settings);
}

Solution simulate(const Run& run, const SimulateOptions& options) {
  return solved(run.data().read().run, options);
}

void record(const Run& run, const std::filesystem::path& file, const SimulateOptions& options) {
  const QuietHdf5 quiet;
  const ResolvedInput& stated = run.data().input;
  refuse_overwriting_inputs(stated.files, file, "");
  const RunInput& input = run.data().read().run;
  Cell cell(input.cell, input.settings.mesh);
  Recorder recorder(file, cell, input, run.text());
  const StopRequest stop(options.stop, options.interrupted);
  recorder.finish(cell, simulate(cell, input.settings, recorder, nullptr, stop));
}

Solution read_result(const std::filesystem::path& file) {
  const QuietHdf5 quiet;
  return read_tables(file);
}

}  // namespace closo
