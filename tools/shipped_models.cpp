#include "shipped_models.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "puzzles/fit.hpp"

#include <sys/auxv.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>

#include "ptrm/error.hpp"
#include "ptrm/solver.hpp"

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
    fs::path program = fs::read_symlink("/proc/self/exe", problem);
    if (problem) {  // without /proc, what the kernel was asked to run
        const auto* name =
            reinterpret_cast<const char*>(getauxval(AT_EXECFN));  // NOLINT(performance-no-int-to-ptr): the kernel's way
        program = name == nullptr ? fs::path() : fs::canonical(name, problem);
    }
    if (!program.empty()) {
        folders.push_back(program.parent_path() / "models");
        folders.push_back(program.parent_path().parent_path() / "share" / "ptrm" / "models");
    }
    return folders;
}

std::string model_file(const std::string& name) {
    std::error_code problem;
    if (fs::exists(name, problem)) return name;
    for (const auto& folder : model_folders())
        for (const char* ending : {".safetensors", ""})
            if (const fs::path file = folder / (name + ending); fs::is_regular_file(file, problem)) return file.string();
    return name;
}

FramedModel find_model(const Puzzle& puzzle, int largest) {
    const Task& task = puzzle.task();
    const PuzzleKind& kind = *find_puzzle_kind(task.puzzle);
    const int side = std::max(task.rows, task.cols);
    std::string searched, smaller;
    int measured = 0;  // of the smaller one
    for (const auto& folder : model_folders()) {
        std::map<int, fs::path> of_kind, fitting;  // by their cells
        std::error_code problem;
        for (const auto& file : fs::directory_iterator(folder, problem)) {
            int rows = 0, cols = 0;
            char rest = 0;
            const std::string name = file.path().stem().string();
            if (file.path().extension() != ".safetensors" || name.rfind(task.puzzle + '-', 0) != 0 ||
                std::sscanf(name.c_str() + task.puzzle.size() + 1, "%dx%d%c", &rows, &cols, &rest) != 2)
                continue;
            const bool same = rows == task.rows && cols == task.cols;
            Task large = task;
            large.rows = rows;
            large.cols = cols;
            of_kind[rows * cols] = file.path();
            if (same || (task.box_rows == 0 && kind.fits(puzzle, *kind.puzzle(large)))) fitting[rows * cols] = file.path();
        }
        if (!fitting.empty()) return {fitting.begin()->second};
        for (const auto& [cells, file] : of_kind) {
            const Model model = Model::load(file);
            if (model.architecture().positions != PositionEncoding::rope2d) continue;
            if (side > model.architecture().grid_side() && side <= std::max(largest, largest_board(model))) return {file, side};
            smaller = file.stem().string();
            measured = largest_board(model);
        }
        searched += (searched.empty() ? "" : ", ") + folder.string();
    }
    const auto text = [](int rows, int cols) { return std::to_string(rows) + "x" + std::to_string(cols); };
    const std::string size = text(task.rows, task.cols);
    if (!smaller.empty())
        smaller = "; " + smaller + " was measured on boards up to " + text(measured, measured) + ", --frame tries it";
    throw Error(ErrorCode::io, task.puzzle + "-" + size + ".safetensors", "",
                "no model for " + task.puzzle + " of " + size + " in " + searched + smaller +
                    "; name one with --model, or its folder in PTRM_MODELS; ptrm-generate --check proves the answer without one");
}

}  // namespace ptrm::tools
