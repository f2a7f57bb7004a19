/** Every exchange against eBay's own descriptions, used when SPECS_DIR is set. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Exchanged } from "../kit/http/call-log.ts";
import { openApiSpec } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator, SpecCheck, SpecValidator } from "../kit/testing/specs.ts";

/** Base path of an API -> the file that describes it. Post-Order and tokens have none. */
const FILES: Readonly<Record<string, string>> = {
  "/sell/inventory/v1": "sell_inventory_v1_oas3.json",
  "/sell/fulfillment/v1": "sell_fulfillment_v1_oas3.json",
  "/sell/metadata/v1": "sell_metadata_v1_oas3.json",
  "/sell/account/v1": "sell_account_v1_oas3.json",
  "/commerce/taxonomy/v1": "ebay-taxonomy-openapi.yml",
  "/sell/finances/v1": "ebay-finances-openapi.yml",
  "/commerce/identity/v1": "commerce_identity_v1_oas3.json",
  "/commerce/message/v1": "commerce_message_v1_oas3.json",
  "/commerce/notification/v1": "commerce_notification_v1_oas3.json",
  "/developer/key_management/v1": "developer_key_management_v1_oas3.json",
};

/** What the description calls text is an object of lists, as its own prose and samples say (aspects). */
const MISDESCRIBED = /\/aspects must be string/;

const baseOf = ({ url }: Exchanged): string | undefined =>
  Object.keys(FILES).find((base) => new URL(url).pathname.startsWith(`${base}/`));

function withoutExisting(check: SpecCheck): SpecCheck {
  if (typeof check === "string") return check;
  const rest = check.filter((problem) => !MISDESCRIBED.test(problem));
  return rest.length === 0 ? "valid" : rest;
}

export const spec: MakeSpecValidator = (dir) => {
  const made = new Map<string, SpecValidator>();
  const validatorOf = (exchange: Exchanged): SpecValidator | null => {
    const base = baseOf(exchange);
    if (base === undefined) return null;
    const cached = made.get(base) ?? validator(join(dir, "ebay", FILES[base] ?? ""), base);
    made.set(base, cached);
    return cached;
  };
  return {
    request: (exchange) => withoutExisting(validatorOf(exchange)?.request(exchange) ?? "uncovered"),
    response: (exchange) =>
      exchange.status === 204 || exchange.status === 207
        ? "uncovered"
        : withoutExisting(validatorOf(exchange)?.response(exchange) ?? "uncovered"),
  };
};

const validator = (file: string, base: string): SpecValidator =>
  openApiSpec({
    document: parse(readFileSync(file, "utf8")),
    pathOf: ({ url }) => new URL(url).pathname.slice(base.length),
  });
