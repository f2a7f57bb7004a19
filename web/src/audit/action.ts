/** What an entry's action says in words: of what kind of thing, and what was done to it. */
import { useTranslation } from "../i18n/translation.ts";

/** "API keys: created"; undefined where there are no words for it. */
export type ActionWords = (action: string) => string | undefined;

/** "stock-documents.post" is the subject and the deed; "stores.test" too. A code nobody has words for has none here either. */
export function useActionWords(): ActionWords {
  const { t } = useTranslation("audit");
  return (action) => {
    const [subject = "", ...deed] = action.split(".");
    const of = t(`subjects.${subject}`, { defaultValue: "" });
    const what = t(`deeds.${deed.join("_")}`, { defaultValue: "" });
    return of === "" || what === "" ? undefined : t("done", { subject: of, deed: what });
  };
}
