/* The C interface of libptrm: models, puzzles, solvers and results by handles, for C and for languages that call C.
 *
 *     ptrm_model* model;
 *     ptrm_puzzle* puzzle;
 *     ptrm_solver* solver;
 *     ptrm_result* result;
 *     if (ptrm_model_load("models/sudoku-4x4.safetensors", NULL, &model) != PTRM_OK) return fail(ptrm_error());
 *     ptrm_puzzle_read("1..........4....", 16, model, &puzzle);
 *     ptrm_solver_new(model, "high", &solver);
 *     ptrm_solve_puzzles(solver, (const ptrm_puzzle* const*)&puzzle, 1, NULL, &result);
 *
 * Errors: a function that can fail returns a ptrm_status. The text of the last failure in a thread is ptrm_error(). No C++ exception
 * leaves a function. After a failure, what should have been made is NULL, and all handles can still be used.
 *
 * Ownership: what a function ending in _new, _load, _from_memory, _read, _of or _next makes, and every result, is yours, until you
 * give it to the _free function of its type; NULL may be freed. A solver keeps what it needs of its model. Pointers that a getter
 * returns live as long as the handle. Buffers are yours; the library reads and writes them during the call only.
 *
 * Threads: different handles can be used by different threads at once, and so can one model, puzzle or result. Calls of one solver
 * wait for each other, but for ptrm_solver_cancel(). After fork() a child process must make its own solvers.
 *
 * Texts are UTF-8. A text comes in a buffer of `capacity` bytes: `*needed` tells the bytes that the whole text takes with its final
 * zero, and a buffer with fewer gets an empty text. `buffer` may be NULL if `capacity` is 0. */
#ifndef PTRM_PTRM_H
#define PTRM_PTRM_H

#include <stddef.h> /* NOLINT(modernize-deprecated-headers): C has no other */
#include <stdint.h> /* NOLINT(modernize-deprecated-headers) */

#ifdef __cplusplus
extern "C" {
#endif

#define PTRM_API __attribute__((visibility("default")))

/** What a call came to. */
typedef enum ptrm_status {
    PTRM_OK = 0,           /**< done */
    PTRM_END = 1,          /**< of ptrm_reader_next(): no puzzle is left */
    PTRM_CANCELLED = 2,    /**< of a solve call: it was cancelled; there is no result */
    PTRM_IO = 3,           /**< a file could not be opened or read */
    PTRM_BAD_FILE = 4,     /**< the bytes of a file do not match its format */
    PTRM_BAD_PUZZLE = 5,   /**< the text of a puzzle or its clues are malformed */
    PTRM_BAD_ARGUMENT = 6, /**< an option or argument is out of range, or NULL */
    PTRM_FAILED = 7        /**< anything else: memory ran out */
} ptrm_status;

/** A trained network. Immutable. */
typedef struct ptrm_model ptrm_model;
/** A question with its kind and size, and its answer if the text had one. Immutable. */
typedef struct ptrm_puzzle ptrm_puzzle;
/** Hands out the puzzles of a text. */
typedef struct ptrm_reader ptrm_reader;
/** A model with the options of a search, and its threads. */
typedef struct ptrm_solver ptrm_solver;
/** What a solve call found. Immutable. */
typedef struct ptrm_result ptrm_result;

/** "MAJOR.MINOR.PATCH". Programs that were built with one MINOR number run with the libraries of that number. */
PTRM_API const char* ptrm_version(void);
/** What went wrong in the last call of this thread that failed; "" if none did. Valid until the next call in this thread. */
PTRM_API const char* ptrm_error(void);

/* Models */

/** An option by name, and its value as text. An array of them ends with one whose name is NULL. */
typedef struct ptrm_setting {
    const char* name;  /**< "precision" */
    const char* value; /**< "bf16" */
} ptrm_setting;

/** Reads a model file. @param settings NULL for none, or any of backend (auto, eigen, onednn, reference), precision (f32, bf16, i8,
 *  auto; f32 if not given), memory_limit (bytes), kind (the one to solve, of a model that solves several; else the first), frame (side of
 *  larger boards than the file's, of a network whose positions are relative, rope2d). */
PTRM_API ptrm_status ptrm_model_load(const char* path, const ptrm_setting* settings, ptrm_model** model);
/** The same from memory, which is read during the call only. @param name the file name in errors */
PTRM_API ptrm_status ptrm_model_from_memory(const void* bytes, size_t size, const char* name, const ptrm_setting* settings,
                                            ptrm_model** model);
PTRM_API void ptrm_model_free(ptrm_model* model);
/** Cells of a question: tokens that it takes and gives. */
PTRM_API int32_t ptrm_model_cells(const ptrm_model* model);
/** Tokens that a cell can be; they are numbered from 0. */
PTRM_API int32_t ptrm_model_tokens(const ptrm_model* model);
/** L, positions of a state. */
PTRM_API int32_t ptrm_model_positions(const ptrm_model* model);
/** D, channels of a state. */
PTRM_API int32_t ptrm_model_channels(const ptrm_model* model);
/** Whether a puzzle is of the model's kind and not larger than its board: 1 or 0. */
PTRM_API int ptrm_model_takes(const ptrm_model* model, const ptrm_puzzle* puzzle);
/** What the model is, as a JSON object: name, kind, rows, cols, largest (side of the largest board that it was measured on), has_rules,
 *  parameters, backend, precision, instructions, bytes_per_thread, fingerprint, and the metadata of the file. */
PTRM_API ptrm_status ptrm_model_describe(const ptrm_model* model, char* buffer, size_t capacity, size_t* needed);

/* Puzzles */

/** The puzzle in a text that holds exactly one, in any form that ptrm-solve reads. @param size bytes of the text
 *  @param model what the puzzle is if the text does not say; may be NULL */
PTRM_API ptrm_status ptrm_puzzle_read(const char* text, size_t size, const ptrm_model* model, ptrm_puzzle** puzzle);
/** A puzzle of the model's kind and size. @param tokens its question, `count` of them: ptrm_model_cells() */
PTRM_API ptrm_status ptrm_puzzle_of(const ptrm_model* model, const int32_t* tokens, size_t count, ptrm_puzzle** puzzle);
PTRM_API void ptrm_puzzle_free(ptrm_puzzle* puzzle);
/** "sudoku", "nurikabe"; for puzzles known from examples the name in the model. */
PTRM_API const char* ptrm_puzzle_kind(const ptrm_puzzle* puzzle);
/** "text:LINE", or empty. */
PTRM_API const char* ptrm_puzzle_place(const ptrm_puzzle* puzzle);
PTRM_API int32_t ptrm_puzzle_rows(const ptrm_puzzle* puzzle);
PTRM_API int32_t ptrm_puzzle_cols(const ptrm_puzzle* puzzle);
/** Tokens of the question, rows * cols, row-major. */
PTRM_API const int32_t* ptrm_puzzle_question(const ptrm_puzzle* puzzle);
/** The answer that the text had, rows * cols tokens; NULL if it had none. */
PTRM_API const int32_t* ptrm_puzzle_answer(const ptrm_puzzle* puzzle);
/** Whether rules say what is right: 1 or 0. */
PTRM_API int ptrm_puzzle_has_rules(const ptrm_puzzle* puzzle);
/** Whether an answer obeys the rules and keeps the given cells: 1 or 0. @param count rows * cols */
PTRM_API ptrm_status ptrm_puzzle_check(const ptrm_puzzle* puzzle, const int32_t* answer, size_t count, int* right);
/** A puzzle as text. @param answer rows * cols tokens, or NULL for the question alone
 *  @param form line (as in files: the question without an answer, else the answer alone), drawing (several lines for a terminal), svg
 *  (a picture, whole with its style; cells that break a rule are marked), pzprv3 (a file for puzz.link's player), faults (the rules that the answer breaks,
 *  a line each) */
PTRM_API ptrm_status ptrm_puzzle_text(const ptrm_puzzle* puzzle, const int32_t* answer, const char* form, char* buffer, size_t capacity,
                                      size_t* needed);

/** Reads the puzzles of a text of any length. The text must live as long as the reader. @param model see ptrm_puzzle_read() */
PTRM_API ptrm_status ptrm_reader_new(const char* text, size_t size, const ptrm_model* model, ptrm_reader** reader);
/** The next puzzle; PTRM_END behind the last. After PTRM_BAD_PUZZLE, which names the line, the next call goes on behind it. */
PTRM_API ptrm_status ptrm_reader_next(ptrm_reader* reader, ptrm_puzzle** puzzle);
PTRM_API void ptrm_reader_free(ptrm_reader* reader);

/* Solvers */

/** @param effort low, medium, high or max: settings that the model brings along; NULL for plain TRM, one rollout of 16 steps */
PTRM_API ptrm_status ptrm_solver_new(const ptrm_model* model, const char* effort, ptrm_solver** solver);
/** Sets an option: any of ptrm-solve --help by its name with _ for - ("rollouts", "sigma", "stop_q", "search", "seed", "threads"), or
 *  "keep": answers (default), rollouts, or steps (rollouts with every step). Options that do not go together are told by the first
 *  solve call. */
PTRM_API ptrm_status ptrm_solver_set(ptrm_solver* solver, const char* name, const char* value);
/** The value of an option as text. */
PTRM_API ptrm_status ptrm_solver_get(const ptrm_solver* solver, const char* name, char* buffer, size_t capacity, size_t* needed);
/** Ends the solve calls that are under way, which then return PTRM_CANCELLED; nothing otherwise. From any thread. */
PTRM_API void ptrm_solver_cancel(ptrm_solver* solver);
PTRM_API void ptrm_solver_free(ptrm_solver* solver);

/** A rollout after a supervision step; pointers are valid during the callback only. */
typedef struct ptrm_step {
    size_t puzzle;         /**< the question, from 0 */
    int32_t rollout;       /**< from 0; of a tree the node */
    int32_t step;          /**< from 1 */
    float q;               /**< q_halt, a logit: above 0 the model takes its answer to be right */
    const int32_t* answer; /**< ptrm_model_cells() tokens */
    const float* y;        /**< the answer state z_H, [positions, channels] row-major */
    const float* z;        /**< the latent state z_L, [positions, channels] row-major */
} ptrm_step;

/** How far a call is. */
typedef struct ptrm_progress {
    size_t puzzles_done;     /**< of this call */
    size_t puzzles_total;    /**< its questions */
    int64_t net_evaluations; /**< passes of the network so far */
} ptrm_progress;

/** Functions that a solve call calls, from threads of its own; each may be NULL, and so may the whole. progress is called by one
 *  thread at a time, the others by several at once. */
typedef struct ptrm_callbacks {
    size_t size;                                                                   /**< sizeof(ptrm_callbacks) */
    void* user;                                                                    /**< handed to each */
    int (*verify)(void* user, size_t puzzle, const int32_t* answer, size_t count); /**< whether an answer is right, instead of rules */
    void (*progress)(void* user, const ptrm_progress* progress);                   /**< now and then */
    void (*step)(void* user, const ptrm_step* step);                               /**< after every step of every rollout */
    int (*cancelled)(void* user);                                                  /**< asked often; other than 0 ends the call */
} ptrm_callbacks;

/** Answers questions. @param tokens [count, ptrm_model_cells()] row-major */
PTRM_API ptrm_status ptrm_solve(ptrm_solver* solver, const int32_t* tokens, size_t count, const ptrm_callbacks* callbacks,
                                ptrm_result** result);
/** Answers puzzles that the model takes. Smaller ones are padded for the network; answers in the result have the puzzle's own size, those
 *  in callbacks the model's. */
PTRM_API ptrm_status ptrm_solve_puzzles(ptrm_solver* solver, const ptrm_puzzle* const* puzzles, size_t count,
                                        const ptrm_callbacks* callbacks, ptrm_result** result);

/* Results */

/** The answer to one question. */
typedef struct ptrm_answer {
    size_t size;             /**< set it to sizeof(ptrm_answer) */
    const int32_t* tokens;   /**< `cells` of them */
    size_t cells;            /**< those of the question */
    float q;                 /**< q_halt of the answer, a logit */
    int32_t solved;          /**< 1: obeys the rules, or verify() said so; 0: does not; -1: there are no rules */
    int32_t claimed;         /**< 1: the model takes it to be right: the stop rule was met, or without one q is above 0 */
    int32_t rollout;         /**< the rollout of the answer, from 0 */
    int32_t step;            /**< its supervision step, from 1 */
    int32_t rollouts;        /**< that were kept, see the option "keep" */
    int32_t guesses;         /**< of a tree: cells taken as given on the way to the answer */
    int32_t nodes;           /**< of a tree: nodes visited */
    int64_t net_evaluations; /**< passes of the network */
    double seconds;          /**< spent on the rollouts, summed over threads */
    const char* ending;      /**< "met", "exhausted" or "out-of-time" */
} ptrm_answer;

/** A kept rollout. */
typedef struct ptrm_rollout {
    size_t size;           /**< set it to sizeof(ptrm_rollout) */
    const int32_t* tokens; /**< its answer, as many as in ptrm_answer */
    float q;               /**< q_halt */
    float residual;        /**< mean of the last 3 changes of the logits (EqR) */
    float alive;           /**< q_continue: of a tree, whether the node can lead to an answer */
    int32_t step;          /**< the supervision step of the answer, from 1 */
    int32_t steps;         /**< that were kept */
    int32_t guesses;       /**< of a tree: cells taken as given */
} ptrm_rollout;

/** Questions of the call. */
PTRM_API size_t ptrm_result_count(const ptrm_result* result);
PTRM_API ptrm_status ptrm_result_answer(const ptrm_result* result, size_t puzzle, ptrm_answer* answer);
PTRM_API ptrm_status ptrm_result_rollout(const ptrm_result* result, size_t puzzle, size_t rollout, ptrm_rollout* kept);
/** A kept step of a rollout, counted from 0. @param tokens the answer after it; may be NULL, as q and change may */
PTRM_API ptrm_status ptrm_result_step(const ptrm_result* result, size_t puzzle, size_t rollout, size_t step, const int32_t** tokens, float* q,
                                      float* change);
/** Guess number `guess` on the way to the answer, from the root on; or, with a rollout other than -1, to that node. */
PTRM_API ptrm_status ptrm_result_guess(const ptrm_result* result, size_t puzzle, int64_t rollout, size_t guess, int32_t* cell, int32_t* token);

/** The tree of guesses of a question whose rollouts were kept, as a picture (SVG, whole with its style): nodes from left to right as they
 *  were visited, from top to bottom by depth. */
PTRM_API ptrm_status ptrm_result_tree(const ptrm_result* result, size_t puzzle, char* buffer, size_t capacity, size_t* needed);

/** Whole arrays, row-major: N questions, K rollouts (the most of any question) and D steps (the most of any rollout). */
typedef struct ptrm_shape {
    size_t questions; /**< N */
    size_t rollouts;  /**< K, 0 if none were kept */
    size_t steps;     /**< D, 0 if none were kept */
    size_t cells;     /**< S, the most of any question */
} ptrm_shape;
PTRM_API void ptrm_result_shape(const ptrm_result* result, ptrm_shape* shape);
/** answers [N, S], solved [N], claimed [N], rollouts [N]: those kept, rollout_answers [N, K, S], rollout_steps [N, K]. What is not there
 *  is -1. @param count of `buffer`, which must be that of the array */
PTRM_API ptrm_status ptrm_result_int32(const ptrm_result* result, const char* name, int32_t* buffer, size_t count);
/** q [N], rollout_q [N, K], residual [N, K], q_steps [N, K, D], change_steps [N, K, D]. What is not there is NaN. */
PTRM_API ptrm_status ptrm_result_float(const ptrm_result* result, const char* name, float* buffer, size_t count);
/** net_evaluations [N]. */
PTRM_API ptrm_status ptrm_result_int64(const ptrm_result* result, const char* name, int64_t* buffer, size_t count);
PTRM_API void ptrm_result_free(ptrm_result* result);

#ifdef __cplusplus
}
#endif

#endif
