#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

namespace ptrm {

/// What tables call the column of questions, and JSON its key, in lower case.
inline constexpr std::array<std::string_view, 12> kQuestionNames{
    "question", "questions", "puzzle", "puzzles", "quiz", "quizzes", "sudoku", "grid", "unsolved", "board", "givens", "input"};
/// What they call the answers.
inline constexpr std::array<std::string_view, 7> kAnswerNames{"answer", "solution", "solutions", "answers",
                                                              "solved", "output",   "label"};

/// Whether a name in lower case is one of these.
template <class Names>
bool is_one_of(const std::string& name, const Names& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// In lower case, without blanks around it.
inline std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    text.erase(0, text.find_first_not_of(" \t"));
    return text.erase(text.find_last_not_of(" \t") + 1);
}

}  // namespace ptrm
