#include "puzzles/pencil/twin_areas.hpp"

#include <algorithm>
#include <set>

#include "base/index.hpp"

namespace ptrm {
namespace {

class Listing {
public:
    Listing(const Board& board, const std::vector<char>& gray, const std::vector<int>& sizes)
        : board_(board), gray_(gray), sizes_(sizes), marked_(gray.size()) {}

    std::optional<std::vector<AreaChoice>> all() {
        for (int turn = 0; turn < 8; ++turn) {
            // Where the board's corners come to bounds what moves any of it back onto the board.
            const Place a = turned_place({0, 0}, turn), b = turned_place({board_.rows - 1, board_.cols - 1}, turn);
            turned_.clear();
            for (int cell = 0; cell < board_.cells(); ++cell)
                if (!at(gray_, cell)) turned_.emplace_back(cell, turned_place(place_of(board_, cell), turn));
            for (int down = -std::max(a.row, b.row); down < board_.rows - std::min(a.row, b.row); ++down)
                for (int right = -std::max(a.col, b.col); right < board_.cols - std::min(a.col, b.col); ++right)
                    if (!find({down, right})) return std::nullopt;
        }
        std::vector<AreaChoice> choices;
        for (const auto& cells : found_) choices.push_back({cells});
        return choices;
    }

private:
    static constexpr std::size_t kMostAreas = 20000;
    static constexpr int kMostPieces = 400000;

    /// Those whose turned white piece becomes gray by this shift. @return whether the list may go on
    bool find(Place shift) {
        partner_.assign(gray_.size(), -1);
        for (const auto& [cell, turned] : turned_) {
            const int partner = cell_of(board_, {turned.row + shift.row, turned.col + shift.col});
            if (partner >= 0 && at(gray_, partner) && alike(cell, partner)) at(partner_, cell) = partner;
        }
        seen_.assign(gray_.size(), 0);
        for (const auto& [cell, turned] : turned_) {
            if (at(partner_, cell) < 0 || at(seen_, cell)) continue;
            const auto component = connected_cells(
                board_, cell, [&](int c) { return at(partner_, c) >= 0; }, seen_);
            if (!touches(component)) continue;
            state_.assign(gray_.size(), 0);
            for (const int first : component) {
                piece_ = {first};
                at(state_, first) = 1;
                std::vector<int> frontier;
                add_frontier(first, frontier);
                if (!grow(frontier)) return false;
                for (const int c : frontier) at(state_, c) = 0;
                at(state_, first) = 2;  // in none of those to come
            }
        }
        return true;
    }

    /// Whether two cells may be of pieces of one size.
    bool alike(int a, int b) const { return sizes_.empty() || at(sizes_, a) == at(sizes_, b); }

    /// Whether a cell lies beside the partner of another, or its own.
    bool touches(const std::vector<int>& cells) {
        ++mark_;
        for (const int cell : cells) at(marked_, at(partner_, cell)) = mark_;
        bool beside = false;
        for (const int cell : cells)
            for_neighbours(board_, cell, [&](int next) { beside = beside || at(marked_, next) == mark_; });
        return beside;
    }

    void add_frontier(int cell, std::vector<int>& frontier) {
        for_neighbours(board_, cell, [&](int next) {
            if (at(partner_, next) < 0 || at(state_, next) != 0 || !alike(cell, next)) return;
            at(state_, next) = 1;
            frontier.push_back(next);
        });
    }

    /// Lists the piece and those with cells of the frontier, each once.
    bool grow(std::vector<int> frontier) {
        const int missing = sizes_.empty() ? 0 : at(sizes_, piece_.front()) - count_of(piece_);
        if (missing == 0 && touches(piece_)) {
            std::vector<int> cells = piece_;
            for (const int cell : piece_) cells.push_back(at(partner_, cell));
            std::sort(cells.begin(), cells.end());
            found_.insert(std::move(cells));
        }
        if (++pieces_ > kMostPieces || found_.size() > kMostAreas) return false;
        if (!sizes_.empty() && missing == 0) return true;
        while (!frontier.empty()) {
            const int cell = frontier.back();
            frontier.pop_back();
            piece_.push_back(cell);
            std::vector<int> wider = frontier;
            const std::size_t known = wider.size();
            add_frontier(cell, wider);
            const bool more = grow(wider);
            for (std::size_t i = known; i < wider.size(); ++i) at(state_, wider[i]) = 0;
            piece_.pop_back();
            if (!more) return false;
        }
        return true;
    }

    const Board& board_;
    const std::vector<char>& gray_;
    const std::vector<int>& sizes_;
    std::vector<std::pair<int, Place>> turned_;  // white cells, and where a turn brings them
    std::vector<int> partner_;                   // of white cells that have a gray one under this turn and shift; -1 elsewhere
    std::vector<char> seen_;
    std::vector<char> state_;  // 1 in the piece or its frontier, 2 done with
    std::vector<int> piece_;
    std::vector<int> marked_;  // `mark_` of the piece's partners
    int mark_ = 0;
    std::set<std::vector<int>> found_;
    int pieces_ = 0;
};

}  // namespace

std::optional<std::vector<AreaChoice>> twin_areas(const Board& board, const std::vector<char>& gray,
                                                  const std::vector<int>& sizes) {
    return Listing(board, gray, sizes).all();
}

}  // namespace ptrm
