/** Keeps secrets out of everything that is stored, logged or shown (docs/security.md). */
import type { Json } from "../../../commerce/product.ts";

const REDACTED = "[secret]";

/** Shorter values are words, not secrets; replacing them would only garble the text. */
const MIN_LENGTH = 6;

const SECRET_HEADER = /authorization|cookie|token|secret|api-?key|access-?key|password|signature|hmac/i;

const SECRET_FIELD =
  "access_?token|refresh_?token|id_?token|auth_?token|session_?token|token|client_?secret|app_?secret|shared_?secret|webhook_?secret|secret|secret_?key|" +
  "consumer_?key|consumer_?secret|api_?key|(?:shop_?)?cipher|api-key|apikey|private_?key|password|passwd|pwd|authorization|oauth_(?:token|signature|consumer_key)|signature|hmac";

const JSON_FIELD = new RegExp(`("(?:${SECRET_FIELD})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"?`, "gi");
const ESCAPED_JSON_FIELD = new RegExp(`(\\\\"(?:${SECRET_FIELD})\\\\"\\s*:\\s*)\\\\"[^"\\\\]*(?:\\\\")?`, "gi");
const FORM_FIELD = new RegExp(`((?:^|[?&\\s])(?:${SECRET_FIELD}|(?:auth_)?code|sign)=)[^&\\s"']+`, "gi");
const SCHEME = /\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{8,}/g;

export interface Redactor {
  /** The text with secret values, and the values of secret-looking fields, replaced. */
  text(text: string): string;
  json(value: Json): Json;
  headers(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
}

/** `secrets` is asked each time, so that a token renewed a moment ago is covered too. */
export function createRedactor(secrets: () => Iterable<string>): Redactor {
  let existing = "";
  let pattern: RegExp | null = null;
  const secretPattern = (): RegExp | null => {
    const values = [...secrets()].filter((value) => value.length >= MIN_LENGTH);
    const key = values.join("\0");
    if (key !== existing) {
      existing = key;
      pattern = storedPattern(key, values);
    }
    return pattern;
  };
  const text = (input: string): string => {
    if (input === "") return input;
    const values = secretPattern();
    const bare = values ? input.replace(values, REDACTED) : input;
    return bare
      .replace(JSON_FIELD, `$1"${REDACTED}"`)
      .replace(ESCAPED_JSON_FIELD, `$1\\"${REDACTED}\\"`)
      .replace(FORM_FIELD, `$1${REDACTED}`)
      .replace(SCHEME, `$1 ${REDACTED}`);
  };
  return {
    text,
    json: (value) => JSON.parse(text(JSON.stringify(value))),
    headers: (headers) =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, isSecretHeader(name) ? REDACTED : text(value)]),
      ),
  };
}

/** Making one takes longer than to use it for a call, and each turn of a store has a redactor of its own. */
const patterns = new Map<string, RegExp | null>();
const MOST_PATTERNS = 500;

function storedPattern(key: string, values: readonly string[]): RegExp | null {
  const cached = patterns.get(key);
  if (cached !== undefined) return cached;
  if (patterns.size >= MOST_PATTERNS) patterns.clear();
  const made = patternOf(values);
  patterns.set(key, made);
  return made;
}

const HTML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Every secret as it is, URL-encoded, escaped for JSON and HTML, in hexadecimal, and inside base64 at any of the three alignments. */
function patternOf(values: readonly string[]): RegExp | null {
  const forms = values.flatMap((value) => [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    value.replace(/[&<>"]/g, (sign) => HTML[sign] ?? sign),
    Buffer.from(value).toString("hex"),
    Buffer.from(value).toString("hex").toUpperCase(),
    ...base64Cores(value),
  ]);
  const unique = [...new Set(forms)].filter((form) => form.length >= MIN_LENGTH).sort((a, b) => b.length - a.length);
  return unique.length === 0 ? null : new RegExp(unique.map((form) => escaped(form)).join("|"), "g");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}

/** True for header names that carry a proof. */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADER.test(name);
}

/** The part of a base64 text that depends on the value alone, whatever stands before and after it. */
function base64Cores(value: string): string[] {
  const bytes = Buffer.from(value, "utf8");
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replace(/(?<!=)=+$/, "");
    const start = before === 0 ? 0 : before + 1;
    const whole = (before + bytes.length) % 3 === 0;
    const core = encoded.slice(start, whole ? undefined : -1);
    return core.length >= 8 ? core : "";
  });
}
