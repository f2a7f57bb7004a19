/** The English of the hub's alerts: all that Home says. */
import { alertSentences } from "../../../../src/commerce/sentences/alerts.ts";
import { flat } from "./flat.ts";

export const english = flat(alertSentences);
