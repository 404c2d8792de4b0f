#include "ptrm/model.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "model/config.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;
using namespace ptrm::test;
using nlohmann::json;

namespace {

std::string config_refusal(const std::string& key, const json& value) {
    return error_of([&] { parse_architecture(mixer_with(key, value), "f"); });
}

}  // namespace

TEST_CASE("the schema of formats has the keys of trm_config that are read") {
    const json schema = json::parse(std::ifstream(golden("../../tools/formats.schema.json")));
    std::set<std::string> keys;
    for (const std::string_view key : config_keys()) keys.emplace(key);
    keys.insert("halt_max_steps");  // of training
    std::set<std::string> described;
    for (const auto& [key, value] : schema["$defs"]["trm_config"]["properties"].items()) described.insert(key);
    CHECK(described == keys);
}

TEST_CASE("the architecture follows from its configuration") {
    const Architecture arch = parse_architecture(test::kAttentionLearned, "f");
    CHECK(arch.puzzle_positions == 2);  // ceil(30 / 24)
    CHECK(arch.length() == 18);
    CHECK(arch.net_evaluations_per_step() == 2 * (1 + 1));
    CHECK_FALSE(arch.mixer);
    CHECK(arch.inner_width(24) == 256);
    Architecture official;
    official.expansion = 4;
    CHECK(official.inner_width(512) == 1536);  // 4 * 512 * 2 / 3 = 1365.3, up to a multiple of 256
    CHECK(official.inner_width(97) == 512);
}

TEST_CASE("a configuration that makes no sense is refused with its key") {
    CHECK(contains(config_refusal("seq_len", 0), "f: trm_config, key seq_len: expected a whole number from 1"));
    CHECK(contains(config_refusal("seq_len", 1e9), "key seq_len"));
    CHECK(contains(config_refusal("hidden_size", "wide"), "key hidden_size"));
    CHECK(contains(config_refusal("hidden_size", 24.5), "key hidden_size"));
    CHECK(contains(config_refusal("L_layers", -1), "key L_layers"));
    CHECK(contains(config_refusal("H_cycles", 1000000), "key H_cycles"));
    CHECK(contains(config_refusal("expansion", 1e9), "key expansion"));
    CHECK(contains(config_refusal("pos_encodings", "spiral"), "none, learned, rope or rope2d, got \"spiral\""));
    CHECK(contains(config_refusal("puzzle_emb_ndim", 100), "at most puzzle_emb_len * hidden_size"));
    CHECK(contains(config_refusal("puzzle_emb_ndim", 0), "key puzzle_emb_len"));
    CHECK(contains(config_refusal("mlp_t", 1), "true or false"));
    CHECK(contains(config_refusal("lambda_", 1.5), "key lambda_"));
    CHECK(contains(error_of([] { parse_architecture("{}", "f"); }), "key seq_len: is missing"));
    CHECK(contains(error_of([] { parse_architecture("nonsense", "f"); }), "is not JSON"));
    CHECK(contains(error_of([] {
                       parse_architecture(R"({"seq_len": 4, "vocab_size": 4, "hidden_size": 24, "expansion": 1, "L_layers": 1,
                                   "H_cycles": 1, "L_cycles": 1, "num_heads": 5})",
                                          "f");
                   }),
                   "a divisor of hidden_size"));
}
