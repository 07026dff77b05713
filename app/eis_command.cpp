// closo eis: one impedance spectrum, of the cell of a run or of the state in which a run left it.
#include <optional>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/recorder.hpp"
#include "app/simulation.hpp"
#include "cycler/protocol_walk.hpp"
#include "cycler/simulate.hpp"
#include "solver/result_reader.hpp"
#include "solver/yaml_input.hpp"

namespace closo {
namespace {

/// The run with a spectrum for its protocol.
ResolvedInput spectrum_input(const EisOptions& options) {
  ResolvedInput input = resolve(options);
  const std::string under = options.under.empty() ? "" : ", under: \"" + options.under + "\"";
  const std::string protocol = fmt::format("[{{eis: {{from: {}, to: {}, points_per_decade: {}{}}}}}]", options.from,
                                           options.to, options.points_per_decade, under);
  if (input.kind == InputKind::run) set_value(input.tree, "protocol", protocol, "closo eis " + protocol);
  return input;
}

/// Where another protocol begins with the state at the end of a result.
std::optional<Progress> left_by(const std::filesystem::path& file, const RunInput& run) {
  if (!is_result_file(file)) return std::nullopt;
  Progress start;
  start.state = read_progress(file).state;
  start.position = ProtocolWalk(run.settings.protocol, run.cell).position();
  start.cycles = CycleCounter(run.settings.retention_from).numbers();
  return start;
}

}  // namespace

ExitStatus eis_command(const EisOptions& options) {
  const ResolvedInput input = spectrum_input(options);
  const RunInput run = read_run(input, nullptr);
  const std::filesystem::path output = output_of(options.input, options.output, ".eis.h5");
  const std::optional<Progress> start = left_by(options.input, run);
  Cell cell(run.cell, run.settings.mesh);
  Recorder recorder(output, cell, run, write_yaml(input.tree), Opening::create);
  const Outcome outcome = simulate(cell, run.settings, recorder, start ? &*start : nullptr);
  recorder.finish(outcome);
  spdlog::info("{} written", output.string());
  return report(outcome, output);
}

}  // namespace closo
