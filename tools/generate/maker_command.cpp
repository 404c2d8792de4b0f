#include "generate/maker_command.hpp"

#include <CLI/CLI.hpp>

#include "generate/cadical.hpp"
#include "ptrm/error.hpp"
#include "puzzle_input.hpp"

namespace ptrm::tools {

MakerCommand::MakerCommand(const PuzzleKind& kind, CLI::App& app) : kind_(kind), app_(app) {
    for (const MakerOption& option : kind.maker_options()) {
        auto text = std::make_shared<std::string>();
        CLI::Option* flag = app.add_option("--" + std::string(option.name), *text,
                                           (option.training ? "of --data-folder: " : "") + std::string(option.help));
        if (!option.default_value.empty()) flag->default_str(std::string(option.default_value));
        if (!option.bare.empty()) flag->expected(0, 1);
        flags_.push_back({&option, flag, text});
    }
    if (kind.has_canonical_form())
        app.add_option("--exclude", files_, "leave out the puzzles of these files and all their symmetric copies");
}

bool MakerCommand::parsed() const { return app_.parsed(); }

std::unique_ptr<PuzzleMaker> MakerCommand::maker(bool training) {
    MakerSettings settings;
    for (const Flag& flag : flags_) {
        if (flag.on_command_line->count() == 0) continue;
        if (flag.option->training && !training)
            throw Error(ErrorCode::bad_argument, flag.on_command_line->get_name(), "", "--data-folder beside it", "none");
        settings[std::string(flag.option->name)] = flag.text->empty() ? std::string(flag.option->bare) : *flag.text;
    }
    auto maker = kind_.maker(settings, make_cadical);
    read_excluded(maker->puzzle());
    return maker;
}

bool MakerCommand::excludes(const Puzzle& puzzle, const MadePuzzle& made) const {
    return !excluded_.empty() && excluded_.contains(kind_.canonical_form(puzzle, made.question, made.answer));
}

void MakerCommand::read_excluded(const std::shared_ptr<const Puzzle>& puzzle) {
    if (files_.empty()) return;
    PuzzleInput feed(files_, puzzle);
    for (auto portion = feed.next(4096); !portion.empty(); portion = feed.next(4096)) {
        for (const InputPuzzle& fed : portion) {
            const auto answers = kind_.answers(*puzzle, fed.question, make_cadical);
            if (!answers || answers->size() != 1)
                throw Error(ErrorCode::bad_puzzle, fed.place, "", "a puzzle with exactly one answer");
            excluded_.insert(kind_.canonical_form(*puzzle, fed.question, answers->front()));
        }
    }
    if (feed.malformed() > 0 || feed.read() == 0)
        throw Error(ErrorCode::bad_puzzle, files_.front(), "", "puzzles to exclude",
                    feed.read() == 0 ? "none" : std::to_string(feed.malformed()) + " malformed");
}

}  // namespace ptrm::tools
