#include "ptrm/architecture.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "ptrm/error.hpp"
#include "ptrm/index.hpp"
#include "ptrm/json.hpp"

namespace ptrm {
namespace {

using nlohmann::json;

/// Typed, range-checked access to a JSON object; what is wrong is said with the key's name.
class Fields {
public:
    Fields(const std::string& text, std::string file, std::string what) : file_(std::move(file)), what_(std::move(what)) {
        try {
            object_ = parse_shallow_json<json>(text);
        } catch (const std::exception& problem) {
            throw Error(ErrorCode::bad_file, file_, what_, std::string("is not JSON: ") + problem.what());
        }
        if (!object_.is_object()) throw Error(ErrorCode::bad_file, file_, what_, "must be a JSON object");
    }

    bool has(const char* key) const { return object_.contains(key) && !object_[key].is_null(); }

    int whole(const char* key, int low, int high, int absent = -1) const {
        if (!has(key) && absent >= 0) return absent;
        const json& value = need(key);
        if (!value.is_number_integer() || value < low || value > high)
            fail(key, "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
        return value.get<int>();
    }

    double real(const char* key, double low, double high, double absent = std::nan("")) const {
        if (!has(key) && !std::isnan(absent)) return absent;
        const json& value = need(key);
        if (!value.is_number() || !(value >= low && value <= high)) {
            std::string range = std::to_string(low) + " to " + std::to_string(high);
            fail(key, "a number from " + range);
        }
        return value.get<double>();
    }

    bool truth(const char* key, bool absent) const {
        if (!has(key)) return absent;
        if (!need(key).is_boolean()) fail(key, "true or false");
        return need(key).get<bool>();
    }

    std::string text(const char* key, const char* absent = nullptr) const {
        if (!has(key) && absent != nullptr) return absent;
        if (!need(key).is_string()) fail(key, "a string");
        return need(key).get<std::string>();
    }

    const json& need(const char* key) const {
        if (!has(key)) throw Error(ErrorCode::bad_file, file_, where(key), "is missing");
        return object_[key];
    }

    [[noreturn]] void fail(const char* key, const std::string& expected) const {
        throw Error(ErrorCode::bad_file, file_, where(key), expected,
                    need(key).dump(-1, ' ', true, json::error_handler_t::replace));
    }

private:
    std::string where(const char* key) const { return what_ + ", key " + key; }

    std::string file_, what_;
    json object_;
};

PositionEncoding parse_positions(const Fields& fields) {
    const std::string name = fields.text("pos_encodings", "none");
    if (name == "learned") return PositionEncoding::learned;
    if (name == "rope") return PositionEncoding::rope;
    if (name == "rope2d") return PositionEncoding::rope2d;
    if (name != "none") fields.fail("pos_encodings", "none, learned, rope or rope2d");
    return PositionEncoding::none;
}

}  // namespace

Architecture parse_architecture(const std::string& text, const std::string& file) {
    const Fields fields(text, file, "trm_config");
    Architecture arch;
    arch.seq_len = fields.whole("seq_len", 1, 16384);
    arch.vocab_size = fields.whole("vocab_size", 2, 65536);
    arch.hint_rows = fields.whole("hint_rows", 0, 65536, 0);
    arch.hidden_size = fields.whole("hidden_size", 1, 16384);
    arch.expansion = fields.real("expansion", 0.01, 64.0);
    arch.layers = fields.whole("L_layers", 1, 256);
    arch.H_cycles = fields.whole("H_cycles", 1, 1024);
    arch.L_cycles = fields.whole("L_cycles", 1, 1024);
    arch.mixer = fields.truth("mlp_t", false);
    arch.num_heads = arch.mixer ? fields.whole("num_heads", 1, 1024, 1) : fields.whole("num_heads", 1, 1024);
    arch.positions = parse_positions(fields);
    arch.rms_norm_eps = fields.real("rms_norm_eps", 0.0, 1.0, 1e-5);
    arch.rope_theta = fields.real("rope_theta", 1.0, 1e12, 10000.0);
    arch.puzzle_emb_ndim = fields.whole("puzzle_emb_ndim", 0, 1 << 20, 0);
    arch.num_puzzle_identifiers = fields.whole("num_puzzle_identifiers", 1, 1 << 30, 1);
    arch.q_head = fields.truth("q_head", true);
    arch.q_alive = arch.q_head && fields.truth("q_alive", false);
    arch.bfloat16_weights = fields.text("forward_dtype", "float32") == "bfloat16";
    arch.lambda = fields.real("lambda_", 0.0, 1.0, 1.0);
    arch.noise_scale = fields.real("noise_scale", 0.0, 1e3, 0.0);
    arch.random_starts = fields.has("H_init_std") || fields.has("L_init_std");
    arch.H_init_std = fields.real("H_init_std", 0.0, 1e3, 1.0);
    arch.L_init_std = fields.real("L_init_std", 0.0, 1e3, 1.0);

    const int P = fields.whole("puzzle_emb_len", 0, 16384, 0);
    arch.puzzle_positions = P > 0 ? P : (arch.puzzle_emb_ndim + arch.hidden_size - 1) / arch.hidden_size;
    if (arch.puzzle_emb_ndim == 0 && P > 0) fields.fail("puzzle_emb_len", "0 where puzzle_emb_ndim is 0");
    if (arch.puzzle_emb_ndim > arch.puzzle_positions * arch.hidden_size)
        fields.fail("puzzle_emb_ndim", "at most puzzle_emb_len * hidden_size");
    if (!arch.mixer && arch.hidden_size % arch.num_heads != 0) fields.fail("num_heads", "a divisor of hidden_size");
    if (!arch.mixer && arch.positions == PositionEncoding::rope && arch.hidden_size / arch.num_heads % 2 != 0)
        fields.fail("num_heads", "heads of an even width, as rope needs");
    if (!arch.mixer && arch.positions == PositionEncoding::rope2d) {
        if (arch.hidden_size / arch.num_heads % 4 != 0)
            fields.fail("num_heads", "heads of a width that 4 divides, as rope2d needs");
        if (arch.puzzle_positions > 0) fields.fail("puzzle_emb_ndim", "0, for rope2d knows cells alone");
        if (const int side = arch.grid_side(); side * side != arch.seq_len)
            fields.fail("seq_len", "a square grid, as rope2d needs");
    }
    return arch;
}

Task parse_task(const std::string& text, const Architecture& architecture, const std::string& file) {
    const Fields fields(text, file, "ptrm_task");
    Task task;
    task.puzzle = fields.text("puzzle");
    task.rows = fields.whole("rows", 1, 1024);
    task.cols = fields.whole("cols", 1, 1024);
    task.tokens = fields.text("tokens", "");
    if (task.rows * task.cols != architecture.seq_len)
        fields.fail("rows", "rows * cols = seq_len = " + std::to_string(architecture.seq_len));
    if (!task.tokens.empty() && count_of(task.tokens) != architecture.vocab_size)
        fields.fail("tokens", std::to_string(architecture.vocab_size) + " symbols (vocab_size)");
    if (fields.has("box")) {
        const auto& box = fields.need("box");
        if (!box.is_array() || box.size() != 2 || !box[0].is_number_integer() || !box[1].is_number_integer())
            fields.fail("box", "[rows, columns] of a box");
        task.box_rows = box[0].get<int>();
        task.box_cols = box[1].get<int>();
    }
    return task;
}

std::string task_text(const Task& task) {
    nlohmann::ordered_json about{{"puzzle", task.puzzle}, {"rows", task.rows}, {"cols", task.cols}};
    if (task.box_rows > 0) about["box"] = {task.box_rows, task.box_cols};
    if (!task.tokens.empty()) about["tokens"] = task.tokens;
    return about.dump();
}

}  // namespace ptrm
