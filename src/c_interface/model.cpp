#include <nlohmann/json.hpp>

#include "base/numbers.hpp"
#include "c_interface/handles.hpp"
#include "kernels/kernels.hpp"
#include "puzzles/fit.hpp"

using namespace ptrm;

namespace {

/// How a model is loaded, and the kind that is wanted of one that solves several; empty for the first.
struct Wanted {
    LoadOptions options;
    std::string kind;
};

Wanted wanted(const ptrm_setting* settings) {
    Wanted wanted;
    LoadOptions& options = wanted.options;
    for (; settings != nullptr && settings->name != nullptr; ++settings) {
        c::need(settings->name, settings->value);
        const std::string_view name = settings->name, value = settings->value;
        if (name == "backend") {
            options.backend = parse_backend(value);
        } else if (name == "precision") {
            options.precision = parse_precision(value);
        } else if (name == "memory_limit") {
            const auto limit = parse_number<std::uint64_t>(value);
            if (!limit) throw Error(ErrorCode::bad_argument, "memory_limit", "", "bytes", std::string(value));
            options.memory_limit = *limit;
        } else if (name == "frame") {
            const auto side = whole_number(value);
            if (!side) throw Error(ErrorCode::bad_argument, "frame", "", "the side of a board", std::string(value));
            options.frame = *side;
        } else if (name == "kind") {
            wanted.kind = value;
        } else {
            throw Error(ErrorCode::bad_argument, "setting", "", "backend, precision, memory_limit, frame or kind",
                        std::string(name));
        }
    }
    return wanted;
}

ptrm_model* handle(Model model, const std::string& kind) {
    std::string kinds;
    for (auto& [puzzle, puzzle_id] : puzzles_of(model)) {
        const std::string& name = puzzle->task().puzzle;
        if (kind.empty() || name == kind) return new ptrm_model{std::move(model), std::move(puzzle), puzzle_id};
        kinds += (kinds.empty() ? "" : ", ") + name;
    }
    throw Error(ErrorCode::bad_argument, "kind", "", "one that the model solves: " + kinds, kind);
}

}  // namespace

ptrm_status ptrm_model_load(const char* path, const ptrm_setting* settings, ptrm_model** model) {
    return c::guarded([&] {
        c::need("model", model);
        *model = nullptr;
        c::need("path", path);
        const Wanted how = wanted(settings);
        *model = handle(Model::load(path, how.options), how.kind);
        return PTRM_OK;
    });
}

ptrm_status ptrm_model_from_memory(const void* bytes, size_t size, const char* name, const ptrm_setting* settings,
                                   ptrm_model** model) {
    return c::guarded([&] {
        c::need("model", model);
        *model = nullptr;
        c::need("bytes", bytes);
        c::need("name", name);
        const Wanted how = wanted(settings);
        *model = handle(Model::from_memory({static_cast<const std::byte*>(bytes), size}, name, how.options), how.kind);
        return PTRM_OK;
    });
}

void ptrm_model_free(ptrm_model* model) { delete model; }
int32_t ptrm_model_cells(const ptrm_model* model) { return model->model.architecture().seq_len; }
int32_t ptrm_model_tokens(const ptrm_model* model) { return model->model.architecture().vocab_size; }
int32_t ptrm_model_positions(const ptrm_model* model) { return model->model.architecture().length(); }
int32_t ptrm_model_channels(const ptrm_model* model) { return model->model.architecture().hidden_size; }

int ptrm_model_takes(const ptrm_model* model, const ptrm_puzzle* puzzle) {
    return fits(*puzzle->entry.puzzle, *model->puzzle) ? 1 : 0;
}

ptrm_status ptrm_model_describe(const ptrm_model* model, char* buffer, size_t capacity, size_t* needed) {
    return c::guarded([&] {
        c::need("model", model);
        const Model& net = model->model;
        const Task& task = model->puzzle->task();
        const nlohmann::ordered_json json{{"name", net.name()},
                                          {"kind", task.puzzle},
                                          {"rows", task.rows},
                                          {"cols", task.cols},
                                          {"largest", largest_board(net)},
                                          {"has_rules", model->puzzle->has_rules()},
                                          {"parameters", net.parameters()},
                                          {"backend", net.backend()},
                                          {"precision", net.precision()},
                                          {"instructions", net.instructions()},
                                          {"bytes_per_thread", net.bytes_per_thread()},
                                          {"fingerprint", net.fingerprint()},
                                          {"metadata", net.metadata()}};
        c::hand_out(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), buffer, capacity, needed);
        return PTRM_OK;
    });
}
