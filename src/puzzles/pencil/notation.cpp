#include "puzzles/pencil/notation.hpp"

#include <algorithm>

#include "base/index.hpp"

namespace ptrm {
namespace {

bool has_part(const PencilNotation& notation, FilePart part) {
    const auto parts = notation.file_parts(0);
    return std::find(parts.begin(), parts.end(), part) != parts.end();
}

}  // namespace

std::string PencilNotation::file_clue(std::string clue) const {
    std::replace(clue.begin(), clue.end(), '?', '-');
    return clue;
}
std::string PencilNotation::clue_of_file(std::string text) const {
    std::replace(text.begin(), text.end(), '-', '?');
    return text;
}

bool PencilNotation::has_rooms() const { return has_part(*this, FilePart::rooms); }
bool PencilNotation::draws_edge() const { return has_part(*this, FilePart::outlines); }

Sides PencilNotation::sides(const Board&, const Digits& answer) const { return answer; }
Digits PencilNotation::answer_of(const Board&, const Digits& marks, const Sides& sides) const {
    return strokes() == Strokes::none ? marks : sides;
}
void PencilNotation::click(const Board&, Digits& marks, int cell, bool, bool) const { at(marks, cell) = 1; }

}  // namespace ptrm
