#include "check/replay.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;

TEST_CASE("every recording of the official implementation is reproduced") {
    struct Case {
        const char* name;
        std::size_t tensors;  // in the recording, inputs and noise apart
        double tolerance;
    };
    const Case cases[] = {{"att_rope", 34, 1e-3},    {"att_learned_multi_id", 34, 1e-3}, {"mlp_sudoku4", 34, 1e-3},
                          {"mlp_sudoku9", 20, 1e-3}, {"mlp_no_puzzle_emb", 34, 1e-3},    {"eqr_sudoku6", 24, 1e-3},
                          {"att_bf16", 34, 0.15}};
    for (const Case& item : cases) {
        for (const Backend backend : {Backend::eigen, Backend::reference}) {
            const std::string folder = test::golden(item.name);
            const Model model = Model::load(folder + "/model.safetensors", {backend});
            const auto deviations = replay(model, folder + "/expected.safetensors");
            CHECK(deviations.size() == item.tensors);
            for (const auto& deviation : deviations) {
                INFO(item.name << ", " << model.backend() << ", " << deviation.tensor);
                CHECK(deviation.worst <= item.tolerance);
            }
        }
    }
}

TEST_CASE("a recording that does not fit the model is refused") {
    const Model model = Model::load(test::golden("mlp_sudoku4/model.safetensors"));
    CHECK(contains(error_of([&] { replay(model, test::golden("mlp_sudoku9/expected.safetensors")); }),
                   "expected shape [B, 16], got [2, 81]"));
    CHECK(contains(error_of([&] { replay(model, test::golden("mlp_sudoku4/model.safetensors")); }), "tensor inputs: is missing"));
}

TEST_CASE("a wrong network is noticed") {
    // The recording of another model of the same shape: nothing but the weights differs.
    const Model other =
        test::random_model(R"({"seq_len": 16, "vocab_size": 6, "hidden_size": 32, "num_heads": 4, "expansion": 4.0,
        "L_layers": 1, "H_cycles": 3, "L_cycles": 6, "mlp_t": true})");
    double worst = 0;
    for (const auto& deviation : replay(other, test::golden("mlp_no_puzzle_emb/expected.safetensors")))
        worst = std::max(worst, deviation.worst);
    CHECK(worst > 0.1);
}
