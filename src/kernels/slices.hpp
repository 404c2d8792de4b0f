#pragma once

#include <cstddef>

#include "base/index.hpp"

namespace ptrm {

/// Elements of a matrix.
inline std::size_t area(int rows, int cols) { return to_size(Index{rows} * cols); }

/// Hands out parts of a scratch buffer, each on a cache line; without a buffer it only counts.
class Slices {
public:
    explicit Slices(float* memory) : memory_(memory) {}

    template <class T = float>
    T* take(std::size_t count) {
        T* part = memory_ == nullptr ? nullptr : reinterpret_cast<T*>(memory_ + used_);
        used_ += (count * sizeof(T) + 63) / 64 * 16;
        return part;
    }
    /// Floats handed out so far.
    std::size_t used() const { return used_; }
    /// What is left of the buffer.
    float* rest() const { return memory_ == nullptr ? nullptr : memory_ + used_; }

private:
    float* memory_;
    std::size_t used_ = 0;
};

}  // namespace ptrm
