#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace ptrm {

/// Parses JSON no deeper than any of our formats goes, so that a hostile text cannot exhaust the stack later on.
/// @throws std::exception with what is wrong
inline nlohmann::json parse_shallow_json(const std::string& text) {
    using nlohmann::json;
    return json::parse(text, [](int depth, json::parse_event_t, json&) {
        if (depth > 4) throw std::runtime_error("nested too deeply");
        return true;
    });
}

}  // namespace ptrm
