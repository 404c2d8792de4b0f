#include "puzzles/pencil/rules.hpp"

#include <algorithm>

#include "base/index.hpp"

namespace ptrm {

std::int32_t PencilRules::turned(std::int32_t token, int) const { return token; }
void PencilRules::check_question(const Board&, std::vector<Fault>&) const {}

std::vector<std::int32_t> pencil_labels(const PencilRules& rules, const Board& question, const Digits& answer) {
    std::vector<std::int32_t> labels;
    for (int cell = 0; cell < question.cells(); ++cell) labels.push_back(rules.given(question[cell], at(answer, cell)));
    return labels;
}

void keep_given(const PencilRules& rules, const Board& board, const Formula& formula, Sat& sat) {
    for (int cell = 0; cell < board.cells(); ++cell)
        if (rules.opened(board[cell]) != board[cell]) {
            const int literal = at(at(formula.literals, cell), *rules.digit(board[cell]));
            literal == 0 ? sat.add(std::initializer_list<int>{}) : sat.add({literal});
        }
}

OtherAnswers::OtherAnswers(const PencilRules& rules, const Board& question, const Digits& known, const SatMaker& sat, Cuts* cuts)
    : sat_(sat()), formula_(rules.formula(question, *sat_, cuts)) {
    formula_.exclude(*sat_, known);
    formula_.prefer(*sat_, known);
}

std::vector<char> OtherAnswers::shown(Random& random, int wanted) const {
    const auto chosen = choose_clues(formula_, *sat_, random, wanted);
    std::vector<char> shown;
    for (const int clue : formula_.clues) shown.push_back(std::find(chosen.begin(), chosen.end(), clue) != chosen.end() ? 1 : 0);
    return shown;
}

std::optional<std::vector<Digits>> pencil_answers(const PencilRules& rules, const Board& question, Sat& sat, std::int64_t most) {
    const Formula formula = rules.formula(question, sat);
    std::vector<Digits> answers;
    while (answers.size() < 2) {
        const auto answer = formula.answer(sat, formula.clues, most - sat.effort());
        if (!answer) break;
        if (answer->empty()) return std::nullopt;
        answers.push_back(*answer);
        formula.exclude(sat, *answer);
    }
    return answers;
}

}  // namespace ptrm
