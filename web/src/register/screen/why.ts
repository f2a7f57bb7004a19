/** What the hub's own rules say, in the language shown. */
import type { Said } from "../../../../src/commerce/sentence.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { textOf } from "../../i18n/words.ts";
import { useMoment } from "./use-register.ts";

/** One sentence by its code; moments in it as people read them. */
export function useWhy(): (said: Said) => string {
  const { language } = useTranslation("said");
  const moment = useMoment();
  return ({ code, gaps }) => {
    const filled = Object.entries(gaps).map(([name, gap]) => [name, name.endsWith("At") ? moment(String(gap)) : gap]);
    return textOf(language, "said", code, Object.fromEntries(filled)) ?? code;
  };
}
