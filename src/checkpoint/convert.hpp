#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace ptrm {

struct ConvertOptions {
    std::filesystem::path arch;                   ///< all_config.yaml; empty: the one beside the weights, if there is one
    std::filesystem::path dataset;                ///< dataset.json; empty: the one beside the weights, if there is one
    std::string task;                             ///< "sudoku", "maze", or empty for none
    std::map<std::string, std::string> settings;  ///< configuration keys to set, as JSON values: {"H_cycles", "3"}
    bool bf16 = false;                            ///< store BF16 instead of F32
    bool torch_names = false;  ///< name tensors as the official code's state dict does (`model.inner.*`), to load them there
};

/// Turns what the official TRM and EqR code writes into a model file: a run folder (its newest step), a `step_N` or .pth file
/// that torch.save wrote, or a .safetensors file. Averaged weights (`ema.shadow`) are preferred where the file has them. What the
/// tensors determine is read from them, the rest from the configuration beside them, the options or the file itself.
/// @return the file that the weights came from
/// @throws Error (io, bad_file, bad_argument) naming what is missing and how to say it
std::filesystem::path convert(const std::filesystem::path& source, const std::filesystem::path& output,
                              const ConvertOptions& options);

}  // namespace ptrm
