/** What the station does after the last scan of a parcel, as it was chosen in this browser. */

import { choiceOf, saveChoice } from "../storage/choices.ts";
import { AFTER, type After } from "./following.ts";

const KEY = "argosy.afterPacking";

export const storedAfter = (): After => AFTER.find((one) => one === choiceOf(KEY)) ?? "next";

export const saveAfter = (after: After): void => saveChoice(KEY, after);
