#include "data/named_reader.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <utility>

#include "formats/json.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle_kind.hpp"

namespace ptrm {
namespace {

using nlohmann::json;

/// Where the address in a line begins; npos if there is none.
std::size_t address_at(std::string_view line) {
    for (std::size_t at = line.find("://"); at != std::string_view::npos; at = line.find("://", at + 1)) {
        const std::size_t begin = at >= 5 && line.substr(at - 5, 5) == "https"  ? at - 5
                                  : at >= 4 && line.substr(at - 4, 4) == "http" ? at - 4
                                                                                : at;
        const std::size_t mark = line.find('?', at), end = line.find_first_of(" \t\"'<>", at);
        if (mark < end) return begin;
    }
    return std::string_view::npos;
}

bool holds_address(std::string_view line) { return address_at(line) != std::string_view::npos; }

ReadPuzzle read_address(std::string_view text) {
    for (const PuzzleKind* kind : puzzle_kinds())
        if (auto puzzle = kind->read(text)) return std::move(*puzzle);
    const auto mark = text.find('?');
    throw Error(ErrorCode::bad_puzzle, "address", "", "a puzzle of a kind that is known: " + puzzle_kind_names(),
                "'" + std::string(text.substr(mark + 1, 20)) + "'");
}

/// The kind whose grids stand under a line of its name.
const PuzzleKind* kind_named(std::string_view line) {
    std::string name;
    for (const char c : line) name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const PuzzleKind* kind = find_puzzle_kind(name);
    return kind != nullptr && kind->read_grid({}) ? kind : nullptr;
}

bool is_pzprv3(std::string_view line) { return line.starts_with("pzprv3"); }

std::string_view first_line(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
    text = text.substr(0, text.find('\n'));
    return text.substr(0, text.find_last_not_of(" \t\r") + 1);
}

/// The address that a JSON object holds, under whatever name; empty if there is none.
std::string address_in(const json& object) {
    for (const auto& [key, value] : object.items())
        if (value.is_string() && holds_address(value.get_ref<const std::string&>())) return value.get<std::string>();
    return "";
}

std::string text_of(const json& object, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const auto member = object.find(name); member != object.end() && member->is_string())
            return member->get<std::string>();
    return "";
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
    const auto member = object.find("moves");
    if (member == object.end()) return moves;
    if (member->is_string()) split(member->get<std::string>());
    if (member->is_array())
        for (const json& move : *member)
            if (move.is_string()) split(move.get<std::string>());
    std::erase(moves, "");
    return moves;
}

}  // namespace

bool NamedReader::recognises(std::string_view beginning) {
    const std::string_view first = first_line(beginning);
    return is_pzprv3(first) || kind_named(first) != nullptr || holds_address(beginning);
}

bool NamedReader::next_line() { return std::exchange(again_, false) || lines_.next(); }

PuzzleEntry NamedReader::entry(ReadPuzzle read, int line) {
    return {known_.of(read.puzzle->task()), std::move(read.question), std::move(read.answer), "", std::nullopt, place(line)};
}

/// pzprv3, the kind's name, and what the kind wants to know, a line each or between slashes.
std::optional<PuzzleEntry> NamedReader::read_pzprv3() {
    const int first = lines_.number();
    std::vector<std::string> rows;
    const auto add = [&](std::string_view text) {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('/', at), text.size());
            rows.emplace_back(text.substr(at, end - at));
            rows.back().erase(rows.back().find_last_not_of(" \t") + 1);
            at = end + 1;
        }
    };
    add(lines_.text());
    const bool one_line = rows.size() > 1;
    while (!one_line && (again_ = lines_.next())) {
        if (lines_.text().empty() || is_pzprv3(lines_.text())) break;
        add(lines_.text());
        again_ = false;
    }
    const PuzzleKind* kind = rows.size() > 1 ? find_puzzle_kind(rows[1]) : nullptr;
    if (kind == nullptr)
        throw Error(ErrorCode::bad_puzzle, "pzprv3", "line 2", "a kind that is known: " + puzzle_kind_names(),
                    rows.size() > 1 ? "'" + rows[1].substr(0, 20) + "'" : "the end");
    return entry(kind->read_pzprv3(std::span(rows).subspan(2)), first);
}

std::optional<PuzzleEntry> NamedReader::read_grid(const PuzzleKind& kind) {
    const int first = lines_.number();
    std::vector<std::string> rows;
    while ((again_ = lines_.next())) {
        if (lines_.text().empty() || kind_named(lines_.text()) != nullptr) break;
        rows.push_back(lines_.text());
        again_ = false;
    }
    if (rows.empty()) throw Error(ErrorCode::bad_puzzle, place(first), "", "a grid below the name of its kind", "none");
    return entry(*kind.read_grid(rows), first);
}

/// Takes the objects of a line, or of the whole rest where the line is not all of one.
void NamedReader::read_json() {
    const int line = lines_.number();
    std::string text = lines_.text();
    json document = json::parse(text, nullptr, false);
    if (document.is_discarded()) {
        constexpr std::size_t kLargest = std::size_t{1} << 28;
        while (lines_.next()) {
            text += '\n' + lines_.text();
            if (text.size() > kLargest)
                throw Error(ErrorCode::bad_file, place(line), "", "at most 256 MB of JSON; an object a line is read without end");
        }
        try {
            document = parse_json<json>(text);
        } catch (const std::exception& problem) {
            throw Error(ErrorCode::bad_file, place(line), "", "puzzles as JSON", problem.what());
        }
    }
    const auto take = [&](const json& object) {
        const std::string address = object.is_object() ? address_in(object) : "";
        if (!address.empty()) json_.push_back({address, text_of(object, {"answer", "solution"}), moves_of(object), line});
    };
    if (document.is_array())
        for (const json& object : document) take(object);
    else
        take(document);
}

std::optional<PuzzleEntry> NamedReader::read_line() {
    const std::string& text = lines_.text();
    if (is_pzprv3(text)) return read_pzprv3();
    if (const PuzzleKind* kind = kind_named(text)) return read_grid(*kind);
    if (text.starts_with('{') || text.starts_with('[')) {
        read_json();
        return std::nullopt;
    }
    if (!holds_address(text)) {
        if (!started_) table_.read_header(lines_);
        return std::nullopt;
    }
    if (!table_) return entry(read_address(text.substr(address_at(text))), lines_.number());
    const auto record = table_.record(lines_);
    PuzzleEntry read = entry(read_address(record.question.text), lines_.number());
    read.group = record.source;
    read.rating = record.rating;
    if (record.answer) read.answer = read.puzzle->read_answer(read.question, record.answer->text);
    return read;
}

std::optional<PuzzleEntry> NamedReader::next() {
    for (;;) {
        int line = lines_.number();
        try {
            if (!json_.empty()) {
                const FromJson from = std::move(json_.front());
                json_.pop_front();
                line = from.line;
                PuzzleEntry read = entry(read_address(std::string_view(from.address).substr(address_at(from.address))), line);
                if (!from.answer.empty())
                    read.answer = read.puzzle->read_answer(read.question, from.answer);
                else if (!from.moves.empty())
                    read.answer = read.puzzle->read_moves(read.question, from.moves);
                return read;
            }
            if (!next_line()) return std::nullopt;
            line = lines_.number();
            if (lines_.text().empty()) continue;
            auto read = read_line();
            started_ = true;
            if (read) return read;
        } catch (const Error& error) {
            started_ = true;
            if (error.code() != ErrorCode::bad_puzzle) throw;
            throw Error(error.code(), place(line), error.subject() + (error.where().empty() ? "" : ", " + error.where()),
                        error.expected(), error.got());
        }
    }
}

const TextForm& named_form() {
    static const TextForm form{[](std::string_view beginning, const Puzzle*) { return NamedReader::recognises(beginning); },
                               [](std::istream& in, std::string name, std::string_view, const Puzzle*) {
                                   return std::unique_ptr<PuzzleReader>(std::make_unique<NamedReader>(in, std::move(name)));
                               }};
    return form;
}

}  // namespace ptrm
