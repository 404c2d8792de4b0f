#include "base/noise.hpp"

#include "base/instructions.hpp"
#include "base/noise_functions.hpp"
#include "base/random.hpp"

namespace ptrm {
namespace {

const NoiseFunctions& functions() {
#ifdef PTRM_X86_VARIANTS
    static const NoiseFunctions& best =
        for_instructions(usable_instructions(), baseline::kNoiseFunctions, avx2::kNoiseFunctions, avx512::kNoiseFunctions);
    return best;
#else
    return baseline::kNoiseFunctions;
#endif
}

}  // namespace

std::uint64_t noise_key(std::uint64_t seed, std::span<const std::int32_t> tokens, std::int32_t puzzle_id) {
    std::uint64_t key = mix64(seed) ^ static_cast<std::uint32_t>(puzzle_id);
    for (const std::int32_t token : tokens) key = mix64(key ^ static_cast<std::uint32_t>(token));
    return mix64(key ^ tokens.size());
}

void add_normals(NoiseKey key, NoiseStream stream, std::uint32_t step, float scale, std::span<float> out, std::size_t first) {
    functions().add_normals(key, stream, step, scale, first, out.data(), out.size());
}

void fill_truncated_normals(NoiseKey key, NoiseStream stream, std::uint32_t step, float deviation, std::span<float> out) {
    functions().fill_truncated_normals(key, stream, step, deviation, out.data(), out.size());
}

}  // namespace ptrm
