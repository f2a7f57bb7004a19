/** Labels as one PDF, on the paper this browser printed on last. */
import { body, hub } from "../data/hub.ts";
import { choiceOf, keepChoice } from "../storage/choices.ts";
import { useAction } from "../ui/action.ts";

export const PAPERS = ["a6", "4x6", "a4_4"] as const;
export type Paper = (typeof PAPERS)[number];

/** More than these are printed in several turns. */
export const MOST_LABELS = 200;

const KEY = "argosy.labelPaper";

export function paperOfLast(): Paper {
  const kept = choiceOf(KEY);
  return PAPERS.find((paper) => paper === kept) ?? "a6";
}

/** Of these shipments, or of what is booked for these orders and still here. */
export type LabelsOf = { readonly shipmentIds: readonly string[] } | { readonly orderIds: readonly string[] };

/** Opens the labels, in this order, and has the hub note that they were printed. */
export function usePrintLabels(): (of: LabelsOf, paper: Paper) => void {
  const note = useAction({
    run: (asked: { readonly shipmentIds?: string[]; readonly orderIds?: string[] }) =>
      body(hub.POST("/api/shipments/printed", { body: asked })),
    renews: [["orders"], ["shipments"]],
  });
  return (of, paper) => {
    keepChoice(KEY, paper);
    const [name, ids] = "orderIds" in of ? ["orderIds", of.orderIds] : ["ids", of.shipmentIds];
    const some = ids.slice(0, MOST_LABELS);
    window.open(
      `/api/shipments/labels?${new URLSearchParams({ [name]: some.join(","), paper })}`,
      "_blank",
      "noopener",
    );
    note.start(name === "ids" ? { shipmentIds: some } : { orderIds: some });
  };
}
