#include <cstdio>
#include <ptrm/ptrm.hpp>

/// Solves a 6x6 Sudoku and prints the answer; 0 if that is right.
extern "C" int solve(const char* model_path, const char* puzzle) {
    const auto model = ptrm::Model::load(model_path);
    ptrm::Solver solver(model, ptrm::effort_options(model, ptrm::Effort::medium));
    const auto read = ptrm::read_puzzle(puzzle);
    const auto result = solver.solve(ptrm::Question{read.question});
    std::puts(read.puzzle->answer_line(read.question, result.answer).c_str());
    return read.puzzle->solves(read.question, result.answer) ? 0 : 1;
}
