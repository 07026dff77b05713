// What follows from the parameters and the mesh alone.
#include "models/cell_model.hpp"

namespace closo {

Layout layout_of(const CellParameters& parameters, const Mesh& mesh) {
  const PositiveElectrode& positive = parameters.positive;
  Layout layout;
  layout.n_flat = static_cast<Index>(parameters.flat_electrodes().size());
  if (parameters.separator.salt() != nullptr) layout.n_s = mesh.n_s;
  if (!parameters.has_composite()) return layout;
  layout.n_x = mesh.n_x;
  layout.n_f = static_cast<Index>(positive.film.reactions.size());
  layout.n_p = static_cast<Index>(positive.particles.size());
  if (layout.n_p > 0) layout.n_r = mesh.n_r;
  if (positive.active.open_circuit_voltage.hysteresis) layout.n_h = layout.n_p;
  return layout;
}

CellModel::CellModel(const CellParameters& parameters, const Mesh& mesh)
    : parameters_(parameters),
      mesh_(mesh),
      layout_(layout_of(parameters, mesh)),
      radial_mesh_(mesh.n_r, mesh.grading),
      stoichiometries_(stoichiometry_range(parameters.positive)),
      transfer_{parameters.positive.active.kinetics.alpha_a, parameters.positive.active.kinetics.alpha_c} {
  if (!parameters.has_composite()) return;
  const PositiveElectrode& positive = parameters.positive;
  const auto n_x = static_cast<double>(layout_.n_x);
  cell_width_ = positive.thickness / n_x;
  mean_weights_ = (3 / n_x * radial_mesh_.volume.transpose()).replicate(layout_.n_x, 1).reshaped();
  if (positive.has_active_material())
    ions_per_charge_ = positive.contact / coefficients_of(parameters).exchange_charge;
  else
    capacitance_ = positive.double_layer.capacitance / n_x;
}

}  // namespace closo
