// What a cell is, apart from the state that it is in: made once, and shared by all that compute with it.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "models/coefficients.hpp"
#include "models/layout.hpp"
#include "models/mesh.hpp"
#include "solver/radial_mesh.hpp"

namespace closo {

/// How many unknowns of each kind a cell has.
Layout layout_of(const CellParameters& parameters, const Mesh& mesh);

/// What follows of a composite, its place in the state and the mesh across it.
struct CompositeModel {
  const Composite* parameters = nullptr;  // of the model
  CompositePlace place;
  double orientation = 1.0;
  double cell_width = 0.0;  // of the mesh across it [m]
  // Of each class of particles: control volumes, and weights of the nodes of all particles in their mean, shape (n_x
  // n_r).
  std::vector<RadialMesh> radial{};
  std::vector<Eigen::ArrayXd> mean_weights{};
  std::vector<StoichiometryRange> stoichiometries{};  // where the data of each active material hold
  // Of the double layer that charges in time, where the composite has no other storage, per cell of the mesh [F m-2].
  double capacitance = 0.0;
  // What a charge per cell area adds to the ions in all active material, over what it can hold [m2 C-1].
  double ions_per_charge = 0.0;
};

/// Immutable, so that any number of threads may share it.
class CellModel {
 public:
  CellModel(const CellParameters& parameters, const Mesh& mesh);
  CellModel(const CellModel&) = delete;
  CellModel& operator=(const CellModel&) = delete;

  const CellParameters& parameters() const { return parameters_; }
  const Mesh& mesh() const { return mesh_; }
  const Layout& layout() const { return layout_; }
  /// In the order of the layout.
  const std::vector<CompositeModel>& composites() const { return composites_; }
  const CompositeModel& composite(Index number = 0) const { return composites_[static_cast<std::size_t>(number)]; }
  /// Of what lies between the collectors, see CellParameters.
  double orientation() const { return parameters_.orientation(); }
  /// To which errors of potentials count [V].
  double voltage_scale() const {
    return std::max(std::abs(parameters_.lower_voltage), std::abs(parameters_.upper_voltage));
  }
  /// Whether the cell makes heat of its own; otherwise its temperature is imposed.
  bool heated() const { return parameters_.heat.has_value(); }

 private:
  CellParameters parameters_;
  Mesh mesh_;
  Layout layout_;
  std::vector<CompositeModel> composites_;
};

}  // namespace closo
