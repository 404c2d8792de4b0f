// Reads lines ADDRESS<TAB>FILE, the lines of a pzprv3 file joined by "/", and says of each what puzz.link's player says: "ok", or the
// code of the rule that is broken; "other" where the file asks another question than the address, "unread" where it cannot be read.
const pzpr = require('./pzpr/js/pzpr.js');
const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(line => line);
const opened = text => new Promise((resolve, reject) => {
  const puzzle = new pzpr.Puzzle();
  setTimeout(reject, 5000, new Error('late')).unref();
  puzzle.open(text, () => resolve(puzzle));
});
const question = puzzle => puzzle.getURL().replace(/^.*\?/, '').replace(/\/+$/, '');
(async () => {
  for (const line of lines) {
    const [address, file] = line.split('\t');
    try {
      const asked = await opened(address), answered = await opened(file.replaceAll('/', '\n'));
      const result = answered.check(true);
      console.log(question(asked) !== question(answered) ? 'other' : result.complete ? 'ok' : result[0] || 'incomplete');
    } catch (error) {
      console.log('unread');
    }
  }
})();
