/** Descriptions to begin with, by the kind of API they suit. */
import type { FieldExample } from "../kit/contract/contract.ts";
import cursorOauth2 from "./examples/cursor-oauth2.json" with { type: "json" };
import linkBasic from "./examples/link-basic.json" with { type: "json" };
import pageApiKey from "./examples/page-api-key.json" with { type: "json" };
import pushOnly from "./examples/push-only.json" with { type: "json" };

export const gallery: readonly FieldExample[] = [
  {
    id: "page-api-key",
    label: "Page numbers, API key",
    help: "Lists come page by page; a key in a header lets you in.",
    value: pageApiKey,
  },
  {
    id: "link-basic",
    label: "Link headers, user name and password",
    help: "Each page names the next one in a header; amounts have decimal commas.",
    value: linkBasic,
  },
  {
    id: "cursor-oauth2",
    label: "Cursors, OAuth 2",
    help: "Tokens that are renewed, a cursor from page to page, and every kind of write.",
    value: cursorOauth2,
  },
  {
    id: "push-only",
    label: "Webhooks only",
    help: "Your shop tells everything itself; nothing is asked of it.",
    value: pushOnly,
  },
];
