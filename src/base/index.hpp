#pragma once

#include <cassert>
#include <cstddef>
#include <iterator>
#include <limits>

namespace ptrm {

/// Places and counts are signed, so that differences of them mean what they say. The standard's containers count unsigned: the
/// functions below are where one becomes the other.
using Index = std::ptrdiff_t;

/// A count as the standard's containers want it; must not be negative.
constexpr std::size_t to_size(Index count) {
    assert(count >= 0);
    return static_cast<std::size_t>(count);
}

/// How many elements a container has; must fit an int, as cells, tokens, rollouts and threads do.
template <class Container>
constexpr int count_of(const Container& container) {
    assert(std::ssize(container) <= std::numeric_limits<int>::max());
    return static_cast<int>(std::ssize(container));
}

/// Element `index` of a container; must be in 0..size-1.
template <class Container>
constexpr decltype(auto) at(Container&& container, Index index) {
    assert(index >= 0 && index < std::ssize(container));
    return container[static_cast<std::size_t>(index)];
}

}  // namespace ptrm
