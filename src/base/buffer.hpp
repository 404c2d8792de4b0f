#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace ptrm {

/// Starts every allocation on a cache line, and on an even one, for lines are fetched in pairs. Vectorised sums split at aligned
/// addresses, so where memory happens to lie would otherwise show in the last bits of a result, and the same puzzle could get
/// another answer on another thread.
template <class T>
struct CacheAligned {
    using value_type = T;
    static constexpr std::align_val_t kLine{128};

    CacheAligned() = default;
    template <class U>
    CacheAligned(const CacheAligned<U>&) {}

    T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), kLine)); }
    void deallocate(T* memory, std::size_t) { ::operator delete(memory, kLine); }
    friend bool operator==(CacheAligned, CacheAligned) { return true; }
};

/// The memory of states and everything that kernels read or write.
using Buffer = std::vector<float, CacheAligned<float>>;

}  // namespace ptrm
