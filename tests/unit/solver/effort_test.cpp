#include "ptrm/solver.hpp"

#include "bench/benchmark.hpp"
#include "ptrm/model.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;

TEST_CASE("an effort means what the model says, and something sensible where it says nothing") {
    const auto model_saying = [](const std::string& efforts) {
        return Model::from_memory(random_model_bytes(test::kMixer, 1, {{"ptrm_effort", efforts}}), "m.safetensors");
    };
    const Model model = model_saying(R"({"low": {"rollouts": 1, "depth": 3}, "high": {"rollouts": 7, "depth": 5, "sigma": 0.25,
        "noise_target": "y", "select": "mode", "stop": "q", "stop_q": 1.5, "restart_after": 4}})");
    CHECK(effort_options(model, Effort::low).depth == 3);
    const SolveOptions high = effort_options(model, Effort::high);
    CHECK(high.rollouts == 7);
    CHECK(high.noise.sigma == 0.25);
    CHECK(high.noise.target == NoiseTarget::y);
    CHECK(high.select == Selection::mode);
    CHECK(high.stop.rule == Stop::q);
    CHECK(high.stop.q == 1.5);
    CHECK(high.restart.after == 4);
    CHECK(contains(error_of([&] { effort_options(model, Effort::max); }), "m.safetensors: ptrm_effort, level max"));
    for (const char* bad : {"[", R"({"low": {"depht": 1}})", R"({"low": {"depth": "deep"}})", R"({"low": {"stop": "red"}})"})
        CHECK(contains(error_of([&] { effort_options(model_saying(bad), Effort::low); }), "level low: cannot be read"));
    const Model silent = test::random_model(test::kMixer);
    CHECK(effort_options(silent, Effort::low).rollouts == 1);
    CHECK(effort_options(silent, Effort::max).rollouts == 100);
    CHECK(parse_effort("medium") == Effort::medium);
    CHECK(contains(error_of([] { parse_effort("heroic"); }), "got 'heroic'"));
}
