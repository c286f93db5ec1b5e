/**
 * Characters per token, on the low side for code and prose in Latin script. Providers count differently (the 5.x
 * tokenizer of Claude yields about 30 % more tokens than its forerunner, `providers.md` §2), and a prompt that turns out
 * too long costs an attempt, while one a little too short costs a few old words.
 */
const latinCharsPerToken = 3.2;
const otherAlphabetCharsPerToken = 1.8;
/** Ideographs, kana, hangul and emoji: never fewer tokens than this per UTF-16 unit in the tokenizers on the routes. */
const tokensPerWideUnit = 1.2;

/** What the marks around one message cost, in tokens. */
export const tokensPerMessage = 8;

/** A conservative estimate of how many tokens a text takes, for any model. Linear in the text, no tables. */
export function estimateTokens(text: string): number {
  let latin = 0;
  let other = 0;
  let wide = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x250) latin += 1;
    else if (unit < 0x1100) other += 1;
    else wide += 1;
  }
  return Math.ceil(latin / latinCharsPerToken + other / otherAlphabetCharsPerToken + wide * tokensPerWideUnit);
}
