#include "convert/renaming.hpp"

#include <algorithm>
#include <sstream>

#include "base/index.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace {

constexpr const char* kNanoTrm[] = {"input_embedding.embedding_weight=embed_tokens.embedding_weight",
                                    "lenet.layers=L_level.layers", "z_H_init=H_init", "z_L_init=L_init"};

std::vector<std::string> components(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream rest(text);
    for (std::string part; std::getline(rest, part, '.');) parts.push_back(part);
    return parts;
}

}  // namespace

Renaming::Renaming() {
    for (const char* rule : kNanoTrm) add(rule);
}

void Renaming::add(const std::string& text) {
    const auto equals = std::min(text.find('='), text.size());
    const Components from = components(text.substr(0, equals)), to = components(text.substr(std::min(equals + 1, text.size())));
    if (from.empty() || to.empty() || std::count(from.begin(), from.end(), "*") < std::count(to.begin(), to.end(), "*"))
        throw Error(ErrorCode::bad_argument, "--rename", "", "OLD=NEW, with no more '*' in NEW than in OLD", "'" + text + "'");
    rules_.insert(rules_.begin(), {from, to});
}

std::string Renaming::operator()(const std::string& name) const {
    const Components parts = components(name);
    for (const auto& [from, to] : rules_) {
        const auto at = std::search(parts.begin(), parts.end(), from.begin(), from.end(),
                                    [](const std::string& part, const std::string& rule) { return rule == "*" || part == rule; });
        if (at == parts.end()) continue;
        Components stars;
        for (std::size_t i = 0; i < from.size(); ++i)
            if (from[i] == "*") stars.push_back(at[static_cast<Index>(i)]);
        Components renamed(parts.begin(), at);
        std::size_t star = 0;
        for (const std::string& part : to) renamed.push_back(part == "*" ? stars[star++] : part);
        renamed.insert(renamed.end(), at + std::ssize(from), parts.end());
        std::string text;
        for (const std::string& part : renamed) text += (text.empty() ? "" : ".") + part;
        return text;
    }
    return name;
}

}  // namespace ptrm::tools
