#include "ptrm/puzzle.hpp"

#include <numeric>
#include <utility>

#include "base/index.hpp"
#include "base/random.hpp"
#include "ptrm/error.hpp"
#include "puzzles/sudoku.hpp"
#include "puzzles/turns.hpp"

namespace ptrm {
namespace {

std::vector<std::int32_t> counted(int count) {
    std::vector<std::int32_t> numbers(to_size(count));
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

/// The lines 0..groups * size - 1 with groups shuffled, and the lines within each.
std::vector<std::int32_t> shuffled_lines(int groups, int size, Random& random) {
    std::vector<std::int32_t> lines, order = counted(groups);
    random.shuffle(order);
    for (const std::int32_t group : order) {
        std::vector<std::int32_t> inside = counted(size);
        random.shuffle(inside);
        for (const std::int32_t line : inside) lines.push_back(group * size + line);
    }
    return lines;
}

}  // namespace

namespace {

/// What is written out of bounds otherwise. @throws Error (bad_argument)
void check(const Symmetry& symmetry, std::span<const std::int32_t> grid) {
    const auto permutation = [](const std::vector<std::int32_t>& numbers) {
        std::vector<char> seen(numbers.size());
        for (const std::int32_t number : numbers)
            if (number < 0 || number >= std::ssize(seen) || std::exchange(at(seen, number), 1)) return false;
        return true;
    };
    if (!permutation(symmetry.cells) || !permutation(symmetry.tokens))
        throw Error(ErrorCode::bad_argument, "symmetry", "", "every cell and every token once");
    if (grid.size() != symmetry.cells.size())
        throw Error(ErrorCode::bad_argument, "symmetry", "", "a grid of " + std::to_string(symmetry.cells.size()) + " cells",
                    std::to_string(grid.size()));
    for (const std::int32_t token : grid)
        if (token < 0 || token >= std::ssize(symmetry.tokens))
            throw Error(ErrorCode::bad_argument, "symmetry", "", "tokens from 0 to " + std::to_string(symmetry.tokens.size() - 1),
                        std::to_string(token));
}

}  // namespace

std::vector<std::int32_t> Symmetry::apply(std::span<const std::int32_t> grid) const {
    check(*this, grid);
    std::vector<std::int32_t> changed;
    for (const std::int32_t cell : cells) changed.push_back(at(tokens, at(grid, cell)));
    return changed;
}

std::vector<std::int32_t> Symmetry::undo(std::span<const std::int32_t> grid) const {
    check(*this, grid);
    std::vector<std::int32_t> names(tokens.size()), original(grid.size());
    for (std::size_t token = 0; token < tokens.size(); ++token) at(names, tokens[token]) = static_cast<std::int32_t>(token);
    for (std::size_t i = 0; i < grid.size(); ++i) at(original, cells[i]) = at(names, grid[i]);
    return original;
}

Symmetry sudoku_symmetry(SudokuShape shape, std::uint64_t seed, std::uint64_t index) {
    const int side = shape.side();
    Symmetry symmetry{counted(shape.cells()), counted(side + 2)};
    if (index == 0) return symmetry;
    Random random(seed, index);
    const auto rows = shuffled_lines(shape.box_cols, shape.box_rows, random),  // as many bands as a box has columns
        cols = shuffled_lines(shape.box_rows, shape.box_cols, random);
    const bool transposed = shape.box_rows == shape.box_cols && random.below(2) == 1;
    for (int cell = 0; cell < shape.cells(); ++cell) {
        const int row = at(rows, cell / side), col = at(cols, cell % side);
        at(symmetry.cells, cell) = transposed ? col * side + row : row * side + col;
    }
    std::vector<std::int32_t> digits = counted(side);
    random.shuffle(digits);
    for (int digit = 0; digit < side; ++digit) at(symmetry.tokens, digit + 2) = at(digits, digit) + 2;
    return symmetry;
}

}  // namespace ptrm
