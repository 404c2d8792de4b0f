#include "support/models.hpp"

#include <cstring>

#include "support/catch.hpp"

namespace ptrm::test {

const char* const kMixer = R"({"seq_len": 16, "vocab_size": 6, "hidden_size": 24, "expansion": 1.0, "L_layers": 2, "H_cycles": 2,
 "L_cycles": 2, "mlp_t": true, "puzzle_emb_ndim": 24, "puzzle_emb_len": 1, "pos_encodings": "none"})";
const char* const kAttentionRope = R"({"seq_len": 16, "vocab_size": 6, "hidden_size": 24, "num_heads": 3, "expansion": 1.0,
 "L_layers": 1, "H_cycles": 1, "L_cycles": 2, "mlp_t": false, "pos_encodings": "rope"})";
const char* const kAttentionLearned = R"({"seq_len": 16, "vocab_size": 6, "hidden_size": 24, "num_heads": 2, "expansion": 1.0,
 "L_layers": 1, "H_cycles": 2, "L_cycles": 1, "mlp_t": false, "pos_encodings": "learned", "puzzle_emb_ndim": 30,
 "num_puzzle_identifiers": 4})";
const char* const kAttentionRope2d = R"({"seq_len": 16, "vocab_size": 6, "hidden_size": 24, "num_heads": 3, "expansion": 1.0,
 "L_layers": 1, "H_cycles": 2, "L_cycles": 1, "mlp_t": false, "pos_encodings": "rope2d", "q_head": false})";
const char* const kEqr = R"({"seq_len": 16, "vocab_size": 6, "hidden_size": 24, "expansion": 1.0, "L_layers": 2, "H_cycles": 1,
 "L_cycles": 3, "mlp_t": true, "lambda_": 0.95, "noise_scale": 0.01, "H_init_std": 1.0, "L_init_std": 1.0})";

std::vector<std::byte> safetensors(const std::string& header, std::size_t data_bytes) {
    std::vector<std::byte> bytes(8 + header.size() + data_bytes);
    const std::uint64_t length = header.size();
    std::memcpy(bytes.data(), &length, 8);
    std::memcpy(bytes.data() + 8, header.data(), header.size());
    return bytes;
}

Model random_model(const std::string& config, Backend backend, std::uint64_t seed) {
    return Model::from_memory(random_model_bytes(config, seed), "random model", {backend});
}

Model tree_model() {
    std::string config = kMixer;
    return random_model(config.insert(config.rfind('}'), R"(, "q_alive": true)"));
}

std::string mixer_with(const std::string& key, const nlohmann::json& value) {
    nlohmann::json config = nlohmann::json::parse(kMixer);
    config[key] = value;
    return config.dump();
}

std::string load_refusal(const std::vector<std::byte>& bytes) {
    return error_of([&] { Model::from_memory(bytes, "m.safetensors"); });
}

std::string golden(const std::string& path) { return std::string(PTRM_GOLDEN) + "/" + path; }

}  // namespace ptrm::test
