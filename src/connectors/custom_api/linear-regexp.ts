/** What JSONata asks of a RegExp, answered by RE2: no pattern of a tenant can take more than linear time. */
import { RE2JS } from "re2js";

const LONGEST_INPUT = 1_000_000;

/** Stands in for `RegExp` (JSONata's RegexEngine): made from a parsed literal, used through `exec` and `lastIndex`. */
export class LinearRegExp {
  readonly source: string;
  lastIndex = 0;
  readonly #pattern: RE2JS;

  /** Throws on what RE2 cannot do in linear time: look-around and back-references. */
  constructor(literal: RegExp) {
    this.source = literal.source;
    const flags =
      (literal.flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) | (literal.flags.includes("m") ? RE2JS.MULTILINE : 0);
    this.#pattern = RE2JS.compile(RE2JS.translateRegExp(literal.source), flags);
  }

  /** Always global: goes on from `lastIndex`. */
  exec(text: string): (readonly (string | undefined)[] & { readonly index: number }) | null {
    if (text.length > LONGEST_INPUT) throw new RangeError("The text is too long for a regular expression.");
    const matcher = this.#pattern.matcher(text);
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0;
      return null;
    }
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
    this.lastIndex = matcher.end();
    return Object.assign(groups, { index: matcher.start() });
  }
}
