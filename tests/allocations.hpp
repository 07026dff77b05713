// Counts what is taken from the heap, by whatever way: operator new, Eigen or C.
#pragma once

namespace closo::test {

/// Allocations of this thread so far; negative where they are not counted, as under a sanitizer.
long allocations();

}  // namespace closo::test
