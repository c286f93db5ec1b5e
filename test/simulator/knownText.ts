/*
 * The one text that the star and every stand-in speak, so that a test can compare what is on screen with what was said.
 * It has what goes wrong in real answers: code fences, a table, nested lists, quotes, characters of several code units,
 * combining marks, right-to-left words, lines that repeat, and white space at the places where answers are cut.
 */
export const knownText = `# How a stand-in takes over

When the first provider falls silent, the work must move on without losing a character. This note walks through one
such evening, step by step, with the code that makes it work.

## What happens first

1. The stream opens and the first words arrive.
2. Something breaks: an overloaded server, a proxy, a train in a tunnel.
3. The reader sees a short seam, and then the rest of the sentence.

The rule is simple to say: *text on the screen stays on the screen*. Everything below follows from it. "Simple to say"
is not "simple to do", as the next part shows.

## The code

A router asks its targets in order. The loop is short because everything hard lives elsewhere:

\`\`\`typescript
export async function* ask(route: readonly Target[], signal: AbortSignal): AsyncIterable<string> {
  let shown = '';
  for (const target of route) {
    try {
      for await (const piece of target.stream(shown, signal)) {
        shown += piece;
        yield piece;
      }
      return;
    } catch (error) {
      // The next target carries on from what is shown, never from what was sent.
      if (signal.aborted) return;
      report(target, error);
    }
  }
  throw new Error(\`nobody could answer after \${shown.length} characters\`);
}
\`\`\`

Two details matter. First, \`shown\` counts what the reader has seen, not what the network has delivered. Second, the
fence above may be open at the moment of the cut: whoever carries on must not open it a second time.

## Characters that are easily torn

Bytes do not end where characters end. A cut may fall inside any of these:

- emoji and families: 🎭 the mask, 👩‍👩‍👧‍👦 four people in one picture, 🏳️‍🌈 a flag made of two, 👍🏽 a tone
- combining marks: é written as e and ́, n with a tilde ñ, Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍ piled high
- other scripts: 日本語の文章、한국어 문장, Ελληνικά, עברית, العربية
- mathematics outside the first plane: 𝔘𝔫𝔡𝔢𝔯𝔰𝔱𝔲𝔡𝔶, 𝑥² + 𝑦² = 𝑟²

A decoder that forgets its half character shows \`�\` where the mask 🎭 should be.

## How long it takes

| step | who acts | typical time | note |
| --- | --- | ---: | --- |
| first words | the star | 0.9 s | any event counts, not only text |
| silence noticed | the watch | 30 s | pings are signs of life |
| next one asked | the router | 2 ms | nothing is waited for |
| first words again | the stand-in | 0.4 s | if the model is warm |

The second column is the important one: no step is left to the reader.

## A check you can run

\`\`\`bash
# Cut the first answer after 400 characters, then look at the seam.
curl -s -X POST "$CONTROL/control/fault" \\
  -H 'content-type: application/json' \\
  -d '{"service":"claude","fault":"reset","phase":"midAnswer","afterChars":400}'
\`\`\`

Expected result:

> one answer on the screen, one mark where it was carried on, and not a single character twice.

## What remains

- Keep the beginning that is already shown.
- Keep the fence as it is, open or closed.
- Keep calm: the second cut is carried on by the third target in the same way.
- Keep count, so that the end can be compared with the beginning.

That is the whole part. When the star is well again, the stand-in steps back and nobody in the audience has noticed
more than a change of voice. 🎭
`;
