#include <CLI/CLI.hpp>

#include "command_line.hpp"
#include "common.hpp"
#include "convert/convert.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle.hpp"
#include "ptrm/puzzle_kind.hpp"

namespace {

constexpr const char* kExamples = R"(Examples:
  ptrm-convert checkpoints/Sudoku-extreme/my-run --task sudoku -o model.safetensors
  ptrm-convert step_50000.pth --dataset data/sudoku/test/dataset.json -o model.safetensors --dtype bf16
  ptrm-convert weights.safetensors --arch all_config.yaml --set seq_len=81 -o model.safetensors
)";

/// What was taken, in a line.
std::string description(const ptrm::tools::Conversion& done) {
    const auto& arch = done.architecture;
    std::string text = done.averaged ? "averaged weights" : "weights";
    if (!done.taken.empty()) text += " (" + done.taken + ")";
    if (!done.left_out.empty())
        text += ", for the averaged ones in " + done.left_out + " have no names";
    else if (!done.averaged)
        text += ", none marked as averaged beside them";
    text += ", " + std::to_string(done.tensors) + " tensors, " + std::to_string(done.parameters) + " parameters, " +
            (arch.mixer ? "mixer" : "attention") + " of D " + std::to_string(arch.hidden_size) + ", " +
            std::to_string(arch.layers) + " layers, H_cycles " + std::to_string(arch.H_cycles) + ", L_cycles " +
            std::to_string(arch.L_cycles);
    for (std::size_t i = 0; i < done.inferred.size(); ++i) text += (i == 0 ? "; from the tensors: " : ", ") + done.inferred[i];
    return text;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Turns a checkpoint of the official TRM or EqR code, of a fork or of nano-trm into a model file. Nothing in the "
        "checkpoint is executed.",
        "ptrm-convert"};
    ptrm::tools::set_up(app, kExamples);
    std::string source, output, dtype = "f32";
    ptrm::tools::ConvertOptions options;
    std::vector<std::string> settings, renames;
    app.add_option("SOURCE", source,
                   "run folder (its newest step_N is taken), folder with model.safetensors and config.json, step_N, .pt, .pth, "
                   ".ckpt or .safetensors file")
        ->required();
    app.add_option("-o,--output", output, "model file to write (.safetensors)")->required();
    app.add_option("--arch", options.arch, "all_config.yaml of the training; by default the one beside the weights");
    app.add_option("--dataset", options.dataset, "dataset.json of the training's data; by default the one beside the weights");
    app.add_option("--task", options.task, "what the model solves, to be recorded: one of " + ptrm::puzzle_kind_names());
    app.add_option("--set", settings, "KEY=VALUE of the configuration, above all else: --set H_cycles=3");
    app.add_option(
           "--rename", renames,
           "OLD=NEW for tensors that the code which wrote them calls otherwise, as runs of the parts between dots; * is any one "
           "part: --rename 'net.blocks.*.ff=L_level.layers.*.mlp'")
        ->allow_extra_args(false);
    app.add_option("--dtype", dtype, "f32 or bf16")->capture_default_str()->check(CLI::IsMember({"f32", "bf16"}));
    app.add_flag("--to-torch-names", options.torch_names, "name tensors as the official state dict does, to load them there");
    return ptrm::tools::run(app, argc, argv, [&] {
        options.bf16 = dtype == "bf16";
        for (const auto& setting : settings) {
            const auto equals = setting.find('=');
            if (equals == std::string::npos)
                throw ptrm::Error(ptrm::ErrorCode::bad_argument, "--set", "", "KEY=VALUE", "'" + setting + "'");
            options.settings[setting.substr(0, equals)] = setting.substr(equals + 1);
        }
        for (const auto& rename : renames) options.renaming.add(rename);
        const auto done = ptrm::tools::convert(source, output, options);
        ptrm::tools::Output standard("");
        standard.write("wrote " + output + " from " + done.weights.string() + ": " + description(done) + "\n");
        standard.flush();
        return ptrm::tools::kDone;
    });
}
