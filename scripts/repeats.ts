/**
 * Counts repeated blocks: runs of six or more lines of src/ and web/src that stand, line for line, in another place too.
 * Spaces at the ends do not matter. Comments, imports, empty lines and lines of punctuation alone are left out first, so
 * that six lines are six lines of code. Each place is one block, however long: two places that say the same are two.
 */
const LEAST = 6;
const COUNTED = /^(?:src|web\/src)\//;
/** A fall by fewer need not be recorded at once, so that two branches that each fold one do not meet in one line. */
const NOTICEABLE = 3;
const COMMENT_OR_IMPORT = /^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^import\b[^;]*;/gm;
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;

export interface Source {
  readonly file: string;
  readonly text: string;
}

/** A run of lines that stands elsewhere too. */
export interface Block {
  readonly place: string;
  readonly lines: number;
  /** Another place its first lines stand at. */
  readonly other: string;
}

interface Line {
  readonly text: string;
  readonly place: string;
}

function linesOf({ file, text }: Source): Line[] {
  const code = text.replace(COMMENT_OR_IMPORT, (left) => left.replace(/[^\n]/g, ""));
  return code
    .split("\n")
    .map((line, index) => ({ text: line.trim(), place: `${file}:${index + 1}` }))
    .filter((line) => SAYS_SOMETHING.test(line.text));
}

/** Every six lines in a row, and where they begin. */
function windowsOf(lines: readonly Line[]): Line[] {
  return lines.slice(0, Math.max(0, lines.length - LEAST + 1)).map(({ place }, first) => {
    const six = lines.slice(first, first + LEAST).map((line) => line.text);
    return { text: six.join("\n"), place };
  });
}

/** The repeated blocks, the longest first. */
export function repeatedBlocks(sources: readonly Source[]): Block[] {
  const files = sources.map((source) => windowsOf(linesOf(source)));
  const places = Map.groupBy(files.flat(), ({ text }) => text);
  const elsewhere = ({ text, place }: Line) => places.get(text)?.find((other) => other.place !== place)?.place;
  return files
    .flatMap((windows) => {
      const others = windows.map(elsewhere);
      return windows.flatMap(({ place }, first): Block[] => {
        const other = others[first];
        if (other === undefined || others[first - 1] !== undefined) return [];
        const after = others.indexOf(undefined, first);
        return [{ place, lines: (after < 0 ? windows.length : after) - first + LEAST - 1, other }];
      });
    })
    .toSorted((one, another) => another.lines - one.lines);
}

/** What is wrong with the number of repeated blocks, measured against the one recorded. */
export function repeatProblems(sources: readonly Source[], recorded: number): string[] {
  const blocks = repeatedBlocks(sources.filter(({ file }) => COUNTED.test(file)));
  if (blocks.length > recorded) {
    const list = blocks.map(({ place, lines, other }) => `  ${place}, ${lines} lines, as at ${other}`);
    return [
      `src and web/src have ${blocks.length} repeated blocks; ${recorded} is the most. Say it once:\n${list.join("\n")}`,
    ];
  }
  if (recorded - blocks.length < NOTICEABLE) return [];
  return [
    `src and web/src have ${blocks.length} repeated blocks: lower REPEATED_BLOCKS in scripts/exceptions.ts, which says ${recorded}`,
  ];
}
