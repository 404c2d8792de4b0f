// The npm package in Node: node --test tests/web/package_test.mjs, after tools/web/build.sh.
import assert from "node:assert";
import { readFileSync } from "node:fs";
import test from "node:test";

const root = new URL("../../", import.meta.url);
const { load, PtrmError } = await import(new URL("build/web/npm/ptrm.js", root));
const ptrm = await load();
const modelOf = (name) => ptrm.loadModel(name, readFileSync(new URL(`build/web/npm/models/${name}.safetensors`, root)));
const SIX = "...2...4..5.....1.3.6.......2..5.6..";

test("a puzzle is solved, step by step", () => {
  const steps = [], model = modelOf("sudoku-6x6");
  const answer = ptrm.solve(SIX, { model, effort: "high", onStep: (step) => steps.push(step) });
  assert.equal(answer.solved, true);
  assert.equal(answer.claimed, true);
  assert.match(answer.line, /^[1-6]{36}$/);
  assert.equal(answer.netEvaluations, steps.length * 6);
  assert.deepEqual(steps.at(-1).answer, answer.answer);
  assert.match(answer.svg, /^<svg xmlns/);
  ptrm.freeModel(model);
});

test("a smaller board, an answer checked by the player's file", () => {
  const model = modelOf("nurikabe-10x10");
  const { puzzles, errors } = ptrm.read("see https://puzz.link/p?nurikabe/8/6/g4g4p3x1i1h.h4i1 and\nnurikabe/8/6/g4g", model);
  assert.equal(puzzles.length, 1);
  assert.match(errors[0], /text:2.*cut off/);
  assert.ok(ptrm.takes(model, puzzles[0]));
  const answer = ptrm.solve(puzzles[0], { model, effort: "high" });
  assert.equal(answer.answer.length, 48);
  assert.match(ptrm.puzzleText(puzzles[0], answer.answer, "pzprv3"), /^pzprv3/);
});

test("the same seed, the same answer; what is wrong is said", () => {
  const model = modelOf("sudoku-6x6"), options = { model, effort: null, rollouts: 4, sigma: 1, seed: 7 };
  assert.deepEqual(ptrm.solve(SIX, options), ptrm.solve(SIX, options));
  assert.throws(() => ptrm.solve(SIX, { model, rollouts: -1 }), PtrmError);
  assert.throws(() => ptrm.solve(SIX, { model, colour: "red" }), /expected one of rollouts/);
  assert.throws(() => ptrm.solve(SIX.slice(1), { model }), /expected 36 cells/);
  assert.throws(() => ptrm.loadModel("torn", new Uint8Array(100)), /torn/);
});
