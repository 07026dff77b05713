// All columns of a solution: name, unit, meaning, and where the values come from. The only place that has their names.
#pragma once

#include <array>
#include <complex>
#include <optional>
#include <string>
#include <vector>

#include "cycler/column_source.hpp"
#include "cycler/figure_meter.hpp"
#include "cycler/run.hpp"
#include "models/observables.hpp"

namespace closo {

/// How long an axis is in a cell: "x", "face", "r", "class". Nothing of one whose length the row has.
std::optional<std::size_t> axis_length(const std::string& axis, const Cell& cell);

struct MomentRow {
  const Cell& cell;
  const Moment& moment;

  Fields<const double> state() const { return {cell.layout(), moment.state.data()}; }
};

struct SeriesRow : MomentRow {
  SeriesRow(const Cell& of_cell, const Moment& at) : MomentRow{of_cell, at} {}

  double area() const { return cell.parameters().area; }
  double loss(std::size_t k) const { return all().losses[k]; }
  double negative_potential() const { return all().negative_potential; }

 private:
  struct All {
    std::array<double, Overpotentials::count> losses;
    double negative_potential;
  };
  const All& all() const {  // once one is asked for
    if (!all_) {
      const Overpotentials o = overpotentials(cell, moment.state);
      all_ = {o.values(), o.negative_potential};
    }
    return *all_;
  }
  mutable std::optional<All> all_;
};

struct ProfileRow : MomentRow {
  ProfileRow(const Cell& of_cell, const Moment& at) : MomentRow{of_cell, at} {}

  /// In a composite, once it is asked for.
  const Potentials& phi(Index number) const {
    auto& phi = phi_[static_cast<std::size_t>(number)];
    if (!phi) phi = potentials(cell, moment.state, number);
    return *phi;
  }

 private:
  mutable std::array<std::optional<Potentials>, 2> phi_;
};

struct StepRow {
  const Cell& cell;
  const StepResult& r;
};

struct CycleRow {
  const Cell& cell;
  const CycleResult& r;
};

struct DesignRow {
  const Cell& cell;
  const FigureRecord& r;
};

struct SpectrumRow {
  const Cell& cell;
  const Moment& moment;
  const std::vector<double>& frequency;                // Hz
  const std::vector<std::complex<double>>& impedance;  // -dV/di [ohm m2]
};

const TableSource<Cell>& cell_table();
const TableSource<Cell>& mesh_table();
const TableSource<SeriesRow>& series_table();
const TableSource<ProfileRow>& profiles_table();
const TableSource<StepRow>& steps_table();
const TableSource<StepRow>& statistics_table();
const TableSource<CycleRow>& cycles_table();
const TableSource<SpectrumRow>& spectrum_table();  // impedance/N
const TableSource<DesignRow>& design_table();

}  // namespace closo
