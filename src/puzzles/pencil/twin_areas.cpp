#include "puzzles/pencil/twin_areas.hpp"

#include <algorithm>
#include <set>

#include "base/index.hpp"

namespace ptrm {
namespace {

class Listing {
public:
    Listing(const Board& board, const std::vector<char>& gray, const std::vector<int>& sizes)
        : board_(board),
          gray_(gray),
          sizes_(sizes),
          partner_(gray.size(), -1),
          seen_(gray.size()),
          state_(gray.size()),
          marked_(gray.size()) {}

    std::optional<std::vector<AreaChoice>> all() {
        // A turn and a shift bring a white piece onto its partner; each pair of cells fits one shift of a turn.
        const int widest = std::max(board_.rows, board_.cols) - 1, shifts = 3 * widest + 1;
        std::vector<std::vector<std::pair<int, int>>> pairs(to_size(shifts * shifts));
        for (int turn = 0; turn < 8; ++turn) {
            for (int white = 0; white < board_.cells(); ++white) {
                if (at(gray_, white)) continue;
                const Place from = turned_place(place_of(board_, white), turn);
                for (int partner = 0; partner < board_.cells(); ++partner) {
                    if (!at(gray_, partner) || !alike(white, partner)) continue;
                    const Place to = place_of(board_, partner);
                    at(pairs, (to.row - from.row + widest) * shifts + to.col - from.col + widest).emplace_back(white, partner);
                }
            }
            for (auto& of_shift : pairs) {
                if (!find(of_shift)) return std::nullopt;
                of_shift.clear();
            }
        }
        std::vector<AreaChoice> choices;
        for (const auto& cells : found_) choices.push_back({cells});
        return choices;
    }

private:
    static constexpr std::size_t kMostAreas = 20000;
    static constexpr int kMostPieces = 400000;

    /// Those of one turn and shift. @param pairs white cells and what they become @return whether the list may go on
    bool find(const std::vector<std::pair<int, int>>& pairs) {
        for (const auto& [cell, partner] : pairs) at(partner_, cell) = partner;
        for (const auto& [first_of_all, partner] : pairs) {
            if (at(seen_, first_of_all)) continue;
            const auto component = connected_cells(
                board_, first_of_all, [&](int c) { return at(partner_, c) >= 0; }, seen_);
            if (!touches(component)) continue;
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
        for (const auto& [cell, partner] : pairs) at(partner_, cell) = -1, at(seen_, cell) = 0, at(state_, cell) = 0;
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
    std::vector<int> partner_;  // of white cells that have a gray one under this turn and shift; -1 elsewhere
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
