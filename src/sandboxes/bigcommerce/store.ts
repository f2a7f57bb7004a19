/** Store information, its settings, customers, and the tree of categories. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { asRows, asTree, iso, v3Error, v3One, v3Page } from "./replies.ts";
import type { State } from "./state.ts";

export function storeView(state: State): SandboxReply {
  return {
    status: 200,
    json: {
      id: state.hash,
      domain: "mugs.example",
      secure_url: "https://mugs.example",
      control_panel_base_url: `https://store-${state.hash}.mybigcommerce.com`,
      status: state.status,
      name: "Mugs & More",
      country_code: "US",
      admin_email: "owner@mugs.example",
      timezone: { name: "America/Chicago", raw_offset: -21600, dst_offset: -18000, dst_correction: false },
      language: "en",
      currency: state.currency,
      decimal_places: 2,
      weight_units: "Ounces",
      dimension_units: "Inches",
      plan_name: "Plus",
      plan_level: "Plus",
      plan_is_trial: false,
      is_price_entered_with_tax: false,
      store_id: 1025646,
      default_channel_id: 1,
      default_site_id: 1000,
    },
  };
}

export function inventorySettings(state: State): SandboxReply {
  return v3One({
    product_out_of_stock_behavior: "do_nothing",
    option_out_of_stock_behavior: "do_nothing",
    update_stock_behavior: state.inventory.takes,
    edit_order_stock_adjustment: state.inventory.edits,
    refund_order_stock_adjustment: state.inventory.returns,
    stock_level_display: "dont_show",
  });
}

export function listCustomers(state: State, request: SandboxRequest): SandboxReply {
  const min = Date.parse(request.query.get("date_modified:min") ?? "");
  const emails = request.query.get("email:in")?.toLowerCase().split(",");
  const ids = request.query.get("id:in")?.split(",");
  const found = [...state.customers.values()]
    .filter((one) => !ids || ids.includes(String(one.id)))
    .filter((one) => Number.isNaN(min) || one.modified >= min)
    .filter((one) => !emails || emails.includes(one.email.toLowerCase()))
    .sort((a, b) => a.modified - b.modified || a.id - b.id);
  return v3Page(request, found, (one) => ({
    id: one.id,
    first_name: one.first,
    last_name: one.last,
    email: one.email,
    phone: one.phone,
    company: "",
    customer_group_id: 0,
    notes: "",
    date_created: iso(one.modified),
    date_modified: iso(one.modified),
  }));
}

/** The one tree of categories this store has. */
export const TREE = 1;

export function listTrees(request: SandboxRequest): SandboxReply {
  return v3Page(request, request.query.get("channel_id:in") === "1" ? [TREE] : [], (id) => ({
    id,
    name: "Default",
    channels: [1],
  }));
}

export function listBrands(state: State, request: SandboxRequest): SandboxReply {
  const ids = new Set((request.query.get("id:in") ?? "").split(",").map(Number));
  return v3Page(
    request,
    [...state.brands].filter(([id]) => ids.has(id)),
    ([id, name]) => ({ id, name }),
  );
}

export function putCustomers(state: State, request: SandboxRequest): SandboxReply {
  const rows = asRows(request.json()).map(asTree);
  for (const row of rows) {
    const existing = state.customers.get(Number(row["id"]));
    if (!existing) return v3Error(422, "Invalid customer");
    const of = (name: string, before: string) => (typeof row[name] === "string" ? row[name] : before);
    state.customers.set(existing.id, {
      ...existing,
      first: of("first_name", existing.first),
      last: of("last_name", existing.last),
      phone: of("phone", existing.phone),
    });
  }
  return { status: 200, json: { data: [], meta: {} } };
}
