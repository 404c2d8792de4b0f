#include "puzzles/pencil/arrows.hpp"

#include <algorithm>
#include <array>

#include "base/index.hpp"
#include "base/numbers.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/sides.hpp"

namespace ptrm {
namespace {

constexpr std::string_view kSigns = ".^v<>";
constexpr std::array<int, 5> kSides{-1, 0, 2, 3, 1};

std::optional<Arrow> arrow_of(int direction, std::string_view number, std::string_view any) {
    if (number == any) return Arrow{direction, -1};
    const auto value = whole_number(number);
    return value ? std::optional(Arrow{direction, *value}) : std::nullopt;
}

std::string hex(int number) {
    return number < 16 ? std::string(1, base36(number)) : std::string{base36(number / 16), base36(number % 16)};
}

}  // namespace

int side_of(int direction) { return at(kSides, direction); }

int direction_of(int side) { return static_cast<int>(std::find(kSides.begin(), kSides.end(), side) - kSides.begin()); }

int turned_direction(int direction, int turn) { return direction == 0 ? 0 : direction_of(turned_side(side_of(direction), turn)); }

std::string arrow_text(const Arrow& arrow) {
    const std::string number = arrow.number < 0 ? "?" : std::to_string(arrow.number);
    return arrow.direction == 0 ? number : at(kSigns, arrow.direction) + number;
}

std::optional<Arrow> arrow_of_text(std::string_view text) {
    if (text.empty()) return std::nullopt;
    const auto sign = kSigns.find(text[0]);
    if (sign == 0) return std::nullopt;
    return sign == std::string_view::npos ? arrow_of(0, text, "?") : arrow_of(static_cast<int>(sign), text.substr(1), "?");
}

std::string arrow_file_text(const Arrow& arrow) {
    return std::to_string(arrow.direction) + ',' + (arrow.number < 0 ? "-" : std::to_string(arrow.number));
}

std::optional<Arrow> arrow_of_file_text(std::string_view text) {
    if (text == "#") return Arrow{};
    if (text.size() < 3 || text[1] != ',' || text[0] < '0' || text[0] > '4') return std::nullopt;
    return arrow_of(text[0] - '0', text.substr(2), "-");
}

std::string arrows_body(int cells, const std::function<std::optional<Arrow>(int cell)>& arrow) {
    BodyWriter out('a');
    for (int cell = 0; cell < cells; ++cell) {
        const auto here = arrow(cell);
        if (!here) {
            out.skip();
            continue;
        }
        const bool wide = here->number > 15;
        out.put(std::string(1, base36(here->direction + (wide ? 5 : 0))) + (here->number < 0 ? "." : hex(here->number)));
    }
    return out.finish();
}

void read_arrows(std::string_view body, int cells, int most, const std::function<void(int, const Arrow&)>& set) {
    BodyReader in(body, cells, 'a');
    while (!in.done()) {
        if (in.skipped()) continue;
        Arrow arrow;
        if (in.peek() == '+') {
            in.take();
        } else {
            const bool long_form = in.peek() == '-';
            if (long_form) in.take();
            const int direction = in.number(1, long_form ? 5 : 10);
            arrow.direction = direction % 5;
            if (in.peek() == '.')
                in.take();
            else
                arrow.number = in.number(long_form ? 3 : direction < 5 ? 1 : 2, 16);
        }
        if (arrow.number > most) in.fail("a number up to " + std::to_string(most));
        set(in.cell(), arrow);
        in.skip(1);
    }
    in.finish();
}

}  // namespace ptrm
