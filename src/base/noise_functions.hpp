#pragma once

#include "base/noise.hpp"

namespace ptrm {

/// add_normals() and fill_truncated_normals(), compiled once per instruction set and with the same bits by each.
struct NoiseFunctions {
    void (*add_normals)(NoiseKey key, NoiseStream stream, std::uint32_t step, float scale, std::size_t first, float* out,
                        std::size_t size);
    void (*fill_truncated_normals)(NoiseKey key, NoiseStream stream, std::uint32_t step, float deviation, float* out,
                                   std::size_t size);
};

namespace baseline {
extern const NoiseFunctions kNoiseFunctions;
}
namespace avx2 {
extern const NoiseFunctions kNoiseFunctions;
}
namespace avx512 {
extern const NoiseFunctions kNoiseFunctions;
}

}  // namespace ptrm
