// Formulas of one variable in the two ways of writing them: that of BPX, which is Python's, and that of closo.
#pragma once

#include <string>

namespace closo::bpx {

/// How a formula is written: BPX "exp(-2 * x) ** 2", closo "exp(-2 * y) ^ 2". Both read a sign as weaker than a power,
/// and powers from the right.
struct Dialect {
  const char* power;
  const char* variable;
  bool of_bpx;
};
constexpr Dialect python{"**", "x", true};
constexpr Dialect of_stoichiometry{"^", "y", false};
/// BPX has concentrations in mol/m3, closo's expressions in mol/l.
constexpr Dialect of_concentration{"^", "c", false};

/// A formula written anew, operation by operation, so that it has the same values. Known are + - * /, powers, the
/// variable, numbers and functions that both have.
/// @throws ExpressionError with the place of what is anything else
std::string translated(const std::string& formula, const Dialect& from, const Dialect& to);

}  // namespace closo::bpx
