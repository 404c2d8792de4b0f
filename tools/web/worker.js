// The library in a thread of its own. Messages in: { type: "model", name, bytes }, { type: "read", text, as }, { type: "takes", text, index, as,
// model }, { type: "solve", text, index, as, model, options }; `as` names the model that says what the text's puzzles are, if one was
// chosen, `model` the one that solves. Out: what answers each, frames, errors; see page.js.

/** A picture without its style, which the page has once. */
const bare = (svg) => svg.replace(/<style>[^]*?<\/style>/, "");

const kFrameMs = 40;  // at most so often a rollout is drawn
let ptrm = null;
const models = new Map();

const handlers = {
  model({ name, bytes }) {
    const model = ptrm.loadModel(name, bytes);
    models.set(name, model);
    return { type: "model", name, info: model.info };
  },

  read({ text, as }) {
    const { puzzles, errors } = ptrm.read(text, models.get(as));
    const drawn = puzzles.map((puzzle) => ({
      kind: puzzle.kind, rows: puzzle.rows, cols: puzzle.cols,
      svg: bare(ptrm.puzzleText(puzzle, null, "svg")), line: ptrm.puzzleText(puzzle, null, "line"),
    }));
    const style = puzzles.length > 0 ? ptrm.puzzleText(puzzles[0], null, "svg").match(/<style>([^]*?)<\/style>/)[1] : "";
    puzzles.forEach((puzzle) => ptrm.freePuzzle(puzzle));
    return { type: "read", text, puzzles: drawn, errors, style };
  },

  takes({ text, index, as, model }) {
    const { puzzles } = ptrm.read(text, models.get(as)), taken = ptrm.takes(models.get(model), puzzles[index]);
    puzzles.forEach((puzzle) => ptrm.freePuzzle(puzzle));
    return { type: "takes", taken };
  },

  solve({ text, index, as, model, options }) {
    const { puzzles } = ptrm.read(text, models.get(as));
    const puzzle = puzzles[index], seen = new Map(), began = performance.now();
    let q = [];
    const onStep = (step) => {
      const now = performance.now(), last = seen.get(step.rollout) || { at: -1e9, answer: puzzle.question };
      q.push([step.rollout, step.step, step.q]);
      if (now - last.at < kFrameMs) return;
      const changed = [...step.answer.keys()].filter((cell) => step.answer[cell] !== last.answer[cell]);
      const marks = changed.map((cell) => `<rect x="${40 * (cell % puzzle.cols)}" y="${40 * Math.floor(cell / puzzle.cols)}" width="40" height="40" class="changed"/>`);
      seen.set(step.rollout, { at: now, answer: step.answer });
      postMessage({ type: "frame", rollout: step.rollout, step: step.step, changed: changed.length, q,
                    svg: bare(ptrm.puzzleText(puzzle, step.answer, "svg")).replace("</svg>", marks.join("") + "</svg>"),
                    seconds: (now - began) / 1000 });
      q = [];
    };
    const answer = ptrm.solve(puzzle, { model: models.get(model), ...options, onStep });
    puzzles.forEach((one) => ptrm.freePuzzle(one));
    return { type: "answer", ...answer, svg: bare(answer.svg), q, qAnswer: answer.q, seconds: (performance.now() - began) / 1000 };
  },
};

self.onmessage = async ({ data }) => {
  try {
    ptrm ??= new Ptrm(await createPtrmModule());
    postMessage(handlers[data.type](data));
  } catch (error) {
    postMessage({ type: "error", of: data.type, message: error.message });
  }
};
