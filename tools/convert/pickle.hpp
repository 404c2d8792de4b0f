#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ptrm::tools {

/// A value of a Python pickle, read as plain data. Nothing in a pickle is ever called: a class or function stays the name it
/// is (`global`), and what Python would have built with it is an inert record of that name and its arguments (`object`).
struct PickleValue {
    enum class Kind { none, boolean, integer, real, text, sequence, mapping, global, object, persistent };

    Kind kind = Kind::none;
    std::int64_t integer = 0;  ///< also of a boolean
    double real = 0;
    std::string text;  ///< of a text or bytes; "module.name" of a global; of an object, that of its callable
    std::vector<const PickleValue*>
        items;  ///< of a sequence; the one identifier of a persistent; of an object its tuple of arguments
    std::vector<std::pair<const PickleValue*, const PickleValue*>> entries;  ///< of a mapping

    /// Of an object: what it was called with.
    const std::vector<const PickleValue*>& arguments() const { return items.at(0)->items; }
    /// The mapping's value under a text key, or null.
    const PickleValue* find(const std::string& key) const;
};

/// Owns the values of one pickle; they may refer to one another in any way, cycles included.
class Pickle {
public:
    /// Understands the binary protocols 2 to 5.
    /// @param name for errors. @throws Error (bad_file) with the byte where the text is malformed
    Pickle(std::span<const std::byte> bytes, const std::string& name);

    const PickleValue& root() const { return *root_; }

private:
    std::deque<PickleValue> values_;
    const PickleValue* root_ = nullptr;
};

}  // namespace ptrm::tools
