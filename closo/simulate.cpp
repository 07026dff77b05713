// From what a program states to the run that is computed.
#include "closo/simulate.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "closo/data.hpp"
#include "formats/yaml/run_input.hpp"
#include "cycler/simulate.hpp"
#include "cycler/solution_builder.hpp"
#include "formats/results/recorder.hpp"
#include "formats/results/solution_reader.hpp"
#include "formats/results/stored_run.hpp"
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

Run::Run(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Run::Run(const Run& other) : data_(std::make_unique<Data>(*other.data_)) {}
Run::Run(Run&&) noexcept = default;
Run& Run::operator=(const Run& other) {
  *data_ = Data(*other.data_);
  return *this;
}
Run& Run::operator=(Run&&) noexcept = default;
Run::~Run() = default;

Run::Run(const Parameters& cell, const Steps& protocol) {
  InputNode root = InputNode::mapping("run");
  const InputNode& tree = cell.data().input.tree;
  root.children = {{"closo", InputNode("1", "run", 0)}, {"protocol", protocol.data().list}};
  root.children.insert(root.children.end(), tree.children.begin(), tree.children.end());
  data_ = std::make_unique<Data>(Data{resolve_tree(std::move(root), {})});
  read_run(data_->input, nullptr);
}

Run Run::from_file(const std::filesystem::path& file) {
  ResolvedInput input = resolve_any(file, {});
  read_run(input, nullptr);
  return Run(std::make_unique<Data>(Data{std::move(input)}));
}

Run& Run::set(const std::string& key, const std::string& value) {
  set_stated(data_->input, key, value);
  return *this;
}

Run& Run::set(const std::string& key, double value, const std::string& unit) {
  return set(key, quantity_text(value, unit));
}

Solution simulate(const Run& run, const SimulateOptions& options) {
  const RunInput input = read_run(run.data().input, nullptr);
  const StopRequest stop = options.stop != nullptr ? StopRequest(*options.stop) : StopRequest();
  Solution solution =
      solve(input.cell, input.settings, input.figures, options.columns.empty() ? nullptr : &options.columns, stop);
  solution.title = input.title;
  return solution;
}

void record(const Run& run, const std::filesystem::path& file) {
  const ResolvedInput& stated = run.data().input;
  if (std::ranges::any_of(stated.files, [&](const std::filesystem::path& input) {
        std::error_code ignored;
        return std::filesystem::equivalent(input, file, ignored);
      }))
    throw InputError(file.string(), "", file.string(), "a file other than the inputs");
  const RunInput input = read_run(stated, nullptr);
  Cell cell(input.cell, input.settings.mesh);
  Recorder recorder(file, cell, input, write_yaml(stated.tree));
  recorder.finish(cell, simulate(cell, input.settings, recorder));
}

Solution read_result(const std::filesystem::path& file) {
  return read_solution(file);
}

}  // namespace closo
