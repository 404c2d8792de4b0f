#include "checkpoint/convert.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "formats/json.hpp"
#include "formats/safetensors.hpp"
#include "formats/torch_checkpoint.hpp"
#include "model/config.hpp"
#include "model/weights.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle.hpp"

namespace ptrm {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Tensors = std::map<std::string, TensorSource>;

/// The configuration keys that describe a network; all else in a training configuration is left out.
constexpr const char* kKeys[] = {"seq_len",
                                 "vocab_size",
                                 "hidden_size",
                                 "num_heads",
                                 "expansion",
                                 "L_layers",
                                 "H_cycles",
                                 "L_cycles",
                                 "mlp_t",
                                 "pos_encodings",
                                 "puzzle_emb_len",
                                 "puzzle_emb_ndim",
                                 "num_puzzle_identifiers",
                                 "q_head",
                                 "rms_norm_eps",
                                 "rope_theta",
                                 "halt_max_steps",
                                 "forward_dtype",
                                 "lambda_",
                                 "noise_scale",
                                 "H_init_std",
                                 "L_init_std"};

std::string read_text(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw Error(ErrorCode::io, path.string(), "", "cannot be read");
    return text.str();
}

/// A word of a configuration as the JSON value that it means: a number, true, false, null, or else a string.
json meaning(const std::string& word) {
    const json value = json::parse(word, nullptr, false);
    if (value.is_primitive() && !value.is_discarded()) return value;
    double number = 0;  // YAML writes 1.0e-05 and also 1e-05, .5
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (problem == std::errc() && end == word.data() + word.size()) return number;
    return word;
}

json meaning(const PickleValue& value) {
    switch (value.kind) {
        case PickleValue::Kind::boolean: return value.integer != 0;
        case PickleValue::Kind::integer: return value.integer;
        case PickleValue::Kind::real: return value.real;
        case PickleValue::Kind::text: return value.text;
        default: return nullptr;
    }
}

/// Collects a configuration; what is set first stays.
class Config {
public:
    void offer(const std::string& key, const json& value) {
        const bool known = std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
        if (known && !value.is_null() && !values_.contains(key)) values_[key] = value;
    }

    void offer_yaml(const fs::path& path) {
        try {
            const YAML::Node root = YAML::Load(read_text(path));
            const YAML::Node arch = root["arch"] ? root["arch"] : root;
            for (const auto& entry : arch)
                if (entry.second.IsScalar()) offer(entry.first.as<std::string>(), meaning(entry.second.Scalar()));
        } catch (const YAML::Exception& problem) {
            throw Error(ErrorCode::bad_file, path.string(), "line " + std::to_string(problem.mark.line + 1),
                        "is not YAML: " + problem.msg);
        }
    }

    void offer_json(const fs::path& path) {
        json root;
        try {
            root = parse_shallow_json(read_text(path));
        } catch (const Error&) {
            throw;
        } catch (const std::exception& problem) {
            throw Error(ErrorCode::bad_file, path.string(), "", std::string("is not JSON: ") + problem.what());
        }
        for (const auto& [key, value] : root.items()) offer(key, value);
    }

    void offer_pickle(const PickleValue& mapping) {
        for (const auto& [key, value] : mapping.entries) offer(key->text, meaning(*value));
    }

    bool has(const std::string& key) const { return values_.contains(key); }
    const json& values() const { return values_; }

    std::int64_t whole(const std::string& key, std::int64_t absent) const {
        return values_.contains(key) && values_[key].is_number_integer() ? values_[key].get<std::int64_t>() : absent;
    }

private:
    json values_ = json::object();
};

/// The newest step of a run folder: the largest N of step_N or step_N.pth.
fs::path newest_step(const fs::path& folder) {
    fs::path newest;
    long best = -1;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with("step_") || !entry.is_regular_file()) continue;
        long step = -1;
        const auto [end, problem] = std::from_chars(name.data() + 5, name.data() + name.size(), step);
        const std::string rest(end, name.data() + name.size());
        if (problem != std::errc() || (!rest.empty() && rest != ".pth" && rest != ".pt") || step <= best) continue;
        best = step;
        newest = entry.path();
    }
    if (newest.empty()) throw Error(ErrorCode::bad_file, folder.string(), "", "a run folder with a file step_N", "none");
    return newest;
}

/// Renames "_orig_mod.model.inner.X", "model.inner.X" and the like to "inner.X".
Tensors with_official_names(std::vector<TensorSource> tensors, const std::string& file) {
    const std::string landmark = "embed_tokens.embedding_weight";
    std::string prefix;
    bool found = false;
    for (const auto& tensor : tensors) {
        if (!tensor.name.ends_with(landmark)) continue;
        prefix = tensor.name.substr(0, tensor.name.size() - landmark.size());
        found = true;
    }
    if (!found) throw Error(ErrorCode::bad_file, file, "tensor " + landmark, "is missing: these are no weights of a TRM");
    Tensors named;
    for (auto& tensor : tensors) {
        if (!tensor.name.starts_with(prefix))
            throw Error(ErrorCode::bad_file, file, "tensor " + tensor.name,
                        "a name that starts with '" + prefix + "' as the others do");
        tensor.name = "inner." + tensor.name.substr(prefix.size());
        const std::string name = tensor.name;
        named.emplace(name, std::move(tensor));
    }
    return named;
}

std::vector<TensorSource> read_mapping(const TorchCheckpoint& checkpoint, const PickleValue& mapping, const std::string& file) {
    std::vector<TensorSource> tensors;
    for (const auto& [key, value] : mapping.entries) {
        if (key->kind != PickleValue::Kind::text) throw Error(ErrorCode::bad_file, file, "weights", "names as text");
        auto tensor = checkpoint.tensor(*value, key->text);
        tensors.push_back({key->text, std::move(tensor.shape), std::move(tensor.read)});
    }
    return tensors;
}

Tensors read_torch(const fs::path& path, Config& config) {
    const TorchCheckpoint checkpoint(path);
    const PickleValue* weights = &checkpoint.root();
    // The TRM code saves the state dict alone; EqR's a mapping with `model`, `ema.shadow` and `config.arch` in it.
    if (const PickleValue* settings = weights->find("config")) {
        if (const PickleValue* arch = settings->find("arch")) config.offer_pickle(*arch);
        config.offer_pickle(*settings);
    }
    const PickleValue* ema = weights->find("ema");
    if (ema != nullptr && ema->find("shadow") != nullptr)
        weights = ema->find("shadow");
    else if (const PickleValue* model = weights->find("model"))
        weights = model;
    return with_official_names(read_mapping(checkpoint, *weights, path.string()), path.string());
}

Tensors read_safetensors(const fs::path& path, Config& config) {
    const auto kept = std::make_shared<const Safetensors>(ByteSource(path));
    const Safetensors& file = *kept;
    if (const auto text = file.metadata().find("trm_config"); text != file.metadata().end()) {
        const json own = json::parse(text->second, nullptr, false);
        if (own.is_object())
            for (const auto& [key, value] : own.items()) config.offer(key, value);
    }
    std::vector<TensorSource> tensors;
    for (const auto& [name, entry] : file.tensors())
        tensors.push_back({name, entry.shape, [kept, tensor = name](std::uint64_t first, std::span<float> out) {
                               kept->floats(tensor, first, out);
                           }});
    return with_official_names(std::move(tensors), path.string());
}

/// Adds to the configuration what the tensors determine.
void infer(const Tensors& tensors, Config& config, const std::string& file) {
    const auto size = [&](const std::string& name, std::size_t axis) -> std::int64_t {
        const auto at = tensors.find("inner." + name);
        if (at == tensors.end()) return 0;
        if (axis >= at->second.shape.size()) throw Error(ErrorCode::bad_file, file, "tensor inner." + name, "more dimensions");
        return at->second.shape[axis];
    };
    const std::int64_t V = size("embed_tokens.embedding_weight", 0), D = size("embed_tokens.embedding_weight", 1);
    config.offer("vocab_size", V);
    config.offer("hidden_size", D);
    std::int64_t layers = 0;
    while (size("L_level.layers." + std::to_string(layers) + ".mlp.down_proj.weight", 0) > 0) ++layers;
    config.offer("L_layers", layers);
    const std::int64_t over_positions = size("L_level.layers.0.mlp_t.down_proj.weight", 0),
                       learned = size("embed_pos.embedding_weight", 0);
    config.offer("mlp_t", over_positions > 0);
    if (learned > 0) config.offer("pos_encodings", "learned");
    if (over_positions > 0) config.offer("pos_encodings", "none");
    if (!tensors.contains("inner.q_head.weight")) config.offer("q_head", false);
    config.offer("puzzle_emb_ndim", size("puzzle_emb.weights", 1));
    if (size("puzzle_emb.weights", 0) > 0) config.offer("num_puzzle_identifiers", size("puzzle_emb.weights", 0));

    const std::int64_t length = std::max(over_positions, learned), ndim = config.whole("puzzle_emb_ndim", 0);
    std::int64_t P = config.whole("puzzle_emb_len", 0);
    if (P == 0 && D > 0) P = (ndim + D - 1) / D;
    if (length > P) config.offer("seq_len", length - P);

    // The inner widths fix the expansion only up to rounding; any that gives them will do.
    const std::int64_t inner = size("L_level.layers.0.mlp.down_proj.weight", 1),
                       inner_t = size("L_level.layers.0.mlp_t.down_proj.weight", 1);
    for (const double expansion : {4.0, 2.0, 1.0, 3.0, 8.0, 1.5, 2.5, 6.0}) {
        Architecture arch;
        arch.expansion = expansion;
        if (arch.inner_width(static_cast<int>(D)) == inner &&
            (over_positions == 0 || arch.inner_width(static_cast<int>(over_positions)) == inner_t))
            config.offer("expansion", expansion);
    }
}

/// What the model's file says under `ptrm_task`.
std::string task_of(const std::string& kind, const Architecture& arch) {
    const PuzzleKind* known = find_puzzle_kind(kind);
    if (known == nullptr) throw Error(ErrorCode::bad_argument, "task", "", "one of " + puzzle_kind_names(), "'" + kind + "'");
    const auto puzzle = known->usual(arch.seq_len, arch.vocab_size);
    if (!puzzle)
        throw Error(ErrorCode::bad_argument, "task " + kind, "", "the cells and tokens of a usual " + kind,
                    "seq_len " + std::to_string(arch.seq_len) + " and vocab_size " + std::to_string(arch.vocab_size));
    return task_text(puzzle->task());
}

}  // namespace

fs::path convert(const fs::path& source, const fs::path& output, const ConvertOptions& options) {
    std::error_code problem;
    const fs::path weights = fs::is_directory(source, problem) ? newest_step(source) : source;
    if (!fs::exists(weights, problem)) throw Error(ErrorCode::io, weights.string(), "", "no such file");

    Config config;
    for (const auto& [key, value] : options.settings) {
        if (std::find(std::begin(kKeys), std::end(kKeys), key) == std::end(kKeys))
            throw Error(ErrorCode::bad_argument, "setting " + key, "", "is not a key of the configuration");
        config.offer(key, meaning(value));
    }
    const auto beside = [&](const fs::path& chosen, const char* name) {
        const fs::path path = chosen.empty() ? weights.parent_path() / name : chosen;
        return chosen.empty() && !fs::exists(path, problem) ? fs::path() : path;
    };
    if (const auto path = beside(options.dataset, "dataset.json"); !path.empty()) config.offer_json(path);
    if (const auto path = beside(options.arch, "all_config.yaml"); !path.empty()) config.offer_yaml(path);
    Tensors tensors = weights.extension() == ".safetensors" ? read_safetensors(weights, config) : read_torch(weights, config);
    infer(tensors, config, weights.string());
    for (const char* key : {"seq_len", "expansion", "H_cycles", "L_cycles"})
        if (!config.has(key))
            throw Error(
                ErrorCode::bad_file, weights.string(), std::string("key ") + key,
                std::string(
                    "is not in the weights: name the training's all_config.yaml with --arch, its dataset.json with --dataset, "
                    "or say --set ") +
                    key + "=VALUE");

    const Architecture arch = parse_architecture(config.values().dump(), weights.string());
    if (!tensors.contains("inner.lm_head.weight") && tensors.contains("inner.embed_tokens.embedding_weight")) {
        TensorSource tied = tensors.at("inner.embed_tokens.embedding_weight");  // RSM ties the head to the embedding
        tied.name = "inner.lm_head.weight";
        tensors.emplace(tied.name, tied);
    }
    std::vector<TensorSource> ordered;
    for (const TensorSpec& spec : tensor_specs(arch)) {
        const auto at = tensors.find(spec.name);
        if (at == tensors.end()) throw Error(ErrorCode::bad_file, weights.string(), "tensor " + spec.name, "is missing");
        if (at->second.shape != spec.shape)
            throw Error(ErrorCode::bad_file, weights.string(), "tensor " + spec.name,
                        shape_text(spec.shape) + " by the configuration", shape_text(at->second.shape));
        ordered.push_back(std::move(at->second));
        tensors.erase(at);
        if (options.torch_names) ordered.back().name = "model." + ordered.back().name;
    }
    if (!tensors.empty())
        throw Error(ErrorCode::bad_file, weights.string(), "tensor " + tensors.begin()->first,
                    "is not part of the network that the configuration describes");

    std::map<std::string, std::string> metadata{
        {"trm_config", config.values().dump()},
        {"ptrm_provenance", json{{"converted_from", weights.filename().string()}}.dump()}};
    if (!options.task.empty()) {
        metadata["ptrm_task"] = task_of(options.task, arch);
    }
    write_safetensors(output, ordered, metadata, options.bf16 ? DType::bf16 : DType::f32);
    return weights;
}

}  // namespace ptrm
