// One program a target: PTRM_FUZZ_TARGET is its name.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "fuzz/mutators.hpp"
#include "fuzz/targets.hpp"
#include "ptrm/error.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    const auto out = ptrm::test::mutated(PTRM_FUZZ_TARGET, {data, size}, most, seed, LLVMFuzzerMutate);
    std::copy(out.begin(), out.end(), data);
    return out.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        ptrm::test::fuzz_targets().front().run({data, size});
    } catch (const std::logic_error& error) {
        // No input may make the code contradict itself.
        std::cerr << error.what() << '\n';
        std::abort();
    } catch (const std::exception&) {
    }
    return 0;
}
