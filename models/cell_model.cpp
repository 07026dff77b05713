// What follows from the parameters and the mesh alone.
#include "models/cell_model.hpp"

#include <algorithm>

#include "models/electrodes/composite_electrode.hpp"
#include "models/electrodes/flat_interface.hpp"

namespace closo {

Layout layout_of(const CellParameters& parameters, const Mesh& mesh) {
  std::vector<CompositePlace> places;
  for (const Side side : parameters.composite_sides()) {
    CompositePlace place;
    place.side = side;
    place.n_x = places.empty() ? mesh.n_x : mesh.n_negative;
    if (parameters.composite(side).dense) place.n_x = 1;
    place.n_p = static_cast<Index>(parameters.composite(side).particles.size());
    if (place.n_p > 0) place.n_r = mesh.n_r;
    places.push_back(place);
  }
  Layout layout(std::move(places), parameters.flat_sides());
  BinaryElectrolyte::add_unknowns(parameters, mesh, layout);
  for (const Side side : parameters.flat_sides()) FlatInterface::add_unknowns(parameters.flat(side), side, layout);
  for (Index k = 0; k < layout.composites(); ++k) {
    const CompositePlace& place = layout.composite(k);
    CompositeElectrode::add_unknowns(parameters.composite(place.side), place, layout);
  }
  return layout;
}

namespace {

CompositeModel composite_of(const CellParameters& parameters, const CompositePlace& place, const Mesh& mesh) {
  CompositeModel m;
  const Composite& composite = parameters.composite(place.side);
  m.parameters = &composite;
  m.place = place;
  m.orientation = CellParameters::orientation(place.side);
  m.stoichiometries = stoichiometry_ranges(composite);
  const auto n_x = static_cast<double>(place.n_x);
  m.cell_width = composite.thickness / n_x;
  for (const ParticleClass& k : composite.particles) {
    m.radial.emplace_back(mesh.n_r, mesh.grading, static_cast<int>(k.shape));
    m.mean_weights.push_back((m.radial.back().shares().transpose() / n_x).replicate(place.n_x, 1).reshaped());
  }
  if (composite.has_active_material())
    m.ions_per_charge = composite.contact / coefficients_of(parameters).composite(place.number).exchange_charge;
  else
    m.capacitance = composite.double_layer.capacitance / n_x;
  return m;
}

}  // namespace

CellModel::CellModel(const CellParameters& parameters, const Mesh& mesh)
    : parameters_(parameters), mesh_(mesh), layout_(layout_of(parameters, mesh)) {
  for (Index k = 0; k < layout_.composites(); ++k)
    composites_.push_back(composite_of(parameters_, layout_.composite(k), mesh_));
}

}  // namespace closo
