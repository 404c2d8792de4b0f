#include "fuzz/targets.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "base/bytes.hpp"
#include "base/index.hpp"
#include "bench/benchmark.hpp"
#include "convert/checkpoint_weights.hpp"
#include "convert/pickle.hpp"
#include "data/addresses.hpp"
#include "data/task_json.hpp"
#include "eval/arc_data.hpp"
#include "eval/report.hpp"
#include "formats/npy.hpp"
#include "model/config.hpp"
#include "ptrm/error.hpp"
#include "ptrm/model.hpp"
#include "ptrm/ptrm.h"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/puzzle_reader.hpp"
#include "ptrm/solver.hpp"
#include "puzzles/symbol_puzzle.hpp"

namespace ptrm::test {
using namespace tools;
namespace {

using Bytes = std::span<const std::uint8_t>;

std::string text_of(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

/// A file of these bytes that is gone with the object.
class File {
public:
    explicit File(Bytes bytes) : descriptor_(memfd_create("fuzz", 0)) {
        if (write(descriptor_, bytes.data(), bytes.size()) < 0) close(descriptor_);
    }
    ~File() { close(descriptor_); }
    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

constexpr const char* kTiny = R"({"seq_len": 4, "vocab_size": 4, "hidden_size": 4, "num_heads": 1, "expansion": 1, "L_layers": 1,
    "H_cycles": 1, "L_cycles": 1, "mlp_t": true, "pos_encodings": "none", "puzzle_emb_ndim": 0})";

void model_file(Bytes bytes) {
    const Model model = Model::from_memory(std::as_bytes(bytes), "fuzzed", {.backend = Backend::reference});
    // What loads runs, unless it is larger than the bytes suggest.
    const Architecture& arch = model.architecture();
    if (arch.flops_per_step() > 1e7 || arch.seq_len > 1000) return;
    for (const auto& [puzzle, puzzle_id] : puzzles_of(model))
        Solver(model, {.depth = 1, .threads = 1}, puzzle)
            .solve(Question{std::vector<std::int32_t>(to_size(arch.seq_len)), puzzle_id});
}

void metadata(Bytes bytes) {
    const std::string text = text_of(bytes);
    bool read = false;
    const auto attempt = [&read](const auto& reader) {
        try {
            reader();
            read = true;
        } catch (const Error&) {
        }
    };
    attempt([&] {
        const Architecture arch = parse_architecture(text, "fuzzed");
        if (arch.layers < 100) tensor_specs(arch);
    });
    attempt([&] {
        for (const auto& [task, puzzle_id] : parse_tasks(text, "fuzzed"))
            if (find_puzzle_kind(task.puzzle) == nullptr && task.rows * task.cols < 1000) symbol_puzzle(task);
    });
    if (nlohmann::json::accept(text))
        attempt([&] {  // else a model to hold it would cost more than it tells
            const auto file = random_model_bytes(kTiny, 1, {{"ptrm_effort", text}});
            const Model model = Model::from_memory(file, "fuzzed", {.backend = Backend::reference});
            for (const Effort effort : {Effort::low, Effort::max}) effort_options(model, effort);
        });
    if (!read) throw Error(ErrorCode::bad_file, "fuzzed", "", "metadata of some kind");
}

void checkpoint(Bytes bytes) {
    const File file(bytes);
    CheckpointConfig config;
    const CheckpointWeights weights = read_checkpoint(file.path(), {}, config);
    for (const auto& [name, tensor] : weights.tensors) {
        std::vector<float> values(std::min<std::uint64_t>(element_count(tensor.shape), 1000));
        tensor.read(0, values);
    }
}

void pickle(Bytes bytes) { Pickle(std::as_bytes(bytes), "fuzzed"); }

void npy(Bytes bytes) {
    const NpyArray array{ByteSource(std::as_bytes(bytes), "fuzzed")};
    std::vector<std::int32_t> values(array.elements());
    array.read(0, values);
}

void dataset_json(Bytes bytes) { CheckpointConfig().offer_json(text_of(bytes), "fuzzed"); }

void yaml(Bytes bytes) { CheckpointConfig().offer_yaml(text_of(bytes), "fuzzed"); }

/// Reads all puzzles of a text. @throws what was wrong with the last malformed one
void read_all(Bytes bytes, const std::shared_ptr<const Puzzle>& wanted) {
    std::istringstream text(text_of(bytes));
    const auto reader = read_puzzles(text, "fuzzed", wanted);
    std::optional<Error> malformed;
    std::size_t calls = 0;
    const auto next = [&] {
        if (++calls > bytes.size() + 2) throw std::logic_error("more puzzles than bytes");  // a reader that does not move on
        const auto entry = reader->next();
        if (!entry) return false;
        entry->puzzle->question_faults(entry->question);
        entry->puzzle->question_line(entry->question);
        if (!entry->answer.empty()) entry->puzzle->answer_faults(entry->question, entry->answer);
        return true;
    };
    for (bool more = true; more;) {
        try {
            more = next();
        } catch (const Error& error) {
            if (error.code() != ErrorCode::bad_puzzle) throw;
            malformed = error;
        }
    }
    if (malformed) throw Error(*malformed);
}

void puzzles(Bytes bytes) { read_all(bytes, nullptr); }

/// The same text as puzzles of a task that is known from examples only.
void symbols(Bytes bytes) {
    static const auto takuzu = symbol_puzzle({.puzzle = "takuzu", .rows = 6, .cols = 6, .tokens = "_.01"});
    read_all(bytes, takuzu);
}

void addresses(Bytes bytes) {
    const std::string text = text_of(bytes);
    for (const FoundAddress& address : find_addresses(text)) {
        if (address.begin >= text.size()) throw std::logic_error("an address beyond its text");
        for (const PuzzleKind* kind : puzzle_kinds())
            if (const auto read = kind->read("https://puzz.link/p?" + address.text)) read->puzzle->question_line(read->question);
    }
}

void results(Bytes bytes) {
    const File file(bytes);
    tools::read_report(file.path(), {});
}

void arc(Bytes bytes) {
    const File file(bytes);
    if (!bytes.empty() && bytes.front() == '[')
        tools::read_arc_places(file.path(), {{"a1", {}, {}}}, {0, 1});
    else
        tools::read_arc_tasks(file.path());
}

/// A status of the C interface as the loaders here tell: what is wrong is thrown, what must not be is a crash.
void expect_ok(ptrm_status status) {
    if (status == PTRM_FAILED) throw std::logic_error(ptrm_error());
    if (status > PTRM_CANCELLED) throw Error(ErrorCode::bad_file, "fuzzed", "", ptrm_error());
}

/// A tiny model of 2x2 symbols, with a tree head.
ptrm_model* tiny_model() {
    static ptrm_model* const model = [] {
        std::string config = kTiny;
        config.insert(config.rfind('}'), R"(, "q_alive": true)");
        const auto file =
            random_model_bytes(config, 1, {{"ptrm_task", R"({"puzzle": "tiny", "rows": 2, "cols": 2, "tokens": "_.01"})"}});
        ptrm_model* made = nullptr;
        const ptrm_setting settings[] = {{"backend", "reference"}, {nullptr, nullptr}};
        expect_ok(ptrm_model_from_memory(file.data(), file.size(), "tiny", settings, &made));
        return made;
    }();
    return model;
}

/// Lines NAME VALUE: options of a search, and what a solver makes of them together.
void options(Bytes bytes) {
    ptrm_solver* solver = nullptr;
    std::istringstream lines(text_of(bytes));
    std::string effort, name, value;
    std::getline(lines, effort);
    expect_ok(ptrm_solver_new(tiny_model(), effort.empty() ? nullptr : effort.c_str(), &solver));
    const std::unique_ptr<ptrm_solver, decltype(&ptrm_solver_free)> owned(solver, &ptrm_solver_free);
    while (lines >> name >> value) expect_ok(ptrm_solver_set(solver, name.c_str(), value.c_str()));
    // However large the numbers are, a puzzle here costs little.
    for (const auto& [most, limit] : {std::pair("rollouts", 5), {"depth", 4}, {"tree_steps", 4}}) {
        char text[32];
        expect_ok(ptrm_solver_get(solver, most, text, sizeof text, nullptr));
        if (std::atoll(text) > limit) expect_ok(ptrm_solver_set(solver, most, std::to_string(limit).c_str()));
    }
    expect_ok(ptrm_solver_set(solver, "threads", "1"));
    ptrm_result* result = nullptr;
    const std::int32_t question[] = {1, 2, 1, 3};
    expect_ok(ptrm_solve(solver, question, 1, nullptr, &result));
    ptrm_answer answer{};
    answer.size = sizeof answer;
    const ptrm_status status = ptrm_result_answer(result, 0, &answer);
    const bool right =
        status == PTRM_OK && answer.cells == 4 && answer.net_evaluations > 0 && (answer.tokens[1] == 2 && answer.tokens[3] == 3);
    ptrm_result_free(result);
    char raw[8] = "";
    expect_ok(ptrm_solver_get(solver, "raw_answers", raw, sizeof raw, nullptr));
    if (!right && std::string_view(raw) != "true") throw std::logic_error("no answer, or a given cell is changed");
}

/// A text through the C interface: every puzzle is drawn and written in every form.
void c_interface(Bytes bytes) {
    ptrm_reader* reader = nullptr;
    expect_ok(ptrm_reader_new(reinterpret_cast<const char*>(bytes.data()), bytes.size(), nullptr, &reader));
    const std::unique_ptr<ptrm_reader, decltype(&ptrm_reader_free)> owned(reader, &ptrm_reader_free);
    std::vector<char> text(100);
    for (int i = 0; i < 4; ++i) {
        ptrm_puzzle* puzzle = nullptr;
        const ptrm_status read = ptrm_reader_next(reader, &puzzle);
        if (read == PTRM_END) return;
        expect_ok(read);
        const std::unique_ptr<ptrm_puzzle, decltype(&ptrm_puzzle_free)> kept(puzzle, &ptrm_puzzle_free);
        for (const char* form : {"line", "drawing", "svg", "pzprv3", "faults"}) {
            std::size_t needed = 0;
            if (ptrm_puzzle_text(puzzle, ptrm_puzzle_answer(puzzle), form, text.data(), text.size(), &needed) == PTRM_OK &&
                needed == 0)
                throw std::logic_error("a text without its end");
        }
    }
}

constexpr std::array<FuzzTarget, 14> kTargets{{{"model", model_file},
                                               {"metadata", metadata},
                                               {"checkpoint", checkpoint},
                                               {"pickle", pickle},
                                               {"npy", npy},
                                               {"dataset", dataset_json},
                                               {"yaml", yaml},
                                               {"puzzles", puzzles},
                                               {"symbols", symbols},
                                               {"addresses", addresses},
                                               {"results", results},
                                               {"arc", arc},
                                               {"options", options},
                                               {"c_interface", c_interface}}};

}  // namespace

#ifdef PTRM_FUZZ_TARGET
// Of a program for one target the others are left out: what could be run costs time in every execution.
constexpr FuzzTarget kOnly[] = {*std::find_if(kTargets.begin(), kTargets.end(), [](const FuzzTarget& target) {
    return std::string_view(target.name) == PTRM_FUZZ_TARGET;
})};
std::span<const FuzzTarget> fuzz_targets() { return kOnly; }
#else
std::span<const FuzzTarget> fuzz_targets() { return kTargets; }
#endif

}  // namespace ptrm::test
