/** Contacts of the site as customers (contacts v5: one e-mail and one phone each). */

import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Customers } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { joinedName } from "../kit/parse/person-name.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { asText, asTree, nextCursor, rowsOf, wixQuery } from "./client.ts";
import { contactSchema } from "./schemas.ts";
import { type List, type Page, type PagePosition, queryOf, sweepsOf } from "./sweeps.ts";

async function page(position: PagePosition, ctx: Context): Promise<Page> {
  const body = await wixQuery(ctx, "contacts.list", "/contacts/v5/contacts/query", { query: queryOf(position) });
  return { rows: rowsOf(body, "contacts", ctx), next: nextCursor(body), sorted: true };
}

function mapContact(raw: Json, ctx: Context) {
  const what = `contact ${asText(asTree(raw)["id"]) ?? ""}`;
  const { id, name, email, phone } = parseResponse(contactSchema, raw, { ctx, what, essential: ["id"] });
  const reported = phone?.e164 ?? phone?.phone;
  return {
    key: id,
    name: joinedName(name?.first, name?.last),
    email: email?.email,
    phone: normalisePhone(reported) ?? reported,
    raw,
  };
}

const list: List<ReturnType<typeof mapContact>> = {
  changedField: "updatedDate",
  page,
  prepare: async (_rows, ctx) => (row) => mapContact(row, ctx),
};

export const customers: Customers = { sweeps: sweepsOf("customers", list, { changedMs: 3_600_000 }) };
