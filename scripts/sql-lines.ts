/** Statements read a clause a line: no line of SQL in the code is longer than its other lines may be. */
const MOST = 120;

interface Span {
  readonly start: number;
  readonly end: number;
}

const IN_CODE =
  /\/\/.*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?<=(?:^|[(,=:[!&|?{};+>\n]|\breturn)\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/|[`{}]/g;
const IN_TEMPLATE = /\\[\s\S]|`|\$\{/g;

/** Where the strings and templates of a text stand, quotes included; one within another stands for itself too. */
export function literals(text: string): Span[] {
  const found: Span[] = [];
  /** Templates by where they begin; null for a brace or an expression in a template. */
  const open: (number | null)[] = [];
  let at = 0;
  for (;;) {
    const inside = open.at(-1) ?? null;
    const pattern = inside === null ? IN_CODE : IN_TEMPLATE;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) return found;
    at = pattern.lastIndex;
    const [token] = match;
    if (token === "`" && inside !== null) {
      found.push({ start: inside, end: at });
      open.pop();
    } else if (token === "`") open.push(match.index);
    else if (token === "{" || token === "${") open.push(null);
    else if (token === "}") open.pop();
    else if (/^["']/.test(token)) found.push({ start: match.index, end: at });
  }
}

const STATEMENT =
  /^\s*\(?(?:(?:select|insert into|delete from|with)\s[\s\S]*\b(?:from|values|where|set|as|pg_\w+)\b|update \w[\w.]* (?:\w+ )?set\s)/i;
const PART = /\bargosy\.\w|\borganization_id\b|\b(?:join|from|where|and|on|set)\b[\s\S]*\$\d|\bselect\b[\s\S]*\bfrom\b/;
const SENTENCE = /^\s*[A-Z][a-z]/;

export const isSql = (text: string): boolean =>
  !SENTENCE.test(text) && (STATEMENT.test(text) || PART.test(text) || /\bSELECT\b[\s\S]*\bFROM\b/.test(text));

/** Numbers of the lines of SQL that are too long. */
export function longLines(text: string): number[] {
  const lines = text.split("\n");
  if (!lines.some((line) => line.length > MOST) || !/\b(?:from|select|update|insert)\b/i.test(text)) return [];
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length + 1);
  const spans = literals(text).filter(({ start, end }) => isSql(text.slice(start + 1, end - 1)));
  return lines.flatMap((line, index) => {
    const [from = 0, to = 0] = [starts[index], starts[index + 1]];
    return line.length > MOST && spans.some(({ start, end }) => start < to && end > from) ? [index + 1] : [];
  });
}

/** What is wrong with one file, `allowed` of whose lines may still be too long. */
export function sqlProblems(file: string, text: string, allowed: number): string[] {
  const found = longLines(text);
  if (found.length > allowed)
    return found.map((line) => `${file}:${line} is SQL over ${MOST} characters: a clause has a line of its own`);
  if (found.length < allowed)
    return [`${file} has ${found.length} long lines of SQL and not ${allowed}: scripts/exceptions.ts is to say so`];
  return [];
}
