// The state vector handed to SUNDIALS: contiguous, aligned doubles with vectorised operations.
#pragma once

#include <memory>

#include "solver/sundials.hpp"
#include "solver/types.hpp"

namespace closo {

struct VectorDeleter {
  void operator()(N_Vector v) const { N_VDestroy(v); }
};
using VectorHandle = std::unique_ptr<_generic_N_Vector, VectorDeleter>;

/// A vector of `size` zeros. Debian's serial N_Vector spends most of a simulation in loops the compiler could not
/// vectorise; this one supplies the same operations, and those IDA fuses, as loops over aligned memory.
VectorHandle make_vector(Index size, SUNContext context);

/// The entries of a vector made by make_vector(), shape (size).
Vector entries(N_Vector v);

}  // namespace closo
