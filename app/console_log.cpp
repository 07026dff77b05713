// Lines of the log: steps, cycles and remarks.
#include "app/console_log.hpp"

#include <cmath>

#include <spdlog/spdlog.h>

#include "cycler/protocol_estimate.hpp"
#include "models/observables.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

constexpr long most_steps_told = 40;                     // one line for each
constexpr std::chrono::milliseconds between_lines(500);  // of cycles

/// As its users count: by mass where there is one.
std::string capacity(double charge, const CellParameters& cell) {
  if (!cell.has_masses()) return fmt::format("{:.4g} mAh/cm2", mAh_per_cm2(charge));
  return fmt::format("{:.2f} mAh/g", mAh_per_g(charge, cell));
}

}  // namespace

ConsoleLog::ConsoleLog(const RunInput& run)
    : steps_(ProtocolEstimate(run.cell, run.settings).steps()),
      own_temperature_(run.cell.temperature),
      own_pressure_(run.cell.pressure) {}

/// Those that are not the cell's own: " at 60 degC under 2 MPa".
std::string ConsoleLog::conditions(const StepResult& r) const {
  std::string text;
  if (r.temperature != own_temperature_) text += fmt::format(" at {:.4g} degC", degC(r.temperature));
  if (r.pressure != own_pressure_) text += fmt::format(" under {:.4g} MPa", r.pressure * to_MPa);
  return text;
}

void ConsoleLog::step_ended(const Cell& cell, const StepResult& r) {
  const auto level = steps_ <= most_steps_told ? spdlog::level::info : spdlog::level::debug;
  spdlog::log(level, "step {} {}: {} in {:.4g} h{}, {:.3f} -> {:.3f} V; {}", r.number, r.text,
              capacity(std::abs(r.charge), cell.parameters()), r.duration * to_hours, conditions(r), r.start_voltage,
              r.end_voltage, r.stop_reason());
  doubts_told_.resize(r.doubts.size());
  for (std::size_t k = 0; k < r.doubts.size(); ++k) {
    if (r.doubts[k].empty() || doubts_told_[k]) continue;
    doubts_told_[k] = true;
    spdlog::info("step {} of cycle {}: {}", r.number, r.cycle, r.doubts[k]);
  }
  spdlog::debug("  {} time steps, {} Newton iterations, {} repeated because of their error, {} not converged",
                r.statistics.steps, r.statistics.newton_iterations, r.statistics.error_test_failures,
                r.statistics.convergence_failures);
}

void ConsoleLog::cycle_ended(const Cell& cell, const CycleResult& r) {
  if (steps_ <= most_steps_told) return;
  const auto now = std::chrono::steady_clock::now();
  const bool last = r.last_step == steps_;
  if (now - last_told_ < between_lines && r.number > 1 && !last) return;
  last_told_ = now;
  spdlog::info("cycle {}: {} charged, {} discharged; step {} of {}", r.number,
               capacity(r.passed.charged, cell.parameters()), capacity(r.passed.discharged, cell.parameters()),
               r.last_step, steps_);
}

}  // namespace closo
