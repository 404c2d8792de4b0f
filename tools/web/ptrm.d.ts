/** A model that is loaded. */
export interface Model { handle: number; cells: number; info: { name: string; kind: string; rows: number; cols: number; [key: string]: unknown } }
/** A puzzle that was read; free it with Ptrm.freePuzzle(). */
export interface Puzzle { handle: number; kind: string; rows: number; cols: number; hasRules: boolean; question: Int32Array }
/** A rollout, or a node of a tree, after a supervision step. */
export interface Step { rollout: number; step: number; q: number; answer: Int32Array }
export interface SolveOptions {
  model: Model;
  /** low, medium, high, max; null for plain TRM */
  effort?: string | null;
  onStep?: ((step: Step) => void) | null;
  /** any option of ptrm-solve with _ for -: rollouts, sigma, seed, stop, search, ... */
  [option: string]: unknown;
}
export interface Answer {
  answer: Int32Array; line: string; svg: string; faults: string;
  /** whether it obeys the rules; null if there are none */
  solved: boolean | null;
  /** whether the model takes it to be right */
  claimed: boolean;
  q: number; rollout: number; step: number; nodes: number; netEvaluations: number;
  /** of a tree: [cell, token] */
  guesses: [number, number][];
  /** of a tree: a picture of it, SVG */
  tree: string;
}
/** What the library says is wrong. */
export class PtrmError extends Error {}
export class Ptrm {
  readonly version: string;
  loadModel(name: string, bytes: Uint8Array): Model;
  freeModel(model: Model): void;
  read(text: string, model?: Model): { puzzles: Puzzle[]; errors: string[] };
  freePuzzle(puzzle: Puzzle): void;
  takes(model: Model, puzzle: Puzzle): boolean;
  puzzleText(puzzle: Puzzle, answer: Int32Array | null, form: "line" | "drawing" | "svg" | "pzprv3" | "faults"): string;
  solve(puzzle: Puzzle | string, options: SolveOptions): Answer;
}
/** Starts the library; some 50 ms. */
export function load(): Promise<Ptrm>;
