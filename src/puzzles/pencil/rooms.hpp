#pragma once

#include <string>
#include <vector>

#include "puzzles/pencil/kind.hpp"
#include "puzzles/pencil/sides.hpp"

namespace ptrm {

/// A kind whose boards are divided into rooms. The clue of every cell is 16 walls times `numbers`: walls as bits of sides, the
/// board's edge too; number 0 none, n + 1 for n, the same in all cells of a room.
class RoomKind : public EveryCellKind {
public:
    /// @param most the largest number of a room; -1 for a kind without
    explicit RoomKind(int most, std::vector<int> digits = {0, 1})
        : EveryCellKind(16 * (most + 2), std::move(digits)), numbers_(most + 2) {}

    int walls_of(std::int32_t token) const { return clue(token) / numbers_; }
    /// -1 for none.
    int number_of(std::int32_t token) const { return clue(token) % numbers_ - 1; }
    Sides walls(const Board& board) const override;
    Rooms rooms_of(const Board& board) const { return rooms_between(board, walls(board)); }
    /// A board of rooms, with numbers where they are not negative.
    Board board_of(int rows, int cols, const std::vector<int>& room_of, const std::vector<int>& numbers) const;

    /// Of each cell its room, number and size of the room, and towards each side how many cells of the same room follow and how
    /// many up to the end of the room behind it: rules about borders are then rules of single cells.
    int hint_rows() const override;
    std::vector<std::int32_t> hints(const Board& board) const override;
    std::int32_t turned_hint(std::int32_t hint, int turn) const override;

    void check_question(const Board& board, std::vector<Fault>& faults) const override;
    std::string body(const Board& board) const override;
    Board from_body(std::string_view body, int rows, int cols) const override;
    std::string clue_text(const Board& board, int cell) const override;
    std::optional<std::int32_t> clue_token(std::string_view clue) const override;
    Board board_of_clues(int rows, int cols, std::span<const std::string> clues, const Sides& walls) const override;
    std::vector<FilePart> file_parts(int version) const override;
    std::string symbol(const Board& board, int cell, int digit) const override;
    void picture(const Board& board, const Digits& answer, int cell, CellPicture& picture) const override;

protected:
    std::int32_t open(int walls, int number) const { return EveryCellKind::open(walls * numbers_ + number + 1); }
    int turned_clue(int clue, int turn) const override {
        return turned_sides(clue / numbers_, turn) * numbers_ + clue % numbers_;
    }

private:
    int numbers_;
};

/// Walls as addresses write them, five to a symbol: between columns, then between rows.
std::string walls_body(const Board& board, const Sides& walls);
/// The reverse. @param taken takes how many symbols that were. @throws Error (bad_puzzle)
Sides walls_of_body(std::string_view body, int rows, int cols, std::size_t& taken);

/// A puzzle with exactly one answer, of rooms that take in the cells without one, -1, and then give cells to one another; nothing
/// where this came to none. For rooms without numbers.
/// @param per_room how many cells of every room are shaded
/// @param answer   obeys the rules on the rooms as they are; the puzzle's may be another in the end
std::optional<MadeBoard> settle_rooms(const RoomKind& kind, int per_room, const Board& empty, const Digits& answer,
                                      std::vector<int> room_of, Random& random, const SatMaker& sat);

/// Gives cells without a room, -1, to rooms beside them: some rooms take many, others hardly any.
void grow_rooms(const Board& board, std::vector<int>& room_of, Random& random);
/// Rooms at random, of about `size` cells each.
std::vector<int> random_rooms(const Board& board, double size, Random& random);

}  // namespace ptrm
