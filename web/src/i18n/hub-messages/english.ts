/** The English of the hub's messages, as the server itself says them. */
import { screenMessages } from "../../../../src/commerce/messages/index.ts";
import { flat } from "./flat.ts";

export const english = flat(screenMessages);
