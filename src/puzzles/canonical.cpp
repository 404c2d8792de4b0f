#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "puzzles/generate.hpp"

namespace ptrm {
namespace {

using Permutation = std::vector<int>;

/// Every order of `groups` blocks of `size` consecutive items, the items within each block in every order too.
std::vector<Permutation> block_permutations(int groups, int size) {
    Permutation inner(to_size(size)), outer(to_size(groups));
    std::iota(inner.begin(), inner.end(), 0);
    std::vector<Permutation> inners;
    do inners.push_back(inner);
    while (std::next_permutation(inner.begin(), inner.end()));

    std::vector<Permutation> all;
    std::iota(outer.begin(), outer.end(), 0);
    do {
        std::vector<Permutation> partial{{}};
        for (const int group : outer) {
            std::vector<Permutation> longer;
            for (const auto& start : partial)
                for (const auto& order : inners) {
                    Permutation next = start;
                    for (const int item : order) next.push_back(group * size + item);
                    longer.push_back(std::move(next));
                }
            partial = std::move(longer);
        }
        all.insert(all.end(), partial.begin(), partial.end());
    } while (std::next_permutation(outer.begin(), outer.end()));
    return all;
}

Sudoku transposed(const Sudoku& grid) {
    const int side = grid.shape.side();
    Sudoku result = grid;
    for (int row = 0; row < side; ++row)
        for (int col = 0; col < side; ++col) at(result.cells, col * side + row) = at(grid.cells, row * side + col);
    return result;
}

/// The smallest text over all symmetries that do not transpose: the solution first, then which of its cells are clues.
/// A first row and a column order fix the digits' names (the first row reads 1, 2, 3, ...), and the names fix the order of
/// the other rows, which sort by their first cell; so only first rows and column orders are tried.
void improve(const Sudoku& question, const Sudoku& answer, const std::vector<Permutation>& columns, std::string& best) {
    const int side = answer.shape.side(), height = answer.shape.box_rows, bands = side / height;
    const auto place = [side](int row, int col) { return to_size(row * side + col); };
    std::string text(to_size(2 * side * side), ' ');
    std::array<std::uint8_t, 17> name{};
    std::array<int, 16> rows{};
    for (int first = 0; first < side; ++first) {
        for (const auto& order : columns) {
            for (int col = 0; col < side; ++col)
                name[answer.cells[place(first, at(order, col))]] = static_cast<std::uint8_t>(col + 1);
            const auto leading = [&](int row) { return name[answer.cells[place(row, order[0])]]; };
            // Within a band rows sort by their leading cell, and bands by the leading cell of their first row.
            std::array<int, 16> band_order{};
            for (int row = 0; row < side; ++row) at(rows, row) = row;
            for (int band = 0; band < bands; ++band) {
                at(band_order, band) = band;
                std::sort(rows.begin() + band * height, rows.begin() + (band + 1) * height,
                          [&](int a, int b) { return leading(a) < leading(b); });
            }
            std::sort(band_order.begin(), band_order.begin() + bands,
                      [&](int a, int b) { return leading(at(rows, a * height)) < leading(at(rows, b * height)); });
            std::size_t write = 0;
            bool smaller = best.empty(), larger = false;
            for (int part = 0; part < 2 && !larger; ++part) {
                for (int row = 0; row < side && !larger; ++row) {
                    const int source = at(rows, at(band_order, row / height) * height + row % height);
                    for (const int col : order) {
                        const std::size_t cell = place(source, col);
                        const char symbol =
                            part == 0 ? sudoku_symbol(name[answer.cells[cell]]) : (question.cells[cell] != 0 ? '1' : '0');
                        if (!smaller && symbol != best[write]) {
                            larger = symbol > best[write];
                            if (larger) break;
                            smaller = true;
                        }
                        text[write++] = symbol;
                    }
                }
            }
            if (smaller && !larger) best = text;
        }
    }
}

}  // namespace

std::string sudoku_canonical_form(const Sudoku& question, const Sudoku& answer) {
    const SudokuShape shape = answer.shape;
    if (shape.side() > 10)
        throw Error(ErrorCode::bad_argument, "canonical form", "", "a side of at most 10", std::to_string(shape.side()));
    const auto columns = block_permutations(shape.side() / shape.box_cols, shape.box_cols);
    std::string best;
    improve(question, answer, columns, best);
    if (shape.box_rows == shape.box_cols) improve(transposed(question), transposed(answer), columns, best);
    return best;
}

}  // namespace ptrm
