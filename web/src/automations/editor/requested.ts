/** Which parameters of an action are asked for, by what is chosen in the others. */
import type { ActionDraft } from "../draft.ts";

const OF_LINES: readonly string[] = ["skus", "tags"];

/** A template has them. */
export const NO_TEXT = { subject: undefined, text: undefined } as const;

/**
 * Which lines are meant is asked only where lines decide, a text where no template is chosen; a service is called as it was
 * when it was chosen.
 */
export const isRequested = ({ do: does, parameters }: ActionDraft, name: string): boolean =>
  name !== "serviceName" &&
  !(does === "split_order" && parameters["by"] !== "lines" && OF_LINES.includes(name)) &&
  !(parameters["template"] !== undefined && name in NO_TEXT);
