// What a cell is, apart from the state that it is in: made once, and shared by all that compute with it.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>

#include "models/coefficients.hpp"
#include "models/layout.hpp"
#include "models/mesh.hpp"
#include "solver/radial_mesh.hpp"

namespace closo {

/// How many unknowns of each kind a cell has.
Layout layout_of(const CellParameters& parameters, const Mesh& mesh);

/// Immutable, so that any number of threads may share it.
class CellModel {
 public:
  CellModel(const CellParameters& parameters, const Mesh& mesh);

  const CellParameters& parameters() const { return parameters_; }
  const Mesh& mesh() const { return mesh_; }
  const Layout& layout() const { return layout_; }
  const RadialMesh& radial_mesh() const { return radial_mesh_; }
  double cell_width() const { return cell_width_; }  // of the mesh across the composite [m]
  /// Of the nodes of all particles of a class in their mean, shape (n_x n_r).
  const Eigen::ArrayXd& mean_weights() const { return mean_weights_; }
  /// Where the data of the active material hold.
  const StoichiometryRange& stoichiometries() const { return stoichiometries_; }
  /// Of what lies between the metal and the collector of a composite, see CellParameters.
  double orientation() const { return parameters_.orientation(); }
  /// To which errors of potentials count [V].
  double voltage_scale() const {
    return std::max(std::abs(parameters_.lower_voltage), std::abs(parameters_.upper_voltage));
  }
  /// Whether the cell makes heat of its own; otherwise its temperature is imposed.
  bool heated() const { return parameters_.heat.has_value(); }
  /// Of the double layer that charges in time, where a composite has no other storage, per cell of the mesh [F m-2].
  double capacitance() const { return capacitance_; }
  /// What a charge per cell area adds to the ions in all active material, over what it can hold [m2 C-1].
  double ions_per_charge() const { return ions_per_charge_; }

 private:
  CellParameters parameters_;
  Mesh mesh_;
  Layout layout_;
  RadialMesh radial_mesh_;
  double cell_width_ = 0.0;
  Eigen::ArrayXd mean_weights_;
  StoichiometryRange stoichiometries_;
  double capacitance_ = 0.0, ions_per_charge_ = 0.0;
};

}  // namespace closo
