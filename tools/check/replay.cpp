#include "check/replay.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/index.hpp"
#include "checkpoint/model_impl.hpp"
#include "formats/safetensors.hpp"
#include "ptrm/error.hpp"
#include "ptrm/solver.hpp"
#include "sampler/hints.hpp"

namespace ptrm {
namespace {

using Floats = std::span<const float>;

double worst_difference(Floats expected, Floats got) {
    double worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const double difference = std::abs(double{expected[i]} - double{got[i]});
        if (std::isnan(difference)) return std::numeric_limits<double>::infinity();
        worst = std::max(worst, difference);
    }
    return worst;
}

class Replay {
public:
    Replay(const Model& model, const std::filesystem::path& path)
        : network_(ModelAccess::network(model)),
          puzzles_(puzzles_of(model)),
          file_(ByteSource(path)),
          workspace_(network_.workspace()) {
        const std::vector<std::int64_t> shape = file_.entry("inputs").shape;
        const std::int64_t S = network_.architecture().seq_len;
        if (shape.size() != 2 || shape[0] < 1 || shape[1] != S)
            throw Error(ErrorCode::bad_file, file_.name(), "tensor inputs", "shape [B, " + std::to_string(S) + "]",
                        shape_text(shape));
        batch_ = to_size(shape[0]);
        inputs_ = file_.ints("inputs");
        check_range(inputs_, network_.architecture().vocab_size, "inputs");
        identifiers_.assign(batch_, 0);
        if (has("puzzle_identifiers")) {
            identifiers_ = file_.ints("puzzle_identifiers");
            need(identifiers_.size(), batch_, "puzzle_identifiers");
            check_range(identifiers_, network_.architecture().num_puzzle_identifiers, "puzzle_identifiers");
        }
    }

    std::vector<Deviation> run() {
        if (network_.architecture().random_starts) {
            replay_steps("quiet.", false);
            if (has("path_noise")) replay_steps("noisy.", true);
        } else {
            replay_steps("", false);
            if (has("ptrm.noise")) {
                replay_rollouts("ptrm.z_L.", &Workspace::z_L);
                replay_rollouts("ptrm.z_H.", &Workspace::z_H);
            }
        }
        if (deviations_.empty()) throw Error(ErrorCode::bad_file, file_.name(), "", "holds no tensor to compare");
        return std::move(deviations_);
    }

private:
    bool has(const std::string& tensor) const { return file_.tensors().contains(tensor); }

    void need(std::size_t got, std::size_t expected, const std::string& tensor) const {
        if (got != expected)
            throw Error(ErrorCode::bad_file, file_.name(), "tensor " + tensor, std::to_string(expected) + " elements",
                        std::to_string(got));
    }

    void check_range(const std::vector<std::int32_t>& values, int limit, const std::string& tensor) const {
        for (const std::int32_t value : values)
            if (value < 0 || value >= limit)
                throw Error(ErrorCode::bad_file, file_.name(), "tensor " + tensor,
                            "values from 0 to " + std::to_string(limit - 1), std::to_string(value));
    }

    std::vector<float> floats(const std::string& tensor, std::size_t size) {
        auto values = file_.floats(tensor);
        need(values.size(), size, tensor);
        return values;
    }

    void embed(std::size_t sample) {
        const std::size_t S = to_size(network_.architecture().seq_len);
        const auto tokens = std::span<const std::int32_t>(inputs_).subspan(sample * S, S);
        const std::int32_t id = identifiers_[sample];
        const auto of_kind =
            std::find_if(puzzles_.begin(), puzzles_.end(), [id](const auto& one) { return one.puzzle_id == id; });
        const Puzzle& puzzle = *(of_kind == puzzles_.end() ? puzzles_.front() : *of_kind).puzzle;
        network_.embed(workspace_, tokens, hints_of(puzzle, network_.architecture(), tokens), id);
    }

    /// Compares part `part` of `parts` of a tensor, if the recording holds it.
    void compare(const std::string& tensor, std::size_t part, std::size_t parts, Floats got) {
        if (!has(tensor)) return;
        const auto expected = floats(tensor, parts * got.size());
        const double worst = worst_difference(Floats(expected).subspan(part * got.size(), got.size()), got);
        const auto known =
            std::find_if(deviations_.begin(), deviations_.end(), [&](const auto& d) { return d.tensor == tensor; });
        if (known == deviations_.end())
            deviations_.push_back({tensor, worst});
        else
            known->worst = std::max(known->worst, worst);
    }

    void compare_all(const std::string& prefix, std::size_t part, std::size_t parts) {
        compare(prefix + "z_H", part, parts, workspace_.z_H);
        compare(prefix + "z_L", part, parts, workspace_.z_L);
        compare(prefix + "logits", part, parts, workspace_.logits);
        compare(prefix + "q_halt", part, parts, Floats(&workspace_.q_halt, 1));
        compare(prefix + "q_continue", part, parts, Floats(&workspace_.q_continue, 1));
    }

    void replay_steps(const std::string& prefix, bool noisy) {
        const std::size_t size = workspace_.z_H.size();
        const int updates = network_.architecture().net_evaluations_per_step();
        int steps = 0;
        while (has(prefix + "step" + std::to_string(steps + 1) + ".logits")) ++steps;
        std::vector<float> noise, start_H, start_L;
        float scale = 0;
        if (noisy) {
            noise = floats("path_noise", to_size(steps * updates) * batch_ * size);
            scale = floats("path_noise_scale", 1)[0];
        }
        if (network_.architecture().random_starts) {
            start_H = floats("init.z_H", batch_ * size);
            start_L = floats("init.z_L", batch_ * size);
        }
        for (std::size_t sample = 0; sample < batch_; ++sample) {
            embed(sample);
            network_.start(workspace_, {});
            if (!start_H.empty()) {
                const auto first = static_cast<Index>(sample * size);
                std::copy_n(start_H.begin() + first, size, workspace_.z_H.begin());
                std::copy_n(start_L.begin() + first, size, workspace_.z_L.begin());
            }
            for (int step = 0; step < steps; ++step) {
                const auto add_path_noise = [&](int update, std::span<float> part, std::size_t first) {
                    const std::size_t at = (to_size(step * updates + update) * batch_ + sample) * size + first;
                    for (std::size_t i = 0; i < part.size(); ++i) part[i] += scale * noise[at + i];
                };
                network_.step(workspace_, noisy ? PathNoise(add_path_noise) : PathNoise());
                compare_all(prefix + "step" + std::to_string(step + 1) + ".", sample, batch_);
            }
        }
    }

    void replay_rollouts(const std::string& prefix, Buffer Workspace::*target) {
        const auto& shape = file_.entry("ptrm.noise").shape;
        const std::size_t size = workspace_.z_H.size();
        if (shape.size() != 4 || shape[0] < 1 || shape[0] > 1 << 20 || shape[1] > 1 << 20)
            throw Error(ErrorCode::bad_file, file_.name(), "tensor ptrm.noise", "shape [K, steps, L, D]", shape_text(shape));
        const std::size_t rollouts = to_size(shape[0]), steps = to_size(shape[1]);
        const auto noise = floats("ptrm.noise", rollouts * steps * size);
        const float sigma = floats("ptrm.sigma", 1)[0];
        embed(0);
        for (std::size_t rollout = 0; rollout < rollouts; ++rollout) {
            network_.start(workspace_, {});
            for (std::size_t step = 0; step < steps; ++step) {
                auto& state = workspace_.*target;
                for (std::size_t i = 0; i < size; ++i) state[i] += sigma * noise[(rollout * steps + step) * size + i];
                network_.step(workspace_);
                compare(prefix + "step" + std::to_string(step + 1) + ".q_halt", rollout, rollouts, Floats(&workspace_.q_halt, 1));
            }
            compare(prefix + "z_H", rollout, rollouts, workspace_.z_H);
            compare(prefix + "z_L", rollout, rollouts, workspace_.z_L);
            compare(prefix + "logits", rollout, rollouts, workspace_.logits);
        }
    }

    const Network& network_;
    std::vector<ModelPuzzle> puzzles_;
    Safetensors file_;
    Workspace workspace_;
    std::size_t batch_ = 0;
    std::vector<std::int32_t> inputs_, identifiers_;
    std::vector<Deviation> deviations_;
};

}  // namespace

std::vector<Deviation> replay(const Model& model, const std::filesystem::path& recording) {
    return Replay(model, recording).run();
}

}  // namespace ptrm
