/** Prints labels from a list, and says in the corner of the page how it went. */
import { body, hub } from "../data/hub.ts";
import { problemText } from "../hub-messages/hub-messages.ts";
import { languageShown, loadFolder } from "../i18n/language.ts";
import { textOf } from "../i18n/texts.ts";
import type { Translate } from "../i18n/translation.ts";
import { notify } from "../ui/notices.ts";
import type { LabelsOf } from "./label-selection.ts";
import { printLabels } from "./print.ts";
import { storedPrinters } from "./printers.ts";
import { printingText } from "./texts.ts";

export async function printAndNotify(of: LabelsOf): Promise<void> {
  try {
    await print(of);
  } catch (error) {
    notify({ meaning: "failed", text: problemText(error) });
  }
}

async function print(of: LabelsOf): Promise<void> {
  const language = languageShown();
  await loadFolder(language, "printing");
  const t = ((key: string, gaps?: object) =>
    textOf(language, "printing", key, { ...gaps }) ?? key) as Translate<"printing">;
  const printer = storedPrinters().labels;
  if (printer === null) return notify({ meaning: "failed", text: t("why.gone") });
  const printing = await printLabels(of, printer);
  notify({
    meaning: printing.state === "printed" ? "good" : "failed",
    text: printingText(t, printing),
    action: { label: t("again"), run: () => printAndNotify(of) },
  });
}

export interface OpenedLabels {
  /** False: the browser opened no tab. */
  readonly isShown: boolean;
  readonly asked: { readonly shipmentIds?: string[]; readonly orderIds?: string[]; readonly packed?: boolean };
}

/** Has the hub note that the labels were printed; where nothing was shown none counts, and it throws what to do. */
export async function noteOpened({ isShown, asked }: OpenedLabels): Promise<void> {
  if (isShown) return void (await body(hub.POST("/api/shipments/printed", { body: asked })));
  const language = languageShown();
  await loadFolder(language, "printing");
  throw new Error(textOf(language, "printing", "blocked", {}));
}
