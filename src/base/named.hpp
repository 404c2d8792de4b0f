#pragma once

#include <iterator>
#include <string>
#include <string_view>

#include "ptrm/error.hpp"

namespace ptrm {

/// A value of an option, its name, and what it means in a few words. Tables whose rows say more have rows that are one.
template <class Value>
struct Named {
    std::string_view name;
    Value value;
    std::string_view help = {};
};

/// "none, q or settled": what text(row) says of each row.
template <class Rows, class Text>
std::string list_of(const Rows& rows, Text text) {
    std::string list;
    std::size_t left = std::size(rows);
    for (const auto& row : rows) {
        list += text(row);
        list += --left == 0 ? "" : left == 1 ? " or " : ", ";
    }
    return list;
}

/// "none, q or settled".
template <class Rows>
std::string list_of_names(const Rows& rows) {
    return list_of(rows, [](const auto& row) { return std::string(row.name); });
}

/// "z (latent) or y (answer)".
template <class Rows>
std::string list_with_help(const Rows& rows) {
    return list_of(rows, [](const auto& row) {
        return std::string(row.name) + (row.help.empty() ? "" : " (" + std::string(row.help) + ")");
    });
}

/// The row of a name. @param what is chosen, for errors. @throws Error (bad_argument) that lists the names, for any other
template <class Rows>
const auto& row_named(std::string_view what, std::string_view name, const Rows& rows) {
    for (const auto& row : rows)
        if (row.name == name) return row;
    throw Error(ErrorCode::bad_argument, std::string(what), "", list_of_names(rows), "'" + std::string(name) + "'");
}

/// The row of a value. @throws Error (bad_argument) that lists the names, for a value that is none of the table's
template <class Rows, class Value>
const auto& row_of(const Rows& rows, Value value) {
    for (const auto& row : rows)
        if (row.value == value) return row;
    throw Error(ErrorCode::bad_argument, "option", "", list_of_names(rows), std::to_string(static_cast<long long>(value)));
}

}  // namespace ptrm
