#pragma once

#include <string>
#include <vector>

#include "data/text_stream.hpp"

namespace ptrm {

/// Takes JSON values out of a text one by one, without more of it than one value in memory: a value that stands for itself, or
/// the elements of an array of any length. It knows just enough grammar to notice at once where a text stops being JSON.
class JsonScanner {
public:
    static constexpr std::size_t kLargest = 4 << 20;  ///< bytes of a value
    static constexpr int kDeepest = 24;               ///< brackets within brackets

    explicit JsonScanner(TextStream& in) : in_(in) {}

    /// Whether a line that begins with these bytes may be JSON: '{', or '[' and what an array goes on with.
    static bool begins(TextStream& in);

    /// The text of the value that stands next. @throws std::runtime_error that says what is wrong; consumed() is what was read
    std::string value();
    /// Whether another element of an array follows; takes the comma or the closing bracket.
    /// @param first whether none was taken yet. @throws std::runtime_error
    bool another_element(bool first);
    /// Takes the opening bracket of an array.
    void open_array() { take(); }
    /// The bytes since the last call of forget().
    const std::string& consumed() const { return consumed_; }
    void forget() { consumed_.clear(); }

private:
    int peek() { return in_.peek(); }
    void take();
    void skip_blanks();
    void string();
    void word();

    TextStream& in_;
    std::string consumed_;
};

}  // namespace ptrm
