// Writes a run to its HDF5 file as it goes. The datasets are documented in docs/result_file.md.
#pragma once

#include <filesystem>
#include <string>

#include "models/run_input.hpp"
#include "solver/result_file.hpp"

namespace closo {

class Recorder : public Observer {
 public:
  /// @param resolved_input  YAML text that stands for the whole input
  Recorder(const std::filesystem::path& path, const Cell& cell, const RunInput& run, const std::string& resolved_input);

  void series(const Cell& cell, const Moment& moment) override;
  void profile(const Cell& cell, const Moment& moment) override;
  void step_ended(const Cell& cell, const StepResult& result) override;

  /// Adds how the run ended and closes the file. @throws RunError if the disk is full
  void finish(const Outcome& outcome);

 private:
  void add_series();
  void add_profiles(const Cell& cell);
  void add_steps();
  void write_mesh(const Cell& cell);

  ResultFile file_;
  struct {
    std::size_t time, step, voltage, current, current_density, charge, stoichiometry, open_circuit_voltage, metal;
    std::vector<std::size_t> overpotential;
  } series_{};
  struct {
    std::size_t time, step, phi_s, phi_e, ionic_current, y_surface, y_mean, y, j;
  } profiles_{};
  struct {
    std::size_t number, text, reason, start, duration, charge, areal, specific, energy, mean_voltage, start_voltage,
        end_voltage, integrator_steps, newton, error_failures, convergence_failures;
  } steps_{};
};

}  // namespace closo
