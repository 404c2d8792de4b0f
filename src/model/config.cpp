#include "model/config.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/named.hpp"
#include "formats/json_fields.hpp"

namespace ptrm {
namespace {

constexpr Named<PositionEncoding> kPositions[] = {{"none", PositionEncoding::none},
                                                  {"learned", PositionEncoding::learned},
                                                  {"rope", PositionEncoding::rope},
                                                  {"rope2d", PositionEncoding::rope2d}};

/// Every key of trm_config: where its value goes, what it may be, and what it is where it is missing; without that it must be
/// there.
template <class Visitor>
void visit_config(Visitor visit, Architecture& arch, int& puzzle_emb_len) {
    visit.whole("seq_len", arch.seq_len, 1, 16384);
    visit.whole("vocab_size", arch.vocab_size, 2, 65536);
    visit.whole("hint_rows", arch.hint_rows, 0, 65536, 0);
    visit.whole("hidden_size", arch.hidden_size, 1, 16384);
    visit.real("expansion", arch.expansion, 0.01, 64.0);
    visit.whole("L_layers", arch.layers, 1, 256);
    visit.whole("H_cycles", arch.H_cycles, 1, 1024);
    visit.whole("L_cycles", arch.L_cycles, 1, 1024);
    visit.whole("latents", arch.latents, 0, 64, 1);
    visit.truth("mlp_t", arch.mixer, false);
    visit.whole("num_heads", arch.num_heads, 1, 1024, arch.mixer ? 1 : -1);
    visit.name("pos_encodings", arch.positions, kPositions);
    visit.real("rms_norm_eps", arch.rms_norm_eps, 0.0, 1.0, 1e-5);
    visit.real("rope_theta", arch.rope_theta, 1.0, 1e12, 10000.0);
    visit.whole("puzzle_emb_ndim", arch.puzzle_emb_ndim, 0, 1 << 20, 0);
    visit.whole("puzzle_emb_len", puzzle_emb_len, 0, 16384, 0);
    visit.whole("num_puzzle_identifiers", arch.num_puzzle_identifiers, 1, 1 << 30, 1);
    visit.truth("q_head", arch.q_head, true);
    visit.truth("q_alive", arch.q_alive, false);
    visit.text("forward_dtype", arch.bfloat16_weights, "bfloat16");
    visit.real("lambda_", arch.lambda, 0.0, 1.0, 1.0);
    visit.real("noise_scale", arch.noise_scale, 0.0, 1e3, 0.0);
    visit.real("H_init_std", arch.H_init_std, 0.0, 1e3, 1.0);
    visit.real("L_init_std", arch.L_init_std, 0.0, 1e3, 1.0);
}

struct Reader {
    const JsonFields& fields;

    void whole(const char* key, int& to, int low, int high, int absent = -1) { to = fields.whole(key, low, high, absent); }
    void real(const char* key, double& to, double low, double high, double absent = std::nan("")) {
        to = fields.real(key, low, high, absent);
    }
    void truth(const char* key, bool& to, bool absent) { to = fields.truth(key, absent); }
    void text(const char* key, bool& to, std::string_view wanted) { to = fields.text(key, "") == wanted; }
    /// The first of the names stands for a missing key.
    template <class Value, std::size_t N>
    void name(const char* key, Value& to, const Named<Value> (&choices)[N]) {
        const std::string name = fields.text(key, choices[0].name.data());
        const auto found = std::find_if(choices, choices + N, [&](const auto& choice) { return choice.name == name; });
        if (found == choices + N) fields.fail(key, list_of_names(choices));
        to = found->value;
    }
};

struct Keys {
    std::vector<std::string_view>& keys;

    void whole(const char* key, int&, int, int, int = -1) { keys.push_back(key); }
    void real(const char* key, double&, double, double, double = 0) { keys.push_back(key); }
    void truth(const char* key, bool&, bool) { keys.push_back(key); }
    void text(const char* key, bool&, std::string_view) { keys.push_back(key); }
    template <class Value, class Choices>
    void name(const char* key, Value&, const Choices&) {
        keys.push_back(key);
    }
};

}  // namespace

std::vector<std::string_view> config_keys() {
    std::vector<std::string_view> keys;
    Architecture scratch;
    int puzzle_emb_len = 0;
    visit_config(Keys{keys}, scratch, puzzle_emb_len);
    return keys;
}

Architecture parse_architecture(const std::string& text, const std::string& file) {
    const JsonFields fields(text, file, "trm_config");
    Architecture arch;
    int P = 0;
    visit_config(Reader{fields}, arch, P);
    arch.q_alive = arch.q_alive && arch.q_head;
    arch.random_starts = fields.has("H_init_std") || fields.has("L_init_std");

    if (constexpr int kMost = 4096; arch.net_evaluations_per_step() > kMost)
        fields.fail("L_cycles", "at most " + std::to_string(kMost) + " net evaluations a step, H_cycles * (L_cycles + 1)");
    if (arch.latents > 1 && arch.L_cycles > arch.latents)
        fields.fail("L_cycles", "at most latents, for every update of a cycle is of a latent of its own");
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

Larger parse_larger(const std::string& json, const Architecture& architecture, const std::string& file) {
    const JsonFields fields(json, file, "ptrm_larger");
    const int own = architecture.grid_side();
    return {fields.whole("side", own, 1024, 0), fields.whole("window", 1, 1024, std::max(1, own - 2))};
}

}  // namespace ptrm
