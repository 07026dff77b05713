// Fills a solution while a run goes on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/stop_request.hpp"
#include "cycler/solution.hpp"
#include "cycler/solution_columns.hpp"

namespace closo {

/// All columns of a table that a cell has and that are wanted, and where they go to.
template <class Row>
class TableFiller {
 public:
  /// @param wanted  nullptr: all
  TableFiller(const TableSource<Row>& source, const Cell& cell, const Wanted* wanted);

  /// The table without a row.
  const SolutionTable& empty() const { return empty_; }
  void append(const Row& row, SolutionTable& table) const;

 private:
  std::vector<const ColumnSource<Row>*> sources_;
  SolutionTable empty_;
};

class SolutionBuilder : public Observer {
 public:
  /// @param retention_from  the reference cycle     @param figures  of the run that it continues
  /// @param wanted  nullptr: all columns
  SolutionBuilder(const Cell& cell, Index retention_from, const FigureMeter::State& figures,
                  const Wanted* wanted = nullptr);

  void series(const Cell& cell, const Moment& moment) override;
  void profile(const Cell& cell, const Moment& moment) override;
  void spectrum(const Cell& cell, const Moment& moment, const std::vector<double>& frequencies,
                const std::vector<std::complex<double>>& impedance) override;
  void step_ended(const Cell& cell, const StepResult& result) override;
  void cycle_ended(const Cell& cell, const CycleResult& result) override;
  bool follows(Index cycle) const override { return has_design() && meter_.follows(cycle); }
  void advanced(const Cell& cell, const Moment& moment) override {
    if (has_design()) meter_.advanced(cell, moment);
  }

  /// Adds the figures of the reference cycle and how the run ended.
  void finish(const Cell& cell, const Outcome& outcome);

  const Solution& solution() const { return solution_; }
  Solution take() { return std::move(solution_); }
  const FigureMeter& meter() const { return meter_; }
  /// Forgets the rows so far and the spectra, when they are kept elsewhere.
  void forget_rows();

 private:
  // Places of the tables that grow, which the constructor makes.
  enum Place : std::size_t {
    cell_place,
    mesh_place,
    series_place,
    profiles_place,
    steps_place,
    statistics_place,
    cycles_place,
    grown
  };
  SolutionTable& at(Place place) { return solution_.tables[place]; }
  bool has_design() const { return !design_.empty().columns.empty(); }

  TableFiller<SeriesRow> series_;
  TableFiller<ProfileRow> profiles_;
  TableFiller<StepRow> steps_, statistics_;
  TableFiller<CycleRow> cycles_;
  TableFiller<SpectrumRow> spectra_;
  TableFiller<DesignRow> design_;
  FigureMeter meter_;
  Solution solution_;
};

/// The word and the sentence for how a run ended.
const char* name_of(Outcome::Kind kind);
std::string describe(const Outcome& outcome);

/// A run in memory. @throws RunError if no consistent start is found
/// @param figures  of the run that it continues     @param wanted  nullptr: all columns
Solution solve(const CellParameters& cell, const RunSettings& settings, const FigureMeter::State& figures = {},
               const Wanted* wanted = nullptr, StopRequest stop = {});

}  // namespace closo
