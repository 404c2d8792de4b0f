#pragma once

#include <string>
#include <vector>

#include "ptrm/puzzle.hpp"
#include "ptrm/solver.hpp"

namespace ptrm::tools {

/// A page of solved puzzles that opens without a network: each drawn as people know it, with Q and cost beside it, what is wrong
/// marked and named, and the tree of its search where its nodes were kept.
std::string html_begin(const std::string& title);
/// @param verdict what is wrong with the answer; empty if nothing is
std::string html_puzzle(const std::string& place, const Puzzle& puzzle, Tokens question, const Result& result,
                        const std::string& verdict, double tree_dead);
std::string html_end();

/// A text within HTML: `&`, `<`, `>` and quotes as entities, control characters as escapes.
std::string html_text(const std::string& text);

}  // namespace ptrm::tools
