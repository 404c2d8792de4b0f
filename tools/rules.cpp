#include "rules.hpp"

#include "ptrm/error.hpp"

namespace ptrm::tools {

Rules Rules::of(const Model& model, const std::filesystem::path& path) {
    const Task& task = model.task();
    const Architecture& arch = model.architecture();
    if (task.puzzle == "sudoku") return Rules(SudokuShape{task.box_rows, task.box_cols});
    if (task.puzzle == "maze") {
        if (arch.vocab_size != 6)
            throw Error(ErrorCode::bad_file, path.string(), "task", "the 6 tokens of mazes", std::to_string(arch.vocab_size));
        return Rules(MazeSize{task.rows, task.cols});
    }
    if (task.puzzle.empty() && arch.vocab_size <= 18) {
        const auto shape = SudokuShape::of_side(arch.vocab_size - 2);
        if (shape && shape->cells() == arch.seq_len) return Rules(*shape);
    }
    throw Error(ErrorCode::bad_file, path.string(), "task", "a model for Sudoku or mazes",
                task.puzzle.empty() ? "no metadata ptrm_task, and sizes of no Sudoku" : "'" + task.puzzle + "'");
}

bool Rules::solves(Tokens question, Tokens answer) const {
    if (const auto* shape = sudoku())
        return sudoku_solves(sudoku_from_tokens(*shape, question), sudoku_from_tokens(*shape, answer));
    const auto [rows, cols] = *maze();
    return maze_solves(maze_from_tokens(rows, cols, question), maze_from_tokens(rows, cols, answer));
}

std::string Rules::line(Tokens grid) const {
    if (const auto* shape = sudoku()) return sudoku_line(sudoku_from_tokens(*shape, grid));
    return maze_line(maze_from_tokens(maze()->rows, maze()->cols, grid));
}

std::string Rules::drawing(Tokens question, Tokens answer, bool colour) const {
    if (const auto* shape = sudoku()) {
        const Sudoku clues = sudoku_from_tokens(*shape, question);
        return sudoku_drawing(sudoku_from_tokens(*shape, answer), &clues, colour);
    }
    return maze_drawing(maze_from_tokens(maze()->rows, maze()->cols, answer));
}

std::vector<Symmetry> Rules::dihedral() const {
    if (const auto* shape = sudoku())
        return dihedral_symmetries(shape->side(), shape->side(), shape->side() + 2, shape->box_rows == shape->box_cols);
    return dihedral_symmetries(maze()->rows, maze()->cols, 6, maze()->rows == maze()->cols);
}

Symmetry Rules::symmetry(int rollout, std::uint64_t seed) const {
    if (const auto* shape = sudoku()) return sudoku_symmetry(*shape, seed, static_cast<std::uint64_t>(rollout));
    const auto all = dihedral();
    return all[static_cast<std::size_t>(rollout) % all.size()];
}

std::vector<Symmetry> Rules::symmetries(const std::string& kind, int count, std::uint64_t seed) const {
    std::vector<Symmetry> all;
    if (kind == "dihedral") {
        all = dihedral();
    } else if (kind == "sudoku" && sudoku()) {
        for (int i = 0; i < count; ++i) all.push_back(sudoku_symmetry(*sudoku(), seed, static_cast<std::uint64_t>(i)));
    } else {
        throw Error(ErrorCode::bad_argument, "--augment", "", "dihedral, or sudoku for a model of Sudoku", "'" + kind + "'");
    }
    if (count > static_cast<int>(all.size()))
        throw Error(ErrorCode::bad_argument, "--copies", "", "at most " + std::to_string(all.size()) + ", all there are",
                    std::to_string(count));
    all.resize(static_cast<std::size_t>(count));
    return all;
}

}  // namespace ptrm::tools
