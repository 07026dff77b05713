// Electrons that leak through the separator: what they have carried.
#pragma once

#include "models/columns.hpp"

namespace closo {

/// Electrons pass the separator at Lambda V beside the current i of its ions:  d(q)/dt = i - Lambda V.            (11)
/// The charge that leaked is no unknown of its own, but that of the ions less that outside.
void add_leakage_columns(Columns& columns);

}  // namespace closo
