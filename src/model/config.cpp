#include "model/config.hpp"

#include "formats/json_fields.hpp"

namespace ptrm {
namespace {

PositionEncoding parse_positions(const JsonFields& fields) {
    const std::string name = fields.text("pos_encodings", "none");
    if (name == "learned") return PositionEncoding::learned;
    if (name == "rope") return PositionEncoding::rope;
    if (name == "rope2d") return PositionEncoding::rope2d;
    if (name != "none") fields.fail("pos_encodings", "none, learned, rope or rope2d");
    return PositionEncoding::none;
}

}  // namespace

Architecture parse_architecture(const std::string& text, const std::string& file) {
    const JsonFields fields(text, file, "trm_config");
    Architecture arch;
    arch.seq_len = fields.whole("seq_len", 1, 16384);
    arch.vocab_size = fields.whole("vocab_size", 2, 65536);
    arch.hint_rows = fields.whole("hint_rows", 0, 65536, 0);
    arch.hidden_size = fields.whole("hidden_size", 1, 16384);
    arch.expansion = fields.real("expansion", 0.01, 64.0);
    arch.layers = fields.whole("L_layers", 1, 256);
    arch.H_cycles = fields.whole("H_cycles", 1, 1024);
    arch.L_cycles = fields.whole("L_cycles", 1, 1024);
    if (constexpr int kMost = 4096; arch.net_evaluations_per_step() > kMost)
        fields.fail("L_cycles", "at most " + std::to_string(kMost) + " net evaluations a step, H_cycles * (L_cycles + 1)");
    arch.latents = fields.whole("latents", 0, 64, 1);
    if (arch.latents > 1 && arch.L_cycles > arch.latents)
        fields.fail("L_cycles", "at most latents, for every update of a cycle is of a latent of its own");
    arch.mixer = fields.truth("mlp_t", false);
    arch.num_heads = arch.mixer ? fields.whole("num_heads", 1, 1024, 1) : fields.whole("num_heads", 1, 1024);
    arch.positions = parse_positions(fields);
    arch.rms_norm_eps = fields.real("rms_norm_eps", 0.0, 1.0, 1e-5);
    arch.rope_theta = fields.real("rope_theta", 1.0, 1e12, 10000.0);
    arch.puzzle_emb_ndim = fields.whole("puzzle_emb_ndim", 0, 1 << 20, 0);
    arch.num_puzzle_identifiers = fields.whole("num_puzzle_identifiers", 1, 1 << 30, 1);
    arch.q_head = fields.truth("q_head", true);
    arch.q_alive = arch.q_head && fields.truth("q_alive", false);
    arch.bfloat16_weights = fields.text("forward_dtype", "float32") == "bfloat16";
    arch.lambda = fields.real("lambda_", 0.0, 1.0, 1.0);
    arch.noise_scale = fields.real("noise_scale", 0.0, 1e3, 0.0);
    arch.random_starts = fields.has("H_init_std") || fields.has("L_init_std");
    arch.H_init_std = fields.real("H_init_std", 0.0, 1e3, 1.0);
    arch.L_init_std = fields.real("L_init_std", 0.0, 1e3, 1.0);

    const int P = fields.whole("puzzle_emb_len", 0, 16384, 0);
    arch.puzzle_positions = P > 0 ? P : (arch.puzzle_emb_ndim + arch.hidden_size - 1) / arch.hidden_size;
    if (arch.puzzle_emb_ndim == 0 && P > 0) fields.fail("puzzle_emb_len", "0 where puzzle_emb_ndim is 0");
    if (arch.puzzle_emb_ndim > arch.puzzle_positions * arch.hidden_size)
        fields.fail("puzzle_emb_ndim", "at most puzzle_emb_len * hidden_size");
    if (!arch.mixer && arch.hidden_size % arch.num_heads != 0) fields.fail("num_heads", "a divisor of hidden_size");
    if (!arch.mixer && arch.positions == PositionEncoding::rope && arch.hidden_size / arch.num_heads % 2 != 0)
        fields.fail("num_heads", "heads of an even width, as rope needs");
    if (!arch.mixer && arch.positions == PositionEncoding::rope2d) {
        if (arch.hidden_size / arch.num_heads % 4 != 0)
            fields.fail("num_heads", "heads of a width that 4 divides, as rope2d needs");
        if (arch.puzzle_positions > 0) fields.fail("puzzle_emb_ndim", "0, for rope2d knows cells alone");
        if (const int side = arch.grid_side(); side * side != arch.seq_len)
            fields.fail("seq_len", "a square grid, as rope2d needs");
    }
    return arch;
}

}  // namespace ptrm
