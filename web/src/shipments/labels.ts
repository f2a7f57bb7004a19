/** Labels as one PDF, on the paper this browser printed on last. */
export const PAPERS = ["a6", "4x6", "a4_4"] as const;
export type Paper = (typeof PAPERS)[number];

/** More than these are printed in several turns. */
export const MOST_LABELS = 200;

const KEY = "argosy.labelPaper";

export function paperOfLast(): Paper {
  const kept = localStorage.getItem(KEY);
  return PAPERS.find((paper) => paper === kept) ?? "a6";
}

/** Opens the labels, in this order. */
export function openLabels(ids: readonly string[], paper: Paper): void {
  localStorage.setItem(KEY, paper);
  const query = new URLSearchParams({ ids: ids.slice(0, MOST_LABELS).join(","), paper });
  window.open(`/api/shipments/labels?${query}`, "_blank", "noopener");
}
