/** The English of the hub's alerts: all that Home says. */
import { alertMessages } from "../../../../src/commerce/messages/alerts.ts";
import { flat } from "./flat.ts";

export const english = flat(alertMessages);
