#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "convert/renaming.hpp"
#include "ptrm/model.hpp"

namespace ptrm::tools {

struct ConvertOptions {
    std::filesystem::path arch;                   ///< all_config.yaml; empty: the one beside the weights, if there is one
    std::filesystem::path dataset;                ///< dataset.json; empty: the one beside the weights, if there is one
    std::string task;                             ///< a kind's name, or empty for none
    std::map<std::string, std::string> settings;  ///< configuration keys to set, as JSON values: {"H_cycles", "3"}
    Renaming renaming = {};                       ///< of the checkpoint's tensors
    bool bf16 = false;                            ///< store BF16 instead of F32
    bool torch_names = false;  ///< name tensors as the official code's state dict does (`model.inner.*`), to load them there
};

/// What a conversion took.
struct Conversion {
    std::filesystem::path weights;  ///< the file that they came from
    std::string taken;              ///< where they stood in it, "ema.shadow"; empty where it is nothing else
    bool averaged = false;          ///< over the steps of the training, as that says
    std::string left_out;           ///< where averaged weights stand that could not be taken, for their names are not with them
    std::size_t tensors = 0;
    std::int64_t parameters = 0;
    Architecture architecture;
    std::vector<std::string> inferred;  ///< keys of the configuration that the tensors told: "hidden_size 512"
};

/// Turns what the official TRM and EqR code, its forks and nano-trm write into a model file: a run folder (its newest step), a
/// folder of Hugging Face (config.json beside model.safetensors), a `step_N`, .pt, .pth or .ckpt file that torch.save wrote, or a
/// .safetensors file, see read_checkpoint(). What the tensors determine is read from them, the rest from the configuration beside
/// them, the options or the file itself.
/// @throws Error (io, bad_file, bad_argument) naming what is missing and how to say it
Conversion convert(const std::filesystem::path& source, const std::filesystem::path& output, const ConvertOptions& options);

}  // namespace ptrm::tools
