/** The English of the hub's sentences, as the server itself says them. */
import { screenSentences } from "../../../../src/commerce/sentences/index.ts";
import { flat } from "./flat.ts";

export const english = flat(screenSentences);
