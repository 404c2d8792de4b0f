#include <CLI/CLI.hpp>
#include <fstream>
#include <functional>
#include <iostream>
#include <unordered_set>

#include "base/parallel.hpp"
#include "common.hpp"
#include "ptrm/error.hpp"
#include "ptrm/generate.hpp"
#include "ptrm/maze.hpp"
#include "ptrm/sudoku_reader.hpp"
#include "ptrm/version.hpp"

namespace {

using namespace ptrm;

constexpr const char* kExamples = R"(Examples:
  ptrm-generate sudoku --count 5
  ptrm-generate sudoku --box 2x3 --count 1000 --clues 8:22 --seed 7 -o six.csv
  ptrm-generate sudoku --count 100 --clues minimal --hard -o hard.csv
  ptrm-generate maze --count 10 --least-distance 60
)";

struct Options {
    std::string box = "3x3", clues = "24:36", output;
    std::uint64_t count = 1, seed = 1;
    int hard_trials = 0, threads = 0;
    std::vector<std::string> exclude;
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

/// Writes `count` lines of make(index), empty ones being left out: in chunks, so that a long list streams; a puzzle depends on
/// its index alone, so neither chunks nor threads change it.
int generate(const Options& options, const std::function<std::string(std::uint64_t index)>& make) {
    const int threads = options.threads > 0 ? options.threads : hardware_threads();
    tools::Output output(options.output);
    output.write("source,question,answer,rating\n");
    std::uint64_t written = 0;
    for (std::uint64_t index = 0; written < options.count && !tools::interrupted();) {
        const auto chunk = static_cast<std::size_t>(std::min<std::uint64_t>(options.count - written, 1024));
        std::vector<std::string> lines(chunk);
        parallel_for(threads, chunk, [&](int, std::size_t i) {
            if (!tools::interrupted()) lines[i] = make(index + i);
        });
        index += chunk;
        for (const auto& line : lines) {
            output.write(line);
            written += line.empty() ? 0 : 1;
        }
        output.flush();
    }
    return tools::interrupted() ? tools::kInterrupted : tools::kDone;
}

std::string csv_line(const std::string& question, const std::string& answer, std::int64_t rating) {
    return "ptrm-generate," + question + ',' + answer + ',' + std::to_string(rating) + '\n';
}

int generate_sudokus(const Options& options) {
    const SudokuRecipe recipe = recipe_of(options);
    const auto excluded = canonical_forms(options.exclude, recipe.shape);
    return generate(options, [&](std::uint64_t index) -> std::string {
        const auto made = generate_sudoku(recipe, options.seed, index);
        if (!excluded.empty() && excluded.contains(sudoku_canonical_form(made.question, made.answer))) return "";
        return csv_line(sudoku_line(made.question), sudoku_line(made.answer), made.rating);
    });
}

int generate_mazes(const Options& options) {
    return generate(options, [&](std::uint64_t index) {
        const auto made = generate_maze(options.maze, options.seed, index);
        return csv_line(maze_line(made.question), maze_line(made.answer), made.distance);
    });
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
    for (CLI::App* kind : {sudoku, maze}) {
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
    return tools::run("ptrm-generate", [&] { return maze->parsed() ? generate_mazes(options) : generate_sudokus(options); });
}
