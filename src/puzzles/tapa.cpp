// Tapa: clue cells are unshaded; shaded cells are connected, no 2x2 of them; a clue is the multiset of the lengths of the shaded
// runs around its cell (its 8 neighbours as a cycle, outside is unshaded), in any order; `?` is any one run, a lone `?` may be
// none.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/shading.hpp"

namespace ptrm {
namespace tapa {

// Tokens: 0 pad, 1 open, 2 unshaded, 3 shaded, from 4 on clues, in the order of clues() below.
constexpr std::int32_t kFirst = 4;
constexpr int kAny = 0;  // the length of a run that a clue leaves open

using Clue = std::vector<int>;  // lengths in falling order, so that open ones are last; a lone 0 run is the clue {-1}
const Clue kNone{-1};

/// Every clue that a cell can have: 0, and up to four runs that fit around it with gaps between.
const std::vector<Clue>& clues() {
    static const std::vector<Clue> all = [] {
        std::vector<Clue> list{kNone, {8}};
        const auto extend = [&](auto& self, const Clue& clue, int most, int room) -> void {
            if (!clue.empty()) list.push_back(clue);
            for (int length = std::min(most, room - 1); length >= 0 && clue.size() < 4; --length) {
                if (room - std::max(length, 1) - 1 < 0) continue;
                Clue longer = clue;
                longer.push_back(length);
                self(self, longer, length, room - std::max(length, 1) - 1);
            }
        };
        extend(extend, {}, 7, 8);
        return list;
    }();
    return all;
}

bool numbered(std::int32_t token) { return token >= kFirst; }
const Clue& clue_of(std::int32_t token) { return at(clues(), token - kFirst); }
std::int32_t token_of(Clue clue) {
    std::sort(clue.rbegin(), clue.rend());
    const auto found = std::find(clues().begin(), clues().end(), clue);
    return found == clues().end() ? -1 : kFirst + static_cast<std::int32_t>(found - clues().begin());
}

/// Lengths of the runs of ones in a cycle of 8 bits, in falling order.
Clue runs(unsigned pattern) {
    if (pattern == 0) return kNone;
    if (pattern == 255) return {8};
    Clue lengths;
    for (int i = 0; i < 8; ++i) {
        if ((pattern >> i & 1) == 0 || (pattern >> ((i + 7) % 8) & 1) != 0) continue;
        int length = 0;
        while ((pattern >> ((i + length) % 8) & 1) != 0) ++length;
        lengths.push_back(length);
    }
    std::sort(lengths.rbegin(), lengths.rend());
    return lengths;
}

bool agrees(const Clue& clue, unsigned pattern) {
    Clue found = runs(pattern);
    if (clue == Clue{kAny}) return found == kNone || found.size() == 1;
    if (clue == kNone || found == kNone) return clue == found;
    if (found.size() != clue.size()) return false;
    for (const int length : clue) {  // known lengths are there, and what is left over is for the open ones
        if (length == kAny) break;
        const auto same = std::find(found.begin(), found.end(), length);
        if (same == found.end()) return false;
        found.erase(same);
    }
    return true;
}

/// A partial pattern that no shading around a clue may have: cells of `care` that are shaded as in `bits`.
struct Forbidden {
    unsigned care, bits;
};

/// What a clue forbids where the cells of `inside` are on the board, as few and as general as greed finds.
const std::vector<Forbidden>& forbidden_by(std::int32_t token, unsigned inside) {
    thread_local std::map<std::pair<std::int32_t, unsigned>, std::vector<Forbidden>> known;
    auto& list = known[{token, inside}];
    if (!list.empty()) return list;
    std::array<bool, 256> good{};
    for (unsigned pattern = 0; pattern < 256; ++pattern)
        good[pattern] = (pattern & ~inside) == 0 && agrees(clue_of(token), pattern);
    for (unsigned pattern = 0; pattern < 256; ++pattern) {
        if ((pattern & ~inside) != 0 || good[pattern]) continue;
        if (std::any_of(list.begin(), list.end(), [&](const Forbidden& f) { return (pattern & f.care) == f.bits; })) continue;
        unsigned care = inside;
        for (unsigned bit = 1; bit < 256; bit <<= 1) {
            if ((care & bit) == 0) continue;
            const unsigned fewer = care & ~bit;
            bool safe = true;
            for (unsigned other = 0; other < 256 && safe; ++other) safe = !good[other] || (other & fewer) != (pattern & fewer);
            if (safe) care = fewer;
        }
        list.push_back({care, pattern & care});
    }
    return list;
}

class Tapa final : public OpenCellKind {
public:
    Tapa() : OpenCellKind(count_of(clues())) {}

    std::string_view name() const override { return "tapa"; }
    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        check_no_squares(board, answer, faults);
        check_connected(board, answer, faults);
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (!numbered(board[cell])) continue;
            unsigned pattern = 0;
            const auto cells = around(board, cell);
            for (std::size_t i = 0; i < 8; ++i)
                if (cells[i] >= 0 && at(answer, cells[i]) == 1) pattern |= 1u << i;
            if (!agrees(clue_of(board[cell]), pattern)) faults.push_back({{cell}, "shaded runs other than a clue says"});
        }
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        Formula formula = shading_formula(*this, board, sat, cuts);
        forbid_squares(board, formula, sat);
        const auto shaded = [literals = formula.literals](int cell) { return at(literals, cell)[1]; };
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (!numbered(board[cell])) continue;
            const int selector = sat.variable();
            formula.clues.push_back(selector);
            sat.add({-selector, -shaded(cell)});
            const auto cells = around(board, cell);
            unsigned inside = 0;
            for (std::size_t i = 0; i < 8; ++i) inside |= cells[i] >= 0 ? 1u << i : 0;
            for (const auto& [care, bits] : forbidden_by(board[cell], inside)) {
                std::vector<int> clause{-selector};
                for (std::size_t i = 0; i < 8; ++i)
                    if (care >> i & 1) clause.push_back((bits >> i & 1) != 0 ? -shaded(cells[i]) : shaded(cells[i]));
                sat.add(clause);
            }
        }
        keep_connected(board, formula, cuts);
        return formula;
    }

    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        Board board = Board::filled(rows, cols, kOpen);
        Digits answer(board.tokens.size());
        const auto is_shaded = [&](int cell) { return at(answer, cell) == 1; };
        std::vector<int> frontier{random.below(board.cells())};
        int left = static_cast<int>((0.45 + 0.12 * unit_interval(random.bits())) * board.cells());
        while (left > 0 && !frontier.empty()) {
            const int cell = random.take(frontier);
            if (is_shaded(cell) || completes_square(board, answer, cell)) continue;
            at(answer, cell) = 1;
            --left;
            for_neighbours(board, cell, [&](int next) { frontier.push_back(next); });
        }
        // Clues at a share of the unshaded cells, and more where another answer differs, until this one is the only one.
        std::vector<int> free;
        for (int cell = 0; cell < board.cells(); ++cell)
            if (!is_shaded(cell)) free.push_back(cell);
        random.shuffle(free);
        const bool open_lengths = random.below(4) == 0;
        const auto add_clue = [&](int cell) {
            unsigned pattern = 0;
            const auto cells = around(board, cell);
            for (std::size_t i = 0; i < 8; ++i)
                if (cells[i] >= 0 && is_shaded(cells[i])) pattern |= 1u << i;
            Clue clue = runs(pattern);
            if (open_lengths && clue != kNone && random.below(2) == 0)
                for (int& length : clue)
                    if (random.below(2) == 0) length = kAny;
            board[cell] = token_of(clue);
        };
        for (std::size_t i = 0; i < free.size() * 2 / 5; ++i) add_clue(free[i]);
        for (Cuts known;;) {
            const OtherAnswers others(*this, board, answer, make_sat, &known);
            if (const auto other = others.find()) {
                const auto spot = std::find_if(free.begin(), free.end(), [&](int cell) {
                    if (numbered(board[cell])) return false;
                    const auto cells = around(board, cell);
                    return at(*other, cell) == 1 || std::any_of(cells.begin(), cells.end(),
                                                                [&](int c) { return c >= 0 && at(*other, c) != at(answer, c); });
                });
                if (spot == free.end()) return std::nullopt;
                add_clue(*spot);
                continue;
            }
            const int wanted = static_cast<int>(std::lround((0.10 + 0.05 * unit_interval(random.bits())) * board.cells()));
            const auto shown = others.shown(random, wanted);
            for (int cell = 0, number = 0; cell < board.cells(); ++cell)
                if (numbered(board[cell]) && !at(shown, number++)) board[cell] = kOpen;
            return MadeBoard{std::move(board), std::move(answer), 0};
        }
    }

    std::string body(const Board& board) const override {
        BodyWriter out;
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (!numbered(board[cell])) {
                out.skip();
                continue;
            }
            const Clue& c = clue_of(board[cell]);
            int value = 0;
            if (c == kNone)
                out.put("0");
            else if (c == Clue{kAny})
                out.put(".");
            else if (c.size() == 1)
                out.put(std::string(1, base36(c[0])));
            else if (c == Clue{1, 1, 1, 1})
                out.put("9");
            else {
                if (c.size() == 2) value = 360 + 6 * c[0] + c[1];
                if (c.size() == 3) value = 396 + 16 * c[0] + 4 * c[1] + c[2];
                if (c.size() == 4) value = 460 + 8 * c[0] + 4 * c[1] + 2 * c[2] + c[3];
                out.put(std::string{base36(value / 36), base36(value % 36)});
            }
        }
        return out.finish();
    }

    Board from_body(std::string_view body, int rows, int cols) const override {
        Board board = Board::filled(rows, cols, kOpen);
        BodyReader in(body, board.cells());
        while (!in.done()) {
            if (in.skipped()) continue;
            Clue c;
            if (in.peek() == '.') {
                in.take();
                c = {kAny};
            } else if (in.peek() >= '0' && in.peek() <= '9') {
                const int number = in.number(1, 10);
                c = number == 0 ? kNone : number == 9 ? Clue{1, 1, 1, 1} : Clue{number};
            } else {
                const int n = in.number(2, 36);
                if (n >= 360 && n < 396)
                    c = {(n - 360) / 6, (n - 360) % 6};
                else if (n >= 396 && n < 460)
                    c = {(n - 396) / 16, (n - 396) / 4 % 4, (n - 396) % 4};
                else if (n >= 460 && n < 476)
                    c = {(n - 460) / 8, (n - 460) / 4 % 2, (n - 460) / 2 % 2, (n - 460) % 2};
                else
                    in.fail("a clue, '.', or a letter from g to z");
            }
            board[in.cell()] = token_of(c);
            if (board[in.cell()] < 0) in.fail("runs that fit around a cell");
            in.skip(1);
        }
        in.finish();
        return board;
    }

    std::string clue_text(const Board& board, int cell) const override {
        return numbered(board[cell]) ? label(board[cell], ",") : "";
    }
    /// Lengths between commas, each a number or `?`.
    std::optional<std::int32_t> clue_token(std::string_view text) const override {
        if (text.empty()) return kOpen;
        Clue lengths;
        for (std::size_t at = 0; at <= text.size() && lengths.size() <= 4;) {
            const std::size_t end = std::min(text.find(',', at), text.size());
            const std::string_view part = text.substr(at, end - at);
            const auto number = part == "?" ? std::optional(kAny) : whole_number(part);
            if (!number || *number > 8 || (part == "0" && text.size() > 1)) return std::nullopt;
            lengths.push_back(*number);
            at = end + 1;
        }
        const std::int32_t token = token_of(text == "0" ? kNone : lengths);
        return token < 0 ? std::nullopt : std::optional(token);
    }

    std::string symbol(const Board& board, int cell, int digit) const override {
        if (!numbered(board[cell])) return digit == 1 ? " #" : " .";
        std::string text = label(board[cell], "");
        return two_columns(text).substr(0, 2);
    }

    void picture(const Board& board, const Digits& answer, int cell, CellPicture& picture) const override {
        picture.square(at(answer, cell) == 1 ? "shaded" : "white");
        if (numbered(board[cell])) picture.text(label(board[cell], " "), clue_of(board[cell]).size() > 1 ? "clue small" : "clue");
    }

    std::vector<FilePart> file_parts(int) const override { return {FilePart::marked_clues}; }

private:
    static std::string label(std::int32_t token, const std::string& between) {
        std::string text;
        for (const int length : clue_of(token))
            text += (text.empty() ? "" : between) + (length == kAny ? "?" : std::to_string(std::max(length, 0)));
        return text;
    }
};

}  // namespace tapa

const PuzzleKind& tapa_kind() {
    static const tapa::Tapa kind;
    return kind;
}

}  // namespace ptrm
