/** What the hub's own rules say, in the language shown. */
import type { MessageRef } from "../../../../src/commerce/message.ts";
import { textOf } from "../../i18n/texts.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useMoment } from "./use-register.ts";

/** One message by its code; moments in it as people read them. */
export function useWhy(): (ref: MessageRef) => string {
  const { language } = useTranslation("hub-messages");
  const moment = useMoment();
  return ({ code, gaps }) => {
    const filled = Object.entries(gaps).map(([name, gap]) => [name, name.endsWith("At") ? moment(String(gap)) : gap]);
    return textOf(language, "hub-messages", code, Object.fromEntries(filled)) ?? code;
  };
}
