// Coefficients and curves of closo as values of BPX.
#pragma once

#include <string>
#include <vector>

#include "formats/bpx/formula.hpp"
#include "formats/bpx/json_file.hpp"
#include "models/parameters/cell_spec.hpp"

namespace closo::bpx {

/// For what is done to curves besides writing them.
using Notes = std::vector<std::string>;

/// The one reference temperature of a file [K].
struct Reference {
  double temperature;
  Notes* notes;
};

/// A coefficient at `key`, and its activation energy beside it.
/// @param dialect  of its expressions     @param unit  in the SI
void put_coefficient(Json& section, const std::string& key, const std::string& energy_key, const CurveSpec& spec,
                     const Dialect& dialect, const std::string& unit, const Reference& reference);

/// A branch of an open-circuit voltage.
Json voltage_json(const VoltageCurveSpec& spec, const std::string& name, const Reference& reference);

}  // namespace closo::bpx
