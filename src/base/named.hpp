#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "ptrm/error.hpp"

namespace ptrm {

/// "none, q or settled": the names of pairs of name and value.
template <class Value, std::size_t N>
std::string list_of_names(const std::pair<std::string_view, Value> (&choices)[N]) {
    std::string names;
    for (std::size_t i = 0; i < N; ++i) names.append(i == 0 ? "" : i + 1 == N ? " or " : ", ").append(choices[i].first);
    return names;
}

/// The value that `name` stands for among `choices`, pairs of name and value.
/// @param what is chosen, for errors. @throws Error (bad_argument) that lists the names, for any other
template <class Value, std::size_t N>
Value parse_name(std::string_view what, std::string_view name, const std::pair<std::string_view, Value> (&choices)[N]) {
    for (const auto& choice : choices)
        if (choice.first == name) return choice.second;
    throw Error(ErrorCode::bad_argument, std::string(what), "", list_of_names(choices), "'" + std::string(name) + "'");
}

/// The name of a value among `choices`; "" if it is none of them.
template <class Value, std::size_t N>
std::string_view name_in(const std::pair<std::string_view, Value> (&choices)[N], Value value) {
    for (const auto& choice : choices)
        if (choice.second == value) return choice.first;
    return "";
}

}  // namespace ptrm
