#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ptrm {

/// What a draw is for; streams never share numbers.
enum class NoiseStream : std::uint32_t { latent = 1, path = 2, start_H = 3, start_L = 4 };

/// Names the noise of one rollout of one puzzle. Every draw is a pure function of (key, stream, step, element), so it does not
/// depend on threads, batches or what else is being solved, nor on the machine.
struct NoiseKey {
    std::uint64_t key = 0;  ///< of seed and puzzle, see noise_key()
    std::uint32_t rollout = 0;
};

/// Mixes the seed with the puzzle's content: the tokens and the puzzle identifier.
std::uint64_t noise_key(std::uint64_t seed, std::span<const std::int32_t> tokens, std::int32_t puzzle_id);

/// out[i] += scale * n_(first + i) with n_i standard normal.
void add_normals(NoiseKey key, NoiseStream stream, std::uint32_t step, float scale, std::span<float> out, std::size_t first = 0);

/// out[i] = t_i, standard normal cut at two sigmas, scaled to the standard deviation `deviation`.
void fill_truncated_normals(NoiseKey key, NoiseStream stream, std::uint32_t step, float deviation, std::span<float> out);

}  // namespace ptrm
