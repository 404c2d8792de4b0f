#include <CLI/CLI.hpp>
#include <fstream>
#include <functional>
#include <iostream>
#include <optional>
#include <unordered_set>

#include "base/parallel.hpp"
#include "common.hpp"
#include "generate/cadical.hpp"
#include "generate/data_folder.hpp"
#include "generate/training_boards.hpp"
#include "ptrm/error.hpp"
#include "ptrm/generate.hpp"
#include "ptrm/maze.hpp"
#include "data/sudoku_reader.hpp"
#include "ptrm/version.hpp"
#include "puzzle_feed.hpp"

namespace {

using namespace ptrm;

constexpr const char* kExamples = R"(Examples:
  ptrm-generate sudoku --count 5
  ptrm-generate sudoku --box 2x3 --count 1000 --clues 8:22 --seed 7 -o six.csv
  ptrm-generate sudoku --count 100 --clues minimal --hard -o hard.csv
  ptrm-generate maze --count 10 --least-distance 60
  ptrm-generate lightup --rows 10 --cols 10 --count 100 -o lightup.csv
  ptrm-generate tapa --count 40 --smallest 4 --data-folder tapa   # for tools/train
)";

struct Options {
    std::string box = "3x3", clues = "24:36", output, data_folder;
    int rows = 10, cols = 10, smallest = 0;
    std::uint64_t count = 1, seed = 1;
    int hard_trials = 0, threads = 0;
    std::vector<std::string> exclude, files;
    MazeRecipe maze;
};

SudokuRecipe recipe_of(const Options& options) {
    SudokuRecipe recipe;
    recipe.shape = tools::parse_shape(options.box);
    recipe.hard_trials = options.hard_trials;
    recipe.minimal = options.clues == "minimal" || options.hard_trials > 0;
    if (recipe.minimal) return recipe;
    char rest = 0;
    if (std::sscanf(options.clues.c_str(), "%d:%d%c", &recipe.clues_low, &recipe.clues_high, &rest) != 2)
        throw Error(ErrorCode::bad_argument, "--clues", "", "LO:HI or minimal", "'" + options.clues + "'");
    return recipe;
}

/// The canonical forms of every puzzle in the files, to keep their symmetric copies out.
std::unordered_set<std::string> canonical_forms(const std::vector<std::string>& paths, SudokuShape shape) {
    std::unordered_set<std::string> forms;
    for (const auto& path : paths) {
        std::ifstream file(path);
        if (!file) throw Error(ErrorCode::io, path, "", "cannot be opened for reading");
        SudokuReader reader(file, path, shape);
        while (const auto entry = reader.next()) {
            const auto rated = rate_sudoku(entry->question);
            forms.insert(sudoku_canonical_form(rated.question, rated.answer));
        }
    }
    return forms;
}

/// Hands out make(index) for as many indices as give `count` items, those without a value being left out: in chunks, so that a
/// long list streams; an item depends on its index alone, so neither chunks nor threads change it.
template <class Make, class Take>
int generate(const Options& options, Make make, Take take) {
    const int threads = options.threads > 0 ? options.threads : hardware_threads();
    std::uint64_t written = 0, barren = 0;
    for (std::uint64_t index = 0; written < options.count && !tools::interrupted();) {
        const auto chunk = static_cast<std::size_t>(std::min<std::uint64_t>(options.count - written, 1024));
        std::vector<decltype(make(index))> items(chunk);
        parallel_for(threads, chunk, [&](int, std::size_t i) {
            if (!tools::interrupted()) items[i] = make(index + i);
        });
        index += chunk;
        const std::uint64_t before = written;
        for (auto& item : items) {
            if (!item) continue;
            take(*item);
            ++written;
        }
        barren = written > before ? 0 : barren + chunk;
        if (barren >= 100000)
            throw Error(ErrorCode::bad_argument, "--exclude", "",
                        "files that leave some puzzle over; of the last " + std::to_string(barren) + " none was");
    }
    return tools::interrupted() ? tools::kInterrupted : tools::kDone;
}

using Line = std::optional<std::string>;

/// As CSV.
int generate_lines(const Options& options, const std::function<Line(std::uint64_t index)>& make) {
    tools::refuse_to_overwrite(options.output, options.exclude);
    tools::Output output(options.output);
    output.write("source,question,answer,rating\n");
    const int code = generate(options, make, [&](const std::string& line) {
        output.write(line);
        output.flush();
    });
    return code;
}

using Board = tools::TrainingBoard;

/// As a data folder for tools/train.
int generate_folder(const Options& options, std::shared_ptr<const Puzzle> puzzle,
                    const std::function<std::optional<Board>(std::uint64_t index)>& make) {
    tools::DataFolder folder(options.data_folder, std::move(puzzle));
    const int code = generate(options, make, [&](const Board& board) { folder.add(board.question, board.label); });
    if (code == tools::kDone) folder.finish();
    return code;
}

std::string csv_line(const std::string& question, const std::string& answer, std::int64_t rating) {
    return "ptrm-generate," + question + ',' + answer + ',' + std::to_string(rating) + '\n';
}

int generate_sudokus(const Options& options) {
    const SudokuRecipe recipe = recipe_of(options);
    const auto excluded = canonical_forms(options.exclude, recipe.shape);
    const auto make = [&](std::uint64_t index) -> std::optional<RatedSudoku> {
        auto made = generate_sudoku(recipe, options.seed, index);
        if (!excluded.empty() && excluded.contains(sudoku_canonical_form(made.question, made.answer))) return std::nullopt;
        return made;
    };
    if (!options.data_folder.empty())
        return generate_folder(options, find_puzzle_kind("sudoku")->puzzle(sudoku_task(recipe.shape)),
                               [&](std::uint64_t index) -> std::optional<Board> {
                                   const auto made = make(index);
                                   if (!made) return std::nullopt;
                                   return Board{sudoku_tokens(made->question), sudoku_tokens(made->answer)};
                               });
    return generate_lines(options, [&](std::uint64_t index) -> Line {
        const auto made = make(index);
        if (!made) return std::nullopt;
        return csv_line(sudoku_line(made->question), sudoku_line(made->answer), made->rating);
    });
}

int generate_mazes(const Options& options) {
    const auto make = [&](std::uint64_t index) { return generate_maze(options.maze, options.seed, index); };
    if (!options.data_folder.empty()) {
        return generate_folder(options, find_puzzle_kind("maze")->puzzle(maze_task(options.maze.rows, options.maze.cols)),
                               [&](std::uint64_t index) -> std::optional<Board> {
                                   const auto made = make(index);
                                   return Board{maze_tokens(made.question), maze_tokens(made.answer)};
                               });
    }
    return generate_lines(options, [&](std::uint64_t index) -> Line {
        const auto made = make(index);
        return csv_line(maze_line(made.question), maze_line(made.answer), made.distance);
    });
}

int generate_pencils(const Options& options, const PencilKind& kind) {
    const auto sat = [] { return tools::make_cadical(); };
    sat();  // says at once where there is none
    Task task;
    task.puzzle = kind.name();
    task.rows = options.rows;
    task.cols = options.cols;
    const auto puzzle = kind.puzzle(task);
    if (!options.data_folder.empty()) {
        const int smallest = options.smallest > 0 ? options.smallest : std::min(options.rows, options.cols);
        if (smallest > std::min(options.rows, options.cols))
            throw Error(ErrorCode::bad_argument, "--smallest", "", "at most the rows and columns", std::to_string(smallest));
        return generate_folder(options, puzzle, [&](std::uint64_t index) -> std::optional<Board> {
            return tools::make_training_board(kind, smallest, options.rows, options.cols, options.seed, index, sat);
        });
    }
    return generate_lines(options, [&](std::uint64_t index) -> Line {
        const MadePuzzle made = make_pencil_puzzle(kind, options.rows, options.cols, options.seed, index, sat);
        std::string digits;
        for (const int digit : made.answer) digits += static_cast<char>('0' + digit);
        return csv_line(pencil_address(kind, made.question), digits, made.rating);
    });
}

/// A data folder of puzzles that somebody has, with their answers.
int folder_of_files(const Options& options) {
    tools::PuzzleFeed feed(options.files, nullptr);
    std::optional<tools::DataFolder> folder;
    std::shared_ptr<const Puzzle> puzzle;
    for (auto portion = feed.next(4096); !portion.empty(); portion = feed.next(4096)) {
        for (const auto& fed : portion) {
            if (!folder) folder.emplace(options.data_folder, puzzle = fed.puzzle);
            if (!same_puzzle(fed.puzzle->task(), puzzle->task()) || fed.answer.empty())
                throw Error(ErrorCode::bad_puzzle, fed.place, "", "an answer, and the size of the puzzles before it");
            folder->add(fed.question, fed.answer);
        }
    }
    if (feed.malformed() > 0 || !folder)
        throw Error(ErrorCode::bad_puzzle, options.files.front(), "",
                    std::to_string(feed.malformed()) + " malformed puzzles; nothing was written");
    folder->finish();
    return tools::kDone;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Makes puzzles with exactly one solution, as CSV source,question,answer,rating.", "ptrm-generate"};
    app.set_version_flag("--version", version());
    app.footer(kExamples);
    app.require_subcommand(1);
    Options options;
    CLI::App* sudoku = app.add_subcommand("sudoku", "Sudoku puzzles; rating = guesses of a backtracking solver with singles");
    sudoku->footer(kExamples);
    sudoku->add_option("--box", options.box, "shape of a box, ROWSxCOLUMNS")->capture_default_str();
    sudoku->add_option("--clues", options.clues, "number of clues, drawn from LO:HI, or 'minimal': no clue can be spared")
        ->capture_default_str();
    sudoku->add_option("--hard", options.hard_trials, "improve minimal puzzles towards a high rating, by so many trials (200)")
        ->expected(0, 1)
        ->default_str("200")
        ->check(CLI::Range(1, 1000000));
    sudoku->add_option("--exclude", options.exclude, "leave out the puzzles of these files and all their symmetric copies");
    CLI::App* maze =
        app.add_subcommand("maze", "Mazes with one shortest way from S to G, cells # . S G and o; rating = its length");
    maze->footer(kExamples);
    maze->add_option("--rows", options.maze.rows, "height")->capture_default_str()->check(CLI::Range(2, 256));
    maze->add_option("--cols", options.maze.cols, "width")->capture_default_str()->check(CLI::Range(2, 256));
    maze->add_option("--least-distance", options.maze.least_distance, "steps from S to G, or more")->capture_default_str();
    std::vector<std::pair<CLI::App*, const PencilKind*>> pencils;
    for (const PuzzleKind* kind : puzzle_kinds()) {
        const auto* pencil = dynamic_cast<const PencilKind*>(kind);
        if (pencil == nullptr) continue;
        CLI::App* made = app.add_subcommand(
            std::string(kind->name()),
            "question = address of puzz.link, answer = a digit a cell; rating = clauses that a SAT solver learnt");
        for (const std::string_view alias : kind->aliases()) made->alias(std::string(alias));
        made->footer(kExamples);
        made->add_option("--rows", options.rows, "height")->capture_default_str()->check(CLI::Range(3, 30));
        made->add_option("--cols", options.cols, "width")->capture_default_str()->check(CLI::Range(3, 30));
        made->add_option("--smallest", options.smallest,
                         "of --data-folder: three in five boards are smaller, from so many rows and columns on, and lie anywhere")
            ->check(CLI::Range(3, 30));
        pencils.emplace_back(made, pencil);
    }
    CLI::App* folder =
        app.add_subcommand("folder", "A data folder for tools/train, of the puzzles of files, which hold their answers");
    folder->add_option("FILE", options.files, "puzzle files")->required();
    folder->add_option("--data-folder", options.data_folder, "folder to write")->required();
    std::vector<CLI::App*> kinds{sudoku, maze};
    for (const auto& [made, kind] : pencils) kinds.push_back(made);
    for (CLI::App* kind : kinds) {
        kind->add_option("--data-folder", options.data_folder,
                         "folder to write instead, in the official layout, for tools/train");
        kind->add_option("--count", options.count, "number of puzzles")->capture_default_str();
        kind->add_option("-s,--seed", options.seed, "the same seed and options give the same puzzles")->capture_default_str();
        kind->add_option("-t,--threads", options.threads, "threads; 0 takes one per core")->check(CLI::Range(0, 1024));
        kind->add_option("-o,--output", options.output, "file to write instead of standard output");
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? tools::kDone : tools::kFailed;
    }
    tools::catch_interrupts();
    return tools::run("ptrm-generate", [&] {
        for (const auto& [made, kind] : pencils)
            if (made->parsed()) return generate_pencils(options, *kind);
        if (folder->parsed()) return folder_of_files(options);
        return maze->parsed() ? generate_mazes(options) : generate_sudokus(options);
    });
}
