/** Which files of the second tier one continuous check runs, and when the others come. */

/** What a check is about: the paths that changed, null where the history does not tell, and a number one higher with each commit. */
export interface Check {
  readonly changed: readonly string[] | null;
  readonly rotation: number;
  readonly countsCommits: boolean;
}

/** Each file comes at least once in so many commits. */
export const REST_ROUNDS = 3;

/** Of `rest`, the second tier: files that changed themselves, those whose turn it is, and all where nobody knows the change. */
export function dueFiles(rest: readonly string[], { changed, rotation }: Check): readonly string[] {
  const turns = new Map(rest.toSorted().map((file, index) => [file, index % REST_ROUNDS]));
  return rest.filter(
    (file) => changed === null || changed.includes(file) || turns.get(file) === rotation % REST_ROUNDS,
  );
}

export function whenLeftOutAreDue({ rotation, countsCommits }: Check): string {
  const later = countsCommits
    ? `of commits number ${rotation + 1} to ${rotation + REST_ROUNDS - 1}`
    : "of later commits";
  return `They come in the checks ${later}, and in every nightly run.`;
}
