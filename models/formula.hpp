// Molar mass from a chemical formula such as Na4(CB11H12)2(B12H12).
#pragma once

#include <stdexcept>
#include <string>

namespace closo {

/// what() completes "expected ...".
struct FormulaError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Molar mass [kg mol-1]; element symbols, numbers (also decimal) and round brackets.
/// Atomic weights: IUPAC 2021 abridged, Prohaska et al., Pure Appl. Chem. 94 (2022) 573.
/// @throws FormulaError
double molar_mass(const std::string& formula);

}  // namespace closo
