#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace [[gnu::visibility("default")]] ptrm {

/// How attention knows a position; `rope2d` turns the first half of a head by the cell's row and the second by its column (EqR).
enum class PositionEncoding { none, learned, rope, rope2d };

/// The shape of a Tiny Recursive Model, as `trm_config` in a model file says it. Names follow the official configuration.
struct Architecture {
    int seq_len = 0;                                      ///< S, cells of a puzzle
    int vocab_size = 0;                                   ///< V, tokens a cell can be
    int hint_rows = 0;                                    ///< of a second table of embeddings, for Puzzle::hints()
    int hidden_size = 0;                                  ///< D, channels
    double expansion = 4.0;                               ///< of a SwiGLU, see inner_width()
    int layers = 2;                                       ///< blocks of the net (`L_layers`)
    int H_cycles = 3;                                     ///< answer updates of a supervision step
    int L_cycles = 6;                                     ///< latent updates before each answer update
    bool mixer = true;                                    ///< SwiGLU over positions (`mlp_t`), else attention
    int num_heads = 1;                                    ///< of attention
    PositionEncoding positions = PositionEncoding::none;  ///< `pos_encodings`
    double rms_norm_eps = 1e-5;                           ///< added to the mean square
    double rope_theta = 10000.0;                          ///< base of the frequencies of `rope` and `rope2d`
    int puzzle_positions = 0;                             ///< P, positions before the cells
    int puzzle_emb_ndim = 0;                              ///< numbers of a puzzle embedding, 0 for none
    int num_puzzle_identifiers = 1;                       ///< rows of the puzzle embedding
    bool q_head = true;    ///< RSM (arXiv 2603.15641) has none; q_halt is then always 0, and rollouts settle or do not
    bool q_alive = false;  ///< the second row of the Q head (`q_continue`) was trained to say whether the question has an answer
    bool bfloat16_weights = false;  ///< `forward_dtype` bfloat16: the network was trained with weights rounded so, and runs so

    // EqR (arXiv 2605.21488): h <- (1 - lambda) h + lambda net(h, inject) + noise_scale eps. Plain TRM has 1 and 0.
    double lambda = 1.0;         ///< share of the update that is taken
    double noise_scale = 0.0;    ///< standard deviation of its noise
    bool random_starts = false;  ///< each rollout starts from its own random states instead of H_init, L_init
    double H_init_std = 1.0;     ///< of random starts of the answer state, before it is cut at two
    double L_init_std = 1.0;     ///< of the latent state

    /// L, positions of a state.
    int length() const { return puzzle_positions + seq_len; }
    /// The side of the square grid that the cells are: the largest whole number whose square is at most seq_len.
    int grid_side() const;
    /// Inner width of a SwiGLU on `width` inputs: 256 * ceil(round(expansion * width * 2 / 3) / 256).
    int inner_width(int width) const;
    /// Passes of the net in one supervision step: H_cycles * (L_cycles + 1).
    int net_evaluations_per_step() const { return H_cycles * (L_cycles + 1); }
    /// Multiplications and additions in the products of one supervision step of one rollout.
    double flops_per_step() const;
};

/// What a model solves, from the model file. Empty `puzzle` where the file does not say.
struct Task {
    std::string puzzle;  ///< the kind's name, see PuzzleKind: "sudoku"
    int rows = 0;        ///< height of the grid
    int cols = 0;        ///< its width
    int box_rows = 0;    ///< height of a Sudoku's box
    int box_cols = 0;    ///< its width
    std::string tokens;  ///< the symbol of every token, in order, '_' for padding; empty where a symbol says too little
};

/// Reads the JSON of `trm_config`; every number is checked against a sane range before anything is allocated by it.
/// @param file for errors
/// @throws Error (bad_file)
Architecture parse_architecture(const std::string& json, const std::string& file);

/// Reads the JSON of `ptrm_task`: {"puzzle", "rows", "cols", "box": [rows, cols], "tokens"}, and holds it against the
/// architecture.
/// @throws Error (bad_file)
Task parse_task(const std::string& json, const Architecture& architecture, const std::string& file);

/// The reverse.
std::string task_text(const Task& task);

/// A tensor that a model file has to have.
struct TensorSpec {
    std::string name;                 ///< the official one, see tensor_names.hpp
    std::vector<std::int64_t> shape;  ///< row-major
};

/// Every tensor that a model of this architecture has, no more and no less.
std::vector<TensorSpec> tensor_specs(const Architecture& architecture);

}  // namespace ptrm
