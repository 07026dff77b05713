// The allocating functions of the C library, with a counter in front of glibc's own.
#include "tests/allocations.hpp"

#include <cstddef>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CLOSO_COUNTS_ALLOCATIONS 1
#endif

namespace {
[[maybe_unused]] thread_local long count = 0;
}

#ifdef CLOSO_COUNTS_ALLOCATIONS
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) {
  ++count;
  return __libc_malloc(size);
}
void* calloc(std::size_t number, std::size_t size) {
  ++count;
  return __libc_calloc(number, size);
}
void* realloc(void* old, std::size_t size) {
  ++count;
  return __libc_realloc(old, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
  ++count;
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return memalign(alignment, size);
}
int posix_memalign(void** result, std::size_t alignment, std::size_t size) {
  *result = memalign(alignment, size);
  return *result == nullptr ? 12 : 0;  // ENOMEM
}
}
#endif

namespace closo::test {

long allocations() {
#ifdef CLOSO_COUNTS_ALLOCATIONS
  return count;
#else
  return -1;
#endif
}

}  // namespace closo::test
