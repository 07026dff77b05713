// Writes a run to its HDF5 file as it goes. The datasets are documented in docs/result_file.md.
#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "app/result_table.hpp"
#include "cycler/figure_meter.hpp"
#include "cycler/progress_file.hpp"
#include "cycler/run_input.hpp"
#include "models/observables.hpp"

namespace closo {

class Recorder : public Observer {
 public:
  /// @param resolved_input  YAML text that stands for the whole input
  /// @param from  how far the run in the file has come, to resume it; it must come from this input. nullptr
  ///              begins a new file
  Recorder(const std::filesystem::path& path, const Cell& cell, const RunInput& run, const std::string& resolved_input,
           const StoredProgress* from = nullptr);

  void series(const Cell& cell, const Moment& moment) override;
  void profile(const Cell& cell, const Moment& moment) override;
  void spectrum(const Cell& cell, const Moment& moment, const std::vector<double>& frequencies,
                const std::vector<std::complex<double>>& impedance) override;
  void step_ended(const Cell& cell, const StepResult& result) override;
  void cycle_ended(const Cell& cell, const CycleResult& result) override;
  bool follows(Index cycle) const override { return own_.has_active_material() && meter_.follows(cycle); }
  void advanced(const Cell& cell, const Moment& moment) override { meter_.advanced(cell, moment); }
  void begins(const Progress& progress) override { remember(progress); }
  bool proceed(const Progress& progress) override;

  /// The file, to add to it what is no part of the run.
  ResultFile& file() { return file_; }

  /// Adds how the run ended and closes the file. @throws RunError if the disk is full
  void finish(const Outcome& outcome);

 private:
  struct SeriesRow {
    const Cell& cell;
    const Moment& moment;
    Fields<const double> s;
    double current, y, area;  // A m-2; mean stoichiometry; m2
    std::array<double, Overpotentials::count> terms;
  };
  struct ProfileRow {
    const Moment& moment;
    Fields<const double> s;
    Potentials phi;
    Eigen::ArrayXd ionic_current, surface, mean, salt;
    std::vector<Eigen::ArrayXd> columns;
  };
  struct StepRow {
    const CellParameters& cell;
    const StepResult& r;
  };
  struct CycleRow {
    const CellParameters& cell;
    const CycleResult& r;
  };

  void write_mesh(const Cell& cell);
  void write_separator_mesh(const Cell& cell);
  void add_series(const Cell& cell);
  void add_profiles(const Layout& layout);
  void add_options(const Cell& cell);
  void add_steps();
  void add_stops();
  void add_cycles();
  void write_design();
  void remember(const Progress& progress);

  ResultFile file_;
  std::vector<const FieldColumn*> profile_columns_;
  ResultTable<SeriesRow> series_;
  ResultTable<ProfileRow> profiles_;
  ResultTable<StepRow> steps_;
  ResultTable<CycleRow> cycles_;
  StoredProgress stored_;     // after the latest step
  const CellParameters own_;  // not those of a step
  const Protocol protocol_;
  const Layout layout_;
  FigureMeter meter_;
};

}  // namespace closo
