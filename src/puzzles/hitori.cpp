// Hitori: shade cells so that no number stands twice among the unshaded cells of a row or column; shaded cells are never
// orthogonally adjacent; unshaded ones are connected; some cell is shaded. A cell without a number obeys the last three rules
// alone.
#include <algorithm>
#include <numeric>

#include "base/index.hpp"
#include "base/random.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/numbers.hpp"
#include "puzzles/pencil/shading.hpp"

namespace ptrm {
namespace hitori {

constexpr int kMost = 35;  // the largest number, which is the clue of its cell
constexpr int kTwins = 4;  // hints count so many cells of the same number, itself among them, and more as that many

/// Calls visit(cell, other) for every two cells of a line with one number.
template <class Visit>
void for_twins(const EveryCellKind& kind, const Board& board, Visit visit) {
    for (int cell = 0; cell < board.cells(); ++cell) {
        if (kind.clue(board[cell]) == 0) continue;
        const auto compare = [&](int other) {
            if (kind.clue(board[other]) == kind.clue(board[cell])) visit(cell, other);
        };
        for (int col = cell % board.cols + 1; col < board.cols; ++col) compare(board.cell(cell / board.cols, col));
        for (int row = cell / board.cols + 1; row < board.rows; ++row) compare(board.cell(row, cell % board.cols));
    }
}

/// Numbers of which none stands twice in a line, each row a random matching of columns to numbers.
std::vector<std::vector<int>> latin_square(int side, Random& random) {
    std::vector<std::vector<char>> used(to_size(side), std::vector<char>(to_size(side)));  // [col][number]
    std::vector<std::vector<int>> rows;
    for (int row = 0; row < side; ++row) {
        std::vector<int> col_of(to_size(side), -1), order(to_size(side));
        std::iota(order.begin(), order.end(), 0);
        for (int col = 0; col < side; ++col) {
            random.shuffle(order);
            std::vector<char> seen(to_size(side));
            const auto place = [&](auto& self, int c) -> bool {
                for (const int number : order) {
                    if (at(at(used, c), number) || at(seen, number)) continue;
                    at(seen, number) = 1;
                    if (at(col_of, number) >= 0 && !self(self, at(col_of, number))) continue;
                    at(col_of, number) = c;
                    return true;
                }
                return false;
            };
            place(place, col);
        }
        std::vector<int> numbers(to_size(side));
        for (int number = 0; number < side; ++number) {
            at(numbers, at(col_of, number)) = number + 1;
            at(at(used, at(col_of, number)), number) = 1;
        }
        rows.push_back(std::move(numbers));
    }
    return rows;
}

class Hitori final : public EveryCellKind {
public:
    Hitori() : EveryCellKind(kMost + 1) {}
    std::string_view name() const override { return "hitori"; }
    std::vector<FilePart> file_parts(int) const override { return {FilePart::clues, FilePart::marks}; }

    /// Numbers are names: any may be called by another.
    std::vector<std::int32_t> renamed(Random& random) const override {
        std::vector<int> names(kMost);
        std::iota(names.begin(), names.end(), 1);
        random.shuffle(names);
        std::vector<std::int32_t> tokens;
        for (std::int32_t token = 0; token < vocab_size(); ++token) {
            const int number = token == 0 ? 0 : clue(token);
            tokens.push_back(number == 0 ? token : token + open(at(names, number - 1)) - open(number));
        }
        return tokens;
    }

    /// A name of a cell's number, and how many cells of its row, and of its column, have that number.
    int hint_rows() const override { return kMost + 2 * (kTwins + 1); }
    std::vector<std::int32_t> hints(const Board& board) const override {
        std::vector<int> in_row(board.tokens.size(), 1), in_column = in_row;
        for_twins(*this, board, [&](int cell, int other) {
            auto& counts = cell / board.cols == other / board.cols ? in_row : in_column;
            ++at(counts, cell), ++at(counts, other);
        });
        const std::vector<int> names = names_on(board);
        std::vector<std::int32_t> hints;
        for (int cell = 0; cell < board.cells(); ++cell) {
            hints.push_back(at(names, clue(board[cell])));
            hints.push_back(kMost + std::min(at(in_row, cell), kTwins));
            hints.push_back(kMost + kTwins + 1 + std::min(at(in_column, cell), kTwins));
        }
        return hints;
    }
    std::int32_t turned_hint(std::int32_t hint, int turn) const override {
        return (turn & 4) == 0 || hint < kMost ? hint : kMost + (hint - kMost + kTwins + 1) % (2 * (kTwins + 1));
    }

    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        for_twins(*this, board, [&](int cell, int other) {
            if (at(answer, cell) == 0 && at(answer, other) == 0)
                faults.push_back({{cell, other}, "the number " + std::to_string(clue(board[cell])) + " twice in a line"});
        });
        check_apart(board, answer, faults);
        check_connected(board, answer, faults, 0);
        check_any_shaded(answer, faults);
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        Formula formula = shading_formula(*this, board, sat, cuts);
        const auto shaded = [&](int cell) { return at(formula.literals, cell)[1]; };
        for_twins(*this, board, [&](int cell, int other) { sat.add({shaded(cell), shaded(other)}); });
        keep_apart(board, formula, sat);
        shade_any(formula, sat);
        keep_connected(board, formula, cuts, 0);
        return formula;
    }

    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        const int side = std::max(rows, cols);
        if (side > kMost) return std::nullopt;
        Board board = Board::filled(rows, cols);
        Digits answer = scattered(board, 0.2 + 0.12 * unit_interval(random.bits()), random);
        const auto square = latin_square(side, random);
        for (int cell = 0; cell < board.cells(); ++cell) board[cell] = open(at(at(square, cell / cols), cell % cols));
        // A shaded cell has a number of its row or its column that the other answer, of which there is at first none, leaves
        // unshaded.
        const auto choose = [&](int cell, const Digits& other) {
            std::vector<int> numbers;
            for (int i = 0; i < board.cells(); ++i)
                if (i != cell && (i / cols == cell / cols || i % cols == cell % cols) && at(answer, i) == 0 && at(other, i) == 0)
                    numbers.push_back(clue(board[i]));
            if (!numbers.empty()) board[cell] = open(random.pick(numbers));
            return !numbers.empty();
        };
        std::vector<int> shaded;
        for (int cell = 0; cell < board.cells(); ++cell)
            if (at(answer, cell) == 1) shaded.push_back(cell);
        for (const int cell : shaded)
            if (!choose(cell, answer)) return std::nullopt;
        Cuts cuts;
        const auto other_answer = [&] { return OtherAnswers(*this, board, answer, make_sat, &cuts).find(); };
        for (int round = 0;; ++round) {
            const auto other = other_answer();
            if (!other) break;
            std::vector<int> spared;
            for (const int cell : shaded)
                if (at(*other, cell) == 0) spared.push_back(cell);
            if (round == 60 || spared.empty() || !choose(random.pick(spared), *other)) return std::nullopt;
        }
        // In people's puzzles connectedness alone decides more cells than it does by chance.
        const double wish = unit_interval(random.bits());
        const int wanted = static_cast<int>(0.45 * wish * wish * wish * board.cells());
        int decided = decided_by_connectedness(*this, board, answer, make_sat);
        for (int round = 0; round < 200 && decided < wanted; ++round) {
            const int cell = random.pick(shaded);
            const std::int32_t before = board[cell];
            choose(cell, answer);
            const int now = decided_by_connectedness(*this, board, answer, make_sat);
            if (now >= decided && !other_answer())
                decided = now;
            else
                board[cell] = before;
        }
        return MadeBoard{std::move(board), std::move(answer), 0};
    }

    std::string body(const Board& board) const override {
        std::string text;
        for (const std::int32_t token : board.tokens) text += clue(token) == 0 ? '.' : base36(clue(token));
        return text;
    }
    Board from_body(std::string_view body, int rows, int cols) const override {
        Board board = Board::filled(rows, cols, open(0));
        BodyReader in(body, board.cells());
        while (!in.done()) {
            const char next = in.peek();
            if (next == '.' || next == '%' || next == '@') {
                in.take();
            } else {
                const int number = in.number(1, 36);
                if (number == 0) in.fail("a number from 1 to " + std::to_string(kMost));
                board[in.cell()] = open(number);
            }
            in.skip(1);
        }
        in.finish();
        return board;
    }

    std::string clue_text(const Board& board, int cell) const override {
        return clue(board[cell]) == 0 ? "" : std::to_string(clue(board[cell]));
    }
    std::optional<std::int32_t> clue_token(std::string_view text) const override {
        const auto number = text.empty() ? std::optional(0) : number_of_text(text, 1, kMost);
        return number ? std::optional(open(*number)) : std::nullopt;
    }

    std::string symbol(const Board& board, int cell, int digit) const override {
        const std::string text = digit == 1 ? "#" : clue(board[cell]) == 0 ? "." : clue_text(board, cell);
        return two_columns(text);
    }
    void picture(const Board& board, const Digits& answer, int cell, CellPicture& picture) const override {
        const bool shaded = at(answer, cell) == 1;
        picture.square(shaded ? "shaded" : "white");
        picture.text(clue_text(board, cell), shaded ? "on-black" : "clue");
    }

private:
    /// Of each number on the board a name below how many there are, drawn from the board, so that nothing follows from it but
    /// that two cells have the same; -1 for no number.
    std::vector<int> names_on(const Board& board) const {
        std::uint64_t seed = 0;
        std::vector<int> numbers, names(kMost + 1, -1);
        for (const std::int32_t token : board.tokens) {
            const int number = clue(token);
            seed = mix64(seed ^ static_cast<std::uint64_t>(number));
            if (number == 0 || at(names, number) >= 0) continue;
            at(names, number) = 0;
            numbers.push_back(number);
        }
        Random(seed, 0).shuffle(numbers);
        for (int name = 0; name < count_of(numbers); ++name) at(names, at(numbers, name)) = name;
        return names;
    }
};

}  // namespace hitori

const PuzzleKind& hitori_kind() {
    static const hitori::Hitori kind;
    return kind;
}

}  // namespace ptrm
