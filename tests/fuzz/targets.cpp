#include "fuzz/targets.hpp"

#include <sys/mman.h>
#include <unistd.h>

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
    Solver solver(model, {.depth = 1, .threads = 1});
    solver.solve(Question{std::vector<std::int32_t>(to_size(arch.seq_len)), 0});
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
        const Task task = parse_task(text, "fuzzed");
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
    const CheckpointWeights weights = read_checkpoint(file.path(), config);
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

void dataset_json(Bytes bytes) {
    const File file(bytes);
    CheckpointConfig().offer_json(file.path());
}

void yaml(Bytes bytes) {
    const File file(bytes);
    CheckpointConfig().offer_yaml(file.path());
}

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

constexpr std::array<FuzzTarget, 12> kTargets{{{"model", model_file},
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
                                               {"arc", arc}}};

}  // namespace

std::span<const FuzzTarget> fuzz_targets() { return kTargets; }

}  // namespace ptrm::test
