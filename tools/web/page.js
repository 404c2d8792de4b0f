// The page: what is typed is read and drawn at once; a worker solves it and sends frames; stopping is ending the worker.

const $ = (id) => document.getElementById(id);
const kMostShown = 48;  // rollouts

const ownModels = new Map();   // name -> bytes, dropped by the user
let worker = null, known = new Set(), read = null, index = 0, answer = null, busy = false, frames = [], waiting = null;

// Models. A script models/NAME.js calls ptrmModel(NAME, BASE64), which works from disk too.
const arrived = new Map(), wanted = new Map();
window.ptrmModel = (name, base64) => {
  arrived.set(name, Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
  if (wanted.has(name)) wanted.get(name)();
};
PTRM_INLINE_MODELS.forEach(([name, base64]) => window.ptrmModel(name, base64));

function modelBytes(name) {
  if (ownModels.has(name)) return Promise.resolve(ownModels.get(name));
  if (arrived.has(name)) return Promise.resolve(arrived.get(name));
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    wanted.set(name, () => resolve(arrived.get(name)));
    script.src = `models/${name}.js`;
    script.onerror = () => reject(new Error(`models/${name}.js is not beside this page`));
    document.head.append(script);
  });
}

/** The smallest shipped model that takes the puzzle shown, by its name. */
async function modelFor(puzzle) {
  const large = PTRM_MODELS.filter((model) => model.kind === puzzle.kind && model.rows >= puzzle.rows && model.cols >= puzzle.cols);
  large.sort((a, b) => a.rows * a.cols - b.rows * b.cols);
  for (const { name } of large) {
    await ensureModel(name);
    if ((await ask({ type: "takes", text: read.text, index, as: $("model").value, model: name })).taken) return name;
  }
  throw new Error(`No model for ${puzzle.kind} of ${puzzle.rows} × ${puzzle.cols} comes with this page; drop one here.`);
}

function start() {
  if (worker) return;
  worker = new Worker(URL.createObjectURL(new Blob([PTRM_WORKER], { type: "text/javascript" })));
  known = new Set();
  worker.onmessage = ({ data }) => received[data.type](data);
}

/** Sends a message and waits for what answers it. */
function ask(message) {
  start();
  return new Promise((resolve, reject) => {
    waiting = { resolve, reject };
    worker.postMessage(message);
  });
}

const received = {
  model: (data) => waiting.resolve(data),
  read: (data) => waiting.resolve(data),
  takes: (data) => waiting.resolve(data),
  answer: (data) => waiting.resolve(data),
  error: (data) => waiting.reject(new Error(data.message)),
  frame: (data) => addFrame(data),
};

async function ensureModel(name) {
  if (known.has(name)) return;
  const bytes = await modelBytes(name);
  await ask({ type: "model", name, bytes });
  known.add(name);
}

// Reading.

let turn = Promise.resolve();
/** Runs what talks to the worker one after the other. */
const inTurn = (body) => (turn = turn.then(body, body));

async function readText() {
  const text = $("text").value, model = $("model").value;
  answer = null;
  clearRace();
  if (text.trim() === "") {
    read = null;
    return show();
  }
  try {
    if (model) await ensureModel(model);
    read = await ask({ type: "read", text, as: model });
    if (read.style) $("picture-style").textContent = read.style;
  } catch (error) {
    read = { text, puzzles: [], errors: [error.message] };
  }
  index = 0;
  show();
}

function show() {
  const puzzle = read && read.puzzles[index];
  $("picture").innerHTML = answer ? answer.svg : puzzle ? puzzle.svg : "";
  $("several").hidden = !read || read.puzzles.length < 2;
  if (read) $("number").textContent = `puzzle ${index + 1} of ${read.puzzles.length}`;
  const errors = read ? read.errors : [];
  const nothing = read && read.puzzles.length === 0 && errors.length === 0 ? "This text holds no puzzle." : "";
  $("verdict").className = "verdict" + (answer ? (answer.solved === false ? " wrong" : " right") : errors.length > 0 || nothing ? " wrong" : "");
  $("verdict").textContent = answer ? verdict(answer) : nothing || errors.join("\n");
  $("facts").textContent = answer ? facts(answer) : puzzle ? `${puzzle.kind}, ${puzzle.rows} × ${puzzle.cols}` : "";
  $("solve").disabled = busy || !puzzle;
  $("stop").disabled = !busy;
  $("link").href = "#" + encodeURIComponent(puzzle ? puzzle.line : "");
}

function verdict(answer) {
  const claim = answer.claimed ? "The network trusts this answer" : "The network does not trust this answer";
  if (answer.solved === null) return claim + ".";
  return answer.solved ? `${claim}, and the rules agree.` : `${claim}; it breaks the rules.`;
}

function facts(answer) {
  const parts = [`Q ${answer.qAnswer.toFixed(2)}`, `${answer.netEvaluations} net evaluations in ${answer.seconds.toFixed(2)} s`,
    `${Math.round(answer.netEvaluations / Math.max(answer.seconds, 1e-3))} a second`];
  if (answer.nodes > 1) parts.push(`${answer.nodes} nodes, ${answer.guesses.length} guesses to the answer`);
  return parts.join(" · ") + "\n" + answer.line + (answer.faults ? "\n" + answer.faults : "");
}

// Solving.

async function solve() {
  if (!read || read.text !== $("text").value) await readText();  // typed a moment ago
  const puzzle = read && read.puzzles[index];
  if (busy || !puzzle) return;
  busy = true;
  answer = null;
  clearRace();
  show();
  $("verdict").textContent = "";
  try {
    const name = $("model").value || await modelFor(puzzle);
    await ensureModel(name);
    const seed = $("seed").value || "1", side = $("effort").value === "rollouts";
    const options = side ? { effort: null, rollouts: 16, depth: 16, seed } : { effort: $("effort").value, stop: "q", seed };
    answer = await ask({ type: "solve", text: read.text, index, as: $("model").value, model: name, options });
    answer.q.forEach(addQ);
    $("tree").innerHTML = answer.nodes > 1 ? answer.tree : "";
    drawRace(frames.length - 1);
  } catch (error) {
    busy = false;
    show();
    $("verdict").className = "verdict wrong";
    $("verdict").textContent = error.message;
    return;
  }
  busy = false;
  show();
}

function stop() {
  if (!busy) return;
  worker.terminate();  // it hears nothing while it solves
  worker = null;
  waiting.reject(new Error("Stopped."));
}

// The race.

let lines = new Map();  // rollout -> [[step, q]]

function clearRace() {
  frames = [];
  lines = new Map();
  $("rollouts").replaceChildren();
  $("tree").innerHTML = "";
  $("race").hidden = true;
  $("time").max = $("time").value = 0;
}

function addQ([rollout, step, q]) {
  if (!lines.has(rollout)) lines.set(rollout, []);
  lines.get(rollout).push([step, q]);
}

function addFrame(frame) {
  frame.q.forEach(addQ);
  frames.push(frame);
  const last = frames.length - 1, following = Number($("time").value) === last - 1 || last === 0;
  $("time").max = last;
  if (following) {
    $("time").value = last;
    drawFrame(frame);
  }
}

function card(rollout) {
  let found = document.getElementById("rollout-" + rollout);
  if (!found && $("rollouts").childElementCount < kMostShown) {
    found = document.createElement("div");
    found.id = "rollout-" + rollout;
    found.className = "rollout";
    found.innerHTML = '<div class="board"></div><div class="heat"></div><svg class="q" viewBox="0 0 100 30" preserveAspectRatio="none"></svg><span></span>';
    $("rollouts").append(found);
    $("race").hidden = false;
  }
  return found;
}

function drawFrame(frame) {
  const one = card(frame.rollout);
  if (!one) return;
  one.querySelector(".board").innerHTML = frame.svg;
  one.querySelector(".heat").style.width = `${Math.min(100, 4 * frame.changed)}%`;
  drawQ(frame.rollout, frame.step);
}

function drawQ(rollout, until) {
  const one = document.getElementById("rollout-" + rollout);
  if (!one) return;
  const points = (lines.get(rollout) || []).filter(([step]) => step <= until), most = Math.max(4, ...points.map(([step]) => step));
  const path = points.map(([step, q]) => `${(100 * step / most).toFixed(1)},${(15 - Math.max(-14, Math.min(14, 2 * q))).toFixed(1)}`).join(" ");
  const last = points.length > 0 ? points[points.length - 1][1] : 0;
  one.querySelector(".q").innerHTML = '<path d="M0 15H100" stroke="currentColor" stroke-width=".5" opacity=".4" vector-effect="non-scaling-stroke"/>' +
    `<polyline points="${path}" fill="none" stroke="${last > 0 ? "var(--mark)" : "currentColor"}" stroke-width="1.5" vector-effect="non-scaling-stroke"/>`;
  one.querySelector("span").textContent = `${rollout}: Q ${last.toFixed(1)}`;
  one.classList.toggle("best", last > 0);
}

/** Everything as it was at a frame. */
function drawRace(until) {
  const latest = new Map();
  frames.slice(0, until + 1).forEach((frame) => latest.set(frame.rollout, frame));
  document.querySelectorAll(".rollout").forEach((one) => (one.style.visibility = latest.has(Number(one.id.slice(8))) ? "" : "hidden"));
  latest.forEach(drawFrame);
  $("race-title").textContent = `${lines.size} ${answer && answer.nodes > 0 ? "nodes of the tree" : "rollouts"}`;
}

function moveTime(by) {
  $("time").value = Number($("time").value) + by;
  drawRace(Number($("time").value));
}

// What people do.

async function takeFile(file) {
  if (!file.name.endsWith(".safetensors")) {
    $("text").value = await file.text();
    return inTurn(readText);
  }
  const name = file.name.replace(/\.safetensors$/, "");
  ownModels.set(name, new Uint8Array(await file.arrayBuffer()));
  known.delete(name);
  if (![...$("model").options].some((option) => option.value === name)) $("model").append(new Option(name, name));
  $("model").value = name;
  return inTurn(readText);
}

let typing = 0;
$("text").oninput = () => {
  clearTimeout(typing);
  typing = setTimeout(() => !busy && inTurn(readText), 150);
};
$("model").onchange = () => inTurn(readText);
$("solve").onclick = () => inTurn(solve);
$("stop").onclick = stop;
$("previous").onclick = () => move(-1);
$("next").onclick = () => move(1);
$("back").onclick = () => moveTime(-1);
$("forth").onclick = () => moveTime(1);
$("time").oninput = () => moveTime(0);

function move(by) {
  if (busy || !read) return;
  index = Math.max(0, Math.min(read.puzzles.length - 1, index + by));
  answer = null;
  clearRace();
  show();
}

document.onkeydown = (event) => {
  const typed = ["TEXTAREA", "INPUT", "SELECT"].includes(event.target.tagName);
  const actions = { Escape: stop, PageUp: () => move(-1), PageDown: () => move(1) };
  if (!typed) Object.assign(actions, { ArrowLeft: () => moveTime(-1), ArrowRight: () => moveTime(1) });
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey || !typed) && event.target.tagName !== "BUTTON") actions.Enter = () => inTurn(solve);
  if (actions[event.key]) {
    event.preventDefault();
    actions[event.key]();
  }
};
document.ondragover = (event) => {
  event.preventDefault();
  document.body.classList.add("dropping");
};
document.ondragleave = (event) => event.relatedTarget === null && document.body.classList.remove("dropping");
document.ondrop = (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  if (event.dataTransfer.files.length > 0) takeFile(event.dataTransfer.files[0]);
};

PTRM_EXAMPLES.forEach(([name, text]) => {
  const button = document.createElement("button");
  button.textContent = name;
  button.onclick = () => {
    if (busy) return;
    $("text").value = text;
    inTurn(readText);
  };
  $("examples").append(button);
});

function fromLink() {
  const text = decodeURIComponent(location.hash.slice(1));
  if (text && text !== $("text").value) $("text").value = text;
  inTurn(readText);
}
window.onhashchange = fromLink;
if (location.hash.length < 2) $("text").value = PTRM_EXAMPLES[0][1];
fromLink();
