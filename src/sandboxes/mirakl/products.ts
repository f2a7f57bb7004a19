/** The operator's catalogue: its settings (H11, PM11, VL11), product files (P31, P41 to P47) and their fate (CM11). */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { attributesView, faultsOf, hierarchiesView, valuesView } from "./catalog.ts";
import { filePart, rowsOf } from "./offers.ts";
import { notFound, nothing, ok, problem, use } from "./replies.ts";
import { iso, type State, type StoredProductImport } from "./state.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function handleProducts(request: SandboxRequest, state: State): SandboxReply | null {
  settleProducts(state);
  switch (request.path) {
    case "/api/hierarchies":
      use(state, "H11", { apartMs: HOUR_MS });
      return ok(hierarchiesView(state.catalog));
    case "/api/products/attributes":
      use(state, "PM11", { apartMs: HOUR_MS });
      return ok(attributesView(state.catalog));
    case "/api/values_lists":
      use(state, "VL11", { apartMs: HOUR_MS });
      return ok(valuesView(state.catalog));
    case "/api/products":
      return ok(found(request, state));
    case "/api/products/imports":
      return request.method === "POST" ? importFile(request, state) : notFound;
    case "/api/mcm/products/sources/status/export":
      return sheets(request, state);
    default:
      return ofImport(request, state);
  }
}

/** By references of the operator's catalogue; those of other kinds are not asked for so. */
function found({ query }: SandboxRequest, state: State): object {
  const requested = (query.get("product_references") ?? "").split(",").map((one) => one.split("|"));
  const products = requested.flatMap(([type = "", id = ""]) => {
    const product = type === "EAN" ? state.references.get(id) : undefined;
    return product === undefined
      ? []
      : [
          {
            category_code: product.category,
            category_label: product.category,
            product_id: id,
            product_id_type: type,
            product_sku: `MKP${id}`,
            product_title: product.title,
          },
        ];
  });
  return { products, total_count: products.length };
}

function importFile(request: SandboxRequest, state: State): SandboxReply {
  use(state, "P41", { apartMs: 15 * MINUTE_MS });
  const bytes = filePart(request);
  if (bytes === null) return problem(400, "The part 'file' is missing");
  const now = state.clock.now();
  const id = state.id();
  state.productImports.set(String(id), {
    ...{ id, rows: rowsOf(bytes), createdAt: now, status: "WAITING", errors: [], good: 0 },
    sentAt: now + state.platform.importMs,
    readyAt: now + 3 * state.platform.importMs,
  });
  return { status: 201, json: { import_id: id } };
}

/** A file is checked, sent to the operator, and taken in later. */
function settleProducts(state: State): void {
  const now = state.clock.now();
  for (const file of state.productImports.values()) {
    if (file.status === "WAITING" && file.sentAt <= now) check(file, state);
    if (file.status === "SENT" && file.readyAt <= now) takeIn(file, state);
  }
}

function asObjects({ rows }: StoredProductImport): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...lines] = rows;
  return lines.map((line) => Object.fromEntries(header.map((name, at) => [name, line[at] ?? ""])));
}

function check(file: StoredProductImport, state: State): void {
  const faults = asObjects(file).map((row) => faultsOf(row, state.catalog));
  file.errors = faults.flatMap((own, at) =>
    own.length === 0 ? [] : [[String(at + 2), own.join(","), "", ...(file.rows[at + 1] ?? [])]],
  );
  file.good = faults.length - file.errors.length;
  file.status = "SENT";
}

function takeIn(file: StoredProductImport, state: State): void {
  file.status = "COMPLETE";
  for (const row of asObjects(file)) {
    const { shop_sku: sku = "", product_title: title = "", category = "", ean } = row;
    if (faultsOf(row, state.catalog).length === 0)
      state.products.set(sku, { title, category, ean, isLive: state.platform.rejects === null, at: state.clock.now() });
  }
}

function ofImport({ path }: SandboxRequest, state: State): SandboxReply | null {
  const [, , subject, imports, id = "", what] = path.split("/");
  if (subject !== "products" || imports !== "imports") return null;
  const file = state.productImports.get(id);
  if (!file) return notFound;
  if (what === undefined) {
    use(state, "P42", { apartMs: MINUTE_MS });
    return ok(stateOf(file, state));
  }
  if (what !== "transformation_error_report" || file.errors.length === 0) return notFound;
  const rows = [["line number", "errors", "warnings", ...(file.rows[0] ?? [])], ...file.errors];
  const text = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(";")).join("\n");
  return { status: 200, text, headers: { "content-type": "application/octet-stream" } };
}

function stateOf(file: StoredProductImport, state: State): object {
  const isChecked = file.status !== "WAITING";
  return {
    date_created: iso(file.createdAt),
    has_error_report: false,
    has_new_product_report: file.status === "COMPLETE" && file.good > 0,
    has_transformation_error_report: isChecked && file.errors.length > 0,
    has_transformed_file: isChecked && file.good > 0,
    import_id: file.id,
    import_status: file.status,
    shop_id: state.shopId,
    transform_lines_in_error: file.errors.length,
    transform_lines_in_success: file.good,
    transform_lines_read: file.rows.length - 1,
    transform_lines_with_warning: 0,
  };
}

/** What the operator makes of products that were taken in since. */
function sheets({ query }: SandboxRequest, state: State): SandboxReply {
  use(state, "CM11", { apartMs: 5 * MINUTE_MS });
  const since = Date.parse(query.get("updated_since") ?? iso(0));
  const requested = new Set(query.getAll("provider_unique_identifier"));
  const isRequested = (sku: string) => requested.size === 0 || requested.has(sku);
  const rows = [...state.products]
    .filter(([sku, { at }]) => at + state.platform.sheetMs >= since && isSettled(at, state) && isRequested(sku))
    .map(([sku, { isLive }]) => ({
      provider_unique_identifier: sku,
      status: isLive ? "LIVE" : "NOT_LIVE",
      errors: isLive ? [] : [rejection(state)],
      warnings: [],
    }));
  return rows.length === 0 ? nothing : { status: 200, json: rows };
}

/** The catalogue takes products in after their file is done. */
export const isSettled = (at: number, state: State): boolean => at + state.platform.sheetMs <= state.clock.now();

const rejection = ({ platform }: State): object => ({
  code: "MCM-04012",
  message: "The product has been rejected by the operator temporarily.",
  rejection_details: { message: platform.rejects ?? "", reason_code: "2", reason_label: "Out of range" },
});
