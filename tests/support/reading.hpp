#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "ptrm/puzzle_reader.hpp"
#include "support/catch.hpp"

namespace ptrm::test {

inline std::vector<PuzzleEntry> read_all(const std::string& text) {
    std::istringstream in(text);
    const auto reader = read_puzzles(in, "f");
    std::vector<PuzzleEntry> entries;
    while (auto entry = reader->next()) entries.push_back(std::move(*entry));
    return entries;
}

inline std::string reading_problem(const std::string& text) {
    return error_of([&] { read_all(text); });
}

}  // namespace ptrm::test
