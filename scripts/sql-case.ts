import { isSql, literals } from "./sql-lines.ts";

/** Tables change by statements of their own dialect; connectors speak the query languages of platforms, not ours. */
const ELSEWHERE = /^src\/(?:db\/migrations|connectors)\b|^test\/living\//;
/** Tests of what reads SQL hold samples in both cases, and the catalog names rights in capitals. */
const BOTH_CASES =
  /^(?:scripts\/(?:sql-lines|sql-case|sync-rows)|test\/versions)\.test\.ts$|^src\/db\/(?:migrate(?:\.it\.test)?|distributed\/migration-statements(?:\.test)?)\.ts$/;
const QUOTED = /--.*|'(?:[^'\\]|\\[\s\S]|'')*'|"[^"\n]*"|\$\{[^{}]*\}/g;
const KEYWORD =
  /\b(?:SELECT|DISTINCT|FROM|WHERE|INSERT|INTO|VALUES|UPDATE|SET|DELETE|RETURNING|WITH|JOIN|LEFT|ON|USING|AND|OR|NOT|NULL|IS|IN|LIKE|EXISTS|AS|CASE|WHEN|THEN|ELSE|END|GROUP|ORDER|BY|HAVING|LIMIT|UNION|LATERAL|CONFLICT|CREATE|ALTER|DROP)\b/;

/** Lines of SQL whose keywords are written in capitals: the code has one dialect, in lower case. */
export function upperCaseSql(file: string, text: string): string[] {
  if (ELSEWHERE.test(file) || BOTH_CASES.test(file) || !KEYWORD.test(text)) return [];
  const spans = literals(text);
  return spans.flatMap(({ start, end }) => {
    const inner = spans.filter((other) => other.start > start && other.end < end);
    let own = text.slice(start, end);
    for (const other of inner.toReversed())
      own =
        own.slice(0, other.start - start) + blank(text.slice(other.start, other.end)) + own.slice(other.end - start);
    own = own.slice(1, -1).replace(QUOTED, blank);
    const keyword = isSql(own) ? KEYWORD.exec(own) : null;
    if (!keyword) return [];
    const line = text.slice(0, start + 1 + keyword.index).split("\n").length;
    return [`${file}:${line} writes SQL in capitals (${keyword[0]}): keywords are lower case`];
  });
}

const blank = (text: string): string => text.replace(/[^\n]/g, " ");
