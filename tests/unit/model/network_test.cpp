#include "ptrm/model.hpp"

#include <algorithm>
#include <cmath>

#include "checkpoint/model_impl.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;

TEST_CASE("the eigen network agrees with the reference network") {
    for (const char* config : {test::kMixer, test::kAttentionRope, test::kAttentionLearned, test::kAttentionRope2d, test::kEqr}) {
        const Model eigen = test::random_model(config), reference = test::random_model(config, Backend::reference);
        Workspace a = ModelAccess::network(eigen).workspace(), b = ModelAccess::network(reference).workspace();
        const std::vector<std::int32_t> tokens{1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 1, 1, 1};
        for (const auto& [model, w] : {std::pair{&eigen, &a}, {&reference, &b}}) {
            ModelAccess::network(*model).embed(*w, tokens, {}, 0);
            ModelAccess::network(*model).start(*w, {5, 1});
            for (int step = 0; step < 3; ++step) ModelAccess::network(*model).step(*w);
        }
        double worst = 0;
        for (std::size_t i = 0; i < a.logits.size(); ++i) worst = std::max(worst, std::abs(double{a.logits[i]} - b.logits[i]));
        INFO(config);
        CHECK(worst < 1e-3);
        CHECK(std::abs(a.q_halt - b.q_halt) < 1e-3);
    }
}
