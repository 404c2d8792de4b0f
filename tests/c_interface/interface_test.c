/* The C interface as a program in C11 uses it: what it can reach, what it refuses, several threads.
 *     ptrm-c-test MODELS */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ptrm/ptrm.h"

static int failures = 0;

static void expect(int holds, const char* what, int line) {
    if (holds) return;
    fprintf(stderr, "interface_test.c:%d: %s; the last error: %s\n", line, what, ptrm_error());
    ++failures;
}
#define EXPECT(condition) expect((condition) != 0, #condition, __LINE__)
#define SAYS(text) expect(strstr(ptrm_error(), text) != NULL, "the error says " text, __LINE__)

static const char kQuestion[] = "1..........4....";
static const char kAnswer[] = "1243342121344312"; /* replaced by what the solver says, if the puzzle has others */

static char* text_of(const ptrm_puzzle* puzzle, const int32_t* answer, const char* form) {
    size_t needed = 0;
    EXPECT(ptrm_puzzle_text(puzzle, answer, form, NULL, 0, &needed) == PTRM_OK);
    char* text = malloc(needed);
    EXPECT(ptrm_puzzle_text(puzzle, answer, form, text, needed, NULL) == PTRM_OK);
    EXPECT(strlen(text) + 1 == needed);
    return text;
}

static ptrm_model* load(const char* folder, const char* name, const ptrm_setting* settings) {
    char path[4096];
    ptrm_model* model = NULL;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    EXPECT(ptrm_model_load(path, settings, &model) == PTRM_OK);
    return model;
}

static void test_models(const char* folder) {
    const ptrm_setting settings[] = {{"backend", "eigen"}, {"precision", "f32"}, {NULL, NULL}};
    ptrm_model* model = load(folder, "sudoku-4x4.safetensors", settings);
    EXPECT(ptrm_model_cells(model) == 16 && ptrm_model_tokens(model) == 6);
    EXPECT(ptrm_model_positions(model) >= 16 && ptrm_model_channels(model) > 0);
    char small[4] = "abc";
    size_t needed = 0;
    EXPECT(ptrm_model_describe(model, small, sizeof small, &needed) == PTRM_OK && needed > 4 && small[0] == 0);
    char* text = malloc(needed);
    EXPECT(ptrm_model_describe(model, text, needed, NULL) == PTRM_OK);
    EXPECT(strstr(text, "\"kind\":\"sudoku\"") != NULL && strstr(text, "\"backend\":\"eigen\"") != NULL);
    free(text);
    ptrm_model_free(model);

    char path[4096];
    snprintf(path, sizeof path, "%s/sudoku-4x4.safetensors", folder);
    FILE* file = fopen(path, "rb");
    fseek(file, 0, SEEK_END);
    const size_t size = (size_t)ftell(file);
    rewind(file);
    void* bytes = malloc(size);
    EXPECT(fread(bytes, 1, size, file) == size);
    fclose(file);
    EXPECT(ptrm_model_from_memory(bytes, size, "mine", NULL, &model) == PTRM_OK);
    EXPECT(ptrm_model_cells(model) == 16);
    ptrm_model_free(model);
    EXPECT(ptrm_model_from_memory(bytes, size / 2, "torn", NULL, &model) == PTRM_BAD_FILE && model == NULL);
    SAYS("torn");
    free(bytes);

    EXPECT(ptrm_model_load("no such file", NULL, &model) == PTRM_IO && model == NULL);
    SAYS("no such file");
    const ptrm_setting wrong[] = {{"precision", "f99"}, {NULL, NULL}}, unknown[] = {{"colour", "red"}, {NULL, NULL}};
    EXPECT(ptrm_model_load(path, wrong, &model) == PTRM_BAD_ARGUMENT);
    SAYS("f99");
    EXPECT(ptrm_model_load(path, unknown, &model) == PTRM_BAD_ARGUMENT);
    SAYS("colour");
    EXPECT(ptrm_model_load(NULL, NULL, &model) == PTRM_BAD_ARGUMENT);
    EXPECT(ptrm_model_load(path, NULL, NULL) == PTRM_BAD_ARGUMENT);
    ptrm_model_free(NULL);
}

static void test_puzzles(const char* folder) {
    ptrm_model* model = load(folder, "nurikabe-10x10.safetensors", NULL);
    const char address[] = "https://puzz.link/p?nurikabe/8/6/g4g4p3x1i1h.h4i1";
    ptrm_puzzle* puzzle = NULL;
    EXPECT(ptrm_puzzle_read(address, strlen(address), NULL, &puzzle) == PTRM_OK);
    EXPECT(strcmp(ptrm_puzzle_kind(puzzle), "nurikabe") == 0);
    EXPECT(ptrm_puzzle_rows(puzzle) == 6 && ptrm_puzzle_cols(puzzle) == 8);
    EXPECT(ptrm_puzzle_has_rules(puzzle) && ptrm_puzzle_answer(puzzle) == NULL);
    EXPECT(ptrm_model_takes(model, puzzle));
    char* text = text_of(puzzle, NULL, "svg");
    EXPECT(strncmp(text, "<svg", 4) == 0);
    free(text);

    ptrm_solver* solver = NULL;
    ptrm_result* result = NULL;
    EXPECT(ptrm_solver_new(model, "high", &solver) == PTRM_OK);
    EXPECT(ptrm_solve_puzzles(solver, (const ptrm_puzzle* const*)&puzzle, 1, NULL, &result) == PTRM_OK);
    ptrm_answer answer = {.size = sizeof answer};
    EXPECT(ptrm_result_answer(result, 0, &answer) == PTRM_OK);
    EXPECT(answer.cells == 48 && answer.solved == 1 && answer.claimed == 1 && strcmp(answer.ending, "met") == 0);
    int right = 0;
    EXPECT(ptrm_puzzle_check(puzzle, answer.tokens, 48, &right) == PTRM_OK && right == 1);
    text = text_of(puzzle, answer.tokens, "pzprv3");
    EXPECT(strncmp(text, "pzprv3", 6) == 0);
    free(text);
    text = text_of(puzzle, answer.tokens, "faults");
    EXPECT(text[0] == 0);
    free(text);
    text = text_of(puzzle, NULL, "faults");
    EXPECT(text[0] != 0);
    free(text);
    size_t needed = 0;
    EXPECT(ptrm_puzzle_text(puzzle, NULL, "opera", NULL, 0, &needed) == PTRM_BAD_ARGUMENT);
    SAYS("opera");
    EXPECT(ptrm_puzzle_check(puzzle, answer.tokens, 47, &right) == PTRM_BAD_ARGUMENT);
    ptrm_result_free(result);
    ptrm_puzzle_free(puzzle);

    /* Several in a text, one of them broken; and one that the model does not take. */
    const char mixed[] = "nurikabe/8/6/g4g4p3x1i1h.h4i1\nhttps://puzz.link/p?nurikabe/8/6/g4g\n1..........4....\n";
    ptrm_reader* reader = NULL;
    EXPECT(ptrm_reader_new(mixed, strlen(mixed), NULL, &reader) == PTRM_OK);
    EXPECT(ptrm_reader_next(reader, &puzzle) == PTRM_OK);
    ptrm_puzzle_free(puzzle);
    EXPECT(ptrm_reader_next(reader, &puzzle) == PTRM_BAD_PUZZLE && puzzle == NULL);
    SAYS("text:2");
    EXPECT(ptrm_reader_next(reader, &puzzle) == PTRM_OK);
    EXPECT(!ptrm_model_takes(model, puzzle));
    EXPECT(ptrm_solve_puzzles(solver, (const ptrm_puzzle* const*)&puzzle, 1, NULL, &result) == PTRM_BAD_ARGUMENT &&
           result == NULL);
    SAYS("nurikabe of at most 10 x 10");
    ptrm_puzzle_free(puzzle);
    EXPECT(ptrm_reader_next(reader, &puzzle) == PTRM_END && puzzle == NULL);
    ptrm_reader_free(reader);
    ptrm_solver_free(solver);
    ptrm_model_free(model);
}

struct seen {
    pthread_mutex_t lock;
    int steps, progress, verified;
};

static int verify(void* user, size_t puzzle, const int32_t* answer, size_t count) {
    struct seen* seen = user;
    pthread_mutex_lock(&seen->lock);
    ++seen->verified;
    pthread_mutex_unlock(&seen->lock);
    return puzzle == 0 && count == 16 && answer[0] == 2;
}

static void progressed(void* user, const ptrm_progress* progress) {
    if (progress->puzzles_total == 2) ++((struct seen*)user)->progress;
}

static void stepped(void* user, const ptrm_step* step) {
    struct seen* seen = user;
    pthread_mutex_lock(&seen->lock);
    if (step->step >= 1 && step->y[0] != step->z[0] && step->answer[0] > 0) ++seen->steps;
    pthread_mutex_unlock(&seen->lock);
}

static int at_once(void* user) {
    (void)user;
    return 1;
}

static void test_solvers(const char* folder) {
    ptrm_model* model = load(folder, "sudoku-4x4.safetensors", NULL);
    ptrm_puzzle* puzzle = NULL;
    ptrm_solver* solver = NULL;
    ptrm_result* result = NULL;
    EXPECT(ptrm_puzzle_read(kQuestion, strlen(kQuestion), model, &puzzle) == PTRM_OK);
    EXPECT(ptrm_solver_new(model, NULL, &solver) == PTRM_OK);
    EXPECT(ptrm_solver_set(solver, "rollouts", "5") == PTRM_OK && ptrm_solver_set(solver, "depth", "4") == PTRM_OK);
    EXPECT(ptrm_solver_set(solver, "sigma", "0.25") == PTRM_OK);
    EXPECT(ptrm_solver_set(solver, "keep", "steps") == PTRM_OK && ptrm_solver_set(solver, "threads", "2") == PTRM_OK);
    char value[32];
    EXPECT(ptrm_solver_get(solver, "sigma", value, sizeof value, NULL) == PTRM_OK && strcmp(value, "0.25") == 0);
    EXPECT(ptrm_solver_set(solver, "rollouts", "-3") == PTRM_BAD_ARGUMENT);
    EXPECT(ptrm_solver_set(solver, "color", "1") == PTRM_BAD_ARGUMENT);
    SAYS("color");
    ptrm_solver* none = solver;
    EXPECT(ptrm_solver_new(model, "extreme", &none) == PTRM_BAD_ARGUMENT && none == NULL);

    int32_t questions[32];
    memcpy(questions, ptrm_puzzle_question(puzzle), sizeof questions / 2);
    memcpy(questions + 16, ptrm_puzzle_question(puzzle), sizeof questions / 2);
    struct seen seen = {PTHREAD_MUTEX_INITIALIZER, 0, 0, 0};
    const ptrm_callbacks callbacks = {sizeof callbacks, &seen, verify, progressed, stepped, NULL};
    EXPECT(ptrm_solve(solver, questions, 2, &callbacks, &result) == PTRM_OK);
    EXPECT(seen.steps == 2 * 5 * 4 && seen.progress > 0 && seen.verified > 0);
    ptrm_shape shape;
    ptrm_result_shape(result, &shape);
    EXPECT(shape.questions == 2 && shape.rollouts == 5 && shape.steps == 4 && shape.cells == 16);
    int32_t answers[32], solved[2], rollouts[2 * 5 * 16];
    float q[2], q_steps[2 * 5 * 4];
    int64_t cost[2];
    EXPECT(ptrm_result_int32(result, "answers", answers, 32) == PTRM_OK);
    EXPECT(ptrm_result_int32(result, "solved", solved, 2) == PTRM_OK && solved[1] == 0);
    EXPECT(ptrm_result_int32(result, "rollout_answers", rollouts, 160) == PTRM_OK);
    EXPECT(ptrm_result_float(result, "q", q, 2) == PTRM_OK && ptrm_result_float(result, "q_steps", q_steps, 40) == PTRM_OK);
    EXPECT(ptrm_result_int64(result, "net_evaluations", cost, 2) == PTRM_OK && cost[0] > 0);
    EXPECT(ptrm_result_float(result, "q", q, 3) == PTRM_BAD_ARGUMENT);
    EXPECT(ptrm_result_int32(result, "q", answers, 2) == PTRM_BAD_ARGUMENT);
    SAYS("rollout_answers");
    ptrm_answer answer = {.size = sizeof answer};
    ptrm_rollout rollout = {.size = sizeof rollout};
    EXPECT(ptrm_result_answer(result, 1, &answer) == PTRM_OK && memcmp(answer.tokens, answers + 16, 64) == 0);
    EXPECT(ptrm_result_rollout(result, 1, 3, &rollout) == PTRM_OK && memcmp(rollout.tokens, rollouts + (5 + 3) * 16, 64) == 0);
    const int32_t* tokens = NULL;
    float step_q = 0;
    EXPECT(ptrm_result_step(result, 1, 3, 2, &tokens, &step_q, NULL) == PTRM_OK && step_q == q_steps[(5 + 3) * 4 + 2]);
    EXPECT(ptrm_result_step(result, 1, 3, 4, &tokens, NULL, NULL) == PTRM_BAD_ARGUMENT);
    EXPECT(ptrm_result_rollout(result, 2, 0, &rollout) == PTRM_BAD_ARGUMENT);
    answer.size = 3;
    EXPECT(ptrm_result_answer(result, 0, &answer) == PTRM_BAD_ARGUMENT);
    ptrm_result_free(result);

    /* A call that is cancelled, an empty one, tokens out of range. */
    const ptrm_callbacks cancelling = {sizeof cancelling, NULL, NULL, NULL, NULL, at_once};
    EXPECT(ptrm_solve(solver, questions, 2, &cancelling, &result) == PTRM_CANCELLED && result == NULL);
    EXPECT(ptrm_solve(solver, NULL, 0, NULL, &result) == PTRM_OK && ptrm_result_count(result) == 0);
    ptrm_result_free(result);
    questions[3] = 77;
    EXPECT(ptrm_solve(solver, questions, 2, NULL, &result) == PTRM_BAD_ARGUMENT && result == NULL);
    SAYS("77");
    ptrm_solver_free(solver);

    /* A tree, with its guesses. */
    EXPECT(ptrm_solver_new(model, "high", &solver) == PTRM_OK);
    EXPECT(ptrm_solver_set(solver, "keep", "rollouts") == PTRM_OK);
    EXPECT(ptrm_solve_puzzles(solver, (const ptrm_puzzle* const*)&puzzle, 1, NULL, &result) == PTRM_OK);
    answer.size = sizeof answer;
    EXPECT(ptrm_result_answer(result, 0, &answer) == PTRM_OK && answer.nodes > 0);
    for (int32_t i = 0; i < answer.guesses; ++i) {
        int32_t cell = -1, token = -1;
        EXPECT(ptrm_result_guess(result, 0, -1, (size_t)i, &cell, &token) == PTRM_OK && answer.tokens[cell] == token);
    }
    EXPECT(ptrm_result_guess(result, 0, -1, 99, NULL, NULL) == PTRM_BAD_ARGUMENT);
    char picture[200000];
    EXPECT(ptrm_result_tree(result, 0, picture, sizeof picture, NULL) == PTRM_OK && strstr(picture, "<circle") != NULL);
    char* text = text_of(puzzle, answer.tokens, "line");
    EXPECT(strlen(text) == strlen(kAnswer));
    free(text);
    ptrm_result_free(result);
    ptrm_solver_free(solver);
    ptrm_puzzle_free(puzzle);
    ptrm_model_free(model);
}

struct work {
    ptrm_model* model;
    int32_t answer[16];
    float q;
};

static void* solve_some(void* pointer) {
    struct work* work = pointer;
    ptrm_puzzle* puzzle = NULL;
    ptrm_solver* solver = NULL;
    EXPECT(ptrm_puzzle_read(kQuestion, strlen(kQuestion), work->model, &puzzle) == PTRM_OK);
    EXPECT(ptrm_solver_new(work->model, NULL, &solver) == PTRM_OK && ptrm_solver_set(solver, "rollouts", "3") == PTRM_OK);
    for (int i = 0; i < 20; ++i) {
        ptrm_result* result = NULL;
        ptrm_answer answer = {.size = sizeof answer};
        EXPECT(ptrm_solve_puzzles(solver, (const ptrm_puzzle* const*)&puzzle, 1, NULL, &result) == PTRM_OK);
        EXPECT(ptrm_result_answer(result, 0, &answer) == PTRM_OK);
        memcpy(work->answer, answer.tokens, sizeof work->answer);
        work->q = answer.q;
        ptrm_result_free(result);
        ptrm_model* none = NULL;
        EXPECT(ptrm_model_load("nowhere", NULL, &none) == PTRM_IO); /* errors are each thread's own */
        SAYS("nowhere");
    }
    ptrm_solver_free(solver);
    ptrm_puzzle_free(puzzle);
    return NULL;
}

/* Options are set while others solve: a call keeps those that it began with. */
static void* solve_with_one(void* pointer) {
    ptrm_solver* solver = pointer;
    const int32_t question[16] = {2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 1, 1, 1, 1};
    for (int i = 0; i < 20; ++i) {
        ptrm_result* result = NULL;
        ptrm_answer answer = {.size = sizeof answer};
        char value[16];
        EXPECT(ptrm_solve(solver, question, 1, NULL, &result) == PTRM_OK);
        EXPECT(ptrm_result_answer(result, 0, &answer) == PTRM_OK && (answer.rollouts == 2 || answer.rollouts == 3));
        EXPECT(ptrm_solver_set(solver, "rollouts", i % 2 == 0 ? "2" : "3") == PTRM_OK);
        EXPECT(ptrm_solver_get(solver, "rollouts", value, sizeof value, NULL) == PTRM_OK && (value[0] == '2' || value[0] == '3'));
        ptrm_result_free(result);
    }
    return NULL;
}

static void test_one_solver(const char* folder) {
    ptrm_model* model = load(folder, "sudoku-4x4.safetensors", NULL);
    ptrm_solver* solver = NULL;
    EXPECT(ptrm_solver_new(model, NULL, &solver) == PTRM_OK && ptrm_solver_set(solver, "rollouts", "3") == PTRM_OK);
    EXPECT(ptrm_solver_set(solver, "keep", "rollouts") == PTRM_OK && ptrm_solver_set(solver, "depth", "2") == PTRM_OK);
    pthread_t threads[2];
    for (int i = 0; i < 2; ++i) EXPECT(pthread_create(&threads[i], NULL, solve_with_one, solver) == 0);
    solve_with_one(solver);
    for (int i = 0; i < 2; ++i) EXPECT(pthread_join(threads[i], NULL) == 0);
    ptrm_solver_free(solver);
    ptrm_model_free(model);
}

static void test_threads(const char* folder) {
    ptrm_model* model = load(folder, "sudoku-4x4.safetensors", NULL);
    struct work work[3] = {{.model = model}, {.model = model}, {.model = model}};
    pthread_t threads[2];
    for (int i = 0; i < 2; ++i) EXPECT(pthread_create(&threads[i], NULL, solve_some, &work[i]) == 0);
    solve_some(&work[2]);
    for (int i = 0; i < 2; ++i) EXPECT(pthread_join(threads[i], NULL) == 0);
    for (int i = 0; i < 2; ++i)
        EXPECT(memcmp(work[i].answer, work[2].answer, sizeof work[2].answer) == 0 &&
               memcmp(&work[i].q, &work[2].q, sizeof(float)) == 0);
    ptrm_model_free(model);
}

int main(int count, char** arguments) {
    if (count != 2) return 2;
    EXPECT(strcmp(ptrm_version(), "0.0.0") > 0 && ptrm_error()[0] == 0);
    test_models(arguments[1]);
    test_puzzles(arguments[1]);
    test_solvers(arguments[1]);
    test_threads(arguments[1]);
    test_one_solver(arguments[1]);
    return failures == 0 ? 0 : 1;
}
