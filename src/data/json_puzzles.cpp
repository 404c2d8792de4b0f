#include "data/json_puzzles.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "data/column_names.hpp"
#include "formats/json.hpp"
#include "ptrm/error.hpp"

namespace ptrm {
namespace {

using nlohmann::json;

constexpr std::size_t kLargest = std::size_t{1} << 28;  // bytes of a JSON text

/// A grid as a symbol per cell: a text, or numbers in rows or all in one.
std::string grid_text(const json& value) {
    if (value.is_string()) {
        std::string text = value.get<std::string>();
        std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
        return text;
    }
    if (value.is_null()) return ".";
    if (value.is_number_integer()) {
        const auto digit = value.get<std::int64_t>();
        if (digit < 0 || digit > 16) throw std::runtime_error("a cell that is no digit");
        return std::string(1, ".123456789ABCDEFG"[digit]);
    }
    std::string text;
    if (!value.is_array()) throw std::runtime_error("a grid that is neither text nor numbers");
    for (const json& part : value) text += grid_text(part);
    return text;
}

template <class Names>
const json* member(const json& object, const Names& names) {
    for (const auto& [key, value] : object.items()) {
        std::string lower = key;
        std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
        if (is_one_of(lower, names)) return &value;
    }
    return nullptr;
}

/// How deep the arrays of a value go.
int depth(const json& value) { return value.is_array() ? 1 + (value.empty() ? 0 : depth(value.front())) : 0; }

void add(const json& value, std::vector<JsonPuzzle>& puzzles) {
    if (value.is_object()) {
        const json* question = member(value, kQuestionNames);
        if (question == nullptr) throw std::runtime_error("an object without a puzzle");
        JsonPuzzle puzzle{grid_text(*question), "", ""};
        if (const json* answer = member(value, kAnswerNames); answer != nullptr && !answer->is_null())
            puzzle.answer = grid_text(*answer);
        if (const json* source = member(value, std::array{std::string_view("source")}); source != nullptr && source->is_string())
            puzzle.source = source->get<std::string>();
        puzzles.push_back(std::move(puzzle));
    } else if (value.is_string() || depth(value) == 1 ||
               (depth(value) == 2 && value.front().size() == value.size() && value.front().front().is_number())) {
        if (depth(value) == 1 && !value.empty() && !value.front().is_number() && !value.front().is_null()) {
            for (const json& part : value) add(part, puzzles);  // an array of texts or objects
            return;
        }
        puzzles.push_back({grid_text(value), "", ""});
    } else if (value.is_array()) {
        for (const json& part : value) add(part, puzzles);
    } else {
        throw std::runtime_error("a value that is no puzzle");
    }
}

}  // namespace

std::vector<JsonPuzzle> read_json_puzzles(LineReader& lines) {
    const std::string place = lines.name() + ":" + std::to_string(lines.number());
    std::vector<std::string> texts;
    std::size_t size = 0;
    do {
        texts.push_back(lines.text());
        if ((size += lines.text().size()) > kLargest)
            throw Error(ErrorCode::bad_file, place, "", "at most 256 MB of JSON; a line a puzzle is read without end");
    } while (lines.next());
    std::vector<JsonPuzzle> puzzles;
    try {
        if (texts.front().starts_with("{")) {
            for (const auto& text : texts)
                if (!text.empty()) add(parse_json<json>(text), puzzles);
        } else {
            std::string whole;
            for (const auto& text : texts) whole += text + '\n';
            add(parse_json<json>(whole), puzzles);
        }
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::bad_file, place, "", "puzzles as JSON", problem.what());
    }
    return puzzles;
}

}  // namespace ptrm
