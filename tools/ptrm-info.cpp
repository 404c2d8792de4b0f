#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/printable.hpp"
#include "command_line.hpp"
#include "common.hpp"
#include "ptrm/model.hpp"
#include "ptrm/solver.hpp"
#include "shipped_models.hpp"

namespace {

using namespace ptrm;

std::string describe(const Model& model) {
    const Architecture& arch = model.architecture();
    const auto number = [](double value) {
        char text[32];
        std::snprintf(text, sizeof text, "%.6g", value);
        return std::string(text);
    };
    std::string text;
    const auto line = [&](std::string name, const std::string& value) {
        name.resize(std::max<std::size_t>(name.size() + 2, 20), ' ');
        text += name + value + '\n';
    };
    const char* positions[] = {"none", "learned", "rope", "rope2d"};
    line("block", arch.mixer ? "mixer" : "attention, " + std::to_string(arch.num_heads) + " heads");
    line("layers", std::to_string(arch.layers));
    line("D, channels", std::to_string(arch.hidden_size));
    line("L, positions",
         std::to_string(arch.length()) + " = " + std::to_string(arch.puzzle_positions) + " + " + std::to_string(arch.seq_len));
    line("V, tokens", std::to_string(arch.vocab_size));
    if (arch.hint_rows > 0) line("hints", std::to_string(arch.hint_rows) + " rows");
    line("expansion", number(arch.expansion));
    line("position encoding", positions[static_cast<int>(arch.positions)]);
    line("cycles", "H " + std::to_string(arch.H_cycles) + ", L " + std::to_string(arch.L_cycles) +
                       (arch.latents == 1 ? "" : ", latents " + std::to_string(arch.latents)));
    line("puzzle embeddings", arch.puzzle_emb_ndim == 0
                                  ? "none"
                                  : std::to_string(arch.num_puzzle_identifiers) + " of " + std::to_string(arch.puzzle_emb_ndim));
    line("starts", arch.random_starts
                       ? "random, deviation " + number(arch.H_init_std) + " (H), " + number(arch.L_init_std) + " (L)"
                       : "H_init, L_init");
    line("updates", "lambda " + number(arch.lambda) + ", noise " + number(arch.noise_scale));
    line("weights", std::string(arch.bfloat16_weights ? "rounded to bfloat16" : "float32") + ", " +
                        std::to_string(model.parameters()) + " parameters");
    line("supervision step",
         std::to_string(arch.net_evaluations_per_step()) + " net evaluations, " + number(arch.flops_per_step() / 1e9) + " GFLOP");
    line("memory of a thread", number(static_cast<double>(model.bytes_per_thread()) / (1 << 20)) + " MB");
    if (!arch.q_head) line("Q head", "none");
    const auto puzzles = puzzles_of(model);
    for (const auto& [puzzle, puzzle_id] : puzzles) {
        const Task& task = puzzle->task();
        line("task", task.puzzle.empty() ? "not recorded"
                                         : task.puzzle + " " + std::to_string(task.rows) + "x" + std::to_string(task.cols) +
                                               (task.tokens.empty() ? "" : ", tokens " + task.tokens) +
                                               (puzzles.size() == 1 ? "" : ", puzzle identifier " + std::to_string(puzzle_id)));
    }
    for (const auto& [key, value] : model.metadata())
        if (key != "trm_config" && key != "ptrm_task") line(printable(key), printable(value));
    return text;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Prints what a model file holds: architecture, task, size, cost and provenance.", "ptrm-info"};
    tools::set_up(app, "Examples:\n  ptrm-info sudoku-9x9\n  ptrm-info model.safetensors\n");
    std::string path;
    app.add_option("MODEL", path, "model file, or the name of a shipped model")->required()->transform(tools::model_file);
    return tools::run(app, argc, argv, [&] {
        tools::Output output("");
        output.write(describe(Model::load(path)));
        output.flush();
        return tools::kDone;
    });
}
