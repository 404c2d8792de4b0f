#pragma once

#include <cstdint>
#include <utility>

#include "base/index.hpp"

namespace ptrm {

/// One round of SplitMix64 (Steele, Lea and Flood 2014): a bijection that spreads every input bit over the word.
constexpr std::uint64_t mix64(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/// Random bits as a number from 0 up to, but not, 1.
constexpr double unit_interval(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

/// A small sequential generator for making puzzles. The standard's distributions differ between libraries; these draws do not.
class Random {
public:
    /// Number `stream` of the independent sequences of a seed.
    Random(std::uint64_t seed, std::uint64_t stream) : state_(mix64(mix64(seed) ^ stream)) {}

    /// The next 64 random bits.
    std::uint64_t bits() { return mix64(state_++); }

    /// Uniform in 0..n-1, n >= 1.
    int below(int n) {
        return static_cast<int>(static_cast<std::uint64_t>((bits() >> 32) * static_cast<std::uint64_t>(n)) >> 32);
    }

    /// Puts the items in random order, every one equally likely.
    template <class Range>
    void shuffle(Range& items) {
        using std::swap;
        for (int i = count_of(items) - 1; i > 0; --i) swap(at(items, i), at(items, below(i + 1)));
    }

    /// One of the items, of which there is at least one, every one equally likely.
    template <class Range>
    decltype(auto) pick(Range& items) {
        return at(items, below(count_of(items)));
    }

    /// Takes one of the items out, of which there is at least one, every one equally likely.
    template <class List>
    auto take(List& items) {
        auto item = std::exchange(pick(items), items.back());
        items.pop_back();
        return item;
    }

private:
    std::uint64_t state_;
};

}  // namespace ptrm
