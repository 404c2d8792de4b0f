#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "puzzles/pencil/kind.hpp"

namespace ptrm {

/// A number with a direction: 0 none, 1 up, 2 down, 3 left, 4 right; number -1 is one that is not told.
struct Arrow {
    int direction = 0;
    int number = -1;
};

/// The side that a direction from 1 on points to.
int side_of(int direction);
int direction_of(int side);
int turned_direction(int direction, int turn);

/// An arrow as text, "^2" or "<?", and as files have it, "1,2" or "3,-"; and back.
std::string arrow_text(const Arrow& arrow);
std::optional<Arrow> arrow_of_text(std::string_view text);
std::string arrow_file_text(const Arrow& arrow);
std::optional<Arrow> arrow_of_file_text(std::string_view text);

/// The body of an address whose cells have arrows or nothing.
std::string arrows_body(int cells, const std::function<std::optional<Arrow>(int cell)>& arrow);
/// The reverse. @throws Error (bad_puzzle)
void read_arrows(std::string_view body, int cells, int most, const std::function<void(int cell, const Arrow&)>& set);

}  // namespace ptrm
