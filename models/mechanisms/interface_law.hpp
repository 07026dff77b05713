// The law of a mechanism at the interface of a flat electrode, by the number of the electrode.
#pragma once

#include <optional>

#include "models/cell.hpp"

namespace closo {

/// nullptr where none is stated.
template <class Law>
const Law* law_of(const FlatElectrode& electrode, std::optional<Law> MetalInterface::*law) {
  return electrode.interface && (*electrode.interface).*law ? &*((*electrode.interface).*law) : nullptr;
}
template <class Law>
const Law* law_of(const CellParameters& cell, std::size_t flat, std::optional<Law> MetalInterface::*law) {
  const FlatElectrode* electrode = cell.flat_of(flat);
  return electrode != nullptr ? law_of(*electrode, law) : nullptr;
}
/// The same without an allocation.
template <class Law>
const Law* law_of(const Cell& cell, std::size_t flat, std::optional<Law> MetalInterface::*law) {
  const std::vector<FlatInterface>& all = cell.flat_interfaces();
  return flat < all.size() ? law_of(cell.parameters().flat(all[flat].side()), law) : nullptr;
}

}  // namespace closo
