#include <algorithm>
#include <CLI/CLI.hpp>
#include <deque>
#include <iostream>
#include <optional>

#include "base/parallel.hpp"
#include "base/printable.hpp"
#include "command_line.hpp"
#include "common.hpp"
#include "formats/csv.hpp"
#include "generate/cadical.hpp"
#include "generate/data_folder.hpp"
#include "generate/examples.hpp"
#include "generate/maker_command.hpp"
#include "html_page.hpp"
#include "interrupts.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "puzzle_input.hpp"

namespace {

using namespace ptrm;

constexpr const char* kExamples = R"(Examples:
  ptrm-generate sudoku --count 5
  ptrm-generate sudoku --box 2x3 --count 1000 --clues 8:22 --seed 7 -o six.csv
  ptrm-generate sudoku --count 100 --clues minimal --hard -o hard.csv
  ptrm-generate maze --count 10 --least-distance 60
  ptrm-generate lightup --rows 10 --cols 10 --count 100 -o lightup.csv
  ptrm-generate nurikabe --format pzprv3
  ptrm-generate --check lightup.csv
  ptrm-generate tapa --count 40 --smallest 4 --data-folder tapa   # for tools/train
)";

struct Options {
    std::string format, output, data_folder;
    std::uint64_t count = 1, seed = 1;
    int threads = 0;
    bool force = false;
    std::vector<std::string> files, check;
    tools::ProgressOptions progress;
};

/// Hands out make(index) for as many indices as give `count` items, those without a value being left out: in chunks, so that a
/// long list streams; an item depends on its index alone, so neither chunks nor threads change it.
template <class Make, class Take>
int generate(const Options& options, Make make, Take take) {
    const int threads = options.threads > 0 ? options.threads : usable_threads();
    std::uint64_t written = 0, barren = 0;
    tools::ProgressBar bar = options.progress.bar();
    for (std::uint64_t index = 0; written < options.count && !tools::interrupted();) {
        const auto chunk = static_cast<std::size_t>(std::min<std::uint64_t>(options.count - written, 1024));
        std::vector<decltype(make(index))> items(chunk);
        parallel_for(threads, chunk, [&](int, std::size_t i) {
            if (tools::interrupted()) return;
            try {
                items[i] = make(index + i);
            } catch (const tools::Interrupted&) {
            }
        });
        index += chunk;
        bar.clear();
        const std::uint64_t before = written;
        for (auto& item : items) {
            if (!item) continue;
            take(*item);
            ++written;
        }
        bar.show(static_cast<double>(written), static_cast<double>(options.count));
        barren = written > before ? 0 : barren + chunk;
        if (barren >= 100000)
            throw Error(ErrorCode::bad_argument, "--exclude", "",
                        "files that leave some puzzle over; of the last " + std::to_string(barren) + " none was");
    }
    return tools::interrupted() ? tools::kInterrupted : tools::kDone;
}

/// Columns that say a shape which the question alone does not: of unusual boxes, and of mazes that are not square.
std::vector<std::pair<std::string, std::string>> shape_columns(const Puzzle& puzzle) {
    const Task& task = puzzle.task();
    if (task.box_rows > 0) {
        const auto usual = find_puzzle_kind(task.puzzle)->default_puzzle(puzzle.cells(), puzzle.vocab_size());
        if (usual && same_puzzle(usual->task(), task)) return {};
        return {{"box", std::to_string(task.box_rows) + 'x' + std::to_string(task.box_cols)}};
    }
    if (task.tokens.empty() || task.rows == task.cols) return {};
    return {{"rows", std::to_string(task.rows)}, {"cols", std::to_string(task.cols)}};
}

/// A row of a table, see tools/README.md.
std::string csv_line(const std::string& source, const Puzzle& puzzle, Tokens question, Tokens answer, const std::string& number) {
    std::string line = csv_field(source) + ',' + csv_field(puzzle.question_line(question)) + ',' +
                       (answer.empty() ? "" : csv_field(puzzle.answer_line(question, answer))) + ',' + number;
    for (const auto& [column, value] : shape_columns(puzzle)) line += ',' + value;
    return line + '\n';
}

/// As the format says.
std::string written(const std::string& format, const Puzzle& puzzle, const MadePuzzle& made) {
    if (format == "line") return puzzle.question_line(made.question) + '\n';
    if (format == "text") return puzzle.question_text(made.question) + '\n';
    if (format == "pzprv3") return puzzle.pzprv3(made.question, made.answer) + '\n';
    if (format == "html") return "<section>" + puzzle.svg(made.question, made.answer) + "</section>\n";
    return csv_line("ptrm-generate", puzzle, made.question, made.answer, std::to_string(made.rating));
}

std::string format_of(const Options& options) {
    return !options.format.empty() ? options.format : options.output.ends_with(".html") ? "html" : "csv";
}

int generate_puzzles(const Options& options, tools::MakerCommand& wished) {
    const std::string format = format_of(options);
    const auto maker = wished.maker(!options.data_folder.empty());
    const auto puzzle = maker->puzzle();
    const auto make = [&](std::uint64_t index) {
        std::optional<MadePuzzle> made = maker->make(options.seed, index);
        if (wished.excludes(*puzzle, *made)) made.reset();
        return made;
    };
    if (!options.data_folder.empty()) {
        tools::DataFolder folder(options.data_folder, puzzle, options.force);
        const int code = generate(options, make, [&](const MadePuzzle& made) { folder.add(made.question, made.answer); });
        if (code == tools::kDone) folder.finish();
        return code;
    }
    tools::refuse_to_overwrite(options.output, wished.files());
    tools::Output output(options.output);
    if (format == "csv") {
        std::string header = "source,question,answer,rating";
        for (const auto& [column, value] : shape_columns(*puzzle)) header += ',' + column;
        output.write(header + '\n');
    }
    if (format == "html") output.write(tools::html_begin("ptrm-generate"));
    const int code = generate(options, make, [&](const MadePuzzle& made) {
        output.write(written(format, *puzzle, made));
        output.flush();
    });
    if (format == "html") output.write(tools::html_end());
    output.flush();
    return code;
}

/// What a file's own answer is: "right", or the rules that it breaks, each with a cell where it does. Empty without an answer.
std::string judged(const Puzzle& puzzle, const std::vector<std::int32_t>& question, const std::vector<std::int32_t>& answer) {
    if (answer.empty() || !puzzle.has_rules()) return "";
    if (puzzle.solves(question, answer)) return "right";
    std::string text;
    for (const Fault& fault : puzzle.answer_faults(question, answer)) {
        text += (text.empty() ? "" : "; ") + fault.text;
        if (fault.cells.empty()) continue;
        const int cell = *std::min_element(fault.cells.begin(), fault.cells.end()), cols = puzzle.task().cols;
        text += " (row " + std::to_string(cell / cols + 1) + ", column " + std::to_string(cell % cols + 1) + ")";
    }
    return text.empty() ? "wrong" : text;
}

/// Answers of a puzzle, up to two; nothing where that is too hard to tell.
using Answers = std::optional<std::vector<std::vector<std::int32_t>>>;

/// What --check found out, as the format says.
std::string checked(const std::string& format, const tools::InputPuzzle& fed, const Answers& answers, const std::string& given,
                    Colours colours) {
    const Puzzle& puzzle = *fed.puzzle;
    const bool known = answers && !answers->empty();
    const auto& shown = known ? answers->front() : fed.question;
    const std::string says = !answers              ? "too hard to tell"
                             : answers->empty()    ? "no answer"
                             : answers->size() > 1 ? "several answers, one of them"
                                                   : "";
    if (format == "grid")
        return printable(fed.place) + (says.empty() ? "" : "  " + says) + '\n' + puzzle.drawing(fed.question, shown, colours);
    if (format == "pzprv3") return puzzle.pzprv3(fed.question, shown) + '\n';
    if (format == "html")
        return "<section><h2>" + tools::html_text(fed.place) + (says.empty() ? "" : ": " + says) + "</h2>" +
               puzzle.svg(fed.question, shown) + "</section>\n";
    const Task& task = puzzle.task();
    const std::string box = std::to_string(task.box_rows) + 'x' + std::to_string(task.box_cols);
    return csv_field(fed.place) + ',' + csv_field(puzzle.question_line(fed.question)) + ',' +
           (known ? csv_field(puzzle.answer_line(fed.question, shown)) : "") + ',' +
           (answers ? std::to_string(answers->size()) : "?") + ',' + std::to_string(task.rows) + ',' + std::to_string(task.cols) +
           ',' + (task.box_rows > 0 ? box : "") + ',' + csv_field(given) + '\n';
}

/// How many answers the puzzles of files have, and which; and what the files' own are.
int check_puzzles(const Options& options) {
    const std::string format = format_of(options);
    tools::refuse_to_overwrite(options.output, options.check);
    tools::Output output(options.output);
    const Colours colours = colours_of(output);
    if (format == "csv") output.write("source,question,answer,answers,rows,cols,box,given\n");
    if (format == "html") output.write(tools::html_begin("ptrm-generate --check"));
    tools::PuzzleInput feed(options.check, nullptr);
    tools::ProgressBar bar = options.progress.bar();
    std::size_t done = 0, one = 0, none = 0, several = 0, open = 0, wrong = 0;
    for (auto portion = feed.next(256); !portion.empty(); portion = feed.next(256)) {
        for (const auto& fed : portion) {
            const Answers answers =
                find_puzzle_kind(fed.puzzle->task().puzzle)->answers(*fed.puzzle, fed.question, tools::make_cadical);
            ++(!answers ? open : answers->size() == 1 ? one : answers->empty() ? none : several);
            const std::string given = judged(*fed.puzzle, fed.question, fed.answer);
            if (!given.empty() && given != "right") {
                ++wrong;
                std::cerr << printable(fed.place) << ": the answer in the file breaks the rules: " << printable(given, 400)
                          << '\n';
            }
            output.write(checked(format, fed, answers, given, colours));
            output.flush();
            bar.show(static_cast<double>(++done), feed.estimated_total());
        }
    }
    if (format == "html") output.write(tools::html_end());
    output.flush();
    bar.clear();
    if (!options.progress.quiet()) {
        std::cerr << one << " puzzles have one answer, " << none << " none, " << several << " several";
        if (open > 0) std::cerr << ", " << open << " were too hard to tell";
        if (feed.malformed() > 0) std::cerr << ", " << feed.malformed() << " malformed";
        std::cerr << '\n';
    }
    if (feed.read() == 0 && feed.bad_files() == 0)
        throw Error(ErrorCode::bad_puzzle, options.check.front(), "", "holds no puzzle");
    return tools::interrupted()                      ? tools::kInterrupted
           : feed.malformed() + feed.bad_files() > 0 ? tools::kFailed
           : none + several + open + wrong > 0       ? tools::kUnsolved
                                                     : tools::kDone;
}

/// A data folder of puzzles that somebody has, with their answers.
int folder_of_files(const Options& options) {
    tools::PuzzleInput feed(options.files, nullptr);
    std::optional<tools::DataFolder> folder;
    std::shared_ptr<const Puzzle> puzzle;
    for (auto portion = feed.next(4096); !portion.empty(); portion = feed.next(4096)) {
        for (const auto& fed : portion) {
            if (!folder) folder.emplace(options.data_folder, puzzle = fed.puzzle, options.force);
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
    CLI::App app{
        "Makes puzzles with exactly one answer, as CSV source,question,answer,rating; or says of puzzles that you have how many "
        "answers each has (0, 1, 2 for several, ? where that is too hard), which, and whether the one in the file is right. Exit "
        "code of --check: 0 if each has one and none is wrong, 1 if not.",
        "ptrm-generate"};
    tools::set_up(app, kExamples);
    app.require_subcommand(0, 1);
    Options options;
    CLI::Option* check = app.add_option("--check", options.check,
                                        "puzzle files of any kind, addresses or cells, - for standard input: writes "
                                        "source,question,answer,answers,rows,cols,box,given");
    app.add_option("-o,--output", options.output, "file to write instead of standard output");
    app.add_option("--format", options.format,
                   "of --check: csv, as it is without this; grid: a drawing; pzprv3: files that puzz.link's player opens solved; "
                   "html: a page of pictures (for -o FILE.html)")
        ->needs(check)
        ->check(CLI::IsMember({"csv", "grid", "pzprv3", "html"}));
    options.progress.add_to(app);
    std::deque<tools::MakerCommand> kinds;
    for (const PuzzleKind* makable : puzzle_kinds()) {
        if (makable->makes().empty()) continue;
        CLI::App* kind = app.add_subcommand(std::string(makable->name()), std::string(makable->makes()));
        for (const std::string_view alias : makable->aliases()) kind->alias(std::string(alias));
        kind->footer(kExamples);
        kinds.emplace_back(*makable, *kind);
        kind->add_option("--data-folder", options.data_folder,
                         "folder to write instead, in the official layout, for tools/train");
        kind->add_flag("--force", options.force, "replace a data folder that is there");
        kind->add_option("--count", options.count, "number of puzzles")
            ->capture_default_str()
            ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1} << 62));
        kind->add_option(
                "--format", options.format,
                "csv, as it is without this; line: the question alone; text: a grid under the kind's name; pzprv3: files that "
                "puzz.link's player opens solved; html: a page of pictures with the answers (for -o FILE.html)")
            ->check(CLI::IsMember({"csv", "line", "text", "pzprv3", "html"}));
        kind->add_option("-s,--seed", options.seed, "the same seed and options give the same puzzles")->capture_default_str();
        kind->add_option("-t,--threads", options.threads, "threads; 0 takes one per core")->check(CLI::Range(0, 1024));
        kind->add_option("-o,--output", options.output, "file to write instead of standard output");
        options.progress.add_to(*kind);
    }
    tools::ExampleOptions examples;
    CLI::App* learn = app.add_subcommand("examples",
                                         "Data folders for tools/train of a task that is known from examples only: finds board, "
                                         "symbols and symmetries, keeps some "
                                         "examples aside");
    learn->add_option("FILE", examples.files, "tables, JSON or lines of questions and answers")->required();
    learn->add_option("--data-folder", examples.folder, "folder to write: train, heldout, heldout.csv")->required();
    learn->add_option("--name", examples.name, "of the task; default the name of the first file");
    learn->add_option("--rows", examples.rows, "of the board; default as the examples say, or a square")
        ->check(CLI::Range(1, 1024));
    learn->add_option("--cols", examples.cols, "likewise")->check(CLI::Range(1, 1024));
    learn->add_option("--open", examples.open, "symbols that questions leave open; default those that answers change");
    learn->add_option("--turns", examples.turns,
                      "symmetries of the grid: none, or of 1 upside down, 2 mirrored, 3 half turn, 4 transposed, 5 and 6 quarter "
                      "turns, 7 other "
                      "diagonal, between commas; default those that the examples obey");
    learn->add_option("--swaps", examples.swaps,
                      "groups of symbols that may be renamed, as 123,ab; none; default those that the examples obey");
    learn->add_option("--heldout", examples.heldout, "share of the examples that is kept aside")
        ->check(CLI::Range(0.001, 0.9))
        ->capture_default_str();
    learn->add_flag("--force", examples.force, "replace data folders that are there");
    learn->add_flag("--skip-bad", examples.skip_bad, "leave bad examples out instead of refusing all");
    CLI::App* folder =
        app.add_subcommand("folder", "A data folder for tools/train, of the puzzles of files, which hold their answers");
    folder->add_option("FILE", options.files, "puzzle files")->required();
    folder->add_option("--data-folder", options.data_folder, "folder to write")->required();
    folder->add_flag("--force", options.force, "replace a data folder that is there");
    app.callback([&] {
        if (app.get_subcommands().empty() && options.check.empty())
            throw CLI::RequiredError("a kind of puzzle, folder, or --check");
    });
    return tools::run(app, argc, argv, [&] {
        tools::catch_interrupts();
        for (tools::MakerCommand& wished : kinds)
            if (wished.parsed()) return generate_puzzles(options, wished);
        if (learn->parsed()) return tools::learn_task(examples);
        return folder->parsed() ? folder_of_files(options) : check_puzzles(options);
    });
}
