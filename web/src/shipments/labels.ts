/** Labels as one PDF on the paper this browser printed on last, or at once on the label printer of this device. */
import type { LabelsOf } from "../printing/labels-of.ts";
import type { OpenedLabels } from "../printing/print-and-tell.ts";
import { printersKept } from "../printing/printers.ts";
import { choiceOf, keepChoice } from "../storage/choices.ts";
import { useAction } from "../ui/action.ts";

const PAPERS = ["a6", "4x6", "a4_4"] as const;
export type Paper = (typeof PAPERS)[number];

/** More than these are printed in several turns. */
export const MOST_LABELS = 200;

const KEY = "argosy.labelPaper";

export function paperOfLast(): Paper {
  const kept = choiceOf(KEY);
  return PAPERS.find((paper) => paper === kept) ?? "a6";
}

/** "printer": this device's own, without a dialog. */
export type Place = Paper | "printer";

export const places = (): readonly Place[] => (printersKept().labels === null ? PAPERS : ["printer", ...PAPERS]);

export const placeOfLast = (): Place => (printersKept().labels === null ? paperOfLast() : "printer");

/** Prints the labels, in this order, and has the hub note that they were printed. */
export function usePrintLabels(): (of: LabelsOf, place: Place) => void {
  const atOnce = useAction({
    run: async (of: LabelsOf) => (await import("../printing/print-and-tell.ts")).printAndTell(of),
  });
  const note = useAction({
    run: async (opened: OpenedLabels) => (await import("../printing/print-and-tell.ts")).noteOpened(opened),
    renews: [["orders"], ["shipments"]],
  });
  return (of, place) => {
    const [name, ids] = "orderIds" in of ? ["orderIds", of.orderIds] : ["ids", of.shipmentIds];
    const some = ids.slice(0, MOST_LABELS);
    if (place === "printer") return atOnce.start(name === "ids" ? { shipmentIds: some } : { orderIds: some });
    keepChoice(KEY, place);
    const tab = window.open(
      `/api/shipments/labels?${new URLSearchParams({ [name]: some.join(","), paper: place })}`,
      "_blank",
    );
    if (tab !== null) tab.opener = null;
    note.start({ isShown: tab !== null, asked: name === "ids" ? { shipmentIds: some } : { orderIds: some } });
  };
}
