// The share of the surface of connected particles that touches the electrolyte, and how cycling takes it.
#pragma once

#include <cmath>
#include <optional>

#include "models/columns.hpp"
#include "models/layout.hpp"
#include "models/line.hpp"
#include "models/mechanisms/contact_ageing.hpp"
#include "models/parameters/coefficient_spec.hpp"

namespace closo {

class RowVisitor;

struct CoverageLossSpec : Part {
  Quantity limit, cycles;
};

struct CoverageSpec : Part {
  Quantity share;
  std::optional<CoverageLossSpec> loss;
};

/// Covered share of the surface of connected particles:
///   zeta = zeta_limit + (zeta_0 - zeta_limit) exp(-n / N_zeta),                                                (8a)
/// with the equivalent cycles n. It scales what lies on the surface: exchange current, layers and double layer. As n is
/// an unknown, this is none.
struct Coverage {
  double as_assembled = 1.0;
  double limit = 1.0;
  double per_cycle = 0.0;  // 1 / N_zeta; 0: it stays

  bool falls() const { return per_cycle > 0; }
  bool stated() const { return as_assembled < 1 || falls(); }
  double at(double cycles) const { return limit + (as_assembled - limit) * std::exp(-cycles * per_cycle); }
  /// Its slope to the equivalent cycles.
  double slope_at(double cycles) const { return -per_cycle * (at(cycles) - limit); }
};

/// The rows of the catalogue, and parameters from what is stated.
void rows(RowVisitor& visitor, CoverageSpec& spec);
Coverage close(const CoverageSpec& spec);

/// The coverage at a state, and how it follows the current.
class SurfaceCoverage {
 public:
  explicit SurfaceCoverage(const Coverage& law) : law_(law), value_(law.as_assembled) {}

  static void add_columns(Columns& columns);

  bool falls() const { return law_.falls(); }
  /// At the last state that was followed.
  double value() const { return value_; }
  double at(const Fields<const double>& s) const { return falls() ? law_.at(s.cycles()) : value_; }
  void follow(const Fields<const double>& s) {
    if (falls()) value_ = law_.at(s.cycles()), slope_ = law_.slope_at(s.cycles());
  }
  /// @param cycling  with its derivative to the current of the composite
  Line condense(double cj, const Fields<const double>& b, const Cycling& cycling) const {
    return {slope_ * b.cycles() / cj, slope_ * cycling.by_i / cj};
  }

 private:
  Coverage law_;
  double value_ = 1.0, slope_ = 0.0;
};

}  // namespace closo
