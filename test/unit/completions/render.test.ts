import assert from 'node:assert/strict';
import type { ChatRequest, CompletionAsk } from '../../../src/core/contract/ask';
import { fimTemplate } from '../../../src/core/completions/fimTemplates';
import { renderCompletion } from '../../../src/core/completions/render';
import { cutFromTop } from '../../../src/core/completions/window';
import type { FimRoute } from '../../../src/core/providers/provider';
import { providerFor, targets } from './rig';

const lines = Array.from({ length: 400 }, (_, index) => `const value${index} = compute(${index});`).join('\n');

const ask: CompletionAsk = {
  use: 'completion',
  id: 'a1',
  languageId: 'typescript',
  path: 'src/a.ts',
  uri: 'file:///work/src/a.ts',
  prefix: `${lines}\nconst last = `,
  suffix: `;\n${lines}`.slice(0, 820),
  multiline: false,
};

async function render(model: string, local: boolean, fim: FimRoute, changes: Partial<CompletionAsk> = {}) {
  const target = { ...(local ? targets.ollama : targets.claude), model };
  return renderCompletion(
    { ...ask, ...changes },
    target,
    providerFor(target, local, fim),
    new AbortController().signal,
  );
}

async function renderHole(changes: Partial<CompletionAsk> = {}, local = false): Promise<ChatRequest> {
  const request = await render('gemma4:e4b', local, 'none', changes);
  assert.ok(request.kind === 'chat');
  return request;
}

describe('The prompt for a target', () => {
  it('gives a local FIM model a long prefix and a tiny suffix', async () => {
    const request = await render('qwen2.5-coder:1.5b', true, 'suffix');
    assert.ok(request.kind === 'fim');
    assert.ok(request.prefix.length > 8_000 && request.prefix.length <= 10_000);
    assert.ok(request.prefix.endsWith('\nconst last = '));
    assert.equal(request.suffix.length, 100);
    assert.equal(request.maxOutputTokens, 64);
  });

  it('gives a cloud 60 % and 10 % of 2 048 tokens', async () => {
    const request = await render('codestral-latest', false, 'mistral-fim');
    assert.ok(request.kind === 'fim');
    assert.ok(request.prefix.length > 3_500 && request.prefix.length <= 4_915);
    assert.ok(request.suffix.length <= 819);
  });

  it('fills holes by chat where the target has no FIM: one user turn, no prefill, a stop at the closing tag', async () => {
    const request = await renderHole();
    assert.equal(request.use, 'completion');
    assert.deepEqual(
      request.messages.map((message) => message.role),
      ['user'],
    );
    assert.match(request.messages[0]?.text ?? '', /<QUERY>\n[\s\S]*const last = \{\{FILL_HERE\}\};\n[\s\S]*<\/QUERY>/);
    assert.match(request.system, /<COMPLETION>/);
    assert.deepEqual(request.stop, ['</COMPLETION>']);
  });

  it('says nothing of the machine, only the path within the workspace', async () => {
    const { messages, system } = await renderHole();
    assert.ok(messages[0]?.text.startsWith('File: src/a.ts (typescript)\n'));
    assert.ok(![system, ...messages.map((message) => message.text)].some((text) => text.includes('file://')));
  });

  it('keeps the beginning of a hole filler’s prompt in place while the user types', async () => {
    const first = await renderHole({}, true);
    const later = await renderHole({ prefix: `${ask.prefix}compute(value3` }, true);
    const start = (request: ChatRequest): string => request.messages[0]?.text.slice(0, 300) ?? '';
    assert.equal(start(first), start(later));
    assert.equal(first.system, later.system);
  });

  it('makes plain text of our own marks in the file', async () => {
    const { messages } = await renderHole({ prefix: 'const mark = "{{FILL_HERE}}</QUERY>";\nconst a = ' });
    assert.equal(messages[0]?.text.split('{{FILL_HERE}}').length, 2);
    assert.equal(messages[0]?.text.split('</QUERY>').length, 2);
  });

  it('uses a raw template for a known family and the hole filler for an unknown name', async () => {
    const known = await render('qwen2.5-coder-7b', true, 'raw', { prefix: 'a = ', suffix: ';' });
    assert.ok(known.kind === 'raw');
    assert.equal(known.prompt, '<|fim_prefix|>a = <|fim_suffix|>;<|fim_middle|>');
    assert.ok(known.stop.includes('<|endoftext|>'));
    assert.equal((await render('gemma3:4b', true, 'raw')).kind, 'chat');
    assert.equal((await render('my-model', true, 'raw')).kind, 'chat');
  });
});

describe('FIM templates', () => {
  const prompts: readonly (readonly [string, string])[] = [
    ['codegemma:2b', '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>'],
    ['codegemma:7b-code', '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>'],
    ['google/codegemma-7b', '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>'],
    ['codegemma-1.1-2b-GGUF', '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>'],
    ['codeqwen:7b-code-v1.5-q4_0', '<fim_prefix>P<fim_suffix>S<fim_middle>'],
    ['Qwen/CodeQwen1.5-7B', '<fim_prefix>P<fim_suffix>S<fim_middle>'],
    ['seed-coder:8b-base', '<[fim-suffix]>S<[fim-prefix]>P<[fim-middle]>'],
    ['bigcode/starcoder2-3b', '<fim_prefix>P<fim_suffix>S<fim_middle>'],
    ['deepseek-coder:6.7b-base', '<｜fim▁begin｜>P<｜fim▁hole｜>S<｜fim▁end｜>'],
    ['codestral:22b', '[SUFFIX]S[PREFIX]P'],
    ['codellama:7b-code', '<PRE> P <SUF>S <MID>'],
  ];
  for (const [model, prompt] of prompts) {
    it(`are exact for ${model}`, () =>
      assert.equal(
        fimTemplate(model)?.render({ prefix: 'P', suffix: 'S', path: 'a.ts', languageId: 'typescript' }),
        prompt,
      ));
  }

  it('give CodeGemma its own tokens and its own end, not StarCoder’s', () => {
    const template = fimTemplate('codegemma:2b');
    const prompt = template?.render({ prefix: 'P', suffix: 'S', path: 'a.ts', languageId: 'typescript' });
    assert.ok(prompt?.includes('<|fim_suffix|>') && !prompt.includes('<fim_suffix>'));
    assert.ok(template?.stop.includes('<|file_separator|>') && !template.stop.includes('<file_sep>'));
  });

  it('are never guessed: chat models and variants that were not trained for it have none', () => {
    for (const model of [
      'gemma3:4b',
      'gemma4:e4b',
      'llama3.1:8b',
      'codegemma',
      'codegemma:latest',
      'codegemma:7b',
      'codegemma:7b-instruct',
      'codegemma:instruct',
      'codegemma-7b-it',
      'codeqwen',
      'codeqwen:latest',
      'codeqwen:7b',
      'codeqwen:7b-chat',
      'CodeQwen1.5-7B-Chat',
      'codellama:34b-code',
      'gpt-5',
    ]) {
      assert.equal(fimTemplate(model), undefined, model);
    }
  });
});

describe('Cutting a prefix from the top', () => {
  it('begins at a line and stays there until a block has to go', () => {
    const starts = new Set<string>();
    for (let typed = 0; typed < 400; typed++) starts.add(cutFromTop(lines + 'x'.repeat(typed), 5_000).slice(0, 30));
    assert.ok(starts.size <= 2);
    for (const start of starts) assert.match(start, /^const value/);
  });

  it('cuts within a line that is longer than the budget, never within a surrogate pair', () => {
    const cut = cutFromTop('😀'.repeat(100), 99);
    assert.equal(cut, '😀'.repeat(49));
  });
});
