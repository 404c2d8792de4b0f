#include "support/allocations.hpp"

#include <atomic>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PTRM_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PTRM_SANITIZED
#endif
#endif

namespace {
std::atomic<std::size_t> g_allocations{0};
}

#if defined(__GLIBC__) && !defined(PTRM_SANITIZED)
// glibc lets a program put itself in front of its allocator.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void* malloc(std::size_t size) {
    ++g_allocations;
    return __libc_malloc(size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    ++g_allocations;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
    ++g_allocations;
    *out = __libc_memalign(alignment, size);
    return *out == nullptr ? 12 : 0;
}
}
#endif

std::size_t ptrm::test::allocations() { return g_allocations; }
