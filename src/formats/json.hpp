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

/// A number of a JSON value, as it stands: what is not whole, or beyond 32 bits, is refused instead of changed.
/// @throws std::exception
template <class Json>
int whole_number(const Json& value) {
    if (!value.is_number_integer()) throw std::runtime_error("no whole number: " + value.dump().substr(0, 40));
    const auto number = value.template get<std::int64_t>();
    if (number < -2147483647 || number > 2147483647 || (value.is_number_unsigned() && number < 0))
        throw std::runtime_error("no number of 32 bits: " + value.dump().substr(0, 40));
    return static_cast<int>(number);
}

}  // namespace ptrm
