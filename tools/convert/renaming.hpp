#pragma once

#include <string>
#include <utility>
#include <vector>

namespace ptrm::tools {

/// Turns the tensor names of other code into the official ones. A rule replaces a run of the components between the dots of a
/// name, wherever it stands; `*` is any one component, and in the new name the same one: "lenet.layers.*" to "L_level.layers.*".
class Renaming {
public:
    /// Rules for the code that we know: nano-trm (olivkoch/nano-trm).
    Renaming();
    /// A rule that goes before those that are there. @param text "OLD=NEW". @throws Error (bad_argument)
    void add(const std::string& text);
    /// The name after the first rule that fits, or as it was.
    std::string operator()(const std::string& name) const;

private:
    using Components = std::vector<std::string>;
    std::vector<std::pair<Components, Components>> rules_;
};

}  // namespace ptrm::tools
