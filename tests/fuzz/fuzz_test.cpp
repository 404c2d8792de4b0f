#include <cstring>
#include <sstream>

#include "base/index.hpp"
#include "base/random.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/puzzle_reader.hpp"
#include "ptrm/solver.hpp"
#include "puzzles/sudoku.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;

// Broken copies of good input, the same on every run. The sanitizer presets turn a stray read into a failure.

TEST_CASE("a damaged model file is loaded whole or refused, never more") {
    const auto good = random_model_bytes(
        test::kMixer, 1, {{"ptrm_task", R"({"puzzle": "sudoku", "rows": 4, "cols": 4, "box": [2, 2], "tokens": "_.1234"})"}});
    std::uint64_t length = 0;
    std::memcpy(&length, good.data(), 8);
    Random random(1, 1);
    int refused = 0;
    constexpr int kTrials = 3000;
    for (int trial = 0; trial < kTrials; ++trial) {
        auto bytes = good;
        for (int edit = random.below(3); edit >= 0; --edit) {
            const int place = random.below(static_cast<int>(8 + length));
            switch (random.below(4)) {
                case 0: at(bytes, place) = static_cast<std::byte>(random.below(256)); break;
                case 1: at(bytes, place) = static_cast<std::byte>("0123456789[]{},:\"-.e"[random.below(20)]); break;
                case 2: bytes.resize(to_size(random.below(count_of(bytes) + 1))); break;
                default: bytes.erase(bytes.begin() + place); break;
            }
            if (bytes.size() < 8 + length) break;
        }
        try {
            const Model model = Model::from_memory(bytes, "fuzzed");
            Solver(model, {.depth = 1, .threads = 1})
                .solve(Question{std::vector<std::int32_t>(to_size(model.architecture().seq_len), 0), 0});
        } catch (const Error&) {
            ++refused;
        }
    }
    CHECK(refused > kTrials / 2);
}

TEST_CASE("any text is read as puzzles or refused, and reading goes on") {
    const std::string pieces[] = {"53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79",
                                  "1...............",
                                  "....",
                                  "\n",
                                  "\n\n",
                                  "#",
                                  ",",
                                  "\"",
                                  "question,answer\n",
                                  "|",
                                  "+---+",
                                  "\xE2\x94\x82",
                                  "G",
                                  "x",
                                  " ",
                                  "\t",
                                  "\r",
                                  "\0x",
                                  "12..\n3...\n....\n.1..\n"};
    const auto four = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    Random random(2, 2);
    std::size_t puzzles = 0, errors = 0;
    for (int trial = 0; trial < 5000; ++trial) {
        std::string text;
        for (int piece = random.below(12); piece >= 0; --piece) text += at(pieces, random.below(std::size(pieces)));
        std::istringstream in(text);
        const auto reader = read_puzzles(in, "fuzzed", random.below(2) == 0 ? four : nullptr);
        for (std::size_t calls = 0;; ++calls) {
            REQUIRE(calls <= text.size() + 1);
            try {
                const auto entry = reader->next();
                if (!entry) break;
                ++puzzles;
                CHECK(count_of(entry->question) == entry->puzzle->cells());
            } catch (const Error& error) {
                // A line that is no puzzle, or a whole file that is none.
                CHECK((error.code() == ErrorCode::bad_puzzle || error.code() == ErrorCode::bad_file));
                ++errors;
            }
        }
    }
    CHECK(puzzles > 500);
    CHECK(errors > 500);
}
