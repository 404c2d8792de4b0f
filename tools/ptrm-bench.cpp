#include <algorithm>
#include <chrono>
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/instructions.hpp"
#include "base/parallel.hpp"
#include "base/profile.hpp"
#include "base/random.hpp"
#include "bench/benchmark.hpp"
#include "command_line.hpp"
#include "common.hpp"
#include "interrupts.hpp"
#include "kernels/kernels.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/solver.hpp"
#include "ptrm/version.hpp"
#include "puzzles/sudoku.hpp"
#include "shipped_models.hpp"

namespace {

using namespace ptrm;
using Clock = std::chrono::steady_clock;

const std::vector<std::string> kAllPrecisions{"f32", "bf16", "i8"};

constexpr const char* kExamples = R"(Examples:
  ptrm-bench --seconds 0.05 --runs 1
  ptrm-bench --synthetic official-mixer --precision bf16 --rollouts 1,16 --runs 1 --seconds 0.05
  ptrm-bench --signature
)";

/// Networks of the papers: TRM for Sudoku (mixer), TRM for ARC-like tasks (attention) on 10x10 cells, TRM for 30x30 mazes.
const std::map<std::string, std::string> kSynthetic{
    {"official-mixer",
     R"({"seq_len": 81, "vocab_size": 11, "hidden_size": 512, "expansion": 4, "L_layers": 2, "H_cycles": 3, "L_cycles": 6,
         "mlp_t": true, "puzzle_emb_ndim": 512, "puzzle_emb_len": 16})"},
    {"official-attention",
     R"({"seq_len": 100, "vocab_size": 12, "hidden_size": 512, "num_heads": 8, "expansion": 4, "L_layers": 2, "H_cycles": 3,
         "L_cycles": 4, "pos_encodings": "rope", "puzzle_emb_ndim": 512, "puzzle_emb_len": 16})"},
    {"maze",
     R"({"seq_len": 900, "vocab_size": 6, "hidden_size": 512, "num_heads": 8, "expansion": 4, "L_layers": 2, "H_cycles": 3,
         "L_cycles": 4, "pos_encodings": "rope", "puzzle_emb_ndim": 512, "puzzle_emb_len": 16})"}};

struct Arguments {
    std::vector<std::string> models, synthetic, backends{"eigen", "onednn"}, precisions;
    std::vector<int> threads, rollouts{1, 4};
    double seconds = 0.25;
    int runs = 3;
    bool json = false, signature = false, profile = false;
    std::string output, instructions;
};

double seconds_since(Clock::time_point began) { return std::chrono::duration<double>(Clock::now() - began).count(); }

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// A question of random tokens.
Question random_question(const Architecture& arch, std::uint64_t seed) {
    Random random(seed, 0);
    Question question;
    for (int i = 0; i < arch.seq_len; ++i) question.tokens.push_back(random.below(arch.vocab_size));
    return question;
}

struct Measurement {
    std::string model;
    std::string backend, precision;
    int threads, rollouts;
    std::vector<double> gflops, peak, ratio, evaluations;  // one for each run
};

/// Everything that supervision steps do, noise included, against the product alone: one after the other in every run, so that
/// what else the machine does falls on both.
Measurement measure(const std::string& name, const Model& model, int threads, int rollouts, const Arguments& args) {
    const Architecture& arch = model.architecture();
    const int in_flight = rollouts * (rollouts == 1 ? 1 : threads);
    const double gflop = arch.flops_per_step() * 1e-9;
    const Question question = random_question(arch, 1);
    Measurement result{name, std::string(model.backend()), std::string(model.precision()), threads, in_flight, {}, {}, {}, {}};
    for (int run = 0; run < args.runs; ++run) {
        const double peak = products_alone(model, threads, args.seconds / 2);
        const int busy = std::min(threads, in_flight);
        const double guess = args.seconds * peak / threads * busy / gflop / in_flight;
        Solver solver(model, {.rollouts = in_flight,
                              .depth = std::clamp(static_cast<int>(std::lround(guess)), 1, 100000),
                              .noise = {.sigma = 1.0},
                              .threads = threads});
        if (in_flight < threads) solver.solve(question);  // threads have to find out that they do well to share steps
        const auto began = Clock::now();
        const auto evaluations = static_cast<double>(solver.solve(question).net_evaluations);
        const double took = seconds_since(began);
        const double rate = evaluations / arch.net_evaluations_per_step() * gflop / took;
        result.gflops.push_back(rate);
        result.peak.push_back(peak);
        result.ratio.push_back(rate / peak);
        result.evaluations.push_back(evaluations / took);
    }
    return result;
}

std::string machine() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name") && line.find(": ") != std::string::npos) return line.substr(line.find(": ") + 2);
    return "unknown";
}

/// A fixed small job on the reference backend, and a number that changes when an answer or the work spent does.
std::string signature() {
    const Model model = Model::from_memory(
        random_model_bytes(R"({"seq_len": 16, "vocab_size": 6, "hidden_size": 24, "expansion": 1.0, "L_layers": 2, "H_cycles": 2,
                               "L_cycles": 2, "mlp_t": true, "puzzle_emb_ndim": 24, "puzzle_emb_len": 1})",
                           1),
        "signature", {Backend::reference});
    std::vector<Question> questions;
    for (std::uint64_t i = 0; i < 12; ++i) questions.push_back(random_question(model.architecture(), i));
    std::uint64_t hash = 0;
    std::int64_t evaluations = 0;
    for (const Stop stop : {Stop::none, Stop::q}) {
        for (const Selection selection : {Selection::best_q, Selection::mode, Selection::settled}) {
            const SolveOptions options{
                .rollouts = 4, .depth = 6, .noise = {.sigma = 0.5}, .select = selection, .stop = {.rule = stop}};
            for (const Result& result : Solver(model, options).solve(questions)) {
                for (const std::int32_t token : result.answer) hash = mix64(hash ^ static_cast<std::uint32_t>(token));
                hash = mix64(hash ^ static_cast<std::uint64_t>(result.rollout * 1000 + result.step));
                evaluations += result.net_evaluations;
            }
        }
    }
    char text[80];
    std::snprintf(text, sizeof text, "answers %016llx, net evaluations %lld\n", static_cast<unsigned long long>(hash),
                  static_cast<long long>(evaluations));
    return text;
}

class BenchProgram {
public:
    explicit BenchProgram(Arguments arguments) : args_(checked(std::move(arguments))), output_(args_.output) {
        if (!args_.instructions.empty()) limit_instructions(parse_instructions(args_.instructions));
        if (args_.threads.empty()) {
            args_.threads = {1};
            if (usable_threads() > 1) args_.threads.push_back(usable_threads());
        }
        if (args_.models.empty() && args_.synthetic.empty()) {
            args_.models = {tools::find_model(*find_puzzle_kind("sudoku")->puzzle(sudoku_task({3, 3}))).file.string()};
            args_.synthetic = {"official-mixer"};
        }
    }

    int run() {
        if (!args_.json)
            output_.write("machine " + machine() + ", " + std::to_string(usable_threads()) + " threads, " + cpu_features() +
                          '\n' + (args_.profile ? profile_header() : header()));
        for (const auto& path : args_.models) run_model(path, [&](LoadOptions options) { return Model::load(path, options); });
        for (const auto& name : args_.synthetic) {
            const auto bytes = random_model_bytes(kSynthetic.at(name), 1);
            run_model(name, [&](LoadOptions options) { return Model::from_memory(bytes, name, options); });
        }
        if (args_.json) output_.write(json_.dump(2) + '\n');
        output_.flush();
        return tools::kDone;
    }

private:
    static Arguments checked(Arguments arguments) {
        tools::refuse_to_overwrite(arguments.output, arguments.models);
        return arguments;
    }
    static std::string header() {
        return "model               backend    prec  threads rollouts  GFLOP/s  (least - most)    product alone  ratio  "
               "net evaluations/s\n";
    }

    static std::string profile_header() {
        std::string line = "model               backend    prec    us a step";
        for (const std::string_view part : kPartNames) line += std::string(11 - part.size(), ' ') + std::string(part);
        return line + "       rest\n";
    }

    /// Every backend and precision that was asked for and can run; the error if none can.
    template <class Load>
    void run_model(const std::string& path, Load load) {
        const std::string name = std::filesystem::path(path).stem().string();
        std::optional<Error> refusal;
        bool any = false;
        for (const auto& backend : args_.backends) {
            for (const auto& precision : args_.precisions.empty() ? kAllPrecisions : args_.precisions) {
                // Where nothing multiplies it, bf16 is products in float32 (see Precision), and measured if it is asked for.
                if (args_.precisions.empty() && precision == "bf16" && (backend != "onednn" || !multiplies_bf16())) continue;
                const LoadOptions options{parse_backend(backend), parse_precision(precision)};
                try {
                    run_model(name, load(options));
                    any = true;
                } catch (const Error& error) {
                    if (error.code() != ErrorCode::bad_argument) throw;
                    refusal = error;
                }
            }
        }
        if (!any && refusal) throw *refusal;
    }

    void run_model(const std::string& name, const Model& model) {
        if (args_.profile) return report(name, model, profile_step(model, args_.seconds * args_.runs));
        for (const int threads : args_.threads) {
            for (const int rollouts : args_.rollouts) {
                report(measure(name, model, threads, rollouts, args_));
                if (tools::interrupted()) return;
            }
        }
    }

    /// Where a supervision step's time goes, in parts of a hundred.
    void report(const std::string& name, const Model& model, const StepProfile& profile) {
        double step = 0;
        for (const auto& part : profile) step += part.second;
        if (args_.json) {
            nlohmann::ordered_json line{
                {"model", name}, {"backend", model.backend()}, {"precision", model.precision()}, {"microseconds", step}};
            for (const auto& [part, spent] : profile) line[part] = spent;
            return add(std::move(line));
        }
        char text[100];
        std::snprintf(text, sizeof text, "%-19s %-10s %-5s  %9.1f", name.c_str(), std::string(model.backend()).c_str(),
                      std::string(model.precision()).c_str(), step);
        std::string line = text;
        for (const auto& part : profile) {
            std::snprintf(text, sizeof text, "  %9.1f", 100 * part.second / step);
            line += text;
        }
        line += '\n';
        output_.write(line);
        output_.flush();
    }

    void add(nlohmann::ordered_json result) {
        json_["machine"] = machine();
        json_["features"] = cpu_features();
        json_["version"] = version();
        json_["results"].push_back(std::move(result));
    }

    void report(const Measurement& m) {
        const auto [least, most] = std::minmax_element(m.gflops.begin(), m.gflops.end());
        if (args_.json) {
            add({{"model", m.model},
                 {"backend", m.backend},
                 {"precision", m.precision},
                 {"threads", m.threads},
                 {"rollouts", m.rollouts},
                 {"gflops", median(m.gflops)},
                 {"gflops_least", *least},
                 {"gflops_most", *most},
                 {"peak_gflops", median(m.peak)},
                 {"ratio", median(m.ratio)},
                 {"net_evaluations_per_second", median(m.evaluations)}});
            return;
        }
        char line[200];
        std::snprintf(line, sizeof line, "%-19s %-10s %-5s %7d %8d  %7.1f  (%5.1f - %5.1f)  %13.1f  %5.2f  %17.0f\n",
                      m.model.c_str(), m.backend.c_str(), m.precision.c_str(), m.threads, m.rollouts, median(m.gflops), *least,
                      *most, median(m.peak), median(m.ratio), median(m.evaluations));
        output_.write(line);
        output_.flush();
    }

    Arguments args_;
    tools::Output output_;
    nlohmann::ordered_json json_;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Measures how fast models run: all that supervision steps do, as a share of what the products alone, each at its "
        "own shape, reach on this machine in the same run. Without --model and --synthetic: the shipped 9x9 Sudoku model and "
        "official-mixer.",
        "ptrm-bench"};
    tools::set_up(app, kExamples);
    Arguments args;
    app.add_option("-m,--model", args.models, "model files, or names of shipped models")->transform(tools::model_file);
    app.add_option("--synthetic", args.synthetic,
                   "networks of the papers, with random weights: official-mixer, official-attention, maze")
        ->delimiter(',')
        ->check(CLI::IsMember({"official-mixer", "official-attention", "maze"}));
    app.add_option("--backend", args.backends, "eigen, onednn, reference; those that are not built in are passed over")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--precision", args.precisions,
                   "f32, bf16, i8; those that a backend lacks are passed over (default: all that differ)")
        ->delimiter(',');
    app.add_option("-t,--threads", args.threads, "thread counts; default 1 and one per core")
        ->delimiter(',')
        ->check(CLI::Range(1, 1024));
    app.add_option("--rollouts", args.rollouts, "rollouts in flight: 1, which all threads share, or so many per thread")
        ->delimiter(',')
        ->capture_default_str()
        ->check(CLI::Range(1, 100000));
    app.add_option("--seconds", args.seconds, "of each run")->capture_default_str()->check(CLI::Range(0.001, 3600.0));
    app.add_option("--runs", args.runs, "of each measurement; the median counts")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    app.add_flag("--json", args.json, "one JSON object instead of a table");
    app.add_option("-o,--output", args.output, "file to write instead of standard output");
    app.add_option("--instructions", args.instructions, "at most these of the CPU's: baseline, avx2, avx512 or amx");
    app.add_flag("--profile", args.profile, "where the time of a supervision step goes, on one thread, in percent");
    app.add_flag(
        "--signature", args.signature,
        "only a hash of the answers to a fixed small job on the reference backend and its net evaluations: it changes when "
        "what is computed does");
    return tools::run(app, argc, argv, [&] {
        tools::catch_interrupts();
        if (!args.signature) return BenchProgram(std::move(args)).run();
        tools::Output output(args.output);
        output.write(signature());
        output.flush();
        return tools::kDone;
    });
}
