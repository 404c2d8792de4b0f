#include "data/addresses.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "data/f_puzzles.hpp"
#include "ptrm/puzzle_kind.hpp"

namespace ptrm {
namespace {

constexpr std::size_t kLongestHost = 300;            // bytes that are looked at before a '?'
constexpr int kDeepest = 3;                          // addresses encoded within addresses
constexpr std::string_view kBehindBoards = "&,;!~";  // no board holds them

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return is_alnum(c) || c == '_'; }

/// Whether an address can hold the character behind its '?'.
bool is_part(char c) { return is_alnum(c) || std::string_view("._+-=@*$/%:~&!,;").find(c) != std::string_view::npos; }

std::string percent_decoded(std::string_view text) {
    std::string decoded;
    const auto digit = [&](std::size_t at) {
        return at < text.size() && std::isxdigit(static_cast<unsigned char>(text[at])) != 0 ? std::string(1, text[at]) : "";
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string hex = text[i] == '%' ? digit(i + 1) + digit(i + 2) : "";
        if (hex.size() == 2) i += 2;
        decoded += hex.size() == 2 ? static_cast<char>(std::stoi(hex, nullptr, 16)) : text[i];
    }
    return decoded;
}

bool is_number(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= text.size() && parts.size() < 8;) {
        const std::size_t end = std::min(text.find('/', at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

/// The host that stands before a '?', with what leads to it.
std::string_view host_before(std::string_view text, std::size_t mark) {
    std::size_t begin = mark;
    const auto belongs = [](char c) { return is_alnum(c) || std::string_view("._-:/~%").find(c) != std::string_view::npos; };
    while (begin > 0 && mark - begin < kLongestHost && belongs(text[begin - 1])) --begin;
    return text.substr(begin, mark - begin);
}

bool is_player(std::string_view host) {
    constexpr std::array<std::string_view, 6> kPlayers{"puzz.link/",     "pzv.jp/", "pzprxs.vercel.app/",
                                                       "pzplus.tck.mn/", "pzprv3",  "pzprjs"};
    return std::any_of(kPlayers.begin(), kPlayers.end(),
                       [&](std::string_view player) { return host.find(player) != std::string_view::npos; });
}

/// KIND/COLUMNS/ROWS/BODY, as the player takes an address apart.
bool is_board(std::string_view query, bool of_player) {
    auto parts = parts_of(query);
    if (parts[0].starts_with("v:")) parts.erase(parts.begin());
    if (parts.size() < 3) return false;
    std::string_view name = parts[0];
    for (const std::string_view ending : {"_edit", "_play"})
        if (name.ends_with(ending)) name.remove_suffix(ending.size());
    if (!of_player && find_puzzle_kind(name) == nullptr) return false;
    if (name.empty() || !std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '_' || c == '-'; }))
        return false;
    const std::size_t sizes = is_number(parts[1]) ? 1 : 2;  // flags may stand before them
    return parts.size() > sizes && is_number(parts[sizes]);
}

/// The value of a parameter that is a whole Sudoku: digits, and 0 or . for blanks.
std::string_view sudoku_in(std::string_view query) {
    for (std::size_t at = 0; at < query.size();) {
        const std::size_t end = std::min(query.find('&', at), query.size());
        std::string_view value = query.substr(at, end - at);
        at = end + 1;
        const auto equals = value.find('=');
        if (equals == std::string_view::npos) continue;
        value.remove_prefix(equals + 1);
        const bool cells = std::all_of(value.begin(), value.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
        if (cells && value.size() == 81) return value;
    }
    return {};
}

/// The value of a parameter, or nothing.
std::string_view parameter_of(std::string_view query, std::string_view name) {
    for (std::size_t at = 0; at < query.size();) {
        const std::size_t end = std::min(query.find('&', at), query.size());
        const std::string_view part = query.substr(at, end - at);
        if (part.starts_with(name) && part.substr(name.size()).starts_with('=')) return part.substr(name.size() + 1);
        at = end + 1;
    }
    return {};
}

/// What a link of f-puzzles or SudokuPad holds: packed behind `load=` there, behind `fpuz` in a parameter or the path here.
void find_setter_links(std::string_view text, std::size_t base, std::vector<FoundAddress>& found) {
    for (const std::string_view site : {"f-puzzles.com", "sudokupad.app", "app.crackingthecryptic.com"})
        for (std::size_t at = text.find(site); at != std::string_view::npos; at = text.find(site, at + 1)) {
            const std::string maker = site == "f-puzzles.com" ? "f-puzzles" : "SudokuPad";
            std::size_t end = at + site.size();
            const auto take = [&](const auto& belongs) {
                const std::size_t begin = end;
                while (end < text.size() && belongs(text[end])) ++end;
                return text.substr(begin, end - begin);
            };
            if (end < text.size() && text[end] == '%') continue;  // encoded within another address, which is decoded first
            std::string_view path =
                take([](char c) { return is_alnum(c) || std::string_view("+/=%_-.").find(c) != std::string_view::npos; });
            std::string_view query;
            if (end < text.size() && text[end] == '?') {
                ++end;
                query = take(is_part);
            }
            path.remove_prefix(path.starts_with('/') ? 1 : 0);
            while (path.ends_with('.')) path.remove_suffix(1);
            std::string_view packed = parameter_of(query, "load");
            if (packed.empty()) {
                packed = parameter_of(query, "puzzleid");
                if (packed.empty() && maker == "SudokuPad") packed = path;
                const bool named = packed.starts_with("fpuz");
                if (!named && (!packed.empty() || !parameter_of(query, "id").empty()))
                    found.push_back({"", "", "an address of " + maker + " that holds no puzzle of f-puzzles", base + at});
                if (!named) continue;
                packed.remove_prefix(packed.starts_with("fpuzzles") ? 8 : 4);
            }
            FPuzzle puzzle = read_f_puzzle(percent_decoded(packed));
            found.push_back({"", std::move(puzzle.cells), std::move(puzzle.unread), base + at});
        }
}

/// KIND/COLUMNS/ROWS/BODY that stand alone, as the player takes them too.
void find_bare_boards(std::string_view text, std::size_t base, std::vector<FoundAddress>& found) {
    constexpr std::size_t kLongestHead = 80;  // of kind and sizes
    for (std::size_t slash = text.find('/'); slash != std::string_view::npos; slash = text.find('/', slash + 1)) {
        std::size_t begin = slash;
        while (begin > 0 && slash - begin < kLongestHead && is_word(text[begin - 1])) --begin;
        // Behind these it is a part of something else.
        if (begin == slash || (begin > 0 && std::string_view("/?#&%.~-").find(text[begin - 1]) != std::string_view::npos))
            continue;
        const auto head = parts_of(text.substr(begin, kLongestHead));
        if (head.size() < 4 || head[3].empty() || !is_part(head[3][0]) || !is_board(text.substr(begin, kLongestHead), false))
            continue;
        std::size_t end = begin;
        while (end < text.size() && is_part(text[end]) && kBehindBoards.find(text[end]) == std::string_view::npos) ++end;
        found.push_back({std::string(text.substr(begin, end - begin)), "", "", base + begin});
        slash = end - 1;  // no other begins within it, so a text is walked through once
    }
}

/// A query behind parameters that do not say what the puzzle is, as the player reads it.
std::string_view behind_parameters(std::string_view query) {
    for (;;) {
        const std::size_t equals = query.find('='), end = query.find('&');
        const auto word = [](std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_word); };
        if (equals == std::string_view::npos || end == std::string_view::npos || equals > end || !word(query.substr(0, equals)) ||
            !word(query.substr(equals + 1, end - equals - 1)))
            return query;
        query.remove_prefix(end + 1);
    }
}

/// A file of the player: pzprv3/KIND/..., of any version.
bool is_pzprv3(std::string_view query) {
    if (!query.starts_with("pzprv")) return false;
    const std::string_view rest = query.substr(std::min(query.find_first_not_of("0123456789.", 5), query.size()));
    return rest.starts_with('/') || rest.starts_with("%2F") || rest.starts_with("%2f");
}

void find(std::string_view text, std::size_t base, int depth, std::vector<FoundAddress>& found) {
    find_setter_links(text, base, found);
    find_bare_boards(text, base, found);
    for (std::size_t mark = text.find('?'); mark != std::string_view::npos; mark = text.find('?', mark + 1)) {
        std::size_t end = mark + 1;
        while (end < text.size() && is_part(text[end])) ++end;
        const std::string_view query = text.substr(mark + 1, end - mark - 1), last = behind_parameters(query);
        const std::string_view host = host_before(text, mark);
        const std::size_t begin = base + mark - host.size();
        if (is_pzprv3(last)) {
            found.push_back({percent_decoded(last.substr(0, last.find('&'))), "", "", begin});
            continue;
        }
        const bool encoded = query.find("%2F") != std::string_view::npos || query.find("%2f") != std::string_view::npos;
        const std::string_view board = last.substr(0, last.find_first_of(kBehindBoards));
        if (is_board(board, is_player(host))) {
            found.push_back({std::string(board), "", "", begin});
        } else if (encoded && is_board(percent_decoded(board), is_player(host))) {
            found.push_back({percent_decoded(board), "", "", begin});
        } else if (const auto sudoku = sudoku_in(query); !sudoku.empty()) {
            found.push_back({"", std::string(sudoku), "", begin});
        } else if (encoded && depth < kDeepest) {
            find(percent_decoded(query), begin, depth + 1, found);
        }
    }
}

}  // namespace

std::vector<FoundAddress> find_addresses(std::string_view text) {
    std::vector<FoundAddress> found;
    std::string plain;  // without the backslashes of JSON
    if (text.find("\\/") != std::string_view::npos) {
        for (std::size_t i = 0; i < text.size(); ++i)
            if (text[i] != '\\' || i + 1 == text.size() || text[i + 1] != '/') plain += text[i];
        text = plain;
    }
    find(text, 0, 0, found);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
    return found;
}

}  // namespace ptrm
