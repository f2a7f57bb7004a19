/** Labels as one PDF on the paper this browser printed on last, or at once on the label printer of this device. */
import type { LabelsOf } from "../printing/label-selection.ts";
import type { OpenedLabels } from "../printing/print-and-notify.ts";
import { storedPrinters } from "../printing/printers.ts";
import { choiceOf, saveChoice } from "../storage/choices.ts";
import { useAction } from "../ui/action.ts";

const LABEL_FORMATS = ["a6", "4x6", "a4_4"] as const;
export type LabelFormat = (typeof LABEL_FORMATS)[number];

/** More than these are printed in several turns. */
export const MOST_LABELS = 200;

const KEY = "argosy.labelPaper";

export function lastFormat(): LabelFormat {
  const stored = choiceOf(KEY);
  return LABEL_FORMATS.find((format) => format === stored) ?? "a6";
}

/** "printer": this device's own, without a dialog. */
export type LabelTarget = LabelFormat | "printer";

export const labelTargets = (): readonly LabelTarget[] =>
  storedPrinters().labels === null ? LABEL_FORMATS : ["printer", ...LABEL_FORMATS];

export const lastTarget = (): LabelTarget => (storedPrinters().labels === null ? lastFormat() : "printer");

/** Prints the labels, in this order, and has the hub note that they were printed. */
export function usePrintLabels(): (of: LabelsOf, target: LabelTarget) => void {
  const atOnce = useAction({
    run: async (of: LabelsOf) => (await import("../printing/print-and-notify.ts")).printAndNotify(of),
  });
  const note = useAction({
    run: async (opened: OpenedLabels) => (await import("../printing/print-and-notify.ts")).noteOpened(opened),
    renews: [["orders"], ["shipments"]],
  });
  return (of, index) => {
    const [name, ids] = "orderIds" in of ? ["orderIds", of.orderIds] : ["ids", of.shipmentIds];
    const some = ids.slice(0, MOST_LABELS);
    const packed = "orderIds" in of && of.packed === true && { packed: true };
    const requested = name === "ids" ? { shipmentIds: some } : { orderIds: some, ...packed };
    if (index === "printer") return atOnce.start(requested);
    saveChoice(KEY, index);
    const query = new URLSearchParams({ [name]: some.join(","), paper: index, ...(packed && { packed: "true" }) });
    const tab = window.open(`/api/shipments/labels?${query}`, "_blank");
    if (tab !== null) tab.opener = null;
    note.start({ isShown: tab !== null, asked: requested });
  };
}
