#include "eval/data_folder_source.hpp"

#include "support/arc.hpp"
#include "support/catch.hpp"

using namespace ptrm;
using namespace ptrm::test;
using namespace ptrm::tools;

TEST_CASE("of ARC data the first puzzles of each task can be taken; data of another training are refused") {
    const DataFolderSource all(kArc / "data" / "test", sheets(), true, 0), some(kArc / "data" / "test", sheets(), true, 3);
    CHECK(all.size() == 45);
    CHECK(some.size() == 15);
    for (std::size_t i = 0; i < some.size(); ++i) CHECK(some.box(i).has_value());
    CHECK(some.item(3).place == all.item(9).place);
    Architecture small = sheets();
    small.num_puzzle_identifiers = 40;
    const auto refused = error_of([&] { DataFolderSource(kArc / "data" / "test", small, true, 0); });
    CHECK(contains(refused, "puzzle identifiers below 40"));
    CHECK(contains(refused, "--mean-embedding"));
    CHECK(contains(error_of([&] { DataFolderSource(kArc, sheets(), true, 0); }), "dataset.json"));
}
