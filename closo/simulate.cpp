// From what a program states to the run that is computed.
#include "closo/simulate.hpp"

#include "base/error.hpp"
#include "closo/data.hpp"
#include "formats/yaml/run_input.hpp"
#include "cycler/simulate.hpp"
#include "cycler/solution_builder.hpp"
#include "formats/results/recorder.hpp"
#include "formats/results/solution_reader.hpp"
#include "formats/results/stored_run.hpp"
#include "io/replacing_file.hpp"
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
  data_ = std::make_shared<const Data>(Data{resolve_tree(std::move(root), {})});
  read_run(data_->input, nullptr);
}

Run Run::from_file(const std::filesystem::path& file) {
  ResolvedInput input = resolve_any(file, {});
  read_run(input, nullptr);
  return Run(std::make_shared<const Data>(Data{std::move(input)}));
}

Run& Run::set(const std::string& key, const std::string& value) {
  data_ = std::make_shared<const Data>(Data{with_value(data_->input, key, value)});
  return *this;
}

Run& Run::set(const std::string& key, double value, const std::string& unit) {
  return set(key, quantity_text(value, unit));
}

Solution solved(const RunInput& run, const SimulateOptions& options) {
  const StopRequest stop = options.stop != nullptr ? StopRequest(*options.stop) : StopRequest();
  Solution solution =
      solve(run.cell, run.settings, run.figures, options.columns.empty() ? nullptr : &options.columns, stop);
  solution.title = run.title;
  return solution;
}

Solution simulate(const Run& run, const SimulateOptions& options) {
  return solved(read_run(run.data().input, nullptr), options);
}

void record(const Run& run, const std::filesystem::path& file) {
  const ResolvedInput& stated = run.data().input;
  refuse_overwriting_inputs(stated.files, file, "");
  const RunInput input = read_run(stated, nullptr);
  Cell cell(input.cell, input.settings.mesh);
  Recorder recorder(file, cell, input, write_yaml(stated.tree));
  recorder.finish(cell, simulate(cell, input.settings, recorder));
}

Solution read_result(const std::filesystem::path& file) {
  return read_solution(file);
}

}  // namespace closo
