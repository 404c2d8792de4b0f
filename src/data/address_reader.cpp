#include "data/address_reader.hpp"

#include <utility>

#include "ptrm/error.hpp"

namespace ptrm {
namespace {

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

ReadPuzzle read_address(std::string_view text) {
    for (const PuzzleKind* kind : puzzle_kinds())
        if (auto puzzle = kind->read(text)) return std::move(*puzzle);
    std::string known;
    for (const PuzzleKind* kind : puzzle_kinds()) known += (known.empty() ? "" : ", ") + std::string(kind->name());
    const auto mark = text.find('?');
    throw Error(ErrorCode::bad_puzzle, "address", "", "a puzzle of a kind that is known: " + known,
                "'" + std::string(text.substr(mark + 1, 20)) + "'");
}

}  // namespace

bool AddressReader::holds_address(std::string_view line) { return address_at(line) != std::string_view::npos; }

std::optional<AddressEntry> AddressReader::next() {
    while (lines_.next()) {
        const std::string place = lines_.name() + ":" + std::to_string(lines_.number());
        if (lines_.text().empty()) continue;
        if (!std::exchange(started_, true) && !holds_address(lines_.text())) {
            table_.read_header(lines_);
            continue;
        }
        if (!holds_address(lines_.text())) continue;
        try {
            if (!table_)
                return AddressEntry{read_address(lines_.text().substr(address_at(lines_.text()))), "", std::nullopt, place};
            const auto record = table_.record(lines_);
            AddressEntry entry{read_address(record.question.text), record.source, record.rating, place};
            if (record.answer) entry.puzzle.answer = entry.puzzle.puzzle->read_answer(entry.puzzle.question, record.answer->text);
            return entry;
        } catch (const Error& error) {
            throw Error(error.code(), place, error.subject() + (error.where().empty() ? "" : ", " + error.where()),
                        error.expected(), error.got());
        }
    }
    return std::nullopt;
}

}  // namespace ptrm
