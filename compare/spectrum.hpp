// An impedance spectrum, measured or simulated.
#pragma once

#include <string>

#include <Eigen/Core>

namespace closo::compare {

struct Spectrum {
  std::string file;
  long number = 0;            // in its file, from 1; of a result file the step
  long step = 0, cycle = 0;   // 0: not known
  bool areal = false;         // whether the impedance is that of an area
  Eigen::ArrayXd frequency;   // [Hz], as in the file, all different
  Eigen::ArrayXcd impedance;  // [ohm m2] if areal, else [ohm]; -dV/di, so that a capacitance is below the real axis

  const char* unit() const { return areal ? "ohm cm2" : "ohm"; }  // to show it in
  double to_unit() const { return areal ? 1e4 : 1.0; }
};

/// Fewer say nothing of two arcs.
inline constexpr Eigen::Index fewest_frequencies = 10;

}  // namespace closo::compare
