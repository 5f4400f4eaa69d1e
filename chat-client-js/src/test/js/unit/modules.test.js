import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const MAX_LINES = 450;

const root = new URL('../../../../', import.meta.url);

const modules = new Map(
  ['chat-client.js', ...readdirSync(new URL('lib/', root)).map((file) => `lib/${file}`)].map(
    (path) => [path, readFileSync(new URL(path, root), 'utf8')],
  ),
);

/** The modules that a module imports. */
function importsOf(path) {
  const found = [...modules.get(path).matchAll(/^(?:import|export) (?:[^;']* from )?'([^']*)'/gmu)];
  return found.map(([, to]) => new URL(to, new URL(path, root)).href.slice(root.href.length));
}

describe('The modules', () => {
  it('are short', () => {
    for (const [path, text] of modules) {
      assert.ok(text.split('\n').length <= MAX_LINES, path);
    }
  });

  it('import each other in one direction', () => {
    const done = new Set();
    const visit = (path, way) => {
      assert.ok(!way.includes(path), [...way, path].join(' imports '));
      if (!done.has(path)) {
        importsOf(path).forEach((to) => visit(to, [...way, path]));
        done.add(path);
      }
    };
    visit('chat-client.js', []);
    assert.deepEqual([...done].sort(), [...modules.keys()].sort());
  });
});
