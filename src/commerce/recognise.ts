/**
 * What the kit says of failed calls, found again in a text. An error's message passes through columns and queues that keep
 * text alone, mixed with what platforms and people said; its code and gaps are read back where it is told.
 */
import { gapShape } from "./gap-shape.ts";
import { platformSentences } from "./sentences/platform.ts";

/**
 * A part of what was told, as it is kept beside the English: a code, or somebody else's words. A connector's code comes with
 * its English, for those who do not have the connector's words.
 */
export interface SaidPart {
  readonly code?: string;
  readonly gaps?: Readonly<Record<string, string | number>>;
  readonly text?: string;
}

type Code = keyof typeof platformSentences;

const SAYS = "platform.says" satisfies Code;

interface Template {
  readonly code: string;
  readonly shape: RegExp;
}

const templates: readonly Template[] = Object.entries(platformSentences)
  .filter(([code]) => code !== SAYS)
  .map(([code, english]) => ({ code, shape: new RegExp(`^${gapShape(english)}(?: (?<said>.* says: .*))?$`, "su") }));
const quote = new RegExp(`^${gapShape(platformSentences[SAYS])}$`, "su");

/** The sentences a text is made of, the platform's own words in their gap; null where it is none of the kit's. */
export function recognised(text: string): readonly SaidPart[] | null {
  for (const { code, shape } of templates) {
    const found = shape.exec(text);
    if (!found) continue;
    const { said, ...gaps } = found.groups ?? {};
    const quoted = said === undefined ? undefined : quote.exec(said)?.groups;
    const first = Object.keys(gaps).length === 0 ? { code } : { code, gaps };
    return quoted === undefined ? [first] : [first, { code: SAYS, gaps: { ...quoted } }];
  }
  return null;
}
