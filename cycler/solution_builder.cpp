// From the rows of each kind to the columns that are wanted of them.
#include "cycler/solution_builder.hpp"

#include <algorithm>
#include <type_traits>

#include <fmt/format.h>

#include "cycler/simulate.hpp"

namespace closo {
namespace {

template <class Row>
SolutionColumn column_of(const ColumnSource<Row>& source, const Cell& cell) {
  using Kind = SolutionColumn::Kind;
  using Source = ColumnSource<Row>;
  SolutionColumn column{source.name, source.unit, source.long_name};
  if (std::holds_alternative<typename Source::Integer>(source.value)) column.kind = Kind::integer;
  if (std::holds_alternative<typename Source::Text>(source.value) ||
      std::holds_alternative<typename Source::Texts>(source.value))
    column.kind = Kind::text;
  for (const std::string& axis : source.axes)
    if (const auto length = axis_length(axis, cell)) column.shape.push_back(*length);
  return column;
}

/// Appends a row.
template <class Row>
void append_to(SolutionColumn& column, const ColumnSource<Row>& source, const Row& row) {
  std::visit(
      [&](const auto& of) {
        using Of = std::decay_t<decltype(of)>;
        using Source = ColumnSource<Row>;
        if constexpr (std::is_same_v<Of, typename Source::Number>) {
          column.numbers.push_back(of(row));
        } else if constexpr (std::is_same_v<Of, typename Source::Integer>) {
          column.integers.push_back(of(row));
        } else if constexpr (std::is_same_v<Of, typename Source::Text>) {
          column.texts.push_back(of(row));
        } else if constexpr (std::is_same_v<Of, typename Source::Texts>) {
          for (std::string& text : of(row)) column.texts.push_back(std::move(text));
        } else {
          of(row, column.numbers);
        }
      },
      source.value);
  if (source.axes.size() != column.shape.size())  // one whose length the only row has
    column.shape = {column.kind == SolutionColumn::Kind::text ? column.texts.size() : column.numbers.size()};
}

}  // namespace

template <class Row>
TableFiller<Row>::TableFiller(const TableSource<Row>& source, const Cell& cell, const Wanted* wanted)
    : empty_{source.name, source.single} {
  for (const ColumnSource<Row>& column : source.columns) {
    if ((column.applies && !column.applies(cell)) || !is_wanted(wanted, source.name, column.name)) continue;
    sources_.push_back(&column);
    empty_.columns.push_back(column_of(column, cell));
  }
}

template <class Row>
void TableFiller<Row>::append(const Row& row, SolutionTable& table) const {
  for (std::size_t k = 0; k < sources_.size(); ++k) append_to(table.columns[k], *sources_[k], row);
}

SolutionBuilder::SolutionBuilder(const Cell& cell, Index retention_from, const FigureMeter::State& figures,
                                 const Wanted* wanted)
    : series_(series_table(), cell, wanted),
      profiles_(profiles_table(), cell, wanted),
      steps_(steps_table(), cell, wanted),
      statistics_(statistics_table(), cell, wanted),
      cycles_(cycles_table(), cell, wanted),
      spectra_(spectrum_table(), cell, nullptr),
      design_(design_table(), cell, wanted),
      meter_(retention_from) {
  meter_.restore(figures);
  const TableFiller<Cell> cell_filler(cell_table(), cell, wanted), mesh_filler(mesh_table(), cell, wanted);
  solution_.cell = cell.parameters().title;
  solution_.tables = {cell_filler.empty(), mesh_filler.empty(), series_.empty(), profiles_.empty(),
                      steps_.empty(),      statistics_.empty(), cycles_.empty()};
  cell_filler.append(cell, at(cell_place));
  mesh_filler.append(cell, at(mesh_place));
}

void SolutionBuilder::series(const Cell& cell, const Moment& moment) {
  series_.append({cell, moment}, at(series_place));
}

void SolutionBuilder::profile(const Cell& cell, const Moment& moment) {
  profiles_.append({cell, moment}, at(profiles_place));
}

void SolutionBuilder::spectrum(const Cell& cell, const Moment& moment, const std::vector<double>& frequencies,
                               const std::vector<std::complex<double>>& impedance) {
  SolutionTable table = spectra_.empty();
  table.name = fmt::format("impedance/{}", moment.step);
  spectra_.append({cell, moment, frequencies, impedance}, table);
  solution_.tables.push_back(std::move(table));
}

void SolutionBuilder::step_ended(const Cell& cell, const StepResult& result) {
  meter_.step_ended(result);
  steps_.append({cell, result}, at(steps_place));
  statistics_.append({cell, result}, at(statistics_place));
}

void SolutionBuilder::cycle_ended(const Cell& cell, const CycleResult& result) {
  meter_.cycle_ended(result);
  cycles_.append({cell, result}, at(cycles_place));
}

void SolutionBuilder::finish(const Cell& cell, const Outcome& outcome) {
  if (has_design()) {
    SolutionTable table = design_.empty();
    design_.append({cell, meter_.record()}, table);
    solution_.tables.push_back(std::move(table));
  }
  solution_.outcome = name_of(outcome.kind);
  solution_.stop_reason = describe(outcome);
}

void SolutionBuilder::forget_rows() {
  for (const Place place : {series_place, profiles_place, steps_place, statistics_place, cycles_place})
    at(place).clear();
  solution_.tables.resize(grown);
}

const char* name_of(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::completed:
      return "completed";
    case Outcome::Kind::interrupted:
      return "interrupted";
    case Outcome::Kind::stopped_early:
      break;
  }
  return "stopped early";
}

std::string describe(const Outcome& outcome) {
  return outcome.completed() ? "protocol completed: " + outcome.reason : outcome.reason;
}

Solution solve(const CellParameters& parameters, const RunSettings& settings, const FigureMeter::State& figures,
               const Wanted* wanted, StopRequest stop) {
  Cell cell(parameters, settings.mesh);
  SolutionBuilder builder(cell, settings.retention_from, figures, wanted);
  builder.finish(cell, simulate(cell, settings, builder, nullptr, stop));
  return builder.take();
}

}  // namespace closo
