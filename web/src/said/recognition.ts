import type { recognised, SaidPart } from "../../../src/commerce/recognise.ts";

let recognise: typeof recognised | undefined;

/** Loads the sentences of the kit: needed wherever its English is to be said in another language. */
export async function loadRecognition(): Promise<void> {
  recognise ??= (await import("../../../src/commerce/recognise.ts")).recognised;
}

/** What a text of the kit says; null where it is none of the kit's, or what finds that out is not loaded. */
export const recognisedText = (text: string): readonly SaidPart[] | null => recognise?.(text) ?? null;
