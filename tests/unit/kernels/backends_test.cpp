#include "kernels/kernels.hpp"

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("the backend asked for is the one that runs, or the error says which could") {
    CHECK(find_kernels(Backend::eigen, Precision::f32).name() == "eigen");
    CHECK(find_kernels(Backend::reference, Precision::f32).name() == "reference");
    CHECK_THROWS_AS(find_kernels(Backend::eigen, Precision::i8), Error);
    CHECK(find_kernels(Backend::eigen, Precision::bf16).name() == "eigen");  // with rounded weights
    CHECK(find_kernels(Backend::eigen, Precision::bf16).precision() == Precision::bf16);
    if (onednn_kernels(Precision::f32) == nullptr) {
        CHECK(find_kernels(Backend::automatic, Precision::f32).name() == "eigen");
        CHECK_THROWS_AS(find_kernels(Backend::onednn, Precision::f32), Error);
        return;
    }
    const bool avx512 = usable_instructions() >= Instructions::avx512;
    CHECK(find_kernels(Backend::automatic, Precision::f32).name() == (avx512 ? "onednn" : "eigen"));
    CHECK(find_kernels(Backend::automatic, Precision::i8).name() == "onednn");
    for (const Precision precision : {Precision::f32, Precision::bf16, Precision::i8}) {
        CHECK(find_kernels(Backend::onednn, precision).name() == "onednn");
        CHECK(find_kernels(Backend::onednn, precision).precision() == precision);
    }
}
