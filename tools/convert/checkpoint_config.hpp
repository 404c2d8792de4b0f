#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "convert/pickle.hpp"

namespace ptrm::tools {

/// The configuration of a network, gathered from several places; what is offered first stays. Keys that do not describe a network
/// are left out.
class CheckpointConfig {
public:
    /// Whether `key` describes a network.
    static bool knows(const std::string& key);

    void offer(const std::string& key, const nlohmann::json& value);
    /// A word as YAML and --set mean it: a number, true, True, null, or else a string.
    void offer_word(const std::string& key, const std::string& word);
    /// The text of the training's `all_config.yaml`, or of its part `arch` alone. @param name for errors @throws Error (bad_file)
    void offer_yaml(const std::string& text, const std::string& name);
    void offer_json(const std::string& text, const std::string& name);
    void offer_pickle(const PickleValue& mapping);

    bool has(const std::string& key) const { return values_.contains(key); }
    const nlohmann::json& values() const { return values_; }
    /// A whole number; `absent` where there is none.
    std::int64_t whole(const std::string& key, std::int64_t absent) const;

    /// What the configuration calls the network: `name` of `arch`; empty where it does not.
    const std::string& network() const { return network_; }

private:
    std::string network_;
    nlohmann::json values_ = nlohmann::json::object();
};

}  // namespace ptrm::tools
