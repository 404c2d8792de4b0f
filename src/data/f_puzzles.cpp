#include "data/f_puzzles.hpp"

#include <algorithm>
#include <array>
#include <exception>

#include "base/index.hpp"
#include "formats/json.hpp"
#include "formats/lz_string.hpp"

namespace ptrm {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongest = 1 << 20;  // characters of JSON; people's puzzles take some thousands
constexpr int kLargestSide = 9;            // beyond, a value has two digits

bool is_empty(const Json& value) {
    return value.is_null() || value == false ||
           (value.is_string() ? value.get_ref<const std::string&>().empty() : value.is_structured() && value.empty());
}

/// The first rule beyond those of every Sudoku, or nothing.
std::string variant(const Json& puzzle) {
    constexpr std::array<std::string_view, 10> kNoRule{"size",           "title",
                                                       "author",         "ruleset",
                                                       "grid",           "solution",
                                                       "successMessage", "highlightConflicts",
                                                       "disabledlogic",  "truecandidatesoptions"};
    for (const auto& [key, value] : puzzle.items())
        if (std::find(kNoRule.begin(), kNoRule.end(), key) == kNoRule.end() && !is_empty(value)) return key;
    return {};
}

}  // namespace

FPuzzle read_f_puzzle(std::string_view packed) try {
    const auto text = unpack_lz_string(packed, kLongest);
    if (!text) return {"", "a link of f-puzzles that is cut off or broken"};
    const Json puzzle = parse_json<Json>(*text, 16);
    const int side = whole_number(puzzle.at("size"));
    const Json& grid = puzzle.at("grid");
    if (side < 1 || side > kLargestSide) return {"", "a Sudoku of f-puzzles larger than 9x9"};
    if (const std::string key = variant(puzzle); !key.empty())
        return {"", "a Sudoku of f-puzzles with a rule of its own, '" + key + "',"};
    std::string cells;
    for (const Json& row : grid) {
        if (row.size() != grid.size()) break;
        for (const Json& cell : row) {
            if (cell.contains("region")) return {"", "a Sudoku of f-puzzles with regions of its own"};
            const bool given = cell.value("given", false);  // a value that is not given was filled in
            const int value = given ? whole_number(cell.at("value")) : 0;
            if (value < 0 || value > side) throw std::runtime_error("a value beyond the size");
            cells += value == 0 ? '.' : static_cast<char>('0' + value);
        }
    }
    if (count_of(cells) != side * side) throw std::runtime_error("another size");
    return {cells, ""};
} catch (const std::exception&) {
    return {"", "a link of f-puzzles that holds no puzzle"};
}

}  // namespace ptrm
