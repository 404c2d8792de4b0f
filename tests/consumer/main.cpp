#include <iostream>
#include <ptrm/ptrm.hpp>

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const auto model = ptrm::Model::load(argv[1]);
    const auto puzzle = ptrm::parse_sudoku(argv[2], {2, 3});
    const auto result = ptrm::Solver(model, {}).solve(ptrm::Question{ptrm::sudoku_tokens(puzzle)});
    const auto answer = ptrm::sudoku_from_tokens(puzzle.shape, result.answer);
    std::cout << ptrm::version() << ' ' << ptrm::sudoku_line(answer) << '\n';
    return ptrm::sudoku_solves(puzzle, answer) ? 0 : 1;
}
