#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace [[gnu::visibility("default")]] ptrm {

class Puzzle;

/// Something that puzzles of a kind can be asked to be when they are made: an option of ptrm-generate.
struct MakerOption {
    std::string_view name;       ///< "least-distance"
    std::string_view help;       ///< in a few words
    std::string_view usual;      ///< its value where none is asked for, as text; empty where it then asks for nothing
    std::string_view bare = {};  ///< its value where it is asked for without one; empty where it has to have one
    bool training = false;       ///< of boards for tools/train alone, which may lie anywhere in a larger frame
};

/// What is asked for, by name of option.
using MakerWishes = std::map<std::string, std::string, std::less<>>;

/// A question with its one answer, as tokens.
struct MadeGrids {
    std::vector<std::int32_t> question;  ///< a token a cell
    std::vector<std::int32_t> answer;    ///< its one answer
    std::int64_t rating = 0;             ///< how hard it is, by a measure of its kind
};

/// Makes puzzles of one kind.
class PuzzleMaker {
public:
    virtual ~PuzzleMaker() = default;
    /// The puzzle that all of them are questions of.
    virtual std::shared_ptr<const Puzzle> puzzle() const = 0;
    /// Puzzle `index` of the endless sequence that `seed` and the wishes define; it has exactly one answer. From several threads
    /// at once. @throws Error (bad_argument) for wishes that cannot be met
    virtual MadeGrids make(std::uint64_t seed, std::uint64_t index) const = 0;
};

}  // namespace ptrm
