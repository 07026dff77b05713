// What follows from the parameters and the mesh alone.
#include "models/cell_model.hpp"

#include <algorithm>

#include "models/electrodes/composite_electrode.hpp"
#include "models/electrodes/flat_interface.hpp"

namespace closo {

Layout layout_of(const CellParameters& parameters, const Mesh& mesh) {
  const Composite& composite = parameters.composite();
  Layout layout;
  const std::vector<Side> flat = parameters.flat_sides();
  layout.n_flat = static_cast<Index>(flat.size());
  std::ranges::copy(flat, layout.flat_side.begin());
  if (parameters.has_composite()) layout.n_x = mesh.n_x;
  layout.n_p = static_cast<Index>(composite.particles.size());
  if (layout.n_p > 0) layout.n_r = mesh.n_r;
  BinaryElectrolyte::add_unknowns(parameters, mesh, layout);
  for (const Side side : flat) FlatInterface::add_unknowns(side, layout);
  if (parameters.has_composite()) CompositeElectrode::add_unknowns(composite, layout);
  return layout;
}

CellModel::CellModel(const CellParameters& parameters, const Mesh& mesh)
    : parameters_(parameters),
      mesh_(mesh),
      layout_(layout_of(parameters, mesh)),
      radial_mesh_(mesh.n_r, mesh.grading),
      stoichiometries_(stoichiometry_range(parameters.composite())) {
  if (!parameters.has_composite()) return;
  const Composite& composite = parameters.composite();
  const auto n_x = static_cast<double>(layout_.n_x);
  cell_width_ = composite.thickness / n_x;
  mean_weights_ = (3 / n_x * radial_mesh_.volume.transpose()).replicate(layout_.n_x, 1).reshaped();
  if (composite.has_active_material())
    ions_per_charge_ = composite.contact / coefficients_of(parameters).exchange_charge;
  else
    capacitance_ = composite.double_layer.capacitance / n_x;
}

}  // namespace closo
