// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the word somebody probably meant.

/** How many letters must be typed, removed, replaced or swapped with their neighbour to make `other` of `word`. */
function distance(word: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= word.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (last[column - 1] ?? 0) + (word[row - 1] === other[column - 1] ? 0 : 1);
      const isSwap = row > 1 && column > 1 && word[row - 1] === other[column - 2] && word[row - 2] === other[column - 1];
      const swapped = isSwap ? (before[column - 2] ?? 0) + 1 : Infinity;
      current.push(Math.min(replaced, swapped, (last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    [before, last] = [last, current];
  }
  return last[other.length] ?? 0;
}

/** The nearest of `known` if it is near enough to have been meant, or begins with `word`. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 40) return undefined;
  const begins = known.filter((candidate) => word.length > 1 && candidate.startsWith(word));
  const [best] = begins.length === 1 ? begins : known.filter((candidate) => distance(word, candidate) <= Math.max(1, Math.floor(candidate.length / 3))).sort((one, other) => distance(word, one) - distance(word, other));
  return best;
}

/** " Did you mean …?" or nothing. */
export function suggestion(word: string, known: readonly string[], written: (word: string) => string = (candidate) => `"${candidate}"`): string {
  const best = nearest(word, known);
  return best === undefined ? '' : ` Did you mean ${written(best)}?`;
}
