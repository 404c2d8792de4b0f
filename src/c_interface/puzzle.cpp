#include "base/index.hpp"
#include "c_interface/handles.hpp"

using namespace ptrm;

namespace {

std::shared_ptr<const Puzzle> puzzle_or_null(const ptrm_model* model) { return model == nullptr ? nullptr : model->puzzle; }

Tokens grid_of(const ptrm_puzzle& puzzle, const int32_t* tokens) { return {tokens, to_size(puzzle.entry.puzzle->cells())}; }

std::string faults(const Puzzle& puzzle, Tokens question, Tokens answer) {
    std::string text;
    for (const Fault& fault : puzzle.answer_faults(question, answer)) text += fault.text + '\n';
    return text;
}

std::string text_of(const ptrm_puzzle& handle, const int32_t* answer, std::string_view form) {
    const Puzzle& puzzle = *handle.entry.puzzle;
    const Tokens question = handle.entry.question;
    const Tokens grid = answer == nullptr ? question : grid_of(handle, answer);
    if (form == "line") return answer == nullptr ? puzzle.question_line(question) : puzzle.answer_line(question, grid);
    if (form == "drawing") return puzzle.drawing(question, grid);
    if (form == "svg") return c::whole_picture(puzzle.svg(question, grid), picture_style());
    if (form == "pzprv3") return puzzle.pzprv3(question, grid);
    if (form == "faults") return faults(puzzle, question, grid);
    throw Error(ErrorCode::bad_argument, "form", "", "line, drawing, svg, pzprv3 or faults", std::string(form));
}

/// @throws Error (bad_argument) for a grid of another size, or with tokens that the kind has not
void check_grid(const Puzzle& puzzle, const int32_t* tokens, std::size_t count) {
    c::need("tokens", tokens);
    if (count != to_size(puzzle.cells()))
        throw Error(ErrorCode::bad_argument, "tokens", "", std::to_string(puzzle.cells()), std::to_string(count));
    for (std::size_t cell = 0; cell < count; ++cell)
        if (tokens[cell] < 0 || tokens[cell] >= puzzle.vocab_size())
            throw Error(ErrorCode::bad_argument, "tokens", "cell " + std::to_string(cell),
                        "0 to " + std::to_string(puzzle.vocab_size() - 1), std::to_string(tokens[cell]));
}

}  // namespace

ptrm_status ptrm_puzzle_read(const char* text, size_t size, const ptrm_model* model, ptrm_puzzle** puzzle) {
    return c::guarded([&] {
        c::need("puzzle", puzzle);
        *puzzle = nullptr;
        c::need("text", text);
        *puzzle = new ptrm_puzzle{read_puzzle({text, size}, puzzle_or_null(model))};
        return PTRM_OK;
    });
}

ptrm_status ptrm_puzzle_of(const ptrm_model* model, const int32_t* tokens, size_t count, ptrm_puzzle** puzzle) {
    return c::guarded([&] {
        c::need("puzzle", puzzle);
        *puzzle = nullptr;
        c::need("model", model);
        check_grid(*model->puzzle, tokens, count);
        PuzzleEntry entry;
        entry.puzzle = model->puzzle;
        entry.question.assign(tokens, tokens + count);
        *puzzle = new ptrm_puzzle{std::move(entry)};
        return PTRM_OK;
    });
}

void ptrm_puzzle_free(ptrm_puzzle* puzzle) { delete puzzle; }
const char* ptrm_puzzle_kind(const ptrm_puzzle* puzzle) { return puzzle->entry.puzzle->task().puzzle.c_str(); }
const char* ptrm_puzzle_place(const ptrm_puzzle* puzzle) { return puzzle->entry.place.c_str(); }
int32_t ptrm_puzzle_rows(const ptrm_puzzle* puzzle) { return puzzle->entry.puzzle->task().rows; }
int32_t ptrm_puzzle_cols(const ptrm_puzzle* puzzle) { return puzzle->entry.puzzle->task().cols; }
const int32_t* ptrm_puzzle_question(const ptrm_puzzle* puzzle) { return puzzle->entry.question.data(); }
const int32_t* ptrm_puzzle_answer(const ptrm_puzzle* puzzle) {
    return puzzle->entry.answer.empty() ? nullptr : puzzle->entry.answer.data();
}
int ptrm_puzzle_has_rules(const ptrm_puzzle* puzzle) { return puzzle->entry.puzzle->has_rules() ? 1 : 0; }

ptrm_status ptrm_puzzle_check(const ptrm_puzzle* puzzle, const int32_t* answer, size_t count, int* right) {
    return c::guarded([&] {
        c::need("puzzle", puzzle);
        c::need("right", right);
        check_grid(*puzzle->entry.puzzle, answer, count);
        *right = puzzle->entry.puzzle->solves(puzzle->entry.question, {answer, count}) ? 1 : 0;
        return PTRM_OK;
    });
}

ptrm_status ptrm_puzzle_text(const ptrm_puzzle* puzzle, const int32_t* answer, const char* form, char* buffer, size_t capacity,
                             size_t* needed) {
    return c::guarded([&] {
        c::need("puzzle", puzzle);
        c::need("form", form);
        if (answer != nullptr) check_grid(*puzzle->entry.puzzle, answer, to_size(puzzle->entry.puzzle->cells()));
        c::hand_out(text_of(*puzzle, answer, form), buffer, capacity, needed);
        return PTRM_OK;
    });
}

ptrm_status ptrm_reader_new(const char* text, size_t size, const ptrm_model* model, ptrm_reader** reader) {
    return c::guarded([&] {
        c::need("reader", reader);
        *reader = nullptr;
        c::need("text", text);
        auto made = std::make_unique<ptrm_reader>();
        made->text.str(std::string(text, size));
        made->reader = read_puzzles(made->text, "text", puzzle_or_null(model));
        *reader = made.release();
        return PTRM_OK;
    });
}

ptrm_status ptrm_reader_next(ptrm_reader* reader, ptrm_puzzle** puzzle) {
    return c::guarded([&] {
        c::need("puzzle", puzzle);
        *puzzle = nullptr;
        c::need("reader", reader);
        auto entry = reader->reader->next();
        if (!entry) return PTRM_END;
        *puzzle = new ptrm_puzzle{std::move(*entry)};
        return PTRM_OK;
    });
}

void ptrm_reader_free(ptrm_reader* reader) { delete reader; }
