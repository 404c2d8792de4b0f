// ptrm in JavaScript: the C interface (include/ptrm/ptrm.h) over WebAssembly. Works in a page, a worker and Node.
//
//   const ptrm = new Ptrm(await createPtrmModule());
//   const model = ptrm.loadModel("sudoku-6x6", bytes);
//   const answer = ptrm.solve("...2...4..5.....1.3.6.......2..5.6..", { model, effort: "high", onStep });

/** What the library says is wrong. */
class PtrmError extends Error {}

const OK = 0, END = 1;

class Ptrm {
  /** @param module what createPtrmModule() of ptrm_module.js resolves to */
  constructor(module) {
    this.module = module;
  }

  get version() {
    return this.module.UTF8ToString(this.module._ptrm_version());
  }

  /** Calls a function of the library that returns a status. */
  call(name, ...args) {
    const status = this.module["_ptrm_" + name](...args);
    if (status !== OK && status !== END) throw new PtrmError(this.module.UTF8ToString(this.module._ptrm_error()));
    return status;
  }

  /** Runs a body with memory that is freed behind it. @param sizes bytes of each piece */
  with(sizes, body) {
    const pieces = sizes.map((size) => this.module._malloc(Math.max(size, 8)));
    try {
      return body(...pieces);
    } finally {
      pieces.forEach((piece) => this.module._free(piece));
    }
  }

  withText(text, body) {
    const size = this.module.lengthBytesUTF8(text) + 1;
    return this.with([size], (pointer) => {
      this.module.stringToUTF8(text, pointer, size);
      return body(pointer, size - 1);
    });
  }

  /** The handle that a function makes; 0 after the last puzzle. */
  made(name, ...args) {
    return this.with([4], (out) => {
      this.call(name, ...args, out);
      return this.module.HEAP32[out >> 2];
    });
  }

  /** A text that a function hands out. */
  text(name, ...args) {
    const size = this.with([4], (needed) => {
      this.call(name, ...args, 0, 0, needed);
      return this.module.HEAP32[needed >> 2];
    });
    return this.with([size], (buffer) => {
      this.call(name, ...args, buffer, size, 0);
      return this.module.UTF8ToString(buffer);
    });
  }

  ints(pointer, count) {
    return this.module.HEAP32.slice(pointer >> 2, (pointer >> 2) + count);
  }

  /** A model of the bytes of its file. */
  loadModel(name, bytes) {
    const handle = this.with([bytes.length], (data) => {
      this.module.HEAPU8.set(bytes, data);
      return this.withText(name, (text) => this.made("model_from_memory", data, bytes.length, text, 0));
    });
    return { handle, cells: this.module._ptrm_model_cells(handle), info: JSON.parse(this.text("model_describe", handle)) };
  }

  freeModel(model) {
    this.module._ptrm_model_free(model.handle);
  }

  /** The puzzles of a text in any form that ptrm-solve reads: { puzzles, errors }. @param model what they are if the text does not say */
  read(text, model) {
    return this.withText(text, (pointer, size) => {
      const reader = this.made("reader_new", pointer, size, model ? model.handle : 0);
      const puzzles = [], errors = [];
      for (;;) {
        try {
          const handle = this.made("reader_next", reader);
          if (handle === 0) break;
          puzzles.push(this.#puzzle(handle));
        } catch (error) {
          if (!(error instanceof PtrmError) || errors.length > 100) throw error;
          errors.push(error.message);
          if (!/^text:\d/.test(error.message)) break;  // of the whole text
        }
      }
      this.module._ptrm_reader_free(reader);
      return { puzzles, errors };
    });
  }

  #puzzle(handle) {
    const rows = this.module._ptrm_puzzle_rows(handle), cols = this.module._ptrm_puzzle_cols(handle);
    return {
      handle, rows, cols,
      kind: this.module.UTF8ToString(this.module._ptrm_puzzle_kind(handle)),
      hasRules: this.module._ptrm_puzzle_has_rules(handle) === 1,
      question: this.ints(this.module._ptrm_puzzle_question(handle), rows * cols),
    };
  }

  freePuzzle(puzzle) {
    this.module._ptrm_puzzle_free(puzzle.handle);
  }

  /** Whether a puzzle is of the model's kind and not larger than its board. */
  takes(model, puzzle) {
    return this.module._ptrm_model_takes(model.handle, puzzle.handle) === 1;
  }

  /** A puzzle with an answer in tokens, or null, as line, drawing, svg, pzprv3 or faults. */
  puzzleText(puzzle, answer, form) {
    return this.withText(form, (name) => {
      if (!answer) return this.text("puzzle_text", puzzle.handle, 0, name);
      return this.with([4 * answer.length], (tokens) => {
        this.module.HEAP32.set(answer, tokens >> 2);
        return this.text("puzzle_text", puzzle.handle, tokens, name);
      });
    });
  }

  /** Answers a puzzle, or the one in a text.
   *  @param options model (needed), effort, onStep({ rollout, step, q, answer }), and any option of ptrm-solve with _ for -
   *  @returns { answer: tokens, line, svg, solved (true, false, or null without rules), claimed, q, netEvaluations, nodes, guesses,
   *    tree: a picture } */
  solve(puzzleOrText, { model, effort = "medium", onStep = null, ...options }) {
    if (typeof puzzleOrText === "string") {
      const { puzzles, errors } = this.read(puzzleOrText, model);
      try {
        if (errors.length > 0) throw new PtrmError(errors[0]);
        if (puzzles.length !== 1) throw new PtrmError(`text: expected one puzzle, got ${puzzles.length}`);
        return this.solve(puzzles[0], { model, effort, onStep, ...options });
      } finally {
        puzzles.forEach((puzzle) => this.freePuzzle(puzzle));
      }
    }
    const puzzle = puzzleOrText, module = this.module;
    const solver = effort ? this.withText(effort, (name) => this.made("solver_new", model.handle, name)) : this.made("solver_new", model.handle, 0);
    let step = 0, result = 0;
    try {
      for (const [name, value] of Object.entries({ threads: 1, keep: "rollouts", ...options }))
        this.withText(name, (key) => this.withText(String(value), (text) => this.call("solver_set", solver, key, text)));
      // ptrm_step: puzzle, rollout, step, q, answer, y, z; ptrm_callbacks: size, user, verify, progress, step, cancelled.
      const { cols: boardCols } = model.info;
      if (onStep)
        step = module.addFunction((user, view) => {
          const at = view >> 2, board = module.HEAP32[at + 4] >> 2;
          const answer = new Int32Array(puzzle.rows * puzzle.cols);
          for (let i = 0; i < answer.length; ++i)
            answer[i] = module.HEAP32[board + Math.floor(i / puzzle.cols) * boardCols + (i % puzzle.cols)];
          onStep({ rollout: module.HEAP32[at + 1], step: module.HEAP32[at + 2], q: module.HEAPF32[at + 3], answer });
        }, "vii");
      this.with([24, 4], (callbacks, asked) => {
        module.HEAP32.set([24, 0, 0, 0, step, 0], callbacks >> 2);
        module.HEAP32[asked >> 2] = puzzle.handle;
        result = this.made("solve_puzzles", solver, asked, 1, callbacks);
      });
      return this.#answer(puzzle, result);
    } finally {
      if (result) module._ptrm_result_free(result);
      if (step) module.removeFunction(step);
      module._ptrm_solver_free(solver);
    }
  }

  #answer(puzzle, result) {
    const module = this.module;
    // ptrm_answer: size, tokens, cells, q, solved, claimed, rollout, step, rollouts, guesses, nodes, -, net_evaluations (64 bits),
    // seconds, ending.
    return this.with([72, 8], (view, pair) => {
      module.HEAP32[view >> 2] = 72;
      this.call("result_answer", result, 0, view);
      const at = view >> 2, words = module.HEAP32.slice(at, at + 18), q = module.HEAPF32[at + 3];
      const answer = this.ints(words[1], words[2]), solved = words[4];
      const guesses = [];
      for (let i = 0; i < words[9]; ++i) {
        this.call("result_guess", result, 0, -1n, i, pair, pair + 4);
        guesses.push([module.HEAP32[pair >> 2], module.HEAP32[(pair >> 2) + 1]]);
      }
      return {
        answer,
        line: this.puzzleText(puzzle, answer, "line"),
        svg: this.puzzleText(puzzle, answer, "svg"),
        faults: puzzle.hasRules ? this.puzzleText(puzzle, answer, "faults").trim() : "",
        solved: solved < 0 ? null : solved === 1,
        claimed: words[5] === 1,
        q,
        rollout: words[6],
        step: words[7],
        nodes: words[10],
        netEvaluations: words[12],
        guesses,
        tree: words[10] > 0 ? this.text("result_tree", result, 0) : "",
      };
    });
  }
}
