#include "formats/lz_string.hpp"

#include <cstdint>
#include <vector>

namespace ptrm {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t kNewByte = 0, kNewPair = 1, kNoMore = 2;  // codes that stand for no phrase

/// The bits of a text, six to a letter; of a number the lowest comes first.
class Bits {
public:
    explicit Bits(std::string_view base64) : text_(base64) {}

    std::optional<std::uint32_t> number(int width) {
        std::uint32_t value = 0;
        for (int i = 0; i < width; ++i, ++at_) {
            if (at_ / 6 >= text_.size()) return {};
            const auto digit = kDigits.find(text_[at_ / 6]);
            if (digit == std::string_view::npos) return {};
            value |= static_cast<std::uint32_t>(digit >> (5 - at_ % 6) & 1) << i;
        }
        return value;
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<std::string> unpack_lz_string(std::string_view base64, std::size_t longest) {
    Bits bits(base64);
    std::string text, last;
    std::vector<std::string> phrases(3);
    int width = 2;
    std::size_t until_wider = 1;  // phrases to come before codes take one bit more
    const auto counted = [&] {
        if (--until_wider == 0) until_wider = std::size_t{1} << width++;
    };
    while (width < 32) {
        auto code = bits.number(width);
        if (!code) return {};
        if (*code == kNoMore) return text;
        if (*code == kNewByte || *code == kNewPair) {
            const auto character = bits.number(*code == kNewByte ? 8 : 16);
            if (!character) return {};
            code = static_cast<std::uint32_t>(phrases.size());
            phrases.emplace_back(1, *character < 128 ? static_cast<char>(*character) : '?');
            counted();
        }
        std::string phrase;
        if (*code < phrases.size())
            phrase = phrases[*code];
        else if (*code == phrases.size() && !last.empty())
            phrase = last + last[0];
        else
            return {};
        if (phrase.size() > longest - text.size()) return {};
        text += phrase;
        if (!last.empty()) {
            phrases.push_back(last + phrase[0]);
            counted();
        }
        last = std::move(phrase);
    }
    return {};
}

}  // namespace ptrm
