#include "ptrm/puzzle_kind.hpp"

#include "base/index.hpp"
#include "support/catch.hpp"

using namespace ptrm;

namespace {

/// 2x2, each letter once a row.
class Letters final : public Puzzle {
public:
    Letters() : Puzzle(letters()) {}
    std::vector<Fault> answer_faults(Tokens, Tokens answer) const override {
        std::vector<Fault> faults;
        for (int row = 0; row < 2; ++row)
            if (at(answer, 2 * row) == at(answer, 2 * row + 1)) faults.push_back({{2 * row, 2 * row + 1}, "a letter twice"});
        return faults;
    }

private:
    static Task letters() {
        Task task;
        task.puzzle = "letters";
        task.rows = task.cols = 2;
        task.tokens = "_.ab";
        return task;
    }
};

}  // namespace

TEST_CASE("kinds are found by name and alias") {
    CHECK_FALSE(puzzle_kinds().empty());
    CHECK(find_puzzle_kind("akari") == find_puzzle_kind("lightup"));
    CHECK(find_puzzle_kind("no kind at all") == nullptr);
    for (const PuzzleKind* kind : puzzle_kinds()) CHECK(find_puzzle_kind(kind->name()) == kind);
}

TEST_CASE("a kind of one's own has all but its rules from Puzzle") {
    const Letters letters;
    const std::vector<std::int32_t> question{1, 1, 2, 1}, answer{2, 3, 2, 3}, wrong{2, 2, 2, 3};
    CHECK(letters.vocab_size() == 4);
    CHECK(letters.choices(1).empty());
    CHECK(letters.question_faults(question).empty());
    CHECK(letters.solves(question, answer));
    CHECK_FALSE(letters.solves(question, wrong));
    CHECK(letters.copies(question) == 1);
    CHECK_FALSE(letters.copy(question, 1, 5));
    CHECK(letters.question_line(question) == "..a.");
    CHECK(letters.read_answer(question, "abab") == answer);
    CHECK_THROWS_AS(letters.read_answer(question, "abac"), Error);
    CHECK_THROWS_AS(letters.read_answer(question, "aba"), Error);
    CHECK(letters.drawing(question, answer).find('b') != std::string::npos);
    const auto marks = [](const std::string& svg) {
        std::size_t count = 0;
        for (std::size_t at = svg.find("fault"); at != std::string::npos; at = svg.find("fault", at + 1)) ++count;
        return count;
    };
    CHECK(letters.svg(question, answer).starts_with("<svg"));
    CHECK(marks(letters.svg(question, answer)) == 0);
    CHECK(marks(letters.svg(question, wrong)) == 2);
    CHECK_THROWS_AS(letters.pzprv3(question, answer), Error);
    CHECK_THROWS_AS(letters.read_moves(question, {}), Error);
}
