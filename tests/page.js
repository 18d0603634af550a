// Opens a page of proctree in a headless Chromium, which it talks to by the DevTools protocol over a pipe, and
// checks what a reader sees: node tests/page.js CHROMIUM PAGE ROWS. Prints "N passed, N failed".
'use strict';
const {spawn} = require('node:child_process'), {mkdtempSync, rmSync} = require('node:fs');
const {tmpdir} = require('node:os'), {join, resolve} = require('node:path');
const [chromium, file, rows] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), 'page-'));
const browser = spawn(chromium, ['--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe',
  '--user-data-dir=' + home, '--window-size=1400,800', 'about:blank'],
  {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
const [, , , to, from] = browser.stdio, waiting = new Map(), told = [];
let last = 0, rest = '', passed = 0, failed = 0;

from.on('data', bytes => {
  rest += bytes;
  const all = rest.split('\0');
  rest = all.pop();
  for (const text of all) {
    const message = JSON.parse(text);
    if (message.id) waiting.get(message.id)(message); else told.push(message);
  }
});
const ask = (method, params = {}, sessionId) => new Promise(done => {
  waiting.set(++last, message => done(message.result || message.error));
  to.write(JSON.stringify({id: last, method, params, sessionId}) + '\0');
});
function check(what, holds) {
  if (holds) return ++passed;
  ++failed;
  console.log('FAIL: ' + what);
}

async function main() {
  const {targetId} = await ask('Target.createTarget', {url: 'about:blank'});
  const {sessionId} = await ask('Target.attachToTarget', {targetId, flatten: true});
  const page = (method, params) => ask(method, params, sessionId);
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page(domain + '.enable');
  const value = async expression => (await page('Runtime.evaluate', {expression, returnByValue: true})).result.value;
  const pause = ms => new Promise(done => setTimeout(done, ms));
  await page('Page.navigate', {url: 'file://' + resolve(file)});
  for (let i = 0; i < 100 && !(await value("document.querySelector('.row') !== null")); ++i) await pause(100);

  const shown = () => value("document.getElementById('names').style.height");
  const find = async words => {
    await value(`document.getElementById('find').value = ${JSON.stringify(words)};
                 document.getElementById('find').dispatchEvent(new Event('input'))`);
    await pause(300);
    return value("document.getElementById('found').textContent");
  };
  const press = async key => {
    for (const type of ['keyDown', 'keyUp']) await page('Input.dispatchKeyEvent', {type, key});
    await pause(100);
  };
  check('a row is a process', await shown() === rows * 22 + 'px');
  check('it says how many', (await value("document.getElementById('range').textContent")).startsWith(rows + ' processes'));
  check('a search finds', await find('onerror') === '1 of ' + rows);
  check('what it finds stays text', await value("document.querySelectorAll('img, iframe, script').length") === 2 &&
        (await value("document.querySelector('.cmd').textContent")) !== '' && await value('typeof window.owned') === 'undefined');
  check('nothing turns the direction of text', !/[\u202a-\u202e\u2066-\u2069\0-\x08\x0b-\x1f]/.test(await value('document.body.textContent')));
  check('a search that finds nothing says so', await find('no such thing') === '0 of ' + rows &&
        !(await value("document.getElementById('empty').hidden")));
  await find('');
  await value("document.getElementById('names').focus()");
  await press('Home');
  check('a selected process is told of', (await value("document.getElementById('more').textContent")).startsWith('1490'));
  await press('ArrowLeft');
  check('it folds', parseInt(await shown()) < rows * 22);
  await press('ArrowRight');
  check('and unfolds', await shown() === rows * 22 + 'px');
  await value("document.getElementById('tab-sums').click()");
  check('the summary has tables', await value("document.querySelectorAll('#sums table').length") > 2);

  const requests = told.filter(message => message.method === 'Network.requestWillBeSent');
  check('no request', requests.length === 1 && requests[0].params.request.url.startsWith('file:'));
  const complaints = told.filter(message => ['Runtime.consoleAPICalled', 'Runtime.exceptionThrown', 'Log.entryAdded'].includes(message.method));
  check('no message: ' + JSON.stringify(complaints.map(message => message.params)), complaints.length === 0);
}
const late = setTimeout(() => finish(new Error('Chromium does not answer')), 60000);
function finish(error) {
  clearTimeout(late);
  if (error) check(error, false);
  browser.once('exit', () => {
    rmSync(home, {recursive: true, force: true, maxRetries: 5});
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed ? 1 : 0);
  });
  browser.kill('SIGKILL');
}
main().then(() => finish(), finish);
