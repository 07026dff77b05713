// closo eis: one impedance spectrum, of the cell of a run or of the state in which a run left it.
#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/console_log.hpp"
#include "app/simulation.hpp"
#include "base/error.hpp"
#include "cycler/observers.hpp"
#include "cycler/protocol_walk.hpp"
#include "cycler/simulate.hpp"
#include "formats/results/recorder.hpp"
#include "formats/results/stored_run.hpp"
#include "io/input_tree.hpp"

namespace closo {
namespace {

/// Whether --set states a quantity of the cell.
bool is_set(const EisOptions& options, const std::string& quantity) {
  const std::string key = run_key(quantity);
  return std::ranges::any_of(options.overrides, [&](const std::string& text) {
    const std::string set = run_key(text.substr(0, text.find('=')));
    return set == key || set == key + ".value";
  });
}

/// The conditions of the last step of a result as keys of a step, except those that --set states.
std::string conditions_left(const EisOptions& options, const ResolvedInput& input) {
  if (!has_steps(options.input)) return "";
  std::string text;
  if (!is_set(options, "temperature"))
    text += fmt::format(", temperature: {} K", temperature_left(options.input, read_run(input, nullptr)));
  if (!is_set(options, "pressure")) text += fmt::format(", pressure: {} Pa", pressure_left(options.input));
  return text;
}

/// The run with a spectrum for its protocol.
ResolvedInput spectrum_input(const EisOptions& options) {
  ResolvedInput input = resolve(options);
  const std::string under = options.under.empty() ? "" : ", under: \"" + options.under + "\"";
  const std::string protocol =
      fmt::format("[{{eis: {{from: {}, to: {}, points_per_decade: {}{}}}{}}}]", options.from, options.to,
                  options.points_per_decade, under, conditions_left(options, input));
  if (input.kind == InputKind::run) set_value(input.tree, "protocol", protocol, "closo eis " + protocol);
  return input;
}

/// Where another protocol begins with the state at the end of a result.
std::optional<Progress> left_by(const EisOptions& options, const RunInput& run) {
  const std::optional<Progress> left = progress_left(options.input, run);
  if (!left) return std::nullopt;
  Progress start;
  start.state = left->state;
  if (is_set(options, "temperature"))
    start.state(layout_of(run.cell, run.settings.mesh).temperature()) = run.cell.temperature;
  start.position = ProtocolWalk(run.settings.protocol, run.cell).position();
  return start;
}

}  // namespace

ExitStatus eis_command(const EisOptions& options) {
  const ResolvedInput input = spectrum_input(options);
  const RunInput run = read_run(input, nullptr);
  const std::filesystem::path output = output_of(options.input, options.output, ".eis.h5");
  refuse_overwriting_inputs(input.files, output, "--output");
  const std::optional<Progress> start = left_by(options, run);
  Cell cell(run.cell, run.settings.mesh);
  Recorder recorder(output, cell, run, text_of(input));
  ConsoleLog log(run);
  Observers both({&recorder, &log});
  const Outcome outcome = simulate(cell, run.settings, both, start ? &*start : nullptr, log.wish());
  recorder.finish(cell, outcome);
  spdlog::info("{} written", output.string());
  return report(outcome, output);
}

}  // namespace closo
