/** The English of the hub's sentences, as the server itself says them; counted ones by their plural form. */
import { sentences } from "../../../src/commerce/sentence.ts";

const english: Record<string, string> = {};
for (const [code, text] of Object.entries(sentences)) {
  if (typeof text === "string") english[code] = text;
  else for (const [form, words] of Object.entries(text)) english[`${code}_${form}`] = words;
}

export { english };
