// Runs the reference cell with an interphase, stated as a user would, against the closed form R = k t, and the
// condensed solve against differences.
#include <cmath>
#include <cstdio>

#include "cycler/protocol_text.hpp"
#include "cycler/simulate.hpp"
#include "formats/yaml/resolved_input.hpp"
#include "formats/yaml/run_input.hpp"

using namespace closo;
using Eigen::ArrayXd;

namespace {

struct Keeper : Observer {
  void series(const Cell& cell, const Moment& m) override {
    for (const Column& column : columns().series)
      if (column.name == "interphase_resistance") {
        const double R = column.value(cell, m.state, m.origin), exact = 1e4 * 1e-8 * m.time;  // ohm cm2
        largest = std::max(largest, std::abs(R - exact) / (1 + exact));
        ++rows;
      }
  }
  bool proceed(const Progress& p) override { return end = p.state, true; }

  double largest = 0;
  long rows = 0;
  ArrayXd end;
};

ArrayXd residual(Cell& cell, const ArrayXd& y, const ArrayXd& rate) {
  ArrayXd row(cell.size());
  cell.residual(0, ConstVector(y.data(), y.size()), ConstVector(rate.data(), rate.size()),
                Vector(row.data(), row.size()));
  return row;
}

}  // namespace

int main(int, char** argv) {
  const CellParameters parameters = read_cell_parameters(resolve_file(argv[1], {}), nullptr);
  RunSettings settings;
  settings.mesh = {5, 8, 2.0, 5};
  settings.start_stoichiometry = 0.3;
  for (const char* step : {"Rest for 10 h", "Discharge at C/10 for 2 h"})
    settings.protocol.emplace_back(parse_step(step));
  Cell cell(parameters, settings.mesh);
  Keeper keeper;
  if (!simulate(cell, settings, keeper).completed()) return std::puts("the run did not end"), 1;
  std::printf("%ld rows, largest error %.1e\n", keeper.rows, keeper.largest);
  if (keeper.rows < 10 || keeper.largest > 1e-4) return 1;

  // Corrections in proportion to the state, as some unknowns are small.
  const Index n = cell.size();
  const double cj = 1e-2, h = 1e-6;
  const ArrayXd y = keeper.end, wanted = y * ArrayXd::LinSpaced(n, -1, 1);
  const ArrayXd b =
      (residual(cell, y + h * wanted, cj * h * wanted) - residual(cell, y - h * wanted, -cj * h * wanted)) / (2 * h);
  residual(cell, y, ArrayXd::Zero(n));
  ArrayXd x(n);
  cell.solve(cj, ConstVector(b.data(), n), Vector(x.data(), n));
  const auto error = [&](Index k) { return std::abs(x(k) / wanted(k) - 1); };
  const double largest = std::max(error(cell.layout().V()), error(cell.layout().place("negative_interphase").begin));
  std::printf("Newton step of voltage and interphase within %.1e of the differences\n", largest);
  return largest < 1e-6 ? 0 : 1;
}
