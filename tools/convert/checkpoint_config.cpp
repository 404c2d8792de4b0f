#include "convert/checkpoint_config.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "base/numbers.hpp"
#include "formats/json.hpp"
#include "model/config.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
using nlohmann::json;

namespace {

/// The value that a word means.
json meaning(const std::string& word) {
    std::string lower = word;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower == "true" || lower == "false") return lower == "true";  // Python writes them large
    if (lower == "null" || lower == "none" || lower == "~" || lower.empty()) return nullptr;
    json value = json::parse(word, nullptr, false);
    if (value.is_number()) return value;
    if (const auto number = parse_number<double>(word)) return *number;  // YAML writes 1.0e-05 and also 1e-05, .5
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

/// What a scalar stands for: `${.hidden_size}` and `${arch.hidden_size}` are the value of another key (OmegaConf), as often as it
/// takes. Empty where there is no such key.
std::string resolved(std::string word, const YAML::Node& arch, const YAML::Node& root) {
    for (int hops = 0; word.starts_with("${") && word.ends_with("}"); ++hops) {
        if (hops == 8) return "";
        const std::string path = word.substr(2, word.size() - 3), key = path.substr(path.find_last_of('.') + 1);
        YAML::Node node = arch[key] ? arch[key] : root[key];
        if (!node || !node.IsScalar()) return "";
        word = node.Scalar();
    }
    return word;
}

/// The official key of what nano-trm and others call it.
std::string official(const std::string& key) {
    constexpr std::pair<const char*, const char*> kNames[] = {{"num_layers", "L_layers"},
                                                              {"ffn_expansion", "expansion"},
                                                              {"use_mlp", "mlp_t"},
                                                              {"puzzle_emb_dim", "puzzle_emb_ndim"},
                                                              {"num_puzzles", "num_puzzle_identifiers"},
                                                              {"N_supervision_val", "halt_max_steps"},
                                                              {"pos_emb_type", "pos_encodings"}};
    for (const auto& [other, name] : kNames)
        if (key == other) return name;
    return key;
}

}  // namespace

bool CheckpointConfig::knows(const std::string& key) {
    static const std::vector<std::string_view> keys = config_keys();
    return key == "halt_max_steps" || std::find(keys.begin(), keys.end(), key) != keys.end();
}

void CheckpointConfig::offer(const std::string& key, const json& value) {
    const std::string name = official(key);
    if (!knows(name) || values_.contains(name)) return;
    if (key == "pos_emb_type")
        values_[name] = value.is_null() ? json("none") : value == "1d" ? json("rope") : value;
    else if (!value.is_null())
        values_[name] = value;
}

void CheckpointConfig::offer_word(const std::string& key, const std::string& word) {
    if (knows(official(key))) offer(key, meaning(word));
}

void CheckpointConfig::offer_yaml(const std::string& text, const std::string& name) {
    try {
        const YAML::Node root = YAML::Load(text);
        if (!root.IsMap()) throw Error(ErrorCode::bad_file, name, "", "a YAML mapping of keys to values", "another text");
        const YAML::Node arch = root["arch"] && root["arch"].IsMap() ? root["arch"] : root;
        if (root["arch"] && arch["name"] && arch["name"].IsScalar()) network_ = arch["name"].Scalar();
        for (const auto& entry : arch)
            if (entry.second.IsScalar()) offer_word(entry.first.as<std::string>(), resolved(entry.second.Scalar(), arch, root));
    } catch (const YAML::Exception& problem) {
        throw Error(ErrorCode::bad_file, name, "line " + std::to_string(problem.mark.line + 1), "is not YAML: " + problem.msg);
    }
}

void CheckpointConfig::offer_json(const std::string& text, const std::string& name) {
    json root;
    try {
        root = parse_json<json>(text);
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::bad_file, name, "", std::string("is not JSON: ") + problem.what());
    }
    if (!root.is_object()) throw Error(ErrorCode::bad_file, name, "", "a JSON object", root.type_name());
    if (const auto arch = root.find("arch"); arch != root.end() && arch->is_object()) {
        if (arch->contains("name") && (*arch)["name"].is_string()) network_ = (*arch)["name"].get<std::string>();
        for (const auto& [key, value] : arch->items()) offer(key, value);
    }
    for (const auto& [key, value] : root.items()) offer(key, value);
}

void CheckpointConfig::offer_pickle(const PickleValue& mapping) {
    for (const auto& [key, value] : mapping.entries) offer(key->text, meaning(*value));
}

std::int64_t CheckpointConfig::whole(const std::string& key, std::int64_t absent) const {
    return values_.contains(key) && values_[key].is_number_integer() ? values_[key].get<std::int64_t>() : absent;
}

}  // namespace ptrm::tools
