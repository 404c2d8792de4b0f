#include "puzzles/arc.hpp"

#include "base/index.hpp"
#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("a grid lies in the corner of its sheet, and comes back") {
    const ArcGrid grid = parse_arc_grid("012/345");
    const auto sheet = arc_sheet(grid);
    CHECK(sheet[0] == 2);
    CHECK(sheet[31] == 6);
    CHECK(sheet[3] == 1);   // the edge to the right
    CHECK(sheet[60] == 1);  // and below
    CHECK(sheet[63] == 0);  // but not in the corner
    CHECK(arc_grid(sheet) == grid);
    CHECK(arc_text(grid) == "012/345");
    CHECK(parse_arc_grid("").rows == 0);
    const ArcGrid whole{30, 30, std::vector<std::uint8_t>(900, 7)};
    CHECK(arc_sheet(whole) == std::vector<std::int32_t>(900, 9));
    CHECK(arc_grid(arc_sheet(whole)) == whole);
    CHECK(contains(error_of([] { parse_arc_grid("01/2"); }), "equally long"));
    CHECK(contains(error_of([] { parse_arc_grid("0a"); }), "expected digits and /"));
    CHECK(contains(error_of([] { arc_grid(std::vector<std::int32_t>(5)); }), "900 tokens"));
}

TEST_CASE("of equally large rectangles the crop takes the one with the fewest rows") {
    auto sheet = std::vector<std::int32_t>(900);
    for (int col = 0; col < 4; ++col) at(sheet, col) = 2;
    for (int row = 1; row < 4; ++row) at(sheet, 30 * row) = 5;  // 1 x 4 and 4 x 1
    CHECK(arc_text(arc_grid(sheet)) == "0000");
    sheet[120] = 5;
    CHECK(arc_text(arc_grid(sheet)) == "0/3/3/3/3");
    sheet[0] = 1;
    CHECK(arc_grid(sheet).rows == 0);
}

TEST_CASE("augmentations do what their names say, and are undone") {
    const ArcGrid grid = parse_arc_grid("012/345");
    const char* turned[] = {"012/345", "25/14/03", "543/210", "30/41/52", "210/543", "345/012", "03/14/25", "52/41/30"};
    for (int turn = 0; turn < 8; ++turn) {
        ArcAugmentation augmentation;
        augmentation.turn = turn;
        CHECK(arc_text(augmentation.apply(grid)) == turned[turn]);
        CHECK(augmentation.undo(augmentation.apply(grid)) == grid);
    }
    const ArcName name = parse_arc_name("a|b|||t1|||0213456789");
    CHECK(name.task == "a|b");
    CHECK(arc_text(name.augmentation.apply(grid)) == "15/24/03");
    CHECK(name.augmentation.undo(name.augmentation.apply(grid)) == grid);
    CHECK(parse_arc_name("0c786b71").augmentation.turn == 0);
    for (const char* bad :
         {"a|||t8|||0123456789", "a|||t1|||012345678", "a|||t1|||0123456788", "a|||0123456789", "a|||1|||0123456789"})
        CHECK(contains(error_of([&] { parse_arc_name(bad); }), "TASK|||tK|||DIGITS"));
}
