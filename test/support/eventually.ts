const everyMs = 100;

/** Repeats an assertion about a real editor until it holds; after `limitMs` its own error is thrown. */
export async function eventually<T>(assertion: () => T | Promise<T>, limitMs = 20_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
