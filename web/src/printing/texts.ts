/** How a printing went, in words. */
import type { Translate } from "../i18n/translation.ts";
import type { Printing } from "./print.ts";
import type { SendTrouble } from "./send.ts";

export function printingText(t: Translate<"printing">, printing: Printing): string {
  const count = printing.count > 0 ? t("count", { count: printing.count }) : "";
  if (printing.state === "failed") {
    const started = printing.isBegun ? t("begun") : "";
    return [count, t(`why.${printing.why}`), started].filter(Boolean).join(" ");
  }
  const { missing } = printing;
  return missing.length === 0 ? count : `${count} ${t("missing", { references: missing.join(", ") })}`;
}

export const troubleText = (t: Translate<"printing">, why: SendTrouble | null): string =>
  why === null ? t("sent") : t(`why.${why}`);
