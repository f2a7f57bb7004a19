/** What every part of the editor knows. */
import { createContext, use } from "react";
import type { TriggerKey } from "../../../../src/commerce/automations/triggers.ts";
import type { Naming } from "../use-wording.ts";

export interface Editing {
  readonly wording: Naming;
  readonly trigger: TriggerKey;
  readonly currency: string;
  /** True: it is only looked at. */
  readonly isFixed: boolean;
  /** What the hub says of a part, by its path; of what stands within it, too. */
  errorAt(path: string): string | undefined;
}

const Given = createContext<Editing | null>(null);

export const EditingGiven = Given.Provider;

export function useEditing(): Editing {
  const editing = use(Given);
  if (editing === null) throw new Error("A part of the rule editor stands outside of it.");
  return editing;
}
