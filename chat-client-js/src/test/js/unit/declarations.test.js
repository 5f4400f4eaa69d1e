import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as module from '../../../../chat-client.js';

const text = readFileSync(new URL('../../../../chat-client.d.ts', import.meta.url), 'utf8');

/** The members that a class or an interface is declared to have. */
function declared(name) {
  const [, body] = text.match(new RegExp(`export (?:class|interface) ${name}\\b[^{]*\\{\\n(.*?)\\n\\}`, 'su'));
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[(<:]/gmu)]
    .map(([, member]) => member)
    .filter((member) => member !== 'constructor');
}

const sorted = (names) => [...new Set(names)].sort();

describe('The declarations', () => {
  it('export the same as the module', () => {
    const exported = [...text.matchAll(/^export (?:class|function|const) (\w+)/gmu)].map(([, name]) => name);
    assert.deepEqual(sorted(exported), sorted(Object.keys(module)));
  });

  for (const name of ['ChatClient', 'Room', 'Conversation']) {
    it(`declare the members of ${name}`, () => {
      const real = Object.getOwnPropertyNames(module[name].prototype);
      assert.deepEqual(sorted(declared(name)), sorted(real.filter((member) => member !== 'constructor')));
    });
  }

  it('declare every option', () => {
    const source = readFileSync(new URL('../../../../lib/options.js', import.meta.url), 'utf8');
    const [, defaults] = source.match(/const DEFAULTS = Object\.freeze\(\{\n(.*?)\n\}\)/su);
    const real = [...defaults.matchAll(/^ {2}(\w+):/gmu)].map(([, option]) => option);
    assert.deepEqual(sorted(declared('ChatOptions')), sorted(real));
  });
});

describe('The README', () => {
  const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
  const snippets = [...readme.matchAll(/```js\n(.*?)```/gsu)].map(([, code]) => code);

  it('has snippets without syntax errors', () => {
    const AsyncFunction = (async () => {}).constructor;
    assert.ok(snippets.length >= 3);
    for (const snippet of snippets) {
      const code = snippet.replace(/^import .*$/gmu, '');
      assert.doesNotThrow(() => new AsyncFunction(code), snippet);
    }
  });

  it('begins with a snippet that chats', async () => {
    const AsyncFunction = (async () => {}).constructor;
    const { start } = await import('./fakes.js');
    const test = start({ username: 'ann' });
    const lines = [];
    const console = { log: (...line) => lines.push(line) };
    const code = snippets[0].replace(/^import .*$/gmu, '');
    const ended = new AsyncFunction('connect', 'console', code)(() => test.client, console);
    test.socket.open();
    test.socket.welcome();
    test.socket.receive({ type: 'username_set', username: 'ann', ref: test.socket.last('set_username').ref });
    test.socket.enter('tea');
    const sent = test.socket.last('chat_message');
    test.socket.acknowledge(1);
    test.socket.receive({ ...sent, type: 'message_received', id: 'm1', seq: 1, userId: 'u1', username: 'ann', ref: undefined });
    await ended;
    assert.deepEqual(lines, [
      ['online', undefined],
      [1, 'ann', 'Hello'],
      ['stored, as number', 1],
    ]);
  });
});
