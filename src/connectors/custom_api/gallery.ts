/** Descriptions to begin with, by the kind of API they suit. */
import type { FieldExample } from "../kit/contract/contract.ts";
import cursorOauth2 from "./examples/cursor-oauth2.json" with { type: "json" };
import linkBasic from "./examples/link-basic.json" with { type: "json" };
import pageApiKey from "./examples/page-api-key.json" with { type: "json" };
import pushOnly from "./examples/push-only.json" with { type: "json" };
import { english } from "./words.ts";

export const gallery: readonly FieldExample[] = [
  {
    id: "page-api-key",
    label: english("label.pageNumbersApiKey"),
    help: english("help.listsComePagePageKey"),
    value: pageApiKey,
  },
  {
    id: "link-basic",
    label: english("label.linkHeadersUserNamePassword"),
    help: english("help.eachPageNamesNextHeader"),
    value: linkBasic,
  },
  {
    id: "cursor-oauth2",
    label: english("label.cursorsOauth2"),
    help: english("help.tokensRenewedCursorPagePage"),
    value: cursorOauth2,
  },
  {
    id: "push-only",
    label: english("label.webhooks"),
    help: english("help.shopTellsEverythingItselfNothing"),
    value: pushOnly,
  },
];
