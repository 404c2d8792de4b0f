#include "ptrm/model.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/noise.hpp"
#include "checkpoint/model_impl.hpp"
#include "model/block.hpp"
#include "ptrm/architecture.hpp"
#include "ptrm/index.hpp"
#include "ptrm/puzzle_reader.hpp"
#include "ptrm/replay.hpp"
#include "ptrm/solver.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;
using nlohmann::json;

namespace {

/// kMixer with one key changed.
std::string mixer_with(const std::string& key, const json& value) {
    json config = json::parse(test::kMixer);
    config[key] = value;
    return config.dump();
}

std::string config_refusal(const std::string& key, const json& value) {
    return error_of([&] { parse_architecture(mixer_with(key, value), "f"); });
}

std::string load_refusal(const std::vector<std::byte>& bytes) {
    return error_of([&] { Model::from_memory(bytes, "m.safetensors"); });
}

/// The header of a model file and how long its data is.
std::pair<json, std::size_t> take_apart(const std::vector<std::byte>& bytes) {
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), 8);
    const auto* text = reinterpret_cast<const char*>(bytes.data()) + 8;
    return {json::parse(std::string(text, length)), bytes.size() - 8 - length};
}

}  // namespace

TEST_CASE("the architecture follows from its configuration") {
    const Architecture arch = parse_architecture(test::kAttentionLearned, "f");
    CHECK(arch.puzzle_positions == 2);  // ceil(30 / 24)
    CHECK(arch.length() == 18);
    CHECK(arch.net_evaluations_per_step() == 2 * (1 + 1));
    CHECK_FALSE(arch.mixer);
    CHECK(arch.inner_width(24) == 256);
    Architecture official;
    official.expansion = 4;
    CHECK(official.inner_width(512) == 1536);  // 4 * 512 * 2 / 3 = 1365.3, up to a multiple of 256
    CHECK(official.inner_width(97) == 512);
}

TEST_CASE("a configuration that makes no sense is refused with its key") {
    CHECK(contains(config_refusal("seq_len", 0), "f: trm_config, key seq_len: expected a whole number from 1"));
    CHECK(contains(config_refusal("seq_len", 1e9), "key seq_len"));
    CHECK(contains(config_refusal("hidden_size", "wide"), "key hidden_size"));
    CHECK(contains(config_refusal("hidden_size", 24.5), "key hidden_size"));
    CHECK(contains(config_refusal("L_layers", -1), "key L_layers"));
    CHECK(contains(config_refusal("H_cycles", 1000000), "key H_cycles"));
    CHECK(contains(config_refusal("expansion", 1e9), "key expansion"));
    CHECK(contains(config_refusal("pos_encodings", "spiral"), "none, learned, rope or rope2d, got \"spiral\""));
    CHECK(contains(config_refusal("puzzle_emb_ndim", 100), "at most puzzle_emb_len * hidden_size"));
    CHECK(contains(config_refusal("puzzle_emb_ndim", 0), "key puzzle_emb_len"));
    CHECK(contains(config_refusal("mlp_t", 1), "true or false"));
    CHECK(contains(config_refusal("lambda_", 1.5), "key lambda_"));
    CHECK(contains(error_of([] { parse_architecture("{}", "f"); }), "key seq_len: is missing"));
    CHECK(contains(error_of([] { parse_architecture("nonsense", "f"); }), "is not JSON"));
    CHECK(contains(error_of([] {
                       parse_architecture(R"({"seq_len": 4, "vocab_size": 4, "hidden_size": 24, "expansion": 1, "L_layers": 1,
                                   "H_cycles": 1, "L_cycles": 1, "num_heads": 5})",
                                          "f");
                   }),
                   "a divisor of hidden_size"));
}

TEST_CASE("a model loads from memory with its task") {
    const std::string task = R"({"puzzle": "sudoku", "rows": 4, "cols": 4, "box": [2, 2], "tokens": "_.1234"})";
    const Model model = Model::from_memory(random_model_bytes(test::kMixer, 1, {{"ptrm_task", task}}), "m");
    CHECK(model.task().puzzle == "sudoku");
    CHECK(model.task().box_rows == 2);
    CHECK(model.backend() == find_kernels(Backend::automatic, Precision::f32).name());
    CHECK(model.precision() == "f32");
    CHECK(Model::from_memory(random_model_bytes(test::kMixer, 1), "m", {Backend::reference}).backend() == "reference");
    CHECK(model.parameters() == 24 + 24 + 2 * 6 * 24 + 2 * 24 + 2 + 24 + 2 * (3 * 256 * 17 + 3 * 256 * 24));

    const auto refused = [](const std::string& bad) {
        return load_refusal(random_model_bytes(test::kMixer, 1, {{"ptrm_task", bad}}));
    };
    CHECK(contains(refused("{}"), "ptrm_task, key puzzle: is missing"));
    CHECK(contains(refused(R"({"puzzle": "sudoku", "rows": 5, "cols": 4, "box": [2, 2], "tokens": "_.1234"})"),
                   "rows * cols = seq_len = 16"));
    CHECK(contains(refused(R"({"puzzle": "sudoku", "rows": 4, "cols": 4, "box": [1, 2], "tokens": "_.1234"})"),
                   "ptrm_task, sudoku"));
    CHECK(contains(refused(R"({"puzzle": "sudoku", "rows": 4, "cols": 4, "box": [2, 2], "tokens": "_.123"})"),
                   "6 symbols (vocab_size)"));
    CHECK(contains(refused(R"({"puzzle": "sudoku", "rows": 4, "cols": 4, "box": [2, 2], "tokens": ".12345"})"),
                   "ptrm_task, sudoku, tokens"));
}

TEST_CASE("a model with hints reads them, answers with tokens that fit the question, and wants a puzzle that gives them") {
    const std::string config = R"({"seq_len": 16, "vocab_size": 1057, "hint_rows": 190, "hidden_size": 24, "expansion": 1.0,
        "L_layers": 1, "H_cycles": 1, "L_cycles": 1, "num_heads": 2, "pos_encodings": "rope2d", "H_init_std": 1.0, "L_init_std": 1.0})";
    const std::string task = R"({"puzzle": "heyawake", "rows": 4, "cols": 4})";
    const Model model = Model::from_memory(random_model_bytes(config, 1, {{"ptrm_task", task}}), "m");
    std::istringstream in("heyawake\na a b b\na a b b\nc1 c d d\nc c d d\n");
    const PuzzleEntry read = *read_puzzles(in, "f")->next();
    const auto puzzle = puzzle_of(model.task(), model.architecture());

    const Network& network = model.impl().network;
    Workspace told = network.workspace(), untold = network.workspace();
    network.embed(told, read.question, puzzle->hints(read.question), 0);
    network.embed(untold, read.question, {}, 0);
    CHECK(told.x != untold.x);

    SolveOptions options;
    options.rollouts = 4;
    options.depth = 2;
    options.symmetries = true;
    options.keep.rollouts = true;
    const Result result = Solver(model, options).solve({read.question});
    CHECK(result.rollouts.size() == 4);
    for (const Rollout& rollout : result.rollouts)
        for (std::size_t cell = 0; cell < rollout.answer.size(); ++cell) {
            const auto choices = puzzle->choices(read.question[cell]);
            CHECK(std::find(choices.begin(), choices.end(), rollout.answer[cell]) != choices.end());
        }
    CHECK(contains(
        load_refusal(random_model_bytes(mixer_with("hint_rows", 3), 1,
                                        {{"ptrm_task", R"({"puzzle": "sudoku", "rows": 4, "cols": 4, "box": [2, 2]})"}})),
        "0 hints (hint_rows)"));
    class Wrong final : public Puzzle {  // of a caller's own
    public:
        explicit Wrong(Task own) : Puzzle(std::move(own)) {}
        int vocab_size() const override { return 1057; }
        std::vector<Fault> answer_faults(Tokens, Tokens) const override { return {}; }
        int hint_rows() const override { return 190; }
        std::vector<std::int32_t> hints(Tokens) const override { return std::vector<std::int32_t>(16, 190); }
    };
    CHECK(contains(error_of([&] { hints_of(std::make_shared<Wrong>(model.task()).get(), model.architecture(), read.question); }),
                   "hints: expected as many for each of 16 cells, each below 190, got 16, some beyond"));
    const Model bare = Model::from_memory(random_model_bytes(config, 1), "m");
    CHECK(contains(error_of([&] { Solver(bare, options).solve({read.question}); }), "190 hints"));
}

TEST_CASE("tensors that do not fit the configuration are refused by name") {
    const auto good = random_model_bytes(test::kMixer, 1);
    auto [header, data] = take_apart(good);
    const auto changed = [&, header = header, data = data](auto change) {
        json copy = header;
        change(copy);
        return load_refusal(test::safetensors(copy.dump(), data));
    };
    CHECK(contains(changed([](json& h) { h["__metadata__"].erase("trm_config"); }), "m.safetensors: metadata"));
    CHECK(contains(changed([](json& h) {
                       h["extra"] = h["inner.H_init"];
                       h.erase("inner.H_init");
                   }),
                   "tensor inner.H_init: is missing"));
    CHECK(contains(changed([](json& h) {
                       h["inner.extra"] = {{"dtype", "F32"}, {"shape", {0}}, {"data_offsets", {0, 0}}};
                   }),
                   "tensor inner.extra: is not part of the network"));
    CHECK(contains(changed([](json& h) { h["__metadata__"]["trm_config"] = mixer_with("hidden_size", 32); }),
                   "expected F32, F16 or BF16 [32] by trm_config, got F32 [24]"));
    CHECK(contains(changed([](json& h) { h["__metadata__"]["trm_config"] = mixer_with("L_layers", 3); }), "layers.2"));
    CHECK(contains(changed([](json& h) { h["inner.H_init"]["dtype"] = "I32"; }), "got I32 [24]"));
    CHECK(contains(changed([](json& h) { h["inner.lm_head.weight"]["shape"] = {24, 6}; }), "got F32 [24, 6]"));
    auto truncated = good;
    truncated.pop_back();
    CHECK(contains(load_refusal(truncated), "truncated"));
    auto trailing = good;
    trailing.push_back(std::byte{0});
    CHECK(contains(load_refusal(trailing), "trailing bytes"));
}

TEST_CASE("the eigen network agrees with the reference network") {
    for (const char* config : {test::kMixer, test::kAttentionRope, test::kAttentionLearned, test::kAttentionRope2d, test::kEqr}) {
        const Model eigen = test::random_model(config), reference = test::random_model(config, Backend::reference);
        Workspace a = eigen.impl().network.workspace(), b = reference.impl().network.workspace();
        const std::vector<std::int32_t> tokens{1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 1, 1, 1};
        for (const auto& [model, w] : {std::pair{&eigen, &a}, {&reference, &b}}) {
            model->impl().network.embed(*w, tokens, {}, 0);
            model->impl().network.start(*w, {5, 1});
            for (int step = 0; step < 3; ++step) model->impl().network.step(*w);
        }
        double worst = 0;
        for (std::size_t i = 0; i < a.logits.size(); ++i) worst = std::max(worst, std::abs(double{a.logits[i]} - b.logits[i]));
        INFO(config);
        CHECK(worst < 1e-3);
        CHECK(std::abs(a.q_halt - b.q_halt) < 1e-3);
    }
}

TEST_CASE("rope2d turns the first half of a head by the row and the second by the column") {
    const Architecture arch = parse_architecture(test::kAttentionRope2d, "f");
    const int L = arch.length(), D = arch.hidden_size, width = D / arch.num_heads;
    std::vector<float> qkv(to_size(3 * D * D)), identity(to_size(D * D));
    const NoiseKey key{3, 0};
    add_normals(key, NoiseStream::start_H, 0, 0.3f, qkv);
    for (int i = 0; i < D; ++i) at(identity, i * D + i) = 1;
    const Kernels& kernels = reference_kernels();
    const Attention attention(kernels, {{"a.qkv_proj.weight", qkv}, {"a.o_proj.weight", identity}}, "a", arch);
    Workspace w(arch, attention.scratch(), attention.spare());
    add_normals(key, NoiseStream::start_L, 0, 1.0f, w.h);
    const auto h = w.h;
    attention.bind(w.scratch.data())(w.h.data(), w.change.data());

    const auto product = [&](int part, int head, int position) {  // one head's vector of q (0), k (1) or v (2)
        std::vector<double> out(to_size(width));
        for (int c = 0; c < width; ++c)
            for (int d = 0; d < D; ++d)
                at(out, c) += double{at(qkv, (part * D + head * width + c) * D + d)} * at(h, position * D + d);
        if (part == 2) return out;
        const int half = width / 2, quarter = half / 2;
        const std::vector<double> x = out;
        for (int c = 0; c < width; ++c) {
            const int line = c < half ? position / 4 : position % 4, place = c % half, j = place % quarter;
            const double angle = line * std::pow(arch.rope_theta, -2.0 * j / half);
            const double other = at(x, place < quarter ? c + quarter : c - quarter);
            at(out, c) = at(x, c) * std::cos(angle) + (place < quarter ? -other : other) * std::sin(angle);
        }
        return out;
    };
    double worst = 0;
    for (int head = 0; head < arch.num_heads; ++head) {
        for (int from = 0; from < L; ++from) {
            std::vector<double> mixed(to_size(width));
            const auto q = product(0, head, from);
            double sum = 0;
            for (int to = 0; to < L; ++to) {
                const auto k = product(1, head, to), v = product(2, head, to);
                const double weight = std::exp(std::inner_product(q.begin(), q.end(), k.begin(), 0.0) / std::sqrt(double(width)));
                sum += weight;
                for (std::size_t c = 0; c < mixed.size(); ++c) mixed[c] += weight * v[c];
            }
            for (int c = 0; c < width; ++c)
                worst = std::max(worst, std::abs(at(mixed, c) / sum - double{at(w.change, from * D + head * width + c)}));
        }
    }
    CHECK(worst < 1e-4);
}

TEST_CASE("backends and precisions are chosen by name") {
    CHECK(parse_backend("auto") == Backend::automatic);
    CHECK(parse_backend("eigen") == Backend::eigen);
    CHECK(parse_backend("onednn") == Backend::onednn);
    CHECK(parse_precision("bf16") == Precision::bf16);
    CHECK(parse_precision("i8") == Precision::i8);
    CHECK(parse_backend("reference") == Backend::reference);
    CHECK(contains(error_of([] { parse_backend("abacus"); }), "got 'abacus'"));
    CHECK(parse_precision("f32") == Precision::f32);
    CHECK(contains(error_of([] { parse_precision("f8"); }), "got 'f8'"));
}
