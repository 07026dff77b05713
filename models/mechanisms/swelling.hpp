// What particles take of pores and thickness of a composite as their volume follows their stoichiometry.
#pragma once

#include <vector>

#include "models/columns.hpp"
#include "models/curve.hpp"
#include "models/parameters/coefficient_spec.hpp"

namespace closo {

class RowVisitor;
struct Composite;
struct ElectrodeSpec;

struct SwellingSpec : Part {
  Quantity into_thickness;
};

/// Particles that are connected add the volume  eps_p [Gamma(y) - 1]  to a composite as assembled, at their mean
/// stoichiometry. A share of it makes the composite thicker, the rest takes its pores:                          (4f)
///   lambda = X_L sum_p eps_p [Gamma(y) - 1]  of the length, here the stretch.
struct Swelling {
  double into_thickness = 1.0;  // X_L
};

/// The rows of the catalogue, and parameters from what is stated, whose composite knows its materials.
void rows(RowVisitor& visitor, SwellingSpec& spec);
void close_swelling(const ElectrodeSpec& spec, const std::string& key, Composite& composite);

/// The volume that the particles of a composite have added.
class ParticleSwelling {
 public:
  explicit ParticleSwelling(const Composite& composite);
  static void add_columns(Columns& columns);

  bool active() const { return !classes_.empty(); }
  /// Volume that a class has added where its mean stoichiometry is y, over all as assembled, and its slope.
  CubicTable::Point added(std::size_t p, double y) const;
  /// The share of what all add by which the composite becomes longer.
  double into_thickness() const { return into_thickness_; }
  /// Share of the pores in a volume to which so much has been added.
  double porosity(double added) const;

 private:
  struct Class {
    double fraction;  // eps_p
    Curve volume;     // Gamma
  };
  double into_thickness_ = 0.0, porosity_ = 0.0;
  std::vector<Class> classes_;
};

}  // namespace closo
