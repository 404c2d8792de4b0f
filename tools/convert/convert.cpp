#include "convert/convert.hpp"
#include "data/task_json.hpp"
#include "model/config.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string_view>

#include "base/numbers.hpp"
#include "convert/checkpoint_weights.hpp"
#include "model/tensor_names.hpp"
#include "ptrm/error.hpp"
#include "ptrm/model.hpp"
#include "ptrm/puzzle_kind.hpp"

namespace ptrm::tools {
namespace names = tensor_names;
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Tensors = std::map<std::string, TensorSource>;

/// The newest step of a run folder: the largest N of step_N or step_N.pth; else the model of a folder of Hugging Face.
fs::path newest_step(const fs::path& folder) {
    fs::path newest;
    std::int64_t best = -1;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with("step_") || !entry.is_regular_file()) continue;
        const std::size_t digits = std::min(name.find('.'), name.size());
        const std::string ending = name.substr(digits);
        const auto step = parse_number<std::int64_t>(std::string_view(name).substr(5, digits - 5));
        if (!step || (!ending.empty() && ending != ".pth" && ending != ".pt") || *step <= best) continue;
        best = *step;
        newest = entry.path();
    }
    for (const char* name : {"model.safetensors", "pytorch_model.bin"})
        if (newest.empty() && fs::is_regular_file(folder / name)) newest = folder / name;
    if (newest.empty())
        throw Error(ErrorCode::bad_file, folder.string(), "", "a run folder with a file step_N, or model.safetensors", "neither");
    return newest;
}

/// Adds to the configuration what the tensors determine.
void infer(const Tensors& tensors, CheckpointConfig& config, const std::string& file) {
    const auto size = [&](const std::string& name, std::size_t axis) -> std::int64_t {
        const auto at = tensors.find(name);
        if (at == tensors.end()) return 0;
        if (axis >= at->second.shape.size()) throw Error(ErrorCode::bad_file, file, "tensor " + name, "more dimensions");
        return at->second.shape[axis];
    };
    const std::int64_t V = size(names::kTokenEmbedding, 0), D = size(names::kTokenEmbedding, 1);
    config.offer("vocab_size", V);
    config.offer("hidden_size", D);
    std::int64_t layers = 0;
    while (size(names::layer(static_cast<int>(layers)) + names::kMlp + names::kDown, 0) > 0) ++layers;
    config.offer("L_layers", layers);
    const std::int64_t over_positions = size(names::layer(0) + names::kMixer + names::kDown, 0),
                       learned = size(names::kPositionEmbedding, 0);
    config.offer("mlp_t", over_positions > 0);
    if (learned > 0) config.offer("pos_encodings", "learned");
    if (over_positions > 0) config.offer("pos_encodings", "none");
    if (!tensors.contains(names::kQWeight)) config.offer("q_head", false);
    int latents = 0;
    while (tensors.contains(names::latent_init(latents + 1))) ++latents;
    if (latents > 0 || (tensors.contains(names::kLInit) && !tensors.contains(names::kHInit))) config.offer("latents", latents);
    config.offer("puzzle_emb_ndim", size(names::kPuzzleEmbedding, 1));
    if (size(names::kPuzzleEmbedding, 0) > 0) config.offer("num_puzzle_identifiers", size(names::kPuzzleEmbedding, 0));

    const std::int64_t length = std::max(over_positions, learned), ndim = config.whole("puzzle_emb_ndim", 0);
    std::int64_t P = config.whole("puzzle_emb_len", 0);
    if (P == 0 && D > 0) P = (ndim + D - 1) / D;
    if (length > P) config.offer("seq_len", length - P);

    // The inner widths fix the expansion only up to rounding; any that gives them will do.
    const std::int64_t inner = size(names::layer(0) + names::kMlp + names::kDown, 1),
                       inner_t = size(names::layer(0) + names::kMixer + names::kDown, 1);
    for (const double expansion : {4.0, 2.0, 1.0, 3.0, 8.0, 1.5, 2.5, 6.0}) {
        Architecture arch;
        arch.expansion = expansion;
        if (arch.inner_width(static_cast<int>(D)) == inner &&
            (over_positions == 0 || arch.inner_width(static_cast<int>(over_positions)) == inner_t))
            config.offer("expansion", expansion);
    }
}

void check_shape(const TensorSpec& spec, const std::vector<std::int64_t>& shape, const std::string& file) {
    if (shape == spec.shape) return;
    // A data set of more puzzles than the training had.
    const bool rows = spec.name == names::kPuzzleEmbedding && shape.size() == 2 && shape[1] == spec.shape[1];
    throw Error(ErrorCode::bad_file, file, "tensor " + spec.name, shape_text(spec.shape) + " by the configuration",
                shape_text(shape) +
                    (rows ? ": if the weights are right, say --set num_puzzle_identifiers=" + std::to_string(shape[0]) : ""));
}

/// What the model's file says under `ptrm_task`.
std::string task_of(const std::string& kind, const Architecture& arch) {
    const PuzzleKind* known = find_puzzle_kind(kind);
    if (known == nullptr) throw Error(ErrorCode::bad_argument, "task", "", "one of " + puzzle_kind_names(), "'" + kind + "'");
    const auto puzzle = known->default_puzzle(arch.seq_len, arch.vocab_size);
    if (!puzzle)
        throw Error(ErrorCode::bad_argument, "task " + kind, "", "the cells and tokens of a usual " + kind,
                    "seq_len " + std::to_string(arch.seq_len) + " and vocab_size " + std::to_string(arch.vocab_size));
    return task_text(puzzle->task());
}

std::string read_text(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw Error(ErrorCode::io, path.string(), "", "cannot be read");
    return text.str();
}

/// What was said of the architecture: by the caller, else by the files beside the weights.
CheckpointConfig given_config(const fs::path& weights, const ConvertOptions& options) {
    CheckpointConfig config;
    for (const auto& [key, value] : options.settings) {
        if (!CheckpointConfig::knows(key))
            throw Error(ErrorCode::bad_argument, "setting " + key, "", "is not a key of the configuration");
        config.offer_word(key, value);
    }
    const auto beside = [&](const fs::path& chosen, const char* name) {
        std::error_code problem;
        const fs::path path = chosen.empty() ? weights.parent_path() / name : chosen;
        return chosen.empty() && !fs::exists(path, problem) ? fs::path() : path;
    };
    if (const auto path = beside(options.dataset, "dataset.json"); !path.empty())
        config.offer_json(read_text(path), path.string());
    if (const auto path = beside(options.arch, "all_config.yaml"); path.extension() == ".json")
        config.offer_json(read_text(path), path.string());
    else if (!path.empty())
        config.offer_yaml(read_text(path), path.string());
    else if (const auto own = beside({}, "config.json"); !own.empty())
        config.offer_json(read_text(own), own.string());
    return config;
}

/// infer(), and what it added, in words.
std::vector<std::string> complete(const Tensors& tensors, CheckpointConfig& config, const std::string& file) {
    const json given = config.values();
    infer(tensors, config, file);
    std::vector<std::string> added;
    for (const auto& [key, value] : config.values().items())
        if (!given.contains(key)) added.push_back(key + ' ' + (value.is_string() ? value.get<std::string>() : value.dump()));
    for (const char* key : {"seq_len", "expansion", "H_cycles", "L_cycles"})
        if (!config.has(key))
            throw Error(ErrorCode::bad_file, file, std::string("key ") + key,
                        std::string("is not in the weights: name the training's all_config.yaml with --arch, its dataset.json "
                                    "with --dataset, or say --set ") +
                            key + "=VALUE");
    return added;
}

/// nano-trm's Q head has q_halt alone: q_continue, which inference does not need, becomes 0.
void add_missing_row(TensorSource& tensor) {
    if (tensor.shape.empty() || tensor.shape[0] != 1) return;
    tensor.shape[0] = 2;
    const std::uint64_t there = element_count(tensor.shape) / 2;
    tensor.read = [there, read = std::move(tensor.read)](std::uint64_t first, std::span<float> out) {
        std::fill(out.begin(), out.end(), 0.0f);
        if (first < there) read(first, out.first(std::min<std::uint64_t>(out.size(), there - first)));
    };
}

/// The network's tensors in the order of their list, each of its shape, and no other.
std::vector<TensorSource> in_order(Tensors tensors, const Architecture& architecture, const std::string& file) {
    if (!tensors.contains(names::kLmHead) && tensors.contains(names::kTokenEmbedding)) {
        TensorSource tied = tensors.at(names::kTokenEmbedding);  // RSM ties the head to the embedding
        tied.name = names::kLmHead;
        tensors.emplace(tied.name, tied);
    }
    for (const char* name : {names::kQWeight, names::kQBias})
        if (const auto head = tensors.find(name); head != tensors.end()) add_missing_row(head->second);
    std::vector<TensorSource> ordered;
    for (const TensorSpec& spec : tensor_specs(architecture)) {
        auto found = tensors.extract(spec.name);
        if (found.empty()) throw Error(ErrorCode::bad_file, file, "tensor " + spec.name, "is missing");
        check_shape(spec, found.mapped().shape, file);
        ordered.push_back(std::move(found.mapped()));
    }
    if (!tensors.empty())
        throw Error(ErrorCode::bad_file, file, "tensor " + tensors.begin()->first,
                    "is not part of the network that the configuration describes");
    return ordered;
}

}  // namespace

Conversion convert(const fs::path& source, const fs::path& output, const ConvertOptions& options) {
    std::error_code problem;
    Conversion done;
    done.weights = fs::is_directory(source, problem) ? newest_step(source) : source;
    const std::string file = done.weights.string();
    if (fs::equivalent(done.weights, output, problem))
        throw Error(ErrorCode::bad_argument, output.string(), "", "another file than the input, which it would overwrite",
                    output.string());

    CheckpointConfig config = given_config(done.weights, options);
    CheckpointWeights read = read_checkpoint(done.weights, options.renaming, config);
    done.taken = read.taken;
    done.averaged = read.averaged;
    done.left_out = read.left_out;
    done.inferred = complete(read.tensors, config, file);
    done.architecture = parse_architecture(config.values().dump(), file);

    std::vector<TensorSource> ordered = in_order(std::move(read.tensors), done.architecture, file);
    done.tensors = ordered.size();
    for (TensorSource& tensor : ordered) {
        done.parameters += static_cast<std::int64_t>(element_count(tensor.shape));
        if (options.torch_names) tensor.name = "model." + tensor.name;
    }

    std::map<std::string, std::string> metadata{
        {"trm_config", config.values().dump()},
        {"ptrm_provenance", json{{"converted_from", done.weights.filename().string()}}.dump()}};
    if (!options.task.empty()) metadata["ptrm_task"] = task_of(options.task, done.architecture);
    write_safetensors(output, ordered, metadata, options.bf16 ? DType::bf16 : DType::f32);
    return done;
}

}  // namespace ptrm::tools
