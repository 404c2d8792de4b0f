// ONNX Runtime (npm: onnxruntime-node) on the graphs of export_onnx.py: node onnxruntime.mjs INDEX [THREADS...], where INDEX is what
// export_onnx.py printed. A JSON line per model, threads and batch.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.cwd() + '/');
const ort = require('onnxruntime-node');
const version = require('onnxruntime-node/package.json').version;
const runs = 3, seconds = 0.5;
const [index, ...threadCounts] = process.argv.slice(2);

for (const line of readFileSync(index, 'utf8').trim().split('\n')) {
  const { model, path, L, D, gflop } = JSON.parse(line);
  for (const threads of threadCounts.map(Number)) {
    const session = await ort.InferenceSession.create(path, {
      intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: 'all', executionMode: 'sequential',
    });
    for (const batch of [1, 16]) {
      const state = () => new ort.Tensor('float32', Float32Array.from({ length: batch * L * D }, () => Math.random() - 0.5), [batch, L, D]);
      const feeds = { x: state(), z_H: state(), z_L: state() };
      await session.run(feeds);
      const rates = [];
      for (let run = 0; run < runs; run++) {
        const began = performance.now();
        let calls = 0;
        do {
          await session.run(feeds);
          calls++;
        } while (performance.now() - began < 1000 * seconds);
        rates.push(calls * batch * gflop / ((performance.now() - began) / 1000));
      }
      const median = rates.sort((a, b) => a - b)[runs >> 1];
      console.log(JSON.stringify({ peer: `ONNX Runtime ${version}`, model, precision: 'f32', threads, batch, gflops: median }));
    }
    await session.release();
  }
}
