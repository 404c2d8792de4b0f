#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "convert/checkpoint_config.hpp"
#include "convert/renaming.hpp"
#include "formats/safetensors.hpp"

namespace ptrm::tools {

/// The weights of a checkpoint, by their official names.
struct CheckpointWeights {
    std::map<std::string, TensorSource> tensors;
    std::string taken;      ///< where in the file they stood: "ema.shadow"; empty where the file is nothing else
    bool averaged = false;  ///< as that says
    std::string left_out;   ///< where averaged weights stand that cannot be taken, for their names are not with them
};

/// Reads the weights of a file that torch.save wrote, or of a .safetensors file, wherever they stand in it: a state dict alone or
/// under any name, beside others. Averaged weights (EMA) are preferred to those of the last step. What the file says of the
/// network is offered to `config`. Weights of the relatives of TRM are named with what they are.
/// @throws Error (io, bad_file)
CheckpointWeights read_checkpoint(const std::filesystem::path& path, const Renaming& renaming, CheckpointConfig& config);

}  // namespace ptrm::tools
