#include "shipped_models.hpp"

#include <cstdlib>
#include <sstream>

#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;

std::vector<fs::path> model_folders() {
    std::vector<fs::path> folders;
    if (const char* variable = std::getenv("PTRM_MODELS")) {
        std::istringstream list(variable);
        for (std::string folder; std::getline(list, folder, ':');)
            if (!folder.empty()) folders.emplace_back(folder);
    }
    std::error_code problem;
    const fs::path program = fs::read_symlink("/proc/self/exe", problem);
    if (!problem) {
        folders.push_back(program.parent_path() / "models");
        folders.push_back(program.parent_path().parent_path() / "share" / "ptrm" / "models");
    }
    return folders;
}

fs::path find_sudoku_model(SudokuShape shape) {
    const std::string file = "sudoku-" + shape.name() + ".safetensors";
    std::string searched;
    for (const auto& folder : model_folders()) {
        std::error_code problem;
        if (fs::exists(folder / file, problem)) return folder / file;
        searched += (searched.empty() ? "" : ", ") + folder.string();
    }
    throw Error(
        ErrorCode::io, file, "",
        "no model for " + shape.name() + " Sudoku in " + searched + "; name one with --model, or its folder in PTRM_MODELS");
}

SudokuShape sudoku_shape_of(const Model& model, const fs::path& path) {
    const Task& task = model.task();
    const Architecture& arch = model.architecture();
    if (task.puzzle == "sudoku") return {task.box_rows, task.box_cols};
    if (task.puzzle.empty() && arch.vocab_size <= 18) {
        const auto shape = SudokuShape::of_side(arch.vocab_size - 2);
        if (shape && shape->cells() == arch.seq_len) return *shape;
    }
    throw Error(ErrorCode::bad_file, path.string(), "task", "a model for Sudoku",
                task.puzzle.empty() ? "no metadata ptrm_task, and sizes of no Sudoku" : "'" + task.puzzle + "'");
}

}  // namespace ptrm::tools
