#pragma once

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace [[gnu::visibility("default")]] ptrm {

// For what reads our formats with nlohmann::json or ordered_json, which this header leaves to whoever includes it.

/// Parses JSON no deeper than `deepest`, which is as deep as most of our formats go, so that a hostile text cannot exhaust the
/// stack later on.
/// @param input a text or stream; @throws std::exception with what is wrong
template <class Json, class Input>
Json parse_shallow_json(Input&& input, int deepest = 4) {
    return Json::parse(std::forward<Input>(input), [deepest](int depth, typename Json::parse_event_t, Json&) {
        if (depth > deepest) throw std::runtime_error("nested too deeply");
        return true;
    });
}

/// A number of a JSON value, as it stands: what is not whole, or beyond the type, is refused instead of changed.
/// @throws std::exception
template <class Integer = int, class Json>
Integer whole_number(const Json& value) {
    if (!value.is_number_integer()) throw std::runtime_error("no whole number: " + value.dump().substr(0, 40));
    const auto number = value.template get<std::int64_t>();
    // The smallest has no opposite.
    if (!std::in_range<Integer>(number) || number == std::numeric_limits<Integer>::min() ||
        (value.is_number_unsigned() && number < 0))
        throw std::runtime_error("a number beyond its type: " + value.dump().substr(0, 40));
    return static_cast<Integer>(number);
}

}  // namespace ptrm
