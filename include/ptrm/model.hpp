#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace [[gnu::visibility("default")]] ptrm {

/// How attention sees positions. `rope2d` rotates the first half of a head by the row of the cell and the second half by its
/// column (EqR).
enum class PositionEncoding { none, learned, rope, rope2d };

/// The shape of a Tiny Recursive Model: the metadata key `trm_config` of a model file. Names follow the official configuration.
struct Architecture {
    int seq_len = 0;         ///< S, cells of a puzzle
    int vocab_size = 0;      ///< V, tokens
    int hint_rows = 0;       ///< rows of the embedding of hints, see PuzzleRules::hints(); 0 for none
    int hidden_size = 0;     ///< D, channels
    double expansion = 4.0;  ///< of a SwiGLU, see inner_width()
    int layers = 2;          ///< blocks of the net (`L_layers`)
    int H_cycles = 3;        ///< answer updates of a supervision step
    int L_cycles = 6;        ///< latent updates before each answer update
    int latents = 1;         ///< latent states z; TRM's ablations have 0, or L_cycles
    bool mixer = true;       ///< SwiGLU over positions (`mlp_t`), else attention
    int num_heads = 1;       ///< of attention
    PositionEncoding positions = PositionEncoding::none;  ///< `pos_encodings`
    double rms_norm_eps = 1e-5;                           ///< added to the mean square
    double rope_theta = 10000.0;                          ///< base frequency of `rope` and `rope2d`
    int window = 0;                  ///< of `rope2d`: how many rows and columns away attention sees; 0 for all
    int puzzle_positions = 0;        ///< P, positions before the cells
    int puzzle_emb_ndim = 0;         ///< width of a puzzle embedding, 0 for none
    int num_puzzle_identifiers = 1;  ///< rows of the puzzle embedding
    bool q_head = true;              ///< false for RSM (arXiv 2603.15641), whose q_halt is always 0
    bool q_alive = false;            ///< the second row of the Q head (`q_continue`) tells whether the question has an answer
    bool bfloat16_weights = false;   ///< trained with weights rounded to bfloat16 (`forward_dtype`); they are rounded here too

    // EqR (arXiv 2605.21488): h <- (1 - lambda) h + lambda net(h, inject) + noise_scale eps. Plain TRM has 1 and 0.
    double lambda = 1.0;         ///< share of the update that is taken
    double noise_scale = 0.0;    ///< standard deviation of the noise of an update
    bool random_starts = false;  ///< every rollout starts from its own random states instead of H_init, L_init
    double H_init_std = 1.0;     ///< standard deviation of a random answer state, before it is cut at two sigmas
    double L_init_std = 1.0;     ///< the same of a random latent state

    /// L, positions of a state.
    int length() const { return puzzle_positions + seq_len; }
    /// The side of the largest square grid that fits into seq_len cells.
    int grid_side() const;
    /// Inner width of a SwiGLU with `width` inputs: 256 * ceil(round(expansion * width * 2 / 3) / 256).
    int inner_width(int width) const;
    /// Net evaluations of a supervision step: H_cycles * (L_cycles + 1).
    int net_evaluations_per_step() const { return H_cycles * (L_cycles + 1); }
    /// Floating-point operations in the matrix products of one supervision step of one rollout.
    double flops_per_step() const;
};

/// The library that computes matrix products. All backends run the same network. `automatic` is onednn if the build has it,
/// except for float32 on a CPU without AVX-512, and eigen otherwise. `reference` is slow and simple, for comparison.
enum class Backend { automatic, eigen, onednn, reference };

/// The arithmetic of matrix products. Sums, norms and states are always float32. i8 needs onednn. Where onednn does not run, or
/// the CPU does not multiply bfloat16 itself (AVX-512 BF16, AMX), bf16 is weights rounded to it and products in float32.
/// `automatic` is bf16 where the CPU does, and f32 elsewhere.
enum class Precision { f32, bf16, i8, automatic };

/// How a model computes, and how much memory it may take.
struct LoadOptions {
    Backend backend = Backend::automatic;  ///< who computes the products
    Precision precision = Precision::f32;  ///< their arithmetic
    bool mean_embedding = false;           ///< every puzzle identifier gets the mean of the puzzle embeddings
    int frame = 0;  ///< side of larger boards than the file's, of networks whose positions are relative (`rope2d`); 0 for the
                    ///< file's. A cell then sees others no farther away than it has learnt to. See largest_board()
    std::uint64_t memory_limit = 0;  ///< most bytes that weights, or the threads of a Solver together, may take; 0 for three
                                     ///< quarters of the machine's memory
};

/// A trained network. Immutable after load: copies share it, and any number of threads may use it at once. Copying is cheap.
class Model {
public:
    /// Reads a .safetensors file with the official tensor names (F32, F16 or BF16) and the architecture as JSON under the
    /// metadata key `trm_config`. Header and shapes are checked before any tensor is read. A puzzle embedding over 16 MB stays in
    /// the file; its rows are read when a question needs them.
    /// @throws Error (io, bad_file) that names file, place, what was expected and what was found; (bad_argument) for a backend
    ///         or precision that cannot run here, a frame that the network cannot have, or a model beyond
    ///         LoadOptions::memory_limit
    static Model load(const std::filesystem::path& path, LoadOptions options = {});

    /// The same from memory, which is only read during the call. @param name the file name in errors
    static Model from_memory(std::span<const std::byte> bytes, const std::string& name, LoadOptions options = {});

    /// The file name, or the `name` of from_memory().
    const std::string& name() const;
    /// The shape of the network.
    const Architecture& architecture() const;
    /// The number of weights.
    std::int64_t parameters() const;
    /// Bytes of working memory that a Solver takes for each of its threads.
    std::uint64_t bytes_per_thread() const;
    /// A hash of the weights (of a large puzzle embedding: of 1,024 rows). Equal for equal networks, whatever the file name.
    std::uint64_t fingerprint() const;
    /// The backend that runs: "eigen", "onednn" or "reference".
    std::string_view backend() const;
    /// The precision that runs: "f32", "bf16" or "i8".
    std::string_view precision() const;
    /// The instruction set in use, "avx512, oneDNN 2.6.3 isa 231". Instruction sets round differently in the last bits; answers
    /// differ only where two are almost equally likely.
    std::string instructions() const;
    /// The metadata of the file: task, provenance, licence and the rest.
    const std::map<std::string, std::string>& metadata() const;

private:
    struct Impl;
    friend struct ModelAccess;
    friend struct ModelLoader;
    explicit Model(std::shared_ptr<const Impl> impl);

    std::shared_ptr<const Impl> impl_;
};

}  // namespace ptrm
