// Parameters of the coverage, and its column.
#include "models/mechanisms/coverage.hpp"

#include "models/cell.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"

namespace closo {

static void rows(RowVisitor& v, CoverageLossSpec& s) {
  v.quantity(s.limit, number("limit", Range::positive_fraction(), "of the covered share"));
  v.quantity(s.cycles, number("cycles", Range::positive(),
                              "equivalent cycles over which the distance from the limit falls by a factor of e"));
}

void rows(RowVisitor& v, CoverageSpec& s) {
  v.quantity(s.share, number("share", Range::positive_fraction(),
                             "of the surface of connected particles that touches electrolyte, as assembled"));
  v.part(s.loss, group("loss", "how cycling takes it").optional());
}

Coverage close(const CoverageSpec& s) {
  Coverage c{*s.share, *s.share, 0};
  if (s.loss) c.limit = *s.loss->limit, c.per_cycle = 1 / *s.loss->cycles;
  return c;
}

void SurfaceCoverage::add_columns(Columns& columns) {
  for (const std::size_t number : {0, 1}) {
    const auto has = [number](const CellParameters& cell) {
      return composite_is_active(cell, number) && cell.composite_of(number)->coverage.stated();
    };
    columns.cycles.push_back(
        {prefix_of(number) + "coverage", "1",
         "Covered share of the surface of connected particles" + words_of(number) + " at the end", has,
         [number, has](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
           if (!has(cell.parameters())) return 1.0;
           return cell.composite(static_cast<Index>(number)).coverage().at({cell.layout(), state.data()});
         },
         cells_with(number, number == 0 ? "cells with `positive.coverage`" : "`negative.coverage`")});
  }
}

}  // namespace closo
