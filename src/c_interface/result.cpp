#include <algorithm>
#include <limits>

#include "c_interface/handles.hpp"
#include "solver/tree_picture.hpp"

using namespace ptrm;

namespace {

template <class Item>
const Item& item(const std::vector<Item>& items, std::size_t index, const char* name) {
    if (index >= items.size())
        throw Error(ErrorCode::bad_argument, name, "", "a number below " + std::to_string(items.size()), std::to_string(index));
    return items[index];
}

template <class Struct>
void need_size(const char* name, const Struct* filled) {
    c::need(name, filled);
    if (filled->size != sizeof(Struct))
        throw Error(ErrorCode::bad_argument, name, "size", std::to_string(sizeof(Struct)), std::to_string(filled->size));
}

ptrm_shape shape_of(const ptrm_result& result) {
    ptrm_shape shape{result.results.size(), 0, 0, 0};
    for (const Result& one : result.results) {
        shape.rollouts = std::max(shape.rollouts, one.rollouts.size());
        shape.cells = std::max(shape.cells, one.answer.size());
        for (const Rollout& rollout : one.rollouts) shape.steps = std::max(shape.steps, rollout.steps.size());
    }
    return shape;
}

/// Fills arrays by name.
template <class Number>
class Array {
public:
    Array(const ptrm_result& result, std::string_view name, Number* buffer, std::size_t count, Number missing)
        : result_(result), shape_(shape_of(result)), name_(name), buffer_(buffer), count_(count), missing_(missing) {}

    /// @param write (result, its number, the place of its first element)
    template <class Write>
    void questions(std::string_view name, std::size_t width, Write write) {
        if (name != name_) return;
        const std::size_t all = shape_.questions * width;
        if (all != count_)
            throw Error(ErrorCode::bad_argument, "count", "", std::to_string(all) + " for " + std::string(name),
                        std::to_string(count_));
        if (all > 0) c::need("buffer", buffer_);
        std::fill_n(buffer_, all, missing_);
        for (std::size_t i = 0; i < shape_.questions; ++i) write(result_.results[i], i, buffer_ + i * width);
        found_ = true;
    }
    /// @param write (rollout, the place of its first element)
    template <class Write>
    void rollouts(std::string_view name, std::size_t width, Write write) {
        questions(name, shape_.rollouts * width, [&](const Result& result, std::size_t, Number* to) {
            for (std::size_t k = 0; k < result.rollouts.size(); ++k) write(result.rollouts[k], to + k * width);
        });
    }
    const ptrm_shape& shape() const { return shape_; }
    /// @throws Error (bad_argument) if no array has the name
    ptrm_status finish(const char* names) const {
        if (!found_) throw Error(ErrorCode::bad_argument, "array", "", names, std::string(name_));
        return PTRM_OK;
    }

private:
    const ptrm_result& result_;
    ptrm_shape shape_;
    std::string_view name_;
    Number* buffer_;
    std::size_t count_;
    Number missing_;
    bool found_ = false;
};

}  // namespace

size_t ptrm_result_count(const ptrm_result* result) { return result->results.size(); }

ptrm_status ptrm_result_answer(const ptrm_result* result, size_t puzzle, ptrm_answer* answer) {
    return c::guarded([&] {
        c::need("result", result);
        need_size("answer", answer);
        const Result& one = item(result->results, puzzle, "puzzle");
        *answer = {sizeof(ptrm_answer),
                   one.answer.data(),
                   one.answer.size(),
                   one.q,
                   result->solved[puzzle],
                   result->claimed[puzzle],
                   one.rollout,
                   one.step,
                   static_cast<int32_t>(one.rollouts.size()),
                   static_cast<int32_t>(one.guesses.size()),
                   one.nodes,
                   one.net_evaluations,
                   one.seconds,
                   name_of(one.ending).data()};
        return PTRM_OK;
    });
}

ptrm_status ptrm_result_rollout(const ptrm_result* result, size_t puzzle, size_t rollout, ptrm_rollout* kept) {
    return c::guarded([&] {
        c::need("result", result);
        need_size("kept", kept);
        const Rollout& one = item(item(result->results, puzzle, "puzzle").rollouts, rollout, "rollout");
        *kept = {sizeof(ptrm_rollout),
                 one.answer.data(),
                 one.q,
                 one.residual,
                 one.alive,
                 one.step,
                 static_cast<int32_t>(one.steps.size()),
                 static_cast<int32_t>(one.guesses.size())};
        return PTRM_OK;
    });
}

ptrm_status ptrm_result_step(const ptrm_result* result, size_t puzzle, size_t rollout, size_t step, const int32_t** tokens,
                             float* q, float* change) {
    return c::guarded([&] {
        c::need("result", result);
        const Rollout& one = item(item(result->results, puzzle, "puzzle").rollouts, rollout, "rollout");
        const StepRecord& record = item(one.steps, step, "step");
        if (tokens != nullptr) *tokens = record.answer.data();
        if (q != nullptr) *q = record.q;
        if (change != nullptr) *change = record.change;
        return PTRM_OK;
    });
}

ptrm_status ptrm_result_guess(const ptrm_result* result, size_t puzzle, int64_t rollout, size_t guess, int32_t* cell,
                              int32_t* token) {
    return c::guarded([&] {
        c::need("result", result);
        const Result& one = item(result->results, puzzle, "puzzle");
        const auto& guesses =
            rollout < 0 ? one.guesses : item(one.rollouts, static_cast<std::size_t>(rollout), "rollout").guesses;
        const Guess& taken = item(guesses, guess, "guess");
        if (cell != nullptr) *cell = taken.cell;
        if (token != nullptr) *token = taken.token;
        return PTRM_OK;
    });
}

ptrm_status ptrm_result_tree(const ptrm_result* result, size_t puzzle, char* buffer, size_t capacity, size_t* needed) {
    return c::guarded([&] {
        c::need("result", result);
        const auto& nodes = item(result->results, puzzle, "puzzle").rollouts;
        if (nodes.empty())
            throw Error(ErrorCode::bad_argument, "keep", "", "rollouts or steps, for a tree to be drawn", "answers");
        c::hand_out(c::whole_picture(tree_picture(nodes, result->tree_dead), kTreePictureStyle), buffer, capacity, needed);
        return PTRM_OK;
    });
}

void ptrm_result_shape(const ptrm_result* result, ptrm_shape* shape) { *shape = shape_of(*result); }

ptrm_status ptrm_result_int32(const ptrm_result* result, const char* name, int32_t* buffer, size_t count) {
    return c::guarded([&] {
        c::need("result", result);
        c::need("name", name);
        Array<int32_t> array(*result, name, buffer, count, -1);
        const std::size_t cells = array.shape().cells;
        array.questions("answers", cells,
                        [](const Result& one, std::size_t, int32_t* to) { std::copy(one.answer.begin(), one.answer.end(), to); });
        array.questions("solved", 1, [&](const Result&, std::size_t i, int32_t* to) { *to = result->solved[i]; });
        array.questions("claimed", 1, [&](const Result&, std::size_t i, int32_t* to) { *to = result->claimed[i]; });
        array.questions("rollouts", 1,
                        [](const Result& one, std::size_t, int32_t* to) { *to = static_cast<int32_t>(one.rollouts.size()); });
        array.rollouts("rollout_answers", cells,
                       [](const Rollout& one, int32_t* to) { std::copy(one.answer.begin(), one.answer.end(), to); });
        array.rollouts("rollout_steps", 1, [](const Rollout& one, int32_t* to) { *to = one.step; });
        return array.finish("answers, solved, claimed, rollouts, rollout_answers or rollout_steps");
    });
}

ptrm_status ptrm_result_float(const ptrm_result* result, const char* name, float* buffer, size_t count) {
    return c::guarded([&] {
        c::need("result", result);
        c::need("name", name);
        Array<float> array(*result, name, buffer, count, std::numeric_limits<float>::quiet_NaN());
        const auto steps = [](auto member) {
            return [member](const Rollout& one, float* to) {
                for (const StepRecord& record : one.steps) *to++ = record.*member;
            };
        };
        array.questions("q", 1, [](const Result& one, std::size_t, float* to) { *to = one.q; });
        array.rollouts("rollout_q", 1, [](const Rollout& one, float* to) { *to = one.q; });
        array.rollouts("residual", 1, [](const Rollout& one, float* to) { *to = one.residual; });
        array.rollouts("q_steps", array.shape().steps, steps(&StepRecord::q));
        array.rollouts("change_steps", array.shape().steps, steps(&StepRecord::change));
        return array.finish("q, rollout_q, residual, q_steps or change_steps");
    });
}

ptrm_status ptrm_result_int64(const ptrm_result* result, const char* name, int64_t* buffer, size_t count) {
    return c::guarded([&] {
        c::need("result", result);
        c::need("name", name);
        Array<int64_t> array(*result, name, buffer, count, -1);
        array.questions("net_evaluations", 1, [](const Result& one, std::size_t, int64_t* to) { *to = one.net_evaluations; });
        return array.finish("net_evaluations");
    });
}

void ptrm_result_free(ptrm_result* result) { delete result; }
