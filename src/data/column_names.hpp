#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace ptrm {

/// What tables call the column of questions, and JSON its key, in lower case.
inline constexpr std::array<std::string_view, 8> kQuestionNames{"question", "questions", "puzzle", "puzzles",
                                                                "quiz",     "quizzes",   "sudoku", "grid"};
/// What they call that of answers.
inline constexpr std::array<std::string_view, 4> kAnswerNames{"answer", "answers", "solution", "solutions"};

/// Whether a name in lower case is one of these.
template <class Names>
bool is_one_of(const std::string& name, const Names& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace ptrm
