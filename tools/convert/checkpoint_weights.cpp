#include "convert/checkpoint_weights.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "convert/torch_checkpoint.hpp"
#include "formats/json.hpp"
#include "formats/safetensors.hpp"
#include "model/tensor_names.hpp"
#include "ptrm/error.hpp"
#include "sampler/select.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// A tensor that every TRM has; what stands before it in a name stands before all names of its network.
constexpr std::string_view kLandmark = "embed_tokens.embedding_weight";

bool sounds_averaged(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char* word : {"ema", "shadow", "averag", "avg", "swa"})
        if (name.find(word) != std::string::npos) return true;
    return false;
}

/// Weights that could be taken: a mapping of names to tensors, and the beginning of those that belong together.
struct Found {
    std::string path;    ///< of the mapping within the file: "ema.shadow"
    std::string prefix;  ///< "_orig_mod.model.inner."
    const PickleValue* mapping = nullptr;
    bool counted = false;  ///< beside it stands how many steps it is an average of (torch.optim.swa_utils)

    std::string place() const {
        std::string text = prefix;
        for (const char* usual : {"inner.", "model.", "_orig_mod."})
            if (text.ends_with(usual)) text.resize(text.size() - std::string_view(usual).size());
        while (text.ends_with('.')) text.pop_back();
        return path + (path.empty() || text.empty() ? "" : ".") + text;
    }
    /// Whether the names say that these are averages over steps.
    bool averaged() const {
        if (counted) return true;
        std::string text = path + '.' + prefix;
        std::transform(text.begin(), text.end(), text.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return sounds_averaged(text);
    }
};

/// The beginnings of the networks whose landmark is among the names: of more than there could be for good reason, the first ones.
std::vector<std::string> prefixes(const std::vector<std::string>& names) {
    constexpr std::size_t kMost = 16;
    std::vector<std::string> found;
    for (const auto& name : names)
        if (name.ends_with(kLandmark) && found.size() < kMost) found.push_back(name.substr(0, name.size() - kLandmark.size()));
    return found;
}

/// A relative of TRM by a component that its names alone have; empty for none.
std::string relative(const std::string& name) {
    constexpr std::pair<const char*, const char*> kRelatives[] = {
        {"H_level", "an HRM (arXiv 2506.21734), which has a second network, H_level"},
        {"init_hidden", "a URM (Universal Reasoning Model), which has one state and convolutions"},
        {"dwconv", "a network with convolutions in its blocks (ConvSwiGLU, as a URM has)"},
        {"attn_t", "an SE-RRM (symbol-equivariant recurrent reasoning model), which has a state for every symbol"},
        {"embed_symbol_tokens", "an SE-RRM (symbol-equivariant recurrent reasoning model), which has a state for every symbol"},
        {"board_conv", "nano-trm's network with convolutions over the board"}};
    const std::string within = '.' + name + '.';
    for (const auto& [component, what] : kRelatives)
        if (within.find('.' + std::string(component) + '.') != std::string::npos) return what;
    return "";
}

/// Averaged weights if there are any, else those that come first. @param names of all tensors
/// @param network what the configuration calls it
Found best_of(const std::vector<Found>& candidates, const std::vector<std::string>& names, const std::string& network,
              const std::string& file) {
    for (const std::string& name : names)
        if (const std::string what = relative(name); !what.empty())
            throw Error(ErrorCode::bad_file, file, "tensor " + name, "a TRM",
                        "the weights of " + what + ": another model, which cannot run here");
    if (candidates.empty()) {
        std::string some;
        for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 4); ++i) some += (i == 0 ? "" : ", ") + names[i];
        throw Error(ErrorCode::bad_file, file, "tensor " + std::string(kLandmark),
                    "is missing: these are no weights of a TRM that we know" +
                        (network.empty() ? std::string() : ", but of " + network + ", as the configuration says") +
                        (some.empty() ? std::string() : " (" + some + ", ...); --rename OLD=NEW says which tensor is which"));
    }
    const auto averaged = std::find_if(candidates.begin(), candidates.end(), [](const auto& c) { return c.averaged(); });
    return averaged == candidates.end() ? candidates.front() : *averaged;
}

/// What a checkpoint's mappings hold, each looked at once: they may hold one another.
class Contents {
public:
    Contents(const PickleValue& root, const Renaming& renaming) : renaming_(renaming) { look(root, "", 0); }

    std::vector<Found> candidates;   ///< in the order of the file
    std::vector<std::string> names;  ///< of all tensors
    std::string nameless;            ///< where a list of averaged weights stands without their names, as some libraries keep them

private:
    void look(const PickleValue& value, const std::string& path, int depth) {
        constexpr int kDeepest = 4;
        if (depth > kDeepest || !seen_.insert(&value).second) return;
        std::vector<std::string> own;
        for (const auto& [key, item] : value.entries)
            if (key->kind == PickleValue::Kind::text && TorchCheckpoint::is_tensor(*item)) own.push_back(renaming_(key->text));
        names.insert(names.end(), own.begin(), own.end());
        const bool counted = value.find("n_averaged") != nullptr;
        for (const auto& prefix : prefixes(own)) candidates.push_back({path, prefix, &value, counted});
        for (const auto& [key, item] : value.entries) {
            if (key->kind != PickleValue::Kind::text) continue;
            const std::string place = path + (path.empty() ? "" : ".") + key->text;
            if (item->kind == PickleValue::Kind::mapping) look(*item, place, depth + 1);
            const bool list =
                item->kind == PickleValue::Kind::sequence && !item->items.empty() && TorchCheckpoint::is_tensor(*item->items[0]);
            if (list && nameless.empty() && sounds_averaged(place)) nameless = place;
        }
    }

    const Renaming& renaming_;
    std::set<const PickleValue*> seen_;
};

/// Whether a tensor is of the network whose names begin so.
/// @param others beginnings of other networks in the same mapping
bool is_of(const std::string& name, const std::string& prefix, const std::vector<std::string>& others) {
    if (!name.starts_with(prefix)) return false;
    return std::none_of(others.begin(), others.end(),
                        [&](const auto& other) { return other.size() > prefix.size() && name.starts_with(other); });
}

/// Takes in a tensor under its official name: "_orig_mod.model.inner.X" and the like become "inner.X".
void add(CheckpointWeights& weights, TensorSource tensor, const std::string& prefix) {
    tensor.name = tensor_names::kPrefix + tensor.name.substr(prefix.size());
    const std::string name = tensor.name;
    weights.tensors.emplace(name, std::move(tensor));
}

/// A name that belongs to no network of the mapping.
void check_stranger(const std::string& name, const std::vector<std::string>& all, const std::string& file) {
    if (all.size() > 1 || name.find('.') == std::string::npos) return;  // of another network, or a counter beside it
    throw Error(ErrorCode::bad_file, file, "tensor " + name, "a name that starts with '" + all.front() + "' as the others do");
}

CheckpointWeights read_torch(const fs::path& path, const Renaming& renaming, CheckpointConfig& config) {
    const TorchCheckpoint checkpoint(path);
    const PickleValue& root = checkpoint.root();
    if (const PickleValue* settings = root.find("config")) {
        if (const PickleValue* arch = settings->find("arch")) config.offer_pickle(*arch);
        config.offer_pickle(*settings);
    }
    if (const PickleValue* settings = root.find("hyper_parameters")) config.offer_pickle(*settings);  // Lightning
    constexpr const char* kRemedy = ": save its weights alone, torch.save(model.state_dict(), FILE)";
    if (root.kind == PickleValue::Kind::object && !TorchCheckpoint::is_tensor(root) && root.entries.empty())
        throw Error(ErrorCode::bad_file, path.string(), "", "is a whole pickled object of the class " + root.text + kRemedy);
    if (root.kind == PickleValue::Kind::sequence || TorchCheckpoint::is_tensor(root))
        throw Error(ErrorCode::bad_file, path.string(), "", std::string("is a list of tensors without names") + kRemedy);
    const Contents contents(root, renaming);
    const Found best = best_of(contents.candidates, contents.names, config.network(), path.string());
    CheckpointWeights weights{{}, best.place(), best.averaged(), {}};
    if (!weights.averaged) weights.left_out = contents.nameless;
    std::vector<std::string> all;
    for (const Found& other : contents.candidates)
        if (other.mapping == best.mapping) all.push_back(other.prefix);
    for (const auto& [key, value] : best.mapping->entries) {
        if (key->kind != PickleValue::Kind::text) throw Error(ErrorCode::bad_file, path.string(), "weights", "names as text");
        const std::string name = renaming(key->text);
        if (!is_of(name, best.prefix, all)) {
            if (TorchCheckpoint::is_tensor(*value)) check_stranger(name, all, path.string());
            continue;
        }
        if (value->kind != PickleValue::Kind::object) continue;  // a number beside the weights
        auto tensor = checkpoint.tensor(*value, key->text);
        add(weights, {name, std::move(tensor.shape), std::move(tensor.read)}, best.prefix);
    }
    return weights;
}

CheckpointWeights read_safetensors(const fs::path& path, const Renaming& renaming, CheckpointConfig& config) {
    const auto file = std::make_shared<const Safetensors>(ByteSource(path));
    if (const auto text = file->metadata().find("trm_config"); text != file->metadata().end()) {
        try {
            const json own = parse_json<json>(text->second);
            for (const auto& [key, value] : own.items()) config.offer(key, value);
        } catch (const std::exception& problem) {
            throw Error(ErrorCode::bad_file, path.string(), "metadata trm_config", std::string("is not JSON: ") + problem.what());
        }
    }
    std::vector<std::string> names;
    for (const auto& [name, entry] : file->tensors()) names.push_back(renaming(name));
    const auto all = prefixes(names);
    std::vector<Found> candidates;
    for (const auto& prefix : all) candidates.push_back({"", prefix});
    const Found best = best_of(candidates, names, config.network(), path.string());
    CheckpointWeights weights{{}, best.place(), best.averaged(), {}};
    for (const auto& [own_name, entry] : file->tensors()) {
        const std::string name = renaming(own_name);
        if (!is_of(name, best.prefix, all)) {
            check_stranger(name, all, path.string());
            continue;
        }
        const auto read = [file, tensor = own_name](std::uint64_t first, std::span<float> out) {
            file->floats(tensor, first, out);
        };
        add(weights, {name, entry.shape, read}, best.prefix);
    }
    return weights;
}

}  // namespace

CheckpointWeights read_checkpoint(const fs::path& path, const Renaming& renaming, CheckpointConfig& config) {
    const ByteSource source(path);
    if (const auto what = foreign_file(source); what && !what->starts_with("is a checkpoint of PyTorch"))
        throw Error(ErrorCode::bad_file, path.string(), "", *what);
    char start[9] = {};
    if (source.size() >= sizeof start) source.read(0, std::as_writable_bytes(std::span(start)));
    // A header's length, and its JSON.
    const bool safetensors = path.extension() == ".safetensors" || start[8] == '{';
    return safetensors ? read_safetensors(path, renaming, config) : read_torch(path, renaming, config);
}

}  // namespace ptrm::tools
