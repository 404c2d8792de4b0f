#include <iostream>
#include <ptrm/ptrm.hpp>

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const auto model = ptrm::Model::load(argv[1]);
    const auto read = ptrm::read_puzzle(argv[2]);
    const auto result = ptrm::Solver(model, {}).solve(ptrm::Question{read.question});
    std::cout << ptrm::version() << ' ' << read.puzzle->answer_line(read.question, result.answer) << '\n';
    return read.puzzle->solves(read.question, result.answer) ? 0 : 1;
}
