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

}  // namespace ptrm::tools
