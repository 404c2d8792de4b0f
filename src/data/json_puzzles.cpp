#include "data/json_puzzles.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "data/addresses.hpp"
#include "data/column_names.hpp"
#include "formats/json.hpp"

namespace ptrm {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestRow = 16;

bool is_cell(const json& value) {
    return value.is_number_integer() || value.is_null() || (value.is_string() && value.get_ref<const std::string&>().size() <= 2);
}

bool is_row_of_cells(const json& value) {
    return value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), is_cell);
}

/// One symbol for a cell.
std::string cell_text(const json& value) {
    if (value.is_null()) return ".";
    if (value.is_number_integer()) {
        const auto digit = value.get<std::int64_t>();
        if (digit < 0 || digit > 16) throw std::runtime_error("a cell that is no digit: " + value.dump().substr(0, 20));
        return std::string(1, ".123456789ABCDEFG"[digit]);
    }
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty() || text == " ") return ".";
    if (text.size() == 1) return text;
    for (int digit = 10; digit <= 16; ++digit)
        if (text == std::to_string(digit)) return std::string(1, ".123456789ABCDEFG"[digit]);
    throw std::runtime_error("a cell of several symbols: '" + text.substr(0, 20) + "'");
}

/// A grid as a symbol per cell: a text, or cells in rows or all in one.
std::string grid_text(const json& value, RawPuzzle& raw) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array() || value.empty()) throw std::runtime_error("a grid that is neither text nor rows");
    std::string text;
    if (is_row_of_cells(value)) {
        for (const json& cell : value) text += cell_text(cell);
        return text;
    }
    for (const json& row : value) {
        RawPuzzle unused;
        if (!row.is_string() && !is_row_of_cells(row)) throw std::runtime_error("rows of a grid that are no cells");
        text += grid_text(row, unused);
        if (row.is_string() && raw.cols == 0) raw.cols = static_cast<int>(row.get_ref<const std::string&>().size());
        if (row.is_array() && raw.cols == 0) raw.cols = static_cast<int>(row.size());
    }
    raw.rows = static_cast<int>(value.size());
    return text;
}

/// Rows of equal length, the question of an object.
bool is_rectangle(const json& rows) {
    const auto length = [](const json& row) { return row.is_string() ? row.get_ref<const std::string&>().size() : row.size(); };
    return rows.is_array() && !rows.empty() && std::all_of(rows.begin(), rows.end(), [&](const json& row) {
               return (row.is_string() || is_row_of_cells(row)) && length(row) > 1 && length(row) == length(rows.front());
           });
}

template <class Names>
const json* member(const json& object, const Names& names) {
    for (const std::string_view name : names)
        for (const auto& [key, value] : object.items())
            if (lower_case(key) == name && (value.is_string() || value.is_array())) return &value;
    return nullptr;
}

int size_of(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() && *found >= 1 && *found <= 1024 ? found->get<int>() : 0;
}

std::string text_of(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Moves as an array of texts, or as one, apart by semicolons.
std::vector<std::string> moves_of(const json& object) {
    std::vector<std::string> moves;
    const auto split = [&](const std::string& text) {
        for (std::size_t at = 0; at <= text.size();) {
            const std::size_t end = std::min(text.find(';', at), text.size());
            moves.push_back(text.substr(at, end - at));
            at = end + 1;
        }
    };
    const auto found = object.find("moves");
    if (found == object.end()) return moves;
    if (found->is_string()) split(found->get<std::string>());
    if (found->is_array())
        for (const json& move : *found)
            if (move.is_string()) split(move.get<std::string>());
    std::erase(moves, "");
    return moves;
}

/// What an object says of its puzzle besides the question.
RawPuzzle about(const json& object) {
    RawPuzzle raw;
    raw.column = 0;
    raw.kind = lower_case(text_of(object, "kind"));
    raw.rows = size_of(object, "rows");
    raw.cols = size_of(object, "cols");
    if (const auto box = object.find("box"); box != object.end() && box->is_array() && box->size() == 2 &&
                                             (*box)[0].is_number_integer() && (*box)[1].is_number_integer()) {
        raw.box_rows = (*box)[0].get<int>();
        raw.box_cols = (*box)[1].get<int>();
    }
    raw.source = text_of(object, "source");
    if (const auto rating = object.find("rating"); rating != object.end() && rating->is_number_integer())
        raw.rating = rating->get<std::int64_t>();
    raw.moves = moves_of(object);
    return raw;
}

void collect(const json& value, std::vector<RawPuzzle>& found);

void collect_object(const json& object, std::vector<RawPuzzle>& found) {
    const json* question = member(object, kQuestionNames);
    const bool grid = question != nullptr && (question->is_string() || is_row_of_cells(*question) || is_rectangle(*question));
    if (grid) {
        RawPuzzle raw = about(object);
        raw.question = grid_text(*question, raw);
        if (const json* answer = member(object, kAnswerNames)) {
            RawPuzzle unused;
            raw.answer = grid_text(*answer, unused);
        }
        found.push_back(std::move(raw));
        return;
    }
    for (const auto& [key, member_value] : object.items()) {
        if (!member_value.is_string()) continue;
        const auto addresses = find_addresses(member_value.get_ref<const std::string&>());
        if (addresses.empty()) continue;
        RawPuzzle raw = about(object);
        raw.question = member_value.get<std::string>();
        if (const json* answer = member(object, kAnswerNames); answer != nullptr && answer->is_string())
            raw.answer = answer->get<std::string>();
        found.push_back(std::move(raw));
        return;
    }
    for (const auto& [key, member_value] : object.items())
        if (member_value.is_structured()) collect(member_value, found);
}

void collect(const json& value, std::vector<RawPuzzle>& found) {
    if (value.is_object()) {
        collect_object(value, found);
    } else if (value.is_array() && !value.empty() && (is_row_of_cells(value) || is_grid(value))) {
        RawPuzzle raw;
        raw.column = 0;
        raw.question = grid_text(value, raw);
        found.push_back(std::move(raw));
    } else if (value.is_array()) {
        for (const json& element : value) collect(element, found);
    } else if (value.is_string()) {
        RawPuzzle raw;
        raw.column = 0;
        raw.question = value.get<std::string>();
        found.push_back(std::move(raw));
    }
}

}  // namespace

bool may_be_row(const json& element) {
    return (is_row_of_cells(element) && element.size() <= kLongestRow) ||
           (element.is_string() && element.get_ref<const std::string&>().size() <= kLongestRow);
}

bool is_grid(const json& rows) {
    if (!rows.is_array() || rows.size() < 2) return false;
    return std::all_of(rows.begin(), rows.end(), [&](const json& row) {
        return may_be_row(row) && (row.is_string() ? row.get_ref<const std::string&>().size() : row.size()) == rows.size();
    });
}

std::vector<RawPuzzle> puzzles_in(const json& value) {
    std::vector<RawPuzzle> found;
    collect(value, found);
    if (found.empty()) throw std::runtime_error("a value that holds no puzzle");
    return found;
}

}  // namespace ptrm
