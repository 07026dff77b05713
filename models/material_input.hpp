// Reads materials: the active material, electrolytes, additives and metals of a cell.
#pragma once

#include "models/parameters.hpp"
#include "solver/input_reader.hpp"

namespace closo {

/// Role of a material within a cell, as its file states it.
enum class MaterialKind { active, electrolyte, additive, metal };
MaterialKind read_material_kind(const InputReader& material);

ActiveMaterial read_active_material(const InputReader& material);
Electrolyte read_electrolyte(const InputReader& material);
Additive read_additive(const InputReader& material, double weight_fraction);
Metal read_metal(const InputReader& material);

/// A coefficient with, optionally, its activation energy and the temperature its value belongs to.
Arrhenius read_arrhenius(const InputReader& parent, const std::string& key, const std::string& unit,
                         const Range& range);

/// exchange_current_density and transfer_coefficients of an interface.
Kinetics read_kinetics(const InputReader& parent);

/// Replaces a table given by the name of a CSV file (relative to the file that names it) by its rows.
void inline_tables(InputNode& material);

}  // namespace closo
