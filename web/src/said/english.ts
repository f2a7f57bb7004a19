/** The English of the hub's sentences, as the server itself says them; counted ones by their plural form. */
import { screenSentences } from "../../../src/commerce/sentences/index.ts";

const english: Record<string, string> = {};
for (const [code, text] of Object.entries(screenSentences)) {
  if (typeof text === "string") english[code] = text;
  else for (const [form, words] of Object.entries(text)) english[`${code}_${form}`] = words;
}

export { english };
